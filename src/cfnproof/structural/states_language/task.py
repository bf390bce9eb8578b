"""A Task state: what it calls, in which pattern, and what that asks of its fields.

https://docs.aws.amazon.com/step-functions/latest/dg/state-task.html
https://docs.aws.amazon.com/step-functions/latest/dg/connect-to-resource.html
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from cfnproof.structural.states_language.context import Context, Problem
from cfnproof.structural.states_language.integrations import optimized, sdk_services
from cfnproof.structural.states_language.payload import texts
from cfnproof.structural.texts.gaps import GAP, with_gaps
from cfnproof.template.expressions import Reference, text
from cfnproof.template.nodes import Object, Scalar, walk
from cfnproof.template.suggestions import did_you_mean, nearest

_STATES: Final = re.compile(r"arn:[^:]*:states:(?P<region>[^:]*):(?P<account>[^:]*):(?P<rest>.*)", re.DOTALL)
_LAMBDA: Final = re.compile(r"arn:[^:]*:lambda:[^:]*:[^:]*:function:[^:]+(:[^:]+)?", re.DOTALL)
_CALL: Final = re.compile(r"(?P<service>[^:]+):(?P<api>[^.:]+)(?:\.(?P<pattern>.*))?", re.DOTALL)
_SDK: Final = "aws-sdk:"
_TOKEN: Final = "waitForTaskToken"  # noqa: S105  # the name of a pattern
_GIVE: Final = (
    "give the ARN of a Lambda function, an activity, or an integration like "
    "arn:…:states:::sagemaker:createTrainingJob.sync"
)
_RUNNABLE: Final = {
    "AWS::Lambda::Function": "Arn",
    "AWS::Serverless::Function": "Arn",
    "AWS::Lambda::Alias": None,
    "AWS::Lambda::Version": None,
    "AWS::StepFunctions::Activity": None,
}
"""Type to the attribute that is its ARN, None where Ref is."""


@dataclass(frozen=True, slots=True)
class Call:
    """The service, API and pattern that a Resource names; `pattern` is empty for request response."""

    service: str
    api: str
    pattern: str


def called(state: Object, context: Context) -> Call | None:
    """What a state calls as an integration; None for a function, an activity, or what only the deployment knows."""
    match = _STATES.fullmatch(_written(state, context))
    rest = match["rest"] if match else ""
    sdk = rest.startswith(_SDK)
    found = _CALL.fullmatch(rest.removeprefix(_SDK))
    if not found or rest.startswith("activity:") or GAP in rest:
        return None
    return Call(f"{_SDK if sdk else ''}{found['service']}", found["api"], found["pattern"] or "")


def check_task(state: Object, context: Context) -> Iterator[Problem]:
    """Yield what is wrong with a Task's Resource and what depends on it."""
    mark = state.mark_of("Resource")
    for message in _resource(state, context):
        yield context.problem(message, mark)
    yield from _token(state, context)
    timeout, heartbeat = (_number(state, key) for key in ("TimeoutSeconds", "HeartbeatSeconds"))
    if timeout is not None and heartbeat is not None and heartbeat >= timeout:
        message = f"has HeartbeatSeconds {heartbeat}, which must be less than its TimeoutSeconds {timeout}"
        yield context.problem(message, state.mark_of("HeartbeatSeconds"))


def _written(state: Object, context: Context) -> str:
    """The Resource with each reference as a gap."""
    return with_gaps(context.value(state.get("Resource")))


def _resource(state: Object, context: Context) -> Iterator[str]:
    written = _written(state, context)
    shown = text(context.value(state.get("Resource")))
    match context.value(state.get("Resource")):
        case (Reference() as reference,):
            yield from _reference(reference, context)
            return
        case _:
            pass
    states = _STATES.fullmatch(written)
    if states and states["rest"].startswith("activity:"):
        if context.express:
            yield f"runs the activity {shown!r}, which an Express workflow does not support: use the type STANDARD"
    elif states:
        if (states["region"], states["account"]) != ("", ""):
            yield f"has the Resource {shown!r} with a Region or account: write arn:…:states:::{states['rest']}"
        yield from _integration(states["rest"], context)
    elif written and not _LAMBDA.fullmatch(written) and not written.startswith(GAP):
        yield f"has the Resource {shown!r}, which no Task can run: {_GIVE}"


