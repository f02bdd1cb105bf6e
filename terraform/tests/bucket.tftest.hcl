# The bucket keeps what it holds, and keeps it to itself.

mock_provider "aws" {
  source = "./tests/mocks"
}

variables {
  bucket    = "a-bucket"
  partition = "aws"
}

run "the_bucket_is_versioned_encrypted_and_not_public" {
  module {
    source = "./modules/storage"
  }

  assert {
    condition     = aws_s3_bucket_versioning.this.versioning_configuration[0].status == "Enabled"
    error_message = "Expected versions to be kept."
  }

  assert {
    condition     = one([for rule in aws_s3_bucket_server_side_encryption_configuration.this.rule : rule.apply_server_side_encryption_by_default[0].sse_algorithm]) == "AES256"
    error_message = "Expected encryption with keys of S3."
  }

  assert {
    condition = alltrue([
      aws_s3_bucket_public_access_block.this.block_public_acls, aws_s3_bucket_public_access_block.this.block_public_policy,
      aws_s3_bucket_public_access_block.this.ignore_public_acls, aws_s3_bucket_public_access_block.this.restrict_public_buckets,
    ])
    error_message = "Expected all four blocks of public access."
  }

  assert {
    condition     = aws_s3_bucket_notification.this.eventbridge
    error_message = "Expected new objects to be told to EventBridge."
  }

  assert {
    condition     = !aws_s3_bucket.this.force_destroy
    error_message = "Expected a bucket with objects not to be destroyed."
  }
}

run "only_tls_is_let_in_and_what_is_served_is_not_overwritten" {
  module {
    source = "./modules/storage"
  }

  assert {
    condition = alltrue([
      for statement in jsondecode(aws_s3_bucket_policy.this[0].policy).Statement : statement.Effect == "Deny"
    ])
    error_message = "Expected a policy that only refuses."
  }

  assert {
    condition = jsondecode(aws_s3_bucket_policy.this[0].policy).Statement[0].Condition == {
      Bool = { "aws:SecureTransport" = "false" }
    }
    error_message = "Expected what is not TLS to be refused."
  }

  assert {
    condition = jsondecode(aws_s3_bucket_policy.this[0].policy).Statement[1].Resource == [
      "arn:aws:s3:::a-bucket/ensembles/*/versions/*/manifest.json", "arn:aws:s3:::a-bucket/ensembles/*/promotions/*.json",
    ]
    error_message = "Expected manifests and promotions to be create-only."
  }
}

run "working_files_go_and_ensembles_stay" {
  module {
    source = "./modules/storage"
  }

  assert {
    condition = {
      for rule in aws_s3_bucket_lifecycle_configuration.this.rule : rule.filter[0].prefix => rule.expiration[0].days
      if rule.id != "aborted-uploads-and-old-versions"
    } == { "runs/" = 90, "features/" = 30, "events/" = 30 }
    error_message = "Expected runs, features and events to expire, and nothing else."
  }

  assert {
    condition = one([
      for rule in aws_s3_bucket_lifecycle_configuration.this.rule : rule.abort_incomplete_multipart_upload[0].days_after_initiation
      if rule.id == "aborted-uploads-and-old-versions"
    ]) == 7
    error_message = "Expected uploads that were never finished to go after a week."
  }
}

run "a_key_of_ones_own_encrypts" {
  variables {
    kms_key_arn = "arn:aws:kms:eu-west-1:123456789012:key/01234567-89ab-cdef-0123-456789abcdef"
  }

  module {
    source = "./modules/storage"
  }

  assert {
    condition = one([
      for rule in aws_s3_bucket_server_side_encryption_configuration.this.rule :
      "${rule.apply_server_side_encryption_by_default[0].sse_algorithm} ${rule.apply_server_side_encryption_by_default[0].kms_master_key_id}"
    ]) == "aws:kms arn:aws:kms:eu-west-1:123456789012:key/01234567-89ab-cdef-0123-456789abcdef"
    error_message = "Expected encryption with the key that was given."
  }
}

run "images_cannot_be_replaced_under_a_tag" {
  variables {
    aws  = { partition = "aws", region = "eu-west-1", account = "123456789012" }
    name = "stackwright"
  }

  module {
    source = "./modules/registry"
  }

  assert {
    condition = alltrue([
      for repository in aws_ecr_repository.this :
      repository.image_tag_mutability == "IMMUTABLE" && repository.image_scanning_configuration[0].scan_on_push && !repository.force_delete
    ])
    error_message = "Expected immutable tags and a scan of every image."
  }

  assert {
    condition     = aws_ecr_repository_policy.classify.repository == aws_ecr_repository.this["classify"].name
    error_message = "Expected Lambda to be let in to the function's image alone."
  }
}
