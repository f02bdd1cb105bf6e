output "subnet_ids" {
  description = "Subnets, one a zone."
  value       = [for zone in local.zones : aws_subnet.this[zone].id]
}

output "security_group_ids" {
  description = "The group of the training machines."
  value       = [aws_security_group.this.id]
}
