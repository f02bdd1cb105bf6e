variable "region" {
  description = "Where to deploy."
  type        = string
  default     = "eu-west-1"
}

variable "stage" {
  description = "Which of several deployments in one account; production keeps its bucket when it is destroyed."
  type        = string
  default     = "production"

  validation {
    condition     = contains(["production", "staging", "test"], var.stage)
    error_message = "Expected production, staging or test."
  }
}

variable "images" {
  description = "The two images by digest; null on the first apply, which makes the repositories to push them to."
  type = object({
    classify = string
    train    = string
  })
  default = null
}

variable "jwt" {
  description = "Who issues the tokens that callers bring, and for whom."
  type = object({
    issuer   = string
    audience = list(string)
    scopes   = optional(list(string), [])
  })
}

variable "alarm_emails" {
  description = "Addresses that alarms and the budget are sent to."
  type        = list(string)
}

variable "monthly_budget_usd" {
  description = "Budget of the account's month in US dollars."
  type        = number
  default     = 200
}

variable "origins" {
  description = "Origins whose pages may call the API from a browser."
  type        = list(string)
  default     = ["https://app.example.org"]
}

variable "domain" {
  description = "Name of the API and its certificate in this region; null for the name that AWS gives."
  type = object({
    name            = string
    certificate_arn = string
  })
  default = null
}
