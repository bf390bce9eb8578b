"""Requests to CloudFormation that are followed until what they started has ended."""

import uuid
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from botocore import xform_name
from botocore.exceptions import ClientError

from cfnproof.emulator.context import ClientOf
from cfnproof.hosts.polling import poll
from cfnproof.hosts.stack_records import StackEvent, StackState, describe, events_of, failed, refused
from cfnproof.hosts.stack_templates import body_of, sent

OnEvent = Callable[[StackEvent], None]
"""Called with each event of an operation, in order, as soon as it is seen."""


@dataclass(frozen=True, slots=True)
class Definition:
    """What a stack shall become. `template` is a file or a text; None keeps what the stack has, as `tags` does."""

    template: Path | str | None
    parameters: Mapping[str, str]
    tags: Mapping[str, str] | None
    capabilities: Sequence[str]


def call(client: ClientOf, operation: str, stack: str, members: Mapping[str, Any]) -> dict[str, Any]:
    """One request about a stack. Raises StackRefusedError where AWS answers with an error."""
    try:
        answer: dict[str, Any] = getattr(client("cloudformation"), xform_name(operation))(StackName=stack, **members)
    except ClientError as error:
        raise refused(operation, stack, error) from error
    return answer


def operate(  # noqa: PLR0913  # one call in one place
    client: ClientOf,
    operation: str,
    stack: str,
    members: Mapping[str, Any],
    *,
    wanted: str,
    timeout: float,
    on_event: OnEvent | None = None,
) -> StackState:
    """One request that starts work on a stack; return the stack as it is when the work has ended.

    Raises StackRefusedError where AWS refuses the request, StackFailedError where the stack does not end in the
    `wanted` status within `timeout` seconds.
    """
    token = uuid.uuid4().hex
    answer = call(client, operation, stack, {**members, "ClientRequestToken": token})
    state = _settle(client, answer.get("StackId", stack), token, timeout, on_event)
    if state.status != wanted:
        raise failed(state, wanted, events_of(client, state.id, token), timeout)
    return state


@contextmanager
def definition_members(client: ClientOf, definition: Definition, stack: str | None = None) -> Iterator[dict[str, Any]]:
    """Yield a definition as members of a request; parameters that `stack` has and none are given for keep their value.

    Raises StackRefusedError for a template that AWS cannot read, TemplateError for a file that cannot be read.
    """
    members: dict[str, Any] = {"Capabilities": list(definition.capabilities)}
    if definition.tags is not None:
        members["Tags"] = [{"Key": key, "Value": value} for key, value in definition.tags.items()]
    parameters = [{"ParameterKey": key, "ParameterValue": value} for key, value in definition.parameters.items()]
    with _source(client, definition.template) as source:
        kept = _kept(client, definition, stack, source) if stack else []
        yield {**members, **source, "Parameters": [*parameters, *kept]}


@contextmanager
def _source(client: ClientOf, template: Path | str | None) -> Iterator[dict[str, Any]]:
    if template is None:
        yield {"UsePreviousTemplate": True}
        return
    with sent(client, body_of(template)) as source:
        yield dict(source)


def _kept(
    client: ClientOf, definition: Definition, stack: str, source: Mapping[str, Any]
) -> list[dict[str, str | bool]]:
    """The parameters that the stack has, the template declares, and the definition leaves out."""
    before = call(client, "DescribeStacks", stack, {})["Stacks"][0].get("Parameters", ())
    left_out = {one["ParameterKey"] for one in before} - definition.parameters.keys()
    if definition.template is not None and left_out:
        try:
            summary = client("cloudformation").get_template_summary(**source)
        except ClientError as error:
            raise refused("GetTemplateSummary", stack, error) from error
        left_out &= {one["ParameterKey"] for one in summary.get("Parameters", ())}
    return [{"ParameterKey": key, "UsePreviousValue": True} for key in sorted(left_out)]


def _settle(client: ClientOf, stack_id: str, token: str, timeout: float, on_event: OnEvent | None) -> StackState:
    """The stack when it has settled, or when the time is over."""
    seen = 0

    def look() -> StackState:
        nonlocal seen
        state = describe(client, stack_id)
        if on_event is not None:
            events = events_of(client, stack_id, token)
            for event in events[seen:]:
                on_event(event)
            seen = len(events)
        return state

    return poll(look, lambda state: state.settled, timeout)
