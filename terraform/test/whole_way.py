#!/usr/bin/env python3
"""The deployment with the real product in it: uploads, queues, the function's server, the state machine, the stages.

    test/whole_way.py --dataset hymenoptera.zip --weights FOLDER_WITH_KERAS_FILES

On moto, which refuses the function and the jobs what their roles in iam.json do not grant (asked.py): applies the example
`minimal`, starts a real server as the function's stand-in, takes an upload all the way through its queue
(src/test/python/upload_events.py), classifies a photo below uploads/, and runs the state machine with the real commands of
the stages as jobs: to a published ensemble, with a dataset that is none, with Spot machines that are lost, and with a stage
that always fails. A request that was refused fails it, and so does a grant that nothing needed. --without 'ACTION on
RESOURCE' takes a grant away, to see that it is missed, and --with 'ROLE ACTION on RESOURCE' adds one, to see that it is
told. Nothing is given up because the machine is slow: only what neither works nor moves is. Needs what on_moto.py needs,
and the product built (./stackwright does that).
"""

import argparse
import contextlib
import json
import os
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
import zipfile
from pathlib import Path

from deployment import DIGESTS, FOLDER, REGION, Deployment, client, emulator, free_port
from asked import Roles, within_roles
from state_machine import attempts, ended, history

PRODUCT = FOLDER.parent
# Three access keys, so that moto can say which role asked for what: whoever tries this here, the function and the jobs.
KEYS = {"AWS_ACCESS_KEY_ID": "somebody", "AWS_SECRET_ACCESS_KEY": "test", "AWS_DEFAULT_REGION": REGION}


def stackwright(settings, *arguments):
    done = subprocess.run(
        [str(PRODUCT / "stackwright"), *arguments], env={**os.environ, **settings}, capture_output=True, text=True
    )
    if done.returncode:
        raise SystemExit(f"stackwright {arguments} failed: {done.stdout}{done.stderr}")
    return done.stdout.strip()


def ready(port):
    """The status that the server's readiness has; none while nobody answers."""
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/q/health/ready", timeout=60) as answer:
            return answer.status
    except urllib.error.HTTPError as error:
        return error.code
    except OSError:
        return None


@contextlib.contextmanager
def server(settings, log):
    port = free_port()
    with open(log, "wb") as to:
        process = subprocess.Popen(
            [str(PRODUCT / "stackwright"), "serve", "--port", str(port)],
            env={**os.environ, **settings, "AWS_ACCESS_KEY_ID": "classify"},
            stdout=to,
            stderr=to,
        )
    try:
        refused = 0
        while (status := ready(port)) != 200:
            refused += status is not None
            if process.poll() is not None or refused > 600:
                raise SystemExit(f"the function's server ended, or said {refused} times that it is not ready; see {log}")
            time.sleep(0.5)
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait()


class Way:
    """Starts executions of runs and looks at their ends."""

    def __init__(self, place):
        self.states, self.batch = place.client("stepfunctions"), place.client("batch")
        self.queues = [queue["jobQueueArn"] for queue in self.batch.describe_job_queues()["jobQueues"]]
        self.settings, self.machine, self.rules = place.settings, place.machine(), place.work / "rules"
        self.failed = 0

    def run(self, what, gpu, phase, error, jobs, *options, fails=None):
        members = options[options.index("--members") + 1].split(",")
        run = stackwright(self.settings, "train", "--launch", "stages", *options)
        if fails:
            with open(self.rules, "a") as rules:
                rules.write(f"{run}/{fails}=1\n")
        began = time.monotonic()
        execution = self.states.start_execution(
            stateMachineArn=self.machine, name=run, input=json.dumps({"run": run, "members": members, "gpu": gpu})
        )["executionArn"]
        told = ended(self.states, self.batch, execution)
        state = json.loads(stackwright(self.settings, "runs", "show", run, "--json"))["state"]
        tried = attempts(self.batch, self.queues, run)
        right = (state["phase"], told.get("error"), tried) == (phase, error, jobs)
        self.failed += not right
        print(f"{what}, {time.monotonic() - began:.0f} s: execution {told['status']} {told.get('error', '')}; run "
              f"{state['phase']}: {state.get('version') or state.get('message')}; attempts {tried}"
              + ("" if right else f": WRONG, expected {phase}, {error}, {jobs}"))
        print("  " + " ".join(history(self.states, execution)))
        return state


