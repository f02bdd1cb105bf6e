# The whole product with its defaults. Callers of the API need an IAM identity; a GPU machine runs only while a training
# wants one.

provider "aws" {
  region = var.region
}

module "stackwright" {
  source = "../.."

  images = var.images
}
