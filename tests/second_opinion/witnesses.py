"""A stack for each difference in the table, by its id: the smallest that meets it."""

from collections.abc import Mapping
from typing import Any, Final

from tests.second_opinion.subjects import Subject, Template, told

_WORD: Final = {"Ref": "Word"}
_PARAMETERS: Final = {"Word": {"Type": "String", "Default": "word"}, "On": {"Type": "String", "Default": "true"}}
_CONDITIONS: Final = {"IsOn": {"Fn::Equals": [{"Ref": "On"}, "true"]}}
_OTHER: Final = {"Word": "other"}
_OFF: Final = {"On": "false"}


def _template(**resources: Template) -> Template:
    parts = {"Parameters": _PARAMETERS, "Conditions": _CONDITIONS, "Resources": resources}
    return told(parts)


def _of(kind: str, properties: Mapping[str, Any] | None = None, **beside: object) -> dict[str, Any]:
    return {"Type": f"AWS::{kind}", "Properties": dict(properties or {}), **beside}


def _document(action: str, **who: object) -> dict[str, Any]:
    return {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": action, **who}]}


def _trust(*services: str) -> dict[str, Any]:
    return _document("sts:AssumeRole", Principal={"Service": [f"{one}.amazonaws.com" for one in services]})


def _role(trust: object = None, **properties: object) -> dict[str, Any]:
    return _of("IAM::Role", {"AssumeRolePolicyDocument": trust or _trust("states"), **properties})


def _bucket_policy(action: object) -> dict[str, Any]:
    statement = {"Principal": {"AWS": {"Ref": "AWS::AccountId"}}, "Resource": {"Fn::Sub": "${Bucket.Arn}/*"}}
    return _of("S3::BucketPolicy", {"Bucket": {"Ref": "Bucket"}, "PolicyDocument": _document(str(action), **statement)})


def _machine(result: str) -> dict[str, Any]:
    definition = f'{{"StartAt": "A", "States": {{"A": {{"Type": "Pass", "Comment": "{result}", "End": true}}}}}}'
    return _of(
        "StepFunctions::StateMachine",
        {"RoleArn": {"Fn::GetAtt": ["Role", "Arn"]}, "DefinitionString": {"Fn::Sub": definition}},
    )


_QUEUE: Final = _of("SQS::Queue")
_TOPIC: Final = _of("SNS::Topic")
_BUCKET: Final = _of("S3::Bucket")
_KEPT: Final = _of("SSM::Parameter", {"Type": "String", "Value": _WORD})
_CONDITIONAL: Final = _of("SQS::Queue", Condition="IsOn")
_NAMED: Final = _of("SQS::Queue", {"QueueName": _WORD})
_MANAGED: Final = _of("IAM::ManagedPolicy", {"PolicyDocument": _document("s3:GetObject", Resource="*")})
_MODEL: Final = _of(
    "SageMaker::Model",
    {
        "ExecutionRoleArn": {"Fn::GetAtt": ["Role", "Arn"]},
        "PrimaryContainer": {
            "Image": {"Fn::Sub": "763104351884.dkr.ecr.${AWS::Region}.amazonaws.com/pytorch-inference:2.6.0-cpu-py312"},
        },
    },
)
_SECOND_QUEUE: Final = _of("SQS::Queue", {"QueueName": "second"})

WITNESSES: Final[Mapping[str, Subject]] = {
    "absent-read": Subject(
        told(
            {
                **_template(Conditional=_CONDITIONAL),
                "Outputs": {"Of": {"Value": {"Fn::GetAtt": ["Conditional", "Arn"]}, "Condition": "IsOn"}},
            }
        ),
        _OFF,
        changed={"On": "true"},
        later=None,
    ),
    "queue-url": Subject(_template(Queue=_QUEUE)),
    "handle-url": Subject(_template(Handle=_of("CloudFormation::WaitConditionHandle"))),
    "bucket-domain": Subject(_template(Bucket=_BUCKET)),
    "bucket-dual-stack": Subject(_template(Bucket=_BUCKET)),
    "bucket-policy-id": Subject(_template(Bucket=_BUCKET, Policy=_bucket_policy("s3:GetObject"))),
    "topic-name": Subject(_template(Topic=_TOPIC)),
    "subscription-arn": Subject(
        _template(
            Topic=_TOPIC,
            Queue=_QUEUE,
            Subscription=_of(
                "SNS::Subscription",
                {"TopicArn": {"Ref": "Topic"}, "Protocol": "sqs", "Endpoint": {"Fn::GetAtt": ["Queue", "Arn"]}},
            ),
        )
    ),
    "parameter-name": Subject(_template(Kept=_KEPT)),
    "parameter-arn": Subject(_template(Kept=_KEPT)),
    "rule-name": Subject(_template(Rule=_of("Events::Rule", {"EventPattern": {"source": ["aws.s3"]}}))),
    "machine-revision": Subject(_template(Role=_role(), Machine=_machine("one"))),
    "inline-policy-id": Subject(
        _template(
            Role=_role(),
            Policy=_of(
                "IAM::Policy",
                {
                    "PolicyName": "reading",
                    "PolicyDocument": _document("s3:GetObject", Resource="*"),
                    "Roles": [{"Ref": "Role"}],
                },
            ),
        )
    ),
    "managed-policy-attributes": Subject(_template(Managed=_MANAGED)),
    "managed-policy-path": Subject(
        _template(Managed={**_MANAGED, "Properties": {**_MANAGED["Properties"], "Path": "/team/"}})
    ),
    "nothing-changed": Subject(_template(Queue=_QUEUE), changed=_OTHER),
    "condition-not-heeded": Subject(_template(Conditional=_CONDITIONAL, Kept=_KEPT), changed=_OFF),
    "removed-retained": Subject(
        _template(Kept=_KEPT, Queue={**_QUEUE, "DeletionPolicy": "Retain"}), later=_template(Kept=_KEPT)
    ),
    "indirect-in-place": Subject(
        _template(
            Role=_role(_trust("sagemaker"), Path=_WORD),
            Model=_MODEL,
            Queue=_of("SQS::Queue", {"QueueName": {"Fn::GetAtt": ["Role", "RoleId"]}}),
        ),
        {"Word": "/one/"},
        changed={"Word": "/two/"},
    ),
    "reference-replaces": Subject(
        _template(Bucket=_BUCKET, Policy=_bucket_policy("s3:GetObject")),
        later=_template(
            Bucket=_of("S3::Bucket", {"Tags": [{"Key": "class", "Value": "gold"}]}),
            Policy=_bucket_policy("s3:PutObject"),
        ),
    ),
    "replaced-not-listed": Subject(_template(Named=_NAMED), changed=_OTHER),
    "role-replaced": Subject(_template(Role=_role()), later=_template(Role=_role(_trust("states", "events")))),
    "topic-replaced": Subject(_template(Topic=_of("SNS::Topic", {"DisplayName": _WORD})), changed=_OTHER),
    "machine-name": Subject(_template(Role=_role(), Machine=_machine("${Word}")), changed=_OTHER),
    "dropped-property": Subject(_template(Queue=_SECOND_QUEUE), later=_template(Queue=_QUEUE)),
    "never-conditional": Subject(
        _template(Role=_role(_trust("sagemaker"), Description=_WORD), Model=_MODEL),
        changed=_OTHER,
        later=_template(
            Role=_role(_trust("sagemaker"), Description=_WORD),
            Model={**_MODEL, "Properties": {**_MODEL["Properties"], "Tags": [{"Key": "class", "Value": "gold"}]}},
        ),
    ),
    "dependents-not-changed": Subject(
        _template(
            Topic=_of("SNS::Topic", {"TopicName": "topic", "DisplayName": _WORD}),
            Kept=_of("SSM::Parameter", {"Type": "String", "Value": {"Fn::GetAtt": ["Topic", "TopicName"]}}),
        ),
        changed=_OTHER,
    ),
    "policies-not-changed": Subject(
        _template(Kept=_KEPT, Queue=_QUEUE),
        changed=_OTHER,
        later=_template(Kept=_KEPT, Queue={**_QUEUE, "DeletionPolicy": "Retain"}),
    ),
    "changes-without-details": Subject(_template(Kept=_KEPT), changed=_OTHER),
}
