"""The moto host: isolated accounts, and nothing that leaves the process."""

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
    """Code under test makes its own clients, with the credentials that the environment has."""
    with moto_host() as host:
        plain = boto3.client("sts")
        assert plain.get_caller_identity()["Account"] == host.account
        explicit = boto3.client("s3", **{key.lower(): value for key, value in REAL_LOOKING.items()})
        explicit.list_buckets()
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
                cloudformation = host.client("cloudformation")
                cloudformation.create_stack(StackName="parallel", TemplateBody=TOPIC)
                (stack,) = cloudformation.describe_stacks()["Stacks"]
                assert stack["StackStatus"] == "CREATE_COMPLETE"
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
