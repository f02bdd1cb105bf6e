variable "name" {
  description = "Prefix of every name, such as stackwright or stackwright-test."
  type        = string
  default     = "stackwright"

  validation {
    condition     = can(regex("^[a-z][a-z0-9-]{1,22}[a-z0-9]$", var.name))
    error_message = "Expected 3 to 24 small letters, digits and hyphens, a letter first and no hyphen last."
  }
}

variable "images" {
  description = "The two images by digest, as REPOSITORY@sha256:…; null on the first apply, which makes the repositories to push them to."
  type = object({
    classify = string
    train    = string
  })
  default = null

  validation {
    condition = var.images == null ? true : alltrue([
      for image in [var.images.classify, var.images.train] : can(regex("^[^@\\s]+@sha256:[0-9a-f]{64}$", image))
    ])
    error_message = "Expected images by digest, REPOSITORY@sha256:<64 hexadecimal digits>: a tag may mean another image tomorrow; found ${try(join(", ", [for image in values(var.images) : image if !can(regex("@sha256:[0-9a-f]{64}$", image))]), "")}."
  }

  validation {
    condition     = var.images == null ? true : alltrue([for image in values(var.images) : startswith(image, local.own_images)])
    error_message = "Expected images in ${local.own_images}…, the ECR of this account and region: Lambda takes no other; found ${try(join(", ", [for image in values(var.images) : image if !startswith(image, local.own_images)]), "")}. `terraform output repositories` names where to push them."
  }
}

variable "permissions_boundary" {
  description = "ARN of the policy that bounds every role that is made here; null for none."
  type        = string
  default     = null

  validation {
    condition     = var.permissions_boundary == null ? true : can(regex("^arn:[a-z-]+:iam::([0-9]{12}|aws):policy/.+$", var.permissions_boundary))
    error_message = "Expected the ARN of a policy, arn:aws:iam::ACCOUNT:policy/NAME."
  }
}

variable "role_path" {
  description = "Path of every role that is made here, such as /stackwright/."
  type        = string
  default     = "/"
  nullable    = false

  validation {
    condition     = can(regex("^/([!-~]+/)?$", var.role_path)) && length(var.role_path) <= 512
    error_message = "Expected a path that begins and ends with a slash, such as /stackwright/."
  }
}

variable "tags" {
  description = "Tags of training machines, their volumes and jobs, which the provider's default_tags do not reach. Give default_tags the same ones."
  type        = map(string)
  default     = {}
  nullable    = false
}

variable "bucket" {
  description = "Name of the bucket; null for one made of name, account and region."
  type        = string
  default     = null

  validation {
    condition     = var.bucket == null ? true : can(regex("^[a-z0-9][a-z0-9-]{1,61}[a-z0-9]$", var.bucket))
    error_message = "Expected 3 to 63 small letters, digits and hyphens, and no dots: TLS certificates do not cover them."
  }
}

variable "bucket_exists" {
  description = "Whether the bucket is there already and stays its owner's: nothing about it is made or changed. It needs versions, and events to EventBridge."
  type        = bool
  default     = false
  nullable    = false

  validation {
    condition     = !var.bucket_exists || (var.bucket != null && !var.prevent_destroy)
    error_message = "Expected the name of the bucket that exists, and no prevent_destroy: Terraform never destroys it."
  }
}

variable "prevent_destroy" {
  description = "Whether Terraform refuses every plan that would destroy the bucket."
  type        = bool
  default     = false
  nullable    = false

  validation {
    condition     = !(var.prevent_destroy && var.force_destroy)
    error_message = "Expected one of prevent_destroy and force_destroy, found both."
  }
}

variable "force_destroy" {
  description = "Whether `terraform destroy` may delete a bucket that still has objects and repositories that still have images."
  type        = bool
  default     = false
  nullable    = false
}

variable "bucket_policy_enabled" {
  description = "Whether the bucket gets its policy. Leave it on; emulators that ignore conditions in policies need it off."
  type        = bool
  default     = true
  nullable    = false
}

