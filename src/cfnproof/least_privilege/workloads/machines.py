"""What the roles of state machines do: call services, write logs, and pass roles on.

https://docs.aws.amazon.com/step-functions/latest/dg/procedure-create-iam-role.html
https://docs.aws.amazon.com/step-functions/latest/dg/service-integration-iam-templates.html
"""

from collections.abc import Iterator
from dataclasses import replace
from typing import Final

from cfnproof.least_privilege.projects.stacks import Stack
from cfnproof.least_privilege.requirements.requirement import Unit, Unresolved, Workload
from cfnproof.least_privilege.requirements.scope import Leaf, Scope, Unknown, Value, text
from cfnproof.least_privilege.workloads.machine_inputs import started
from cfnproof.least_privilege.workloads.map_states import map_unit
from cfnproof.least_privilege.workloads.payloads import Payloads
from cfnproof.least_privilege.workloads.site import Site
from cfnproof.least_privilege.workloads.states import may_be_distributed, states_of
from cfnproof.least_privilege.workloads.task_resources import integration, is_activity, is_function
from cfnproof.structural.states_language.source import read_definition
from cfnproof.template.expressions import Parts
from cfnproof.template.model import Resource
from cfnproof.template.nodes import Object

KIND: Final = "stepfunctions"
MACHINE: Final = "AWS::StepFunctions::StateMachine"
TYPES: Final = (MACHINE,)
_PAGE: Final = "https://docs.aws.amazon.com/step-functions/latest/dg/service-integration-iam-templates.html"
_PASSED: Final = {
    "sagemaker:createTrainingJob": ("training", "RoleArn"),
    "sagemaker:createModel": ("model", "ExecutionRoleArn"),
}
"""The integrations that hand SageMaker a role: the unit of its rows, and the parameter with the role."""
LAMBDA: Final = "lambda function"
"""The integration of a Task whose Resource is a function's ARN."""


def workloads(stack: Stack, site: Site) -> Iterator[Workload]:
    """Yield the workloads of a stack's state machines, and those of the roles that they pass to SageMaker."""
    for resource in stack.template.of_type(MACHINE):
        title = f"state machine {resource.logical_id!r}"
        place = site.place(stack, resource.mark_of("RoleArn"))
        role = site.resolver.node(resource.property("RoleArn"), stack)
        machine = site.scope(resource.properties, stack, site.names(resource, stack))
        names = Scope(site.names(resource, stack))
        own = [Unit(KIND, "trust", names, title, place), Unit(KIND, "machine", machine, title, place)]
        source = read_definition(resource, stack.template)
        if not isinstance(source.root, Object):
            what = "its definition: " + (
                "; ".join(problem.message for problem in source.problems) or "it is no mapping"
            )
            unknown = Unresolved(title, what, "write the definition into the template", place, _PAGE)
            yield Workload(role, title, tuple(own), place, (unknown,))
            continue
        for start in started(resource, stack, site):
            for state in states_of(source.root, stack.template):
                for found in _of_state(Payloads(start, state, stack, site), resource):
                    if isinstance(found, Unit):
                        own.append(found)
                    else:
                        yield found
        yield Workload(role, title, tuple(own), place)


def _of_state(payloads: Payloads, resource: Resource) -> Iterator[Unit | Workload]:
    state, stack = payloads.state, payloads.stack
    if state.kind == "Map" and may_be_distributed(state.body, stack.template):
        yield map_unit(KIND, payloads, resource)
    if state.kind == "Task" and not is_activity(payloads.site.resolver.node(state.body.get("Resource"), stack)):
        yield from _of_task(payloads, resource)


def _of_task(payloads: Payloads, resource: Resource) -> Iterator[Unit | Workload]:
    """What a Task is to the machine's role, and the work of other roles in it."""
    unit = _unit(payloads, resource)
    acting = payloads.credentials()
    if acting is None:
        yield unit
    else:
        yield Unit(KIND, "delegation", Scope({"RoleArn": acting}), unit.title, unit.place)
        roles = acting.values if isinstance(acting, Leaf) else ()
        yield from (Workload(one, unit.title, (unit,), unit.place) for one in roles)
    yield from _passed(unit)


def _unit(payloads: Payloads, resource: Resource) -> Unit:
    state, stack, site = payloads.state, payloads.stack, payloads.site
    title = f"state {state.name!r} of state machine {resource.logical_id!r}"
    payload = payloads.scope()
    call = integration(state.body, stack, site)
    value = site.resolver.node(state.body.get("Resource"), stack)
    names: dict[str, Value] = {}
    if call is not None:
        names |= _integration(call.service, call.api, call.pattern)
    elif is_function(value):
        names |= {"Integration": text(LAMBDA), "Service": text("lambda"), "Resource": Leaf((value,))}
    else:
        what = f"what its Resource {_shown(value)!r} is"
        names |= {"Integration": Unknown(what, "write the integration out, or !GetAtt a function of the template")}
    scope = replace(payload, values={**payload.values, **names}, derived=frozenset(names))
    return Unit(KIND, "task", scope, title, site.place(stack, state.mark))


def _integration(service: str, api: str, pattern: str) -> dict[str, Value]:
    call = f"{service}:{api}"
    whole = f"{call}.{pattern}" if pattern else call
    return {"Service": text(service), "Api": text(call), "Integration": text(whole)}


def _passed(unit: Unit) -> Iterator[Workload]:
    """The work of the role that a task hands to SageMaker."""
    found = unit.scope.find("Api")
    api = str(found.values[0][0]) if isinstance(found, Leaf) else ""
    if api not in _PASSED:
        return
    name, parameter = _PASSED[api]
    role = unit.scope.find(parameter)
    for value in role.values if isinstance(role, Leaf) else ():
        units = (
            Unit("sagemaker", "trust", unit.scope, unit.title, unit.place),
            Unit("sagemaker", name, unit.scope, unit.title, unit.place),
        )
        yield Workload(value, unit.title, units, unit.place)


def _shown(value: Parts) -> str:
    return "".join(map(str, value))
