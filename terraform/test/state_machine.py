#!/usr/bin/env python3
"""Runs the state machine step by step, as Terraform made it, and compares the way that each run takes.

    test/state_machine.py

The interpreter is moto's, which came from LocalStack; jobs are processes (see emulator.py) that end as a scenario says
(stub_stage.sh). What is looked at: the states that were entered, the attempts of each job, the end, and the message that
the stage `fail` was given; and that a run waits for its turn. Needs what on_moto.py needs; about three minutes, most of it for the apply.
"""

import json
import sys
import tempfile
import time
from pathlib import Path

from deployment import DIGESTS, FOLDER, Deployment, client, emulator

TURN = ["Arrive", "WhoRuns", "WhoseTurn", "MayWork"]
WELL = ["Prepare", "FitMembers", "Stack", "Publish", "Trained"]
ON_CPU = ["ChooseMachine", "FitOnCpu", "Fitted"]
ON_SPOT = ["ChooseMachine", "FitOnGpuSpot", "Fitted"]
READ_SPOT = ["ChooseMachine", "FitOnGpuSpot", "WhatFailedOnSpot", "ReadSpotJob", "WorthAnotherMachine"]
READ = ["WhatFailed", "ReadJob", "HowItFailed"]
READ_MEMBER = ["WhatFailedInMember", "ReadMemberJob", "HowMemberFailed"]
MARKED = ["MarkFailed", "Failed"]

# name: (gpu, members, rules, states entered, attempts by job, error)
SCENARIOS = {
    "cpu-well": (False, ["a", "b"], {}, WELL + 2 * ON_CPU,
                 {"prepare": 1, "a-cpu": 1, "b-cpu": 1, "stack": 1, "publish": 1}, None),
    "gpu-well": (True, ["a"], {}, WELL + ON_SPOT,
                 {"prepare": 1, "a-spot": 1, "stack": 1, "publish": 1}, None),
    "bad-dataset": (True, ["a"], {"prepare": 3}, ["Prepare", *READ, "FailedForGood"],
                    {"prepare": 1}, "Stackwright.FailedForGood"),
    "wrong-usage": (False, ["a"], {"prepare": 2}, ["Prepare", *READ, "ExplainExit", *MARKED],
                    {"prepare": 1, "fail": 1}, "Stackwright.RunFailed"),
    "spot-lost": (True, ["a", "b"], {},
                  WELL + READ_SPOT + ["FitOnGpuOnDemand", "Fitted"] + ON_SPOT,
                  {"prepare": 1, "a-spot": 2, "a-on-demand": 1, "b-spot": 1, "stack": 1, "publish": 1}, None),
    "all-lost": (True, ["a"], {},
                 ["Prepare", "FitMembers", *READ_SPOT, "FitOnGpuOnDemand", *READ_MEMBER, "ExplainMemberJob",
                  "MemberFailed", "ExplainMembers", *MARKED],
                 {"prepare": 1, "a-spot": 2, "a-on-demand": 2, "fail": 1}, "Stackwright.RunFailed"),
    "bad-member": (True, ["a"], {"member:a": 3}, ["Prepare", "FitMembers", *READ_SPOT, "HowMemberFailed", "MemberFailedForGood", "FailedForGood"],
                   {"prepare": 1, "a-spot": 1}, "Stackwright.FailedForGood"),
    "cancelled": (False, ["a"], {"prepare": 4}, ["Prepare", *READ, "Cancelled"], {"prepare": 1}, None),
    "cancelled-member": (True, ["a"], {"member:a": 4},
                         ["Prepare", "FitMembers", *READ_SPOT, "HowMemberFailed", "MemberCancelled", "Cancelled"],
                         {"prepare": 1, "a-spot": 1}, None),
    "misused-member": (True, ["a"], {"member:a": 2},
                       ["Prepare", "FitMembers", *READ_SPOT, "HowMemberFailed", "ExplainMemberExit", "MemberFailed",
                        "ExplainMembers", *MARKED],
                       {"prepare": 1, "a-spot": 1, "fail": 1}, "Stackwright.RunFailed"),
    "failing-member": (True, ["a"], {"member:a": 1},
                       ["Prepare", "FitMembers", *READ_SPOT, "FitOnGpuOnDemand", *READ_MEMBER, "ExplainMemberExit",
                        "MemberFailed", "ExplainMembers", *MARKED],
                       {"prepare": 1, "a-spot": 1, "a-on-demand": 1, "fail": 1}, "Stackwright.RunFailed"),
    "failing-cpu-member": (False, ["a"], {"member:a": 1},
                           ["Prepare", "FitMembers", "ChooseMachine", "FitOnCpu", *READ_MEMBER, "ExplainMemberExit",
                            "MemberFailed", "ExplainMembers", *MARKED],
                           {"prepare": 1, "a-cpu": 2, "fail": 1}, "Stackwright.RunFailed"),
    "failing-stack": (False, ["a"], {"stack": 1},
                      ["Prepare", "FitMembers", *ON_CPU, "Stack", *READ, "ExplainExit", *MARKED],
                      {"prepare": 1, "a-cpu": 1, "stack": 2, "fail": 1}, "Stackwright.RunFailed"),
    "failing-publish": (False, ["a"], {"publish": 1},
                        ["Prepare", "FitMembers", *ON_CPU, "Stack", "Publish", *READ, "ExplainExit", *MARKED],
                        {"prepare": 1, "a-cpu": 1, "stack": 1, "publish": 2, "fail": 1}, "Stackwright.RunFailed"),
    "nothing-works": (False, ["a"], {"prepare": 1, "fail": 1}, ["Prepare", *READ, "ExplainExit", *MARKED],
                      {"prepare": 2, "fail": 8}, "Stackwright.RunFailed"),
    "no-spot": (True, ["a"], {"member:a": "sleep"},
                WELL + ["ChooseMachine", "FitOnGpuSpot", "WhatFailedOnSpot", "FitOnGpuOnDemand", "Fitted"],
                {"prepare": 1, "a-spot": 1, "a-on-demand": 1, "stack": 1, "publish": 1}, None),
}