variable "kms_key_arn" {
  description = "Key that encrypts the bucket's objects; null for keys that S3 manages."
  type        = string
  default     = null

  validation {
    condition     = var.kms_key_arn == null ? true : can(regex(local.key_pattern, var.kms_key_arn))
    error_message = "Expected the ARN of a key of this region, ${local.key_prefix}ACCOUNT:key/ID, and not of an alias; found ${coalesce(var.kms_key_arn, "none")}."
  }
}

variable "kms_keys" {
  description = "Keys for what is not the bucket: queues, topic, logs, images and volumes; null each for what AWS manages. Their policies must let the services use them: examples/complete has one that does."
  type = object({
    queues  = optional(string)
    topic   = optional(string)
    logs    = optional(string)
    images  = optional(string)
    volumes = optional(string)
  })
  default  = {}
  nullable = false

  validation {
    condition     = alltrue([for key in values(var.kms_keys) : key == null ? true : can(regex(local.key_pattern, key))])
    error_message = "Expected ARNs of keys of this region, ${local.key_prefix}ACCOUNT:key/ID, and not of aliases; found ${join(", ", [for key in values(var.kms_keys) : key if key == null ? false : !can(regex(local.key_pattern, key))])}."
  }
}

variable "expire_days" {
  description = "Days after which objects under runs/, features/, events/ and results/ go; null for never."
  type = object({
    runs     = optional(number, 90)
    features = optional(number, 30)
    events   = optional(number, 30)
    results  = optional(number)
  })
  default  = {}
  nullable = false

  validation {
    condition     = alltrue([for days in values(var.expire_days) : days == null ? true : days >= 1 && floor(days) == days])
    error_message = "Expected whole days, 1 or more, or null."
  }

  validation {
    # A queue keeps a message for up to 14 days; a mark that goes earlier lets an upload be handled twice.
    condition     = var.expire_days.events == null ? true : var.expire_days.events >= 15
    error_message = "Expected 15 days or more for events: a queue may bring an event again for 14."
  }
}

variable "old_version_days" {
  description = "Days after which overwritten and deleted versions of objects go."
  type        = number
  default     = 30
  nullable    = false

  validation {
    condition     = var.old_version_days >= 1 && floor(var.old_version_days) == var.old_version_days
    error_message = "Expected whole days, 1 or more."
  }
}

variable "weights" {
  description = "Where pre-trained weights come from: official (downloaded by the jobs) or pretrained (files under pretrained/ of the bucket)."
  type        = string
  default     = "official"
  nullable    = false

  validation {
    condition     = contains(["official", "pretrained"], var.weights)
    error_message = "Expected official or pretrained."
  }
}

variable "network" {
  description = "Subnets and security groups for training machines, which must reach S3, ECR, ECS and CloudWatch over HTTPS; null for a small network of their own."
  type = object({
    subnet_ids         = list(string)
    security_group_ids = list(string)
  })
  default = null

  validation {
    condition = var.network == null ? true : (
      length(var.network.subnet_ids) > 0 && length(var.network.security_group_ids) > 0 &&
      alltrue([for id in var.network.subnet_ids : startswith(id, "subnet-")]) &&
      alltrue([for id in var.network.security_group_ids : startswith(id, "sg-")])
    )
    error_message = "Expected one subnet-… and one sg-… or more."
  }
}

variable "gpu" {
  description = "Machines with a GPU: instance types, most vCPUs at once, and what one job takes of its machine."
  type = object({
    instance_types = optional(list(string), ["g4dn.xlarge", "g5.xlarge", "g6.xlarge"])
    max_vcpus      = optional(number, 16)
    job_vcpus      = optional(number, 4)
    job_memory_mib = optional(number, 14000)
  })
  default  = {}
  nullable = false

  validation {
    condition     = length(var.gpu.instance_types) > 0 && alltrue([for type in var.gpu.instance_types : can(regex("^(g4dn|g5|g6|g6e|p4d|p5)\\.", type))])
    error_message = "Expected instance types with an NVIDIA GPU on x86-64: g4dn, g5, g6, g6e, p4d or p5; found ${join(", ", [for type in var.gpu.instance_types : type if !can(regex("^(g4dn|g5|g6|g6e|p4d|p5)\\.", type))])}."
  }

  validation {
    condition     = var.gpu.job_vcpus >= 1 && var.gpu.max_vcpus >= var.gpu.job_vcpus && var.gpu.job_memory_mib >= 4000
    error_message = "Expected max_vcpus of at least job_vcpus, job_vcpus of at least 1 and job_memory_mib of at least 4000."
  }
}

