"""What hypothesis puts into the properties of each resource type: what can change in place, and what replaces."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from hypothesis import strategies as st

Properties = dict[str, Any]
Strategy = st.SearchStrategy[Any]


@dataclass(frozen=True, slots=True)
class Neighbours:
    """What a resource may refer to: `to` what it must, `found` the logical ids of each kind."""

    to: tuple[str, ...]
    found: Mapping[str, list[str]]

    def some(self, *kinds: str, most: int = 2) -> Strategy:
        """ARNs or, of what has none to offer here, references of some resources of these kinds."""
        choices = [(kind, name) for kind in kinds for name in self.found.get(kind, ())]
        if not choices:
            return st.just([])
        arns = st.sampled_from(choices)
        return st.lists(arns, unique=True, max_size=most).map(lambda named: [arn(*one) for one in named])

    def refs(self, kind: str) -> Strategy:
        """References to some resources of a kind, at least one."""
        return st.lists(st.sampled_from(self.found[kind]), unique=True, min_size=1, max_size=2).map(
            lambda names: [ref(name) for name in names]
        )

    def text(self) -> Strategy:
        """Text that may come from parameters, conditions and the resources before."""
        names = sorted(name for kind, names in self.found.items() if kind != "handle" for name in names)
        written = st.sampled_from(
            [
                "alpha",
                "beta",
                ref("Word"),
                {"Fn::If": ["IsOn", "lit", ref("Word")]},
                {"Fn::Sub": "in-${AWS::StackName}"},
            ]
        )
        if not names:
            return written
        named = st.sampled_from(names)
        joined = named.map(lambda name: {"Fn::Join": ["-", ["of", ref(name)]]})
        return written | named.map(ref) | joined | named.map(lambda name: {"Fn::Sub": ["at ${It}", {"It": ref(name)}]})


Maker = Callable[[str, Neighbours], Strategy]


@dataclass(frozen=True, slots=True)
class Kind:
    """A resource type: `type` is its name without `AWS::`.

    `needs` are the kinds that it cannot do without; `once` says that there can be only one for the same ones. `keeps`
    says that it can be retained when everything else goes. `arn` is the attribute that is the ARN.
    """

    name: str
    type: str
    properties: Maker
    needs: tuple[str, ...] = ()
    once: bool = False
    keeps: bool = False
    arn: str = ""


def ref(name: str) -> Properties:
    """A reference to a resource or a parameter."""
    return {"Ref": name}


def arn(kind: str, name: str) -> Properties:
    """The ARN of a resource."""
    return {"Fn::GetAtt": [name, _ARNS[kind]]}


def _some(required: Mapping[str, Strategy], optional: Mapping[str, Strategy]) -> Strategy:
    return st.fixed_dictionaries(dict(required), optional=dict(optional))


_LABELS: Final = st.sampled_from(("gold", "silver"))
_TAGS: Final = _LABELS.map(lambda value: [{"Key": "class", "Value": value}])


def _names(logical_id: str) -> Strategy:
    """Names of the resource's own, in lower case, which every type takes."""
    return st.sampled_from([f"{logical_id.lower()}-one", f"{logical_id.lower()}-two"])


def _document(action: str, resource: object, **who: object) -> Properties:
    statement = {"Sid": "All", "Effect": "Allow", "Action": action, "Resource": resource, **who}
    return {"Version": "2012-10-17", "Statement": [statement]}


def _documents(resource: object, *actions: str, **who: object) -> Strategy:
    return st.sampled_from([_document(action, resource, **who) for action in actions])


def _trust(*services: str) -> Properties:
    who = {"Service": [f"{service}.amazonaws.com" for service in services]}
    statement = {"Effect": "Allow", "Principal": who, "Action": "sts:AssumeRole"}
    return {"Version": "2012-10-17", "Statement": [statement]}


