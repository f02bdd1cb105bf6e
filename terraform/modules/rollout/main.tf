# A new version of the function takes over by and by, and an alarm takes it back: CodeDeploy moves the alias. Terraform has
# no resource for a deployment, so the pipeline starts one; the output `deployment` is what it is told.

locals {
  arn          = "arn:${var.aws.partition}"
  function_arn = "${local.arn}:lambda:${var.aws.region}:${var.aws.account}:function:${var.function_name}"

  policy = {
    Version = "2012-10-17"
    Statement = [
      {
        Sid      = "Shift"
        Effect   = "Allow"
        Action   = ["lambda:GetAlias", "lambda:GetProvisionedConcurrencyConfig", "lambda:UpdateAlias"]
        Resource = [local.function_arn, "${local.function_arn}:${var.alias}"]
      },
      {
        # CloudWatch knows no resource for it.
        Sid      = "Watch"
        Effect   = "Allow"
        Action   = ["cloudwatch:DescribeAlarms"]
        Resource = ["*"]
      },
    ]
  }

  revision = {
    version = 0.0
    Resources = [{
      function = {
        Type = "AWS::Lambda::Function"
        Properties = {
          Name           = var.function_name
          Alias          = var.alias
          CurrentVersion = var.live_version
          TargetVersion  = var.version_wanted
        }
      }
    }]
  }
}

resource "aws_codedeploy_app" "this" {
  name             = var.function_name
  compute_platform = "Lambda"
}

resource "aws_codedeploy_deployment_group" "this" {
  app_name               = aws_codedeploy_app.this.name
  deployment_group_name  = var.alias
  service_role_arn       = aws_iam_role.this.arn
  deployment_config_name = "CodeDeployDefault.${var.shift}"

  deployment_style {
    deployment_type   = "BLUE_GREEN"
    deployment_option = "WITH_TRAFFIC_CONTROL"
  }

  alarm_configuration {
    enabled = true
    alarms  = var.alarms
  }

  auto_rollback_configuration {
    enabled = true
    events  = ["DEPLOYMENT_FAILURE", "DEPLOYMENT_STOP_ON_ALARM"]
  }

  depends_on = [aws_iam_role_policy.this]
}

resource "aws_iam_role" "this" {
  name                 = "${var.name}-rollout-${var.aws.region}"
  path                 = var.aws.role_path
  permissions_boundary = var.aws.permissions_boundary
  description          = "CodeDeploy, which moves the function's alias"
  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = { Service = "codedeploy.amazonaws.com" }
      Action    = "sts:AssumeRole"
    }]
  })
}

resource "aws_iam_role_policy" "this" {
  name   = "rollout"
  role   = aws_iam_role.this.name
  policy = jsonencode(local.policy)
}
