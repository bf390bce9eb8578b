"""The article's step 4 with the real git: clone, add a file, commit, push, and the training pipeline starts.

https://docs.aws.amazon.com/codecommit/latest/userguide/getting-started-cc.html
"""

from collections.abc import Iterator
from pathlib import Path

import pytest
from botocore.credentials import Credentials

from cfnproof.hosts.host import Host
from cfnproof.hosts.localstack.host import LocalStackHost
from cfnproof.hosts.moto.git import git_application
from cfnproof.hosts.moto.host import MotoHost
from tests.git_client import Git, served, signing
from tests.pipelines.workshop import MAIN, TRAINING_INPUT, Pipeline, Workshop


@pytest.fixture
def server(aws_host: Host) -> Iterator[str]:
    """Where the host answers git: LocalStack where it listens, moto's host where this test serves it."""
    if isinstance(aws_host, LocalStackHost):
        yield aws_host.endpoint
        return
    assert isinstance(aws_host, MotoHost)
    with served(git_application(aws_host)) as address:
        yield address


def test_a_file_that_is_pushed_with_git_starts_the_training(
    workshop: Workshop, pipeline: Pipeline, server: str, tmp_path: Path
) -> None:
    """The first push makes the branch and trains a model; so does the article's `pipelinetest.txt`."""
    address, administrator = f"{server}/v1/repos/{workshop.repository}", workshop.host.administrator
    key = Credentials(administrator.access_key, administrator.secret)
    git = Git(tmp_path, signing(key, workshop.host.region, address))
    git("clone", "-q", address, "repository")
    clone = git.inside("repository")
    first = clone.commit({TRAINING_INPUT: workshop.file(TRAINING_INPUT)}, "what to train with")
    clone("push", "-q", "origin", MAIN)
    workshop.train(pipeline, first)
    second = clone.commit({"pipelinetest.txt": "a change\n"}, "a test of the pipeline")
    clone("push", "-q", "origin", MAIN)
    workshop.train(pipeline, second)

    newest_first = [(one.trigger, *one.revisions.values()) for one in workshop.pipelines.executions(pipeline.name)]
    assert newest_first == [("CloudWatchEvent", second), ("CloudWatchEvent", first), ("CreatePipeline",)]
    pushes = [one for one in workshop.host.control.ledger.entries() if one.request.action == "codecommit:GitPush"]
    references = {one.request.context.get("codecommit:references") for one in pushes}
    assert references == {None, f"refs/heads/{MAIN}"}
