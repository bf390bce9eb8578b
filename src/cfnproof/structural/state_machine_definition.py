"""A state machine's definition is valid Amazon States Language, and its executions are logged.

CloudFormation finds out late: a wrong name or field fails the stack, a wrong path or a job that nobody waits for fails
the execution, hours into a training. Without logs nobody can say why an execution of last month failed.
https://docs.aws.amazon.com/step-functions/latest/dg/concepts-amazon-states-language.html
"""

from collections.abc import Iterator
from typing import Final

from cfnproof.findings import Severity
from cfnproof.structural.rule import Rule, Violation
from cfnproof.structural.states_language.machine import check_machine
from cfnproof.structural.texts.gaps import is_text
from cfnproof.structural.values.parameter_values import filled_in
from cfnproof.template.expressions import Reference, parts, text
from cfnproof.template.model import Resource, Template
from cfnproof.template.nodes import Object, dig, items

MACHINE: Final = "AWS::StepFunctions::StateMachine"
_LEVELS: Final = ("ALL", "ERROR", "FATAL")
_LOGGING: Final = "LoggingConfiguration"


def check(template: Template) -> Iterator[Violation]:
    """Yield what is wrong with each state machine's definition and logging."""
    for resource in template.of_type(MACHINE):
        for problem in check_machine(resource, template):
            yield Violation(problem.message, problem.mark, resource.logical_id)
        yield from _logging(resource, template)


def _logging(resource: Resource, template: Template) -> Iterator[Violation]:
    configuration = resource.property(_LOGGING)
    mark = resource.mark_of(_LOGGING)
    if not isinstance(configuration, Object):
        message = (
            "the state machine logs nothing: set LoggingConfiguration with Level ALL, ERROR or FATAL and a log group"
        )
        yield Violation(message, mark, resource.logical_id)
        return
    yield from _level(configuration, resource, template)
    yield from _destinations(configuration, resource, template)


def _level(configuration: Object, resource: Resource, template: Template) -> Iterator[Violation]:
    level = parts(configuration.get("Level"), template)
    if not level:
        level = ("OFF",)  # its default
    written = (text(value) for value in filled_in(level, template) if is_text(value))
    wrong = next((value for value in written if value not in _LEVELS), None)
    if wrong is not None:
        message = f"the state machine logs with Level {wrong!r}: set one of {', '.join(_LEVELS)}"
        yield Violation(message, configuration.mark_of("Level"), resource.logical_id)


def _destinations(configuration: Object, resource: Resource, template: Template) -> Iterator[Violation]:
    listed = items(configuration.get("Destinations"))
    found = (dig(item, "CloudWatchLogsLogGroup", "LogGroupArn") for item in listed)
    groups = [group for group in found if group is not None]
    if not groups:
        message = "the state machine logs to nowhere: set Destinations with CloudWatchLogsLogGroup and its LogGroupArn"
        yield Violation(message, configuration.mark_of("Destinations"), resource.logical_id)
    for group in groups:
        value = parts(group, template)
        match value:
            case (Reference(name=name, attribute=None),) if name in template.resources:
                reason = f"the name of the log group and not its ARN: use !GetAtt {name}.Arn"
            case (*_, str() as end) if not end.endswith(":*"):
                reason = "not the ARN of a log group: write one with ':*' at its end"
            case _:
                continue
        yield Violation(f"the state machine logs to {text(value)!r}, {reason}", group.mark, resource.logical_id)


RULE = Rule(
    id="state_machine_definition",
    title="A state machine's definition is valid Amazon States Language, and its executions are logged",
    severity=Severity.HIGH,
    help="https://docs.aws.amazon.com/step-functions/latest/dg/concepts-amazon-states-language.html",
    resource_types=(MACHINE,),
    check=check,
)
