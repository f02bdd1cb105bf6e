"""Uploads to a bucket whose events arrive through a queue, all the way: zip -> run -> ensemble, image -> result.

Plays the part of AWS Lambda and its web adapter: receives messages of the queue, POSTs them as a batch to /events of a
running server, and deletes those that the answer does not name. With moto_server there is no account to pay for:

    moto_server -p 5566 &
    export AWS_ACCESS_KEY_ID=test AWS_SECRET_ACCESS_KEY=test AWS_DEFAULT_REGION=us-east-1
    ./stackwright serve --port 8090 --set stackwright.store.endpoint=http://127.0.0.1:5566 \
        --set stackwright.store.bucket=uploads-test --set stackwright.members=mobilenet-v2 \
        --set stackwright.weights=WEIGHTS_FOLDER &
    python3 src/test/python/upload_events.py --endpoint http://127.0.0.1:5566 --bucket uploads-test --create \
        --server http://127.0.0.1:8090 --dataset hymenoptera.zip --ensemble hymenoptera

Against a bucket and queues that are there (by Terraform, say), give --queue-url once or more instead of --create. Without
--image, images of the zip's validation part are taken. Needs boto3. Ends with 0 when all was as it should be.
"""

import argparse
import io
import json
import sys
import time
import urllib.error
import urllib.request
import zipfile

import boto3

LOOKS = 7200  # for a run, and for each result, half a second or more apart


def arguments():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--endpoint", help="of S3, SQS and EventBridge; none for AWS itself")
    parser.add_argument("--bucket", required=True)
    parser.add_argument("--queue-url", action="append", default=[], help="may be repeated")
    parser.add_argument("--dead-letters-url", help="where a message that is no event must end up")
    parser.add_argument("--create", action="store_true", help="makes bucket, rule, queue and dead letters first")
    parser.add_argument("--server", required=True, help="address of a running server, e.g. http://127.0.0.1:8080")
    parser.add_argument("--dataset", required=True, help="zip to upload as datasets/ENSEMBLE.zip")
    parser.add_argument("--ensemble", required=True)
    parser.add_argument("--train-json", help="uploads the zip aside, and this as datasets/ENSEMBLE/train.json")
    parser.add_argument("--image", action="append", default=[], help="file to classify; may be repeated")
    parser.add_argument("--trained", action="store_true", help="the ensemble is there: images only")
    parser.add_argument("--images", type=int, default=4, help="how many of the zip's, where no --image is given")
    return parser.parse_args()


class Cloud:
    """Bucket and queues, and the part that Lambda plays between queue and server."""

    def __init__(self, args):
        make = lambda service: boto3.client(service, endpoint_url=args.endpoint)
        self.s3, self.sqs, self.events = make("s3"), make("sqs"), make("events")
        self.bucket, self.server = args.bucket, args.server
        self.queues, self.dead = list(args.queue_url), args.dead_letters_url
        self.last = None

    def create(self):
        if self.bucket not in [b["Name"] for b in self.s3.list_buckets()["Buckets"]]:
            self.s3.create_bucket(Bucket=self.bucket)
        self.s3.put_bucket_notification_configuration(
            Bucket=self.bucket, NotificationConfiguration={"EventBridgeConfiguration": {}}
        )
        self.dead = self.sqs.create_queue(QueueName=f"{self.bucket}-dead-letters")["QueueUrl"]
        redrive = json.dumps({"deadLetterTargetArn": self.arn(self.dead), "maxReceiveCount": 3})
        queue = self.sqs.create_queue(QueueName=f"{self.bucket}-uploads", Attributes={"RedrivePolicy": redrive})
        self.queues = [queue["QueueUrl"]]
        pattern = {
            "source": ["aws.s3"],
            "detail-type": ["Object Created"],
            "detail": {
                "bucket": {"name": [self.bucket]},
                "object": {"key": [{"prefix": "datasets/"}, {"prefix": "incoming/"}]},
            },
        }
        self.events.put_rule(Name=f"{self.bucket}-uploads", EventPattern=json.dumps(pattern))
        self.events.put_targets(
            Rule=f"{self.bucket}-uploads", Targets=[{"Id": "queue", "Arn": self.arn(self.queues[0])}]
        )

    def arn(self, url):
        return self.sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["QueueArn"])["Attributes"]["QueueArn"]

    def put(self, key, content):
        self.s3.put_object(Bucket=self.bucket, Key=key, Body=content)
        print(f"put s3://{self.bucket}/{key}, {len(content)} bytes")

    def find(self, key):
        try:
            return json.loads(self.s3.get_object(Bucket=self.bucket, Key=key)["Body"].read())
        except self.s3.exceptions.NoSuchKey:
            return None

    def pump(self):
        """Hands over what lies in the queues, once. Returns the failed messages' ids."""
        failed = []
        for queue in self.queues:
            received = self.sqs.receive_message(
                QueueUrl=queue, MaxNumberOfMessages=10, AttributeNames=["All"], WaitTimeSeconds=0
            ).get("Messages", [])
            if not received:
                continue
            batch = {"Records": [self.record(m, queue) for m in received]}
            answer = self.deliver(batch)
            bad = [f["itemIdentifier"] for f in answer["batchItemFailures"]]
            for message in received:
                if message["MessageId"] in bad:
                    self.sqs.change_message_visibility(
                        QueueUrl=queue, ReceiptHandle=message["ReceiptHandle"], VisibilityTimeout=0
                    )
                else:
                    self.sqs.delete_message(QueueUrl=queue, ReceiptHandle=message["ReceiptHandle"])
            print(f"delivered {len(received)} messages, failed: {bad or 'none'}")
            failed += bad
            self.last = batch
        return failed

    def deliver(self, batch):
        status, answer = post(self.server + "/events", batch, {"x-amzn-lambda-context": "{}"})
        if status != 200 or set(answer) != {"batchItemFailures"}:
            sys.exit(f"expected 200 and batchItemFailures, found {status} and {answer}")
        return answer

    @staticmethod
    def record(message, queue):
        return {
            "messageId": message["MessageId"],
            "receiptHandle": message["ReceiptHandle"],
            "body": message["Body"],
            "attributes": message.get("Attributes", {}),
            "messageAttributes": {},
            "md5OfBody": message["MD5OfBody"],
            "eventSource": "aws:sqs",
            "eventSourceARN": queue,
            "awsRegion": "us-east-1",
        }


