#!/usr/bin/env python3
"""moto's server with what this deployment needs and moto 5.2.1 lacks. For tests only.

    test/emulator.py --port 5566 [--jobs SCRIPT] [--lose QUEUE:JOB] [--environment KEY=VALUE] [--requests FILE [--roles FILE]]

- Step Functions: the provider asks to validate a definition and for a machine's versions; both are answered emptily.
- Step Functions: a second execution of one machine (moto copies the first one's locks along and fails).
- Step Functions: names of parameters of Batch and of its own API, which the states language writes as JobName and the API
  as jobName.
- Budgets: who is told of a budget, and its tags.
- CodeDeploy: times are numbers, as in AWS' answers (moto writes text, which the provider cannot read); a group's alarms are
  told, and what it has not is left out; applications and groups can be deleted.
- Batch: with --jobs, a job runs its command as a process: SCRIPT, then the job's arguments, with the environment of the
  job's definition, its retry strategy and its exit code. --lose names jobs of a queue (both may have a *) whose machines
  are lost before they can say a word. --environment is what a job gets besides, and wins.
- --requests notes who asked for what, and --roles refuses what a role may not ask for: both for asked.py.

The states language itself is interpreted by moto's own engine, which came from LocalStack; nothing of it is changed.
"""

import argparse
import fnmatch
import json
import logging
import os
import re
import subprocess
import sys
import threading
from datetime import datetime
from pathlib import Path

os.environ.setdefault("MOTO_IAM_LOAD_MANAGED_POLICIES", "true")

import boto3  # noqa: E402
from asked import Roles  # noqa: E402
from moto.batch.models import Job  # noqa: E402
from moto.batch_simple.models import BatchSimpleBackend  # noqa: E402
from moto.budgets.responses import BudgetsResponse  # noqa: E402
from moto.codedeploy.models import Application, DeploymentGroup  # noqa: E402
from moto.codedeploy.responses import CodeDeployResponse  # noqa: E402
from moto.core.config import default_user_config  # noqa: E402
from moto.core.responses import ActionResult  # noqa: E402
from moto.moto_server.werkzeug_app import DomainDispatcherApplication  # noqa: E402
from moto.server import main as serve  # noqa: E402
from moto.stepfunctions.parser.asl.component.state.exec.state_task.service import (  # noqa: E402
    state_task_service_aws_sdk,
    state_task_service_batch,
)
from moto.stepfunctions.parser.backend.execution import Execution  # noqa: E402
from moto.stepfunctions.responses import StepFunctionResponse  # noqa: E402


def complete_step_functions():
    StepFunctionResponse.validate_state_machine_definition = lambda self: ActionResult(
        {"result": "OK", "diagnostics": [], "truncated": False}
    )
    StepFunctionResponse.list_state_machine_versions = lambda self: ActionResult({"stateMachineVersions": []})

    # A machine is copied for each execution, with the ones before it, and their threads cannot be.
    Execution.__deepcopy__ = lambda self, memo: self

    for service, called in (
        (state_task_service_batch.StateTaskServiceBatch, "batch"),
        (state_task_service_aws_sdk.StateTaskServiceAwsSdk, "stepfunctions"),
    ):
        translate(service, boto3.client(called, region_name="us-east-1", aws_access_key_id="a", aws_secret_access_key="s").meta)


def translate(service, api):
    def shape(self, action, kind):
        operation = api.service_model.operation_model(api.method_to_api_mapping[action or self._get_boto_service_action()])
        return getattr(operation, kind)

    service._normalise_parameters = lambda self, parameters, boto_service_name=None, service_action_name=None: (
        self._to_boto_request(parameters, shape(self, service_action_name, "input_shape"))
    )
    service._normalise_response = lambda self, response, boto_service_name=None, service_action_name=None: (
        self._from_boto_response(response, shape(self, service_action_name, "output_shape"))
    )


