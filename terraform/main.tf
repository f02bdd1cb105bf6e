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

    role_path            = var.role_path
    permissions_boundary = var.permissions_boundary
  }

  # What images and keys of this account and region begin with.
  own_images  = "${data.aws_caller_identity.this.account_id}.dkr.ecr.${data.aws_region.this.id}."
  key_prefix  = "arn:${data.aws_partition.this.partition}:kms:${data.aws_region.this.id}:"
  key_pattern = "^${local.key_prefix}[0-9]{12}:key/[A-Za-z0-9-]+$"

  bucket = coalesce(var.bucket, "${var.name}-${local.aws.account}-${local.aws.region}")

  # Known once the bucket is there.
  bucket_made = one(concat(module.storage[*].bucket, data.aws_s3_bucket.existing[*].bucket))

  # Without images there is nothing to run: the first apply makes the repositories that they are pushed to.
  running = var.images == null ? toset([]) : toset(["images"])
}

# One's own, whose settings are its owner's.
data "aws_s3_bucket" "existing" {
  count = var.bucket_exists ? 1 : 0

  bucket = var.bucket
}

module "storage" {
  source = "./modules/storage"
  count  = var.bucket_exists ? 0 : 1

  bucket           = local.bucket
  partition        = local.aws.partition
  kms_key_arn      = var.kms_key_arn
  expire_days      = var.expire_days
  old_version_days = var.old_version_days
  policy_enabled   = var.bucket_policy_enabled
  force_destroy    = var.force_destroy
  prevent_destroy  = var.prevent_destroy
}

module "registry" {
  source = "./modules/registry"

  name         = var.name
  aws          = local.aws
  key_arn      = var.kms_keys.images
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
  bucket      = local.bucket_made
  kms_key_arn = var.kms_key_arn
  image       = var.images.train
  weights     = var.weights == "pretrained" ? "s3://${local.bucket}/pretrained/" : var.weights

  subnet_ids         = var.network == null ? module.network[each.key].subnet_ids : var.network.subnet_ids
  security_group_ids = var.network == null ? module.network[each.key].security_group_ids : var.network.security_group_ids

  tags = var.tags

  gpu                    = var.gpu
  cpu                    = var.cpu
  volume_key_arn         = var.kms_keys.volumes
  log_key_arn            = var.kms_keys.logs
  runs_at_once           = var.runs_at_once
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
  bucket                   = local.bucket_made
  function_timeout_seconds = var.classify.timeout_seconds
  max_receives             = var.max_receives
  key_arn                  = var.kms_keys.queues
}

module "classify" {
  source   = "./modules/classify"
  for_each = local.running

  name               = var.name
  aws                = local.aws
  bucket             = local.bucket_made
  kms_key_arn        = var.kms_key_arn
  image              = var.images.classify
  state_machine_name = module.training[each.key].state_machine_name
  queues             = module.events[each.key].queues

  architecture            = var.architecture
  memory_mib              = var.classify.memory_mib
  timeout_seconds         = var.classify.timeout_seconds
  temporary_mib           = var.classify.temporary_mib
  reserved_concurrency    = var.classify.reserved_concurrency
  provisioned_concurrency = var.classify.provisioned_concurrency
  warm                    = var.classify.warm
  environment             = var.classify.environment
  detailed_metrics        = var.detailed_metrics
  promotion_enabled       = var.promotion_enabled
  jwt                     = var.jwt
  throttle                = var.throttle
  cors                    = var.cors
  domain                  = var.domain
  web_acl_arn             = var.web_acl_arn
  gradual                 = var.shift != null
  queue_key_arn           = var.kms_keys.queues
  log_key_arn             = var.kms_keys.logs
  log_days                = var.log_days
  metrics_namespace       = var.dashboard_enabled ? var.name : null
}

module "observability" {
  source   = "./modules/observability"
  for_each = local.running

  name               = var.name
  region             = local.aws.region
  emails             = var.alarm_emails
  topic_arn          = var.alarm_topic_arn
  topic_key_arn      = var.kms_keys.topic
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

module "rollout" {
  source   = "./modules/rollout"
  for_each = var.shift == null ? toset([]) : local.running

  name           = var.name
  aws            = local.aws
  shift          = var.shift
  function_name  = module.classify[each.key].function_name
  alias          = module.classify[each.key].alias
  live_version   = module.classify[each.key].live_version
  version_wanted = module.classify[each.key].version
  alarms         = module.observability[each.key].failing
}

module "inference" {
  source   = "./modules/inference"
  for_each = var.batch_inference == null ? toset([]) : local.running

  name                   = var.name
  aws                    = local.aws
  bucket                 = local.bucket_made
  kms_key_arn            = var.kms_key_arn
  image                  = var.images.train
  machines               = module.training[each.key].cpu_machines
  log_group              = module.training[each.key].log_groups.jobs
  prefixes               = var.batch_inference.prefixes
  shards_at_once         = var.batch_inference.shards_at_once
  shard_minutes          = var.batch_inference.shard_minutes
  wait_minutes           = var.wait_minutes.other
  run_hours              = var.run_hours
  job_vcpus              = var.cpu.job_vcpus
  job_memory_mib         = var.cpu.job_memory_mib
  tags                   = var.tags
  batch_service_role_arn = var.batch_service_role_arn
}
