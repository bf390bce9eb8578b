"""What is in an emulated account, of the resource types that CloudFormation's engine knows.

    before = inventory(host)
    ...
    left = inventory(host) - before

It is read through boto3 alone, so it sees what a user of the account would see, on any host.
"""

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final, Protocol

import jmespath
from botocore.exceptions import ClientError

from cfnproof.emulator.context import ClientOf


class HasClients(Protocol):
    """A host, as far as an inventory needs it."""

    def client(self, service: str) -> Any:  # noqa: ANN401  # boto3's clients have no types
        """A boto3 client of the account."""
        ...


@dataclass(frozen=True, slots=True, order=True)
class Entry:
    """One resource. `id` is what CloudFormation's `Ref` gives, where AWS makes it known; `details` are state and ties.

    A policy that hangs on something else is an entry of its own, with the id of what it hangs on: the bucket, the topic
    or the queue. An inline policy has the id `policy|owner`. Type and id together are unique.
    """

    type: str
    id: str
    details: tuple[str, ...] = ()


Inventory = frozenset[Entry]
Reader = Callable[[ClientOf], Iterator[Entry]]


@dataclass(frozen=True, slots=True)
class _Listing:
    """A listing operation. `path` is a JMESPath to lists of an id and its details in the answer."""

    service: str
    operation: str
    path: str
    arguments: Mapping[str, str] = field(default_factory=dict)


_LISTINGS: Final[Mapping[str, _Listing]] = {
    "AWS::CloudFormation::Stack": _Listing(
        "cloudformation", "list_stacks", "StackSummaries[?StackStatus!='DELETE_COMPLETE'].[StackId, StackStatus]"
    ),
    "AWS::CloudWatch::Alarm": _Listing("cloudwatch", "describe_alarms", "MetricAlarms[].[AlarmName]"),
    "AWS::CodeCommit::Repository": _Listing(
        "codecommit", "list_repositories", "repositories[].[repositoryId, repositoryName]"
    ),
    "AWS::CodePipeline::Pipeline": _Listing("codepipeline", "list_pipelines", "pipelines[].[name]"),
    "AWS::Logs::LogGroup": _Listing("logs", "describe_log_groups", "logGroups[].[logGroupName]"),
    "AWS::S3::Bucket": _Listing("s3", "list_buckets", "Buckets[].[Name]"),
    "AWS::SNS::Subscription": _Listing(
        "sns", "list_subscriptions", "Subscriptions[].[SubscriptionArn, TopicArn, Protocol, Endpoint]"
    ),
    "AWS::SNS::Topic": _Listing("sns", "list_topics", "Topics[].[TopicArn]"),
    "AWS::SQS::Queue": _Listing("sqs", "list_queues", "QueueUrls[].[@]"),
    "AWS::SSM::Parameter": _Listing("ssm", "describe_parameters", "Parameters[].[Name, Type]"),
    "AWS::SageMaker::Endpoint": _Listing("sagemaker", "list_endpoints", "Endpoints[].[EndpointArn, EndpointStatus]"),
    "AWS::SageMaker::EndpointConfig": _Listing(
        "sagemaker", "list_endpoint_configs", "EndpointConfigs[].[EndpointConfigArn]"
    ),
    "AWS::SageMaker::Model": _Listing("sagemaker", "list_models", "Models[].[ModelArn]"),
    "AWS::SageMaker::ModelPackageGroup": _Listing(
        "sagemaker", "list_model_package_groups", "ModelPackageGroupSummaryList[].[ModelPackageGroupArn]"
    ),
    "AWS::StepFunctions::StateMachine": _Listing(
        "stepfunctions", "list_state_machines", "stateMachines[].[stateMachineArn]"
    ),
    "AWS::IAM::ManagedPolicy": _Listing("iam", "list_policies", "Policies[].[Arn]", {"Scope": "Local"}),
}

_MADE_BY_SNS: Final = "__default_policy_ID"
"""The id of the policy that SNS gives a new topic; a topic cannot be without one."""


def inventory(host: HasClients) -> Inventory:
    """Everything in the account and region of the host's clients.

    Raises ClientError where something cannot be read.
    """
    listed = (entry for type_, listing in _LISTINGS.items() for entry in _listed(host.client, type_, listing))
    read = (entry for reader in _READERS.values() for entry in reader(host.client))
    return frozenset((*listed, *read))


def _listed(client: ClientOf, type_: str, listing: _Listing) -> Iterator[Entry]:
    for found in _search(client, listing.service, listing.operation, listing.path, **listing.arguments):
        name, *details = found
        yield Entry(type_, name, tuple(details))


