"""What executing a definition would do to each resource of a stack.

https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/using-cfn-updating-stacks-changesets-view.html
https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/using-cfn-updating-stacks-update-behaviors.html
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from cfnproof.emulator.cloudformation.changes.causes import Causes, Change, Fate, changed_parameters
from cfnproof.emulator.cloudformation.changes.change import (
    AUTOMATIC,
    Attribute,
    Detail,
    ResourceChange,
    replaces,
    scope,
)
from cfnproof.emulator.cloudformation.engine.delete import policy_of
from cfnproof.emulator.cloudformation.engine.evaluation import Evaluation, Lookup
from cfnproof.emulator.cloudformation.engine.role import clients_of
from cfnproof.emulator.cloudformation.handlers.target import HandlerError
from cfnproof.emulator.cloudformation.language import functions
from cfnproof.emulator.cloudformation.language.outputs import outputs
from cfnproof.emulator.cloudformation.language.values import NO_VALUE, unknown, unknown_in
from cfnproof.emulator.cloudformation.properties.check import PropertiesError
from cfnproof.emulator.cloudformation.properties.replacement import Recreation, replacement
from cfnproof.emulator.cloudformation.refusals import refusal
from cfnproof.emulator.cloudformation.state import STACK_TYPE, Definition, Stack, StackResource, Stacks
from cfnproof.emulator.context import Context
from cfnproof.emulator.errors import ServiceError
from cfnproof.template.nodes import Node

_MEMBERS: Final[tuple[Attribute, ...]] = ("CreationPolicy", "Metadata", "UpdatePolicy")
"""What a resource has beside properties, tags and policies of deletion, and functions are carried out in."""

_KEPT: Final = frozenset({"DeletionPolicy", "UpdateReplacePolicy"})
"""What CloudFormation keeps to itself: when only these change, the resource stays as it is."""

_FATES: Final = {"True": Fate.REPLACED, "Conditional": Fate.PERHAPS_REPLACED, "False": Fate.MODIFIED}


def plan(context: Context[Stacks], stack: Stack, definition: Definition) -> tuple[ResourceChange, ...]:
    """The changes that a definition makes to a stack's resources, by logical id.

    No values are in them, so NoEcho parameters need no mask. Raises ServiceError for what the template language
    refuses, a role that cannot be assumed, and a logical id that gets another type; what a schema or a handler
    refuses shows as a change, and executing it fails.
    """
    comparison = _compare(context, stack, definition)
    _refuse_other_types(stack, comparison.after)
    planned = [comparison.resource(logical_id) for logical_id in comparison.after.order]
    leaving = [one for logical_id, one in stack.resources.items() if logical_id not in comparison.after.order]
    found = [*(change for change in planned if change is not None), *map(_removal, leaving)]
    return tuple(sorted(found, key=lambda change: change.logical_id))


def differs(context: Context[Stacks], stack: Stack, definition: Definition) -> bool:
    """Whether there is anything to update. Raises ServiceError as `plan` does."""
    return bool(plan(context, stack, definition)) or differs_beside_resources(context, stack, definition)


def differs_beside_resources(context: Context[Stacks], stack: Stack, definition: Definition) -> bool:
    """Whether tags, notification ARNs or outputs differ, where no resource changes.

    The template's description, parameters that nothing uses, DependsOn, capabilities and the service role are no
    updates by themselves.
    https://github.com/boto/boto3/issues/1609
    """
    before = stack.definition
    if definition.tags != before.tags or sorted(definition.notification_arns) != sorted(before.notification_arns):
        return True
    values = Evaluation(context, stack, definition, clients_of(context, stack.id, definition.role_arn), _current(stack))
    found = outputs(definition.template, definition.conditions, values)
    return {output.name: output for output in found} != dict(stack.outputs)


@dataclass(frozen=True, slots=True)
class _Comparison:
    """A stack beside a definition. Resources are compared in the order of their dependencies."""

    stack: Stack
    before: Evaluation
    after: Evaluation
    causes: Causes

    def resource(self, logical_id: str) -> ResourceChange | None:
        """What happens to one resource, None for nothing."""
        existing = self.stack.resources.get(logical_id)
        if existing is None or existing.physical_id is None:
            self.causes.fates[logical_id] = Fate.NEW
            return ResourceChange("Add", logical_id, self.after.template.resources[logical_id].type)
        details = tuple(self._details(existing))
        if not details and existing.type == STACK_TYPE:
            details = (AUTOMATIC,)
        if not details:
            return None
        replaced = replaces(details)
        if not _KEPT.issuperset(scope(details)):
            self.causes.fates[logical_id] = _FATES[replaced]
        policy = policy_of(self.after.declared(logical_id).update_replace_policy, creation=False)
        return ResourceChange(
            "Modify",
            logical_id,
            existing.type,
            existing.physical_id,
            replaced,
            scope(details),
            details,
            f"ReplaceAnd{policy}" if replaced == "True" else None,
        )

    def _details(self, existing: StackResource) -> Iterator[Detail]:
        for change in (*self._properties(existing), *self._members(existing.logical_id)):
            yield from self.causes.details(change)
        wanted = self.after.declared(existing.logical_id)
        if wanted.deletion_policy != existing.deletion_policy:
            yield _direct("DeletionPolicy")
        if wanted.update_replace_policy != existing.update_replace_policy:
            yield _direct("UpdateReplacePolicy")
        if self.after.tags(existing.logical_id) != existing.applied_tags:
            yield _direct("Tags")

    def _properties(self, existing: StackResource) -> Iterator[Change]:
        logical_id = existing.logical_id
        wanted = self._wanted(logical_id, existing.properties)
        old = self.before.template.resources.get(logical_id)
        new = self.after.template.resources[logical_id]
        for name, recreation in replacement(existing.type, existing.properties, wanted).changes.items():
            yield Change("Properties", name, recreation, old.property(name) if old else None, new.property(name))

    def _wanted(self, logical_id: str, applied: Mapping[str, Any]) -> dict[str, Any]:
        """The properties: as the schema has them, or raw where they hold what is not known yet.

        What is applied stands in for those while the others are checked.
        """
        raw = self.after.properties(logical_id)
        hidden = {name: value for name, value in raw.items() if unknown_in(value) is not None}
        stand_ins = {name: applied[name] for name in hidden if name in applied}
        known = {name: value for name, value in raw.items() if name not in hidden} | stand_ins
        try:
            checked = self.after.checked(logical_id, known)
        except (PropertiesError, HandlerError, ServiceError):  # executing the change says so
            checked = known
        return {**checked, **hidden}

    def _members(self, logical_id: str) -> Iterator[Change]:
        old = self.before.template.resources.get(logical_id)
        new = self.after.template.resources[logical_id]
        for member in _MEMBERS:
            was, will = old.body.get(member) if old else None, new.body.get(member)
            if _value(was, self.before) != _value(will, self.after):
                yield Change(member, None, Recreation.NEVER, was, will)


def _compare(context: Context[Stacks], stack: Stack, definition: Definition) -> _Comparison:
    clients, current = clients_of(context, stack.id, definition.role_arn), _current(stack)
    causes = Causes(changed_parameters(stack.definition, definition), definition.conditions)

    def later(logical_id: str, attribute: str | None) -> object:
        if causes.hides(logical_id, attribute):
            return unknown(logical_id, attribute)
        return current(logical_id, attribute)

    return _Comparison(
        stack,
        Evaluation(context, stack, stack.definition, clients, current),
        Evaluation(context, stack, definition, clients, later),
        causes,
    )


def _current(stack: Stack) -> Lookup:
    """Values as the resources are now, Unknown where they have none."""

    def look_up(logical_id: str, attribute: str | None) -> object:
        resource = stack.resources.get(logical_id)
        if resource is None or resource.physical_id is None:
            return unknown(logical_id, attribute)
        if attribute is None:
            return resource.physical_id
        return resource.attributes.get(attribute, unknown(logical_id, attribute))

    return look_up


def _refuse_other_types(stack: Stack, after: Evaluation) -> None:
    declared = {logical_id: after.template.resources[logical_id].type for logical_id in after.order}
    others = [
        resource.logical_id
        for resource in stack.resources.values()
        if resource.physical_id is not None and declared.get(resource.logical_id, resource.type) != resource.type
    ]
    if others:
        message = (
            "Update of resource type is not permitted. The new template modifies resource type of the following "
            f"resources: [{', '.join(others)}]"
        )
        raise refusal(message)


def _removal(resource: StackResource) -> ResourceChange:
    policy = policy_of(resource.deletion_policy, creation=False)
    return ResourceChange("Remove", resource.logical_id, resource.type, resource.physical_id, policy_action=policy)


def _direct(attribute: Attribute) -> Detail:
    return Detail(attribute, None, Recreation.NEVER, "Static", "DirectModification")


def _value(node: Node | None, evaluation: Evaluation) -> object:
    return NO_VALUE if node is None else functions.resolve(node, evaluation)
