"""EventBridge's rules on the moto host.

https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-rules.html
"""

import json
from collections.abc import Iterator
from typing import Any

import pytest
from botocore.exceptions import ClientError

from cfnproof.emulator.codepipeline.executions.artifacts import zipped
from cfnproof.hosts.control import ServiceRequest
from cfnproof.hosts.moto.host import MotoHost, moto_host
from tests.roles import role
from tests.unit.hosts.resource_policies import Queue, policy, queue, statement

EVENT = {"Source": "team.models", "DetailType": "Model trained", "Detail": '{"model": "m-1"}'}
PATTERN = json.dumps({"source": ["team.models"]})
EVENTS = "events.amazonaws.com"


@pytest.fixture(scope="module")
def host() -> Iterator[MotoHost]:
    """One account for all cases, which use names of their own."""
    with moto_host() as running:
        yield running


def _queue(host: MotoHost, name: str) -> Queue:
    """A queue to which EventBridge may send.

    https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-use-resource-based.html#eb-sqs-permissions
    """
    return queue(host.client, name, EVENTS)


def _rule(host: MotoHost, name: str, *targets: dict[str, Any], **settings: Any) -> str:  # noqa: ANN401  # of PutRule
    """A rule on a bus of its own."""
    events = host.client("events")
    events.create_event_bus(Name=name)
    arn: str = events.put_rule(Name=name, EventBusName=name, **{"EventPattern": PATTERN, **settings})["RuleArn"]
    described = [{"Id": str(number), **target} for number, target in enumerate(targets)]
    events.put_targets(Rule=name, EventBusName=name, Targets=described)
    return arn


def _put(host: MotoHost, bus: str) -> dict[str, Any]:
    answer: dict[str, Any] = host.client("events").put_events(Entries=[{**EVENT, "EventBusName": bus}])
    return answer


def test_an_event_arrives_with_all_its_members(host: MotoHost) -> None:
    """Times are text, and the account is among them, as at AWS."""
    target = _queue(host, "whole")
    arn = target.arn
    _rule(host, "whole", {"Arn": arn}, {"Arn": arn, "InputPath": "$.detail"}, {"Arn": arn, "Input": '"fixed"'})
    event_id = _put(host, "whole")["Entries"][0]["EventId"]
    whole, part, fixed = (json.loads(message["Body"]) for message in target.received())
    assert (part, fixed) == ({"model": "m-1"}, "fixed")
    assert whole.pop("time").endswith("Z")
    assert whole == {
        "version": "0",
        "id": event_id,
        "detail-type": "Model trained",
        "source": "team.models",
        "account": host.account,
        "region": host.region,
        "resources": [],
        "detail": {"model": "m-1"},
    }


def test_rules_that_do_not_deliver(host: MotoHost) -> None:
    """A DISABLED rule, one whose pattern does not match, and one that has only a schedule."""
    target = _queue(host, "silent")
    _rule(host, "disabled", {"Arn": target.arn}, State="DISABLED")
    _rule(host, "other", {"Arn": target.arn}, EventPattern=json.dumps({"source": ["another.team"]}))
    events = host.client("events")
    events.put_rule(Name="hourly", ScheduleExpression="rate(1 hour)")
    events.put_targets(Rule="hourly", Targets=[{"Id": "1", "Arn": target.arn}])
    for bus in ("disabled", "other", "default"):
        assert _put(host, bus)["FailedEntryCount"] == 0
    assert target.received() == []
    events.enable_rule(Name="disabled", EventBusName="disabled")
    _put(host, "disabled")
    assert len(target.received()) == 1


def test_a_target_that_is_no_whole_arn_gets_nothing(host: MotoHost) -> None:
    """It is taken, and the other targets of the rule get the event."""
    target = _queue(host, "whole-beside-part")
    _rule(host, "part", {"Arn": "arn:aws:sqs"}, {"Arn": target.arn})
    assert _put(host, "part")["FailedEntryCount"] == 0
    assert len(target.received()) == 1


