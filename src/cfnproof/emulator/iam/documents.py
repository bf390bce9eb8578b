"""The policies of a simulation: their texts, what answers call them, and their statements made ready to evaluate."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from cfnproof.emulator.errors import ServiceError
from cfnproof.emulator.iam.errors import invalid_input, policy_evaluation
from cfnproof.iam.decision import PolicyType
from cfnproof.iam.policy import MalformedPolicyError, Policy, PolicyKind, PolicySet, compile_policy

IAM_POLICY: Final = "IAM Policy"
RESOURCE_POLICY: Final = "Resource Policy"
"""The types that answers have of policies; the API's model lists others, which AWS does not send."""


@dataclass(frozen=True, slots=True)
class Document:
    """A policy's JSON text under its SourcePolicyId. `stored` is whether the account has it, or the request gave it."""

    name: str
    text: str
    kind: PolicyKind
    stored: bool = False


@dataclass(frozen=True, slots=True)
class Compiled:
    """Documents of one type of policies, and their statements, each under its document's number."""

    documents: tuple[Document, ...]
    policies: tuple[Policy, ...]
    statements: PolicySet


def given(texts: Sequence[str], name: str, kind: PolicyKind) -> tuple[Document, ...]:
    """The documents of a request's parameter, numbered from 1."""
    return tuple(Document(f"{name}.{number}", text, kind) for number, text in enumerate(texts, 1))


def compiled(documents: Sequence[Document], type_: PolicyType) -> Compiled:
    """The documents, compiled.

    Raises ServiceError InvalidInput for a malformed one of the request, PolicyEvaluation for one of the account.
    """
    policies = tuple(_policy(number, document) for number, document in enumerate(documents))
    return Compiled(tuple(documents), policies, PolicySet.of(policies, type_))


def _policy(number: int, document: Document) -> Policy:
    try:
        return compile_policy(document.text, str(number), document.kind)
    except MalformedPolicyError as error:
        raise _refusal(document, error.message) from error


def _refusal(document: Document, reason: str) -> ServiceError:
    message = f"{document.name}: {reason}"
    return policy_evaluation(message) if document.stored else invalid_input(message)
