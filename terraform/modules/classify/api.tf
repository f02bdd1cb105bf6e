# The way in over HTTPS. Routes are named one by one: no route leads to /events, whose only caller is the queue, and none
# takes a free rest of a path, which a server might resolve to another one. Every route asks who calls.
#
# Progress as server-sent events has no route: a function's answer is sent when it is complete. Ask for the run instead.

locals {
  routes = toset(concat(
    [
      "POST /train",
      "POST /classify",
      "GET /api/networks",
      "GET /api/runs",
      "GET /api/runs/{run}",
      "DELETE /api/runs/{run}",
      "POST /api/runs/{run}/launch",
      "GET /api/ensembles",
      "GET /api/ensembles/{name}",
      "GET /api/ensembles/{name}/versions/{version}",
      "GET /api/ensembles/{name}/versions/{version}/report",
      "GET /q/health",
    ],
    var.promotion_enabled ? ["POST /api/ensembles/{name}/promotions"] : [],
  ))
}

resource "aws_apigatewayv2_api" "this" {
  name          = var.name
  description   = "Stackwright: train and classify"
  protocol_type = "HTTP"
}

resource "aws_apigatewayv2_authorizer" "jwt" {
  count = var.jwt == null ? 0 : 1

  api_id           = aws_apigatewayv2_api.this.id
  name             = "jwt"
  authorizer_type  = "JWT"
  identity_sources = ["$request.header.Authorization"]

  jwt_configuration {
    issuer   = var.jwt.issuer
    audience = var.jwt.audience
  }
}

resource "aws_apigatewayv2_integration" "function" {
  api_id                 = aws_apigatewayv2_api.this.id
  integration_type       = "AWS_PROXY"
  integration_method     = "POST"
  integration_uri        = aws_lambda_alias.live.invoke_arn
  payload_format_version = "2.0"
  # The longest that an HTTP API waits.
  timeout_milliseconds = 30000
}

resource "aws_apigatewayv2_route" "this" {
  for_each = local.routes

  api_id               = aws_apigatewayv2_api.this.id
  route_key            = each.key
  target               = "integrations/${aws_apigatewayv2_integration.function.id}"
  authorization_type   = var.jwt == null ? "AWS_IAM" : "JWT"
  authorizer_id        = one(aws_apigatewayv2_authorizer.jwt[*].id)
  authorization_scopes = var.jwt == null ? null : var.jwt.scopes
}

resource "aws_apigatewayv2_stage" "this" {
  api_id      = aws_apigatewayv2_api.this.id
  name        = "$default"
  auto_deploy = true

  default_route_settings {
    throttling_rate_limit    = var.throttle.rate
    throttling_burst_limit   = var.throttle.burst
    detailed_metrics_enabled = var.detailed_metrics
  }

  access_log_settings {
    destination_arn = aws_cloudwatch_log_group.api.arn
    format = jsonencode({
      at        = "$context.requestTime"
      request   = "$context.requestId"
      route     = "$context.routeKey"
      status    = "$context.status"
      millis    = "$context.responseLatency"
      caller    = "$context.identity.userArn"
      subject   = "$context.authorizer.claims.sub"
      from      = "$context.identity.sourceIp"
      error     = "$context.error.message"
      errorFrom = "$context.integrationErrorMessage"
    })
  }
}

resource "aws_lambda_permission" "api" {
  statement_id  = "TheApi"
  action        = "lambda:InvokeFunction"
  function_name = aws_lambda_function.this.function_name
  qualifier     = aws_lambda_alias.live.name
  principal     = "apigateway.amazonaws.com"
  source_arn    = "${aws_apigatewayv2_api.this.execution_arn}/*/*"
}

resource "aws_cloudwatch_log_group" "api" {
  name              = "/aws/apigateway/${var.name}"
  retention_in_days = var.log_days
}
