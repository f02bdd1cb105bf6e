#!/usr/bin/env python3
"""Takes each grant of the function's and the jobs' roles away in turn: something that the product does has to be refused.

    test/each_grant.py --dataset hymenoptera.zip --weights FOLDER_WITH_KERAS_FILES [PATTERN]

First all of it with whole roles: the stages of a run one by one, which tells what stage needs which grant, and an ensemble. Then
each grant, or each whose 'ROLE ACTION on RESOURCE' matches: the first stage that needs it again, or uploads to the server. A try
ends at its first refusal, or when its work has ended; the clock decides nothing. Needs what whole_way.py needs.
"""

import fnmatch
import json
import multiprocessing
import sys
import time

from asked import Roles, allows, explained, in_words, needed
from whole_way import arguments, cancel, deployed, ready, server, stackwright, uploads

MEMBER = "mobilenet-v2"
STAGES = {"prepare": (), "member": ("--member", MEMBER), "stack": (), "publish": ()}
ENSEMBLE = "granted"


def first_refused(place, roles, act):
    """What the first request needed that was refused while a process acts; none where it ends without one."""
    known = place.requests.stat().st_size
    place.enforce(roles)
    actor = multiprocessing.get_context("fork").Process(target=act)
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
        actor.terminate()
        actor.join()
        place.enforce(place.roles)


def asked_since(place, known):
    with place.requests.open() as lines:
        lines.seek(known)
        return [json.loads(line) for line in lines if line.endswith("\n")]


class Trial:
    def __init__(self, place, chosen):
        self.place, self.chosen = place, chosen
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

    def begin(self):
        return stackwright(self.place.settings, "train", "--launch", "stages", "--ensemble", ENSEMBLE, "--dataset",
                           f"s3://{self.place.bucket}/datasets/photos.zip", "--members", MEMBER, "--recipe", "probe")

    def stage(self, run, stage):
        settings = {**self.place.settings, "AWS_ACCESS_KEY_ID": "job", "STACKWRIGHT_GPU": "off"}
        stackwright(settings, "train", "--run", run, "--stage", stage, *STAGES[stage])

    def forget_features(self):
        s3 = self.place.client("s3")
        for kept in s3.list_objects_v2(Bucket=self.place.bucket, Prefix="features/").get("Contents", []):
            s3.delete_object(Bucket=self.place.bucket, Key=kept["Key"])

    def whole_run(self):
        """What each stage needed, and a published ensemble."""
        self.forget_features()
        run, asked = self.begin(), {}
        for stage in STAGES:
            known = self.place.requests.stat().st_size
            self.stage(run, stage)
            asked[stage] = {needed(r, self.place.bucket) for r in asked_since(self.place, known) if r["by"] == "job"}
        return asked

    def jobs(self, asked):
        """Each try is of the first stage that needs the grant, in a run whose earlier stages are done."""
        grants = self.grants("job")
        first = {in_words(grant): next((s for s in STAGES if any(allows(grant, *one) for one in asked[s])), "publish") for grant in grants}
        run = self.begin()
        for stage in STAGES:
            for grant in grants:
                if first[in_words(grant)] == stage:
                    self.forget_features()
                    self.attempt("job", grant, lambda: self.stage(run, stage))
            if any(list(STAGES).index(later) > list(STAGES).index(stage) for later in first.values()):
                self.stage(run, stage)

    # the function

    def function(self):
        def act(address, name):
            ready(int(address.rsplit(":", 1)[1]))
            uploads(self.place, address, self.chosen.dataset, ENSEMBLE, "--trained", "--images", "1")
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
    """How many grants nobody missed."""
    with open(chosen.dataset, "rb") as photos:
        place.client("s3").put_object(Bucket=place.bucket, Key="datasets/photos.zip", Body=photos)
    trial = Trial(place, chosen)
    asked = trial.whole_run()
    trial.function()
    trial.jobs(asked)
    print(f"{trial.missed} of {trial.tried} grants were missed")
    return trial.tried - trial.missed


def main():
    sys.stdout.reconfigure(line_buffering=True)
    options = arguments(__doc__.split("\n")[0])
    options.add_argument("pattern", nargs="?", default="*")
    chosen = options.parse_args()
    with deployed(chosen) as place:
        return 1 if tried(place, chosen) else 0


if __name__ == "__main__":
    sys.exit(main())
