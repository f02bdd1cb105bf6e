# Batch inference: many photos of the bucket, shared among machines on Spot. A shard keeps its answers as it goes and does what
# is missing when it is started again, so a lost machine costs minutes.

locals {
  arn        = "arn:${var.aws.partition}"
  here       = "${var.aws.region}:${var.aws.account}"
  bucket_arn = "${local.arn}:s3:::${var.bucket}"
  full_name  = "${var.name}-inference"

  # A lost machine and a failure that may pass are tried again; anything else would end the same way.
  attempts     = 5
  task_seconds = 60 * (var.wait_minutes + local.attempts * var.shard_minutes)

  # Batch itself was busy: no job was started, and asking again is free.
  busy = [{
    ErrorEquals     = ["Batch.AWSBatchException", "Batch.ServerException", "Batch.SdkClientException"]
    IntervalSeconds = 5
    MaxAttempts     = 5
    BackoffRate     = 2
    JitterStrategy  = "FULL"
  }]

  definition = templatefile("${path.module}/state-machine.asl.json.tftpl", {
    partition       = var.aws.partition
    busy            = jsonencode(local.busy)
    queue           = aws_batch_job_queue.this.arn
    job             = aws_batch_job_definition.this.arn
    shards_at_once  = var.shards_at_once
    run_seconds     = 3600 * var.run_hours
    attempt_seconds = 60 * var.shard_minutes
    task_seconds    = local.task_seconds
  })
}

resource "aws_batch_compute_environment" "this" {
  type         = "MANAGED"
  state        = "ENABLED"
  service_role = var.batch_service_role_arn
  tags         = { Name = local.full_name }

  compute_resources {
    type                = "SPOT"
    allocation_strategy = "SPOT_PRICE_CAPACITY_OPTIMIZED"
    instance_type       = var.machines.instance_types
    min_vcpus           = 0
    desired_vcpus       = 0
    max_vcpus           = var.shards_at_once * var.job_vcpus
    instance_role       = var.machines.instance_profile_arn
    subnets             = var.machines.subnet_ids
    security_group_ids  = var.machines.security_group_ids

    ec2_configuration {
      image_type = "ECS_AL2023"
    }

    launch_template {
      launch_template_id = var.machines.launch_template_id
      version            = var.machines.launch_template_version
    }
  }

  update_policy {
    terminate_jobs_on_update      = false
    job_execution_timeout_minutes = min(360, var.shard_minutes)
  }

  lifecycle {
    create_before_destroy = true
    ignore_changes        = [compute_resources[0].desired_vcpus]
  }
}

resource "aws_batch_job_queue" "this" {
  name     = local.full_name
  state    = "ENABLED"
  priority = 1

  job_state_time_limit_action {
    action           = "CANCEL"
    state            = "RUNNABLE"
    reason           = "CAPACITY:INSUFFICIENT_INSTANCE_CAPACITY"
    max_time_seconds = 60 * var.wait_minutes
  }

  compute_environment_order {
    order               = 1
    compute_environment = aws_batch_compute_environment.this.arn
  }
}

resource "aws_batch_job_definition" "this" {
  name                       = local.full_name
  type                       = "container"
  platform_capabilities      = ["EC2"]
  deregister_on_new_revision = false
  propagate_tags             = true
  tags                       = var.tags

  container_properties = jsonencode({
    image      = var.image
    command    = ["--help"]
    jobRoleArn = aws_iam_role.job.arn

    environment = [
      for name, value in {
        STACKWRIGHT_GPU          = "off"
        STACKWRIGHT_STORE_BUCKET = var.bucket
        STACKWRIGHT_STORE_REGION = var.aws.region
      } : { name = name, value = value }
    ]

    resourceRequirements = [
      { type = "VCPU", value = tostring(var.job_vcpus) },
      { type = "MEMORY", value = tostring(var.job_memory_mib) },
    ]

    logConfiguration = {
      logDriver = "awslogs"
      options = {
        awslogs-group         = var.log_group
        awslogs-region        = var.aws.region
        awslogs-stream-prefix = "inference"
      }
    }
  })

  retry_strategy {
    attempts = local.attempts

    evaluate_on_exit {
      action           = "RETRY"
      on_status_reason = "Host EC2*"
    }

    evaluate_on_exit {
      action       = "RETRY"
      on_exit_code = "1"
    }

    evaluate_on_exit {
      action    = "EXIT"
      on_reason = "*"
    }
  }
}

resource "aws_sfn_state_machine" "this" {
  name       = local.full_name
  role_arn   = aws_iam_role.states.arn
  definition = local.definition

  depends_on = [aws_iam_role_policy.states]
}