def complete_budgets():
    def subscribers(self):
        budget = self.backend.budgets[self._get_param("AccountId")][self._get_param("BudgetName")]
        wanted = self._get_param("Notification")
        for notification in budget.notifications:
            if notification.details.get("NotificationType") == wanted.get("NotificationType"):
                return json.dumps({"Subscribers": notification.subscribers})
        return json.dumps({"Subscribers": []})

    BudgetsResponse.describe_subscribers_for_notification = subscribers
    BudgetsResponse.list_tags_for_resource = lambda self: json.dumps({"ResourceTags": []})


def complete_codedeploy():
    application, group = Application.to_dict, DeploymentGroup.to_dict
    Application.to_dict = lambda self: application(self) | {
        "createTime": datetime.fromisoformat(self.create_time).timestamp()
    }
    DeploymentGroup.to_dict = lambda self: {
        name: value for name, value in (group(self) | {"alarmConfiguration": self.alarm_configuration}).items() if value
    }

    def delete_deployment_group(self):
        groups = self.codedeploy_backend.deployment_groups.get(self._get_param("applicationName"), {})
        groups.pop(self._get_param("deploymentGroupName"), None)
        return json.dumps({"hooksNotCleanedUp": []})

    def delete_application(self):
        self.codedeploy_backend.applications.pop(self._get_param("applicationName"), None)
        return "{}"

    CodeDeployResponse.delete_deployment_group = delete_deployment_group
    CodeDeployResponse.delete_application = delete_application


class Processes:
    """Runs jobs as processes."""

    def __init__(self, script, lost, environment, logs):
        self.script = str(Path(script).resolve())
        self.lost = lost
        self.environment = environment
        self.logs = Path(logs)
        self.logs.mkdir(parents=True, exist_ok=True)

    def start(self, backend, include_start_attempt, job):
        backend.backend._jobs[job.job_id] = job
        job.status = "RUNNING"
        job.job_started_at = datetime.now()
        job.log_stream_name = job._stream_name
        threading.Thread(target=self.run, args=(job,), daemon=True, name=job.job_name).start()

    def run(self, job):
        strategy = job.job_definition.retry_strategy or {}
        attempts = int(strategy.get("attempts", 1))
        for attempt in range(1, attempts + 1):
            job._start_attempt()
            code, reason = self.attempt(job, attempt)
            if code is not None:
                job.latest_attempt["container"]["exitCode"] = code
            job.latest_attempt["statusReason"] = reason
            job.exit_code, job.job_stopped_reason = code, reason
            if code == 0 or attempt == attempts or not self.again(strategy, code, reason):
                break
        job._mark_stopped(success=job.exit_code == 0)

    def attempt(self, job, attempt):
        """The exit code, none where the machine was lost, and the reason that Batch gives."""
        queue = job.job_queue.name
        said = f"{datetime.now():%H:%M:%S} job {job.job_name} on {queue}, attempt {attempt}"
        if any(fnmatch.fnmatchcase(f"{queue}:{job.job_name}", lost) for lost in self.lost):
            print(f"{said}: machine lost", flush=True)
            return None, "Host EC2 (instance i-0123456789abcdef0) terminated."
        details = job._container_details()
        environment = {pair["name"]: pair["value"] for pair in details["environment"]}
        log = self.logs / f"{job.job_name}.{attempt}.log"
        with log.open("wb") as to:
            code = subprocess.run(
                [self.script, *details["command"]],
                env={**os.environ, **environment, **self.environment},
                stdin=subprocess.DEVNULL,
                stdout=to,
                stderr=subprocess.STDOUT,
                timeout=(job.timeout or {}).get("attemptDurationSeconds"),
            ).returncode
        print(f"{said}: {' '.join(details['command'])} -> exit code {code}", flush=True)
        return code, "Essential container in task exited"

    @staticmethod
    def again(strategy, code, reason):
        """Batch's rules: the first whose conditions all match says what happens; without one, it is tried again."""
        for rule in strategy.get("evaluateOnExit", []):
            conditions = {"onExitCode": None if code is None else str(code), "onStatusReason": reason, "onReason": ""}
            if all(
                conditions[key] is not None and fnmatch.fnmatchcase(conditions[key], wanted)
                for key, wanted in rule.items()
                if key in conditions and wanted
            ):
                return rule["action"].upper() == "RETRY"
        return True


