"""What SageMaker keeps of an account and region.

Names are found whatever their case, because ARNs carry them in lower case: two names that differ in case alone would
share an ARN.
"""

import threading
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Generic, Protocol, TypeVar

from cfnproof.emulator.context import Context
from cfnproof.emulator.sagemaker.training.job import TrainingJob
from cfnproof.emulator.sagemaker.volume_grants import VolumeGrant


class Named(Protocol):
    """What has a name and the time at which it was made."""

    name: str
    created: datetime


Item = TypeVar("Item", bound=Named)


class Names(Generic[Item]):
    """Resources of one kind by name."""

    def __init__(self) -> None:
        self._items: dict[str, Item] = {}

    def __iter__(self) -> Iterator[Item]:
        """All resources, the oldest first."""
        return iter(tuple(self._items.values()))

    def find(self, name: str) -> Item | None:
        """The resource of a name."""
        return self._items.get(name.lower())

    def add(self, item: Item) -> bool:
        """Add a resource; False where its name is taken."""
        return self._items.setdefault(item.name.lower(), item) is item

    def remove(self, name: str) -> Item | None:
        """Take a resource out, and return it."""
        return self._items.pop(name.lower(), None)


@dataclass(slots=True)
class Model:
    """One model. `members` are those of its request, as Describe returns them."""

    name: str
    arn: str
    created: datetime
    members: dict[str, Any]


def containers_of(members: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The containers of a model, in the order of its pipeline."""
    return members.get("Containers") or [members["PrimaryContainer"]]


@dataclass(slots=True)
class EndpointConfig:
    """One endpoint configuration; `members` as for a model."""

    name: str
    arn: str
    created: datetime
    members: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Served:
    """What an endpoint serves: a configuration's variants, and their models by name, which may be deleted meanwhile.

    `artifacts` are the SHA-256 of the models' data by URL, as they were when the endpoint was deployed, in hexadecimal;
    `grants` are those on the key of the instances' volumes.
    """

    config: str
    variants: tuple[dict[str, Any], ...]
    models: Mapping[str, Model]
    deployment: dict[str, Any] | None = None
    artifacts: Mapping[str, str] = field(default_factory=dict)
    grants: tuple[VolumeGrant, ...] = ()

    def release(self) -> None:
        """Give back the key, when the instances go."""
        for grant in self.grants:
            grant.revoke()


@dataclass(frozen=True, slots=True)
class Transition:
    """A change of an endpoint under way: when it ends, why it fails, and what is served where it does not.

    `serves` is None where the endpoint is being deleted.
    """

    ends: datetime
    failure: str | None = None
    serves: Served | None = None


@dataclass(slots=True)
class Endpoint:
    """One endpoint. `serves` is what it serves, or will for the first time; `transition` is what it goes through.

    https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_DescribeEndpoint.html
    """

    name: str
    arn: str
    created: datetime
    modified: datetime
    status: str
    serves: Served
    failure: str | None = None
    transition: Transition | None = None


@dataclass(slots=True)
class ModelPackageGroup:
    """One model package group; `policy` is JSON text."""

    name: str
    arn: str
    created: datetime
    creator: str
    description: str | None = None
    policy: str | None = None


@dataclass(slots=True)
class SageMakerState:
    """All resources, and their tags by ARN. Whoever changes an endpoint holds the lock."""

    models: Names[Model] = field(default_factory=Names[Model])
    configs: Names[EndpointConfig] = field(default_factory=Names[EndpointConfig])
    endpoints: Names[Endpoint] = field(default_factory=Names[Endpoint])
    groups: Names[ModelPackageGroup] = field(default_factory=Names[ModelPackageGroup])
    jobs: Names[TrainingJob] = field(default_factory=Names[TrainingJob])
    lock: threading.RLock = field(default_factory=threading.RLock)
    tags: dict[str, dict[str, str]] = field(default_factory=dict)


SageMakerContext = Context[SageMakerState]
