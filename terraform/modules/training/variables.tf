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
  description = "Image of the training jobs, by digest."
  type        = string
}

variable "weights" {
  description = "Where pre-trained weights come from: official, or s3://bucket/pretrained/."
  type        = string
  default     = "official"
}

variable "subnet_ids" {
  description = "Subnets of the training machines."
  type        = list(string)
}

variable "security_group_ids" {
  description = "Security groups of the training machines."
  type        = list(string)
}

variable "gpu" {
  description = "Machines with a GPU: instance types, most vCPUs at once, and what one job takes of its machine."
  type = object({
    instance_types = optional(list(string), ["g4dn.xlarge", "g5.xlarge", "g6.xlarge"])
    max_vcpus      = optional(number, 16)
    job_vcpus      = optional(number, 4)
    job_memory_mib = optional(number, 14000)
  })
  default = {}
}

variable "cpu" {
  description = "Machines without a GPU: instance types, most vCPUs at once, and what one job takes of its machine."
  type = object({
    instance_types = optional(list(string), ["m6i.xlarge", "m6a.xlarge", "m5.xlarge"])
    max_vcpus      = optional(number, 16)
    job_vcpus      = optional(number, 4)
    job_memory_mib = optional(number, 14000)
  })
  default = {}
}

variable "disk_gib" {
  description = "Disk of a training machine."
  type        = number
  default     = 100
}

variable "members_at_once" {
  description = "How many members of one run are fitted side by side."
  type        = number
  default     = 3
}

variable "stage_minutes" {
  description = "Longest that a job may run, by stage."
  type = object({
    prepare = optional(number, 60)
    member  = optional(number, 480)
    stack   = optional(number, 60)
    publish = optional(number, 30)
    fail    = optional(number, 10)
  })
  default = {}
}

variable "wait_minutes" {
  description = "Longest that a job may wait for a machine: a Spot one before an on-demand one is asked for, and any other."
  type = object({
    spot  = optional(number, 30)
    other = optional(number, 120)
  })
  default = {}
}

variable "runs_at_once" {
  description = "How many runs work side by side; later ones wait for their turn."
  type        = number
  default     = 10
}

variable "volume_key_arn" {
  description = "Key that encrypts the machines' disks; null for the account's default key for EBS."
  type        = string
  default     = null
}

variable "log_key_arn" {
  description = "Key that encrypts the logs; null for none of one's own."
  type        = string
  default     = null
}

variable "run_hours" {
  description = "Longest that a run may take, its waiting included."
  type        = number
  default     = 72
}

variable "log_days" {
  description = "Days that logs are kept."
  type        = number
  default     = 30
}

variable "tags" {
  description = "Tags of machines, volumes and jobs."
  type        = map(string)
  default     = {}
}

variable "batch_service_role_arn" {
  description = "Service role of AWS Batch; null for its service-linked role, which is right on AWS."
  type        = string
  default     = null
}