def rules():
    return "".join(
        f"{run}/{stage}={end}\n" for run, (_, _, ends, *_) in SCENARIOS.items() for stage, end in ends.items()
    )


def history(states, execution):
    events = states.get_execution_history(executionArn=execution, maxResults=1000)["events"]
    return sorted(event["stateEnteredEventDetails"]["name"] for event in events if "stateEnteredEventDetails" in event)


def attempts(batch, queues, run):
    """Attempts by job of a run."""
    found = {}
    for queue in queues:
        for status in ("SUCCEEDED", "FAILED"):
            for job in batch.list_jobs(jobQueue=queue, jobStatus=status)["jobSummaryList"]:
                if job["jobName"].startswith(run + "-"):
                    detail = batch.describe_jobs(jobs=[job["jobId"]])["jobs"][0]
                    name = job["jobName"][len(run) + 1 :]
                    found[name] = found.get(name, 0) + len(detail["attempts"])
    return found


def ended(states, batch, execution, looks=400):
    """The end of an execution: waited for while a job works or events come, however slow the machine is."""
    queues = [queue["jobQueueArn"] for queue in batch.describe_job_queues()["jobQueues"]]
    quiet = known = 0
    while quiet < looks:
        told = states.describe_execution(executionArn=execution)
        if told["status"] != "RUNNING":
            return told
        works = any(batch.list_jobs(jobQueue=queue, jobStatus="RUNNING")["jobSummaryList"] for queue in queues)
        events = len(states.get_execution_history(executionArn=execution, maxResults=1000)["events"])
        quiet = 0 if works or events != known else quiet + 1
        known = events
        time.sleep(0.3)
    raise SystemExit(f"{execution} stands still: {known} events, and no job works")


