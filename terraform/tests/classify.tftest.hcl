# The function, its queues and its API.

mock_provider "aws" {
  source = "./tests/mocks"
}

variables {
  name               = "stackwright"
  aws                = { partition = "aws", region = "eu-west-1", account = "123456789012" }
  bucket             = "a-bucket"
  image              = "123456789012.dkr.ecr.eu-west-1.amazonaws.com/stackwright/classify@sha256:0000000000000000000000000000000000000000000000000000000000000000"
  state_machine_name = "stackwright-training"
  queues = {
    datasets = { name = "stackwright-datasets", arn = "arn:aws:sqs:eu-west-1:123456789012:stackwright-datasets" }
    incoming = { name = "stackwright-incoming", arn = "arn:aws:sqs:eu-west-1:123456789012:stackwright-incoming" }
  }
}

run "the_function_runs_the_image_that_was_named" {
  module {
    source = "./modules/classify"
  }

  assert {
    condition     = aws_lambda_function.this.image_uri == var.image && aws_lambda_function.this.package_type == "Image" && aws_lambda_function.this.publish
    error_message = "Expected a published version of the image, found ${aws_lambda_function.this.image_uri}."
  }

  assert {
    condition     = aws_lambda_function.this.reserved_concurrent_executions == -1 && aws_lambda_function.this.memory_size == 3008 && length(aws_lambda_provisioned_concurrency_config.live) == 0
    error_message = "Expected what a new account has: no concurrency to reserve, 3008 MiB, and none kept warm."
  }
}

run "the_web_adapter_is_told_about_queues_and_readiness" {
  module {
    source = "./modules/classify"
  }

  assert {
    condition = {
      for key, value in aws_lambda_function.this.environment[0].variables : key => value if startswith(key, "AWS_LWA_")
      } == {
      AWS_LWA_PORT                           = "8080"
      AWS_LWA_READINESS_CHECK_PATH           = "/q/health/ready"
      AWS_LWA_READINESS_CHECK_HEALTHY_STATUS = "200-399"
      AWS_LWA_ASYNC_INIT                     = "true"
      AWS_LWA_PASS_THROUGH_PATH              = "/events"
      AWS_LWA_ERROR_STATUS_CODES             = "599"
    }
    error_message = "Expected the adapter's settings, found ${jsonencode(aws_lambda_function.this.environment[0].variables)}."
  }

  assert {
    condition = {
      for key, value in aws_lambda_function.this.environment[0].variables : key => value
      if contains(["STACKWRIGHT_STORE_BUCKET", "STACKWRIGHT_STORE_REGION", "STACKWRIGHT_LAUNCH_STATE_MACHINE"], key)
      } == {
      STACKWRIGHT_STORE_BUCKET         = "a-bucket"
      STACKWRIGHT_STORE_REGION         = "eu-west-1"
      STACKWRIGHT_LAUNCH_STATE_MACHINE = "arn:aws:states:eu-west-1:123456789012:stateMachine:stackwright-training"
    }
    error_message = "Expected bucket, region and state machine, found ${jsonencode(aws_lambda_function.this.environment[0].variables)}."
  }
}

run "calls_are_kept_warm_where_that_is_wanted" {
  variables {
    provisioned_concurrency = 2
    reserved_concurrency    = null
  }

  module {
    source = "./modules/classify"
  }

  assert {
    condition     = aws_lambda_provisioned_concurrency_config.live[0].provisioned_concurrent_executions == 2 && aws_lambda_provisioned_concurrency_config.live[0].qualifier == "live"
    error_message = "Expected two calls of the alias to be kept warm."
  }

  assert {
    condition     = aws_lambda_function.this.reserved_concurrent_executions == -1
    error_message = "Expected no limit of the function's own."
  }

  assert {
    condition     = aws_lambda_function.this.environment[0].variables.AWS_LWA_ASYNC_INIT == "false"
    error_message = "Expected a start that waits until the function is ready: a call would find the work undone."
  }
}

run "a_handler_holds_an_event_no_longer_than_the_function_may_run" {
  variables {
    timeout_seconds = 300
    warm            = ["cats-dogs", "tiles"]
  }

  module {
    source = "./modules/classify"
  }

  assert {
    condition     = aws_lambda_function.this.environment[0].variables.STACKWRIGHT_EVENTS_LEASE == "330s"
    error_message = "Expected a lease of the time-out and half a minute."
  }

  assert {
    condition     = aws_lambda_function.this.environment[0].variables.STACKWRIGHT_CLASSIFY_WARM == "cats-dogs,tiles"
    error_message = "Expected the ensembles that are loaded before the function is ready."
  }
}

