"""A stack of several types that depend on each other, and what it becomes in an update."""

from typing import Any, Final

from tests.unit.emulator.cloudformation.engine.life import of, template

_TRUST: Final = {
    "Version": "2012-10-17",
    "Statement": [{"Effect": "Allow", "Principal": {"Service": "states.amazonaws.com"}, "Action": "sts:AssumeRole"}],
}
_TOPIC: Final = {"Ref": "Topic"}
_QUEUE_ARN: Final = {"Fn::GetAtt": ["Queue", "Arn"]}


def _policy(action: str, resource: object) -> dict[str, Any]:
    statement = {"Effect": "Allow", "Action": action, "Resource": resource}
    return {"Version": "2012-10-17", "Statement": [statement]}


def _resources() -> dict[str, Any]:
    return {
        "Topic": of("SNS::Topic", {"DisplayName": "first"}),
        "Queue": of("SQS::Queue", {"VisibilityTimeout": 30}, DependsOn="Topic"),
        "Subscription": of("SNS::Subscription", {"TopicArn": _TOPIC, "Protocol": "sqs", "Endpoint": _QUEUE_ARN}),
        "Role": of(
            "IAM::Role",
            {
                "AssumeRolePolicyDocument": _TRUST,
                "Policies": [{"PolicyName": "publish", "PolicyDocument": _policy("sns:Publish", _TOPIC)}],
            },
            DependsOn="Subscription",
        ),
        "Parameter": of("SSM::Parameter", {"Type": "String", "Value": _TOPIC}, DependsOn="Role"),
    }


_OUTPUTS: Final = {"Topic": {"Value": _TOPIC}, "Queue": {"Value": {"Fn::GetAtt": ["Queue", "QueueName"]}}}

FIRST: Final = template(_resources(), Outputs=_OUTPUTS)
"""Topic, queue, subscription, role, parameter, each made after the one before."""


def _changed() -> str:
    """Topic and role change, queue and subscription are replaced, the log group comes, the parameter goes."""
    resources = _resources()
    resources["Topic"]["Properties"]["DisplayName"] = "second"
    resources["Queue"]["Properties"]["QueueName"] = "renamed"
    resources["Role"]["Properties"]["Policies"][0]["PolicyDocument"] = _policy("sns:*", _TOPIC)
    del resources["Parameter"]
    resources["Logs"] = of("Logs::LogGroup", {"RetentionInDays": 7}, DependsOn="Role")
    return template(resources, Outputs=_OUTPUTS)


SECOND: Final = _changed()
"""What `FIRST` becomes: every kind of change once."""

CAPABILITIES: Final = ["CAPABILITY_IAM"]
