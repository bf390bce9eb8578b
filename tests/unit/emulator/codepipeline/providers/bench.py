"""An account on the moto host in which pipelines run whose source is an object in S3."""

import io
import itertools
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from cfnproof.emulator.codepipeline.executions.artifacts import zipped
from cfnproof.hosts.moto.host import MotoHost, moto_host
from tests.roles import role
from tests.unit.emulator.codepipeline.declarations import action
from tests.waiting import until

BUCKET = "code"
ARTIFACTS = "artifacts"
KEY = "code.zip"
_SERVICES = ("codepipeline.amazonaws.com", "states.amazonaws.com", "lambda.amazonaws.com")


def unzipped(data: bytes) -> dict[str, str]:
    """The files of a zip file."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name).decode() for name in archive.namelist()}


def source(**configuration: str) -> dict[str, Any]:
    """The action `Fetch`, whose artifact is `Code`; its object does not have to be there before it runs."""
    settings = {"S3Bucket": BUCKET, "S3ObjectKey": KEY, "PollForSourceChanges": "false", **configuration}
    code = [{"name": "Code"}]
    return action("Fetch", "Source", "S3", configuration=settings, outputArtifacts=code, namespace="Fetched")


@dataclass
class Bench:
    """One account with a source bucket, an artifact bucket and a role for everything."""

    host: MotoHost
    role: str
    _numbers: Iterator[int] = field(default_factory=lambda: itertools.count(1))

    @property
    def codepipeline(self) -> Any:  # noqa: ANN401  # boto3's clients have no types
        """A client."""
        return self.host.client("codepipeline")

    @property
    def s3(self) -> Any:  # noqa: ANN401  # as above
        """A client."""
        return self.host.client("s3")

    def push(self, data: bytes, key: str = KEY) -> str:
        """Put a version of the source object; return its id."""
        version: str = self.s3.put_object(Bucket=BUCKET, Key=key, Body=data)["VersionId"]
        return version

    def run(self, *actions: dict[str, Any], **members: Any) -> "Run":  # noqa: ANN401  # as the API
        """Make a pipeline of the source and one more stage, which runs at once."""
        fetch = members.pop("fetch", None) or source()
        name = members.pop("name", None) or f"pipeline-{next(self._numbers)}"
        declaration = {
            "name": name,
            "roleArn": self.role,
            "artifactStore": {"type": "S3", "location": ARTIFACTS},
            "pipelineType": "V2",
            "stages": [{"name": "Source", "actions": [fetch]}, {"name": "Next", "actions": list(actions)}],
            **members,
        }
        self.codepipeline.create_pipeline(pipeline=declaration)
        return Run(self, name)


@dataclass
class Run:
    """The newest execution of a pipeline."""

    bench: Bench
    name: str

    def actions(self) -> dict[str, dict[str, Any]]:
        """What GetPipelineState has of the actions' latest executions; empty before there is one."""
        states = self.bench.codepipeline.get_pipeline_state(name=self.name)["stageStates"]
        found = (one for state in states for one in state["actionStates"])
        return {one["actionName"]: one.get("latestExecution", {}) for one in found}

    def action(self, name: str = "Act") -> dict[str, Any]:
        """One of them."""
        return self.actions()[name]

    def output(self, name: str = "Act") -> dict[str, Any]:
        """What ListActionExecutions has of an action's latest execution."""
        listed = self.bench.codepipeline.list_action_executions(pipelineName=self.name)["actionExecutionDetails"]
        found: dict[str, Any] = next(one["output"] for one in listed if one["actionName"] == name)
        return found

    def files(self, name: str = "Act") -> dict[str, str]:
        """The files of an action's output artifact."""
        place = self.output(name)["outputArtifacts"][0]["s3location"]
        found = self.bench.s3.get_object(Bucket=place["bucket"], Key=place["key"])["Body"].read()
        return unzipped(found)

    def until(self, true: Callable[[dict[str, Any]], bool], name: str = "Act") -> dict[str, Any]:
        """Wait until something is true of an action's latest execution."""
        return until(self.actions, lambda actions: true(actions[name]), f"{name} of {self.name}")[name]

    def ended(self, name: str = "Act") -> dict[str, Any]:
        """Wait until an action has ended."""
        return self.until(lambda found: found.get("status") in ("Succeeded", "Failed"), name)

    def failure(self, name: str = "Act") -> tuple[str, str]:
        """Wait until an action has failed; return code and message."""
        details = self.ended(name)["errorDetails"]
        return details["code"], details["message"]


@contextmanager
def bench() -> Iterator[Bench]:
    """Open an account, with the buckets, a role, and the function `check`."""
    with moto_host() as host:
        s3 = host.client("s3")
        for bucket in (BUCKET, ARTIFACTS):
            s3.create_bucket(Bucket=bucket)
        s3.put_bucket_versioning(Bucket=BUCKET, VersioningConfiguration={"Status": "Enabled"})
        worker = role(host.client, "worker", *_SERVICES)
        host.client("lambda").create_function(
            FunctionName="check",
            Role=worker,
            Runtime="python3.12",
            Handler="check.run",
            Code={"ZipFile": zipped({"check.py": b"def run(event, context): pass"})},
        )
        yield Bench(host, worker)
