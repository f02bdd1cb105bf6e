#!/usr/bin/env python3
"""Trains and classifies with the two images as without-docker.sh unpacked them, on an S3 double.

    deploy/use_images.py WORK DATASET.zip WEIGHTS
    deploy/use_images.py WORK PHOTO DATA ENSEMBLE       # the classifying one alone, with an ensemble that ./stackwright trained

A container as an engine would start it (crun): the image's own entry point, user and environment, a read-only root, an empty
/tmp, no capability, no new rights, a namespace of its own for all but the network, which is loopback here. The training
container reads a zip from the bucket and publishes an ensemble there; the classifying one loads it, becomes ready by the image's
own health check, and answers for photos of the bucket over HTTP. Alone, it answers for a photo in the request, with what `train
--data-dir DATA` left; its user has to be able to write there. Needs moto[all] 5.2.1, crun, and root.
"""

import base64
import contextlib
import json
import subprocess
import sys
import time
import urllib.error
import urllib.request
import zipfile
from pathlib import Path

BUCKET, PHOTOS, PORT = "photos", 4, 8080


def configure(bundle, arguments, environment, binds, access="ro"):
    """The bundle's config.json as umoci made it of the image, with what the engine adds."""
    file = bundle / "config.json"
    made = bundle / "config.image.json"
    if not made.exists():
        file.rename(made)
    config = json.loads(made.read_text())
    process = config["process"]
    process["terminal"], process["noNewPrivileges"] = False, True
    process["capabilities"] = {kind: [] for kind in process.get("capabilities", {})}
    process["env"] += [f"{name}={value}" for name, value in environment.items()]
    if arguments:  # in place of CMD, which is the last word
        process["args"] = process["args"][:-1] + arguments
    config["root"]["readonly"] = True
    config["mounts"] = [mount for mount in config["mounts"] if mount["type"] != "cgroup"] + [
        {"destination": "/tmp", "type": "tmpfs", "source": "tmpfs", "options": ["nosuid", "nodev", "mode=1777"]},
        *({"destination": to, "type": "bind", "source": str(source), "options": ["rbind", access]} for source, to in binds),
    ]
    config["linux"]["namespaces"] = [n for n in config["linux"]["namespaces"] if n["type"] not in ("network", "user", "cgroup")]
    for mapping in ("uidMappings", "gidMappings", "resources"):
        config["linux"].pop(mapping, None)
    file.write_text(json.dumps(config))


def crun(*arguments, **more):
    return subprocess.run(["crun", "--cgroup-manager=disabled", *arguments], text=True, **more)


@contextlib.contextmanager
def running(bundle, name, log):
    with open(log, "w") as to:
        process = subprocess.Popen(["crun", "--cgroup-manager=disabled", "run", "--bundle", str(bundle), name], stdout=to, stderr=to)
    try:
        yield process
    finally:
        crun("kill", name, "TERM")
        print(f"ended with {process.wait()} on SIGTERM")


