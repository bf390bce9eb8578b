"""An account in which every operation finds what it needs."""

import io
import itertools
import json
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import boto3
from botocore.config import Config

from cfnproof.hosts.host import Host
from cfnproof.hosts.polling import poll

PRINCIPALS = ("codepipeline", "sagemaker", "lambda")
BUCKET = "workspace"
IMAGE = "111122223333.dkr.ecr.us-east-1.amazonaws.com/image:1"
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
        statement = {
            "Effect": "Allow",
            "Principal": {"Service": [f"{name}.amazonaws.com" for name in PRINCIPALS]},
            "Action": "sts:AssumeRole",
        }
        policy = json.dumps({"Version": "2012-10-17", "Statement": statement})
        made = self.client("iam").create_role(RoleName="workspace", AssumeRolePolicyDocument=policy)
        self.role = made["Role"]["Arn"]
        s3 = self.client("s3")
        s3.create_bucket(Bucket=BUCKET)
        s3.put_bucket_versioning(Bucket=BUCKET, VersioningConfiguration={"Status": "Enabled"})
        for key in ("code.zip", "model.tar.gz", "training/rows.csv"):
            s3.put_object(Bucket=BUCKET, Key=key, Body=_zip())
        self.client("lambda").create_function(
            FunctionName="check", Role=self.role, Runtime="python3.12", Handler="check.run", Code={"ZipFile": _zip()}
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

    def until(self, look: Any, true: Any) -> Any:  # noqa: ANN401  # any answer
        """What a look shows when it is true."""
        seen = poll(look, true, TIMEOUT)
        assert true(seen), f"this did not become true: {seen}"
        return seen


def _zip() -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("template.json", "{}")
    return buffer.getvalue()