run "the_function_may_be_on_graviton" {
  variables {
    architecture = "arm64"
  }

  module {
    source = "./modules/classify"
  }

  assert {
    condition     = tolist(aws_lambda_function.this.architectures) == tolist(["arm64"])
    error_message = "Expected a function on arm64."
  }
}

run "metrics_that_cost_are_off_unless_asked_for" {
  module {
    source = "./modules/classify"
  }

  assert {
    condition     = aws_apigatewayv2_stage.this.default_route_settings[0].detailed_metrics_enabled == false
    error_message = "Expected no metrics for each route."
  }
}

run "a_role_has_its_region_its_path_and_its_boundary" {
  variables {
    aws = {
      partition            = "aws"
      region               = "eu-west-1"
      account              = "123456789012"
      permissions_boundary = "arn:aws:iam::123456789012:policy/boundary"
      role_path            = "/stackwright/"
    }
  }

  module {
    source = "./modules/classify"
  }

  assert {
    condition = (
      aws_iam_role.this.name == "stackwright-classify-eu-west-1" && aws_iam_role.this.path == "/stackwright/" &&
      aws_iam_role.this.permissions_boundary == "arn:aws:iam::123456789012:policy/boundary"
    )
    error_message = "Expected a role that another region's does not collide with, with path and boundary."
  }
}

run "a_batch_says_which_records_failed" {
  module {
    source = "./modules/classify"
  }

  assert {
    condition = alltrue([
      for mapping in aws_lambda_event_source_mapping.queue :
      mapping.function_response_types == toset(["ReportBatchItemFailures"]) && mapping.function_name == aws_lambda_alias.live[0].arn
    ])
    error_message = "Expected the alias to read both queues and to answer record by record."
  }
}

run "a_flood_is_held_back_and_callers_are_known" {
  module {
    source = "./modules/classify"
  }

  assert {
    condition     = aws_apigatewayv2_stage.this.default_route_settings[0].throttling_rate_limit == 20 && aws_apigatewayv2_stage.this.default_route_settings[0].throttling_burst_limit == 40
    error_message = "Expected 20 requests a second and 40 at once."
  }

  assert {
    condition     = alltrue([for route in aws_apigatewayv2_route.this : route.authorization_type == "AWS_IAM" && route.authorizer_id == null])
    error_message = "Expected every route to ask for an IAM identity."
  }

  assert {
    condition     = length(aws_apigatewayv2_authorizer.jwt) == 0
    error_message = "Expected no authorizer of tokens."
  }
}

run "tokens_are_checked_for_issuer_audience_and_scope" {
  variables {
    jwt = { issuer = "https://issuer.example.org", audience = ["stackwright"], scopes = ["classify"] }
  }

  module {
    source = "./modules/classify"
  }

  assert {
    condition = (
      aws_apigatewayv2_authorizer.jwt[0].jwt_configuration[0].issuer == "https://issuer.example.org" &&
      aws_apigatewayv2_authorizer.jwt[0].jwt_configuration[0].audience == toset(["stackwright"])
    )
    error_message = "Expected the issuer and the audience that were given."
  }

  assert {
    condition = alltrue([
      for route in aws_apigatewayv2_route.this :
      route.authorization_type == "JWT" && route.authorizer_id == aws_apigatewayv2_authorizer.jwt[0].id && route.authorization_scopes == toset(["classify"])
    ])
    error_message = "Expected every route to ask for a token with the scope."
  }
}

run "browsers_of_named_origins_may_call" {
  variables {
    cors = { origins = ["https://app.example.org"] }
  }

  module {
    source = "./modules/classify"
  }

  assert {
    condition = (
      aws_apigatewayv2_api.this.cors_configuration[0].allow_origins == toset(["https://app.example.org"]) &&
      aws_apigatewayv2_api.this.cors_configuration[0].allow_methods == toset(["DELETE", "GET", "POST"])
    )
    error_message = "Expected the origin, and the methods that there are routes of."
  }

  assert {
    condition = (
      aws_lambda_function.this.environment[0].variables.QUARKUS_HTTP_CORS_ENABLED == "true" &&
      aws_lambda_function.this.environment[0].variables.QUARKUS_HTTP_CORS_ORIGINS == "https://app.example.org"
    )
    error_message = "Expected the function to let in the origins that the gateway does."
  }
}

