output "function_name" {
  description = "Name of the function."
  value       = aws_lambda_function.this.function_name
}

output "function_arn" {
  description = "ARN of the function's alias, which is what to call."
  value       = aws_lambda_alias.live.arn
}

output "alias" {
  description = "The function's alias."
  value       = aws_lambda_alias.live.name
}

output "api_url" {
  description = "URL of the API."
  value       = aws_apigatewayv2_api.this.api_endpoint
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
