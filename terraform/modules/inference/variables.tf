variable "name" {
  description = "Prefix of the names."
  type        = string
}

variable "aws" {
  description = "Where this is, and what each role here has: its path, and the policy that bounds it; null for none."
  type = object({
    partition            = string
    region               = string
    account              = string
    role_path            = optional(string, "/")
    permissions_boundary = optional(string)
  })
}

variable "bucket" {
  description = "The bucket."
  type        = string
}

variable "kms_key_arn" {
  description = "Key of the bucket's objects; null where S3 manages it."
  type        = string
  default     = null
}

variable "image" {
  description = "Image of the jobs, by digest."
  type        = string
}

variable "machines" {
  description = "Machines as training has them: types, profile, launch template, network."
  type = object({
    instance_types          = list(string)
    instance_profile_arn    = string
    launch_template_id      = string
    launch_template_version = string
    subnet_ids              = list(string)
    security_group_ids      = list(string)
  })
}

variable "log_group" {
  description = "Log group of the jobs."
  type        = string
}

variable "prefixes" {
  description = "Where the photos lie, each with a slash at its end."
  type        = list(string)
}

variable "shards_at_once" {
  description = "How many shards work side by side."
  type        = number
}

variable "shard_minutes" {
  description = "Longest that a shard may work before it is started again."
  type        = number
}

variable "wait_minutes" {
  description = "Longest that a shard may wait for a machine."
  type        = number
}

variable "run_hours" {
  description = "Longest that the whole may take."
  type        = number
}

variable "job_vcpus" {
  description = "Processors of a shard."
  type        = number
}

variable "job_memory_mib" {
  description = "Memory of a shard."
  type        = number
}

variable "tags" {
  description = "Tags of jobs."
  type        = map(string)
  default     = {}
}

variable "batch_service_role_arn" {
  description = "Service role of AWS Batch; null for its service-linked role."
  type        = string
  default     = null
}
