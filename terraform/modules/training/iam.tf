# Three roles: what a job may do with the bucket, what its machine may do, and what the state machine may start. ARNs
# are put together here and not taken from resources, so that a plan shows each policy in full.

locals {
  arn        = "arn:${var.aws.partition}"
  here       = "${var.aws.region}:${var.aws.account}"
  bucket_arn = "${local.arn}:s3:::${var.bucket}"
  of_batch   = "${local.arn}:batch:${local.here}"

  policies = {
    job = {
      Version = "2012-10-17"
      Statement = concat(
        [
          {
            Sid    = "Read"
            Effect = "Allow"
            Action = ["s3:GetObject"]
            Resource = [
              for prefix in ["datasets", "ensembles", "features", "pretrained", "runs", "uploads"] : "${local.bucket_arn}/${prefix}/*"
            ]
          },
          {
            Sid      = "Write"
            Effect   = "Allow"
            Action   = ["s3:AbortMultipartUpload", "s3:PutObject"]
            Resource = [for prefix in ["ensembles", "features", "runs"] : "${local.bucket_arn}/${prefix}/*"]
          },
          {
            # Without it S3 answers 403 for an object that is not there, and a stage could not tell. Such a question
            # names no prefix, hence IfExists; a listing names one, and it has to be one of these.
            Sid      = "List"
            Effect   = "Allow"
            Action   = ["s3:ListBucket"]
            Resource = [local.bucket_arn]
            Condition = {
              StringLikeIfExists = {
                "s3:prefix" = [for prefix in ["datasets", "ensembles", "runs", "uploads"] : "${prefix}/*"]
              }
            }
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
          Sid    = "Submit"
          Effect = "Allow"
          Action = ["batch:SubmitJob"]
          Resource = concat(
            [for queue in keys(local.machines) : "${local.of_batch}:job-queue/${var.name}-${queue}"],
            [for job in keys(local.jobs) : "${local.of_batch}:job-definition/${var.name}-${job}:*"],
          )
        },
        {
          # Whose turn it is.
          Sid      = "Turn"
          Effect   = "Allow"
          Action   = ["states:ListExecutions"]
          Resource = ["${local.arn}:states:${local.here}:stateMachine:${var.name}-training"]
        },
        {
          # Batch knows no resource for these.
          Sid      = "Follow"
          Effect   = "Allow"
          Action   = ["batch:DescribeJobs", "batch:TerminateJob"]
          Resource = ["*"]
        },
        {
          # How Step Functions hears that a job has ended.
          Sid      = "Hear"
          Effect   = "Allow"
          Action   = ["events:DescribeRule", "events:PutRule", "events:PutTargets"]
          Resource = ["${local.arn}:events:${local.here}:rule/StepFunctionsGetEventsForBatchJobsRule"]
        },
        {
          # Delivery of logs knows no resource either.
          Sid    = "Log"
          Effect = "Allow"
          Action = [
            "logs:CreateLogDelivery",
            "logs:DeleteLogDelivery",
            "logs:DescribeLogGroups",
            "logs:DescribeResourcePolicies",
            "logs:GetLogDelivery",
            "logs:ListLogDeliveries",
            "logs:PutResourcePolicy",
            "logs:UpdateLogDelivery",
          ]
          Resource = ["*"]
        },
      ]
    }
  }
}

resource "aws_iam_role" "job" {
  name                 = "${var.name}-job-${var.aws.region}"
  path                 = var.aws.role_path
  permissions_boundary = var.aws.permissions_boundary
  description          = "A training job"
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

resource "aws_iam_role" "machine" {
  name                 = "${var.name}-machine-${var.aws.region}"
  path                 = var.aws.role_path
  permissions_boundary = var.aws.permissions_boundary
  description          = "A machine that training jobs run on"
  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = { Service = "ec2.amazonaws.com" }
      Action    = "sts:AssumeRole"
    }]
  })
}

# AWS's own: join the cluster, pull the image, write the job's log.
resource "aws_iam_role_policy_attachment" "machine" {
  role       = aws_iam_role.machine.name
  policy_arn = "${local.arn}:iam::aws:policy/service-role/AmazonEC2ContainerServiceforEC2Role"
}

resource "aws_iam_instance_profile" "machine" {
  name = "${var.name}-machine-${var.aws.region}"
  path = var.aws.role_path
  role = aws_iam_role.machine.name
}

resource "aws_iam_role" "states" {
  name                 = "${var.name}-states-${var.aws.region}"
  path                 = var.aws.role_path
  permissions_boundary = var.aws.permissions_boundary
  description          = "The state machine that trains"
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
