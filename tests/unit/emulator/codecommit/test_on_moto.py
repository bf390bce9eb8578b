"""CodeCommit through boto3, and its events through EventBridge."""

import json
from collections.abc import Iterator
from typing import Any, Final

import pytest

from cfnproof.hosts.moto.host import MotoHost, moto_host
from tests.pipelines.queues import queue_for
from tests.waiting import until

BYTES: Final = bytes(range(256))


@pytest.fixture(scope="module")
def host() -> Iterator[MotoHost]:
    """An account."""
    with moto_host() as running:
        yield running


def test_bytes_come_back_as_they_were_put(host: MotoHost) -> None:
    """The wire has them in base 64."""
    codecommit = host.client("codecommit")
    codecommit.create_repository(repositoryName="bytes")
    put = codecommit.put_file(repositoryName="bytes", branchName="main", filePath="all", fileContent=BYTES)
    made = codecommit.create_commit(
        repositoryName="bytes",
        branchName="main",
        parentCommitId=put["commitId"],
        putFiles=[{"filePath": "more/none", "fileContent": b""}, {"filePath": "more/two", "fileContent": BYTES * 2}],
    )
    assert [file["absolutePath"] for file in made["filesAdded"]] == ["more/none", "more/two"]
    assert codecommit.get_file(repositoryName="bytes", filePath="all")["fileContent"] == BYTES
    assert codecommit.get_blob(repositoryName="bytes", blobId=put["blobId"])["content"] == BYTES
    assert codecommit.get_file(repositoryName="bytes", filePath="more/none")["fileContent"] == b""
    with pytest.raises(codecommit.exceptions.ParentCommitIdOutdatedException):
        codecommit.delete_file(
            repositoryName="bytes", branchName="main", filePath="all", parentCommitId=put["commitId"]
        )


def test_a_rule_delivers_the_changes_of_its_branch_alone(host: MotoHost) -> None:
    """https://docs.aws.amazon.com/codecommit/latest/userguide/monitoring-events.html."""
    codecommit, events, sqs = (host.client(service) for service in ("codecommit", "events", "sqs"))
    repository = codecommit.create_repository(repositoryName="told")["repositoryMetadata"]
    queue = queue_for(host, "events.amazonaws.com")
    pattern = {
        "source": ["aws.codecommit"],
        "detail-type": ["CodeCommit Repository State Change"],
        "resources": [repository["Arn"]],
        "detail": {
            "event": ["referenceCreated", "referenceUpdated"],
            "referenceType": ["branch"],
            "referenceName": ["main"],
        },
    }
    events.put_rule(Name="changes", EventPattern=json.dumps(pattern))
    events.put_targets(Rule="changes", Targets=[{"Id": "queue", "Arn": queue.arn}])
    put: dict[str, Any] = {"repositoryName": "told", "branchName": "main", "filePath": "a"}
    first = codecommit.put_file(**put, fileContent=b"1")["commitId"]
    codecommit.create_branch(repositoryName="told", branchName="other", commitId=first)
    second = codecommit.put_file(**put, fileContent=b"2", parentCommitId=first)["commitId"]
    codecommit.delete_branch(repositoryName="told", branchName="other")
    received = _received(sqs, queue.url, 2)
    assert [one["detail"] for one in received] == [
        {**_detail(host, repository), "event": "referenceCreated", "commitId": first},
        {**_detail(host, repository), "event": "referenceUpdated", "commitId": second, "oldCommitId": first},
    ]
    assert received[0]["source"] == "aws.codecommit"
    assert received[0]["detail-type"] == "CodeCommit Repository State Change"
    assert received[0]["resources"] == [repository["Arn"]]
    assert (received[0]["account"], received[0]["region"]) == (host.account, host.region)


def _detail(host: MotoHost, repository: dict[str, Any]) -> dict[str, str]:
    return {
        "callerUserArn": host.client("sts").get_caller_identity()["Arn"],
        "repositoryId": repository["repositoryId"],
        "repositoryName": "told",
        "referenceType": "branch",
        "referenceName": "main",
        "referenceFullName": "refs/heads/main",
    }


def _received(sqs: Any, queue: str, number: int) -> list[dict[str, Any]]:  # noqa: ANN401  # boto3's clients have no types
    """The bodies of a queue's messages: `number` of them come, and none above."""
    bodies: list[dict[str, Any]] = []

    def look() -> list[dict[str, Any]]:
        found = sqs.receive_message(QueueUrl=queue, MaxNumberOfMessages=10, WaitTimeSeconds=0).get("Messages", [])
        bodies.extend(json.loads(message["Body"]) for message in found)
        return bodies

    until(look, lambda received: len(received) >= number, f"{number} messages")
    assert sqs.receive_message(QueueUrl=queue, WaitTimeSeconds=0).get("Messages", []) == []
    return sorted(bodies, key=lambda body: str(body["detail"]["event"]))