def post(url, document, headers):
    request = urllib.request.Request(
        url, json.dumps(document).encode(), {"content-type": "application/json", **headers}, method="POST"
    )
    try:
        with urllib.request.urlopen(request, timeout=1800) as response:
            return response.status, json.load(response)
    except urllib.error.HTTPError as error:
        return error.code, error.read().decode()


def get(url):
    with urllib.request.urlopen(url, timeout=1800) as response:
        return json.load(response)


def until(what, look):
    for _ in range(LOOKS):
        found = look()
        if found:
            return found
        time.sleep(0.5)
    sys.exit(f"expected {what}, looked {LOOKS} times and found nothing")


def train(cloud, args):
    known = {run["run"] for run in get(args.server + "/api/runs")}
    with open(args.dataset, "rb") as file:
        content = file.read()
    if args.train_json:
        cloud.put(f"datasets/{args.ensemble}/photos.zip", content)
        request = json.loads(args.train_json)
        request.setdefault("dataset", f"s3://{args.bucket}/datasets/{args.ensemble}/photos.zip")
        cloud.put(f"datasets/{args.ensemble}/train.json", json.dumps(request).encode())
    else:
        cloud.put(f"datasets/{args.ensemble}.zip", content)

    def begun():
        cloud.pump()
        return [run for run in get(args.server + "/api/runs") if run["run"] not in known]

    runs = until("a run", begun)
    batch = cloud.last
    print(f"started {runs[0]['run']}")

    def ended():
        run = get(f"{args.server}/api/runs/{runs[0]['run']}")
        return run if run["state"]["phase"] in ("succeeded", "failed", "cancelled") else None

    run = until("the run to end", ended)
    print(f"{run['state']['phase']}: {run['state'].get('version') or run['state'].get('message')}")
    if run["state"]["phase"] != "succeeded":
        sys.exit("expected the run to succeed")
    again = cloud.deliver(batch)
    count = len([r for r in get(args.server + "/api/runs") if r["run"] not in known])
    print(f"delivered the same again: failures {again['batchItemFailures']}, runs started in all: {count}")
    if again["batchItemFailures"] or count != 1:
        sys.exit("expected one run, and no failure")


def images(args):
    if args.image:
        return [(name.rsplit("/", 1)[-1], open(name, "rb").read()) for name in args.image]
    with zipfile.ZipFile(io.BytesIO(open(args.dataset, "rb").read())) as zipped:
        names = [n for n in sorted(zipped.namelist()) if "/val" in n and n.lower().endswith((".jpg", ".jpeg", ".png"))]
        step = max(1, len(names) // args.images)
        return [("/".join(n.split("/")[-2:]), zipped.read(n)) for n in names[::step][: args.images]]


def classify(cloud, args):
    for name, content in images(args):
        result = f"results/{args.ensemble}/{name}.json"
        cloud.s3.delete_object(Bucket=args.bucket, Key=result)
        cloud.put(f"incoming/{args.ensemble}/{name}", content)

        def answered():
            cloud.pump()
            return cloud.find(result)

        found = until(result, answered)
        answer = found["result"]
        print(f"{result}: {answer.get('label')} {answer.get('probability')}{answer.get('error') or ''}")
        if "label" not in answer:
            sys.exit("expected an answer")
        again = cloud.deliver(cloud.last)
        print(f"delivered the same again: failures {again['batchItemFailures']}")
        if again["batchItemFailures"]:
            sys.exit("expected no failure")


def poison(cloud):
    cloud.sqs.send_message(QueueUrl=cloud.queues[0], MessageBody="this is no event")
    if not cloud.pump():
        sys.exit("expected the message that is no event to fail, found that it did not")
    if cloud.dead:
        def dead():
            cloud.pump()
            return cloud.sqs.receive_message(QueueUrl=cloud.dead).get("Messages")

        print(f"dead letters: {until('the message among the dead letters', dead)[0]['Body']!r}")


def main():
    args = arguments()
    cloud = Cloud(args)
    if args.create:
        cloud.create()
    if not args.trained:
        train(cloud, args)
    classify(cloud, args)
    poison(cloud)
    print("all as it should be")


main()
