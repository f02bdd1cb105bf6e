output "state_machine_arn" {
  description = "ARN of the state machine of batch inference."
  value       = aws_sfn_state_machine.this.arn
}

output "state_machine_definition" {
  description = "Its definition, as JSON."
  value       = local.definition
}
