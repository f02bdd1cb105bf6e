output "bucket" {
  description = "Upload datasets to datasets/, weights to pretrained/ and images to incoming/<ensemble>/ of it."
  value       = module.stackwright.bucket
}

output "repositories" {
  description = "Where to push the two images."
  value       = module.stackwright.repositories
}

output "api_url" {
  description = "URL of the API."
  value       = module.stackwright.api_url
}

output "state_machine_arn" {
  description = "The state machine that trains."
  value       = module.stackwright.state_machine_arn
}

output "dead_letter_urls" {
  description = "Queues of uploads that could not be taken up."
  value       = module.stackwright.dead_letter_urls
}

output "dashboard" {
  description = "Name of the dashboard."
  value       = module.stackwright.dashboard
}

output "alarm_topic_arn" {
  description = "Topic that alarms are sent to."
  value       = module.stackwright.alarm_topic_arn
}
