"""Pipelines on a host, whose source gives the files that a test says, and whose other actions are CloudFormation's."""

import io
import itertools
import json
import zipfile
from collections.abc import Mapping
from typing import Any

from cfnproof.emulator.codepipeline.executions.artifacts import zipped
from cfnproof.emulator.codepipeline.providers.action import RunningAction
from cfnproof.hosts.moto.host import MotoHost
from tests.roles import role
from tests.unit.emulator.codepipeline.declarations import action
from tests.waiting import until

BUCKET = "artifacts-of-deliveries"
SECONDS = 20.0
_FILE = "OutputFileName"

TOPIC: dict[str, Any] = {
    "Parameters": {"Label": {"Type": "String", "Default": "models"}},
    "Resources": {"Topic": {"Type": "AWS::SNS::Topic", "Properties": {"DisplayName": {"Ref": "Label"}}}},
    "Outputs": {"Label": {"Value": {"Ref": "Label"}}, "Arn": {"Value": {"Ref": "Topic"}}},
}
BROKEN: dict[str, Any] = {
    "Resources": {
        "First": {"Type": "AWS::SNS::Topic"},
        "Second": {
            "Type": "AWS::SSM::Parameter",
            "DependsOn": "First",
            "Properties": {"Name": "aws-reserved", "Type": "String", "Value": "x"},
        },
    }
}
"""Its second resource is refused when it is made."""

Files = Mapping[str, object]
Configuration = dict[str, str]


class Delivery:
    """Makes a pipeline for the actions that it is to run. All share an account, two roles and an artifact bucket."""

    def __init__(self, host: MotoHost) -> None:
        self.host = host
        self.cloudformation = host.client("cloudformation")
        self.files: Files = {}
        self._numbers = itertools.count(1)
        host.client("s3").create_bucket(Bucket=BUCKET)
        self.role = self._role("codepipeline")
        self.stack_role = self._role("cloudformation")

    def stack(self) -> str:
        """A name that no stack has."""
        return f"stack-{next(self._numbers)}"

    def asked(self, mode: str, stack: str, **members: str) -> Configuration:
        """The configuration of an action."""
        asked = {"ActionMode": mode, "StackName": stack, **members}
        if mode == "CHANGE_SET_EXECUTE":
            return asked
        asked["RoleArn"] = self.stack_role
        return asked if mode == "DELETE_ONLY" else {"TemplatePath": "Code::template.json", **asked}

    def run(
        self, files: Files, *configurations: Configuration, together: bool = False, declared: bool = False
    ) -> list[dict[str, Any]]:
        """Run a pipeline with these files of its source; the actions as they ended, those that did not run left out.

        They run one after the other, or all at once. Those with an output file declare an output artifact, which those
        after them take; `declared`: all do.
        """
        self.files, name = files, f"delivery-{next(self._numbers)}"
        pipelines = self.host.client("codepipeline")
        pipelines.create_pipeline(pipeline=self._pipeline(name, configurations, together=together, declared=declared))
        until(
            lambda: pipelines.list_pipeline_executions(pipelineName=name)["pipelineExecutionSummaries"][0],
            lambda found: found["status"] not in {"InProgress", "Stopping"},
            f"the end of {name}",
            SECONDS,
        )
        details = pipelines.list_action_executions(pipelineName=name)["actionExecutionDetails"]
        ended = {one["actionName"]: one for one in details}
        assert ended["Fetch"]["status"] == "Succeeded", ended["Fetch"]
        return [ended[f"Act{number}"] for number in range(len(configurations)) if f"Act{number}" in ended]

    def stack_of(self, name: str) -> dict[str, Any]:
        """A stack as CloudFormation describes it."""
        found: dict[str, Any] = self.cloudformation.describe_stacks(StackName=name)["Stacks"][0]
        return found

    def output_file(self, ended: Mapping[str, Any], name: str) -> object:
        """A JSON file of an action's output artifact."""
        place = ended["output"]["outputArtifacts"][0]["s3location"]
        data = self.host.client("s3").get_object(Bucket=place["bucket"], Key=place["key"])["Body"].read()
        return json.loads(zipfile.ZipFile(io.BytesIO(data)).read(name))

    def fetch(self, running: RunningAction) -> Mapping[str, str]:
        """The source action."""
        files = {
            name: content if isinstance(content, bytes) else json.dumps(content).encode()
            for name, content in self.files.items()
        }
        running.put("Code", zipped(files))
        return {}

    def _role(self, service: str) -> str:
        made = role(self.host.client, f"delivery-{service}", f"{service}.amazonaws.com")
        self.host.client("iam").put_role_policy(
            RoleName=f"delivery-{service}",
            PolicyName="all",
            PolicyDocument=json.dumps(
                {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "*", "Resource": "*"}]}
            ),
        )
        return made

    def _pipeline(
        self, name: str, configurations: tuple[Configuration, ...], *, together: bool, declared: bool
    ) -> dict[str, Any]:
        outputs = [[f"Out{number}"] if declared or _FILE in one else [] for number, one in enumerate(configurations)]
        source = {"RepositoryName": "models", "BranchName": "main", "PollForSourceChanges": "false"}
        fetch = action("Fetch", "Source", "CodeCommit", configuration=source, outputArtifacts=[{"name": "Code"}])
        acts = [
            action(
                f"Act{number}",
                "Deploy",
                "CloudFormation",
                configuration=configuration,
                runOrder=1 if together else number + 1,
                inputArtifacts=[{"name": one} for one in ("Code", *itertools.chain.from_iterable(outputs[:number]))],
                outputArtifacts=[{"name": one} for one in outputs[number]],
                namespace=f"Act{number}",
            )
            for number, configuration in enumerate(configurations)
        ]
        return {
            "name": name,
            "roleArn": self.role,
            "artifactStore": {"type": "S3", "location": BUCKET},
            "stages": [{"name": "Source", "actions": [fetch]}, {"name": "Deploy", "actions": acts}],
        }


def error_of(ended: Mapping[str, Any]) -> tuple[str, str]:
    """The code and message of an action that failed."""
    assert ended["status"] == "Failed", ended
    details = ended["output"]["executionResult"]["errorDetails"]
    return details["code"], details["message"]


def result_of(ended: Mapping[str, Any]) -> dict[str, Any]:
    """What an action that succeeded shows of what it did."""
    assert ended["status"] == "Succeeded", ended
    result: dict[str, Any] = ended["output"]["executionResult"]
    return result
