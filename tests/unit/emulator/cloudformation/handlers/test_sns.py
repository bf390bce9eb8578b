"""AWS::SNS::Topic, AWS::SNS::TopicPolicy and AWS::SNS::Subscription against SNS's own answers.

https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-sns-topic.html
"""

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

import moto
import pytest
from botocore.exceptions import ClientError

from cfnproof.emulator.cloudformation.handlers import sns
from cfnproof.emulator.cloudformation.handlers.table import TableHandler
from cfnproof.emulator.cloudformation.handlers.target import HandlerError
from tests.unit.emulator.cloudformation.handlers.driver import Driver, Recorder, clients
from tests.unit.emulator.cloudformation.handlers.targets import ACCOUNT

(POLICY,) = (TableHandler(row) for row in sns.ROWS)
TOPIC, SUBSCRIPTION = sns.HANDLERS
KEY = f"arn:aws:kms:us-east-1:{ACCOUNT}:key/1"
ARN = f"arn:aws:sns:us-east-1:{ACCOUNT}:told"
WAITING = f"arn:aws:sqs:us-east-1:{ACCOUNT}:waiting"
OTHER = f"arn:aws:sqs:us-east-1:{ACCOUNT}:other"


@pytest.fixture
def topic() -> Iterator[Driver]:
    """A driver of a topic, in an empty account."""
    with moto.mock_aws():
        yield Driver(TOPIC, clients())


def _attributes(driver: Driver, arn: str = "") -> Mapping[str, str]:
    answer = driver.target.clients("sns").get_topic_attributes(TopicArn=arn or driver.physical_id)
    found: Mapping[str, str] = answer["Attributes"]
    return found


def _endpoints(driver: Driver) -> list[str]:
    answer = driver.target.clients("sns").list_subscriptions_by_topic(TopicArn=driver.physical_id)
    return sorted(one["Endpoint"] for one in answer["Subscriptions"])


def _queue(endpoint: str) -> dict[str, str]:
    return {"Protocol": "sqs", "Endpoint": endpoint}


def test_ref_is_the_arn(topic: Driver) -> None:
    """https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-sns-topic.html."""
    assert topic.create({"TopicName": "told"}) == ARN
    assert topic.attributes() == {"TopicArn": ARN, "TopicName": "told"}


@pytest.mark.parametrize(
    ("properties", "suffix"), [({}, ""), ({"FifoTopic": False}, ""), ({"FifoTopic": True}, r"\.fifo")]
)
def test_generated_name(topic: Driver, properties: dict[str, Any], suffix: str) -> None:
    """A FIFO topic has `.fifo` at the end of its name."""
    topic.create(properties)
    assert re.fullmatch(rf"stack-Thing-[A-Za-z0-9]{{12}}{suffix}", str(topic.attributes()["TopicName"]))


@pytest.mark.parametrize("properties", [{}, {"FifoTopic": True}])
def test_generated_name_of_long_ids_is_256_characters(properties: dict[str, Any]) -> None:
    """https://docs.aws.amazon.com/sns/latest/api/API_CreateTopic.html."""
    with moto.mock_aws():
        driver = Driver(TOPIC, clients(), stack_name="s" * 128, logical_id="L" * 255)
        driver.create(properties)
        assert len(str(driver.attributes()["TopicName"])) == 256


ATTRIBUTES = {
    "ArchivePolicy": ({"MessageRetentionPeriod": 7}, '{"MessageRetentionPeriod": 7}', "{}"),
    "ContentBasedDeduplication": (True, "true", "false"),
    "DisplayName": ("Approvals", "Approvals", ""),
    "FifoThroughputScope": ("MessageGroup", "MessageGroup", "Topic"),
    "KmsMasterKeyId": (KEY, KEY, ""),
    "SignatureVersion": ("2", "2", "1"),
    "TracingConfig": ("Active", "Active", "PassThrough"),
}


@pytest.mark.parametrize(("name", "case"), ATTRIBUTES.items(), ids=ATTRIBUTES)
def test_attribute_goes_with_the_create(name: str, case: tuple[object, str, str]) -> None:
    """https://docs.aws.amazon.com/sns/latest/api/API_CreateTopic.html."""
    recorder = Recorder({"sns.create_topic": {"TopicArn": ARN}})
    Driver(TOPIC, recorder).create({"FifoTopic": True, name: case[0]})
    assert dict(recorder.calls)["sns.create_topic"]["Attributes"] == {"FifoTopic": "true", name: case[1]}


@pytest.mark.parametrize(("name", "case"), ATTRIBUTES.items(), ids=ATTRIBUTES)
def test_attribute_is_changed_and_goes_back_to_its_default(name: str, case: tuple[object, str, str]) -> None:
    """https://docs.aws.amazon.com/sns/latest/api/API_SetTopicAttributes.html."""
    value, text, default = case
    recorder = Recorder(
        {"sns.create_topic": {"TopicArn": ARN}, "sns.list_subscriptions_by_topic": {"Subscriptions": []}}
    )
    driver = Driver(TOPIC, recorder)
    driver.create({})
    driver.update({name: value})
    driver.update({})
    sent = [request for call, request in recorder.calls if call == "sns.set_topic_attributes"]
    assert sent == [{"TopicArn": ARN, "AttributeName": name, "AttributeValue": text} for text in (text, default)]


