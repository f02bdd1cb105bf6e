# One folder for several environments: the state lies in a bucket, and what differs is in a file each.

provider "aws" {
  region = var.region

  default_tags {
    tags = local.tags
  }
}

locals {
  tags = { Product = "stackwright", Environment = var.environment }
}

module "stackwright" {
  source = "../.."

  name              = "stackwright-${var.environment}"
  images            = var.images
  tags              = local.tags
  prevent_destroy   = var.keep
  force_destroy     = !var.keep
  shift             = var.shift
  alarm_topic_arn   = var.alarm_topic_arn
  classify          = var.classify
  dashboard_enabled = var.keep
}
