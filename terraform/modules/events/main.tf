# From the bucket to the function: a rule and a queue with dead letters for each of the two kinds of upload. Two queues,
# so that ten thousand photos do not keep a training waiting. No rule matches results/, ensembles/ or runs/, so nothing
# that the product writes comes back as an event.

locals {
  kinds = {
    # a wildcard knows capitals from small letters, and Windows writes either
    datasets = [for key in ["datasets/*.zip", "datasets/*.ZIP", "datasets/*.Zip", "datasets/*/train.json"] : { wildcard = key }]
    incoming = [{ prefix = "incoming/" }]
  }

  # Two weeks: the longest that a queue can keep a message.
  longest_retention_seconds = 1209600
}

resource "aws_cloudwatch_event_rule" "this" {
  for_each = local.kinds

  name        = "${var.name}-${each.key}"
  description = "New objects under ${each.key}/ of ${var.bucket}"

  event_pattern = jsonencode({
    source      = ["aws.s3"]
    detail-type = ["Object Created"]
    detail = {
      bucket = { name = [var.bucket] }
      object = { key = each.value }
    }
  })
}

resource "aws_cloudwatch_event_target" "this" {
  for_each = local.kinds

  rule      = aws_cloudwatch_event_rule.this[each.key].name
  target_id = "queue"
  arn       = aws_sqs_queue.this[each.key].arn

  dead_letter_config {
    arn = aws_sqs_queue.dead[each.key].arn
  }
}

resource "aws_sqs_queue" "this" {
  for_each = local.kinds

  name                       = "${var.name}-${each.key}"
  visibility_timeout_seconds = 6 * var.function_timeout_seconds
  message_retention_seconds  = local.longest_retention_seconds
  receive_wait_time_seconds  = 20
  sqs_managed_sse_enabled    = var.key_arn == null ? true : null
  kms_master_key_id          = var.key_arn

  redrive_policy = jsonencode({
    deadLetterTargetArn = aws_sqs_queue.dead[each.key].arn
    maxReceiveCount     = var.max_receives
  })
}

resource "aws_sqs_queue" "dead" {
  for_each = local.kinds

  name                      = "${var.name}-${each.key}-dead"
  message_retention_seconds = local.longest_retention_seconds
  sqs_managed_sse_enabled   = var.key_arn == null ? true : null
  kms_master_key_id         = var.key_arn
}

# Only the rule may send: to its queue, and to the dead letters what the queue would not take. ARNs are put together here,
# so that a plan shows each policy in full.
locals {
  arn  = "arn:${var.aws.partition}"
  here = "${var.aws.region}:${var.aws.account}"

  policies = {
    for queue, kind in merge({ for kind in keys(local.kinds) : kind => kind }, { for kind in keys(local.kinds) : "${kind}-dead" => kind }) :
    queue => {
      Version = "2012-10-17"
      Statement = [{
        Sid       = "TheRule"
        Effect    = "Allow"
        Principal = { Service = "events.amazonaws.com" }
        Action    = ["sqs:SendMessage"]
        Resource  = ["${local.arn}:sqs:${local.here}:${var.name}-${queue}"]
        Condition = { ArnEquals = { "aws:SourceArn" = "${local.arn}:events:${local.here}:rule/${var.name}-${kind}" } }
      }]
    }
  }
}

resource "aws_sqs_queue_policy" "this" {
  for_each = local.kinds

  queue_url = aws_sqs_queue.this[each.key].url
  policy    = jsonencode(local.policies[each.key])
}

resource "aws_sqs_queue_policy" "dead" {
  for_each = local.kinds

  queue_url = aws_sqs_queue.dead[each.key].url
  policy    = jsonencode(local.policies["${each.key}-dead"])
}
