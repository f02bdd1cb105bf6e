# Where training machines run. Public subnets without a NAT gateway: machines reach out over their own address, nothing
# reaches in, and an idle network costs nothing. S3 traffic goes through a gateway endpoint, which is free.

# No Local Zones and no Wavelength Zones, which an account may have opted in to: Batch has no machines there.
data "aws_availability_zones" "this" {
  state = "available"

  filter {
    name   = "zone-type"
    values = ["availability-zone"]
  }
}

data "aws_ec2_instance_type_offerings" "gpu" {
  location_type = "availability-zone"

  filter {
    name   = "instance-type"
    values = var.gpu_instance_types
  }
}

locals {
  # Up to three, those with GPU machines first: spare ones are in one zone or another.
  all   = sort(data.aws_availability_zones.this.names)
  gpu   = [for zone in local.all : zone if contains(data.aws_ec2_instance_type_offerings.gpu.locations, zone)]
  rest  = [for zone in local.all : zone if !contains(local.gpu, zone)]
  zones = slice(concat(local.gpu, local.rest), 0, min(3, length(local.all)))
}

resource "aws_vpc" "this" {
  cidr_block           = var.cidr
  enable_dns_support   = true
  enable_dns_hostnames = true

  tags = { Name = var.name }
}

resource "aws_internet_gateway" "this" {
  vpc_id = aws_vpc.this.id

  tags = { Name = var.name }
}

resource "aws_subnet" "this" {
  for_each = { for index, zone in local.zones : zone => index }

  vpc_id                  = aws_vpc.this.id
  availability_zone       = each.key
  cidr_block              = cidrsubnet(var.cidr, 4, each.value)
  map_public_ip_on_launch = true

  tags = { Name = "${var.name}-${each.key}" }
}

resource "aws_route_table" "this" {
  vpc_id = aws_vpc.this.id

  tags = { Name = var.name }
}

resource "aws_route" "out" {
  route_table_id         = aws_route_table.this.id
  destination_cidr_block = "0.0.0.0/0"
  gateway_id             = aws_internet_gateway.this.id
}

resource "aws_route_table_association" "this" {
  for_each = aws_subnet.this

  subnet_id      = each.value.id
  route_table_id = aws_route_table.this.id
}

resource "aws_vpc_endpoint" "s3" {
  vpc_id            = aws_vpc.this.id
  service_name      = "com.amazonaws.${var.region}.s3"
  vpc_endpoint_type = "Gateway"
  route_table_ids   = [aws_route_table.this.id]

  tags = { Name = "${var.name}-s3" }
}

# The default group lets its members talk to each other; taken over without rules, it lets nobody do anything.
resource "aws_default_security_group" "this" {
  vpc_id = aws_vpc.this.id
}

resource "aws_security_group" "this" {
  name        = "${var.name}-training"
  description = "Training machines: out over HTTPS, nothing in"
  vpc_id      = aws_vpc.this.id
}

resource "aws_vpc_security_group_egress_rule" "https" {
  security_group_id = aws_security_group.this.id
  description       = "AWS and the sources of weights and datasets"
  cidr_ipv4         = "0.0.0.0/0"
  ip_protocol       = "tcp"
  from_port         = 443
  to_port           = 443
}
