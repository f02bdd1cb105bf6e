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
