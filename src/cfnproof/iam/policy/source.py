"""A policy document as it arrives: JSON text, or the object that the text would be.

https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html#policies-grammar-json
"""

import json
from collections.abc import Mapping
from typing import Any

from cfnproof.iam.policy.errors import MalformedPolicyError
from cfnproof.iam.policy.kinds import PolicyKind, rules
from cfnproof.iam.policy.reasons import malformed


def read(document: str | Mapping[str, Any], kind: PolicyKind) -> Mapping[str, Any]:
    """The document's object. Raises MalformedPolicyError for what is none, has a key twice or is too long."""
    body = _parsed(document, kind) if isinstance(document, str) else document
    _check_size(document, kind)
    return body


class _TwiceError(ValueError):
    """A key stands twice in an object."""


def _parsed(text: str, kind: PolicyKind) -> Mapping[str, Any]:
    if not text.lstrip().startswith("{"):
        raise malformed(kind, "first_byte")
    try:
        body: Mapping[str, Any] = json.loads(text, object_pairs_hook=_object, parse_constant=_refuse)
    except _TwiceError as error:
        raise malformed(kind, "syntax") from error
    except (ValueError, RecursionError) as error:
        raise malformed(kind, "json") from error
    return body


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise _TwiceError
    return found


def _refuse(constant: str) -> Any:  # noqa: ANN401  # never returns
    raise ValueError(constant)


def _check_size(document: str | Mapping[str, Any], kind: PolicyKind) -> None:
    limit = rules(kind).limit
    if limit is None:
        return
    text = document if isinstance(document, str) else json.dumps(document, separators=(",", ":"), default=str)
    size = len(text) if limit.spaces else sum(not character.isspace() for character in text)
    if size > limit.characters:
        raise MalformedPolicyError(limit.exceeded, code=limit.code)
