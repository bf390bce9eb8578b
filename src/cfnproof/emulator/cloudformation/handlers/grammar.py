"""The words of the handler table: what a row may say.

An argument is a path into the resource's properties (`VersioningConfiguration`, `Definition.StartAt`), one of the
names below, a `Const`, or a function of the `Scope`. An argument that comes to None is left out of the call.

- `$ref` the physical id, `$name` the given or generated name, `$token` a client request token;
- `$tags` the tags to set as a list of Key and Value (all on create, those that are new or differ on update), `$tagmap`
  the same as a mapping, `$removed` the keys of tags to remove;
- `$item`, `$item.Path` the element that an `Each` is at;
- `$attr.Arn` an attribute as `read` gives it;
- `$account`, `$region`, `$stack`, `$logical`.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from cfnproof.emulator.cloudformation.handlers.names import Name
from cfnproof.emulator.cloudformation.handlers.target import Properties, Target


@dataclass(frozen=True, slots=True)
class Scope:
    """What an argument may draw on. `added` are the tags to set on an update, None for all of them."""

    target: Target
    physical_id: str | None = None
    attributes: Properties = field(default_factory=dict)
    name: str | None = None
    item: Any = None
    added: Mapping[str, str] | None = None
    removed: tuple[str, ...] = ()

    @property
    def properties(self) -> Properties:
        """The wanted properties."""
        return self.target.properties


@dataclass(frozen=True, slots=True)
class Const:
    """A value that is always the same."""

    value: Any


Argument = str | Const | Callable[[Scope], Any]


@dataclass(frozen=True, slots=True)
class Call:
    """One API call. `client` is another service's botocore name; `ignore` are error codes that mean it is done.

    Where `when` is given the call is made only if it holds.
    """

    operation: str
    arguments: Mapping[str, Argument]
    client: str | None = None
    ignore: tuple[str, ...] = ()
    when: Callable[[Scope], bool] | None = None


@dataclass(frozen=True, slots=True)
class Setting:
    """Properties that have calls of their own: `put` where one is present and new, `remove` where they have gone.

    Where there is no `remove`, `put` is made with `defaults` in the place of what has gone.
    `on_create` is False where the creating call already took them.
    """

    properties: tuple[str, ...]
    put: Call
    remove: Call | None = None
    on_create: bool = True
    defaults: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Each:
    """A list property with calls for each element. `key` is what tells elements apart, None for the element itself.

    `shared` are properties that `put` reads too: where one changes it is made for every element.
    """

    property: str
    put: Call | None
    remove: Call | None
    key: str | tuple[str, ...] | None = None
    on_create: bool = True
    shared: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Tagging:
    """How a type is tagged. `tag` and `untag` are made on update, `tag` on create too unless the creating call tags.

    `whole` is for services whose `tag` replaces all tags: `untag` is made only where none are left.
    """

    tag: Call
    untag: Call | None
    property: str = "Tags"
    on_create: bool = False
    whole: bool = False


@dataclass(frozen=True, slots=True)
class Stable:
    """How a resource is seen to have come to rest: `status` and `reason` are JMESPath expressions on the answer."""

    call: Call
    status: str
    ready: tuple[str, ...]
    failed: tuple[str, ...] = ()
    reason: str = "FailureReason"
    seconds: float = 0.02


@dataclass(frozen=True, slots=True)
class ResourceType:
    """A row of the table: one resource type.

    `physical_id` is an argument, or a JMESPath expression on the creating call's answer behind `response.`.
    `attributes` are JMESPath expressions on the answers of `read`, or functions of the scope.
    `guard` is made before a create under a given name: where it does not end in a `missing` code the name is taken.
    `exists` are codes by which the creating call itself says so; `taken` words the error. `invalid` words what AWS's
    handler refuses by itself before a create or an update, None for what it does not.
    An `Each` in `delete` has its `remove` made for every element. `also` are further properties that functions heed.
    """

    type: str
    client: str
    create: tuple[Call, ...]
    physical_id: Argument
    delete: tuple[Call | Each, ...]
    settings: tuple[Setting | Each, ...] = ()
    read: tuple[Call, ...] = ()
    attributes: Mapping[str, str | Callable[[Scope], Any]] = field(default_factory=dict)
    missing: tuple[str, ...] = ()
    name: Name | None = None
    tagging: Tagging | None = None
    stable: Stable | None = None
    guard: Call | None = None
    exists: tuple[str, ...] = ()
    taken: Callable[[Scope], str] | None = None
    invalid: Callable[[Scope], str | None] | None = None
    also: tuple[str, ...] = ()

    def calls(self) -> tuple[Call, ...]:
        """Every call of the row."""
        settings = tuple(call for one in self.settings for call in (one.put, one.remove))
        delete = tuple(one if isinstance(one, Call) else one.remove for one in self.delete)
        tagging = (self.tagging.tag, self.tagging.untag) if self.tagging else ()
        single = (*tagging, self.stable.call if self.stable else None, self.guard)
        named = (*self.create, *settings, *delete, *self.read, *single)
        return tuple(call for call in named if call is not None)
