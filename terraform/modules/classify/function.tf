# The function that answers, reads both queues, and starts trainings.

locals {
  function_name = "${var.name}-classify"

  environment = merge(
    {
      STACKWRIGHT_STORE_BUCKET         = var.bucket
      STACKWRIGHT_STORE_REGION         = var.aws.region
      STACKWRIGHT_LAUNCH_STATE_MACHINE = local.state_machine_arn
      # the API in front of the function asks who calls
      STACKWRIGHT_HTTP_AUTH = "none"

      AWS_LWA_PORT                           = "8080"
      AWS_LWA_READINESS_CHECK_PATH           = "/q/health/ready"
      AWS_LWA_READINESS_CHECK_HEALTHY_STATUS = "200-399"
      # A first start loads TensorFlow and an ensemble; on demand it may go on after the ten seconds that a start has. A
      # start of provisioned concurrency has more time, and has to use it: a call would find the work undone.
      AWS_LWA_ASYNC_INIT = var.provisioned_concurrency > 0 ? "false" : "true"
      # Queues: the adapter posts a batch here, and drops the status of the answer unless it is this one, which only a
      # failed event has. Callers of the API see the product's own 5xx.
      AWS_LWA_PASS_THROUGH_PATH  = "/events"
      AWS_LWA_ERROR_STATUS_CODES = "599"

      # A handler that was ended by the time-out holds its event no longer than that, with a little room.
      STACKWRIGHT_EVENTS_LEASE = "${var.timeout_seconds + 30}s"
    },
    length(var.warm) > 0 ? { STACKWRIGHT_CLASSIFY_WARM = join(",", var.warm) } : {},
    var.metrics_namespace == null ? {} : { STACKWRIGHT_METRICS_CLOUDWATCH_NAMESPACE = var.metrics_namespace },
    # The function looks at origins, too, and refuses pages of others. By the gateway's X-Forwarded-Proto it knows its own.
    var.cors == null ? {} : {
      QUARKUS_HTTP_CORS_ENABLED                   = "true"
      QUARKUS_HTTP_CORS_ORIGINS                   = join(",", var.cors.origins)
      QUARKUS_HTTP_PROXY_PROXY_ADDRESS_FORWARDING = "true"
    },
    var.environment,
  )
}

resource "aws_lambda_function" "this" {
  function_name = local.function_name
  description   = "Classifies images, takes uploads up, starts trainings"
  role          = aws_iam_role.this.arn

  package_type  = "Image"
  image_uri     = var.image
  architectures = [var.architecture]
  publish       = true

  memory_size                    = var.memory_mib
  timeout                        = var.timeout_seconds
  reserved_concurrent_executions = var.reserved_concurrency == null ? -1 : var.reserved_concurrency

  ephemeral_storage {
    size = var.temporary_mib
  }

  environment {
    variables = local.environment
  }

  logging_config {
    log_format = "Text"
    log_group  = aws_cloudwatch_log_group.function.name
  }

  depends_on = [aws_iam_role_policy.this]
}

# Everybody calls the alias, so that a new version takes over whole, or by and by.
resource "aws_lambda_alias" "live" {
  count = var.gradual ? 0 : 1

  name             = "live"
  description      = "What the API and the queues call"
  function_name    = aws_lambda_function.this.function_name
  function_version = aws_lambda_function.this.version
}

# The same, where CodeDeploy moves it: Terraform makes it and then leaves alone where it leads to.
resource "aws_lambda_alias" "shifted" {
  count = var.gradual ? 1 : 0

  name             = "live"
  description      = "What the API and the queues call"
  function_name    = aws_lambda_function.this.function_name
  function_version = aws_lambda_function.this.version

  lifecycle {
    ignore_changes = [function_version, routing_config]
  }
}

locals {
  live = one(concat(aws_lambda_alias.live, aws_lambda_alias.shifted))
}

resource "aws_lambda_provisioned_concurrency_config" "live" {
  count = var.provisioned_concurrency > 0 ? 1 : 0

  function_name                     = aws_lambda_function.this.function_name
  qualifier                         = local.live.name
  provisioned_concurrent_executions = var.provisioned_concurrency
}

resource "aws_lambda_event_source_mapping" "queue" {
  for_each = var.queues

  function_name           = local.live.arn
  event_source_arn        = each.value.arn
  batch_size              = 10
  function_response_types = ["ReportBatchItemFailures"]

  scaling_config {
    maximum_concurrency = var.queue_concurrency
  }

  depends_on = [aws_iam_role_policy.this]
}

resource "aws_cloudwatch_log_group" "function" {
  name              = "/aws/lambda/${local.function_name}"
  retention_in_days = var.log_days
  kms_key_id        = var.log_key_arn
}
