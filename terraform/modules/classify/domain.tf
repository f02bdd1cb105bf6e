# A name of one's own, and a firewall. AWS WAF cannot be attached to an HTTP API, only to a REST API or to CloudFront: so with
# a web ACL CloudFront stands in front of the API, and the name is CloudFront's.

locals {
  behind_edge      = var.web_acl_arn != null
  named_at_gateway = var.domain != null && !local.behind_edge
  own_endpoint     = trimprefix(aws_apigatewayv2_api.this.api_endpoint, "https://")
}

resource "aws_apigatewayv2_domain_name" "this" {
  count = local.named_at_gateway ? 1 : 0

  domain_name = var.domain.name

  domain_name_configuration {
    certificate_arn = var.domain.certificate_arn
    endpoint_type   = "REGIONAL"
    security_policy = "TLS_1_2"
  }
}

resource "aws_apigatewayv2_api_mapping" "this" {
  count = local.named_at_gateway ? 1 : 0

  api_id      = aws_apigatewayv2_api.this.id
  domain_name = aws_apigatewayv2_domain_name.this[0].id
  stage       = aws_apigatewayv2_stage.this.id
}

resource "aws_cloudfront_distribution" "this" {
  count = local.behind_edge ? 1 : 0

  comment         = "${var.name}: the API behind a firewall"
  enabled         = true
  is_ipv6_enabled = true
  http_version    = "http2and3"
  aliases         = var.domain == null ? [] : [var.domain.name]
  web_acl_id      = var.web_acl_arn

  origin {
    origin_id   = "api"
    domain_name = local.own_endpoint

    custom_origin_config {
      http_port              = 80
      https_port             = 443
      origin_protocol_policy = "https-only"
      origin_ssl_protocols   = ["TLSv1.2"]
      origin_read_timeout    = 30
    }
  }

  default_cache_behavior {
    target_origin_id       = "api"
    viewer_protocol_policy = "https-only"
    allowed_methods        = ["DELETE", "GET", "HEAD", "OPTIONS", "PATCH", "POST", "PUT"]
    cached_methods         = ["GET", "HEAD"]
    # AWS's own policies, whose ids are the same in every account: CachingDisabled, and AllViewerExceptHostHeader, which
    # hands the token on and leaves the API its own host name.
    cache_policy_id          = "4135ea2d-6df8-44a3-9df3-4b5a84be39ad"
    origin_request_policy_id = "b689b0a8-53d0-40ab-baf2-68738e2966ac"
  }

  restrictions {
    geo_restriction {
      restriction_type = "none"
    }
  }

  viewer_certificate {
    acm_certificate_arn            = try(var.domain.certificate_arn, null)
    cloudfront_default_certificate = var.domain == null
    ssl_support_method             = var.domain == null ? null : "sni-only"
    minimum_protocol_version       = var.domain == null ? "TLSv1" : "TLSv1.2_2021"
  }
}
