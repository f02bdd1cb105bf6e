# Every choice made: callers with tokens, a key of one's own, a warm function, weights from the bucket, alarms by e-mail,
# a dashboard and a budget. Costs money while idle: see README.md.

provider "aws" {
  region = var.region

  default_tags {
    tags = { Product = "stackwright", Stage = var.stage }
  }
}

resource "aws_kms_key" "objects" {
  description             = "Objects of Stackwright, ${var.stage}"
  enable_key_rotation     = true
  deletion_window_in_days = 30
}

resource "aws_kms_alias" "objects" {
  name          = "alias/stackwright-${var.stage}"
  target_key_id = aws_kms_key.objects.id
}

module "stackwright" {
  source = "../.."

  name          = "stackwright-${var.stage}"
  images        = var.images
  kms_key_arn   = aws_kms_key.objects.arn
  weights       = "pretrained"
  force_destroy = var.stage != "production"

  expire_days = { runs = 30, features = 14, results = 365 }

  gpu = {
    instance_types = ["g5.xlarge", "g6.xlarge"]
    max_vcpus      = 12
  }

  members_at_once = 3
  stage_minutes   = { member = 240 }

  classify = {
    memory_mib              = 8192
    timeout_seconds         = 60
    reserved_concurrency    = 20
    provisioned_concurrency = 1
    environment             = { STACKWRIGHT_CLASSIFY_TIMEOUT = "5s" }
  }

  jwt               = var.jwt
  promotion_enabled = true
  throttle          = { rate = 50, burst = 100 }

  alarm_emails         = var.alarm_emails
  alarm_latency_p95_ms = 3000
  dashboard_enabled    = true
  monthly_budget_usd   = var.monthly_budget_usd
}
