"""What a distributed Map is to the machine's role: it starts executions, reads its items, and writes their results.

https://docs.aws.amazon.com/step-functions/latest/dg/state-map-distributed.html
https://docs.aws.amazon.com/step-functions/latest/dg/iam-policies-eg-dist-map.html
"""

from collections.abc import Mapping
from typing import Final

from cfnproof.least_privilege.projects.stacks import Stack
from cfnproof.least_privilege.projects.waiting import waiting_for
from cfnproof.least_privilege.requirements.requirement import Unit
from cfnproof.least_privilege.requirements.scope import Leaf, Scope, Unknown, Value, text
from cfnproof.least_privilege.workloads.payloads import Payloads
from cfnproof.least_privilege.workloads.site import Site
from cfnproof.least_privilege.workloads.states import mode
from cfnproof.least_privilege.workloads.task_resources import integration
from cfnproof.structural.policy_documents.sites import ROLE_POLICIES
from cfnproof.template.model import Resource
from cfnproof.template.nodes import Object, dig

_CALLERS: Final = ("ItemReader", "ResultWriter")
_ADVICE: Final = "write the integration out, as arn:…:states:::s3:getObject"


def map_unit(kind: str, payloads: Payloads, resource: Resource) -> Unit:
    """The unit of a Map state that may be distributed.

    Its scope has the machine's names, the state's Mode and Label, the parameters of ItemReader and ResultWriter with
    the Api that each calls, and the ReaderConfig.
    """
    stack, site, state = payloads.stack, payloads.site, payloads.state
    values: dict[str, Value] = dict(_names(resource, stack, site))
    inner = {"ReaderConfig": site.scope(dig(state.body.get("ItemReader"), "ReaderConfig"), stack)}
    for name, node in (("Mode", mode(state.body)), ("Label", state.body.get("Label"))):
        if node is not None:
            values[name] = Leaf((site.resolver.node(node, stack),))
    for name in _CALLERS:
        caller = state.body.get(name)
        if not isinstance(caller, Object):
            continue
        call = integration(caller, stack, site)
        what = Unknown(f"what the Resource of its {name} is", _ADVICE)
        values[f"{name}.Api"] = text(f"{call.service}:{call.api}") if call else what
        handed_over = payloads.handed_over(caller)
        if isinstance(handed_over, Unknown):
            values[name] = handed_over
        else:
            inner[name] = handed_over
    title = f"state {state.name!r} of state machine {resource.logical_id!r}"
    return Unit(kind, "map", Scope(values, inner), title, site.place(stack, state.mark))


def _names(machine: Resource, stack: Stack, site: Site) -> Mapping[str, Leaf]:
    """How the machine's role can call the machine.

    The machine waits for its role, whose own policies know no generated name of it; a policy resource may.
    """
    names = site.names(machine, stack)
    waiting = (stack.template.resources[name] for name in waiting_for(machine.logical_id, stack.template))
    if any(one.type in ROLE_POLICIES for one in waiting):
        return names
    return {**names, "Name": names["NamePattern"]}
