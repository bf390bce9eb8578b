"""What is set on everything in an account, so that two moments, or two accounts, can be compared.

Times, revisions and generated ids that no template decides are left out, and so is what is empty.
"""

import json
import re
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from typing import Any, Final

from botocore.exceptions import ClientError

from cfnproof.emulator.context import ClientOf
from cfnproof.hosts.host import Host
from cfnproof.hosts.inventory import Entry, inventory

Settings = dict[tuple[str, str], Any]
"""From a resource's type and id to what is set on it."""

_GENERATED: Final = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}|(?<=[\w>]-)[0-9A-Za-z]{12}\b")
"""The end of a generated name, or a UUID: no template decides them."""
_LEFT_OUT: Final = frozenset(
    {
        "ResponseMetadata",
        "AttachmentCount",
        "CreatedTimestamp",
        "DefaultVersionId",
        "EffectiveDeliveryPolicy",
        "IsDefaultVersion",
        "LastModifiedTimestamp",
        "PolicyId",
        "RoleId",
        "RoleLastUsed",
        "StateReason",
        "StateReasonData",
        "StateUpdatedTimestamp",
        "Version",
        "VersionId",
        "arn",
        "revisionId",
    }
)
_DEFAULTS: Final[frozenset[tuple[str, object]]] = frozenset(
    {("Status", "Suspended"), ("RotationPeriodInDays", 365), ("FilterPolicyScope", "MessageAttributes")}
)
"""What a setting that was taken back leaves in the place of nothing."""
_ENDPOINT_LOGS: Final = "/aws/sagemaker/Endpoints/"


def settings(host: Host) -> Settings:
    """Everything in the account but stacks, keys that wait for their deletion, and the logs of endpoints.

    Those SageMaker makes, and nobody deletes.
    """
    return {
        (entry.type, entry.id): _ordered(_plain((entry.details, _read(host, entry))))
        for entry in inventory(host)
        if entry.type != "AWS::CloudFormation::Stack"
        and "PendingDeletion" not in entry.details
        and not entry.id.startswith(_ENDPOINT_LOGS)
    }


def named(found: Settings, names: Mapping[str, str]) -> dict[str, Any]:
    """The settings with other names in the place of an account's own, such as physical ids."""
    text = json.dumps({f"{type_} {name}": value for (type_, name), value in found.items()}, sort_keys=True)
    for name in sorted(names, key=len, reverse=True):
        text = text.replace(name, names[name])
    renamed: dict[str, Any] = json.loads(_GENERATED.sub("…", text))
    return {key: _ordered(value) for key, value in renamed.items()}


def _read(host: Host, entry: Entry) -> list[Any]:
    return [_answer(call, host.client, entry.id) for call in _CALLS.get(entry.type, ())]


def _answer(call: "Call", client: ClientOf, name: str) -> Any:  # noqa: ANN401  # an answer of any service
    """What a call says; that something is not set is an answer too."""
    try:
        return call(client, name)
    except ClientError as error:
        return error.response["Error"]["Code"]


def _plain(value: Any) -> Any:  # noqa: ANN401  # as above
    """The value without what is left out, in JSON's types; documents in texts as what they say."""
    if isinstance(value, Mapping):
        kept = {str(key): _plain(below) for key, below in value.items() if _counts(key, below)}
        return {key: below for key, below in kept.items() if below not in (None, "", [], {})}
    if isinstance(value, list | tuple):
        return [_plain(below) for below in value]
    if isinstance(value, str) and value.startswith("{"):
        return _plain(json.loads(value))
    return value


def _counts(key: object, value: object) -> bool:
    if key in _LEFT_OUT or isinstance(value, datetime):
        return False
    return not (isinstance(value, str | int) and (key, value) in _DEFAULTS)


def _ordered(value: Any) -> Any:  # noqa: ANN401  # as above
    """Lists in one order: what they hold here are sets."""
    if isinstance(value, Mapping):
        return {key: _ordered(below) for key, below in value.items()}
    if isinstance(value, list):
        return sorted((_ordered(below) for below in value), key=lambda one: json.dumps(one, sort_keys=True))
    return value


Call = Callable[[ClientOf, str], Any]


def _of(service: str, operation: str, argument: str, **others: Any) -> Call:  # noqa: ANN401  # arguments of any type
    """An operation that takes the resource's id as one argument."""
    return lambda client, name: getattr(client(service), operation)(**{argument: name}, **others)


def _last(service: str, operation: str, argument: str) -> Call:
    """An operation that takes the name at the end of the resource's ARN."""
    return lambda client, name: getattr(client(service), operation)(**{argument: name.rpartition("/")[2]})


def _role(client: ClientOf, name: str) -> dict[str, Any]:
    iam = client("iam")
    inline = iam.list_role_policies(RoleName=name)["PolicyNames"]
    return {
        **iam.get_role(RoleName=name),
        "Inline": [iam.get_role_policy(RoleName=name, PolicyName=policy) for policy in inline],
    }


