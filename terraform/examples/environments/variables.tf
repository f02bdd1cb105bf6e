variable "region" {
  description = "Where to deploy."
  type        = string
}

variable "environment" {
  description = "Which environment, such as staging; a part of every name."
  type        = string
}

variable "images" {
  description = "The two images by digest; null on the first apply, which makes the repositories to push them to."
  type = object({
    classify = string
    train    = string
  })
  default = null
}

variable "keep" {
  description = "Whether the bucket stays whatever is applied; otherwise `terraform destroy` deletes all that is in it."
  type        = bool
}

variable "shift" {
  description = "How CodeDeploy moves the function's alias to a new version; null for at once."
  type        = string
  default     = null
}

variable "alarm_topic_arn" {
  description = "Topic that alarms are sent to; null for one of its own."
  type        = string
  default     = null
}

variable "classify" {
  description = "The function, as the module takes it."
  type = object({
    memory_mib              = optional(number, 3008)
    provisioned_concurrency = optional(number, 0)
    warm                    = optional(list(string), [])
  })
  default = {}
}
