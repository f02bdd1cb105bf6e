locals {
  # A task waits for a machine and then works; a lost machine is worked for twice.
  attempts = 2
  task_seconds = {
    for stage, minutes in var.stage_minutes :
    stage => 60 * (var.wait_minutes.other + local.attempts * minutes)
  }
  spot_seconds = 60 * (var.wait_minutes.spot + local.attempts * var.stage_minutes.member)

  # Batch itself was busy: no job was started, and asking again is free.
  busy = [{
    ErrorEquals     = ["Batch.AWSBatchException", "Batch.ServerException", "Batch.SdkClientException"]
    IntervalSeconds = 5
    MaxAttempts     = 5
    BackoffRate     = 2
    JitterStrategy  = "FULL"
  }]

  definition = templatefile("${path.module}/state-machine.asl.json.tftpl", {
    partition           = var.aws.partition
    busy                = jsonencode(local.busy)
    cpu_queue           = aws_batch_job_queue.this["cpu"].arn
    gpu_spot_queue      = aws_batch_job_queue.this["gpu-spot"].arn
    gpu_on_demand_queue = aws_batch_job_queue.this["gpu-on-demand"].arn
    cpu_job             = aws_batch_job_definition.this["cpu"].arn
    gpu_job             = aws_batch_job_definition.this["gpu"].arn
    members_at_once     = var.members_at_once
    run_seconds         = 3600 * var.run_hours
    state_machine       = "${local.arn}:states:${local.here}:stateMachine:${var.name}-training"
    runs_at_once        = var.runs_at_once
    task_seconds        = local.task_seconds
    spot_seconds        = local.spot_seconds
    attempt_seconds     = { for stage, minutes in var.stage_minutes : stage => 60 * minutes }
  })
}

resource "aws_sfn_state_machine" "this" {
  name       = "${var.name}-training"
  role_arn   = aws_iam_role.states.arn
  definition = local.definition

  logging_configuration {
    level                  = "ERROR"
    include_execution_data = true
    log_destination        = "${aws_cloudwatch_log_group.states.arn}:*"
  }

  depends_on = [aws_iam_role_policy.states]
}

resource "aws_cloudwatch_log_group" "states" {
  name              = "/aws/vendedlogs/states/${var.name}-training"
  retention_in_days = var.log_days
  kms_key_id        = var.log_key_arn
}