def _bucket(logical_id: str, near: Neighbours) -> Strategy:  # noqa: ARG001  # a Maker
    algorithm = {"ServerSideEncryptionByDefault": {"SSEAlgorithm": "AES256"}}
    rules = st.integers(1, 3).map(lambda days: {"Rules": [{"Id": "r", "Status": "Enabled", "ExpirationInDays": days}]})
    name = _names(logical_id).map(lambda name: {"Fn::Sub": f"{name}-${{AWS::AccountId}}"})
    return _some(
        {},
        {
            "BucketName": name,
            "VersioningConfiguration": st.sampled_from([{"Status": "Enabled"}, {"Status": "Suspended"}]),
            "PublicAccessBlockConfiguration": st.booleans().map(lambda on: {"BlockPublicAcls": on}),
            "BucketEncryption": st.just({"ServerSideEncryptionConfiguration": [algorithm]}),
            "OwnershipControls": st.just({"Rules": [{"ObjectOwnership": "BucketOwnerEnforced"}]}),
            "LifecycleConfiguration": rules,
            "Tags": _TAGS,
        },
    )


def _bucket_policy(logical_id: str, near: Neighbours) -> Strategy:  # noqa: ARG001  # a Maker
    bucket = near.to[0]
    resource = {"Fn::Sub": f"${{{bucket}.Arn}}/*"}
    documents = _documents(resource, "s3:GetObject", "s3:PutObject", Principal={"AWS": ref("AWS::AccountId")})
    return _some({"Bucket": st.just(ref(bucket)), "PolicyDocument": documents}, {})


def _role(logical_id: str, near: Neighbours) -> Strategy:  # noqa: ARG001  # a Maker
    policy = st.fixed_dictionaries(
        {"PolicyName": st.sampled_from(["read", "write"]), "PolicyDocument": _documents("*", "s3:Get*", "s3:Put*")}
    )
    managed = st.lists(st.sampled_from(near.found.get("managed", ["-"])), unique=True, max_size=2)
    attached = {"ManagedPolicyArns": managed.map(lambda names: [ref(name) for name in names])}
    return _some(
        {
            "AssumeRolePolicyDocument": st.sampled_from(
                [_trust("states", "sagemaker"), _trust("sagemaker", "states", "events")]
            )
        },
        {
            "Description": st.sampled_from(["first", "second", ref("Word")]),
            "MaxSessionDuration": st.sampled_from([3600, 7200]),
            "Path": st.sampled_from(["/", "/team/"]),
            "Policies": st.lists(policy, unique_by=lambda one: one["PolicyName"], max_size=2),
            **(attached if near.found.get("managed") else {}),
            "Tags": _TAGS,
        },
    )


def _inline(logical_id: str, near: Neighbours) -> Strategy:
    documents = _documents("*", "sqs:*", "sns:*")
    return _some({"PolicyName": _names(logical_id), "PolicyDocument": documents, "Roles": near.refs("role")}, {})


def _managed(logical_id: str, near: Neighbours) -> Strategy:  # noqa: ARG001  # a Maker
    roles = {"Roles": near.refs("role")} if near.found.get("role") else {}
    optional = {"Path": st.sampled_from(["/", "/team/"]), "Description": st.sampled_from(["first", "second"]), **roles}
    return _some({"PolicyDocument": _documents("*", "logs:Get*", "logs:Put*")}, optional)


def _key(logical_id: str, near: Neighbours) -> Strategy:
    del logical_id
    states = st.sampled_from([{}, {"EnableKeyRotation": True}, {"Enabled": False}, {"Enabled": True}])
    rest = _some({}, {"Description": near.text(), "PendingWindowInDays": st.integers(7, 9), "Tags": _TAGS})
    return st.tuples(states, rest).map(lambda both: {**both[0], **both[1]})


def _alias(logical_id: str, near: Neighbours) -> Strategy:
    return _some(
        {"AliasName": _names(logical_id).map(lambda name: f"alias/{name}"), "TargetKeyId": st.just(ref(near.to[0]))}, {}
    )


def _topic(logical_id: str, near: Neighbours) -> Strategy:  # noqa: ARG001  # a Maker
    function = {"Fn::Sub": "arn:${AWS::Partition}:lambda:${AWS::Region}:${AWS::AccountId}:function:f"}
    return _some(
        {},
        {
            "TopicName": _names(logical_id),
            "DisplayName": st.sampled_from(["first", "second", ref("Word"), {"Fn::If": ["IsOn", "on", "off"]}]),
            "Subscription": st.just([{"Protocol": "lambda", "Endpoint": function}]),
            "Tags": _TAGS,
        },
    )


