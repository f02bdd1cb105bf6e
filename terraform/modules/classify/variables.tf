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
  description = "Image of the function, by digest."
  type        = string
}

variable "architecture" {
  description = "Processor of the function, which its image is built for: x86_64 or arm64."
  type        = string
  default     = "x86_64"
}

variable "state_machine_name" {
  description = "Name of the state machine that the function starts."
  type        = string
}

variable "queues" {
  description = "Queues that the function reads, by kind of upload: name and arn."
  type = map(object({
    name = string
    arn  = string
  }))
}

variable "memory_mib" {
  description = "Memory of the function; its share of processors grows with it."
  type        = number
  default     = 3008
}

variable "timeout_seconds" {
  description = "Time-out of the function."
  type        = number
  default     = 120
}

variable "temporary_mib" {
  description = "Size of /tmp, where loaded ensembles lie."
  type        = number
  default     = 2048
}

variable "reserved_concurrency" {
  description = "Most calls at once; null for as many as the account allows."
  type        = number
  default     = null
}

variable "provisioned_concurrency" {
  description = "Calls that find a warm function at any time; 0 for none."
  type        = number
  default     = 0
}

variable "warm" {
  description = "Ensembles that are loaded before the function is ready."
  type        = list(string)
  default     = []
}

variable "detailed_metrics" {
  description = "Whether the API has metrics for each route."
  type        = bool
  default     = false
}

variable "queue_concurrency" {
  description = "Most batches of each queue that are worked on at once."
  type        = number
  default     = 2
}

variable "environment" {
  description = "Further settings of the function, as STACKWRIGHT_… variables."
  type        = map(string)
  default     = {}
}

variable "promotion_enabled" {
  description = "Whether callers of the API may promote a version."
  type        = bool
  default     = false
}

variable "jwt" {
  description = "Issuer, audiences and scopes of the tokens that callers bring; null for callers with IAM identities."
  type = object({
    issuer   = string
    audience = list(string)
    scopes   = optional(list(string), [])
  })
  default = null
}

variable "cors" {
  description = "Origins whose pages may call the API from a browser, and how long a browser remembers it; null for none."
  type = object({
    origins         = list(string)
    max_age_seconds = optional(number, 3600)
  })
  default = null
}

variable "domain" {
  description = "Name of the API and its certificate; null for the one that AWS gives."
  type = object({
    name            = string
    certificate_arn = string
  })
  default = null
}

variable "web_acl_arn" {
  description = "Global web ACL of AWS WAF, which puts CloudFront in front of the API; null for none."
  type        = string
  default     = null
}

variable "gradual" {
  description = "Whether CodeDeploy moves the alias to new versions, in place of Terraform."
  type        = bool
  default     = false
}

variable "queue_key_arn" {
  description = "Key that encrypts the queues; null where SQS manages it."
  type        = string
  default     = null
}

variable "log_key_arn" {
  description = "Key that encrypts the logs; null for none of one's own."
  type        = string
  default     = null
}

variable "throttle" {
  description = "Requests a second, and at once, over all routes."
  type = object({
    rate  = optional(number, 20)
    burst = optional(number, 40)
  })
  default = {}
}

variable "log_days" {
  description = "Days that logs are kept."
  type        = number
  default     = 30
}

variable "metrics_namespace" {
  description = "Namespace of CloudWatch that the function counts answered requests in, by lines of its log; null for none."
  type        = string
  default     = null
}
