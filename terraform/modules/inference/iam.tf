# What a shard may do with the bucket, and what the state machine may start.

locals {
  of_batch          = "${local.arn}:batch:${local.here}"
  state_machine_arn = "${local.arn}:states:${local.here}:stateMachine:${local.full_name}"

  policies = {
    job = {
      Version = "2012-10-17"
      Statement = concat(
        [
          {
            Sid      = "Read"
            Effect   = "Allow"
            Action   = ["s3:GetObject"]
            Resource = [for prefix in sort(concat(["ensembles/", "results/"], var.prefixes)) : "${local.bucket_arn}/${prefix}*"]
          },
          {
            Sid      = "Write"
            Effect   = "Allow"
            Action   = ["s3:AbortMultipartUpload", "s3:PutObject"]
            Resource = ["${local.bucket_arn}/results/*"]
          },
          {
            # Without it S3 answers 403 for an object that is not there. Such a question names no prefix, hence IfExists.
            Sid       = "List"
            Effect    = "Allow"
            Action    = ["s3:ListBucket"]
            Resource  = [local.bucket_arn]
            Condition = { StringLikeIfExists = { "s3:prefix" = [for prefix in sort(concat(["ensembles/", "results/"], var.prefixes)) : "${prefix}*"] } }
          },
        ],
        [
          for key in compact([var.kms_key_arn]) : {
            Sid      = "Key"
            Effect   = "Allow"
            Action   = ["kms:Decrypt", "kms:GenerateDataKey"]
            Resource = [key]
          }
        ],
      )
    }

    states = {
      Version = "2012-10-17"
      Statement = [
        {
          Sid      = "Submit"
          Effect   = "Allow"
          Action   = ["batch:SubmitJob"]
          Resource = ["${local.of_batch}:job-queue/${local.full_name}", "${local.of_batch}:job-definition/${local.full_name}:*"]
        },
        {
          # Batch knows no resource for these.
          Sid      = "Follow"
          Effect   = "Allow"
          Action   = ["batch:DescribeJobs", "batch:TerminateJob"]
          Resource = ["*"]
        },
        {
          Sid      = "Hear"
          Effect   = "Allow"
          Action   = ["events:DescribeRule", "events:PutRule", "events:PutTargets"]
          Resource = ["${local.arn}:events:${local.here}:rule/StepFunctionsGetEventsForBatchJobsRule"]
        },
        {
          # A Distributed Map starts executions of its own state machine.
          Sid      = "Shards"
          Effect   = "Allow"
          Action   = ["states:StartExecution"]
          Resource = [local.state_machine_arn]
        },
        {
          Sid      = "EndShards"
          Effect   = "Allow"
          Action   = ["states:DescribeExecution", "states:StopExecution"]
          Resource = ["${local.arn}:states:${local.here}:execution:${local.full_name}:*"]
        },
      ]
    }
  }
}

resource "aws_iam_role" "job" {
  name                 = "${local.full_name}-${var.aws.region}"
  path                 = var.aws.role_path
  permissions_boundary = var.aws.permissions_boundary
  description          = "A shard of batch inference"
  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = { Service = "ecs-tasks.amazonaws.com" }
      Action    = "sts:AssumeRole"
    }]
  })
}

resource "aws_iam_role_policy" "job" {
  name   = "job"
  role   = aws_iam_role.job.name
  policy = jsonencode(local.policies.job)
}

resource "aws_iam_role" "states" {
  name                 = "${local.full_name}-states-${var.aws.region}"
  path                 = var.aws.role_path
  permissions_boundary = var.aws.permissions_boundary
  description          = "The state machine of batch inference"
  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = { Service = "states.amazonaws.com" }
      Action    = "sts:AssumeRole"
      Condition = { StringEquals = { "aws:SourceAccount" = var.aws.account } }
    }]
  })
}

resource "aws_iam_role_policy" "states" {
  name   = "states"
  role   = aws_iam_role.states.name
  policy = jsonencode(local.policies.states)
}
