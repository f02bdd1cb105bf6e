# What a deployment is, from the plan of a provider that makes nothing.

mock_provider "aws" {
  source = "./tests/mocks"
}

variables {
  images = {
    classify = "123456789012.dkr.ecr.eu-west-1.amazonaws.com/stackwright/classify@sha256:0000000000000000000000000000000000000000000000000000000000000000"
    train    = "123456789012.dkr.ecr.eu-west-1.amazonaws.com/stackwright/train@sha256:1111111111111111111111111111111111111111111111111111111111111111"
  }
}

run "without_images_there_are_a_bucket_and_two_repositories" {
  variables {
    images = null
  }

  assert {
    condition     = output.bucket == "stackwright-123456789012-eu-west-1" && length(output.repositories) == 2
    error_message = "Expected a bucket and two repositories, found ${output.bucket} and ${jsonencode(output.repositories)}."
  }

  assert {
    condition = alltrue([
      for nothing in [output.api_url, output.function_arn, output.state_machine_arn, output.queue_urls] : nothing == null
    ])
    error_message = "Expected nothing that runs."
  }
}

run "nothing_is_open_by_default" {
  assert {
    condition     = length(output.routes) == 15 && alltrue([for by in values(output.routes) : by == "AWS_IAM"])
    error_message = "Expected fifteen routes, each for IAM identities, found ${jsonencode(output.routes)}."
  }

  assert {
    condition     = alltrue([for route in keys(output.routes) : !strcontains(route, "events") && !strcontains(route, "+}") && !strcontains(route, "$default") && !startswith(route, "ANY")])
    error_message = "Expected no route that leads to /events, takes the rest of a path or any method, found ${jsonencode(keys(output.routes))}."
  }
}

run "with_tokens_every_route_asks_for_one" {
  variables {
    jwt = { issuer = "https://issuer.example.org", audience = ["stackwright"], scopes = ["classify"] }
  }

  assert {
    condition     = alltrue([for by in values(output.routes) : by == "JWT"])
    error_message = "Expected every route to ask for a token, found ${jsonencode(output.routes)}."
  }
}

run "promotion_is_a_route_only_where_it_is_wanted" {
  variables {
    promotion_enabled = true
  }

  assert {
    condition     = length(output.routes) == 16 && output.routes["POST /api/ensembles/{name}/promotions"] == "AWS_IAM"
    error_message = "Expected one route more, for promotions, found ${jsonencode(output.routes)}."
  }
}

run "every_name_that_a_user_needs_is_an_output" {
  assert {
    condition = alltrue([
      for name in [
        output.bucket, output.api_url, output.api_execution_arn, output.function_name, output.function_arn,
        output.state_machine_arn, output.alarm_topic_arn,
      ] : name != null && name != ""
    ])
    error_message = "Expected a value for each name."
  }

  assert {
    condition     = toset(keys(output.queue_urls)) == toset(["datasets", "incoming"]) && toset(keys(output.dead_letter_urls)) == toset(["datasets", "incoming"])
    error_message = "Expected a queue and dead letters for each kind of upload."
  }

  assert {
    condition     = length(output.alarms) == 10
    error_message = "Expected two alarms each for dead letters, runs and waiting uploads, and error rate, latency, 5xx and throttles, found ${jsonencode(output.alarms)}."
  }

  assert {
    condition     = output.dashboard == null
    error_message = "Expected no dashboard unless it is asked for."
  }
}
