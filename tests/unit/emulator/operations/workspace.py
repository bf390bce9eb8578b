"""An account in which every operation finds what it needs."""

import itertools
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import boto3
from botocore.config import Config

from cfnproof.emulator.codepipeline.executions.artifacts import zipped
from cfnproof.hosts.host import Host
from cfnproof.template.images import image_uri
from tests.roles import role

SERVICES = ("codepipeline.amazonaws.com", "sagemaker.amazonaws.com", "lambda.amazonaws.com")
BUCKET = "workspace"
IMAGE = image_uri("pytorch-training", "us-east-1")
TIMEOUT = 10.0


@dataclass
class Workspace:
    """A host with a role, a bucket and a function; everything else is made for the operation that asks."""

    host: Host
    role: str = ""
    clients: dict[str, Any] = field(default_factory=dict)
    numbers: Iterator[int] = field(default_factory=itertools.count)

    def __post_init__(self) -> None:
        """Make the role, the bucket and the function; answers wait until their work has settled."""
        self.host.control.hold_seconds = TIMEOUT
        self.role = role(self.client, "workspace", *SERVICES)
        code = zipped({"template.json": b"{}"})
        s3 = self.client("s3")
        s3.create_bucket(Bucket=BUCKET)
        s3.put_bucket_versioning(Bucket=BUCKET, VersioningConfiguration={"Status": "Enabled"})
        for key in ("code.zip", "model.tar.gz", "training/rows.csv"):
            s3.put_object(Bucket=BUCKET, Key=key, Body=code)
        self.client("lambda").create_function(
            FunctionName="check", Role=self.role, Runtime="python3.12", Handler="check.run", Code={"ZipFile": code}
        )

    def client(self, service: str) -> Any:  # noqa: ANN401  # boto3's clients have no types
        """A client of the account."""
        return self.host.client(service)

    def unchecked(self, service: str) -> Any:  # noqa: ANN401  # as above
        """A client of the account that sends whatever it is given."""
        if service not in self.clients:
            self.clients[service] = boto3.client(
                service, region_name=self.host.region, config=Config(parameter_validation=False)
            )
        return self.clients[service]

    def name(self, stem: str) -> str:
        """A name that nothing else has."""
        return f"{stem}-{next(self.numbers)}"

    def arn(self, service: str, resource: str) -> str:
        """The ARN of something in the account."""
        return f"arn:aws:{service}:{self.host.region}:{self.host.account}:{resource}"
