# Three kinds of machines, none of them kept when idle: GPU on Spot, GPU on demand for when Spot has none or takes it
# away, and CPU on demand for the short stages and for members of frozen networks.

# What this region has of the machines that were asked for: a type that it lacks would keep Batch from starting any.
data "aws_ec2_instance_type_offerings" "here" {
  for_each = { gpu = var.gpu.instance_types, cpu = var.cpu.instance_types }

  location_type = "region"

  filter {
    name   = "instance-type"
    values = each.value
  }
}

locals {
  offered = {
    for kind, wanted in { gpu = var.gpu.instance_types, cpu = var.cpu.instance_types } :
    kind => [for type in wanted : type if contains(data.aws_ec2_instance_type_offerings.here[kind].instance_types, type)]
  }
  left_out = {
    for kind, wanted in { gpu = var.gpu.instance_types, cpu = var.cpu.instance_types } :
    kind => [for type in wanted : type if !contains(local.offered[kind], type)]
  }

  machines = {
    gpu-spot      = { type = "SPOT", strategy = "SPOT_PRICE_CAPACITY_OPTIMIZED", of = var.gpu, types = local.offered.gpu, image = "ECS_AL2023_NVIDIA" }
    gpu-on-demand = { type = "EC2", strategy = "BEST_FIT_PROGRESSIVE", of = var.gpu, types = local.offered.gpu, image = "ECS_AL2023_NVIDIA" }
    cpu           = { type = "EC2", strategy = "BEST_FIT_PROGRESSIVE", of = var.cpu, types = local.offered.cpu, image = "ECS_AL2023" }
  }
}

# A warning, as a list may be meant for several regions.
check "offered" {
  assert {
    condition     = length(flatten(values(local.left_out))) == 0
    error_message = "${join(", ", distinct(flatten(values(local.left_out))))} left out: ${var.aws.region} has no such type. `aws ec2 describe-instance-type-offerings` lists what there is."
  }
}

resource "aws_launch_template" "this" {
  name_prefix            = "${var.name}-training-"
  update_default_version = true

  metadata_options {
    http_endpoint = "enabled"
    http_tokens   = "required"
    # One hop: the machine itself. Containers get their role from the agent and never see the machine's.
    http_put_response_hop_limit = 1
  }

  block_device_mappings {
    device_name = "/dev/xvda"

    ebs {
      volume_type = "gp3"
      volume_size = var.disk_gib
      # An image of gigabytes is unpacked first: twice what a disk has unasked, which costs cents.
      throughput            = 250
      encrypted             = true
      kms_key_id            = var.volume_key_arn
      delete_on_termination = true
    }
  }

  tag_specifications {
    resource_type = "instance"
    tags          = merge(var.tags, { Name = "${var.name}-training" })
  }

  tag_specifications {
    resource_type = "volume"
    tags          = merge(var.tags, { Name = "${var.name}-training" })
  }
}

resource "aws_batch_compute_environment" "this" {
  for_each = local.machines

  # No name: version 6 of the provider calls the argument for its beginning something else than version 5 does, and the
  # provider's own name is as unique. Its tag says what it is.
  type         = "MANAGED"
  state        = "ENABLED"
  service_role = var.batch_service_role_arn
  tags         = { Name = "${var.name}-${each.key}" }

  compute_resources {
    type                = each.value.type
    allocation_strategy = each.value.strategy
    instance_type       = each.value.types
    min_vcpus           = 0
    desired_vcpus       = 0
    max_vcpus           = each.value.of.max_vcpus
    instance_role       = aws_iam_instance_profile.machine.arn
    subnets             = var.subnet_ids
    security_group_ids  = var.security_group_ids

    ec2_configuration {
      image_type = each.value.image
    }

    launch_template {
      launch_template_id = aws_launch_template.this.id
      version            = aws_launch_template.this.latest_version
    }
  }

  # Where a change can be made in place, running jobs are left to end: the time of the longest job. Batch's own default
  # ends them after 30 minutes.
  update_policy {
    terminate_jobs_on_update      = false
    job_execution_timeout_minutes = local.longest_job_minutes
  }

  # Most changes make a new environment; the queue has to have it before the old one can go. How many vCPUs are wanted
  # right now is for Batch to say.
  lifecycle {
    create_before_destroy = true
    ignore_changes        = [compute_resources[0].desired_vcpus]

    precondition {
      condition     = length(each.value.types) > 0
      error_message = "Expected an instance type that ${var.aws.region} has, found ${join(", ", each.value.of.instance_types)}, none of which it has. `aws ec2 describe-instance-type-offerings` lists what there is."
    }
  }

  depends_on = [aws_iam_role_policy_attachment.machine]
}

