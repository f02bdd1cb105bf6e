variable "name" {
  description = "Prefix of the names."
  type        = string
}

variable "aws" {
  description = "Where this is: partition, region, account."
  type = object({
    partition = string
    region    = string
    account   = string
  })
}

variable "bucket" {
  description = "Bucket whose new objects are events."
  type        = string
}

variable "function_timeout_seconds" {
  description = "Time-out of the function that reads the queues: a message stays hidden six times as long."
  type        = number
}

variable "max_receives" {
  description = "How often a message is tried before it goes to the dead letters."
  type        = number
  default     = 5
}

variable "key_arn" {
  description = "Key that encrypts the queues; null where SQS manages it."
  type        = string
  default     = null
}
