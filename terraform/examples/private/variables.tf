variable "region" {
  description = "Where to deploy."
  type        = string
  default     = "eu-west-1"
}

variable "name" {
  description = "Prefix of every name."
  type        = string
  default     = "stackwright"
}

variable "cidr" {
  description = "Addresses of the network."
  type        = string
  default     = "10.72.0.0/16"
}

variable "zones" {
  description = "How many zones have a subnet. Each interface endpoint costs by the hour in each of them."
  type        = number
  default     = 2

  validation {
    condition     = var.zones >= 1 && var.zones <= 3 && floor(var.zones) == var.zones
    error_message = "Expected 1 to 3 zones."
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
