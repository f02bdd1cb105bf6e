variable "name" {
  description = "Prefix of the names."
  type        = string
}

variable "region" {
  description = "Region, for the name of the gateway endpoint's service."
  type        = string
}

variable "cidr" {
  description = "Addresses of the network."
  type        = string
  default     = "10.71.0.0/16"
}
