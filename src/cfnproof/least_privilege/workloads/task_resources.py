"""What the Resource of a Task is: an integration, a function or an activity, also where a parameter holds it.

https://docs.aws.amazon.com/step-functions/latest/dg/state-task.html
"""

from typing import Final

from cfnproof.least_privilege.projects import terms
from cfnproof.least_privilege.projects.stacks import Stack
from cfnproof.least_privilege.workloads.site import Site
from cfnproof.structural.states_language.context import Context
from cfnproof.structural.states_language.task import Call, called
from cfnproof.structural.texts.gaps import with_gaps
from cfnproof.template.expressions import Part, Parts, Reference
from cfnproof.template.nodes import Entry, Object, Scalar

_RESOURCE: Final = "Resource"
_SERVICE: Final = 2
_TYPE: Final = 5


def integration(state: Object, stack: Stack, site: Site) -> Call | None:
    """The service, API and pattern that a Resource names; None for what is no integration."""
    value = site.resolver.node(state.get(_RESOURCE), stack)
    written = Scalar(with_gaps(tuple(map(_known, value))), state.mark)
    return called(Object((Entry(_RESOURCE, written, state.mark),), state.mark), Context(stack.template))


def is_function(value: Parts) -> bool:
    """Whether a Resource is the ARN of a Lambda function."""
    return terms.field(value, _SERVICE) == ("lambda",)


def is_activity(value: Parts) -> bool:
    """Whether a Resource is an activity, whose workers ask the machine's role for nothing."""
    return terms.field(value, _SERVICE) == ("states",) and terms.field(value, _TYPE) == ("activity",)


def _known(part: Part) -> Part:
    """A part as text where it stands for a parameter whose value is known."""
    return part.name[1:] if isinstance(part, Reference) and part.name.startswith("=") else part