def test_changes_reach_the_topic(topic: Driver) -> None:
    """What was set is what the topic has."""
    topic.create({"DisplayName": "Approvals", "KmsMasterKeyId": KEY})
    topic.update({"DisplayName": "Releases"})
    found = _attributes(topic)
    assert (found["DisplayName"], found.get("KmsMasterKeyId") or "") == ("Releases", "")


def test_subscriptions_of_a_topic(topic: Driver) -> None:
    """Those of the template come and go; one made by hand stays."""
    topic.create({"Subscription": [_queue(WAITING)]})
    assert _endpoints(topic) == [WAITING]
    topic.target.clients("sns").subscribe(TopicArn=topic.physical_id, Protocol="sqs", Endpoint=f"{OTHER}-by-hand")
    topic.update({"Subscription": [_queue(OTHER)]})
    assert _endpoints(topic) == [OTHER, f"{OTHER}-by-hand"]
    topic.update({})
    assert _endpoints(topic) == [f"{OTHER}-by-hand"]


def test_subscription_that_waits_for_its_confirmation_is_left_alone() -> None:
    """https://docs.aws.amazon.com/sns/latest/api/API_Unsubscribe.html."""
    mail = {"Protocol": "email", "Endpoint": "ml@example.com"}
    listed = {"Subscriptions": [{**mail, "SubscriptionArn": "PendingConfirmation"}]}
    recorder = Recorder({"sns.create_topic": {"TopicArn": ARN}, "sns.list_subscriptions_by_topic": listed})
    driver = Driver(TOPIC, recorder)
    driver.create({"Subscription": [mail]})
    driver.update({})
    assert "sns.list_subscriptions_by_topic" in dict(recorder.calls)
    assert "sns.unsubscribe" not in dict(recorder.calls)


def test_tags(topic: Driver) -> None:
    """The stack's and the topic's own tags are added, changed and removed."""

    def tags() -> dict[str, str]:
        answer = topic.target.clients("sns").list_tags_for_resource(ResourceArn=topic.physical_id)
        return {tag["Key"]: tag["Value"] for tag in answer["Tags"]}

    topic.create({"Tags": [{"Key": "kind", "Value": "approval"}]}, {"team": "ml"})
    assert tags() == {"kind": "approval", "team": "ml"}
    topic.update({"Tags": [{"Key": "kind", "Value": "release"}]}, {"stage": "test"})
    assert tags() == {"kind": "release", "stage": "test"}


def test_only_tags_that_differ_are_set() -> None:
    """A tag that stays is not sent again."""
    recorder = Recorder(
        {"sns.create_topic": {"TopicArn": ARN}, "sns.list_subscriptions_by_topic": {"Subscriptions": []}}
    )
    driver = Driver(TOPIC, recorder)
    driver.create({}, {"team": "ml", "stage": "test"})
    driver.update({}, {"team": "ml", "stage": "live"})
    assert dict(recorder.calls)["sns.tag_resource"]["Tags"] == [{"Key": "stage", "Value": "live"}]


def test_taken_name(topic: Driver) -> None:
    """SNS itself would answer with the topic that is there: AWS's handler looks first."""
    topic.target.clients("sns").create_topic(Name="told")
    with pytest.raises(HandlerError, match="told already exists") as caught:
        topic.create({"TopicName": "told"})
    assert (caught.value.code, topic.physical_id) == ("AlreadyExists", "")


def test_delete_and_delete_again(topic: Driver) -> None:
    """A topic that has gone already is no error."""
    topic.create({})
    topic.delete()
    assert topic.target.clients("sns").list_topics()["Topics"] == []
    topic.delete()


def _document(sid: str) -> dict[str, Any]:
    statement = {"Sid": sid, "Effect": "Deny", "Principal": "*", "Action": "sns:Publish", "Resource": "*"}
    return {"Version": "2012-10-17", "Statement": [statement]}


def _sid(driver: Driver, arn: str) -> str:
    return str(json.loads(_attributes(driver, arn)["Policy"])["Statement"][0]["Sid"])