def test_a_bus_passes_events_on_and_an_archive_keeps_them(host: MotoHost) -> None:
    """https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-bus-to-bus.html."""
    target = _queue(host, "passed")
    events = host.client("events")
    _rule(host, "second", {"Arn": target.arn})
    bus = events.describe_event_bus(Name="second")["Arn"]
    _rule(host, "first", {"Arn": bus})
    first = events.describe_event_bus(Name="first")["Arn"]
    events.create_archive(ArchiveName="kept", EventSourceArn=first)
    event_id = _put(host, "first")["Entries"][0]["EventId"]
    assert [json.loads(message["Body"])["id"] for message in target.received()] == [event_id]
    assert events.describe_archive(ArchiveName="kept")["EventCount"] == 1


def test_topics_functions_and_logs_get_events(host: MotoHost) -> None:
    """Without a role: EventBridge itself calls them. Functions are never run."""
    published = queue(host.client, "published", "sns.amazonaws.com")
    topic, function, group = _topic(host, published), _function(host), _log_group(host, "/aws/events/models")
    _rule(host, "noted", {"Arn": topic, "InputPath": "$.detail"}, {"Arn": function}, {"Arn": group})
    asked: list[ServiceRequest] = []
    host.control.before_request = asked.append
    _put(host, "noted")
    host.control.before_request = None
    operations = [(request.by, request.operation) for request in asked]
    assert operations == [
        ("events.amazonaws.com", operation) for operation in ("Publish", "Invoke", "CreateLogStream", "PutLogEvents")
    ]
    assert [message["Body"] for message in published.received()] == ['{"model":"m-1"}']
    (logged,) = host.client("logs").filter_log_events(logGroupName="/aws/events/models")["events"]
    assert json.loads(logged["message"])["detail"] == {"model": "m-1"}


@pytest.mark.parametrize("lacking", ["topic", "function", "log group"])
def test_targets_that_do_not_let_eventbridge_in(host: MotoHost, lacking: str) -> None:
    """The policies of targets decide, those of log groups too.

    https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-use-resource-based.html
    """
    name = f"closed-{lacking.replace(' ', '-')}"
    make = {"topic": _topic_of, "function": _function_of, "log group": _log_group_of}[lacking]
    target = make(host, name)
    rule = _rule(host, name, {"Arn": target})
    host.control.undelivered.clear()
    _put(host, name)
    (lost,) = host.control.undelivered
    assert (lost.rule_arn, lost.target_arn, lost.code) == (rule, target, "NO_PERMISSIONS")
    assert "no resource-based policy allows" in lost.message


def _topic(host: MotoHost, subscriber: Queue) -> str:
    """A topic that EventBridge may publish to, with a subscription."""
    sns, arn = host.client("sns"), _topic_of(host, "published")
    text = policy(statement(EVENTS, "sns:Publish", arn))
    sns.set_topic_attributes(TopicArn=arn, AttributeName="Policy", AttributeValue=text)
    sns.subscribe(TopicArn=arn, Protocol="sqs", Endpoint=subscriber.arn, Attributes={"RawMessageDelivery": "true"})
    return arn


def _topic_of(host: MotoHost, name: str) -> str:
    arn: str = host.client("sns").create_topic(Name=name)["TopicArn"]
    return arn


def _log_group(host: MotoHost, name: str) -> str:
    """A log group that EventBridge may write to."""
    arn = _log_group_of(host, name)
    text = policy(statement(EVENTS, ["logs:CreateLogStream", "logs:PutLogEvents"], f"{arn}:*"))
    host.client("logs").put_resource_policy(policyName="events", policyDocument=text)
    return arn


def _log_group_of(host: MotoHost, name: str) -> str:
    host.client("logs").create_log_group(logGroupName=name)
    return f"arn:aws:logs:{host.region}:{host.account}:log-group:{name}"


def _function(host: MotoHost) -> str:
    """A function that EventBridge may invoke."""
    arn = _function_of(host, "noted")
    host.client("lambda").add_permission(
        FunctionName=arn, StatementId="events", Action="lambda:InvokeFunction", Principal=EVENTS
    )
    return arn


def _function_of(host: MotoHost, name: str) -> str:
    """A function of some code."""
    arn: str = host.client("lambda").create_function(
        FunctionName=name,
        Runtime="python3.13",
        Role=role(host.client, f"function-{name}", "lambda.amazonaws.com"),
        Handler="index.handler",
        Code={"ZipFile": zipped({"index.py": b"def handler(event, context): ..."})},
    )["FunctionArn"]
    return arn