def _reference(reference: Reference, context: Context) -> Iterator[str]:
    """A Resource that is one Ref or GetAtt of a resource of the template."""
    resource = context.template.resources.get(reference.name)
    if resource is None or not resource.type.startswith("AWS::") or resource.type.startswith("AWS::CloudFormation::"):
        return
    if resource.type not in _RUNNABLE:
        yield f"has the Resource {str(reference)!r}, a resource of type {resource.type}, which no Task can run: {_GIVE}"
    elif _RUNNABLE[resource.type] == "Arn" and reference.attribute is None:
        yield f"has the Resource {str(reference)!r}, which is the function's name: use !GetAtt {reference.name}.Arn"


def _integration(rest: str, context: Context) -> Iterator[str]:
    sdk = rest.startswith(_SDK)
    match = _CALL.fullmatch(rest.removeprefix(_SDK))
    if not match:
        if GAP not in rest:
            yield f"has the Resource …:states:::{rest}, which names no API: write SERVICE:API, like lambda:invoke"
        return
    service, api, pattern = match["service"], match["api"], match["pattern"] or ""
    if GAP not in service + api:
        yield from _sdk(service, api, pattern) if sdk else _optimized(service, api, pattern)
    if context.express and pattern and GAP not in pattern:
        yield f"uses .{pattern}, which an Express workflow does not support: use StateMachineType STANDARD"


def _optimized(service: str, api: str, pattern: str) -> Iterator[str]:
    table = optimized()
    if service not in table:
        sdk = sdk_services().aliases.get(service, service)
        if sdk in sdk_services().names:
            hint = f"call it as aws-sdk:{sdk}:{api}"
        else:
            hint = did_you_mean(service, table, "use aws-sdk:SERVICE:ACTION for other services")
        yield f"calls {service!r}, which is no optimized integration: {hint}"
    elif api not in table[service]:
        hint = did_you_mean(api, table[service], f"use {', '.join(table[service])}, or aws-sdk for others")
        yield f"calls {service}:{api}, which is no optimized API: {hint}"
    elif pattern and pattern not in table[service][api].patterns and GAP not in pattern:
        patterns = [f".{name}" for name in table[service][api].patterns]
        listed = " or ".join(["request response", *patterns])
        hint = did_you_mean(f".{pattern}", patterns, f"use {listed}")
        yield f"calls {service}:{api} with .{pattern}, which it does not support: {hint}"


def _sdk(service: str, action: str, pattern: str) -> Iterator[str]:
    services = sdk_services()
    if service not in services.names:
        near = services.aliases.get(service) or nearest(service, services.names)
        hint = f"did you mean {near!r}?" if near else "see the list of supported services"
        yield f"calls aws-sdk:{service}, which is no service there: {hint}"
    if action[:1].isupper():
        small = action[:1].lower() + action[1:]
        yield f"calls the action {action!r}, which begins with a small letter: write {small!r}"
    elif action in services.unsupported.get(service, ()):
        yield f"calls aws-sdk:{service}:{action}, which Step Functions does not support: call it in a Lambda function"
    if pattern and pattern != _TOKEN and GAP not in pattern:
        yield f"calls aws-sdk:{service}:{action} with .{pattern}: use request response or .{_TOKEN} for an SDK call"


def _token(state: Object, context: Context) -> Iterator[Problem]:
    """A callback whose token nobody is given waits until it times out."""
    call = called(state, context)
    if call is None or call.pattern != _TOKEN:
        return
    sent = [state.get("Parameters"), state.get("Arguments")]
    known = all(not context.is_symbolic(below) for node in sent if node for below in walk(node))
    if known and not any("Task.Token" in found for node in sent for found in texts(node, context)):
        message = "waits for a task token that it hands to nobody: pass $$.Task.Token ($states.context.Task.Token)"
        yield context.problem(message, state.mark_of("Resource"))


def _number(state: Object, key: str) -> int | None:
    node = state.get(key)
    return node.value if isinstance(node, Scalar) and isinstance(node.value, int) else None
