"""The properties of AWS::S3::Bucket as the documents that S3's API takes.

Names that differ only in case are left: the request's shape puts them right.
https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-s3-bucket.html
https://docs.aws.amazon.com/AmazonS3/latest/API/API_Operations_Amazon_Simple_Storage_Service.html
"""

import re
from collections.abc import Mapping
from typing import Any, Final

from cfnproof.emulator.cloudformation.handlers.grammar import Scope
from cfnproof.emulator.shapes import present

Document = dict[str, Any]
"""A part of an S3 request; shaped by botocore's model, hence Any."""

_TRANSITION: Final = {"TransitionInDays": "Days", "TransitionDate": "Date"}
_NONCURRENT: Final = {"TransitionInDays": "NoncurrentDays"}
_DESTINATIONS: Final = (
    ("TopicConfigurations", "TopicConfigurations", {"Topic": "TopicArn"}),
    ("QueueConfigurations", "QueueConfigurations", {"Queue": "QueueArn"}),
    ("LambdaConfigurations", "LambdaFunctionConfigurations", {"Function": "LambdaFunctionArn"}),
)
"""The property, the API's member, and what names the destination in each."""


def canned_acl(scope: Scope) -> str:
    """`AccessControl` as the API writes it: `PublicRead` is `public-read`."""
    return re.sub(r"(?<!^)(?=[A-Z])", "-", str(scope.properties["AccessControl"])).lower()


def encryption(scope: Scope) -> Document:
    """The default encryption."""
    rules = scope.properties["BucketEncryption"]["ServerSideEncryptionConfiguration"]
    names = {"ServerSideEncryptionByDefault": "ApplyServerSideEncryptionByDefault"}
    return {"Rules": [_renamed(rule, names) for rule in rules]}


def cors(scope: Scope) -> Document:
    """The CORS rules."""
    names = {"ExposedHeaders": "ExposeHeaders", "MaxAge": "MaxAgeSeconds"}
    return {"CORSRules": [_renamed(rule, names) for rule in scope.properties["CorsConfiguration"]["CorsRules"]]}


def logging(scope: Scope) -> Document:
    """Where access logs go: the bucket itself where no other is named."""
    given = scope.properties["LoggingConfiguration"]
    enabled = {
        "TargetBucket": given.get("DestinationBucketName") or scope.name,
        "TargetPrefix": given.get("LogFilePrefix") or "",
        "TargetObjectKeyFormat": given.get("TargetObjectKeyFormat"),
    }
    return {"LoggingEnabled": present(enabled)}


def notification(scope: Scope) -> Document:
    """Who is told of events."""
    given = scope.properties["NotificationConfiguration"]
    found: Document = {
        member: [_configuration(one, names) for one in given[name]]
        for name, member, names in _DESTINATIONS
        if given.get(name)
    }
    if (given.get("EventBridgeConfiguration") or {}).get("EventBridgeEnabled"):
        found["EventBridgeConfiguration"] = {}
    return found


def website(scope: Scope) -> Document:
    """The static website."""
    given = scope.properties["WebsiteConfiguration"]
    names = {"RedirectRule": "Redirect", "RoutingRuleCondition": "Condition"}
    rules = [_renamed(rule, names) for rule in given.get("RoutingRules") or ()]
    return present(
        {
            "IndexDocument": {"Suffix": given["IndexDocument"]} if given.get("IndexDocument") else None,
            "ErrorDocument": {"Key": given["ErrorDocument"]} if given.get("ErrorDocument") else None,
            "RedirectAllRequestsTo": given.get("RedirectAllRequestsTo"),
            "RoutingRules": rules or None,
        }
    )


def lifecycle(scope: Scope) -> Document:
    """The lifecycle rules."""
    return {"Rules": [_lifecycle_rule(rule) for rule in scope.properties["LifecycleConfiguration"]["Rules"]]}


def _lifecycle_rule(rule: Mapping[str, Any]) -> Document:
    expiration = {
        "Days": rule.get("ExpirationInDays"),
        "Date": rule.get("ExpirationDate"),
        "ExpiredObjectDeleteMarker": rule.get("ExpiredObjectDeleteMarker"),
    }
    days = rule.get("NoncurrentVersionExpirationInDays")
    return present(
        {
            "ID": rule.get("Id"),
            "Status": rule["Status"],
            "Filter": _filter(rule),
            "Expiration": present(expiration) or None,
            "Transitions": _transitions(rule, "Transition", _TRANSITION),
            "NoncurrentVersionTransitions": _transitions(rule, "NoncurrentVersionTransition", _NONCURRENT),
            "NoncurrentVersionExpiration": rule.get("NoncurrentVersionExpiration")
            or ({"NoncurrentDays": days} if days is not None else None),
            "AbortIncompleteMultipartUpload": rule.get("AbortIncompleteMultipartUpload"),
        }
    )


def _transitions(rule: Mapping[str, Any], name: str, names: Mapping[str, str]) -> list[Document] | None:
    """The transitions under the plural name and under the older singular one."""
    listed = [*(rule.get(f"{name}s") or ()), *([rule[name]] if rule.get(name) else ())]
    return [_renamed(one, names) for one in listed] or None


def _filter(rule: Mapping[str, Any]) -> Document:
    """What the rule is for: one condition stands alone, several stand under `And`."""
    sizes = present({name: rule.get(name) for name in ("ObjectSizeGreaterThan", "ObjectSizeLessThan")})
    prefix = {"Prefix": rule["Prefix"]} if rule.get("Prefix") is not None else {}
    tags = list(rule.get("TagFilters") or ())
    match len(sizes) + len(prefix) + len(tags):
        case 0:
            return {"Prefix": ""}
        case 1:
            return {**sizes, **prefix, **({"Tag": tags[0]} if tags else {})}
        case _:
            return {"And": {**sizes, **prefix, **({"Tags": tags} if tags else {})}}


def _configuration(given: Mapping[str, Any], names: Mapping[str, str]) -> Document:
    found = _renamed({key: value for key, value in given.items() if key not in {"Event", "Filter"}}, names)
    found["Events"] = [given["Event"]]
    if given.get("Filter"):
        found["Filter"] = {"Key": {"FilterRules": given["Filter"]["S3Key"]["Rules"]}}
    return found


def _renamed(given: Mapping[str, Any], names: Mapping[str, str]) -> Document:
    return {names.get(key, key): value for key, value in given.items()}
