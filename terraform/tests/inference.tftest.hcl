# Batch inference: shards on Spot machines, and one job that joins their lines.

mock_provider "aws" {
  source = "./tests/mocks"
}

variables {
  name           = "stackwright"
  aws            = { partition = "aws", region = "eu-west-1", account = "123456789012" }
  bucket         = "a-bucket"
  image          = "123456789012.dkr.ecr.eu-west-1.amazonaws.com/stackwright/train@sha256:1111111111111111111111111111111111111111111111111111111111111111"
  log_group      = "/aws/batch/stackwright"
  prefixes       = ["uploads/"]
  shards_at_once = 16
  shard_minutes  = 240
  wait_minutes   = 120
  run_hours      = 24
  job_vcpus      = 4
  job_memory_mib = 14000
  machines = {
    instance_types          = ["m6i.xlarge"]
    instance_profile_arn    = "arn:aws:iam::123456789012:instance-profile/a"
    launch_template_id      = "lt-0123456789abcdef0"
    launch_template_version = "1"
    subnet_ids              = ["subnet-1"]
    security_group_ids      = ["sg-1"]
  }
}

run "machines_are_on_spot_and_none_is_kept" {
  module {
    source = "./modules/inference"
  }

  assert {
    condition = (
      aws_batch_compute_environment.this.compute_resources[0].type == "SPOT" && aws_batch_compute_environment.this.compute_resources[0].min_vcpus == 0 &&
      aws_batch_compute_environment.this.compute_resources[0].max_vcpus == 64
    )
    error_message = "Expected 16 shards of 4 vCPUs on Spot, and none while nothing is classified."
  }
}

run "a_lost_shard_is_started_again_and_a_hopeless_one_is_not" {
  module {
    source = "./modules/inference"
  }

  assert {
    condition = [
      for rule in aws_batch_job_definition.this.retry_strategy[0].evaluate_on_exit : join(" ", compact([rule.action, rule.on_status_reason, rule.on_exit_code, rule.on_reason]))
    ] == ["RETRY Host EC2*", "RETRY 1", "EXIT *"]
    error_message = "Expected lost machines and failures that may pass to be tried again."
  }
}

run "each_shard_has_an_execution_of_its_own" {
  module {
    source = "./modules/inference"
  }

  assert {
    condition = (
      jsondecode(output.state_machine_definition).States.Classify.ItemProcessor.ProcessorConfig.Mode == "DISTRIBUTED" &&
      jsondecode(output.state_machine_definition).States.Classify.MaxConcurrency == 16
    )
    error_message = "Expected a Distributed Map of 16 at once."
  }
}

run "a_shard_writes_results_and_reads_no_dataset" {
  module {
    source = "./modules/inference"
  }

  assert {
    condition = {
      for statement in jsondecode(aws_iam_role_policy.job.policy).Statement : statement.Sid => statement.Resource
      } == {
      Read  = ["arn:aws:s3:::a-bucket/ensembles/*", "arn:aws:s3:::a-bucket/results/*", "arn:aws:s3:::a-bucket/uploads/*"]
      Write = ["arn:aws:s3:::a-bucket/results/*"]
      List  = ["arn:aws:s3:::a-bucket"]
    }
    error_message = "Expected rights on photos, ensembles and results alone."
  }
}
