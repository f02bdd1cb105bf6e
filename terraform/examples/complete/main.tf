# Every choice made: callers with tokens, a key of one's own, a warm function, weights from the bucket, alarms by e-mail,
# a dashboard and a budget. Costs money while idle: see README.md.

provider "aws" {
  region = var.region

  default_tags {
    tags = { Product = "stackwright", Stage = var.stage }
  }
}

data "aws_caller_identity" "this" {}

locals {
  account = data.aws_caller_identity.this.account_id

  # Services that use the key in their own name. All else uses it by the rights of roles, which the account's statement lets
  # count: S3, ECR, and the function.
  services = {
    Rules  = { Service = "events.amazonaws.com" }                                               # puts uploads into the encrypted queues
    Alarms = { Service = "cloudwatch.amazonaws.com" }                                           # sends to the encrypted topic
    Logs   = { Service = "logs.${var.region}.amazonaws.com" }                                   # encrypts the logs
    Disks  = { AWS = "${local.linked}/autoscaling.amazonaws.com/AWSServiceRoleForAutoScaling" } # starts Batch's machines
    OnSpot = { AWS = "${local.linked}/spot.amazonaws.com/AWSServiceRoleForEC2Spot" }
  }
  linked = "arn:aws:iam::${local.account}:role/aws-service-role"
}

# The two linked roles have to be there before a key's policy may name them: AWS makes them on their first use, or
# `aws iam create-service-linked-role --aws-service-name autoscaling.amazonaws.com` and `spot.amazonaws.com` do.
resource "aws_kms_key" "this" {
  description             = "Stackwright, ${var.stage}"
  enable_key_rotation     = true
  deletion_window_in_days = 30

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = concat(
      [{
        Sid       = "Account"
        Effect    = "Allow"
        Principal = { AWS = "arn:aws:iam::${local.account}:root" }
        Action    = ["kms:*"]
        Resource  = ["*"]
      }],
      [
        for sid in sort(keys(local.services)) : {
          Sid       = sid
          Effect    = "Allow"
          Principal = local.services[sid]
          Action    = ["kms:Decrypt", "kms:DescribeKey", "kms:Encrypt", "kms:GenerateDataKey*", "kms:ReEncrypt*"]
          Resource  = ["*"]
        }
      ],
      [{
        # A disk is the machine's as long as it runs.
        Sid       = "DisksOfMachines"
        Effect    = "Allow"
        Principal = { AWS = [local.services.Disks.AWS, local.services.OnSpot.AWS] }
        Action    = ["kms:CreateGrant"]
        Resource  = ["*"]
        Condition = { Bool = { "kms:GrantIsForAWSResource" = "true" } }
      }],
    )
  })
}

resource "aws_kms_alias" "this" {
  name          = "alias/stackwright-${var.stage}"
  target_key_id = aws_kms_key.this.id
}

module "stackwright" {
  source = "../.."

  name          = "stackwright-${var.stage}"
  images        = var.images
  kms_key_arn   = aws_kms_key.this.arn
  weights       = "pretrained"
  force_destroy = var.stage != "production"

  kms_keys = {
    queues  = aws_kms_key.this.arn
    topic   = aws_kms_key.this.arn
    logs    = aws_kms_key.this.arn
    images  = aws_kms_key.this.arn
    volumes = aws_kms_key.this.arn
  }

  expire_days = { runs = 30, features = 14, results = 365 }

  gpu = {
    instance_types = ["g5.xlarge", "g6.xlarge"]
    max_vcpus      = 12
  }

  runs_at_once    = 4
  members_at_once = 3
  stage_minutes   = { member = 240 }

  batch_inference = { prefixes = ["uploads/"], shards_at_once = 16 }

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
  cors              = { origins = var.origins }
  domain            = var.domain

  alarm_emails         = var.alarm_emails
  alarm_latency_p95_ms = 3000
  dashboard_enabled    = true
  monthly_budget_usd   = var.monthly_budget_usd
}
