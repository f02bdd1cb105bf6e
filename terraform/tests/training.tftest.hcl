# Machines and jobs that train.

mock_provider "aws" {
  source = "./tests/mocks"
}

variables {
  name               = "stackwright"
  aws                = { partition = "aws", region = "eu-west-1", account = "123456789012" }
  bucket             = "a-bucket"
  image              = "123456789012.dkr.ecr.eu-west-1.amazonaws.com/stackwright/train@sha256:1111111111111111111111111111111111111111111111111111111111111111"
  subnet_ids         = ["subnet-1"]
  security_group_ids = ["sg-1"]
}

run "nothing_runs_while_nobody_trains" {
  module {
    source = "./modules/training"
  }

  assert {
    condition     = alltrue([for machines in aws_batch_compute_environment.this : machines.compute_resources[0].min_vcpus == 0])
    error_message = "Expected no vCPU to be kept."
  }

  assert {
    condition = { for kind, machines in aws_batch_compute_environment.this : kind => machines.compute_resources[0].type } == {
      cpu = "EC2", gpu-on-demand = "EC2", gpu-spot = "SPOT"
    }
    error_message = "Expected GPU machines on Spot and on demand, and CPU machines."
  }
}

run "machines_have_amazon_linux_2023" {
  module {
    source = "./modules/training"
  }

  # Batch makes no environments with Amazon Linux 2 any more.
  assert {
    condition = { for kind, machines in aws_batch_compute_environment.this : kind => machines.compute_resources[0].ec2_configuration[0].image_type } == {
      cpu = "ECS_AL2023", gpu-on-demand = "ECS_AL2023_NVIDIA", gpu-spot = "ECS_AL2023_NVIDIA"
    }
    error_message = "Expected Amazon Linux 2023, with NVIDIA's drivers where there is a GPU."
  }
}

run "a_machine_keeps_its_role_to_itself_and_encrypts_its_disk" {
  module {
    source = "./modules/training"
  }

  assert {
    condition     = aws_launch_template.this.metadata_options[0].http_tokens == "required" && aws_launch_template.this.metadata_options[0].http_put_response_hop_limit == 1
    error_message = "Expected IMDSv2 for the machine alone."
  }

  assert {
    condition     = aws_launch_template.this.block_device_mappings[0].ebs[0].volume_type == "gp3" && aws_launch_template.this.block_device_mappings[0].ebs[0].encrypted == "true"
    error_message = "Expected an encrypted gp3 disk."
  }
}

run "jobs_run_the_image_that_was_named_on_what_they_asked_for" {
  module {
    source = "./modules/training"
  }

  assert {
    condition     = alltrue([for job in aws_batch_job_definition.this : jsondecode(job.container_properties).image == var.image])
    error_message = "Expected both jobs to run the image by digest."
  }

  assert {
    condition = {
      for kind, job in aws_batch_job_definition.this : kind => { for pair in jsondecode(job.container_properties).environment : pair.name => pair.value }
      } == {
      cpu = { STACKWRIGHT_GPU = "off", STACKWRIGHT_STORE_BUCKET = "a-bucket", STACKWRIGHT_STORE_REGION = "eu-west-1", STACKWRIGHT_WEIGHTS = "official" }
      gpu = { STACKWRIGHT_GPU = "required", STACKWRIGHT_STORE_BUCKET = "a-bucket", STACKWRIGHT_STORE_REGION = "eu-west-1", STACKWRIGHT_WEIGHTS = "official" }
    }
    error_message = "Expected bucket, region, weights and GPU in the jobs' settings."
  }

  assert {
    condition     = [for need in jsondecode(aws_batch_job_definition.this["gpu"].container_properties).resourceRequirements : need.value if need.type == "GPU"] == ["1"]
    error_message = "Expected one GPU for a job that fits on one."
  }
}

run "a_lost_machine_is_tried_again_and_a_hopeless_job_is_not" {
  module {
    source = "./modules/training"
  }

  assert {
    condition = {
      for kind, job in aws_batch_job_definition.this : kind => [
        for rule in job.retry_strategy[0].evaluate_on_exit : join(" ", compact([rule.action, rule.on_status_reason, rule.on_exit_code, rule.on_reason]))
      ]
      } == {
      cpu = ["RETRY Host EC2*", "RETRY 1", "EXIT *"]
      gpu = ["RETRY Host EC2*", "EXIT *"]
    }
    error_message = "Expected lost machines to be tried again, failures of CPU stages once more, and nothing else."
  }
}

run "time_outs_have_room_for_waiting_and_for_a_second_attempt" {
  module {
    source = "./modules/training"
  }

  assert {
    condition     = jsondecode(output.state_machine_definition).States.Prepare.TimeoutSeconds == 60 * (120 + 2 * 60)
    error_message = "Expected two hours of waiting and twice the hour that preparing may take."
  }

  assert {
    condition     = jsondecode(output.state_machine_definition).States.FitMembers.ItemProcessor.States.FitOnGpuSpot.TimeoutSeconds == 60 * (30 + 2 * 480)
    error_message = "Expected half an hour of waiting for Spot and twice the eight hours that a member may take."
  }
}

