"""What SNS delivers, the policies of queues, functions and keys must let it.

https://docs.aws.amazon.com/sns/latest/dg/subscribe-sqs-queue-to-sns-topic.html
https://docs.aws.amazon.com/sns/latest/dg/sns-enable-encryption-for-topic-sqs-queue-subscriptions.html
"""

import json
from collections.abc import Iterator
from contextlib import ExitStack
from typing import Any

import pytest
import requests

from cfnproof.hosts.access.ledger import Entry
from cfnproof.hosts.host import UnenforcedWarning
from cfnproof.hosts.moto.host import MotoHost, moto_host
from tests.roles import role
from tests.unit.hosts.resource_policies import Queue, policy, queue, statement

SNS = "sns.amazonaws.com"
USE_OF_KEY = ["kms:Decrypt", "kms:GenerateDataKey*"]


@pytest.fixture
def host() -> Iterator[MotoHost]:
    """An account of the test's own."""
    with moto_host() as running:
        yield running


def topic(host: MotoHost, *endpoints: tuple[str, str]) -> str:
    """A topic with subscriptions, each by protocol and endpoint."""
    sns = host.client("sns")
    arn: str = sns.create_topic(Name="told")["TopicArn"]
    for protocol, endpoint in endpoints:
        sns.subscribe(TopicArn=arn, Protocol=protocol, Endpoint=endpoint)
    return arn


def published(host: MotoHost, arn: str, *queues: Queue) -> list[list[str]]:
    """What each queue has got of one message, which Publish takes whatever becomes of it."""
    assert host.client("sns").publish(TopicArn=arn, Message="new model")["MessageId"]
    return [[json.loads(one["Body"])["Message"] for one in each.received()] for each in queues]


def denials(host: MotoHost) -> list[tuple[str, str]]:
    """What SNS was denied: actions and resources."""
    return [(one.request.action, one.request.resource) for one in denied(host)]


def denied(host: MotoHost) -> list[Entry]:
    """The denials of SNS itself."""
    return [one for one in host.control.ledger.denials() if one.request.principal.name == SNS]


def key_for(host: MotoHost, *services: dict[str, Any]) -> str:
    """The ARN of a key of the account's, which some services may use."""
    own = {"Effect": "Allow", "Principal": {"AWS": host.account}, "Action": "kms:*", "Resource": "*"}
    arn: str = host.client("kms").create_key(Policy=policy(own, *services))["KeyMetadata"]["Arn"]
    return arn


def test_a_queue_whose_policy_lets_sns_send(host: MotoHost) -> None:
    """For the topic, and for any topic of the account."""
    bound, free = queue(host.client, "bound"), queue(host.client, "free", SNS)
    arn = topic(host, ("sqs", bound.arn), ("sqs", free.arn))
    bound.allow(SNS, source=arn)
    assert published(host, arn, bound, free) == [["new model"], ["new model"]]
    assert denials(host) == []


def test_queues_whose_policies_do_not(host: MotoHost) -> None:
    """One has none, one is for another service, one for another topic: the others get the message all the same."""
    bare, foreign, other = queue(host.client, "bare"), queue(host.client, "foreign", "events.amazonaws.com"), None
    other, last = queue(host.client, "other"), queue(host.client, "last", SNS)
    arn = topic(host, *(("sqs", each.arn) for each in (bare, foreign, other, last)))
    other.allow(SNS, source=f"{arn}-more")
    assert published(host, arn, bare, foreign, other, last) == [[], [], [], ["new model"]]
    assert denials(host) == [("sqs:SendMessage", each.arn) for each in (bare, foreign, other)]


def test_the_ledger_says_what_was_asked(host: MotoHost) -> None:
    """By the service, for the topic, for the call that it makes."""
    bare = queue(host.client, "bare")
    arn = topic(host, ("sqs", bare.arn))
    published(host, arn)
    (entry,) = denied(host)
    assert (entry.source.service, entry.source.operation) == ("sqs", "SendMessage")
    assert entry.request.context["aws:sourcearn"] == arn
    assert entry.request.context["aws:sourceaccount"] == host.account
    assert entry.decision.missing is not None
    assert entry.decision.missing.because == "no resource-based policy allows the sqs:SendMessage action"


def test_an_encrypted_queue(host: MotoHost) -> None:
    """SNS must be let by the key, too, in the queue's name, and with both actions."""
    keys = {
        "open": key_for(host, statement(SNS, USE_OF_KEY, "*")),
        "shut": key_for(host),
        "half": key_for(host, statement(SNS, "kms:Decrypt", "*")),
    }
    queues = [queue(host.client, name, SNS, KmsMasterKeyId=key) for name, key in keys.items()]
    arn = topic(host, *(("sqs", each.arn) for each in queues))
    assert published(host, arn, *queues) == [["new model"], [], []]
    assert denials(host) == [("kms:GenerateDataKey", keys["shut"]), ("kms:GenerateDataKey", keys["half"])]


def test_a_function(host: MotoHost) -> None:
    """Its policy decides as a queue's does; what it is given is not looked at, for functions are never run."""
    functions = host.client("lambda")
    function = functions.create_function(
        FunctionName="told",
        Runtime="python3.13",
        Role=role(host.client, "function", "lambda.amazonaws.com"),
        Handler="index.handler",
        Code={"ZipFile": b"none"},
    )["FunctionArn"]
    arn = topic(host, ("lambda", function))
    published(host, arn)
    assert denials(host) == [("lambda:InvokeFunction", function)]
    functions.add_permission(
        FunctionName=function, StatementId="sns", Action="lambda:InvokeFunction", Principal=SNS, SourceArn=arn
    )
    published(host, arn)
    assert len(denied(host)) == 1
    (allowed,) = [
        one for one in host.control.ledger.entries() if one.request.principal.name == SNS and one.decision.allowed
    ]
    assert allowed.request.action == "lambda:InvokeFunction"


def test_nothing_leaves_the_process(host: MotoHost, monkeypatch: pytest.MonkeyPatch) -> None:
    """Mail and web addresses are nobody's resources, so nobody is asked; no address is posted to."""
    posted: list[str] = []
    monkeypatch.setattr(requests, "post", lambda url, **_: posted.append(url))
    endpoints = ("email", "team@example.com"), ("http", "http://example.com"), ("https", "https://example.com")
    arn = topic(host, *endpoints)
    assert published(host, arn) == []
    assert denials(host) == []
    assert posted == []


def test_an_account_on_which_everybody_may_do_everything() -> None:
    """There nobody is asked."""
    with ExitStack() as stack:
        with pytest.warns(UnenforcedWarning):
            host = stack.enter_context(moto_host(enforce_iam=False))
        bare = queue(host.client, "bare")
        arn = topic(host, ("sqs", bare.arn))
        assert published(host, arn, bare) == [["new model"]]
