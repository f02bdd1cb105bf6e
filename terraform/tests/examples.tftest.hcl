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