def upload(s3, dataset):
    """The zip, and some of its validation photos. Returns the photos' keys with their labels."""
    s3.create_bucket(Bucket=BUCKET)
    s3.upload_file(str(dataset), BUCKET, "datasets/photos.zip")
    with zipfile.ZipFile(dataset) as photos:
        names = sorted(n for n in photos.namelist() if "/val/" in n and n.endswith(".jpg"))
        wanted = names[:: max(1, len(names) // PHOTOS)][:PHOTOS]
        for number, name in enumerate(wanted):
            s3.put_object(Bucket=BUCKET, Key=f"uploads/{number}.jpg", Body=photos.read(name))
    return {f"uploads/{number}.jpg": name.split("/")[-2] for number, name in enumerate(wanted)}


def classify(request):
    request = urllib.request.Request(
        f"http://127.0.0.1:{PORT}/classify", json.dumps(request).encode(), {"Content-Type": "application/json"}
    )
    with urllib.request.urlopen(request) as answer:
        return json.load(answer)


def answered(work, request):
    """The answer of the classifying container, and whether it is as locked up as it should be; none where it does not start."""
    bundle, name = work / "classify", "stackwright-classifying"
    began = time.monotonic()
    with running(bundle, name, work / "classify.log") as process:
        while crun("exec", name, "/opt/stackwright/ready", capture_output=True).returncode:
            if process.poll() is not None:
                raise SystemExit((work / "classify.log").read_text())
            time.sleep(0.2)
        print(f"classifying: healthy after {time.monotonic() - began:.1f} s")
        answer = classify(request)
        print(f"  first answer after {time.monotonic() - began:.1f} s")
        print(json.dumps(answer, indent=1))
        inside = crun("exec", name, "/bin/sh", "-c", "id -u; touch /opt/stackwright/x; touch /x; touch /tmp/x && echo /tmp",
                      capture_output=True)
        print(f"  inside: {inside.stdout.split()}, {inside.stderr.strip().splitlines()}")
    return answer, inside.stdout.split() == ["10001", "/tmp"] and inside.stderr.count("Read-only file system") == 2


def alone(work, photo, data, ensemble):
    configure(work / "classify", [], {"STACKWRIGHT_DATA_DIRECTORY": "/data", "STACKWRIGHT_CLASSIFY_WARM": ensemble,
                                      "STACKWRIGHT_HTTP_AUTH": "none"}, [(data, "/data")], "rw")
    image = {"name": photo.name, "base64": base64.b64encode(photo.read_bytes()).decode()}
    answer, locked = answered(work, {"ensemble": ensemble, "images": [image]})
    return 0 if locked and "label" in answer["results"][0] else 1


def main():
    sys.stdout.reconfigure(line_buffering=True)
    work, *more = (Path(argument).resolve() for argument in sys.argv[1:])
    return alone(work, *more[:2], more[2].name) if len(more) == 3 else both(work, *more)


def both(work, dataset, weights):
    import boto3
    from moto.server import ThreadedMotoServer

    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    endpoint = "http://{}:{}".format(*server.get_host_and_port())
    store = {
        "STACKWRIGHT_STORE_ENDPOINT": endpoint, "STACKWRIGHT_STORE_BUCKET": BUCKET, "STACKWRIGHT_STORE_REGION": "us-east-1",
        "AWS_ACCESS_KEY_ID": "test", "AWS_SECRET_ACCESS_KEY": "test",
    }
    labels = upload(boto3.client("s3", endpoint_url=endpoint, region_name="us-east-1", aws_access_key_id="test",
                                 aws_secret_access_key="test"), dataset)

    configure(work / "train", ["train", "--ensemble", "photos", "--dataset", f"s3://{BUCKET}/datasets/photos.zip", "--recipe",
                               "probe", "--members", "mobilenet-v2,mobilenet", "--seed", "7"],
              store | {"STACKWRIGHT_WEIGHTS": "/weights", "STACKWRIGHT_GPU": "auto"}, [(weights, "/weights")])
    began = time.monotonic()
    trained = crun("run", "--bundle", str(work / "train"), "stackwright-training", capture_output=True)
    print(f"training: exit code {trained.returncode} after {time.monotonic() - began:.0f} s")
    print("  " + "\n  ".join((trained.stdout + trained.stderr).strip().splitlines()[-6:]))
    if trained.returncode:
        return 1

    configure(work / "classify", [], store | {"STACKWRIGHT_CLASSIFY_WARM": "photos", "STACKWRIGHT_HTTP_AUTH": "none"}, [])
    answer, locked = answered(work, {"ensemble": "photos", "urls": [f"s3://{BUCKET}/{key}" for key in labels]})
    right = sum(label in json.dumps(found.get("label")) for found, label in zip(answer["results"], labels.values()))
    print(f"{right} of {len(labels)} photos have their folder's label")
    server.stop()
    return 0 if locked and right >= len(labels) - 1 else 1


if __name__ == "__main__":
    sys.exit(main())
