output "queues" {
  description = "Queues by kind of upload (datasets, incoming): name, arn and url."
  value       = { for kind, queue in aws_sqs_queue.this : kind => { name = queue.name, arn = queue.arn, url = queue.url } }
}

output "dead_letters" {
  description = "Queues of dead letters by kind of upload: name, arn and url."
  value       = { for kind, queue in aws_sqs_queue.dead : kind => { name = queue.name, arn = queue.arn, url = queue.url } }
}

output "event_patterns" {
  description = "What each rule matches, as JSON, by kind of upload."
  value       = { for kind, rule in aws_cloudwatch_event_rule.this : kind => rule.event_pattern }
}
