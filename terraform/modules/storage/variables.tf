variable "bucket" {
  description = "Name of the bucket."
  type        = string
}

variable "partition" {
  description = "Partition of AWS, such as aws, for ARNs."
  type        = string
}

variable "kms_key_arn" {
  description = "Key that encrypts the objects (SSE-KMS); null for keys that S3 manages (SSE-S3)."
  type        = string
  default     = null
}

variable "expire_days" {
  description = "Days after which objects under runs/, features/, events/ and results/ go; null for never."
  type = object({
    runs     = optional(number, 90)
    features = optional(number, 30)
    events   = optional(number, 30)
    results  = optional(number)
  })
  default = {}
}

variable "old_version_days" {
  description = "Days after which overwritten and deleted versions of objects go."
  type        = number
  default     = 30
}

variable "policy_enabled" {
  description = "Whether the bucket gets its policy. Off only for emulators that ignore conditions in policies."
  type        = bool
  default     = true
}

variable "force_destroy" {
  description = "Whether `terraform destroy` may delete a bucket that still has objects."
  type        = bool
  default     = false
}

variable "prevent_destroy" {
  description = "Whether Terraform refuses to destroy the bucket."
  type        = bool
  default     = false
}
