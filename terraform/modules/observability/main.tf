# What somebody should know about goes to one topic.

resource "aws_sns_topic" "this" {
  count = var.topic_arn == null ? 1 : 0

  name              = "${var.name}-alarms"
  kms_master_key_id = var.topic_key_arn
}

resource "aws_sns_topic_subscription" "email" {
  for_each = var.topic_arn == null ? toset(var.emails) : toset([])

  topic_arn = local.topic_arn
  protocol  = "email"
  endpoint  = each.key
}

resource "aws_cloudwatch_metric_alarm" "dead_letters" {
  for_each = var.dead_letters

  alarm_name          = "${var.name}-${each.key}-dead-letters"
  alarm_description   = "Uploads under ${each.key}/ that could not be taken up. Read ${each.value}, mend, redrive."
  namespace           = "AWS/SQS"
  metric_name         = "ApproximateNumberOfMessagesVisible"
  dimensions          = { QueueName = each.value }
  statistic           = "Maximum"
  period              = 60
  evaluation_periods  = 1
  threshold           = 0
  comparison_operator = "GreaterThanThreshold"
  treat_missing_data  = "notBreaching"
  alarm_actions       = [local.topic_arn]
  ok_actions          = [local.topic_arn]
}

resource "aws_cloudwatch_metric_alarm" "waiting" {
  for_each = var.queues

  alarm_name          = "${var.name}-${each.key}-waiting"
  alarm_description   = "An upload under ${each.key}/ has waited for more than an hour in ${each.value}: the function cannot take it up."
  namespace           = "AWS/SQS"
  metric_name         = "ApproximateAgeOfOldestMessage"
  dimensions          = { QueueName = each.value }
  statistic           = "Maximum"
  period              = 300
  evaluation_periods  = 2
  threshold           = 3600
  comparison_operator = "GreaterThanThreshold"
  treat_missing_data  = "notBreaching"
  alarm_actions       = [local.topic_arn]
  ok_actions          = [local.topic_arn]
}

resource "aws_cloudwatch_metric_alarm" "throttles" {
  alarm_name          = "${var.name}-throttles"
  alarm_description   = "Calls of the function are refused: its concurrency, or the account's, is used up."
  namespace           = "AWS/Lambda"
  metric_name         = "Throttles"
  dimensions          = { FunctionName = var.function_name }
  statistic           = "Sum"
  period              = 300
  evaluation_periods  = 2
  threshold           = 0
  comparison_operator = "GreaterThanThreshold"
  treat_missing_data  = "notBreaching"
  alarm_actions       = [local.topic_arn]
  ok_actions          = [local.topic_arn]
}

resource "aws_cloudwatch_metric_alarm" "server_errors" {
  alarm_name        = "${var.name}-api-5xx"
  alarm_description = "More than ${var.error_percent} % of the API's answers are 5xx."
  namespace         = "AWS/ApiGateway"
  metric_name       = "5xx"
  dimensions        = { ApiId = var.api_id }
  # Of an HTTP API the average is the share of such answers.
  statistic           = "Average"
  period              = 300
  evaluation_periods  = 2
  threshold           = var.error_percent / 100
  comparison_operator = "GreaterThanThreshold"
  treat_missing_data  = "notBreaching"
  alarm_actions       = [local.topic_arn]
  ok_actions          = [local.topic_arn]
}

resource "aws_cloudwatch_metric_alarm" "failed_runs" {
  for_each = { failed = "ExecutionsFailed", timed-out = "ExecutionsTimedOut" }

  alarm_name = "${var.name}-runs-${each.key}"
  alarm_description = (
    each.key == "failed" ? "A training failed. GET /api/runs says which and why."
    : "A training took longer than run_hours. Its run, by which the execution is named, seems to go on: cancel it, and ask for it again."
  )
  namespace           = "AWS/States"
  metric_name         = each.value
  dimensions          = { StateMachineArn = var.state_machine_arn }
  statistic           = "Sum"
  period              = 300
  evaluation_periods  = 1
  threshold           = 0
  comparison_operator = "GreaterThanThreshold"
  treat_missing_data  = "notBreaching"
  alarm_actions       = [local.topic_arn]
}