class Place:
    """The deployment on moto, with roles enforced from when there is a bucket."""

    def __init__(self, endpoint, work, settings, bucket, without=(), more=()):
        self.endpoint, self.work, self.settings, self.bucket = endpoint, work, settings, bucket
        self.requests = work / "requests"
        self.roles = Roles.listed(bucket, without, more=more)
        self.enforce(self.roles)

    def enforce(self, roles):
        roles.write(self.work / "roles")

    def client(self, service):
        return client(service, self.endpoint)

    def queues(self):
        sqs = self.client("sqs")
        return [sqs.get_queue_url(QueueName=f"stackwright-{kind}")["QueueUrl"] for kind in ("datasets", "incoming")]

    def machine(self):
        return self.client("stepfunctions").list_state_machines()["stateMachines"][0]["stateMachineArn"]


@contextlib.contextmanager
def deployed(chosen, without=(), more=()):
    """The example `minimal` on moto, whose jobs are the product's stages with the role `job`."""
    weights = str(Path(chosen.weights).resolve())
    with tempfile.TemporaryDirectory() as folder:
        work = Path(folder)
        work.joinpath("rules").touch()
        jobs = [f"{key}={value}" for key, value in {**KEYS, "AWS_ACCESS_KEY_ID": "job"}.items()] + ["STACKWRIGHT_GPU=auto", f"STACKWRIGHT_WEIGHTS={weights}"]
        port_file = work / "endpoint"
        environment = {"STUB_RULES": f"{work}/rules", "STUB_THEN": str(port_file)}
        options = [option for pair in jobs for option in ("--environment", pair)]
        with emulator("--jobs", str(FOLDER / "test/stub_stage.sh"), "--logs", f"{chosen.logs}/jobs", *options,
                      "--lose", "*-gpu-spot:*", "--requests", f"{work}/requests", "--roles", f"{work}/roles", environment=environment) as endpoint:
            # What a job runs: the product, told where S3 is. On AWS nobody has to.
            port_file.write_text(f'#!/bin/sh\nSTACKWRIGHT_STORE_ENDPOINT={endpoint} exec "{PRODUCT}/stackwright" "$@"\n')
            port_file.chmod(0o755)
            deployment = Deployment("minimal", endpoint, work)
            deployment.apply(DIGESTS)
            bucket = deployment.state()["values"]["outputs"]["bucket"]["value"]
            functions = client("lambda", endpoint)
            for mapping in functions.list_event_source_mappings()["EventSourceMappings"]:
                functions.update_event_source_mapping(UUID=mapping["UUID"], Enabled=False)
            function = functions.get_function_configuration(FunctionName="stackwright-classify")["Environment"]["Variables"]
            settings = {
                **{key: value for key, value in function.items() if key.startswith("STACKWRIGHT_")},
                **KEYS,
                "STACKWRIGHT_STORE_ENDPOINT": endpoint,
                "STACKWRIGHT_LAUNCH_ENDPOINT": endpoint,
                "STACKWRIGHT_WEIGHTS": weights,
                "STACKWRIGHT_MEMBERS": "mobilenet-v2,mobilenet",
            }
            yield Place(endpoint, work, settings, bucket, without, more)


def arguments(description):
    options = argparse.ArgumentParser(description=description)
    options.add_argument("--dataset", required=True)
    options.add_argument("--weights", required=True)
    options.add_argument("--logs", default=tempfile.gettempdir())
    return options


def main():
    sys.stdout.reconfigure(line_buffering=True)
    options = arguments(__doc__.split("\n")[0])
    options.add_argument("--without", action="append", default=[], metavar="'ACTION on RESOURCE'")
    options.add_argument("--with", action="append", default=[], metavar="'ROLE ACTION on RESOURCE'", dest="more")
    chosen = options.parse_args()
    with deployed(chosen, chosen.without, chosen.more) as place:
        with server(place.settings, f"{chosen.logs}/server.log") as address:
            failed = uploads(place, address, chosen.dataset, "uploaded")
            failed += from_uploads(place, address, chosen.dataset, "uploaded")
            failed += cancel(place, address, "uploaded")
        failed += stages(place, chosen.dataset)
        failed += within_roles(place.requests, place.roles)
    return 1 if failed else 0


def uploads(place, address, dataset, ensemble, *options):
    """An upload through its rule and queue: a run of the state machine, an ensemble, results of images."""
    return subprocess.run(
        [sys.executable, str(PRODUCT / "src/test/python/upload_events.py"), "--endpoint", place.endpoint, "--bucket", place.bucket,
         *(option for url in place.queues() for option in ("--queue-url", url)), "--server", address,
         "--dataset", dataset, "--ensemble", ensemble, *options],
        env={**os.environ, **KEYS},
    ).returncode


