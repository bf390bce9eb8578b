"""Targets on moto's stores, and what was called while a handler worked on them."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from typing import Any

import boto3
from moto import mock_aws

from cfnproof.emulator.cloudformation.handlers.target import Handler, Target
from cfnproof.emulator.context import ClientOf
from cfnproof.emulator.ids import Ids
from cfnproof.emulator.work import Work

REGION = "eu-west-1"
ACCOUNT = "123456789012"
STACK_ID = f"arn:aws:cloudformation:{REGION}:{ACCOUNT}:stack/shop/5f0e2c10-1111-11ef-9a64-0a1b2c3d4e5f"


def target_of(handler: Handler, clients: ClientOf, **changes: Any) -> Target:  # noqa: ANN401  # any field
    """The target `Thing` of the stack `shop`, with the changes."""
    target = Target(
        logical_id="Thing",
        type=handler.type,
        stack_id=STACK_ID,
        stack_name="shop",
        account=ACCOUNT,
        partition="aws",
        region=REGION,
        clients=clients,
        ids=Ids(seed=1),
        work=Work(),
        token="0b1c",  # noqa: S106  # an idempotency token
        tags={"team": "ml"},
    )
    return replace(target, **changes)


@dataclass(slots=True)
class Account:
    """An emulated account. `calls` are the operations that were asked for through `clients`, in order."""

    made: dict[str, Any] = field(default_factory=dict)
    calls: list[str] = field(default_factory=list)

    def client(self, service: str) -> Any:  # noqa: ANN401  # boto3's clients have no types
        """A client that nobody counts."""
        return boto3.client(service, region_name=REGION, aws_access_key_id="test", aws_secret_access_key="test")  # noqa: S106  # moto asks for some

    def clients(self, service: str) -> Any:  # noqa: ANN401  # as above
        """The client of a handler."""
        if service not in self.made:
            client = self.client(service)
            client.meta.events.register("before-call", self._count)
            self.made[service] = client
        return self.made[service]

    def target(self, handler: Handler, properties: Mapping[str, Any], **more: Any) -> Target:  # noqa: ANN401  # any field
        """A target of the stack `shop` with the logical id `Thing`."""
        return target_of(handler, **{"clients": self.clients, "properties": properties, **more})

    def _count(self, model: Any, **_: Any) -> None:  # noqa: ANN401  # botocore's event
        self.calls.append(model.name)


@contextmanager
def account() -> Iterator[Account]:
    """An empty account in moto."""
    with mock_aws():
        yield Account()


def made(handler: Handler, target: Target) -> str:
    """Make a resource and wait until it has come to rest; return its physical id."""
    ids: list[str] = []
    handler.create(target, ids.append)
    assert handler.ready(target, ids[0])
    assert len(ids) == 1, f"created was called with {ids}"
    return ids[0]


def changed(handler: Handler, target: Target, physical_id: str, properties: Mapping[str, Any], **more: Any) -> Target:  # noqa: ANN401  # any field of a target
    """Update a resource to these properties; return the target that stands for it now."""
    after = replace(
        target,
        **{
            "properties": properties,
            "previous": target.properties,
            "tags": target.tags,
            "previous_tags": target.tags,
            **more,
        },
    )
    handler.update(after, physical_id)
    assert handler.ready(after, physical_id)
    return after