def _topic_policy(logical_id: str, near: Neighbours) -> Strategy:  # noqa: ARG001  # a Maker
    topic = near.to[0]
    documents = _documents(ref(topic), "sns:Publish", "sns:Subscribe", Principal={"Service": "events.amazonaws.com"})
    return _some({"Topics": st.just([ref(topic)]), "PolicyDocument": documents}, {})


def _subscription(logical_id: str, near: Neighbours) -> Strategy:  # noqa: ARG001  # a Maker
    topic, queue = near.to
    fixed = {"TopicArn": ref(topic), "Protocol": "sqs", "Endpoint": arn("queue", queue)}
    return _some(
        {name: st.just(value) for name, value in fixed.items()},
        {
            "RawMessageDelivery": st.booleans(),
            "FilterPolicy": st.sampled_from([{"kind": ["a"]}, {"kind": ["b"]}]),
        },
    )


def _queue(logical_id: str, near: Neighbours) -> Strategy:
    others = near.found.get("queue", [])
    redrive = {
        "RedrivePolicy": st.sampled_from(others).map(
            lambda name: {"deadLetterTargetArn": arn("queue", name), "maxReceiveCount": 3}
        )
    }
    return _some(
        {},
        {
            "QueueName": _names(logical_id),
            "VisibilityTimeout": st.integers(30, 32),
            "DelaySeconds": st.integers(0, 2),
            **(redrive if others else {}),
            "Tags": _TAGS,
        },
    )


def _queue_policy(logical_id: str, near: Neighbours) -> Strategy:  # noqa: ARG001  # a Maker
    queue = near.to[0]
    who = {"Service": "sns.amazonaws.com"}
    documents = _documents(arn("queue", queue), "sqs:SendMessage", "sqs:ReceiveMessage", Principal=who)
    return _some({"Queues": st.just([ref(queue)]), "PolicyDocument": documents}, {})


def _log_group(logical_id: str, near: Neighbours) -> Strategy:  # noqa: ARG001  # a Maker
    return _some(
        {}, {"LogGroupName": _names(logical_id), "RetentionInDays": st.sampled_from([1, 7, 30]), "Tags": _TAGS}
    )


def _rule(logical_id: str, near: Neighbours) -> Strategy:
    targets = near.some("queue", "topic").map(
        lambda arns: [{"Id": found["Fn::GetAtt"][0], "Arn": found} for found in arns]
    )
    return _some(
        {"EventPattern": st.sampled_from([{"source": ["aws.s3"]}, {"source": ["aws.ecr"]}])},
        {
            "Name": _names(logical_id),
            "State": st.sampled_from(["ENABLED", "DISABLED"]),
            "Description": near.text(),
            "Targets": targets,
            "Tags": _TAGS,
        },
    )


def _parameter(logical_id: str, near: Neighbours) -> Strategy:
    tags = _LABELS.map(lambda value: {"class": value})
    return _some(
        {"Type": st.just("String"), "Value": near.text()},
        {"Name": _names(logical_id), "Description": near.text(), "Tags": tags},
    )


def _alarm(logical_id: str, near: Neighbours) -> Strategy:
    fixed = {"Namespace": "AWS/SQS", "MetricName": "Age", "Statistic": "Maximum", "Period": 60, "EvaluationPeriods": 1}
    return _some(
        {
            **{name: st.just(value) for name, value in fixed.items()},
            "ComparisonOperator": st.just("GreaterThanThreshold"),
            "Threshold": st.integers(1, 3),
        },
        {
            "AlarmName": _names(logical_id),
            "AlarmActions": near.some("topic"),
            "AlarmDescription": near.text(),
            "Tags": _TAGS,
        },
    )


def _machine(logical_id: str, near: Neighbours) -> Strategy:
    definition = '{"StartAt": "A", "States": {"A": {"Type": "Pass", "Result": "%s", "End": true}}}'
    return _some(
        {
            "RoleArn": st.just(arn("role", near.to[0])),
            "DefinitionString": st.sampled_from([definition % "one", definition % "two"]),
        },
        {"StateMachineName": _names(logical_id), "Tags": _TAGS},
    )


def _repository(logical_id: str, near: Neighbours) -> Strategy:
    trigger = near.some("topic", most=1).map(
        lambda arns: [{"Name": "told", "DestinationArn": one, "Events": ["all"]} for one in arns]
    )
    return _some(
        {"RepositoryName": _names(logical_id)},
        {"RepositoryDescription": near.text(), "Triggers": trigger, "Tags": _TAGS},
    )