locals {
  # A member works twice where its machine was lost; Batch takes at most 360 minutes.
  longest_job_minutes = min(360, max(values(var.stage_minutes)...))

  # Why a job at the head of a queue stays RUNNABLE, in Batch's own words.
  stuck = {
    "CAPACITY:INSUFFICIENT_INSTANCE_CAPACITY"           = "no machine of these types is to be had"
    "MISCONFIGURATION:COMPUTE_ENVIRONMENT_MAX_RESOURCE" = "max_vcpus is less than the job takes"
    "MISCONFIGURATION:JOB_RESOURCE_REQUIREMENT"         = "no machine of these types is large enough for the job"
  }
}

resource "aws_batch_job_queue" "this" {
  for_each = local.machines

  name     = "${var.name}-${each.key}"
  state    = "ENABLED"
  priority = 1

  # The time-out of a state counts waiting and working together. How long a job waits is limited here: a cancelled one
  # fails its state, and Spot's goes on with a machine on demand.
  dynamic "job_state_time_limit_action" {
    for_each = local.stuck

    content {
      action           = "CANCEL"
      state            = "RUNNABLE"
      reason           = job_state_time_limit_action.key
      max_time_seconds = max(600, 60 * (each.key == "gpu-spot" ? var.wait_minutes.spot : var.wait_minutes.other))
    }
  }

  compute_environment_order {
    order               = 1
    compute_environment = aws_batch_compute_environment.this[each.key].arn
  }
}

locals {
  # Exit codes of a stage: 0 done, 1 failed, 2 wrong usage, 3 failed for good, 4 cancelled. A lost machine is always
  # tried again; a failed stage only where no other machine follows in the state machine; anything else, such as a lack of memory, not.
  retry_lost_machine = { action = "RETRY", on_status_reason = "Host EC2*" }
  retry_failed       = { action = "RETRY", on_exit_code = "1" }
  give_up            = { action = "EXIT", on_reason = "*" }

  jobs = {
    gpu = {
      of          = var.gpu
      attempts    = 2
      rules       = [local.retry_lost_machine, local.give_up]
      environment = { STACKWRIGHT_GPU = "required" }
      gpus        = 1
    }
    cpu = {
      of          = var.cpu
      attempts    = 2
      rules       = [local.retry_lost_machine, local.retry_failed, local.give_up]
      environment = { STACKWRIGHT_GPU = "off" }
      gpus        = 0
    }
  }

  environment = {
    STACKWRIGHT_STORE_BUCKET = var.bucket
    STACKWRIGHT_STORE_REGION = var.aws.region
    STACKWRIGHT_WEIGHTS      = var.weights
  }
}

resource "aws_batch_job_definition" "this" {
  for_each = local.jobs

  name                  = "${var.name}-${each.key}"
  type                  = "container"
  platform_capabilities = ["EC2"]

  # Runs that were started before a change go on with the definition that they know.
  deregister_on_new_revision = false

  # AWS's own cost reports see a job by its tags.
  propagate_tags = true
  tags           = var.tags

  container_properties = jsonencode({
    image      = var.image
    command    = ["--help"]
    jobRoleArn = aws_iam_role.job.arn

    environment = [
      for name, value in merge(local.environment, each.value.environment) : { name = name, value = value }
    ]

    resourceRequirements = concat(
      [
        { type = "VCPU", value = tostring(each.value.of.job_vcpus) },
        { type = "MEMORY", value = tostring(each.value.of.job_memory_mib) },
      ],
      [for gpus in [each.value.gpus] : { type = "GPU", value = tostring(gpus) } if gpus > 0],
    )

    logConfiguration = {
      logDriver = "awslogs"
      options = {
        awslogs-group         = aws_cloudwatch_log_group.jobs.name
        awslogs-region        = var.aws.region
        awslogs-stream-prefix = each.key
      }
    }
  })

  retry_strategy {
    attempts = each.value.attempts

    dynamic "evaluate_on_exit" {
      for_each = each.value.rules

      content {
        action           = evaluate_on_exit.value.action
        on_exit_code     = try(evaluate_on_exit.value.on_exit_code, null)
        on_reason        = try(evaluate_on_exit.value.on_reason, null)
        on_status_reason = try(evaluate_on_exit.value.on_status_reason, null)
      }
    }
  }
}

resource "aws_cloudwatch_log_group" "jobs" {
  name              = "/aws/batch/${var.name}"
  retention_in_days = var.log_days
  kms_key_id        = var.log_key_arn
}