variable "cpu" {
  description = "Machines without a GPU: instance types, most vCPUs at once, and what one job takes of its machine."
  type = object({
    instance_types = optional(list(string), ["m6i.xlarge", "m6a.xlarge", "m5.xlarge"])
    max_vcpus      = optional(number, 16)
    job_vcpus      = optional(number, 4)
    job_memory_mib = optional(number, 14000)
  })
  default  = {}
  nullable = false

  validation {
    condition     = length(var.cpu.instance_types) > 0 && alltrue([for type in var.cpu.instance_types : can(regex("^(c|m|r)[0-9]+(i|a|)[a-z-]*\\.", type)) && !can(regex("^[a-z]+[0-9]+g", type))])
    error_message = "Expected x86-64 instance types of the families c, m and r, such as m6i.xlarge; found ${join(", ", [for type in var.cpu.instance_types : type if !(can(regex("^(c|m|r)[0-9]+(i|a|)[a-z-]*\\.", type)) && !can(regex("^[a-z]+[0-9]+g", type)))])}."
  }

  validation {
    condition     = var.cpu.job_vcpus >= 1 && var.cpu.max_vcpus >= var.cpu.job_vcpus && var.cpu.job_memory_mib >= 4000
    error_message = "Expected max_vcpus of at least job_vcpus, job_vcpus of at least 1 and job_memory_mib of at least 4000."
  }
}

variable "disk_gib" {
  description = "Disk of a training machine: the image, the dataset and its pixels have to fit."
  type        = number
  default     = 100
  nullable    = false

  validation {
    condition     = var.disk_gib >= 50 && var.disk_gib <= 16384
    error_message = "Expected 50 to 16384 GiB."
  }
}

variable "members_at_once" {
  description = "How many members of one run are fitted side by side."
  type        = number
  default     = 3
  nullable    = false

  validation {
    condition     = var.members_at_once >= 1 && var.members_at_once <= 40 && floor(var.members_at_once) == var.members_at_once
    error_message = "Expected 1 to 40: more are not kept apart by a Map state."
  }
}

variable "stage_minutes" {
  description = "Longest that a job may run, by stage."
  type = object({
    prepare = optional(number, 60)
    member  = optional(number, 480)
    stack   = optional(number, 60)
    publish = optional(number, 30)
    fail    = optional(number, 10)
  })
  default  = {}
  nullable = false

  validation {
    condition     = alltrue([for minutes in values(var.stage_minutes) : minutes >= 1 && minutes <= 10080 && floor(minutes) == minutes])
    error_message = "Expected whole minutes, 1 to 10080 (a week)."
  }
}

variable "wait_minutes" {
  description = "Longest that a job may wait for a machine: a Spot one before an on-demand one is asked for, and any other."
  type = object({
    spot  = optional(number, 30)
    other = optional(number, 120)
  })
  default  = {}
  nullable = false

  validation {
    condition     = alltrue([for minutes in values(var.wait_minutes) : minutes >= 10 && minutes <= 1440 && floor(minutes) == minutes])
    error_message = "Expected whole minutes, 10 to 1440: Batch cancels a waiting job after 10 minutes at the earliest and a day at the latest."
  }
}

variable "runs_at_once" {
  description = "How many runs work side by side; later ones wait for their turn in the state machine."
  type        = number
  default     = 10
  nullable    = false

  validation {
    condition     = var.runs_at_once >= 1 && var.runs_at_once <= 400 && floor(var.runs_at_once) == var.runs_at_once
    error_message = "Expected 1 to 400 runs."
  }
}

