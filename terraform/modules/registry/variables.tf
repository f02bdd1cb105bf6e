variable "aws" {
  description = "Where this is: partition, region, account."
  type = object({
    partition = string
    region    = string
    account   = string
  })
}

variable "name" {
  description = "Prefix of the repositories' names."
  type        = string
}

variable "keep_images" {
  description = "How many images each repository keeps."
  type        = number
  default     = 20
}

variable "force_delete" {
  description = "Whether `terraform destroy` may delete a repository that still has images."
  type        = bool
  default     = false
}

variable "key_arn" {
  description = "Key that encrypts the images; null for keys that ECR manages. Another key makes other repositories."
  type        = string
  default     = null
}
