terraform {
  # 1.10 is the first that locks a state in S3 without a table.
  required_version = ">= 1.10"

  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = ">= 5.100, < 7.0"
    }
  }

  backend "s3" {
    encrypt      = true
    use_lockfile = true
  }
}
