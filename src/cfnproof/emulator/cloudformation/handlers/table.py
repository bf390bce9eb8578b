"""Carries out the rows of the handler table."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

import jmespath
from botocore import xform_name
from botocore.exceptions import ClientError

from cfnproof.emulator.cloudformation.handlers.arguments import heeds, request_of, tags_of, value_of
from cfnproof.emulator.cloudformation.handlers.grammar import Call, Each, ResourceType, Scope, Setting
from cfnproof.emulator.cloudformation.handlers.names import name_of
from cfnproof.emulator.cloudformation.handlers.target import HandlerError, Properties, Target


@dataclass(frozen=True, slots=True)
class TableHandler:
    """The handler of a type that is a row of the table."""

    row: ResourceType

    @property
    def type(self) -> str:
        """The type's name."""
        return self.row.type

    @property
    def handled(self) -> frozenset[str]:
        """The top-level properties that the row names."""
        row = self.row
        named = {heeds(argument) for call in row.calls() for argument in call.arguments.values()}
        for one in row.settings:
            named |= set(one.properties) if isinstance(one, Setting) else {one.property, *one.shared}
        named |= {row.name.property} if row.name else set()
        named |= {row.tagging.property} if row.tagging else set()
        return frozenset({name for name in named if name} | set(row.also))

    def create(self, target: Target, created: Callable[[str], None]) -> None:
        """Make the creating calls, then those of settings that are present, then tag."""
        scope = Scope(target, name=name_of(self.row.name, target) if self.row.name else None)
        self._refuse_invalid(scope)
        self._refuse_taken(scope)
        answer = self._first(scope)
        scope = replace(scope, physical_id=self._physical_id(scope, answer))
        created(str(scope.physical_id))
        for call in self.row.create[1:]:
            self._call(call, scope)
        for one in self.row.settings:
            if one.on_create:
                self._apply(one, scope, before={})
        tagging = self.row.tagging
        if tagging and tagging.on_create and tags_of(scope):
            self._call(tagging.tag, scope)

    def ready(self, target: Target, physical_id: str) -> bool:
        """Whether the row's status says that the resource has come to rest."""
        stable = self.row.stable
        if stable is None:
            return True
        answer = self._call(stable.call, self._scope(target, physical_id))
        status = jmespath.search(stable.status, answer)
        if status in stable.failed:
            reason = jmespath.search(stable.reason, answer) or f"the resource is {status}"
            raise HandlerError("NotStabilized", str(reason))
        return status in stable.ready

    def read(self, target: Target, physical_id: str) -> Properties:
        """Make the reading calls and pick the attributes."""
        scope = Scope(target, physical_id, name=physical_id)
        answers: dict[str, Any] = {}
        for call in self.row.read:
            answers |= self._call(call, scope)
        found: dict[str, Any] = {}
        for name, source in self.row.attributes.items():
            if isinstance(source, str):
                value = jmespath.search(source, answers)
            else:
                value = source(replace(scope, attributes=found))
            if value is not None:
                found[name] = value
        return found

    def update(self, target: Target, physical_id: str) -> None:
        """Make the calls of settings that differ, and of tags that do."""
        scope = self._scope(target, physical_id)
        self._refuse_invalid(scope)
        for one in self.row.settings:
            self._apply(one, scope, before=target.previous)
        self._retag(scope)

    def delete(self, target: Target, physical_id: str) -> None:
        """Make the deleting calls."""
        scope = Scope(target, physical_id, name=physical_id)
        for call, at in _deletions(self.row, scope):
            try:
                self._call(call, at)
            except ClientError as error:
                if error.response["Error"]["Code"] not in self.row.missing:
                    raise

    def gone(self, target: Target, physical_id: str) -> bool:
        """Whether the status call finds nothing; a type without one is gone at once."""
        if self.row.stable is None:
            return True
        try:
            self._call(self.row.stable.call, Scope(target, physical_id, name=physical_id))
        except ClientError as error:
            if error.response["Error"]["Code"] in self.row.missing:
                return True
            raise
        return False

    def _scope(self, target: Target, physical_id: str) -> Scope:
        return Scope(target, physical_id, self.read(target, physical_id), name=physical_id)

    def _physical_id(self, scope: Scope, answer: Mapping[str, Any]) -> str:
        source = self.row.physical_id
        if isinstance(source, str) and source.startswith("response."):
            return str(jmespath.search(source.removeprefix("response."), answer))
        return str(value_of(source, scope))

    def _refuse_invalid(self, scope: Scope) -> None:
        reason = self.row.invalid(scope) if self.row.invalid else None
        if reason is not None:
            raise HandlerError("InvalidRequest", f"Invalid request provided: {reason}")

    def _refuse_taken(self, scope: Scope) -> None:
        row = self.row
        generated = row.name is not None and not (row.name.property and scope.properties.get(row.name.property))
        if row.guard is None or generated:
            return
        try:
            self._call(row.guard, scope)
        except ClientError as error:
            if error.response["Error"]["Code"] in row.missing:
                return
            raise
        raise self._already_exists(scope)

    def _first(self, scope: Scope) -> dict[str, Any]:
        """Make the call that creates the resource; a row without one has only settings."""
        if not self.row.create:
            return {}
        try:
            return self._call(self.row.create[0], scope)
        except ClientError as error:
            if error.response["Error"]["Code"] in self.row.exists:
                raise self._already_exists(scope) from error
            raise

    def _already_exists(self, scope: Scope) -> HandlerError:
        taken = self.row.taken
        message = taken(scope) if taken else f"{scope.name or scope.target.logical_id} already exists"
        return HandlerError("AlreadyExists", message)

    def _apply(self, one: Setting | Each, scope: Scope, before: Properties) -> None:
        """Bring a setting about. What is to go may not be there: the change that brought it may have failed before."""
        for call, at in _needed(one, scope, before):
            try:
                self._call(call, at)
            except ClientError as error:
                if call is not one.remove or error.response["Error"]["Code"] not in self.row.missing:
                    raise

    def _retag(self, scope: Scope) -> None:
        tagging = self.row.tagging
        now, before = tags_of(scope), tags_of(scope, previous=True)
        if tagging is None or now == before:
            return
        removed = tuple(key for key in before if key not in now)
        added = {key: value for key, value in now.items() if before.get(key) != value}
        if tagging.whole:
            removed, added = (() if now else removed), now
        if removed and tagging.untag:
            self._call(tagging.untag, replace(scope, removed=removed))
        if added:
            self._call(tagging.tag, replace(scope, added=added))

    def _call(self, call: Call, scope: Scope) -> dict[str, Any]:
        if call.when is not None and not call.when(scope):
            return {}
        service = call.client or self.row.client
        client = scope.target.clients(service)
        try:
            answer = getattr(client, xform_name(call.operation))(**request_of(call, service, scope))
        except ClientError as error:
            if error.response["Error"]["Code"] in call.ignore:
                return {}
            raise
        return {key: value for key, value in answer.items() if key != "ResponseMetadata"}