def test_a_pipeline_is_started_as_the_targets_role(host: MotoHost) -> None:
    """https://docs.aws.amazon.com/codepipeline/latest/userguide/create-cwe-ami-codecommit-console.html."""
    starter = role(host.client, "starter", "events.amazonaws.com")
    pipeline = f"arn:aws:codepipeline:{host.region}:{host.account}:train"
    _rule(host, "start", {"Arn": pipeline, "RoleArn": starter})
    asked: list[ServiceRequest] = []

    def answer(request: ServiceRequest) -> None:
        if request.operation == "AssumeRole":
            return
        asked.append(request)
        error = {"Error": {"Code": "PipelineNotFoundException", "Message": "seen"}}
        raise ClientError(error, request.operation)

    host.control.before_request = answer
    _put(host, "start")
    host.control.before_request = None
    (request,) = asked
    assert (request.by, request.operation) == ("events.amazonaws.com", "StartPipelineExecution")
    who = host.client("sts", access_key=request.access_key).get_caller_identity()["Arn"]
    assert who.startswith(f"arn:aws:sts::{host.account}:assumed-role/starter/")


def test_what_is_not_delivered_is_recorded_and_buried_and_the_rest_goes_on(host: MotoHost) -> None:
    """PutEvents succeeds all the same. https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-rule-dlq.html."""
    reached, dead = _queue(host, "reached"), _queue(host, "dead")
    pipeline = f"arn:aws:codepipeline:{host.region}:{host.account}:train"
    cluster = f"arn:aws:ecs:{host.region}:{host.account}:cluster/c"
    targets = ({"Arn": pipeline, "DeadLetterConfig": {"Arn": dead.arn}}, {"Arn": cluster}, {"Arn": reached.arn})
    rule = _rule(host, "failing", *targets)
    host.control.undelivered.clear()
    assert _put(host, "failing")["FailedEntryCount"] == 0
    assert len(reached.received()) == 1
    message = f"RoleArn is required for target {pipeline}."
    lost = [(each.rule_arn, each.target_arn, each.code) for each in host.control.undelivered]
    assert lost == [(rule, pipeline, "NO_PERMISSIONS"), (rule, cluster, "NOT_EMULATED")]
    (letter,) = dead.received()
    assert json.loads(letter["Body"])["detail"] == {"model": "m-1"}
    assert {name: value["StringValue"] for name, value in letter["MessageAttributes"].items()} == {
        "RULE_ARN": rule,
        "TARGET_ARN": pipeline,
        "ERROR_CODE": "NO_PERMISSIONS",
        "ERROR_MESSAGE": message,
        "RETRY_ATTEMPTS": "0",
    }


def test_a_dead_letter_queue_that_is_missing_is_recorded_too(host: MotoHost) -> None:
    """The event is lost then, and both records say so."""
    topic = f"arn:aws:sns:{host.region}:{host.account}:missing"
    dead = f"arn:aws:sqs:{host.region}:{host.account}:missing"
    _rule(host, "lost", {"Arn": topic, "DeadLetterConfig": {"Arn": dead}})
    host.control.undelivered.clear()
    _put(host, "lost")
    assert [(each.target_arn, each.code) for each in host.control.undelivered] == [
        (topic, "NO_RESOURCE"),
        (dead, "NO_RESOURCE"),
    ]


def test_a_host_leaves_the_rules_of_others_alone(host: MotoHost) -> None:
    """Each account's rules deliver as its own host does, and record on it."""
    host.control.undelivered.clear()
    with moto_host() as other:
        topic = f"arn:aws:sns:{other.region}:{other.account}:missing"
        _rule(other, "lost-there", {"Arn": topic})
        _put(other, "lost-there")
        assert [each.target_arn for each in other.control.undelivered] == [topic]
    assert host.control.undelivered == []
    still = _queue(host, "still")
    _rule(host, "still", {"Arn": still.arn})
    _put(host, "still")
    assert len(still.received()) == 1