def _search(client: ClientOf, service: str, operation: str, path: str, **arguments: str | list[str]) -> Iterator[Any]:
    """What a JMESPath finds in every page of a listing."""
    for page in client(service).get_paginator(operation).paginate(**arguments):
        yield from jmespath.search(path, page) or ()


def _bucket_policies(client: ClientOf) -> Iterator[Entry]:
    for bucket in _search(client, "s3", "list_buckets", "Buckets[].Name"):
        try:
            client("s3").get_bucket_policy(Bucket=bucket)
        except ClientError as error:
            if error.response["Error"]["Code"] != "NoSuchBucketPolicy":
                raise
        else:
            yield Entry("AWS::S3::BucketPolicy", bucket)


def _identities(client: ClientOf) -> Iterator[Entry]:
    """Roles with what is attached to them, and the inline policies of roles, groups and users."""
    kinds = ["Role", "Group", "User"]
    for page in _search(client, "iam", "get_account_authorization_details", "[@]", Filter=kinds):
        for role in page["RoleDetailList"]:
            attached = sorted(policy["PolicyArn"] for policy in role["AttachedManagedPolicies"])
            yield Entry("AWS::IAM::Role", role["RoleName"], tuple(attached))
        for kind in kinds:
            for owner in page[f"{kind}DetailList"]:
                for policy in owner.get(f"{kind}PolicyList", ()):
                    yield Entry("AWS::IAM::Policy", f"{policy['PolicyName']}|{owner[f'{kind}Name']}", (kind,))


def _keys(client: ClientOf) -> Iterator[Entry]:
    """Customer managed keys with their state."""
    for key in _search(client, "kms", "list_keys", "Keys[].KeyId"):
        metadata = client("kms").describe_key(KeyId=key)["KeyMetadata"]
        if metadata["KeyManager"] == "CUSTOMER":
            yield Entry("AWS::KMS::Key", key, (metadata["KeyState"],))


def _aliases(client: ClientOf) -> Iterator[Entry]:
    """Aliases of customer managed keys; AWS reserves names that begin with alias/aws/ for its own."""
    for alias in _search(client, "kms", "list_aliases", "Aliases[]"):
        if not alias["AliasName"].startswith("alias/aws/"):
            yield Entry("AWS::KMS::Alias", alias["AliasName"], (alias["TargetKeyId"],))


def _rules(client: ClientOf) -> Iterator[Entry]:
    """Rules of every bus with their targets."""
    events = client("events")
    for bus in _buses(events):
        for name in _search(client, "events", "list_rules", "Rules[].Name", EventBusName=bus):
            targets = _search(client, "events", "list_targets_by_rule", "Targets[]", Rule=name, EventBusName=bus)
            ties = sorted(f"{target['Id']} {target['Arn']}" for target in targets)
            yield Entry("AWS::Events::Rule", name if bus == "default" else f"{bus}|{name}", tuple(ties))


def _buses(events: Any) -> Iterator[str]:  # noqa: ANN401  # a boto3 client; botocore has no paginator for buses
    token: dict[str, str] = {}
    while True:
        page = events.list_event_buses(**token)
        yield from (bus["Name"] for bus in page["EventBuses"])
        if "NextToken" not in page:
            return
        token = {"NextToken": page["NextToken"]}


def _topic_policies(client: ClientOf) -> Iterator[Entry]:
    """Policies other than the one that SNS gives every topic."""
    for topic in _search(client, "sns", "list_topics", "Topics[].TopicArn"):
        policy = client("sns").get_topic_attributes(TopicArn=topic)["Attributes"]["Policy"]
        if json.loads(policy).get("Id") != _MADE_BY_SNS:
            yield Entry("AWS::SNS::TopicPolicy", topic)


def _queue_policies(client: ClientOf) -> Iterator[Entry]:
    for queue in _search(client, "sqs", "list_queues", "QueueUrls"):
        answer = client("sqs").get_queue_attributes(QueueUrl=queue, AttributeNames=["Policy"])
        if answer.get("Attributes", {}).get("Policy"):
            yield Entry("AWS::SQS::QueuePolicy", queue)


_READERS: Final[Mapping[tuple[str, ...], Reader]] = {
    ("AWS::Events::Rule",): _rules,
    ("AWS::IAM::Policy", "AWS::IAM::Role"): _identities,
    ("AWS::KMS::Alias",): _aliases,
    ("AWS::KMS::Key",): _keys,
    ("AWS::S3::BucketPolicy",): _bucket_policies,
    ("AWS::SNS::TopicPolicy",): _topic_policies,
    ("AWS::SQS::QueuePolicy",): _queue_policies,
}

TYPES: Final = frozenset({*_LISTINGS, *(type_ for types in _READERS for type_ in types)})
"""The resource types that an inventory shows."""
