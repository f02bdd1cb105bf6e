# Plans that test/check_roles.py reads: every policy of every role stands in them in full.

mock_provider "aws" {
  source = "./tests/mocks"
}

variables {
  images = {
    classify = "123456789012.dkr.ecr.eu-west-1.amazonaws.com/stackwright/classify@sha256:0000000000000000000000000000000000000000000000000000000000000000"
    train    = "123456789012.dkr.ecr.eu-west-1.amazonaws.com/stackwright/train@sha256:1111111111111111111111111111111111111111111111111111111111111111"
  }
}

run "the_defaults" {
}

run "with_keys_promotion_and_gradual_shift" {
  variables {
    kms_key_arn       = "arn:aws:kms:eu-west-1:123456789012:key/01234567-89ab-cdef-0123-456789abcdef"
    promotion_enabled = true
    kms_keys          = { queues = "arn:aws:kms:eu-west-1:123456789012:key/01234567-89ab-cdef-0123-456789abcdef" }
    batch_inference   = {}
    shift             = "LambdaCanary10Percent5Minutes"
  }
}
