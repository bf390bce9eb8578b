"""Policies as stores have them, compiled: each text once, and each combination of them."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from cfnproof.iam.decision import PolicyType
from cfnproof.iam.policy import Policy, PolicyKind, PolicySet, compile_policy


@dataclass(frozen=True, slots=True)
class Text:
    """A policy's JSON text, the name that the ledger shall call it by, and what kind of document it is."""

    name: str
    text: str
    kind: PolicyKind


def policy_set(texts: Iterable[Text], kind: PolicyType) -> PolicySet:
    """The policies as one set of a type.

    Raises MalformedPolicyError for a document that AWS would not have taken.
    """
    return _set(tuple(texts), kind)


@lru_cache(maxsize=2048)
def _set(texts: tuple[Text, ...], kind: PolicyType) -> PolicySet:
    return PolicySet.of(tuple(_policy(text) for text in texts), kind)


@lru_cache(maxsize=2048)
def _policy(text: Text) -> Policy:
    return compile_policy(text.text, text.name, text.kind)
