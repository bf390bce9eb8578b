"""What the engine gives a handler, and what a handler raises."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

from cfnproof.emulator.context import ClientOf
from cfnproof.emulator.ids import Ids
from cfnproof.emulator.work import Work

Properties = Mapping[str, Any]
"""Resolved properties: Python's own types in the shape of the resource schema."""


@dataclass(slots=True)
class HandlerError(Exception):
    """A handler could not do what was asked. `code` is one of CloudFormation's handler error codes.

    https://docs.aws.amazon.com/cloudformation-cli/latest/userguide/resource-type-test-contract-errors.html
    """

    code: str
    message: str

    def __str__(self) -> str:
        """As a stack event shows it."""
        return self.message


@dataclass(frozen=True, slots=True)
class Target:
    """One resource of one stack, and the means to work on it.

    `properties` are what is wanted, `previous` what was there before an update. `tags` are the stack's and
    CloudFormation's own, without the resource's. `clients` call as the stack's role or as the caller. `token` stays the
    same when an operation is repeated. `capabilities` and `role_arn` are the stack's own, for stacks that it owns.
    `why` tells the reason that a stack gave when it last failed.
    """

    logical_id: str
    type: str
    stack_id: str
    stack_name: str
    account: str
    partition: str
    region: str
    clients: ClientOf
    ids: Ids
    work: Work
    token: str
    properties: Properties = field(default_factory=dict)
    previous: Properties = field(default_factory=dict)
    tags: Mapping[str, str] = field(default_factory=dict)
    previous_tags: Mapping[str, str] = field(default_factory=dict)
    capabilities: tuple[str, ...] = ()
    role_arn: str | None = None
    why: Callable[[str], str] = lambda _stack_id: ""

    def arn(self, service: str, resource: str) -> str:
        """The ARN of a resource of the stack's account and region."""
        return f"arn:{self.partition}:{service}:{self.region}:{self.account}:{resource}"


class Handler(Protocol):
    """What the engine asks of a resource type. All methods may raise botocore's ClientError and HandlerError."""

    @property
    def type(self) -> str:
        """The type's name."""
        ...

    @property
    def handled(self) -> frozenset[str]:
        """The top-level properties that the handler heeds; others are refused."""
        ...

    def create(self, target: Target, created: Callable[[str], None]) -> None:
        """Make the resource. `created` is called with the physical id as soon as something exists."""
        ...

    def ready(self, target: Target, physical_id: str) -> bool:
        """Whether the resource has come to rest after a create or an update.

        Raises HandlerError NotStabilized where it has failed.
        """
        ...

    def read(self, target: Target, physical_id: str) -> Properties:
        """The attributes that `Fn::GetAtt` returns, nested names with dots (`Endpoint.Address`)."""
        ...

    def update(self, target: Target, physical_id: str) -> None:
        """Change what differs between `previous` and `properties`, without replacement."""
        ...

    def delete(self, target: Target, physical_id: str) -> None:
        """Delete the resource; one that is already gone is no error."""
        ...

    def gone(self, target: Target, physical_id: str) -> bool:
        """Whether a deleted resource has gone."""
        ...
