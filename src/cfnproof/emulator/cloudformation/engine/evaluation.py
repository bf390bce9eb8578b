"""A definition's values, as the stack's resources give them."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

from botocore.exceptions import ClientError

from cfnproof.emulator.cloudformation.engine.availability_zones import zones_of
from cfnproof.emulator.cloudformation.engine.stored import stored_value
from cfnproof.emulator.cloudformation.handlers.registry import HANDLERS
from cfnproof.emulator.cloudformation.handlers.target import HandlerError
from cfnproof.emulator.cloudformation.language import dynamic_references, functions
from cfnproof.emulator.cloudformation.language.dependencies import dependencies, order
from cfnproof.emulator.cloudformation.language.environment import ParameterEnvironment
from cfnproof.emulator.cloudformation.language.outputs import Output, outputs
from cfnproof.emulator.cloudformation.language.pseudo import Stack as PseudoStack
from cfnproof.emulator.cloudformation.language.pseudo import pseudo_parameters
from cfnproof.emulator.cloudformation.properties.check import check
from cfnproof.emulator.cloudformation.properties.tags import tags_fault
from cfnproof.emulator.cloudformation.refusals import refusal
from cfnproof.emulator.cloudformation.state import Definition, Stack, StackResource, Stacks
from cfnproof.emulator.context import ClientOf, Context
from cfnproof.template.model import Template, scalar_text
from cfnproof.template.resource_schema import schema_of

Lookup = Callable[[str, str | None], object]
"""From a logical id and an attribute (None for `Ref`) to its value, Unknown where only executing will tell."""


def parameter_environment(
    context: Context[Stacks], stack_id: str, stack_name: str, definition: Definition
) -> ParameterEnvironment:
    """What a definition's values come from before any resource is there."""
    pseudo = PseudoStack(
        context.account, context.partition, context.region, stack_id, stack_name, definition.notification_arns
    )
    return ParameterEnvironment(
        definition.template, definition.parameters, pseudo_parameters(pseudo), definition.conditions
    )


