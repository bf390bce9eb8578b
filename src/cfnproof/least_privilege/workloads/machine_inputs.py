"""Who starts a state machine, with which input and under which name of the execution.

https://docs.aws.amazon.com/codepipeline/latest/userguide/action-reference-StepFunctions.html
https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-transform-target-input.html
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass

from cfnproof.errors import CfnproofError
from cfnproof.least_privilege.projects.index import Located
from cfnproof.least_privilege.projects.stacks import Stack
from cfnproof.least_privilege.requirements.scope import Leaf, Listing, Scope, Unknown, Value
from cfnproof.least_privilege.workloads.site import Site
from cfnproof.least_privilege.workloads.variables import variable_in, without_variables
from cfnproof.structural.pipelines.artifact_files import input_file
from cfnproof.structural.pipelines.event_rules import RULE
from cfnproof.structural.pipelines.model import Action, Pipeline, pipelines
from cfnproof.template.expressions import Parts, literal
from cfnproof.template.model import Resource
from cfnproof.template.nodes import Node, dig, items
from cfnproof.template.text import read_text


@dataclass(frozen=True, slots=True)
class Started:
    """One way in which a machine is started: its input, and what matches the names of its executions."""

    input: Scope | Unknown
    execution_name: Parts | Unknown


def started(machine: Resource, stack: Stack, site: Site) -> tuple[Started, ...]:
    """The ways in which pipelines and rules of the project start a machine; where none does, one that is not known."""
    arn = site.resolver.arn(machine, stack)
    found = (*_by_pipelines(arn, site), *_by_rules(arn, site))
    if found:
        return found
    what = f"{{}} of state machine {machine.logical_id!r}"
    advice = (
        "let a pipeline of [[tool.cfnproof.stacks]] start it with a file of [tool.cfnproof.artifacts], or write the "
        "value into the definition"
    )
    return (
        Started(Unknown(what.format("the input"), advice), Unknown(what.format("the names of executions"), advice)),
    )


def _by_pipelines(arn: Parts, site: Site) -> Iterator[Started]:
    for stack in site.resolver.stacks.by_name.values():
        for pipeline in pipelines(stack.template):
            for action in pipeline.of("Invoke", "StepFunctions"):
                if site.resolver.parts(action.value("StateMachineArn"), stack) == arn:
                    yield Started(_input(action, pipeline, stack, site), _name(action, stack, site))


def _by_rules(arn: Parts, site: Site) -> Iterator[Started]:
    """EventBridge names the executions that its rules start."""
    for located in site.index.of_type(RULE):
        for target in items(located.resource.property("Targets")):
            if site.resolver.node(dig(target, "Arn"), located.stack) == arn:
                yield Started(_constant(target, located, site), ("*",))


def _constant(target: Node, rule: Located, site: Site) -> Scope | Unknown:
    """The Input of a rule's target; without one that is written out, what is handed on hangs on the event."""
    written = literal(dig(target, "Input"), rule.stack.template)
    if not written:
        what = f"the input that rule {rule.resource.logical_id!r} hands on"
        return Unknown(what, "give the rule's target an Input that is written out")
    return _scope_of(written, site, rule.stack)


def _name(action: Action, stack: Stack, site: Site) -> Parts | Unknown:
    """A UUID, behind the prefix where there is one."""
    prefix = site.resolver.parts(action.value("ExecutionNamePrefix"), stack)
    return variable_in(prefix) or ((*prefix, "-*") if prefix else ("*",))


def _input(action: Action, pipeline: Pipeline, stack: Stack, site: Site) -> Scope | Unknown:
    if literal(action.setting("InputType"), action.template) == "FilePath":
        found = input_file(action, "Input", pipeline)
        if found is None or found.file is None:
            return Unknown(f"the input file of {action.label}", "map it to a file in [tool.cfnproof.artifacts]")
        try:
            return _scope_of(read_text(found.file), site, None)
        except CfnproofError as error:
            return Unknown(f"the input file of {action.label}: {error}", "mend the file")
    written = literal(action.setting("Input"), action.template)
    if written is None and action.setting("Input") is not None:
        return Unknown(f"the Input of {action.label}", "write it out, or use a file")
    value = _scope_of(written or "{}", site, stack)
    return without_variables(value) if isinstance(value, Scope) else value


def _scope_of(text: str, site: Site, stack: Stack | None) -> Scope | Unknown:
    try:
        document = json.loads(text)
    except ValueError as error:
        return Unknown(f"the input, which is no JSON: {error}", "mend it")
    value = _value(document, site, stack)
    return value if isinstance(value, Scope) else Unknown("the input, which is no JSON object", "write an object")


def _value(document: object, site: Site, stack: Stack | None) -> Value | Scope:
    """A value of JSON; null is no value, so that what is null is not there."""
    match document:
        case dict():
            known = {str(key): value for key, value in document.items() if value is not None}
            found = {key: _value(value, site, stack) for key, value in known.items()}
            return Scope(
                {key: value for key, value in found.items() if not isinstance(value, Scope)},
                {key: value for key, value in found.items() if isinstance(value, Scope)},
            )
        case list():
            items = [_value(item, site, stack) for item in document if item is not None]
            if any(isinstance(item, Scope) for item in items):
                return Listing(tuple(item for item in items if isinstance(item, Scope)))
            return Leaf(tuple(value for item in items if isinstance(item, Leaf) for value in item.values))
        case _:
            text = str(document).lower() if isinstance(document, bool) else str(document)
            return Leaf((site.resolver.text(text, stack),))