run "with_a_name_of_its_own_the_api_has_no_other" {
  variables {
    domain = { name = "photos.example.org", certificate_arn = "arn:aws:acm:eu-west-1:123456789012:certificate/a" }
  }

  module {
    source = "./modules/classify"
  }

  assert {
    condition     = aws_apigatewayv2_api.this.disable_execute_api_endpoint && length(aws_apigatewayv2_api_mapping.this) == 1 && length(aws_cloudfront_distribution.this) == 0
    error_message = "Expected one way in, by the name."
  }
}

run "a_firewall_stands_before_the_api_in_cloudfront" {
  variables {
    web_acl_arn = "arn:aws:wafv2:us-east-1:123456789012:global/webacl/a/b"
  }

  module {
    source = "./modules/classify"
  }

  assert {
    condition = (
      aws_cloudfront_distribution.this[0].web_acl_id == var.web_acl_arn &&
      one(aws_cloudfront_distribution.this[0].origin).domain_name == "mocked.execute-api.eu-west-1.amazonaws.com" &&
      !aws_apigatewayv2_api.this.disable_execute_api_endpoint
    )
    error_message = "Expected CloudFront with the web ACL before the API's own endpoint."
  }
}

run "codedeploy_moves_the_alias_where_that_is_wanted" {
  variables {
    gradual = true
  }

  module {
    source = "./modules/classify"
  }

  assert {
    condition     = length(aws_lambda_alias.live) == 0 && aws_lambda_alias.shifted[0].name == "live" && output.alias == "live"
    error_message = "Expected the alias that Terraform leaves alone."
  }
}

run "encrypted_queues_are_read_with_their_key" {
  variables {
    queue_key_arn = "arn:aws:kms:eu-west-1:123456789012:key/01234567-89ab-cdef-0123-456789abcdef"
    log_key_arn   = "arn:aws:kms:eu-west-1:123456789012:key/01234567-89ab-cdef-0123-456789abcdef"
  }

  module {
    source = "./modules/classify"
  }

  assert {
    condition = [
      for statement in jsondecode(aws_iam_role_policy.this.policy).Statement : statement.Action if statement.Sid == "QueueKey"
    ] == [["kms:Decrypt"]]
    error_message = "Expected the right to decrypt messages."
  }

  assert {
    condition     = aws_cloudwatch_log_group.function.kms_key_id == var.log_key_arn && aws_cloudwatch_log_group.api.kms_key_id == var.log_key_arn
    error_message = "Expected the key on both logs."
  }
}

run "a_message_stays_hidden_six_times_as_long_as_the_function_may_take" {
  variables {
    function_timeout_seconds = 120
  }

  module {
    source = "./modules/events"
  }

  assert {
    condition     = alltrue([for queue in aws_sqs_queue.this : queue.visibility_timeout_seconds == 720])
    error_message = "Expected 720 seconds for a function with 120."
  }

  assert {
    condition     = alltrue([for kind, queue in aws_sqs_queue.this : jsondecode(queue.redrive_policy).maxReceiveCount == 5 && jsondecode(queue.redrive_policy).deadLetterTargetArn == aws_sqs_queue.dead[kind].arn])
    error_message = "Expected five tries before the dead letters."
  }

  assert {
    condition = {
      for kind, rule in aws_cloudwatch_event_rule.this : kind => jsondecode(rule.event_pattern).detail.object.key
      } == {
      datasets = [
        { wildcard = "datasets/*.zip" }, { wildcard = "datasets/*.ZIP" }, { wildcard = "datasets/*.Zip" }, { wildcard = "datasets/*/train.json" },
      ]
      incoming = [{ prefix = "incoming/" }]
    }
    error_message = "Expected rules for datasets and incoming images only."
  }
}

run "answered_requests_are_counted_where_that_is_wanted" {
  variables {
    metrics_namespace = "photos"
  }

  module {
    source = "./modules/classify"
  }

  assert {
    condition     = aws_lambda_function.this.environment[0].variables.STACKWRIGHT_METRICS_CLOUDWATCH_NAMESPACE == "photos"
    error_message = "Expected the namespace that was named."
  }
}

run "the_function_reads_photos_that_a_request_may_name" {
  module {
    source = "./modules/classify"
  }

  # uploads/ and incoming/ are the default of stackwright.classify.prefixes
  assert {
    condition = length(setsubtract(
      [for prefix in ["incoming", "uploads"] : "arn:aws:s3:::${var.bucket}/${prefix}/*"],
      flatten([for statement in jsondecode(aws_iam_role_policy.this.policy).Statement : statement.Resource if statement.Sid == "Read"]),
    )) == 0
    error_message = "Expected photos below uploads/ and incoming/ to be read."
  }
}
