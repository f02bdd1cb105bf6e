#!/usr/bin/env python3
"""Takes each grant of the function's and the jobs' roles away in turn: something that the product does has to be refused.

    test/each_grant.py --dataset hymenoptera.zip --weights FOLDER_WITH_KERAS_FILES [PATTERN]

First all of it with whole roles: the stages of a run one by one, which tells what stage needs which grant, and an ensemble. Then
each grant, or each whose 'ROLE ACTION on RESOURCE' matches: the first stage that needs it again, or uploads to the server. A try
ends at its first refusal, or when its work has ended; the clock decides nothing. Each try of a stage finds the bucket as the first
one did. At last a grant is added to each role, which has to be told as needless. Needs what whole_way.py needs.
"""

import contextlib
import fnmatch
import json
import multiprocessing
import os
import signal
import sys
import time

from asked import ROLES, Roles, alone, explained, in_words, needed, within_roles
from whole_way import arguments, cancel, deployed, from_uploads, ready, server, stackwright, uploads

MEMBER = "mobilenet-v2"
STAGES = {"prepare": (), "member": ("--member", MEMBER), "stack": (), "publish": ()}
ENSEMBLE = "granted"


def first_refused(place, roles, act):
    """What the first request needed that was refused while a process acts; none where it ends without one."""
    known = place.requests.stat().st_size
    place.enforce(roles)
    actor = multiprocessing.get_context("fork").Process(target=lambda: os.setsid() or act())
    actor.start()
    try:
        while True:
            alive = actor.is_alive()
            for request in asked_since(place, known):
                if roles.refuses(request):
                    return needed(request, place.bucket)
            if not alive:
                return None
            time.sleep(0.2)
    finally:
        # with what it started: a stage that went on would leave a run that the next try finds failed
        with contextlib.suppress(ProcessLookupError):
            os.killpg(actor.pid, signal.SIGKILL)
        actor.kill()
        actor.join()
        place.enforce(place.roles)


def asked_since(place, known):
    with place.requests.open() as lines:
        lines.seek(known)
        return [json.loads(line) for line in lines if line.endswith("\n")]


