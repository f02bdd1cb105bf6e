# What a platform team brings along: names, a firewall, keys, a bucket, a topic, and how a version takes over.

mock_provider "aws" {
  source = "./tests/mocks"
}

variables {
  images = {
    classify = "123456789012.dkr.ecr.eu-west-1.amazonaws.com/stackwright/classify@sha256:0000000000000000000000000000000000000000000000000000000000000000"
    train    = "123456789012.dkr.ecr.eu-west-1.amazonaws.com/stackwright/train@sha256:1111111111111111111111111111111111111111111111111111111111111111"
  }
}

run "a_name_of_ones_own_is_the_only_one" {
  variables {
    name   = "stackwright"
    domain = { name = "photos.example.org", certificate_arn = "arn:aws:acm:eu-west-1:123456789012:certificate/a" }
  }

  assert {
    condition     = output.api_url == "https://photos.example.org" && output.domain_target.name == "d-mocked.execute-api.eu-west-1.amazonaws.com"
    error_message = "Expected the API under its name, and where DNS has to point to, found ${jsonencode([output.api_url, output.domain_target])}."
  }
}

run "behind_a_firewall_the_name_is_cloudfronts" {
  variables {
    domain      = { name = "photos.example.org", certificate_arn = "arn:aws:acm:us-east-1:123456789012:certificate/a" }
    web_acl_arn = "arn:aws:wafv2:us-east-1:123456789012:global/webacl/a/b"
    jwt         = { issuer = "https://issuer.example.org", audience = ["stackwright"] }
  }

  assert {
    condition     = output.api_url == "https://photos.example.org" && output.domain_target == { name = "mocked.cloudfront.net", zone_id = "Z2FDTNDATAQYW2" }
    error_message = "Expected CloudFront under the name, found ${jsonencode([output.api_url, output.domain_target])}."
  }
}

run "without_a_name_the_firewall_has_cloudfronts" {
  variables {
    web_acl_arn = "arn:aws:wafv2:us-east-1:123456789012:global/webacl/a/b"
    jwt         = { issuer = "https://issuer.example.org", audience = ["stackwright"] }
  }

  assert {
    condition     = output.api_url == "https://mocked.cloudfront.net" && output.domain_target == null
    error_message = "Expected callers to be sent to CloudFront, found ${output.api_url}."
  }
}

run "an_existing_bucket_is_used_and_left_alone" {
  command = plan

  variables {
    bucket        = "already-there"
    bucket_exists = true
  }

  assert {
    condition     = length(module.storage) == 0 && output.bucket == "already-there"
    error_message = "Expected nothing to be made of the bucket."
  }
}

run "alarms_go_to_a_topic_that_is_there" {
  variables {
    alarm_topic_arn = "arn:aws:sns:eu-west-1:123456789012:operations"
  }

  assert {
    condition     = output.alarm_topic_arn == "arn:aws:sns:eu-west-1:123456789012:operations"
    error_message = "Expected no other topic, found ${output.alarm_topic_arn}."
  }
}

run "codedeploy_has_nothing_to_do_where_the_alias_is_there" {
  variables {
    shift = "LambdaCanary10Percent5Minutes"
  }

  assert {
    condition     = output.deployment == null
    error_message = "Expected nothing to shift where the alias is where it shall be."
  }
}

run "a_shift_is_taken_back_on_errors" {
  variables {
    name           = "stackwright"
    aws            = { partition = "aws", region = "eu-west-1", account = "123456789012" }
    shift          = "LambdaCanary10Percent5Minutes"
    function_name  = "stackwright-classify"
    alias          = "live"
    live_version   = "7"
    version_wanted = "8"
    alarms         = ["stackwright-error-rate", "stackwright-api-5xx"]
  }

  module {
    source = "./modules/rollout"
  }

  assert {
    condition = (
      aws_codedeploy_deployment_group.this.deployment_config_name == "CodeDeployDefault.LambdaCanary10Percent5Minutes" &&
      aws_codedeploy_deployment_group.this.alarm_configuration[0].alarms == toset(["stackwright-error-rate", "stackwright-api-5xx"]) &&
      contains(aws_codedeploy_deployment_group.this.auto_rollback_configuration[0].events, "DEPLOYMENT_STOP_ON_ALARM")
    )
    error_message = "Expected the alarms to end the shift and to take it back."
  }

  assert {
    condition = jsondecode(jsondecode(output.deployment).revision.appSpecContent.content).Resources[0].function.Properties == {
      Name = "stackwright-classify", Alias = "live", CurrentVersion = "7", TargetVersion = "8"
    }
    error_message = "Expected a shift from 7 to 8, found ${output.deployment}."
  }
}

run "the_bucket_may_be_kept" {
  command = plan

  variables {
    bucket          = "a-bucket"
    partition       = "aws"
    prevent_destroy = true
  }

  module {
    source = "./modules/storage"
  }

  assert {
    condition     = terraform_data.kept[0].triggers_replace == "a-bucket"
    error_message = "Expected something that may not be destroyed, and that another name of the bucket would replace."
  }
}

run "queues_have_the_key" {
  variables {
    name                     = "stackwright"
    aws                      = { partition = "aws", region = "eu-west-1", account = "123456789012" }
    bucket                   = "a-bucket"
    function_timeout_seconds = 60
    key_arn                  = "arn:aws:kms:eu-west-1:123456789012:key/01234567-89ab-cdef-0123-456789abcdef"
  }

  module {
    source = "./modules/events"
  }

  assert {
    condition = alltrue([
      for queue in concat(values(aws_sqs_queue.this), values(aws_sqs_queue.dead)) : queue.kms_master_key_id == var.key_arn
    ])
    error_message = "Expected all four queues to be encrypted with the key."
  }
}

run "images_have_the_key" {
  variables {
    name    = "stackwright"
    aws     = { partition = "aws", region = "eu-west-1", account = "123456789012" }
    key_arn = "arn:aws:kms:eu-west-1:123456789012:key/01234567-89ab-cdef-0123-456789abcdef"
  }

  module {
    source = "./modules/registry"
  }

  assert {
    condition = alltrue([
      for repository in aws_ecr_repository.this : repository.encryption_configuration[0].kms_key == var.key_arn && repository.encryption_configuration[0].encryption_type == "KMS"
    ])
    error_message = "Expected both repositories to be encrypted with the key."
  }
}

run "disks_and_logs_of_training_have_the_key" {
  variables {
    name               = "stackwright"
    aws                = { partition = "aws", region = "eu-west-1", account = "123456789012" }
    bucket             = "a-bucket"
    image              = "123456789012.dkr.ecr.eu-west-1.amazonaws.com/stackwright/train@sha256:1111111111111111111111111111111111111111111111111111111111111111"
    subnet_ids         = ["subnet-1"]
    security_group_ids = ["sg-1"]
    volume_key_arn     = "arn:aws:kms:eu-west-1:123456789012:key/01234567-89ab-cdef-0123-456789abcdef"
    log_key_arn        = "arn:aws:kms:eu-west-1:123456789012:key/01234567-89ab-cdef-0123-456789abcdef"
  }

  module {
    source = "./modules/training"
  }

  assert {
    condition = (
      aws_launch_template.this.block_device_mappings[0].ebs[0].kms_key_id == var.volume_key_arn &&
      aws_cloudwatch_log_group.jobs.kms_key_id == var.log_key_arn && aws_cloudwatch_log_group.states.kms_key_id == var.log_key_arn
    )
    error_message = "Expected the key on disks and logs."
  }
}
