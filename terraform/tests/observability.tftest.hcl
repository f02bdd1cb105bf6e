# Alarms and the dashboard.

mock_provider "aws" {
  source = "./tests/mocks"
}

variables {
  name              = "photos"
  region            = "eu-west-1"
  queues            = { datasets = "photos-datasets" }
  dead_letters      = { datasets = "photos-datasets-dead" }
  state_machine_arn = "arn:aws:states:eu-west-1:123456789012:stateMachine:photos-training"
  function_name     = "photos-classify"
  alias             = "live"
  api_id            = "abcdefghij"
  dashboard_enabled = true
}

run "the_dashboard_has_the_products_own_metrics" {
  module {
    source = "./modules/observability"
  }

  assert {
    condition = alltrue([
      for metric in ["classify.images", "classify.images.failed", "classify.requests"] :
      strcontains(aws_cloudwatch_dashboard.this[0].dashboard_body, "SEARCH('{\\\"photos\\\",ensemble} MetricName=\\\"${metric}\\\"'")
    ])
    error_message = "Expected a search for each metric, found ${aws_cloudwatch_dashboard.this[0].dashboard_body}."
  }

  assert {
    condition     = length(jsondecode(aws_cloudwatch_dashboard.this[0].dashboard_body).widgets) == 6
    error_message = "Expected four parts of AWS' metrics and two of the product's."
  }
}
