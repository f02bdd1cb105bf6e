variable "name" {
  description = "Prefix of the names."
  type        = string
}

variable "region" {
  description = "Region, for the dashboard and the budget's name."
  type        = string
}

variable "emails" {
  description = "Addresses that alarms are sent to; each has to confirm."
  type        = list(string)
  default     = []
}

variable "topic_arn" {
  description = "Topic that alarms are sent to; null for one that is made here."
  type        = string
  default     = null
}

variable "topic_key_arn" {
  description = "Key that encrypts the topic that is made here; null for none."
  type        = string
  default     = null
}

variable "queues" {
  description = "Names of the queues, by kind of upload."
  type        = map(string)
}

variable "dead_letters" {
  description = "Names of the queues of dead letters, by kind of upload."
  type        = map(string)
}

variable "state_machine_arn" {
  description = "The state machine."
  type        = string
}

variable "function_name" {
  description = "The function."
  type        = string
}

variable "alias" {
  description = "The function's alias."
  type        = string
}

variable "api_id" {
  description = "The API."
  type        = string
}

variable "error_percent" {
  description = "Share of failed calls of the function, in percent over five minutes, that is an alarm."
  type        = number
  default     = 5
}

variable "latency_p95_ms" {
  description = "95th percentile of the API's latency, in milliseconds over five minutes, that is an alarm."
  type        = number
  default     = 5000
}

variable "dashboard_enabled" {
  description = "Whether there is a dashboard."
  type        = bool
  default     = false
}

variable "monthly_budget_usd" {
  description = "Budget of the account's month in US dollars; null for none."
  type        = number
  default     = null
}
