"""What an account holds, with its settings, so that two moments can be compared."""

import json
from collections.abc import Iterator
from typing import Any

from cfnproof.hosts.host import Host

Holdings = dict[str, Any]
"""From a resource (`topic arn:…`) to its settings and tags."""


def holdings(host: Host) -> Holdings:
    """Everything of the types that the engine's tests use."""
    return dict(
        entry
        for part in (_topics, _subscriptions, _queues, _buckets, _parameters, _log_groups, _roles)
        for entry in part(host)
    )


def kinds(found: Holdings) -> list[str]:
    """What kinds of things there are, sorted."""
    return sorted(name.partition(" ")[0] for name in found)


def _topics(host: Host) -> Iterator[tuple[str, object]]:
    sns = host.client("sns")
    for topic in sns.list_topics()["Topics"]:
        arn = topic["TopicArn"]
        settings = sns.get_topic_attributes(TopicArn=arn)["Attributes"]
        settings = {name: value for name, value in settings.items() if not name.startswith("Subscriptions")}
        yield f"topic {arn}", (settings, _sorted(sns.list_tags_for_resource(ResourceArn=arn)["Tags"]))


def _subscriptions(host: Host) -> Iterator[tuple[str, object]]:
    sns = host.client("sns")
    for one in sns.list_subscriptions()["Subscriptions"]:
        yield f"subscription {one['SubscriptionArn']}", (one["TopicArn"], one["Protocol"], one["Endpoint"])


def _queues(host: Host) -> Iterator[tuple[str, object]]:
    sqs = host.client("sqs")
    for url in sqs.list_queues().get("QueueUrls", []):
        settings = sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["All"])["Attributes"]
        settings.pop("LastModifiedTimestamp")
        yield f"queue {url}", (settings, sqs.list_queue_tags(QueueUrl=url).get("Tags"))


def _buckets(host: Host) -> Iterator[tuple[str, object]]:
    s3 = host.client("s3")
    for bucket in s3.list_buckets()["Buckets"]:
        name = bucket["Name"]
        versioning = s3.get_bucket_versioning(Bucket=name).get("Status")
        yield f"bucket {name}", (versioning, _sorted(s3.get_bucket_tagging(Bucket=name)["TagSet"]))


def _parameters(host: Host) -> Iterator[tuple[str, object]]:
    ssm = host.client("ssm")
    for one in ssm.describe_parameters()["Parameters"]:
        name = one["Name"]
        given = ssm.list_tags_for_resource(ResourceType="Parameter", ResourceId=name)["TagList"]
        yield (
            f"parameter {name}",
            (ssm.get_parameter(Name=name)["Parameter"]["Value"], one.get("Description"), _sorted(given)),
        )


def _log_groups(host: Host) -> Iterator[tuple[str, object]]:
    logs = host.client("logs")
    for group in logs.describe_log_groups()["logGroups"]:
        name = group["logGroupName"]
        yield f"log-group {name}", (group.get("retentionInDays"), logs.list_tags_log_group(logGroupName=name)["tags"])


def _roles(host: Host) -> Iterator[tuple[str, object]]:
    iam = host.client("iam")
    for role in iam.list_roles()["Roles"]:
        name = role["RoleName"]
        policies = {
            policy: iam.get_role_policy(RoleName=name, PolicyName=policy)["PolicyDocument"]
            for policy in iam.list_role_policies(RoleName=name)["PolicyNames"]
        }
        yield f"role {name}", (json.dumps(policies), _sorted(iam.list_role_tags(RoleName=name)["Tags"]))


def _sorted(tags: list[dict[str, str]]) -> list[tuple[str, str]]:
    return sorted((tag["Key"], tag["Value"]) for tag in tags)
