# The examples are what users start from: each makes a whole deployment.

mock_provider "aws" {
  source = "./tests/mocks"
}

variables {
  images = {
    classify = "123456789012.dkr.ecr.eu-west-1.amazonaws.com/stackwright/classify@sha256:0000000000000000000000000000000000000000000000000000000000000000"
    train    = "123456789012.dkr.ecr.eu-west-1.amazonaws.com/stackwright/train@sha256:1111111111111111111111111111111111111111111111111111111111111111"
  }
}

run "minimal" {
  module {
    source = "./examples/minimal"
  }

  assert {
    condition     = output.bucket == "stackwright-123456789012-eu-west-1" && output.api_url != null
    error_message = "Expected a bucket and an API."
  }
}

run "private" {
  module {
    source = "./examples/private"
  }

  assert {
    condition     = toset(keys(output.endpoints)) == toset(["ecr.api", "ecr.dkr", "ecs", "ecs-agent", "ecs-telemetry", "logs"])
    error_message = "Expected an endpoint for each service that a machine of Batch talks to."
  }

  assert {
    condition = alltrue(flatten([
      [for subnet in aws_subnet.this : subnet.map_public_ip_on_launch != true],
      [for endpoint in aws_vpc_endpoint.interface : endpoint.private_dns_enabled],
      [length(module.stackwright.routes) > 0],
    ]))
    error_message = "Expected subnets without addresses of their own, and endpoints under the services' own names."
  }

  assert {
    condition = jsondecode(aws_vpc_endpoint.s3.policy).Statement[1].Resource == [
      "arn:aws:s3:::prod-eu-west-1-starport-layer-bucket/*",
    ]
    error_message = "Expected layers of images to be reached."
  }
}

run "environments" {
  variables {
    region      = "eu-west-1"
    environment = "staging"
    keep        = false
    shift       = "LambdaCanary10Percent5Minutes"
  }

  module {
    source = "./examples/environments"
  }

  assert {
    condition     = output.bucket == "stackwright-staging-123456789012-eu-west-1" && output.deployment == null
    error_message = "Expected staging's names, and nothing to shift on the first apply."
  }
}

run "complete" {
  variables {
    stage        = "staging"
    alarm_emails = ["somebody@example.org"]
    jwt          = { issuer = "https://issuer.example.org", audience = ["stackwright"], scopes = ["classify"] }
  }

  module {
    source = "./examples/complete"
  }

  assert {
    condition     = output.bucket == "stackwright-staging-123456789012-eu-west-1" && output.dashboard == "stackwright-staging"
    error_message = "Expected a bucket and a dashboard."
  }
}