class Trial:
    def __init__(self, place, chosen):
        self.place, self.chosen, self.s3 = place, chosen, place.client("s3")
        self.tried = self.missed = 0

    def grants(self, role):
        return [grant for grant in self.place.roles.grants[role]
                if not explained(grant) and fnmatch.fnmatchcase(f"{role} {in_words(grant)}", self.chosen.pattern)]

    def attempt(self, role, grant, act):
        roles = Roles.listed(self.place.bucket, [in_words(grant)], role)
        self.tried += 1
        refused = first_refused(self.place, roles, act)
        self.missed += refused is not None
        print(f"{role} without {in_words(grant)}: "
              + (f"red, refused {refused[0]} on {refused[1]}" if refused else "GREEN, nobody missed it"))

    # the jobs

    def begin(self, below="datasets"):
        return stackwright(self.place.settings, "train", "--launch", "stages", "--ensemble", ENSEMBLE, "--dataset",
                           f"s3://{self.place.bucket}/{below}/photos.zip", "--members", MEMBER, "--recipe", "probe")

    def stage(self, run, stage):
        settings = {**self.place.settings, "AWS_ACCESS_KEY_ID": "job", "STACKWRIGHT_GPU": "off"}
        stackwright(settings, "train", "--run", run, "--stage", stage, *STAGES[stage])

    def objects(self):
        """What is in the bucket, by key."""
        pages = self.s3.get_paginator("list_objects_v2").paginate(Bucket=self.place.bucket)
        return {kept["Key"]: kept["ETag"] for page in pages for kept in page.get("Contents", [])}

    def kept(self):
        return {key: self.s3.get_object(Bucket=self.place.bucket, Key=key)["Body"].read() for key in self.objects()}

    def restore(self, kept, tags):
        now = self.objects()
        for key in now.keys() - kept.keys():
            self.s3.delete_object(Bucket=self.place.bucket, Key=key)
        for key, body in kept.items():
            if now.get(key) != tags[key]:
                self.s3.put_object(Bucket=self.place.bucket, Key=key, Body=body)

    def whole_run(self):
        """What each stage needed, and a published ensemble."""
        run, asked = self.begin(), {}
        for stage in STAGES:
            known = self.place.requests.stat().st_size
            self.stage(run, stage)
            asked[stage] = self.asked_by_jobs(known)
        known = self.place.requests.stat().st_size
        self.stage(self.begin("uploads"), "prepare")
        asked["prepare"] |= self.asked_by_jobs(known)
        return asked

    def asked_by_jobs(self, known):
        return {needed(r, self.place.bucket) for r in asked_since(self.place, known) if r["by"] == "job"}

    def jobs(self, asked):
        """Each try is of the first stage that nothing but the grant lets ask, in a run whose earlier stages are done."""
        all_of_it, grants = self.place.roles.grants["job"], self.grants("job")
        first = {in_words(grant): next((s for s in STAGES if alone(grant, all_of_it, asked[s])), None) for grant in grants}
        for needless in (name for name, stage in first.items() if stage is None):
            self.tried += 1
            print(f"job without {needless}: GREEN, no stage asks for it")
        for key in self.objects():  # which the stages would read in place of making them
            if key.startswith(("features/", "ensembles/")):
                self.s3.delete_object(Bucket=self.place.bucket, Key=key)
        run, other = self.begin(), self.begin("uploads")
        for stage in STAGES:
            kept, tags = self.kept(), self.objects()
            for grant in grants:
                if first[in_words(grant)] == stage:
                    of = other if grant["on"] == ["BUCKET/uploads/*"] else run
                    self.attempt("job", grant, lambda: self.stage(of, stage))
                    self.restore(kept, tags)
            self.stage(run, stage)

    # the function

    def function(self):
        def act(address, name):
            ready(int(address.rsplit(":", 1)[1]))
            uploads(self.place, address, self.chosen.dataset, ENSEMBLE, "--trained", "--images", "1")
            from_uploads(self.place, address, self.chosen.dataset, ENSEMBLE)
            uploads(self.place, address, self.chosen.dataset, name, "--images", "1")

        for number, grant in enumerate(self.grants("classify")):
            sqs, states = self.place.client("sqs"), self.place.client("stepfunctions")
            for queue in self.place.queues():  # what an earlier try left
                sqs.purge_queue(QueueUrl=queue)
            name = f"upload-{number}"
            # a server of its own, as what one has read before it need not read again
            with server(self.place.settings, f"{self.chosen.logs}/{name}.log") as address:
                stopping = "states:StopExecution" in grant["actions"]
                self.attempt("classify", grant, lambda: cancel(self.place, address, "photos") if stopping else act(address, name))
            for execution in states.list_executions(stateMachineArn=self.place.machine(), statusFilter="RUNNING")["executions"]:
                states.stop_execution(executionArn=execution["executionArn"])


def tried(place, chosen):
    """How many grants nobody missed, and of those that were added, how many nobody noticed."""
    trial = Trial(place, chosen)
    with open(chosen.dataset, "rb") as photos:
        zipped = photos.read()
    for below in ("datasets", "uploads"):
        trial.s3.put_object(Bucket=place.bucket, Key=f"{below}/photos.zip", Body=zipped)
    asked = trial.whole_run()
    trial.function()
    trial.jobs(asked)
    print(f"{trial.missed} of {trial.tried} grants were missed")
    unnoticed = 0
    if chosen.pattern == "*":
        whole = within_roles(place.requests, place.roles)
        unnoticed += whole
        for role in ROLES:
            added = f"{role} s3:DeleteObject on BUCKET/ensembles/*"
            noticed = within_roles(place.requests, Roles.listed(place.bucket, more=[added])) == whole + 1
            print(f"with {added}: " + ("red" if noticed else "GREEN, nobody noticed it"))
            unnoticed += not noticed
    return trial.tried - trial.missed + unnoticed


def main():
    sys.stdout.reconfigure(line_buffering=True)
    options = arguments(__doc__.split("\n")[0])
    options.add_argument("pattern", nargs="?", default="*")
    chosen = options.parse_args()
    with deployed(chosen) as place:
        return 1 if tried(place, chosen) else 0


if __name__ == "__main__":
    sys.exit(main())
