variable "region" {
  description = "Where to deploy."
  type        = string
  default     = "eu-west-1"
}

variable "images" {
  description = "The two images by digest; null on the first apply, which makes the repositories to push them to."
  type = object({
    classify = string
    train    = string
  })
  default = null
}
