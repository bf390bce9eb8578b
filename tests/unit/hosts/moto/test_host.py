"""The moto host: isolated accounts, and nothing that leaves the process."""

import os
import socket
import threading
from collections.abc import Iterator
from contextlib import ExitStack
from typing import Any, Never

import boto3
import pytest
from botocore.exceptions import ClientError

from cfnproof.errors import CfnproofError
from cfnproof.hosts.control import ServiceRequest
from cfnproof.hosts.moto.guard import HostClosedError
from cfnproof.hosts.moto.host import moto_host
from cfnproof.hosts.stacks import deploy

REAL_LOOKING = {"AWS_ACCESS_KEY_ID": "AKIAIOSFODNN7EXAMPLE", "AWS_SECRET_ACCESS_KEY": "wJalrXUtnFEMI/K7MDENG/bPxRfiCY"}
TOPIC = '{"Resources": {"Topic": {"Type": "AWS::SNS::Topic"}}}'


@pytest.fixture
def connections(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[object]]:
    """Real-looking credentials in the environment, and every attempt to reach an address."""
    for name, value in REAL_LOOKING.items():
        monkeypatch.setenv(name, value)
    tried: list[object] = []

    def refuse(*where: object, **_: object) -> Never:
        tried.append(where)
        raise ConnectionRefusedError("a test reaches no network")

    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    monkeypatch.setattr(socket.socket, "connect", refuse)
    yield tried
    assert tried == []


def test_a_client_of_the_host_refuses_once_the_host_is_left(connections: list[object]) -> None:
    """Also for services that only moto answers."""
    with moto_host() as host:
        clients = [host.client(service) for service in ("s3", "cloudformation", "sagemaker", "sts")]
        clients[0].list_buckets()
    for client, call in zip(
        clients, ("list_buckets", "list_stacks", "list_models", "get_caller_identity"), strict=True
    ):
        with pytest.raises(HostClosedError, match="nothing was sent"):
            getattr(client, call)()
    assert connections == []


def test_a_plain_client_made_under_the_host_ends_in_it_and_refuses_afterwards(connections: list[object]) -> None:
    """Code under test makes its own clients, with the credentials that the environment has, or with others.

    https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html
    """
    with moto_host() as host:
        plain = boto3.client("sts")
        assert plain.get_caller_identity()["Account"] == host.account
        explicit = boto3.client("s3", **{key.lower(): value for key, value in REAL_LOOKING.items()})
        with pytest.raises(ClientError) as refused:
            explicit.list_buckets()
        assert refused.value.response["Error"]["Code"] == "InvalidAccessKeyId"
    for client, call in ((plain, "get_caller_identity"), (explicit, "list_buckets")):
        with pytest.raises(HostClosedError):
            getattr(client, call)()
    assert connections == []


def test_a_request_that_moto_does_not_know_is_not_sent(connections: list[object]) -> None:
    """An endpoint outside of AWS, as a configured one would be."""
    with moto_host():
        client = boto3.client("s3", endpoint_url="https://objects.example.com")
        with pytest.raises(CfnproofError, match="would have left the process"):
            client.list_buckets()
    assert connections == []


def test_the_environment_is_as_it_was(connections: list[object], monkeypatch: pytest.MonkeyPatch) -> None:
    """Its credentials come back when the host is left."""
    monkeypatch.delenv("AWS_SESSION_TOKEN", raising=False)
    with moto_host():
        pass
    credentials = boto3.Session().get_credentials()
    assert credentials is not None
    assert (credentials.access_key, credentials.token) == (REAL_LOOKING["AWS_ACCESS_KEY_ID"], None)
    assert connections == []


def test_the_environment_is_as_it_was_when_the_last_of_several_is_left(connections: list[object]) -> None:
    """Hosts that overlap leave in any order."""
    with ExitStack() as first, ExitStack() as second:
        one = first.enter_context(moto_host())
        second.enter_context(moto_host())
        first.close()
        assert os.environ["AWS_ACCESS_KEY_ID"] == one.access_key
        second.close()
        assert os.environ["AWS_ACCESS_KEY_ID"] == REAL_LOOKING["AWS_ACCESS_KEY_ID"]
    assert connections == []


