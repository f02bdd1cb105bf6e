# Stackwright on AWS: an upload becomes an event, an event or a request becomes a training, a training becomes an
# ensemble in the bucket, and a function classifies with it.

data "aws_caller_identity" "this" {}

data "aws_partition" "this" {}

data "aws_region" "this" {}

locals {
  aws = {
    partition = data.aws_partition.this.partition
    region    = data.aws_region.this.id
    account   = data.aws_caller_identity.this.account_id
  }

  bucket = coalesce(var.bucket, "${var.name}-${local.aws.account}-${local.aws.region}")

  # Without images there is nothing to run: the first apply makes the repositories that they are pushed to.
  running = var.images == null ? toset([]) : toset(["images"])
}

module "storage" {
  source = "./modules/storage"

  bucket           = local.bucket
  partition        = local.aws.partition
  kms_key_arn      = var.kms_key_arn
  expire_days      = var.expire_days
  old_version_days = var.old_version_days
  policy_enabled   = var.bucket_policy_enabled
  force_destroy    = var.force_destroy
}

module "registry" {
  source = "./modules/registry"

  name         = var.name
  aws          = local.aws
  force_delete = var.force_destroy
}

module "network" {
  source   = "./modules/network"
  for_each = var.network == null ? local.running : toset([])

  name               = var.name
  region             = local.aws.region
  gpu_instance_types = var.gpu.instance_types
}

module "training" {
  source   = "./modules/training"
  for_each = local.running

  name        = var.name
  aws         = local.aws
  bucket      = module.storage.bucket
  kms_key_arn = var.kms_key_arn
  image       = var.images.train
  weights     = var.weights == "pretrained" ? "s3://${local.bucket}/pretrained/" : var.weights

  subnet_ids         = var.network == null ? module.network[each.key].subnet_ids : var.network.subnet_ids
  security_group_ids = var.network == null ? module.network[each.key].security_group_ids : var.network.security_group_ids

  permissions_boundary = var.permissions_boundary
  role_path            = var.role_path
  tags                 = var.tags

  gpu                    = var.gpu
  cpu                    = var.cpu
  disk_gib               = var.disk_gib
  members_at_once        = var.members_at_once
  stage_minutes          = var.stage_minutes
  wait_minutes           = var.wait_minutes
  run_hours              = var.run_hours
  log_days               = var.log_days
  batch_service_role_arn = var.batch_service_role_arn
}

module "events" {
  source   = "./modules/events"
  for_each = local.running

  name                     = var.name
  aws                      = local.aws
  bucket                   = module.storage.bucket
  function_timeout_seconds = var.classify.timeout_seconds
  max_receives             = var.max_receives
}

module "classify" {
  source   = "./modules/classify"
  for_each = local.running

  name               = var.name
  aws                = local.aws
  bucket             = module.storage.bucket
  kms_key_arn        = var.kms_key_arn
  image              = var.images.classify
  state_machine_name = module.training[each.key].state_machine_name
  queues             = module.events[each.key].queues

  memory_mib              = var.classify.memory_mib
  timeout_seconds         = var.classify.timeout_seconds
  temporary_mib           = var.classify.temporary_mib
  reserved_concurrency    = var.classify.reserved_concurrency
  provisioned_concurrency = var.classify.provisioned_concurrency
  warm                    = var.classify.warm
  environment             = var.classify.environment
  permissions_boundary    = var.permissions_boundary
  role_path               = var.role_path
  detailed_metrics        = var.detailed_metrics
  promotion_enabled       = var.promotion_enabled
  jwt                     = var.jwt
  throttle                = var.throttle
  log_days                = var.log_days
}

module "observability" {
  source   = "./modules/observability"
  for_each = local.running

  name               = var.name
  region             = local.aws.region
  emails             = var.alarm_emails
  queues             = { for kind, queue in module.events[each.key].queues : kind => queue.name }
  dead_letters       = { for kind, queue in module.events[each.key].dead_letters : kind => queue.name }
  state_machine_arn  = module.training[each.key].state_machine_arn
  function_name      = module.classify[each.key].function_name
  alias              = module.classify[each.key].alias
  api_id             = module.classify[each.key].api_id
  error_percent      = var.alarm_error_percent
  latency_p95_ms     = var.alarm_latency_p95_ms
  dashboard_enabled  = var.dashboard_enabled
  monthly_budget_usd = var.monthly_budget_usd
}
