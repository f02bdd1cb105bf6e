output "repositories" {
  description = "URL of each repository, by image: classify and train."
  value       = { for image, repository in aws_ecr_repository.this : image => repository.repository_url }
}
