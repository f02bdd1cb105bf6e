variable "name" {
  description = "Prefix of the names."
  type        = string
}

variable "gpu_instance_types" {
  description = "GPU machines that subnets should be near to."
  type        = list(string)
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
