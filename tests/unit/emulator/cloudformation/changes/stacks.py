"""Stacks as if deployed, without a host: every resource has a physical id and all its type's attributes."""

from collections.abc import Mapping
from dataclasses import replace

from cfnproof.emulator.cloudformation.changes.change import ResourceChange
from cfnproof.emulator.cloudformation.changes.plan import plan
from cfnproof.emulator.cloudformation.engine.evaluation import Evaluation, parameter_environment
from cfnproof.emulator.cloudformation.language import conditions, outputs, parameters
from cfnproof.emulator.cloudformation.language.parameters import GivenParameter, SsmValue
from cfnproof.emulator.cloudformation.language.template import read
from cfnproof.emulator.cloudformation.state import Definition, Stack, StackResource, Stacks
from cfnproof.emulator.context import Caller, Context
from cfnproof.emulator.ids import Ids
from cfnproof.emulator.plans import Plans
from cfnproof.emulator.work import Work
from cfnproof.template.resource_schema import schema_of
from tests.unit.emulator.account import ACCOUNT, CALLER, REGION, StillClock, ToldClients

STACK_ID = f"arn:aws:cloudformation:{REGION}:{ACCOUNT}:stack/shop/5f0e2c10-1111-11ef-9a64-0a1b2c3d4e5f"

Values = Mapping[str, str]


class Shop:
    """An account with one stack, `shop`."""

    def __init__(self) -> None:
        self.clients = ToldClients(
            answers={"get_parameter": {"Parameter": {"Name": "/size", "Type": "String", "Value": "31"}}}
        )
        self.context = Context(
            account=ACCOUNT,
            partition="aws",
            region=REGION,
            caller=Caller(CALLER, ACCOUNT, "AKIAIOSFODNN7EXAMPLE"),
            request_id="00000000-0000-0000-0000-000000000000",
            clock=StillClock(),
            ids=Ids(seed=3),
            clients=self.clients,
            work=Work(),
            plans=Plans(),
            peer=dict[str, object]().__getitem__,
            state=Stacks(),
        )

    def definition(
        self,
        body: str,
        given: Values | None = None,
        *,
        tags: Values | None = None,
        notified: tuple[str, ...] = (),
        role: str | None = None,
    ) -> Definition:
        """What a request defines."""
        template = read(body)
        wanted = {name: GivenParameter(value) for name, value in (given or {}).items()}
        values = parameters.resolve(template, wanted, {}, _stored)
        definition = Definition(template, body, values, {}, dict(tags or {}), (), notified, role)
        environment = parameter_environment(self.context, STACK_ID, "shop", definition)
        return replace(definition, conditions=conditions.conditions(template, environment))

    def deployed(self, definition: Definition) -> Stack:
        """The stack, with everything that the definition has."""
        stack = Stack(STACK_ID, "shop", definition, "CREATE_COMPLETE", self.context.clock.now())
        evaluation = Evaluation(self.context, stack, definition, self.clients.caller())
        for logical_id in evaluation.order:
            stack.resources[logical_id] = _made(evaluation, logical_id)
        found = outputs.outputs(definition.template, definition.conditions, evaluation)
        stack.outputs = {output.name: output for output in found}
        self.context.state.stacks[STACK_ID] = stack
        return stack

    def changes(self, stack: Stack, definition: Definition) -> list[str]:
        """The planned changes, one line each."""
        return [line(change) for change in plan(self.context, stack, definition)]


def line(change: ResourceChange) -> str:
    """A change in one line: head, scope, then each detail."""
    head = (change.action, change.logical_id, change.replacement, change.policy_action)
    parts = [" ".join(part for part in head if part is not None)]
    if change.scope:
        parts.append(", ".join(change.scope))
    for detail in change.details:
        target = f"{detail.attribute}.{detail.name}" if detail.name else detail.attribute
        source = f"{detail.source} {detail.causing_entity}" if detail.causing_entity else detail.source
        parts.append(f"{target} {detail.recreation} {detail.evaluation} {source}")
    return " | ".join(parts)


def _made(evaluation: Evaluation, logical_id: str) -> StackResource:
    resource = evaluation.declared(logical_id)
    resource.status, resource.physical_id = "CREATE_COMPLETE", f"{logical_id.lower()}-1"
    resource.properties = evaluation.checked(logical_id, evaluation.properties(logical_id))
    resource.applied_tags = evaluation.tags(logical_id)
    names = (name.replace("*", "Answer") for name in schema_of(resource.type).attributes)
    resource.attributes = {name: resource.properties.get(name, f"{name} of {logical_id}") for name in names}
    return resource


def _stored(name: str) -> SsmValue | None:
    return {"/old": SsmValue("String", "first"), "/new": SsmValue("String", "second")}.get(name)