variable "run_hours" {
  description = "Longest that a run of the state machine may take, its waiting included."
  type        = number
  default     = 72
  nullable    = false

  validation {
    condition     = var.run_hours >= 1 && var.run_hours <= 8760
    error_message = "Expected 1 to 8760 hours."
  }
}

variable "batch_inference" {
  description = "Batch inference on machines like cpu's, on Spot: where photos may lie, shards at once, and how long one may work; null for none."
  type = object({
    prefixes       = optional(list(string), ["uploads/"])
    shards_at_once = optional(number, 4)
    shard_minutes  = optional(number, 240)
  })
  default = null

  validation {
    condition = var.batch_inference == null ? true : (
      length(var.batch_inference.prefixes) > 0 &&
      alltrue([for prefix in var.batch_inference.prefixes : can(regex("^[A-Za-z0-9][^*?]*/$", prefix))])
    )
    error_message = "Expected prefixes that end with a slash, such as uploads/, without * and ?."
  }

  validation {
    condition = var.batch_inference == null ? true : (
      var.batch_inference.shards_at_once >= 1 && var.batch_inference.shards_at_once <= 1000 &&
      var.batch_inference.shard_minutes >= 10 && var.batch_inference.shard_minutes <= 10080
    )
    error_message = "Expected 1 to 1000 shards at once, and 10 to 10080 minutes for one."
  }
}

variable "batch_service_role_arn" {
  description = "Service role of AWS Batch; null for its service-linked role, which is right on AWS."
  type        = string
  default     = null

  validation {
    condition     = var.batch_service_role_arn == null ? true : can(regex("^arn:[a-z-]+:iam::[0-9]{12}:role/.+$", var.batch_service_role_arn))
    error_message = "Expected the ARN of a role."
  }
}

variable "max_receives" {
  description = "How often an upload's event is tried before it goes to the dead letters."
  type        = number
  default     = 5
  nullable    = false

  validation {
    condition     = var.max_receives >= 2 && var.max_receives <= 1000
    error_message = "Expected 2 to 1000: a first try may meet a function that has no room."
  }
}

variable "classify" {
  description = "The function: memory, time-out, /tmp, most calls at once (null for as many as the account allows), calls that always find a warm one, ensembles that are loaded before it is ready, and further STACKWRIGHT_… settings. The defaults are within what a new account has: 3008 MiB of memory, and no concurrency to reserve."
  type = object({
    memory_mib              = optional(number, 3008)
    timeout_seconds         = optional(number, 120)
    temporary_mib           = optional(number, 2048)
    reserved_concurrency    = optional(number)
    provisioned_concurrency = optional(number, 0)
    warm                    = optional(list(string), [])
    environment             = optional(map(string), {})
  })
  default  = {}
  nullable = false

  validation {
    condition     = var.classify.memory_mib >= 2048 && var.classify.memory_mib <= 10240
    error_message = "Expected 2048 to 10240 MiB of memory."
  }

  validation {
    condition     = var.classify.timeout_seconds >= 30 && var.classify.timeout_seconds <= 900
    error_message = "Expected a time-out of 30 to 900 seconds: an API's caller waits for 30."
  }

  validation {
    condition     = var.classify.temporary_mib >= 512 && var.classify.temporary_mib <= 10240
    error_message = "Expected 512 to 10240 MiB of /tmp."
  }

  validation {
    condition = var.classify.reserved_concurrency == null ? true : (
      var.classify.reserved_concurrency >= 4 && var.classify.provisioned_concurrency <= var.classify.reserved_concurrency
    )
    error_message = "Expected a reserved concurrency of 4 or more, as the two queues take up to 2 each, and no more provisioned than reserved."
  }

  validation {
    condition     = var.classify.provisioned_concurrency >= 0 && floor(var.classify.provisioned_concurrency) == var.classify.provisioned_concurrency
    error_message = "Expected a whole number of provisioned calls, 0 for none."
  }

  validation {
    condition     = alltrue([for ensemble in var.classify.warm : can(regex("^[a-z0-9][a-z0-9-]{0,62}$", ensemble))])
    error_message = "Expected names of ensembles: small letters, digits and hyphens."
  }

  validation {
    condition     = alltrue([for key in keys(var.classify.environment) : can(regex("^STACKWRIGHT_[A-Z0-9_]+$", key))])
    error_message = "Expected names that begin with STACKWRIGHT_."
  }
}