def _managed_policy(client: ClientOf, name: str) -> list[Any]:
    iam = client("iam")
    versions = iam.list_policy_versions(PolicyArn=name)["Versions"]
    default = next(version["VersionId"] for version in versions if version["IsDefaultVersion"])
    return [
        iam.get_policy(PolicyArn=name),
        iam.get_policy_version(PolicyArn=name, VersionId=default)["PolicyVersion"]["Document"],
        len(versions),
    ]


def _rule(client: ClientOf, name: str) -> list[Any]:
    events = client("events")
    rule = events.describe_rule(Name=name)
    return [rule, events.list_tags_for_resource(ResourceARN=rule["Arn"])]


def _alarm(client: ClientOf, name: str) -> list[Any]:
    watch = client("cloudwatch")
    (alarm,) = watch.describe_alarms(AlarmNames=[name])["MetricAlarms"]
    return [alarm, watch.list_tags_for_resource(ResourceARN=alarm["AlarmArn"])]


def _log_group(client: ClientOf, name: str) -> list[Any]:
    logs = client("logs")
    groups = logs.describe_log_groups(logGroupNamePrefix=name)["logGroups"]
    return [
        [group.get("retentionInDays") for group in groups if group["logGroupName"] == name],
        logs.list_tags_log_group(logGroupName=name)["tags"],
    ]


def _repository(client: ClientOf, name: str) -> list[Any]:
    commit = client("codecommit")
    found = commit.list_repositories()["repositories"]
    own = next(one["repositoryName"] for one in found if one["repositoryId"] == name)
    metadata = commit.get_repository(repositoryName=own)["repositoryMetadata"]
    triggers = commit.get_repository_triggers(repositoryName=own)["triggers"]
    return [metadata, triggers, commit.list_tags_for_resource(resourceArn=metadata["Arn"])["tags"]]


def _parameter(client: ClientOf, name: str) -> list[Any]:
    ssm = client("ssm")
    described = next(iter(_described(ssm, name)))
    tags = ssm.list_tags_for_resource(ResourceType="Parameter", ResourceId=name)["TagList"]
    return [ssm.get_parameter(Name=name)["Parameter"], described, tags]


def _described(ssm: Any, name: str) -> Iterator[Mapping[str, Any]]:  # noqa: ANN401  # boto3's clients have no types
    for page in ssm.get_paginator("describe_parameters").paginate():
        yield from (one for one in page["Parameters"] if one["Name"] == name)


def _sagemaker(kind: str) -> tuple[Call, ...]:
    operation = {"EndpointConfig": "endpoint_config", "ModelPackageGroup": "model_package_group"}
    described = _last("sagemaker", f"describe_{operation.get(kind, kind.lower())}", f"{kind}Name")
    return described, _of("sagemaker", "list_tags", "ResourceArn")


_BUCKET: Final = (
    "get_bucket_versioning",
    "get_public_access_block",
    "get_bucket_encryption",
    "get_bucket_ownership_controls",
    "get_bucket_lifecycle_configuration",
    "get_bucket_tagging",
)
_CALLS: Final[Mapping[str, tuple[Call, ...]]] = {
    "AWS::S3::Bucket": tuple(_of("s3", operation, "Bucket") for operation in _BUCKET),
    "AWS::S3::BucketPolicy": (_of("s3", "get_bucket_policy", "Bucket"),),
    "AWS::SNS::Topic": (
        lambda client, name: {
            key: value
            for key, value in client("sns").get_topic_attributes(TopicArn=name)["Attributes"].items()
            if not key.startswith("Subscriptions")
        },
        _of("sns", "list_tags_for_resource", "ResourceArn"),
    ),
    "AWS::SNS::Subscription": (_of("sns", "get_subscription_attributes", "SubscriptionArn"),),
    "AWS::SQS::Queue": (
        _of("sqs", "get_queue_attributes", "QueueUrl", AttributeNames=["All"]),
        _of("sqs", "list_queue_tags", "QueueUrl"),
    ),
    "AWS::IAM::Role": (_role,),
    "AWS::IAM::ManagedPolicy": (_managed_policy,),
    "AWS::KMS::Key": (
        _of("kms", "describe_key", "KeyId"),
        _of("kms", "get_key_rotation_status", "KeyId"),
        _of("kms", "get_key_policy", "KeyId", PolicyName="default"),
        _of("kms", "list_resource_tags", "KeyId"),
    ),
    "AWS::SSM::Parameter": (_parameter,),
    "AWS::Logs::LogGroup": (_log_group,),
    "AWS::Events::Rule": (_rule,),
    "AWS::CloudWatch::Alarm": (_alarm,),
    "AWS::StepFunctions::StateMachine": (
        _of("stepfunctions", "describe_state_machine", "stateMachineArn"),
        _of("stepfunctions", "list_tags_for_resource", "resourceArn"),
    ),
    "AWS::CodeCommit::Repository": (_repository,),
    **{
        f"AWS::SageMaker::{kind}": _sagemaker(kind)
        for kind in ("Model", "EndpointConfig", "Endpoint", "ModelPackageGroup")
    },
}
"""The calls that describe a resource of each type; a type that is missing is what its inventory entry says."""
