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
      "GET /api/runs/{run}/stages",
      "POST /api/runs/{run}/launch",
      "GET /api/ensembles",
      "GET /api/ensembles/{name}",
      "GET /api/ensembles/{name}/versions/{version}",
      "GET /api/ensembles/{name}/versions/{version}/report",
      "GET /api/ensembles/{name}/versions/{version}/report.html",
      "GET /api/ensembles/{name}/versions/{version}/diff/{other}",
      "GET /q/health",
    ],
    var.promotion_enabled ? ["POST /api/ensembles/{name}/promotions"] : [],
  ))
}

resource "aws_apigatewayv2_api" "this" {
  name          = var.name
  description   = "Stackwright: train and classify"
  protocol_type = "HTTP"

  # With a name of one's own there is one way in, and not two.
  disable_execute_api_endpoint = local.named_at_gateway

  # The gateway answers preflights itself, without asking who calls, as browsers send them without a token.
  dynamic "cors_configuration" {
    for_each = var.cors == null ? [] : [var.cors]

    content {
      allow_origins  = cors_configuration.value.origins
      allow_methods  = sort(distinct([for route in local.routes : split(" ", route)[0]]))
      allow_headers  = ["accept", "authorization", "content-type"]
      expose_headers = ["location", "retry-after"]
      max_age        = cors_configuration.value.max_age_seconds
    }
  }
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
  integration_uri        = local.live.invoke_arn
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
  qualifier     = local.live.name
  principal     = "apigateway.amazonaws.com"
  source_arn    = "${aws_apigatewayv2_api.this.execution_arn}/*/*"
}

resource "aws_cloudwatch_log_group" "api" {
  name              = "/aws/apigateway/${var.name}"
  retention_in_days = var.log_days
  kms_key_id        = var.log_key_arn
}