def _needed(one: Setting | Each, scope: Scope, before: Properties) -> Iterator[tuple[Call, Scope]]:
    """The calls that bring a setting from what it was to what is wanted."""
    wanted = scope.properties
    if isinstance(one, Each):
        yield from _elements(one, scope, before)
        return
    if all(wanted.get(name) == before.get(name) for name in one.properties):
        return
    if any(wanted.get(name) is not None for name in one.properties):
        yield one.put, _with_defaults(one, scope, before)
    elif one.remove is not None:
        yield one.remove, scope
    else:
        yield one.put, _with_defaults(one, scope, before)


def _with_defaults(one: Setting, scope: Scope, before: Properties) -> Scope:
    """The scope with defaults in the place of properties that have gone."""
    gone = {
        name: default
        for name, default in one.defaults.items()
        if scope.properties.get(name) is None and before.get(name) is not None
    }
    return replace(scope, target=replace(scope.target, properties={**scope.properties, **gone})) if gone else scope


def _elements(one: Each, scope: Scope, before: Properties) -> Iterator[tuple[Call, Scope]]:
    now, was = _by_key(one, scope.properties), _by_key(one, before)
    for key, item in was.items():
        if key not in now and one.remove is not None:
            yield one.remove, replace(scope, item=item)
    every = any(scope.properties.get(name) != before.get(name) for name in one.shared)
    for key, item in now.items():
        if (every or was.get(key) != item) and one.put is not None:
            yield one.put, replace(scope, item=item)


def _deletions(row: ResourceType, scope: Scope) -> Iterator[tuple[Call, Scope]]:
    for one in row.delete:
        if isinstance(one, Call):
            yield one, scope
        elif one.remove is not None:
            for item in _by_key(one, scope.properties).values():
                yield one.remove, replace(scope, item=item)


def _by_key(one: Each, properties: Properties) -> dict[Any, Any]:
    return {_key(one, item): item for item in properties.get(one.property) or ()}


def _key(one: Each, item: Any) -> Any:  # noqa: ANN401  # an element of any list property
    if one.key is None:
        return item
    return item.get(one.key) if isinstance(one.key, str) else tuple(item.get(name) for name in one.key)