variable "architecture" {
  description = "Processor of the function: x86_64, or arm64 (Graviton), which costs a fifth less. Its image has to be built for it; Lambda starts no other. Training is on x86_64."
  type        = string
  default     = "x86_64"
  nullable    = false

  validation {
    condition     = contains(["x86_64", "arm64"], var.architecture)
    error_message = "Expected x86_64 or arm64, found ${var.architecture}."
  }
}

variable "jwt" {
  description = "Issuer, audiences and scopes of the tokens that callers of the API bring; null for callers with IAM identities. There is no open way in."
  type = object({
    issuer   = string
    audience = list(string)
    scopes   = optional(list(string), [])
  })
  default = null

  validation {
    condition     = var.jwt == null ? true : can(regex("^https://[^\\s]+$", var.jwt.issuer)) && length(var.jwt.audience) > 0
    error_message = "Expected an issuer https://… and one audience or more."
  }
}

variable "promotion_enabled" {
  description = "Whether callers of the API may promote a version: adds the route, and the right to write promotions."
  type        = bool
  default     = false
  nullable    = false
}

variable "throttle" {
  description = "Requests to the API a second, and at once."
  type = object({
    rate  = optional(number, 20)
    burst = optional(number, 40)
  })
  default  = {}
  nullable = false

  validation {
    condition     = var.throttle.rate > 0 && var.throttle.burst >= 1
    error_message = "Expected a rate above 0 and a burst of 1 or more."
  }
}

variable "cors" {
  description = "Origins whose pages may call the API from a browser; null for none. Preflights are answered by the gateway."
  type = object({
    origins         = list(string)
    max_age_seconds = optional(number, 3600)
  })
  default = null

  validation {
    condition = var.cors == null ? true : (
      length(var.cors.origins) > 0 &&
      alltrue([for origin in var.cors.origins : can(regex("^(https://[a-z0-9.-]+|http://localhost)(:[0-9]+)?$", origin))])
    )
    error_message = "Expected origins such as https://app.example.org, without a path, and no *."
  }

  validation {
    condition     = var.cors == null ? true : var.cors.max_age_seconds >= 0 && var.cors.max_age_seconds <= 86400
    error_message = "Expected 0 to 86400 seconds."
  }
}

variable "domain" {
  description = "Name of the API and the ARN of its certificate, which lies in this region, or in us-east-1 with web_acl_arn; null for the name that AWS gives, which otherwise is switched off. Point your DNS to the output domain_target."
  type = object({
    name            = string
    certificate_arn = string
  })
  default = null

  validation {
    condition     = var.domain == null ? true : can(regex("^([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\\.)+[a-z]{2,63}$", var.domain.name))
    error_message = "Expected a name such as photos.example.org."
  }

  validation {
    condition = var.domain == null ? true : startswith(
      var.domain.certificate_arn, "arn:${local.aws.partition}:acm:${var.web_acl_arn == null ? local.aws.region : "us-east-1"}:",
    )
    error_message = "Expected a certificate of ACM in ${local.aws.region}, or in us-east-1 where web_acl_arn puts CloudFront in front; found ${try(var.domain.certificate_arn, "none")}."
  }
}

