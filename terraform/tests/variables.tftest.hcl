# Each variable refuses what it cannot mean, and says so before anything is made.

mock_provider "aws" {
  source = "./tests/mocks"
}

run "the_defaults_are_accepted" {
  command = plan
}

run "an_image_by_tag_is_refused" {
  command = plan

  variables {
    images = {
      classify = "123456789012.dkr.ecr.eu-west-1.amazonaws.com/stackwright/classify:1.0"
      train    = "123456789012.dkr.ecr.eu-west-1.amazonaws.com/stackwright/train@sha256:0000000000000000000000000000000000000000000000000000000000000000"
    }
  }

  expect_failures = [var.images]
}

run "a_digest_that_is_too_short_is_refused" {
  command = plan

  variables {
    images = {
      classify = "123456789012.dkr.ecr.eu-west-1.amazonaws.com/stackwright/classify@sha256:0000000000000000000000000000000000000000000000000000000000000000"
      train    = "123456789012.dkr.ecr.eu-west-1.amazonaws.com/stackwright/train@sha256:0000"
    }
  }

  expect_failures = [var.images]
}

run "an_image_of_another_region_is_refused" {
  command = plan

  variables {
    images = {
      classify = "123456789012.dkr.ecr.us-east-1.amazonaws.com/stackwright/classify@sha256:0000000000000000000000000000000000000000000000000000000000000000"
      train    = "123456789012.dkr.ecr.eu-west-1.amazonaws.com/stackwright/train@sha256:0000000000000000000000000000000000000000000000000000000000000000"
    }
  }

  expect_failures = [var.images]
}

run "an_image_of_another_account_is_refused" {
  command = plan

  variables {
    images = {
      classify = "123456789012.dkr.ecr.eu-west-1.amazonaws.com/stackwright/classify@sha256:0000000000000000000000000000000000000000000000000000000000000000"
      train    = "210987654321.dkr.ecr.eu-west-1.amazonaws.com/stackwright/train@sha256:0000000000000000000000000000000000000000000000000000000000000000"
    }
  }

  expect_failures = [var.images]
}

run "a_path_a_boundary_or_an_hour_that_cannot_be_is_refused" {
  command = plan

  variables {
    role_path            = "stackwright"
    permissions_boundary = "boundary"
    run_hours            = 0
    classify             = { warm = ["Cats"] }
    alarm_latency_p95_ms = 30000
  }

  expect_failures = [var.role_path, var.permissions_boundary, var.run_hours, var.classify, var.alarm_latency_p95_ms]
}

run "a_page_of_any_origin_is_not_let_in" {
  command = plan

  variables {
    cors = { origins = ["*"] }
  }

  expect_failures = [var.cors]
}

run "a_certificate_lies_where_its_name_is_served" {
  command = plan

  variables {
    domain = { name = "photos.example.org", certificate_arn = "arn:aws:acm:us-east-1:123456789012:certificate/a" }
  }

  expect_failures = [var.domain]
}

run "a_certificate_of_the_region_is_not_cloudfronts" {
  command = plan

  variables {
    domain      = { name = "photos.example.org", certificate_arn = "arn:aws:acm:eu-west-1:123456789012:certificate/a" }
    web_acl_arn = "arn:aws:wafv2:us-east-1:123456789012:global/webacl/a/b"
    jwt         = { issuer = "https://issuer.example.org", audience = ["stackwright"] }
  }

  expect_failures = [var.domain]
}

run "a_regional_web_acl_is_refused" {
  command = plan

  variables {
    web_acl_arn = "arn:aws:wafv2:eu-west-1:123456789012:regional/webacl/a/b"
    jwt         = { issuer = "https://issuer.example.org", audience = ["stackwright"] }
  }

  expect_failures = [var.web_acl_arn]
}

run "a_firewall_needs_callers_with_tokens" {
  command = plan

  variables {
    web_acl_arn = "arn:aws:wafv2:us-east-1:123456789012:global/webacl/a/b"
  }

  expect_failures = [var.web_acl_arn]
}

run "an_existing_bucket_has_a_name_and_is_not_kept" {
  command = plan

  variables {
    bucket_exists = true
  }

  expect_failures = [var.bucket_exists]
}

run "a_bucket_is_kept_or_emptied" {
  command = plan

  variables {
    prevent_destroy = true
    force_destroy   = true
  }

  expect_failures = [var.prevent_destroy]
}

