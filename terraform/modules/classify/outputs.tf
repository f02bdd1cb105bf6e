output "function_name" {
  description = "Name of the function."
  value       = aws_lambda_function.this.function_name
}

output "function_arn" {
  description = "ARN of the function's alias, which is what to call."
  value       = local.live.arn
}

output "alias" {
  description = "The function's alias."
  value       = local.live.name
}

output "api_url" {
  description = "URL of the API, as callers know it."
  value = (
    var.domain != null ? "https://${var.domain.name}" :
    local.behind_edge ? "https://${aws_cloudfront_distribution.this[0].domain_name}" :
    aws_apigatewayv2_api.this.api_endpoint
  )
}

output "domain_target" {
  description = "Where the domain's DNS record has to point to (an alias record, or a CNAME of the name); null without a domain."
  value = one(concat(
    [
      for of in aws_apigatewayv2_domain_name.this[*].domain_name_configuration[0] :
      { name = of.target_domain_name, zone_id = of.hosted_zone_id }
    ],
    [for edge in aws_cloudfront_distribution.this : { name = edge.domain_name, zone_id = edge.hosted_zone_id } if var.domain != null],
  ))
}

output "version" {
  description = "The function's newest version."
  value       = aws_lambda_function.this.version
}

output "live_version" {
  description = "The version that the alias leads to."
  value       = local.live.function_version
}

output "api_id" {
  description = "Id of the API."
  value       = aws_apigatewayv2_api.this.id
}

output "api_execution_arn" {
  description = "ARN that a caller's policy names to call the API, with /*/METHOD/path behind it."
  value       = aws_apigatewayv2_api.this.execution_arn
}

output "routes" {
  description = "Each route with who may call it."
  value       = { for key, route in aws_apigatewayv2_route.this : key => route.authorization_type }
}

output "log_groups" {
  description = "Log groups of the function and of the API."
  value       = { function = aws_cloudwatch_log_group.function.name, api = aws_cloudwatch_log_group.api.name }
}
