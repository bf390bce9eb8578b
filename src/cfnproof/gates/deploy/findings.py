"""What a stack that could not be deployed comes to: findings with their places in the template.

https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/troubleshooting.html
"""

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Final

from cfnproof.findings import Finding, Place, Severity
from cfnproof.hosts.stack_records import StackEvent, StackFailedError, StackRefusedError
from cfnproof.template.model import Template

NAME: Final = "deploy"
EVENT: Final = "stack-event"
REFUSED: Final = "stack-refused"
RULES: Final = frozenset({EVENT, REFUSED})
_HELP: Final = "https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/troubleshooting.html"
_WORD: Final = re.compile(r"\w+")


def findings_of(
    error: StackFailedError | StackRefusedError, stack: str, template: Template, gate: str = NAME
) -> tuple[Finding, ...]:
    """What a gate finds of one stack, at least one finding.

    Resources that AWS stopped because another one failed are left out, as is the stack's own event beside its
    resources': neither says what is wrong.
    """
    return tuple(replace(finding, gate=gate) for finding in _found(error, stack, template))


def _found(error: StackFailedError | StackRefusedError, stack: str, template: Template) -> tuple[Finding, ...]:
    if isinstance(error, StackRefusedError):
        return (_refusal(error, stack, template),)
    causes = [event for event in error.failures if not event.cancelled]
    own = [event for event in causes if event.logical_id in template.resources]
    return tuple(_failure(event, stack, template) for event in own or causes) or (_unsettled(error, template),)


def _failure(event: StackEvent, stack: str, template: Template) -> Finding:
    resource = template.resources.get(event.logical_id)
    reason = " ".join(event.reason.splitlines()) or "AWS gives no reason"
    if resource is None:
        message = f"stack {stack!r}: {event.status}: {reason}"
        return _finding(EVENT, message, template, None)
    message = f"{event.status} in stack {stack!r}: {reason}; look at the properties of this {event.type}"
    return _finding(EVENT, message, template, resource.logical_id)


def _unsettled(error: StackFailedError, template: Template) -> Finding:
    """A stack that failed without an event that says why: its status alone."""
    return _finding(EVENT, error.message.partition("\n")[0], template, None)


def _refusal(error: StackRefusedError, stack: str, template: Template) -> Finding:
    element = next(_named(error.reason, template), None)
    message = f"stack {stack!r} is refused: {error.code}: {error.reason}; nothing was created"
    return _finding(REFUSED, message, template, element)


def _named(text: str, template: Template) -> Iterator[str]:
    """The parameters and resources that a message names, in its order."""
    for match in _WORD.finditer(text):
        if match[0] in template.parameters or match[0] in template.resources:
            yield match[0]


def _finding(rule: str, message: str, template: Template, element: str | None) -> Finding:
    place = Place(template.path)
    if element is not None:
        found = template.resources.get(element) or template.parameters[element]
        place = Place(template.path, found.mark.line, found.mark.column)
    return Finding(rule, NAME, Severity.HIGH, message, place, element, _HELP)
