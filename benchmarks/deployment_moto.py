"""moto's own CloudFormation engine, for `deployment.py`: it needs moto[cloudformation] and nothing of this project.

The first line of standard input is the work; the answer is the stacks that moto's engine does not make in full, each
with the reason. After that every line is a list of stacks, answered with the seconds that they took on a fresh account.
"""

import gc
import importlib
import json
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import boto3
from moto import mock_aws

Client = Any


@contextmanager
def account(work: dict[str, Any]) -> Iterator[Client]:
    """A fresh account with the model that the stacks name; yield its client of CloudFormation."""
    with mock_aws():
        role = "arn:aws:iam::123456789012:role/model"
        boto3.client("sagemaker", region_name=work["region"]).create_model(
            ModelName=work["model"], ExecutionRoleArn=role, PrimaryContainer={"Image": "image"}
        )
        yield boto3.client("cloudformation", region_name=work["region"])


def create(client: Client, name: str, stack: dict[str, Any]) -> str:
    """Create a stack; return its status."""
    parameters = [{"ParameterKey": key, "ParameterValue": value} for key, value in stack["parameters"].items()]
    client.create_stack(
        StackName=name, TemplateBody=stack["body"], Parameters=parameters, Capabilities=["CAPABILITY_NAMED_IAM"]
    )
    status: str = client.describe_stacks(StackName=name)["Stacks"][0]["StackStatus"]
    return status


def refusal(work: dict[str, Any], name: str) -> str | None:
    """Why moto's engine does not make a stack in full, None where it does."""
    stack = work["stacks"][name]
    with account(work) as client:
        try:
            status = create(client, name, stack)
        except Exception as error:  # noqa: BLE001  # whatever breaks in moto is the answer
            return f"{type(error).__name__}: {error}"
        found = client.list_stack_resources(StackName=name)["StackResourceSummaries"]
    made = {one["LogicalResourceId"] for one in found if one.get("PhysicalResourceId")}
    missing = sorted({kind for logical_id, kind in stack["resources"].items() if logical_id not in made})
    if missing:
        return f"{status} without {', '.join(missing)}"
    return None if status == "CREATE_COMPLETE" else status


def seconds(work: dict[str, Any], names: Sequence[str]) -> float:
    """The seconds of the stacks, one after the other, on a fresh account."""
    gc.collect()  # as for the engine that it is compared with
    with account(work) as client:
        started = time.perf_counter()
        for name in names:
            create(client, name, work["stacks"][name])
        return time.perf_counter() - started


def main() -> None:
    """Answer line by line."""
    work = json.loads(sys.stdin.readline())
    try:
        importlib.import_module("moto.cloudformation.parsing")
    except ImportError as error:
        reason = f"{sys.executable} lacks {error.name!r}: pip install 'moto[cloudformation]'"
        reasons = dict.fromkeys(work["stacks"], reason)
    else:
        found = {name: refusal(work, name) for name in work["stacks"]}
        reasons = {name: reason for name, reason in found.items() if reason is not None}
    print(json.dumps(reasons), flush=True)
    for line in sys.stdin:
        print(json.dumps(seconds(work, json.loads(line))), flush=True)


if __name__ == "__main__":
    main()