variable "web_acl_arn" {
  description = "Web ACL of AWS WAF, global, in us-east-1; null for none. WAF cannot be attached to an HTTP API, so this puts CloudFront in front of it."
  type        = string
  default     = null

  validation {
    condition     = var.web_acl_arn == null ? true : can(regex("^arn:aws[a-z-]*:wafv2:us-east-1:[0-9]{12}:global/webacl/.+/.+$", var.web_acl_arn))
    error_message = "Expected a web ACL for CloudFront, arn:aws:wafv2:us-east-1:ACCOUNT:global/webacl/NAME/ID: a regional one cannot be attached to an HTTP API."
  }

  validation {
    condition     = var.web_acl_arn == null || var.jwt != null
    error_message = "Expected jwt with web_acl_arn: signatures of IAM identities hold for one host name, and CloudFront calls another."
  }
}

variable "shift" {
  description = "How CodeDeploy moves the alias to a new version, such as LambdaCanary10Percent5Minutes; null for at once, by Terraform. The alarms for errors take it back."
  type        = string
  default     = null

  validation {
    condition     = var.shift == null ? true : can(regex("^Lambda(AllAtOnce|Canary10Percent(5|10|15|30)Minutes|Linear10PercentEvery(1|2|3|10)Minutes?)$", var.shift))
    error_message = "Expected LambdaAllAtOnce, LambdaCanary10Percent{5,10,15,30}Minutes or LambdaLinear10PercentEvery{1,2,3,10}Minute(s)."
  }
}

variable "detailed_metrics" {
  description = "Whether the API has metrics for each route. CloudWatch bills each of them."
  type        = bool
  default     = false
  nullable    = false
}

variable "log_days" {
  description = "Days that logs are kept."
  type        = number
  default     = 30
  nullable    = false

  validation {
    condition     = contains([1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827], var.log_days)
    error_message = "Expected a number of days that CloudWatch Logs knows, such as 7, 14, 30, 90 or 365."
  }
}

variable "alarm_emails" {
  description = "Addresses that alarms are sent to; each has to confirm."
  type        = list(string)
  default     = []
  nullable    = false

  validation {
    condition     = alltrue([for address in var.alarm_emails : can(regex("^[^@\\s]+@[^@\\s]+\\.[^@\\s]+$", address))])
    error_message = "Expected e-mail addresses."
  }
}

variable "alarm_topic_arn" {
  description = "Topic that alarms are sent to; null for one that is made here. Only a topic that is made here has alarm_emails as subscribers."
  type        = string
  default     = null

  validation {
    condition     = var.alarm_topic_arn == null ? true : can(regex("^arn:${local.aws.partition}:sns:${local.aws.region}:[0-9]{12}:[A-Za-z0-9_-]+$", var.alarm_topic_arn))
    error_message = "Expected the ARN of a topic of this region, arn:${local.aws.partition}:sns:${local.aws.region}:ACCOUNT:NAME, and not of a FIFO topic: CloudWatch sends to none; found ${coalesce(var.alarm_topic_arn, "none")}."
  }
}

variable "alarm_error_percent" {
  description = "Share of failed calls of the function, in percent over five minutes, that is an alarm."
  type        = number
  default     = 5
  nullable    = false

  validation {
    condition     = var.alarm_error_percent > 0 && var.alarm_error_percent < 100
    error_message = "Expected a share between 0 and 100 percent."
  }
}

variable "alarm_latency_p95_ms" {
  description = "95th percentile of the API's latency, in milliseconds over five minutes, that is an alarm."
  type        = number
  default     = 5000
  nullable    = false

  validation {
    condition     = var.alarm_latency_p95_ms > 0 && var.alarm_latency_p95_ms < 30000
    error_message = "Expected 1 to 29999 milliseconds: no call to the API takes longer, so a later alarm could not fire."
  }
}

variable "dashboard_enabled" {
  description = "Whether there is a dashboard; then the function counts answered requests in CloudWatch, three metrics an ensemble."
  type        = bool
  default     = false
  nullable    = false
}

variable "monthly_budget_usd" {
  description = "Budget of the account's month in US dollars, told to alarm_emails at 80 % and when 100 % is foreseen; null for none."
  type        = number
  default     = null

  validation {
    condition     = var.monthly_budget_usd == null ? true : var.monthly_budget_usd > 0
    error_message = "Expected more than 0 US dollars."
  }
}