def like(states, machine, name, change):
    """The same machine under another name, with a change of its states."""
    arn = machine["stateMachineArn"].replace(machine["name"], name)
    definition = json.loads(machine["definition"].replace(machine["stateMachineArn"], arn))
    change(definition["States"])
    return states.create_state_machine(
        name=name, definition=json.dumps(definition), roleArn=machine["roleArn"]
    )["stateMachineArn"]


def impatient(steps):
    """A Spot machine is waited for two seconds."""
    steps["FitMembers"]["ItemProcessor"]["States"]["FitOnGpuSpot"]["TimeoutSeconds"] = 2


def one_at_once(steps):
    """One run works, and others look every second."""
    steps["WhoRuns"]["ResultSelector"]["work.$"] = "$.Executions[-1:].Name"
    steps["WaitForTurn"]["Seconds"] = 1


def in_turn(states, batch, machine):
    """Where one run works at once, the second one works when the first has ended. Returns whether it did not."""
    arn = like(states, machine, "in-turn", one_at_once)

    def start(run):
        given = json.dumps({"run": run, "members": ["a"], "gpu": False})
        return states.start_execution(stateMachineArn=arn, name=run, input=given)["executionArn"]

    executions = [start("turn-first"), start("turn-second")]
    first, second = [ended(states, batch, execution) for execution in executions]
    entered = states.get_execution_history(executionArn=executions[1], maxResults=1000)["events"]
    began = next(e["timestamp"] for e in entered if e.get("stateEnteredEventDetails", {}).get("name") == "Prepare")
    waited = history(states, executions[1]).count("WaitForTurn")
    right = waited > 0 and "WaitForTurn" not in history(states, executions[0]) and began >= first["stopDate"]
    right = right and {first["status"], second["status"]} == {"SUCCEEDED"}
    print(f"one run at once: the second waited {waited} times, and began {began - first['stopDate']} after the first's end"
          + ("" if right else ": WRONG"))
    return not right


def main():
    sys.stdout.reconfigure(line_buffering=True)
    failed = 0
    with tempfile.TemporaryDirectory() as work, emulator(
        "--jobs", str(FOLDER / "test/stub_stage.sh"), "--logs", f"{work}/logs", "--lose", "*-gpu-spot:spot-lost-a-spot", "--lose", "*:all-lost-a-*",
        environment={"STUB_RULES": f"{work}/rules"},
    ) as endpoint:
        Path(work, "rules").write_text(rules() + "turn-first/prepare=sleep\n")
        deployment = Deployment("minimal", endpoint, Path(work))
        deployment.apply(DIGESTS, "-target=module.stackwright.module.training")
        states, batch = client("stepfunctions", endpoint), client("batch", endpoint)
        machine = states.describe_state_machine(
            stateMachineArn=states.list_state_machines()["stateMachines"][0]["stateMachineArn"]
        )
        queues = [queue["jobQueueArn"] for queue in batch.describe_job_queues()["jobQueues"]]
        for run, (gpu, members, _, entered, tried, error) in SCENARIOS.items():
            arn = like(states, machine, "impatient", impatient) if run == "no-spot" else machine["stateMachineArn"]
            execution = states.start_execution(
                stateMachineArn=arn, name=run, input=json.dumps({"run": run, "members": members, "gpu": gpu})
            )["executionArn"]
            told = ended(states, batch, execution)
            found = (history(states, execution), attempts(batch, queues, run), told.get("error"))
            entered = TURN + entered
            right = found == (sorted(entered), tried, error)
            message = Path(work, "logs", f"{run}-fail.1.log")
            said = message.read_text().strip() if message.exists() else ""
            print(f"{run}: {told['status']} {told.get('error', '')}, attempts {found[1]} {said}" + ("" if right else ": WRONG"))
            if not right:
                failed += 1
                print(f"  entered  {found[0]}\n  expected {sorted(entered)}\n  tried    {found[1]}\n  expected {tried}\n  told {told}")
        print(f"{len(SCENARIOS) - failed} of {len(SCENARIOS)} runs took the expected way")
        failed += in_turn(states, batch, machine)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