resource "aws_cloudwatch_metric_alarm" "errors" {
  alarm_name          = "${var.name}-error-rate"
  alarm_description   = "More than ${var.error_percent} % of the function's calls fail."
  evaluation_periods  = 2
  threshold           = var.error_percent
  comparison_operator = "GreaterThanThreshold"
  treat_missing_data  = "notBreaching"
  alarm_actions       = [local.topic_arn]
  ok_actions          = [local.topic_arn]

  metric_query {
    id          = "rate"
    label       = "failed calls, percent"
    expression  = "100 * failed / calls"
    return_data = true
  }

  dynamic "metric_query" {
    for_each = { failed = "Errors", calls = "Invocations" }

    content {
      id = metric_query.key

      metric {
        namespace   = "AWS/Lambda"
        metric_name = metric_query.value
        dimensions  = local.function
        stat        = "Sum"
        period      = 300
      }
    }
  }
}

resource "aws_cloudwatch_metric_alarm" "latency" {
  alarm_name          = "${var.name}-latency-p95"
  alarm_description   = "One call in twenty takes longer than ${var.latency_p95_ms} ms."
  namespace           = "AWS/ApiGateway"
  metric_name         = "Latency"
  dimensions          = { ApiId = var.api_id }
  extended_statistic  = "p95"
  period              = 300
  evaluation_periods  = 2
  threshold           = var.latency_p95_ms
  comparison_operator = "GreaterThanThreshold"
  treat_missing_data  = "notBreaching"
  # A percentile of three calls says nothing.
  evaluate_low_sample_count_percentiles = "ignore"
  alarm_actions                         = [local.topic_arn]
  ok_actions                            = [local.topic_arn]
}

locals {
  topic_arn = var.topic_arn == null ? aws_sns_topic.this[0].arn : var.topic_arn

  function = { FunctionName = var.function_name, Resource = "${var.function_name}:${var.alias}" }
}

resource "aws_cloudwatch_dashboard" "this" {
  count = var.dashboard_enabled ? 1 : 0

  dashboard_name = var.name
  dashboard_body = jsonencode({
    widgets = [
      for index, widget in [
        {
          title = "Calls of the function"
          metrics = [
            for metric in ["Invocations", "Errors", "Throttles"] :
            concat(["AWS/Lambda", metric], flatten([for name in sort(keys(local.function)) : [name, local.function[name]]]))
          ]
          stat = "Sum"
        },
        {
          title   = "Latency of the API, p95"
          metrics = [["AWS/ApiGateway", "Latency", "ApiId", var.api_id]]
          stat    = "p95"
        },
        {
          title = "Trainings"
          metrics = [
            for metric in ["ExecutionsStarted", "ExecutionsSucceeded", "ExecutionsFailed", "ExecutionsAborted"] :
            ["AWS/States", metric, "StateMachineArn", var.state_machine_arn]
          ]
          stat = "Sum"
        },
        {
          title = "Dead letters"
          metrics = [
            for kind in sort(keys(var.dead_letters)) :
            ["AWS/SQS", "ApproximateNumberOfMessagesVisible", "QueueName", var.dead_letters[kind]]
          ]
          stat = "Maximum"
        },
        # The product's own metrics, of every ensemble that has some.
        {
          title   = "Photos answered, and not"
          metrics = [for metric in ["classify.images", "classify.images.failed"] : [{ expression = "SEARCH('{\"${var.name}\",ensemble} MetricName=\"${metric}\"', 'Sum', 300)" }]]
          stat    = "Sum"
        },
        {
          title   = "Time of a request in the function, p95, in milliseconds"
          metrics = [[{ expression = "SEARCH('{\"${var.name}\",ensemble} MetricName=\"classify.requests\"', 'p95', 300)" }]]
          stat    = "p95"
        },
        ] : {
        type       = "metric"
        x          = 12 * (index % 2)
        y          = 6 * floor(index / 2)
        width      = 12
        height     = 6
        properties = merge(widget, { region = var.region, period = 300, view = "timeSeries" })
      }
    ]
  })
}

resource "aws_budgets_budget" "month" {
  count = var.monthly_budget_usd == null ? 0 : 1

  name         = "${var.name}-month-${var.region}"
  budget_type  = "COST"
  limit_amount = tostring(var.monthly_budget_usd)
  limit_unit   = "USD"
  time_unit    = "MONTHLY"

  # A budget tells people, not topics of this account's region only; without an address it is a figure in the console.
  dynamic "notification" {
    for_each = length(var.emails) > 0 ? { ACTUAL = 80, FORECASTED = 100 } : {}

    content {
      notification_type          = notification.key
      threshold                  = notification.value
      threshold_type             = "PERCENTAGE"
      comparison_operator        = "GREATER_THAN"
      subscriber_email_addresses = var.emails
    }
  }
}
