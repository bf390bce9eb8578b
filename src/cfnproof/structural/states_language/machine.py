"""The check of one state machine of a template.

https://docs.aws.amazon.com/step-functions/latest/dg/concepts-amazon-states-language.html
"""

from collections.abc import Iterator

from cfnproof.structural.states_language.context import Context, Problem
from cfnproof.structural.states_language.scope import check_names, check_scope
from cfnproof.structural.states_language.source import read_definition
from cfnproof.structural.values.parameter_values import filled_in
from cfnproof.template.expressions import parts, text
from cfnproof.template.model import Resource, Template


def check_machine(resource: Resource, template: Template) -> Iterator[Problem]:
    """Yield what is wrong with the definition of an AWS::StepFunctions::StateMachine."""
    source = read_definition(resource, template)
    yield from (Problem(f"the state machine {problem.message}", problem.mark) for problem in source.problems)
    if source.root is not None:
        kinds = filled_in(parts(resource.property("StateMachineType"), template), template)
        context = Context(template, express=any(text(kind) == "EXPRESS" for kind in kinds))
        yield from check_names(source.root, context)
        yield from check_scope(source.root, "machine", context)
