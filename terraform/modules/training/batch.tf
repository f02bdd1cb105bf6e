# Three kinds of machines, none of them kept when idle: GPU on Spot, GPU on demand for when Spot has none or takes it
# away, and CPU on demand for the short stages and for members of frozen networks.

locals {
  machines = {
    gpu-spot      = { type = "SPOT", strategy = "SPOT_PRICE_CAPACITY_OPTIMIZED", of = var.gpu, image = "ECS_AL2023_NVIDIA" }
    gpu-on-demand = { type = "EC2", strategy = "BEST_FIT_PROGRESSIVE", of = var.gpu, image = "ECS_AL2023_NVIDIA" }
    cpu           = { type = "EC2", strategy = "BEST_FIT_PROGRESSIVE", of = var.cpu, image = "ECS_AL2023" }
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
      volume_type           = "gp3"
      volume_size           = var.disk_gib
      encrypted             = true
      delete_on_termination = true
    }
  }

  tag_specifications {
    resource_type = "instance"
    tags          = { Name = "${var.name}-training" }
  }

  tag_specifications {
    resource_type = "volume"
    tags          = { Name = "${var.name}-training" }
  }
}

resource "aws_batch_compute_environment" "this" {
  for_each = local.machines

  compute_environment_name_prefix = "${var.name}-${each.key}-"
  type                            = "MANAGED"
  state                           = "ENABLED"
  service_role                    = var.batch_service_role_arn

  compute_resources {
    type                = each.value.type
    allocation_strategy = each.value.strategy
    instance_type       = each.value.of.instance_types
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

  # Most changes make a new environment; the queue has to have it before the old one can go. How many vCPUs are wanted
  # right now is for Batch to say.
  lifecycle {
    create_before_destroy = true
    ignore_changes        = [compute_resources[0].desired_vcpus]
  }

  depends_on = [aws_iam_role_policy_attachment.machine]
}

resource "aws_batch_job_queue" "this" {
  for_each = local.machines

  name     = "${var.name}-${each.key}"
  state    = "ENABLED"
  priority = 1

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
}