def test_a_services_client_works_for_the_host_that_has_it_and_for_no_other() -> None:
    """Services' clients are handed on from host to host: what they make is made in the account of the second."""
    signed: list[list[str]] = []
    topics: list[list[str]] = []
    for _ in range(2):
        with moto_host() as host:
            requests: list[ServiceRequest] = []
            host.control.before_request = requests.append
            host.client("cloudformation").create_stack(StackName="topic", TemplateBody=TOPIC)
            signed.append([request.access_key for request in requests])
            topics.append(_topics(host.client("sns")))
            assert set(signed[-1]) == {host.access_key}
            assert [host.account in arn for arn in topics[-1]] == [True]
    assert signed[0]
    assert signed[0] != signed[1]


def test_work_that_is_under_way_ends_with_the_host(connections: list[object]) -> None:
    """A stack whose resource never comes to rest: its thread is joined, and makes no further request."""
    seen: list[ServiceRequest] = []
    with moto_host() as host:
        host.control.hold_seconds = 0
        waiting = threading.Event()

        def slow(request: ServiceRequest) -> None:
            seen.append(request)
            waiting.set()
            host.work.pause(60)

        host.control.before_request = slow
        host.client("cloudformation").create_stack(StackName="slow", TemplateBody=TOPIC)
        assert waiting.wait(10)
    assert [thread.name for thread in threading.enumerate() if thread.name.startswith("cloudformation")] == []
    assert len(seen) == 1
    assert connections == []


def test_hosts_do_not_see_each_other() -> None:
    """Two accounts at once, then one of them alone."""
    with ExitStack() as stack:
        second = stack.enter_context(moto_host())
        with moto_host() as first:
            for host in (first, second):
                host.client("cloudformation").create_stack(StackName="same", TemplateBody=TOPIC)
            assert first.account != second.account
            arns = [_topics(host.client("sns")) for host in (first, second)]
            assert [len(found) for found in arns] == [1, 1]
            assert arns[0] != arns[1]
        assert _topics(second.client("sns")) == arns[1]


def test_an_account_that_was_left_is_empty_when_it_is_opened_again() -> None:
    """Nothing of an account stays in the process."""
    account = "246813579024"
    for _ in range(2):
        with moto_host(account) as host:
            host.client("s3").create_bucket(Bucket="the-one-and-only-bucket")
            host.client("codecommit").create_repository(repositoryName="models")
            assert host.client("cloudformation").list_stacks()["StackSummaries"] == []


@pytest.mark.parametrize("account", ["1234", "12345678901x", ""])
def test_an_account_id_has_twelve_digits(account: str) -> None:
    """Anything else is refused before anything starts."""
    with pytest.raises(CfnproofError, match="give 12 digits"), moto_host(account):
        pass


def test_two_hosts_cannot_have_the_same_account() -> None:
    """The second one would see what the first one has."""
    with moto_host("246813579024"), pytest.raises(CfnproofError, match="already"), moto_host("246813579024"):
        pass


def test_operations_that_are_not_emulated_are_refused() -> None:
    """They never answer with an empty success."""
    with moto_host() as host, pytest.raises(ClientError) as caught:
        host.client("codepipeline").list_webhooks()
    assert caught.value.response["Error"]["Code"] == "NotImplementedException"
    assert "CreatePipeline" in caught.value.response["Error"]["Message"]


def test_hosts_in_parallel_threads() -> None:
    """Each thread has an account of its own, and all end well."""
    failures: list[BaseException] = []

    def work() -> None:
        try:
            with moto_host() as host:
                deploy(host.client, "parallel", TOPIC)
                assert len(_topics(host.client("sns"))) == 1
        except BaseException as error:  # noqa: BLE001  # whatever it is, the test shows it
            failures.append(error)

    threads = [threading.Thread(target=work) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []


def _topics(sns: Any) -> list[str]:  # noqa: ANN401  # boto3's clients have no types
    return [topic["TopicArn"] for topic in sns.list_topics()["Topics"]]


@pytest.mark.parametrize(
    ("service", "operation", "code"),
    [
        ("cloudformation", "list_stacks", "InvalidClientTokenId"),
        ("codecommit", "list_repositories", "UnrecognizedClientException"),
        ("codepipeline", "list_pipelines", "UnrecognizedClientException"),
    ],
)
def test_a_key_of_no_emulated_account_is_refused(
    connections: list[object], service: str, operation: str, code: str
) -> None:
    """The service of moto would answer, and call a stack complete of which it made nothing.

    https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/CommonErrors.html
    https://docs.aws.amazon.com/kms/latest/APIReference/CommonErrors.html
    """
    before = boto3.client(service, region_name="us-east-1")
    with moto_host(), pytest.raises(ClientError) as error:
        getattr(before, operation)()
    assert error.value.response["Error"]["Code"] == code
    assert connections == []
