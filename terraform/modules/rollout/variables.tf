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

variable "shift" {
  description = "How the alias moves: the end of the name of one of CodeDeploy's configurations for Lambda."
  type        = string
}

variable "function_name" {
  description = "The function."
  type        = string
}

variable "alias" {
  description = "The alias that is moved."
  type        = string
}

variable "live_version" {
  description = "The version that the alias leads to."
  type        = string
}

variable "version_wanted" {
  description = "The version that it shall lead to."
  type        = string
}

variable "alarms" {
  description = "Names of the alarms that stop it and take it back."
  type        = list(string)
}
