"""What a table may do to a member's value: the names that stand behind `|` in a path.

Each takes a value and gives another, a list for several, None for a value that has nothing to give.
"""

import json
import re
from base64 import b64encode
from collections.abc import Callable, Mapping
from typing import Any, Final
from urllib.parse import parse_qsl, unquote

from cfnproof.iam.arn import Arn
from cfnproof.iam.calls.values import tags_in

Transform = Callable[[Any], Any]
"""From one of the model's values to another, hence Any."""

_DEFAULT_BUS: Final = "default"
_CHANGE_SET: Final = ":changeSet/"
_SECRETS: Final = "/aws/reference/secretsmanager/"
_WITH_SCHEME: Final = ("http://", "https://")
_FUNCTION: Final = re.compile(r"(?:.*:)?function:(?P<name>[^:]+(?::[^:]+)?)|(?:\d{12}:)?(?P<short>[^:]+(?::[^:]+)?)")
_COPY_ACCESS_POINT: Final = re.compile(r"(?P<bucket>arn:[^/]+/[^/]+)/object/(?P<key>.+)", re.DOTALL)


def _queue_name(url: str) -> str | None:
    """The name in a queue's URL: all behind the last slash, as no name has a question mark or a hash.

    What is no URL is the name itself.
    https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-queue-message-identifiers.html
    """
    return (url.rpartition("/")[2] if url.startswith(_WITH_SCHEME) else url) or None


def _queue_account(url: str) -> str | None:
    """The account in a queue's URL, before the name."""
    owner = url.rpartition("/")[0].rpartition("/")[2]
    return owner if url.startswith(_WITH_SCHEME) and owner.isdigit() else None


def _log_group(identifier: str) -> str:
    """The name in a log group's ARN, or the name as it is."""
    name = identifier.split(":log-group:", 1)[-1] if identifier.startswith("arn:") else identifier
    return name.removesuffix(":*")


def _bus_segment(bus: str) -> str:
    """What stands before a rule's name in its ARN: nothing on the default event bus."""
    name = bus.rpartition("/")[2]
    return "" if name == _DEFAULT_BUS else f"{name}/"


def _parameter_name(name: str) -> str:
    """A parameter's name without the leading slash, and without the version or label that selects one of its values."""
    return name if name.startswith("arn:") else name.partition(":")[0].removeprefix("/")


def _referenced_secret(name: str) -> str | None:
    """The secret that a parameter stands for, without the version or label that selects one of its values.

    https://docs.aws.amazon.com/systems-manager/latest/userguide/integration-ps-secretsmanager.html
    """
    path = name.partition(":parameter")[2] if name.startswith("arn:") else name
    return path.removeprefix(_SECRETS).partition(":")[0] or None if path.startswith(_SECRETS) else None


def _function_name(name: str) -> str | None:
    """The name of a function, with its qualifier if it has one, from each form that Lambda takes."""
    found = _FUNCTION.fullmatch(name)
    return (found["name"] or found["short"]) if found else None


def _state_machine(arn: str) -> str:
    """The ARN of a state machine without the version or alias that qualifies it."""
    return ":".join(arn.split(":")[:7])


def _qualifier(arn: str) -> str | None:
    parts = arn.split(":")
    return parts[7] if len(parts) > 7 else None  # noqa: PLR2004  # a state machine's ARN has seven parts


def _topic(subscription: str) -> str | None:
    """The ARN of a subscription's topic; a subscription that is not confirmed has none."""
    return subscription.rpartition(":")[0] if subscription.startswith("arn:") else None


def _owner(arn: str) -> str | None:
    found = Arn.of(arn)
    return found.account if found else None


def _change_set_name(change_set: str) -> str:
    return change_set.split(_CHANGE_SET, 1)[1].partition("/")[0] if _CHANGE_SET in change_set else change_set


def _copy_source(source: str | Mapping[str, str]) -> Mapping[str, str]:
    """A copy's source in parts.

    https://docs.aws.amazon.com/AmazonS3/latest/API/API_CopyObject.html#AmazonS3-CopyObject-request-header-CopySource
    """
    if not isinstance(source, str):
        return source
    path, _, query = source.removeprefix("/").partition("?versionId=")
    path = unquote(path)
    found = _COPY_ACCESS_POINT.fullmatch(path)
    bucket, key = (found["bucket"], found["key"]) if found else path.split("/", 1) if "/" in path else (path, "")
    return {"Bucket": bucket, "Key": key, **({"VersionId": query} if query else {})}


def _copy_text(source: str | Mapping[str, str]) -> str:
    """A copy's source as the header has it."""
    return source if isinstance(source, str) else f"{source['Bucket']}/{source['Key']}"


def _of_pattern(field: str) -> Transform:
    """The values that an event pattern, which is JSON, lists for a field."""

    def found(pattern: str) -> list[str]:
        try:
            listed = json.loads(pattern).get(field, [])
        except (ValueError, AttributeError):
            return []
        return [value for value in listed if isinstance(value, str)]

    return found


def _object_tags(header: str) -> Mapping[str, str]:
    """The tags in the header x-amz-tagging, which writes them as a query."""
    return dict(parse_qsl(header, keep_blank_values=True))


TRANSFORMS: Final[Mapping[str, Transform]] = {
    "alias": lambda key: f"alias/{key.rpartition('alias/')[2]}" if "alias/" in key else None,
    "base64": lambda blob: blob if isinstance(blob, str) else b64encode(blob).decode(),
    "branch_reference": lambda branch: branch if branch.startswith("refs/") else f"refs/heads/{branch}",
    "bus_segment": _bus_segment,
    "change_set_arn": lambda name: name if name.startswith("arn:") else None,
    "change_set_name": _change_set_name,
    "colon": lambda text: f":{text}",
    "copy_bucket": lambda source: _copy_source(source).get("Bucket"),
    "copy_key": lambda source: _copy_source(source).get("Key"),
    "copy_text": _copy_text,
    "copy_version": lambda source: _copy_source(source).get("VersionId"),
    "function_name": _function_name,
    "last_part": lambda arn: arn.rpartition(":")[2],
    "log_group": _log_group,
    "names": list,
    "object_tag_keys": lambda header: list(_object_tags(header)) if isinstance(header, str) else None,
    "object_tags": lambda header: _object_tags(header) if isinstance(header, str) else None,
    "owner": _owner,
    "parameter_name": _parameter_name,
    "pattern_detail_types": _of_pattern("detail-type"),
    "pattern_sources": _of_pattern("source"),
    "qualifier": _qualifier,
    "queue_account": _queue_account,
    "queue_name": _queue_name,
    "referenced_secret": _referenced_secret,
    "state_machine": _state_machine,
    "tags": lambda value: tags_in([value]) or None,
    "topic": _topic,
    "true": lambda value: value or None,
    "without_scheme": lambda url: url.partition("://")[2] or url,
}
"""By the name that tables use."""
