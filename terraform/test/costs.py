#!/usr/bin/env python3
"""What an installation costs, from the numbers in prices.json.

    test/costs.py --table      # the README's tables
"""

import json
import sys
from pathlib import Path

FOLDER = Path(__file__).resolve().parent.parent


class Costs:
    def __init__(self, document):
        self.of = {name: price["usd"] for name, price in document["prices"].items()}
        self.assumed = {name: value["is"] for name, value in document["assumed"].items()}

    def idle(self):
        """Rows of (what, minimal, complete), a month."""
        month = self.assumed["hours_a_month"] * 3600
        polls = 2 * 5 * month / 20  # two queues, five pollers each, of which each asks for 20 seconds
        yield "Two images, about 7 GB (estimated)", *2 * [self.assumed["image_gb"] * self.of["ecr_gb_month"]]
        yield "Ten alarms on eleven metrics", *2 * [11 * self.of["alarm_month"]]
        yield "The two queues, asked about 1.3 million times", *2 * [polls * self.of["sqs_request"]]
        yield "A key of your own", 0, self.of["kms_key_month"]
        yield "One warm function of 8 GB", 0, 8 * month * self.of["lambda_warm_gb_second"]
        yield "Dashboard", 0, self.of["dashboard_month"]

    def options(self):
        """Rows of (what, a month)."""
        hours = self.assumed["hours_a_month"]
        for zones in (1, 2):
            yield f"Private network: six endpoints in {zones} zone{'s' * (zones > 1)}", 6 * zones * hours * self.of["endpoint_zone_hour"]
        yield "In its place: one NAT gateway, and 0.045 a GB", hours * self.of["nat_gateway_hour"]
        yield "A firewall (`web_acl_arn`), without its rules and requests", self.of["web_acl_month"]

    def training(self):
        """Rows of (what, how, dollars)."""
        cpu = 0.5 * self.of["m6i_xlarge_hour"]
        gpu = 3 * self.of["g5_xlarge_hour"]
        spot = 3 * self.of["g5_xlarge_hour"] * self.assumed["spot_share"]
        disk = 100 * self.of["gp3_gb_month"] / self.assumed["hours_a_month"] + self.of["public_address_hour"]
        yield "`probe`", "half an hour of m6i.xlarge in all", cpu
        yield "`finetune`, on demand", "three members of an hour each on g5.xlarge, and the CPU stages", gpu + cpu
        yield "`finetune`, Spot", "the same members at 0.4 of the price", spot + cpu
        yield "in addition", "disk and address of 3.5 machine hours, 34 transitions", 3.5 * disk + 34 * self.of["state_transition"]

    def classifying(self):
        """Rows of (what, how, dollars for 1,000)."""
        for gb in (4, 8):
            one = 0.5 * gb * self.of["lambda_gb_second"] + self.of["lambda_request"] + self.of["http_api_request"]
            yield "over the API", f"half a second at {gb} GB each", 1000 * one
        arm = 0.5 * 8 * self.of["lambda_arm_gb_second"] + self.of["lambda_request"] + self.of["http_api_request"]
        yield "over the API, `arm64`", "the same time at 8 GB, which was not measured", 1000 * arm
        yield "by upload, in addition", "4 puts and 3 listings each", 1000 * 7 * self.of["s3_put"]

    def million(self, images=1_000_000, shards=16):
        """Rows of (what, how, dollars) for batch inference."""
        hours = images / self.assumed["shard_images_a_second"] / 3600
        on_demand = hours * self.of["m6i_xlarge_hour"]
        disk = hours * (100 * self.of["gp3_gb_month"] / self.assumed["hours_a_month"] + self.of["public_address_hour"])
        s3 = images * self.of["s3_get"] + (shards * images / 1000 + 2 * images / 1087) * self.of["s3_put"]
        yield "machines on Spot", f"{hours:.1f} hours of m6i.xlarge at 0.4 of the price", on_demand * self.assumed["spot_share"]
        yield "the same on demand", "", on_demand
        yield "disks and addresses", "of these hours", disk
        yield "S3", f"a get each, {shards} listings of all keys, parts", s3
        yield "Step Functions", f"{3 * shards + 6} transitions", (3 * shards + 6) * self.of["state_transition"]


def money(usd):
    return "–" if usd == 0 else f"{usd:.2f}" if usd >= 0.1 else f"{usd:.4f}"


def tables(document):
    costs = Costs(document)
    idle = list(costs.idle())
    s3 = document["prices"]["s3_gb_month"]["usd"]
    lines = ["| idle, a month | minimal | complete |", "|---|---|---|", f"| Bucket, per GB | {s3} | {s3} |"]
    lines += [f"| {what} | {money(a)} | {money(b)} |" for what, a, b in idle]
    lines += [f"| **together, without the bytes in the bucket** | **{sum(r[1] for r in idle):.2f}** | **{sum(r[2] for r in idle):.2f}** |"]
    lines += ["", "| options, a month | |", "|---|---|"] + [f"| {what} | {money(usd)} |" for what, usd in costs.options()]
    for head, rows in (("a training", costs.training()), ("1,000 classifications", costs.classifying()),
                       ("1,000,000 photos by batch inference", costs.million())):
        lines += ["", f"| {head} | how | US dollars |", "|---|---|---|"]
        lines += [f"| {what} | {how} | {money(usd)} |" for what, how, usd in rows]
    return "\n".join(lines)


def main():
    print(tables(json.loads((FOLDER / "prices.json").read_text())))
    return 0


if __name__ == "__main__":
    sys.exit(main())
