output "bucket" {
  description = "Upload datasets to datasets/ and images to incoming/<ensemble>/ of it."
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

output "deployment" {
  description = "What `aws deploy create-deployment --cli-input-json` takes to move the alias to the newest version; null where it is there."
  value       = module.stackwright.deployment
}