class Evaluation:
    """Resolves a definition's properties and outputs; the Environment of the template language.

    `imports` are the exports that were asked for. Without a `lookup` the stack itself is at work.
    """

    def __init__(
        self,
        context: Context[Stacks],
        stack: Stack,
        definition: Definition,
        clients: ClientOf,
        lookup: Lookup | None = None,
    ) -> None:
        self.imports: set[str] = set()
        self._context = context
        self._stack = stack
        self._definition = definition
        self._clients = clients
        self._at_work = lookup is None
        self._lookup = lookup or self._current
        self._known = parameter_environment(context, stack.id, stack.name, definition)
        self.needs: Final = dependencies(definition.template, definition.conditions)
        self.order: Final = order(self.needs)

    @property
    def template(self) -> Template:
        """The definition's template."""
        return self._definition.template

    def declared(self, logical_id: str) -> StackResource:
        """A resource as the template declares it, before anything was done."""
        body = self.template.resources[logical_id]
        resource = StackResource(logical_id, body.type, "CREATE_IN_PROGRESS", self._context.clock.now())
        self.redeclare(resource)
        return resource

    def redeclare(self, resource: StackResource) -> None:
        """Take over what the template says beside the properties."""
        body = self.template.resources[resource.logical_id].body
        resource.needs = tuple(sorted(self.needs[resource.logical_id]))
        resource.deletion_policy = scalar_text(body.get("DeletionPolicy")) or "Delete"
        resource.update_replace_policy = scalar_text(body.get("UpdateReplacePolicy")) or "Delete"

    def properties(self, logical_id: str) -> dict[str, Any]:
        """A resource's properties, resolved; dynamic references stay as they are written.

        Raises ServiceError for what the template language refuses.
        """
        resolved = functions.resolve(self.template.resources[logical_id].properties, self)
        return dict(resolved) if isinstance(resolved, Mapping) else {}

    def checked(self, logical_id: str, raw: Mapping[str, Any]) -> dict[str, Any]:
        """Properties as the schema has them, dynamic references resolved.

        Raises PropertiesError for what the schema refuses, HandlerError for what the handler does not heed and for
        tags that no service takes.
        """
        resource_type = self.template.resources[logical_id].type
        dynamic_references.check(resource_type, raw)
        wanted = dict(check(resource_type, logical_id, self._stored(raw)))
        unheeded = sorted(set(wanted) - HANDLERS[resource_type].handled)
        if unheeded:
            known = ", ".join(sorted(HANDLERS[resource_type].handled))
            message = (
                f"{', '.join(unheeded)} of {resource_type} is not emulated, so it is refused: docs/fidelity.md lists "
                f"what is; known here: {known}"
            )
            raise HandlerError("InvalidRequest", message)
        fault = tags_fault(wanted.get(schema_of(resource_type).tag_property or "Tags"))
        if fault:
            raise HandlerError("InvalidRequest", f"Invalid request provided: {fault}")
        return wanted

    def _stored(self, raw: Mapping[str, Any]) -> dict[str, Any]:
        """The properties with what dynamic references stand for."""
        found = dynamic_references.substitute(dict(raw), self)
        return found if isinstance(found, dict) else {}

    def tags(self, logical_id: str) -> dict[str, str]:
        """The stack's tags and CloudFormation's own, as far as they reach a resource's type."""
        schema = schema_of(self.template.resources[logical_id].type)
        if not schema.taggable:
            return {}
        if not schema.system_tags:
            return dict(self._definition.tags)
        return {
            **self._definition.tags,
            "aws:cloudformation:stack-name": self._stack.name,
            "aws:cloudformation:logical-id": logical_id,
            "aws:cloudformation:stack-id": self._stack.id,
        }

    def outputs(self) -> Mapping[str, Output]:
        """The outputs by name, of a stack whose resources are all there.

        Raises ServiceError for what does not come to text, and export names that occur twice.
        """
        found = outputs(self.template, self._definition.conditions, self)
        return {output.name: output for output in found}

    def ref(self, name: str) -> object:
        """The value of a resource's, parameter's or pseudo parameter's `Ref`."""
        return self._lookup(name, None) if name in self.template.resources else self._known.ref(name)

    def get_att(self, logical_id: str, attribute: str) -> object:
        """The value of a resource's attribute."""
        return self._lookup(logical_id, attribute)

    def condition(self, name: str) -> bool:
        """How a condition came out."""
        return self._known.condition(name)

    def mapping(self, name: str, top: str, second: str) -> object:
        """The value of a mapping of the template."""
        return self._known.mapping(name, top, second)

    def import_value(self, name: str) -> object:
        """The value of an export of the account and region; a stack that is at work holds it from here on."""
        with self._context.state.lock:
            found = self._context.state.exports().get(name)
            if found is None or found[0].status == "DELETE_IN_PROGRESS":
                raise refusal(f"No export named {name} found")
            self.imports.add(name)
            if self._at_work:
                self._stack.imports |= {name}
        return found[1].value

    def availability_zones(self, region: str) -> Sequence[str]:
        """The names of a region's Availability Zones, as EC2 tells them to the stack's role or the caller."""
        try:
            return zones_of(self._clients, region or self._context.region)
        except ClientError as error:
            raise refusal(f"Template error: Fn::GetAZs: {error.response['Error']['Message']}") from error

    def dynamic(self, service: str, reference: str) -> str:
        """What a dynamic reference stands for, read as the stack's role or the caller."""
        try:
            return stored_value(self._clients, service, reference)
        except ClientError as error:
            message = error.response["Error"].get("Message") or error.response["Error"]["Code"]
            raise refusal(f"{{{{resolve:{service}:{reference}}}}}: {message}") from error

    def _current(self, logical_id: str, attribute: str | None) -> object:
        resource = self._stack.resources[logical_id]
        if attribute is None:
            return resource.physical_id
        if attribute not in resource.attributes:
            raise refusal(f"Template error: {logical_id} does not have attribute {attribute} at this time")
        return resource.attributes[attribute]