run "a_job_does_not_wait_longer_than_it_may" {
  variables {
    wait_minutes = { spot = 30, other = 120 }
  }

  module {
    source = "./modules/training"
  }

  assert {
    condition = {
      for kind, queue in aws_batch_job_queue.this : kind => join(", ", distinct([
        for action in queue.job_state_time_limit_action : "${action.state} ${action.action} ${action.max_time_seconds}"
      ]))
      } == {
      cpu = "RUNNABLE CANCEL 7200", gpu-on-demand = "RUNNABLE CANCEL 7200", gpu-spot = "RUNNABLE CANCEL 1800"
    }
    error_message = "Expected half an hour for Spot and two for the others."
  }

  assert {
    condition = alltrue([
      for queue in aws_batch_job_queue.this : toset([for action in queue.job_state_time_limit_action : action.reason]) == toset([
        "CAPACITY:INSUFFICIENT_INSTANCE_CAPACITY",
        "MISCONFIGURATION:COMPUTE_ENVIRONMENT_MAX_RESOURCE",
        "MISCONFIGURATION:JOB_RESOURCE_REQUIREMENT",
      ])
    ])
    error_message = "Expected a limit for each reason that Batch has."
  }
}

run "an_apply_leaves_running_jobs_alone" {
  module {
    source = "./modules/training"
  }

  assert {
    condition = alltrue([
      for machines in aws_batch_compute_environment.this :
      machines.update_policy[0].terminate_jobs_on_update == false && machines.update_policy[0].job_execution_timeout_minutes == 360
    ])
    error_message = "Expected jobs to go on for as long as Batch allows."
  }
}

run "a_run_ends_some_day" {
  variables {
    run_hours = 24
  }

  module {
    source = "./modules/training"
  }

  assert {
    condition     = jsondecode(aws_sfn_state_machine.this.definition).TimeoutSeconds == 86400
    error_message = "Expected a time-out of the whole run, without which the alarm for it could not fire."
  }
}

run "no_more_runs_work_than_may" {
  variables {
    runs_at_once = 3
  }

  module {
    source = "./modules/training"
  }

  assert {
    condition     = jsondecode(output.state_machine_definition).States.WhoRuns.ResultSelector["work.$"] == "$.Executions[-3:].Name"
    error_message = "Expected the three oldest executions to work."
  }
}

run "machines_volumes_and_jobs_have_the_tags" {
  variables {
    tags = { team = "vision" }
  }

  module {
    source = "./modules/training"
  }

  assert {
    condition = (
      alltrue([for part in aws_launch_template.this.tag_specifications : part.tags["team"] == "vision"]) &&
      alltrue([for job in aws_batch_job_definition.this : job.tags["team"] == "vision" && job.propagate_tags])
    )
    error_message = "Expected the tags on machines, volumes and jobs."
  }
}

run "a_type_that_the_region_lacks_is_left_out_and_named" {
  override_data {
    target = data.aws_ec2_instance_type_offerings.here
    values = { instance_types = ["g5.xlarge", "m6i.xlarge"] }
  }

  module {
    source = "./modules/training"
  }

  assert {
    condition = { for kind, machines in aws_batch_compute_environment.this : kind => machines.compute_resources[0].instance_type } == {
      cpu = toset(["m6i.xlarge"]), gpu-on-demand = toset(["g5.xlarge"]), gpu-spot = toset(["g5.xlarge"])
    }
    error_message = "Expected the types that there are."
  }

  expect_failures = [check.offered]
}

run "a_region_without_any_of_the_types_is_refused" {
  command = plan

  override_data {
    target = data.aws_ec2_instance_type_offerings.here
    values = { instance_types = [] }
  }

  module {
    source = "./modules/training"
  }

  expect_failures = [aws_batch_compute_environment.this, check.offered]
}

run "a_job_reads_datasets_wherever_users_put_them_and_writes_none" {
  module {
    source = "./modules/training"
  }

  assert {
    condition = {
      for statement in jsondecode(aws_iam_role_policy.job.policy).Statement : statement.Sid => statement.Resource
      } == {
      Read = [
        "arn:aws:s3:::a-bucket/datasets/*", "arn:aws:s3:::a-bucket/ensembles/*", "arn:aws:s3:::a-bucket/features/*",
        "arn:aws:s3:::a-bucket/pretrained/*", "arn:aws:s3:::a-bucket/runs/*", "arn:aws:s3:::a-bucket/uploads/*",
      ]
      Write = ["arn:aws:s3:::a-bucket/ensembles/*", "arn:aws:s3:::a-bucket/features/*", "arn:aws:s3:::a-bucket/runs/*"]
      List  = ["arn:aws:s3:::a-bucket"]
    }
    error_message = "Expected datasets of both prefixes to be read, and none to be written."
  }

  assert {
    condition = flatten([
      for statement in jsondecode(aws_iam_role_policy.job.policy).Statement : statement.Condition.StringLikeIfExists["s3:prefix"] if statement.Sid == "List"
    ]) == ["datasets/*", "ensembles/*", "runs/*", "uploads/*"]
    error_message = "Expected datasets that are folders to be listed below both prefixes."
  }
}
