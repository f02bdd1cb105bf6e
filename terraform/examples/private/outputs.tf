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

output "endpoints" {
  description = "Each interface endpoint with why a machine needs it."
  value       = { for name, endpoint in aws_vpc_endpoint.interface : name => endpoint.tags["Why"] }
}
