output "topic_arn" {
  description = "Topic that alarms are sent to."
  value       = local.topic_arn
}

output "alarms" {
  description = "Names of the alarms."
  value = sort(concat(
    [for alarm in aws_cloudwatch_metric_alarm.dead_letters : alarm.alarm_name],
    [for alarm in aws_cloudwatch_metric_alarm.failed_runs : alarm.alarm_name],
    [for alarm in aws_cloudwatch_metric_alarm.waiting : alarm.alarm_name],
    [
      aws_cloudwatch_metric_alarm.errors.alarm_name,
      aws_cloudwatch_metric_alarm.latency.alarm_name,
      aws_cloudwatch_metric_alarm.server_errors.alarm_name,
      aws_cloudwatch_metric_alarm.throttles.alarm_name,
    ],
  ))
}

output "failing" {
  description = "Names of the alarms that say that the function fails its callers."
  value = [
    aws_cloudwatch_metric_alarm.errors.alarm_name,
    aws_cloudwatch_metric_alarm.server_errors.alarm_name,
  ]
}

output "dashboard" {
  description = "Name of the dashboard; null where there is none."
  value       = one(aws_cloudwatch_dashboard.this[*].dashboard_name)
}
