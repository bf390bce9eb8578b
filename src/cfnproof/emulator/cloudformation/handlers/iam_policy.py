"""AWS::IAM::Policy: one inline policy on several groups, roles and users.

https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-iam-policy.html
"""

import json
from collections.abc import Callable, Mapping
from typing import Final

from botocore import xform_name
from botocore.exceptions import ClientError

from cfnproof.emulator.cloudformation.handlers.grammar import Call
from cfnproof.emulator.cloudformation.handlers.names import Name, generate
from cfnproof.emulator.cloudformation.handlers.target import HandlerError, Properties, Target

_KINDS: Final = ("Group", "Role", "User")
_NAME: Final = Name("PolicyName", 128)

Holder = tuple[str, str, str]
"""The kind of what holds a policy, its name, and the policy's name."""


class PolicyHandler:
    """Puts the policy on each holder. The physical id is generated: the policy's name is a property that may change."""

    type: Final = "AWS::IAM::Policy"
    handled: Final = frozenset({"PolicyName", "PolicyDocument", "Groups", "Roles", "Users"})

    def calls(self) -> tuple[Call, ...]:
        """Every call of the handler."""
        return tuple(Call(f"{verb}{kind}Policy", {}, "iam") for verb in ("Put", "Get", "Delete") for kind in _KINDS)

    def create(self, target: Target, created: Callable[[str], None]) -> None:
        """Put the policy on each holder.

        Raises HandlerError InvalidRequest where there is none.
        """
        wanted = _documents(target.properties)
        created(generate(_NAME, target))
        for holder, document in wanted.items():
            _perform(target, "Put", holder, document)

    def ready(self, target: Target, physical_id: str) -> bool:  # noqa: ARG002  # the engine's signature
        """Whether each holder has the policy."""
        for holder in _documents(target.properties):
            _perform(target, "Get", holder)
        return True

    def read(self, target: Target, physical_id: str) -> Properties:  # noqa: ARG002  # as above
        """`Id` is the physical id."""
        return {"Id": physical_id}

    def update(self, target: Target, physical_id: str) -> None:  # noqa: ARG002  # as above
        """Put the policy where it is missing or differs, then delete it where it is not wanted, or not by that name."""
        wanted, before = _documents(target.properties), _documents(target.previous)
        for holder, document in wanted.items():
            if before.get(holder) != document:
                _perform(target, "Put", holder, document)
        _delete(target, tuple(holder for holder in before if holder not in wanted))

    def delete(self, target: Target, physical_id: str) -> None:  # noqa: ARG002  # as above
        """Delete the policy from each holder."""
        _delete(target, tuple(_documents(target.properties)))

    def gone(self, target: Target, physical_id: str) -> bool:  # noqa: ARG002  # as above
        """IAM deletes at once."""
        return True


def _documents(properties: Properties) -> Mapping[Holder, str]:
    """The policy that each holder is to have."""
    name, document = str(properties["PolicyName"]), properties["PolicyDocument"]
    text = document if isinstance(document, str) else json.dumps(document)
    found = {(kind, str(holder), name): text for kind in _KINDS for holder in properties.get(f"{kind}s") or ()}
    if not found:
        raise HandlerError("InvalidRequest", "At least one of [Groups,Roles,Users] must be non-empty.")
    return found


def _delete(target: Target, holders: tuple[Holder, ...]) -> None:
    for holder in holders:
        try:
            _perform(target, "Delete", holder)
        except ClientError as error:
            if error.response["Error"]["Code"] != "NoSuchEntity":
                raise


def _perform(target: Target, verb: str, holder: Holder, document: str | None = None) -> None:
    kind, name, policy = holder
    request = {f"{kind}Name": name, "PolicyName": policy}
    if document is not None:
        request["PolicyDocument"] = document
    getattr(target.clients("iam"), xform_name(f"{verb}{kind}Policy"))(**request)