def _model(logical_id: str, near: Neighbours) -> Strategy:  # noqa: ARG001  # a Maker
    image = "123456789012.dkr.ecr.us-east-1.amazonaws.com/image:%s"
    containers = st.sampled_from([{"Image": image % "one"}, {"Image": image % "two"}])
    return _some(
        {"ExecutionRoleArn": st.just(arn("role", near.to[0])), "PrimaryContainer": containers}, {"Tags": _TAGS}
    )


def _endpoint_config(logical_id: str, near: Neighbours) -> Strategy:  # noqa: ARG001  # a Maker
    model = {"Fn::GetAtt": [near.to[0], "ModelName"]}
    variants = st.integers(1, 2).map(
        lambda count: [
            {"VariantName": "all", "ModelName": model, "InstanceType": "ml.m5.large", "InitialInstanceCount": count}
        ]
    )
    fixed = variants.map(lambda found: [{**one, "InitialVariantWeight": 1} for one in found])
    return _some({"ProductionVariants": fixed}, {"Tags": _TAGS})


def _endpoint(logical_id: str, near: Neighbours) -> Strategy:  # noqa: ARG001  # a Maker
    return _some({"EndpointConfigName": st.just({"Fn::GetAtt": [near.to[0], "EndpointConfigName"]})}, {"Tags": _TAGS})


def _package_group(logical_id: str, near: Neighbours) -> Strategy:  # noqa: ARG001  # a Maker
    # Everything but the policy and the tags replaces the group, so that its name changes with the description.
    said = st.sampled_from(["one", "two"]).map(
        lambda word: {
            "ModelPackageGroupName": f"{logical_id.lower()}-{word}",
            "ModelPackageGroupDescription": word,
        }
    )
    return st.tuples(said, _some({}, {"Tags": _TAGS})).map(lambda both: {**both[0], **both[1]})


def _handle(logical_id: str, near: Neighbours) -> Strategy:  # noqa: ARG001  # a Maker
    return st.just({})


KINDS: Final = (
    Kind("topic", "SNS::Topic", _topic, keeps=True, arn="TopicArn"),
    Kind("queue", "SQS::Queue", _queue, keeps=True, arn="Arn"),
    Kind("bucket", "S3::Bucket", _bucket, keeps=True, arn="Arn"),
    Kind("role", "IAM::Role", _role, arn="Arn"),
    Kind("key", "KMS::Key", _key, keeps=True, arn="Arn"),
    Kind("logs", "Logs::LogGroup", _log_group, keeps=True, arn="Arn"),
    Kind("parameter", "SSM::Parameter", _parameter, keeps=True),
    Kind("rule", "Events::Rule", _rule, arn="Arn"),
    Kind("alarm", "CloudWatch::Alarm", _alarm, keeps=True, arn="Arn"),
    Kind("repository", "CodeCommit::Repository", _repository, keeps=True, arn="Arn"),
    Kind("managed", "IAM::ManagedPolicy", _managed),
    Kind("group", "SageMaker::ModelPackageGroup", _package_group),
    Kind("handle", "CloudFormation::WaitConditionHandle", _handle),
    Kind("inline", "IAM::Policy", _inline, needs=("role",)),
    Kind("machine", "StepFunctions::StateMachine", _machine, needs=("role",), arn="Arn"),
    Kind("model", "SageMaker::Model", _model, needs=("role",)),
    Kind("config", "SageMaker::EndpointConfig", _endpoint_config, needs=("model",)),
    Kind("endpoint", "SageMaker::Endpoint", _endpoint, needs=("config",)),
    Kind("bucketPolicy", "S3::BucketPolicy", _bucket_policy, needs=("bucket",), once=True),
    Kind("topicPolicy", "SNS::TopicPolicy", _topic_policy, needs=("topic",), once=True),
    Kind("queuePolicy", "SQS::QueuePolicy", _queue_policy, needs=("queue",), once=True),
    Kind("subscription", "SNS::Subscription", _subscription, needs=("topic", "queue"), once=True),
    Kind("alias", "KMS::Alias", _alias, needs=("key",), once=True),
)
_ARNS: Final = {kind.name: kind.arn for kind in KINDS}
