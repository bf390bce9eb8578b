"""A policy as it is written: its elements, with one value where a list is meant made a list of one."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

Principals = Mapping[str, tuple[str, ...]]
"""The principals of an element by type: AWS, Service, Federated, CanonicalUser; everyone is `*` under AWS."""


@dataclass(frozen=True, slots=True)
class WrittenCondition:
    """One key under one operator."""

    operator: str
    key: str
    values: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class WrittenStatement:
    """One statement; an element that is absent is None. `index` counts from 0."""

    index: int
    sid: str
    effect: str
    actions: tuple[str, ...] | None
    not_actions: tuple[str, ...] | None
    resources: tuple[str, ...] | None
    not_resources: tuple[str, ...] | None
    principals: Principals | None
    not_principals: Principals | None
    conditions: tuple[WrittenCondition, ...]


@dataclass(frozen=True, slots=True)
class WrittenPolicy:
    """A policy. `version` is 2008-10-17 where the document has none."""

    version: str
    has_version: bool
    statements: tuple[WrittenStatement, ...]


def text_of(value: Any) -> str | None:  # noqa: ANN401  # any of JSON's values
    """A scalar's text: quotation marks are optional for numbers and Booleans. None for what is no scalar.

    https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html#policies-grammar-json
    """
    if isinstance(value, bool):
        return str(value).lower()
    return str(value) if isinstance(value, str | int | float) else None