run "keys_topics_and_shifts_that_cannot_be_are_refused" {
  command = plan

  variables {
    kms_keys        = { queues = "alias/a-key" }
    alarm_topic_arn = "arn:aws:sns:eu-west-1:123456789012:a.fifo"
    shift           = "LambdaCanary50Percent5Minutes"
    runs_at_once    = 0
    architecture    = "amd64"
  }

  expect_failures = [var.architecture, var.kms_keys, var.alarm_topic_arn, var.shift, var.runs_at_once]
}

run "batch_inference_is_told_where_photos_lie" {
  command = plan

  variables {
    batch_inference = { prefixes = ["uploads/*"] }
  }

  expect_failures = [var.batch_inference]
}

run "names_that_aws_would_refuse_later_are_refused" {
  command = plan

  variables {
    name        = "Stack_wright"
    bucket      = "with.dots"
    kms_key_arn = "arn:aws:kms:eu-west-1:123456789012:alias/a-key"
  }

  expect_failures = [var.name, var.bucket, var.kms_key_arn]
}

run "a_mark_may_not_go_before_its_event_can_come_again" {
  command = plan

  variables {
    expire_days = { events = 14 }
  }

  expect_failures = [var.expire_days]
}

run "days_are_whole_and_positive" {
  command = plan

  variables {
    expire_days      = { runs = 0.5 }
    old_version_days = 0
    log_days         = 8
  }

  expect_failures = [var.expire_days, var.old_version_days, var.log_days]
}

run "weights_come_from_one_of_two_places" {
  command = plan

  variables {
    weights = "s3://another-bucket/"
  }

  expect_failures = [var.weights]
}

run "a_network_of_ones_own_is_whole" {
  command = plan

  variables {
    network = { subnet_ids = ["subnet-1"], security_group_ids = [] }
  }

  expect_failures = [var.network]
}

run "gpu_machines_have_nvidia_gpus" {
  command = plan

  variables {
    gpu = { instance_types = ["g5g.xlarge"] }
  }

  expect_failures = [var.gpu]
}

run "a_job_fits_into_what_is_allowed" {
  command = plan

  variables {
    gpu = { max_vcpus = 2 }
    cpu = { job_memory_mib = 512 }
  }

  expect_failures = [var.gpu, var.cpu]
}

run "cpu_machines_are_x86" {
  command = plan

  variables {
    cpu = { instance_types = ["m6g.xlarge"] }
  }

  expect_failures = [var.cpu]
}

run "figures_of_a_run_are_within_what_aws_takes" {
  command = plan

  variables {
    disk_gib        = 8
    members_at_once = 41
    stage_minutes   = { member = 0 }
    wait_minutes    = { spot = 1 }
    max_receives    = 1
  }

  expect_failures = [var.disk_gib, var.members_at_once, var.stage_minutes, var.wait_minutes, var.max_receives]
}

run "a_service_role_is_a_role" {
  command = plan

  variables {
    batch_service_role_arn = "batch"
  }

  expect_failures = [var.batch_service_role_arn]
}

run "the_function_has_room_for_an_ensemble" {
  command = plan

  variables {
    classify = { memory_mib = 512 }
  }

  expect_failures = [var.classify]
}

run "no_more_calls_are_kept_warm_than_are_allowed" {
  command = plan

  variables {
    classify = { reserved_concurrency = 5, provisioned_concurrency = 6 }
  }

  expect_failures = [var.classify]
}

run "settings_of_the_function_are_the_products" {
  command = plan

  variables {
    classify = { environment = { AWS_LWA_PASS_THROUGH_PATH = "/elsewhere" } }
  }

  expect_failures = [var.classify]
}

run "a_token_has_an_issuer_and_an_audience" {
  command = plan

  variables {
    jwt = { issuer = "http://issuer.example.org", audience = [] }
  }

  expect_failures = [var.jwt]
}

run "what_tells_people_makes_sense" {
  command = plan

  variables {
    throttle             = { rate = 0 }
    alarm_emails         = ["nobody"]
    alarm_error_percent  = 0
    alarm_latency_p95_ms = 30001
    monthly_budget_usd   = 0
  }

  expect_failures = [
    var.throttle, var.alarm_emails, var.alarm_error_percent, var.alarm_latency_p95_ms, var.monthly_budget_usd,
  ]
}