def call(address, method, path, document=None):
    request = urllib.request.Request(
        address + path, json.dumps(document).encode() if document else None, {"content-type": "application/json"},
        method=method,
    )
    with urllib.request.urlopen(request, timeout=600) as answer:
        return json.load(answer)


def from_uploads(place, address, dataset, ensemble):
    """A photo that starts nothing is classified by its address in the bucket."""
    with zipfile.ZipFile(dataset) as zipped:
        photo = next(name for name in zipped.namelist() if name.lower().endswith((".jpg", ".jpeg", ".png")))
        place.client("s3").put_object(Bucket=place.bucket, Key="uploads/photo.jpg", Body=zipped.read(photo))
    url = f"s3://{place.bucket}/uploads/photo.jpg"
    (result,) = call(address, "POST", "/classify", {"ensemble": ensemble, "urls": [url]})["results"]
    print(f"classified {url}: {result.get('label') or result.get('error')}")
    return not result.get("label")


def cancel(place, address, dataset):
    """A run that is asked for over HTTP and cancelled stops its execution."""
    states = place.client("stepfunctions")
    run = call(address, "POST", "/train", {"ensemble": "cancelled", "dataset": f"s3://{place.bucket}/datasets/{dataset}.zip"})["run"]
    executions = states.list_executions(stateMachineArn=place.machine())["executions"]
    execution = next(e["executionArn"] for e in executions if e["name"] == run)
    # Stopped before its first job, moto's interpreter fails at its own stack in place of being aborted.
    for _ in range(600):
        history = states.get_execution_history(executionArn=execution)["events"]
        if any(event["type"] == "TaskSubmitted" for event in history):
            break
        time.sleep(0.2)
    call(address, "DELETE", f"/api/runs/{run}")
    told = ended(states, place.client("batch"), execution)
    for _ in range(600):
        if (phase := call(address, "GET", f"/api/runs/{run}")["state"]["phase"]) == "cancelled":
            break
        time.sleep(0.5)
    print(f"cancelled over HTTP: execution {told['status']} {told.get('error', '')} {told.get('cause', '')}, run {phase}")
    return (told["status"], phase) != ("ABORTED", "cancelled")


def stages(place, dataset):
    way, work, bucket, s3 = Way(place), place.work, place.bucket, place.client("s3")
    with open(dataset, "rb") as photos:
        zipped = photos.read()
    for below in ("datasets", "uploads"):  # users put datasets into either
        s3.put_object(Bucket=bucket, Key=f"{below}/photos.zip", Body=zipped)
    with zipfile.ZipFile(work / "bad.zip", "w") as bad:
        bad.writestr("one-label/readme.txt", "no photo")
    s3.put_object(Bucket=bucket, Key="datasets/bad.zip", Body=(work / "bad.zip").read_bytes())

    def of(zipped, *more, below="datasets"):
        return ("--dataset", f"s3://{bucket}/{below}/{zipped}.zip", "--members", "mobilenet-v2,mobilenet", *more)

    way.run("all well", False, "succeeded", None,
            {"prepare": 1, "mobilenet-v2-cpu": 1, "mobilenet-cpu": 1, "stack": 1, "publish": 1},
            "--ensemble", "well", *of("photos", "--recipe", "probe"))
    way.run("a bad dataset", False, "failed", "Stackwright.FailedForGood", {"prepare": 1},
            "--ensemble", "bad", *of("bad", "--recipe", "probe"))
    way.run("Spot machines are lost", True, "succeeded", None,
            {"prepare": 1, "mobilenet-v2-spot": 2, "mobilenet-v2-on-demand": 1, "mobilenet-spot": 2,
             "mobilenet-on-demand": 1, "stack": 1, "publish": 1},
            "--ensemble", "lost", *of("photos", "--recipe", "probe", below="uploads"))
    way.run("a member always fails", True, "failed", "Stackwright.RunFailed",
            {"prepare": 1, "mobilenet-v2-spot": 2, "mobilenet-v2-on-demand": 1, "mobilenet-spot": 2,
             "mobilenet-on-demand": 1, "fail": 1},
            "--ensemble", "failing", *of("photos", "--recipe", "probe"), fails="member:mobilenet")
    way.run("the stack always fails", False, "failed", "Stackwright.RunFailed",
            {"prepare": 1, "mobilenet-v2-cpu": 1, "mobilenet-cpu": 1, "stack": 2, "fail": 1},
            "--ensemble", "failing", *of("photos", "--recipe", "probe"), fails="stack")
    for ensemble in ("well", "lost"):
        print(stackwright(place.settings, "ensembles", "verify", ensemble))
    return way.failed


if __name__ == "__main__":
    sys.exit(main())