def refusal(request, start_response):
    """AWS' answer to what a role may not ask for."""
    if request["service"] == "s3":
        body = (
            "<?xml version='1.0' encoding='UTF-8'?><Error><Code>AccessDenied</Code><Message>the role "
            f"{request['by']} may not ask for it</Message><RequestId>0</RequestId></Error>"
        )
        status, kind = "403 Forbidden", "application/xml"
    else:
        body = json.dumps({"__type": "AccessDeniedException", "message": f"the role {request['by']} may not ask for it"})
        status, kind = "400 Bad Request", "application/x-amz-json-1.0"
    sent = b"" if request["method"] == "HEAD" else body.encode()
    start_response(status, [("Content-Type", kind), ("Content-Length", str(len(sent)))])
    return [sent]


def note_requests(file, roles_file):
    """Notes each signed request: the access key, the service and what was asked for; and refuses what roles forbid."""
    call, writing = DomainDispatcherApplication.__call__, threading.Lock()

    def noted(self, environ, start_response):
        signed = re.search(r"Credential=([^/]+)/\d+/[^/]+/([a-z0-9-]+)/", environ.get("HTTP_AUTHORIZATION", ""))
        if signed:
            asked = {
                "by": signed.group(1),
                "service": signed.group(2),
                "method": environ["REQUEST_METHOD"],
                "path": environ["PATH_INFO"],
                "query": environ.get("QUERY_STRING", ""),
                "target": environ.get("HTTP_X_AMZ_TARGET", ""),
            }
            with writing, open(file, "a") as to:
                to.write(json.dumps(asked) + "\n")
            if roles_file and roles_file.exists() and Roles.read(roles_file).refuses(asked):
                environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0))
                return refusal(asked, start_response)
        return call(self, environ, start_response)

    DomainDispatcherApplication.__call__ = noted


def with_exit_code(describe):
    """AWS says a job's exit code and reason in the container, too."""

    def details(job):
        found = describe(job)
        if job.exit_code is not None:
            found["exitCode"] = job.exit_code
        return found

    return details


def main():
    arguments = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    arguments.add_argument("--port", type=int, required=True)
    arguments.add_argument("--jobs", help="what runs a job's arguments, such as ./stackwright")
    arguments.add_argument("--logs", default="job-logs", help="folder for the jobs' output")
    arguments.add_argument("--lose", action="append", default=[], help="QUEUE:JOB, whose machine is lost")
    arguments.add_argument("--environment", action="append", default=[], help="KEY=VALUE for every job")
    arguments.add_argument("--requests", help="file to note requests in")
    arguments.add_argument("--roles", type=Path, help="file with what roles may do, once there is one")
    chosen = arguments.parse_args()

    default_user_config["stepfunctions"] = {"execute_state_machine": True}
    default_user_config["batch"] = {"use_docker": False}
    default_user_config["lambda"] = {"use_docker": False}
    complete_step_functions()
    complete_budgets()
    complete_codedeploy()
    if chosen.requests:
        note_requests(chosen.requests, chosen.roles)
    Job._container_details = with_exit_code(Job._container_details)
    if chosen.jobs:
        processes = Processes(
            chosen.jobs, chosen.lose, dict(pair.split("=", 1) for pair in chosen.environment), chosen.logs
        )
        BatchSimpleBackend._mark_job_as_finished = lambda backend, include_start_attempt, job: processes.start(
            backend, include_start_attempt, job
        )
    logging.getLogger("werkzeug").setLevel(logging.WARNING)
    # The interpreter tells of every failure that a state catches, at length.
    logging.getLogger("moto.stepfunctions").setLevel(logging.CRITICAL)
    serve(["-H", "127.0.0.1", "-p", str(chosen.port)])


if __name__ == "__main__":
    sys.exit(main())
