"""The fixtures with which tests deploy templates and run pipelines, and the options for its host.

def test_the_bucket_keeps_versions(aws_host, deploy_stack):
    stack = deploy_stack("infra/data.yaml", {"ProjectName": "Demo"})
    versioning = aws_host.client("s3").get_bucket_versioning(Bucket=stack.outputs["BucketName"])
    assert versioning["Status"] == "Enabled"

def test_a_push_is_built(deploy_stack, push_files, pipelines):
    name = deploy_stack("infra/pipeline.yaml").resources()["Pipeline"].physical_id
    commit = push_files("app", "main", {"input.json": "{}"})
    pipelines.wait(name, pipelines.started_by(name, commit))
"""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

import pytest

from cfnproof import config as settings
from cfnproof.hosts.registry import DEFAULT_HOST, HOSTS, HostChoice

if TYPE_CHECKING:
    from cfnproof.hosts.host import Host
    from cfnproof.hosts.pipelines import Pipelines
    from cfnproof.hosts.stacks import DeployedStack


class DeployStack(Protocol):
    """What the fixture `deploy_stack` gives."""

    def __call__(
        self,
        template: Path | str,
        parameters: Mapping[str, str] | None = None,
        *,
        name: str | None = None,
        tags: Mapping[str, str] | None = None,
        capabilities: Sequence[str] | None = None,
    ) -> "DeployedStack":
        """Deploy a template and return the stack, with its outputs.

        `template` is the path of a file, relative to pytest's root folder; `name` is the file's stem if left out;
        `capabilities` are CAPABILITY_NAMED_IAM if left out. Raises as `cfnproof.hosts.stacks.deploy` does.
        """
        ...


class PushFiles(Protocol):
    """What the fixture `push_files` gives."""

    def __call__(
        self,
        repository: str,
        branch: str,
        files: Mapping[str, str | bytes],
        *,
        message: str = "",
        delete: Sequence[str] = (),
    ) -> str:
        """Commit files, by their paths, on top of a branch of a CodeCommit repository; return the commit's id.

        A branch that is not there is made. Raises as `cfnproof.hosts.repositories.push` does.
        """
        ...


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add `--host`, `--endpoint-url` and `--without-iam`."""
    group = parser.getgroup("cfnproof", "CloudFormation templates")
    group.addoption(
        "--host",
        choices=tuple(HOSTS),
        default=DEFAULT_HOST,
        help=f"where the fixture aws_host emulates AWS (default: {DEFAULT_HOST})",
    )
    group.addoption(
        "--endpoint-url",
        metavar="URL",
        help="where LocalStack listens, for --host localstack (default: what cfnproof localstack start started)",
    )
    group.addoption(
        "--without-iam",
        action="store_true",
        help="let everybody do everything on aws_host: what passes then proves nothing about permissions",
    )


@pytest.fixture
def aws_host(request: pytest.FixtureRequest) -> "Iterator[Host]":
    """An emulated AWS account of this test's own, in the region of `[tool.cfnproof]`; it ends with the test."""
    file = request.config.rootpath / settings.FILE
    region = settings.read(file).region if file.is_file() else settings.DEFAULT_REGION
    option = request.config.getoption
    choice = HostChoice(option("host"), option("endpoint_url"), enforce_iam=not option("without_iam"))
    with choice.start(region) as host:
        yield host


@pytest.fixture
def deploy_stack(aws_host: "Host", request: pytest.FixtureRequest) -> DeployStack:
    """Deploys templates to `aws_host`: see DeployStack."""
    from cfnproof.hosts.stack_templates import stack_name_of  # noqa: PLC0415  # only tests that deploy pay for boto3
    from cfnproof.hosts.stacks import CAPABILITIES, deploy  # noqa: PLC0415  # as above

    def deploy_template(
        template: Path | str,
        parameters: Mapping[str, str] | None = None,
        *,
        name: str | None = None,
        tags: Mapping[str, str] | None = None,
        capabilities: Sequence[str] | None = None,
    ) -> "DeployedStack":
        file = request.config.rootpath / template
        return deploy(
            aws_host.client,
            name or stack_name_of(file),
            file,
            parameters,
            tags=tags,
            capabilities=CAPABILITIES if capabilities is None else capabilities,
        )

    return deploy_template


@pytest.fixture
def push_files(aws_host: "Host") -> PushFiles:
    """Pushes files to repositories of `aws_host`: see PushFiles."""
    from cfnproof.hosts.repositories import push  # noqa: PLC0415  # only tests that push pay for boto3

    def push_to_host(
        repository: str,
        branch: str,
        files: Mapping[str, str | bytes],
        *,
        message: str = "",
        delete: Sequence[str] = (),
    ) -> str:
        return push(aws_host.client, repository, branch, files, message=message, delete=delete)

    return push_to_host


@pytest.fixture
def pipelines(aws_host: "Host") -> "Pipelines":
    """The pipelines of `aws_host`: starts, follows, approves."""
    from cfnproof.hosts.pipelines import Pipelines  # noqa: PLC0415  # only tests that run pipelines pay for boto3

    return Pipelines(aws_host.client)