def test_topic_policy(topic: Driver) -> None:
    """https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-sns-topicpolicy.html."""
    client = topic.target.clients("sns")
    one, two = (client.create_topic(Name=name)["TopicArn"] for name in ("one", "two"))
    untouched = json.loads(_attributes(topic, two)["Policy"])
    policy = Driver(POLICY, topic.target.clients)
    policy.create({"Topics": [one], "PolicyDocument": _document("A")})
    assert policy.attributes() == {"Id": policy.physical_id}
    assert (_sid(policy, one), _sid(policy, two)) == ("A", "__default_statement_ID")
    policy.update({"Topics": [one, two], "PolicyDocument": _document("B")})
    assert (_sid(policy, one), _sid(policy, two)) == ("B", "B")
    policy.update({"Topics": [two], "PolicyDocument": _document("B")})
    assert (_sid(policy, one), _sid(policy, two)) == ("__default_statement_ID", "B")
    policy.delete()
    restored = json.loads(_attributes(policy, two)["Policy"])
    assert restored["Statement"][0]["Resource"] == untouched["Statement"][0]["Resource"] == two
    assert restored["Statement"][0]["Condition"] == {"StringEquals": {"AWS:SourceOwner": ACCOUNT}}
    client.delete_topic(TopicArn=two)
    policy.delete()


@pytest.fixture
def subscription(topic: Driver) -> Driver:
    """A driver of a subscription, beside the topic `told`."""
    topic.create({"TopicName": "told"})
    return Driver(SUBSCRIPTION, topic.target.clients)


def _subscribed(driver: Driver) -> Mapping[str, str]:
    answer = driver.target.clients("sns").get_subscription_attributes(SubscriptionArn=driver.physical_id)
    found: Mapping[str, str] = answer["Attributes"]
    return found


def test_subscription(subscription: Driver) -> None:
    """https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-sns-subscription.html."""
    base = {"TopicArn": ARN, **_queue(WAITING)}
    subscription.create({**base, "FilterPolicy": {"kind": ["model"]}, "RawMessageDelivery": True})
    assert subscription.physical_id.startswith(f"{ARN}:")
    assert subscription.attributes() == {"Arn": subscription.physical_id}
    found = _subscribed(subscription)
    assert (json.loads(found["FilterPolicy"]), found["RawMessageDelivery"]) == ({"kind": ["model"]}, "true")
    subscription.update({**base, "FilterPolicy": {"kind": ["data"]}})
    found = _subscribed(subscription)
    assert (json.loads(found["FilterPolicy"]), found["RawMessageDelivery"]) == ({"kind": ["data"]}, "false")
    subscription.delete()
    with pytest.raises(ClientError, match="NotFound"):
        _subscribed(subscription)
    subscription.delete()


SUBSCRIPTION_ATTRIBUTES = {
    "DeliveryPolicy": ({"healthyRetryPolicy": {"numRetries": 1}}, '{"healthyRetryPolicy": {"numRetries": 1}}', ""),
    "FilterPolicy": ({"kind": ["model"]}, '{"kind": ["model"]}', ""),
    "FilterPolicyScope": ("MessageBody", "MessageBody", "MessageAttributes"),
    "RawMessageDelivery": (True, "true", "false"),
    "RedrivePolicy": ({"deadLetterTargetArn": OTHER}, json.dumps({"deadLetterTargetArn": OTHER}), ""),
    "ReplayPolicy": ({"PointType": "Timestamp"}, '{"PointType": "Timestamp"}', ""),
    "SubscriptionRoleArn": (f"arn:aws:iam::{ACCOUNT}:role/sent", f"arn:aws:iam::{ACCOUNT}:role/sent", ""),
}


@pytest.mark.parametrize(("name", "case"), SUBSCRIPTION_ATTRIBUTES.items(), ids=SUBSCRIPTION_ATTRIBUTES)
def test_subscription_attribute(name: str, case: tuple[object, str, str]) -> None:
    """https://docs.aws.amazon.com/sns/latest/api/API_SetSubscriptionAttributes.html."""
    value, text, default = case
    base = {"TopicArn": ARN, **_queue(WAITING)}
    recorder = Recorder({"sns.subscribe": {"SubscriptionArn": "arn"}})
    driver = Driver(SUBSCRIPTION, recorder)
    driver.create({**base, name: value})
    created = {**base, "Attributes": {name: text}, "ReturnSubscriptionArn": True}
    assert recorder.calls == [("sns.subscribe", created)]
    driver.update(base)
    driver.update({**base, name: value})
    sent = [request for call, request in recorder.calls if call == "sns.set_subscription_attributes"]
    assert sent == [{"SubscriptionArn": "arn", "AttributeName": name, "AttributeValue": one} for one in (default, text)]


def test_subscription_that_waits_for_its_confirmation_cannot_be_deleted() -> None:
    """https://docs.aws.amazon.com/sns/latest/api/API_Unsubscribe.html."""
    recorder = Recorder({"sns.get_subscription_attributes": {"Attributes": {"PendingConfirmation": "true"}}})
    driver = Driver(SUBSCRIPTION, recorder)
    with pytest.raises(HandlerError, match="cannot be deleted if pending confirmation") as caught:
        driver.delete()
    assert caught.value.code == "InvalidRequest"
    assert [name for name, _ in recorder.calls] == ["sns.get_subscription_attributes"]
