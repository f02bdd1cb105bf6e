output "bucket" {
  description = "The bucket: datasets go to datasets/, images to incoming/<ensemble>/, results come under results/."
  value       = local.bucket_made
}

output "repositories" {
  description = "Where to push the images, by image: classify and train."
  value       = module.registry.repositories
}

output "api_url" {
  description = "URL of the API, with its own name where it has one; null before there are images."
  value       = one(values(module.classify)[*].api_url)
}

output "domain_target" {
  description = "Name and zone that the DNS record of `domain` has to point to; null without a domain."
  value       = one(values(module.classify)[*].domain_target)
}

output "deployment" {
  description = "With `shift`: what `aws deploy create-deployment --cli-input-json` takes to move the alias to the newest version; null where it is there."
  value       = one(values(module.rollout)[*].deployment)
}

output "api_execution_arn" {
  description = "ARN for policies of callers with IAM identities: they need execute-api:Invoke on it, with /*/METHOD/path behind it."
  value       = one(values(module.classify)[*].api_execution_arn)
}

output "routes" {
  description = "Each route of the API with how it asks who calls."
  value       = one(values(module.classify)[*].routes)
}

output "function_name" {
  description = "Name of the classifying function."
  value       = one(values(module.classify)[*].function_name)
}

output "function_arn" {
  description = "ARN of the function's alias, which is what to call."
  value       = one(values(module.classify)[*].function_arn)
}

output "state_machine_arn" {
  description = "ARN of the state machine that trains."
  value       = one(values(module.training)[*].state_machine_arn)
}

output "state_machine_definition" {
  description = "Definition of the state machine, as JSON."
  value       = one(values(module.training)[*].state_machine_definition)
}

output "inference_state_machine_arn" {
  description = "ARN of the state machine of batch inference; null without `batch_inference`."
  value       = one(values(module.inference)[*].state_machine_arn)
}

output "job_queues" {
  description = "ARNs of the job queues, by kind of machine."
  value       = one(values(module.training)[*].job_queues)
}

output "job_definitions" {
  description = "ARNs of the job definitions, by kind of machine."
  value       = one(values(module.training)[*].job_definitions)
}

output "queue_urls" {
  description = "URLs of the queues of uploads, by kind: datasets and incoming."
  value       = one([for events in module.events : { for kind, queue in events.queues : kind => queue.url }])
}

output "dead_letter_urls" {
  description = "URLs of the queues of dead letters, by kind: datasets and incoming."
  value       = one([for events in module.events : { for kind, queue in events.dead_letters : kind => queue.url }])
}

output "alarm_topic_arn" {
  description = "Topic that alarms are sent to: yours, or one to subscribe to."
  value       = one(values(module.observability)[*].topic_arn)
}

output "alarms" {
  description = "Names of the alarms."
  value       = one(values(module.observability)[*].alarms)
}

output "dashboard" {
  description = "Name of the dashboard; null where there is none."
  value       = one(values(module.observability)[*].dashboard)
}

output "log_groups" {
  description = "Log groups: function, api, jobs and states."
  value       = one([for key, training in module.training : merge(training.log_groups, module.classify[key].log_groups)])
}
