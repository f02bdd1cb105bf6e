# What the function may do. ARNs are put together here and not taken from resources, so that a plan shows the policy in
# full. The golden list of it is iam.json at the top of this folder.

locals {
  arn               = "arn:${var.aws.partition}"
  here              = "${var.aws.region}:${var.aws.account}"
  bucket_arn        = "${local.arn}:s3:::${var.bucket}"
  state_machine_arn = "${local.arn}:states:${local.here}:stateMachine:${var.state_machine_name}"

  policy = {
    Version = "2012-10-17"
    Statement = concat(
      [
        {
          Sid    = "Read"
          Effect = "Allow"
          Action = ["s3:GetObject"]
          Resource = [
            for prefix in ["datasets", "ensembles", "events", "incoming", "runs", "uploads"] : "${local.bucket_arn}/${prefix}/*"
          ]
        },
        {
          Sid      = "Write"
          Effect   = "Allow"
          Action   = ["s3:PutObject"]
          Resource = [for prefix in ["events", "results", "runs"] : "${local.bucket_arn}/${prefix}/*"]
        },
        {
          # Without it S3 answers 403 for an object that is not there, and the function could not tell. Such a question
          # names no prefix, hence IfExists; a listing names one, and it has to be one of these.
          Sid       = "List"
          Effect    = "Allow"
          Action    = ["s3:ListBucket"]
          Resource  = [local.bucket_arn]
          Condition = { StringLikeIfExists = { "s3:prefix" = ["ensembles/*", "events/*", "runs/*"] } }
        },
        {
          Sid      = "Train"
          Effect   = "Allow"
          Action   = ["states:StartExecution"]
          Resource = [local.state_machine_arn]
        },
        {
          Sid      = "Cancel"
          Effect   = "Allow"
          Action   = ["states:StopExecution"]
          Resource = ["${local.arn}:states:${local.here}:execution:${var.state_machine_name}:*"]
        },
        {
          Sid      = "Queues"
          Effect   = "Allow"
          Action   = ["sqs:DeleteMessage", "sqs:GetQueueAttributes", "sqs:ReceiveMessage"]
          Resource = [for kind in sort(keys(var.queues)) : "${local.arn}:sqs:${local.here}:${var.queues[kind].name}"]
        },
        {
          Sid      = "Log"
          Effect   = "Allow"
          Action   = ["logs:CreateLogStream", "logs:PutLogEvents"]
          Resource = ["${local.arn}:logs:${local.here}:log-group:/aws/lambda/${local.function_name}:*"]
        },
      ],
      [
        for allowed in [var.promotion_enabled] : {
          Sid      = "Promote"
          Effect   = "Allow"
          Action   = ["s3:PutObject"]
          Resource = ["${local.bucket_arn}/ensembles/*/promotions/*.json"]
        } if allowed
      ],
      [
        for key in compact([var.queue_key_arn]) : {
          Sid      = "QueueKey"
          Effect   = "Allow"
          Action   = ["kms:Decrypt"]
          Resource = [key]
        }
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
}

resource "aws_iam_role" "this" {
  name                 = "${local.function_name}-${var.aws.region}"
  path                 = var.aws.role_path
  permissions_boundary = var.aws.permissions_boundary
  description          = "The function that classifies"
  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = { Service = "lambda.amazonaws.com" }
      Action    = "sts:AssumeRole"
    }]
  })
}

resource "aws_iam_role_policy" "this" {
  name   = "classify"
  role   = aws_iam_role.this.name
  policy = jsonencode(local.policy)
}
