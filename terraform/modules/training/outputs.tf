output "state_machine_arn" {
  description = "ARN of the state machine that trains."
  value       = aws_sfn_state_machine.this.arn
}

output "state_machine_definition" {
  description = "The state machine's definition, as JSON."
  value       = local.definition
}

output "job_queues" {
  description = "ARN of each job queue, by kind of machine."
  value       = { for kind, queue in aws_batch_job_queue.this : kind => queue.arn }
}

output "job_definitions" {
  description = "ARN of each job definition, by kind of machine."
  value       = { for kind, job in aws_batch_job_definition.this : kind => job.arn }
}

output "log_groups" {
  description = "Log groups of the jobs and of the state machine."
  value       = { jobs = aws_cloudwatch_log_group.jobs.name, states = aws_cloudwatch_log_group.states.name }
}

output "state_machine_name" {
  description = "Name of the state machine that trains."
  value       = aws_sfn_state_machine.this.name
}

output "cpu_machines" {
  description = "What other jobs without a GPU need to have machines like training's."
  value = {
    instance_types          = local.offered.cpu
    instance_profile_arn    = aws_iam_instance_profile.machine.arn
    launch_template_id      = aws_launch_template.this.id
    launch_template_version = tostring(aws_launch_template.this.latest_version)
    subnet_ids              = var.subnet_ids
    security_group_ids      = var.security_group_ids
  }

  depends_on = [aws_iam_role_policy_attachment.machine]
}
