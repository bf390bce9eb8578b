"""What CreateStack, UpdateStack and CreateChangeSet have in common: a request to a checked definition."""

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Final

from botocore.exceptions import ClientError

from cfnproof.emulator.cloudformation.capabilities import check_capabilities
from cfnproof.emulator.cloudformation.checks import check_dependencies, check_types
from cfnproof.emulator.cloudformation.engine.evaluation import parameter_environment
from cfnproof.emulator.cloudformation.engine.role import clients_of
from cfnproof.emulator.cloudformation.engine.stack_policy import check_document
from cfnproof.emulator.cloudformation.language import conditions, parameters, rules, template
from cfnproof.emulator.cloudformation.language.parameters import GivenParameter, ParameterValue, SsmValue
from cfnproof.emulator.cloudformation.refusals import refusal
from cfnproof.emulator.cloudformation.state import Definition, Stack, Stacks
from cfnproof.emulator.cloudformation.template_source import body_of
from cfnproof.emulator.context import ClientOf, Context
from cfnproof.emulator.service import Request
from cfnproof.template.model import Template

_MAX_TAGS: Final = 50
_NAME: Final = re.compile(r"[a-zA-Z][-a-zA-Z0-9]*")
_MAX_NAME: Final = 128


def new_stack(
    context: Context[Stacks], name: str, definition: Definition, stack_id: str, reviewed: Stack | None = None
) -> Stack:
    """A stack that has done nothing yet; it goes on with the events and change sets of one that was in review."""
    stack = Stack(stack_id, name, definition, "REVIEW_IN_PROGRESS", context.clock.now())
    if reviewed is not None:
        stack.created, stack.events, stack.change_sets = reviewed.created, reviewed.events, reviewed.change_sets
    return stack


def stack_id_of(context: Context[Stacks], name: str) -> str:
    """The id of a new stack. Raises ServiceError for a name that no stack can have."""
    fault = f"1 validation error detected: Value '{name}' at 'stackName' failed to satisfy constraint: Member must"
    if not _NAME.fullmatch(name):
        raise refusal(f"{fault} satisfy regular expression pattern: [a-zA-Z][-a-zA-Z0-9]*|arn:[-a-zA-Z0-9:/._+]*")
    if len(name) > _MAX_NAME:
        raise refusal(f"{fault} have length less than or equal to {_MAX_NAME}")
    return context.arn("cloudformation", f"stack/{name}/{context.ids.uuid()}")


def definition_of(
    context: Context[Stacks], request: Request, name: str, stack_id: str, stack: Stack | None = None
) -> Definition:
    """What a request defines, everything checked that CloudFormation checks before it answers.

    `stack` is the one that is updated; what the request leaves out stays as the stack has it.
    """
    clients, before = context.clients.caller(), stack.definition if stack else None
    body = body_of(request, clients, before.body if before else None)
    found = template.read(body)
    check_types(found)
    role = request.get("RoleARN") or (before.role_arn if before else None)
    clients_of(context, stack_id, role)  # refuses one that cannot be assumed
    notified = request.get("NotificationARNs")
    definition = Definition(
        template=found,
        body=body,
        parameters=_parameters(found, request, before, clients),
        conditions={},
        tags=_tags(request, before),
        capabilities=tuple(request.get("Capabilities") or ()),
        notification_arns=tuple(notified if notified is not None else before.notification_arns if before else ()),
        role_arn=role,
    )
    check_capabilities(found, definition.capabilities)
    environment = parameter_environment(context, stack_id, name, definition)
    definition = replace(definition, conditions=conditions.conditions(found, environment))
    rules.check(found, replace(environment, conditions=definition.conditions))
    check_dependencies(found, definition.conditions)
    return definition


def policy_text(request: Request, member: str, context: Context[Stacks]) -> str | None:
    """A stack policy from `<member>Body` or `<member>URL`, checked; None for none."""
    body, url = request.get(f"{member}Body"), request.get(f"{member}URL")
    if body and url:
        raise refusal(f"You cannot specify both {member}URL and {member}Body")
    if url:
        body = body_of({"TemplateURL": url}, context.clients.caller())
    if body:
        check_document(body)
    return body or None


def _parameters(
    found: Template, request: Request, before: Definition | None, clients: ClientOf
) -> Mapping[str, ParameterValue]:
    given = {
        one["ParameterKey"]: GivenParameter(one.get("ParameterValue"), bool(one.get("UsePreviousValue")))
        for one in request.get("Parameters") or ()
    }
    previous = {name: value.given for name, value in before.parameters.items()} if before else {}

    return parameters.resolve(found, given, previous, lambda name: _stored(name, clients))


def _stored(name: str, clients: ClientOf) -> SsmValue | None:
    """What Parameter Store has under a name, asked for with GetParameters; None where it has nothing.

    Raises ServiceError: the words for a caller who may not are seen at AWS, no page has them.
    https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/cloudformation-supplied-parameter-types.html
    """
    try:
        listed: list[Mapping[str, Any]] = clients("ssm").get_parameters(Names=[name])["Parameters"]
    except ClientError as error:
        if error.response["Error"]["Code"] == "ParameterNotFound":  # of a secret that a parameter stands for
            return None
        if error.response["Error"]["Code"] == "AccessDeniedException":
            raise refusal("AccessDenied. User doesn't have permission to call ssm:GetParameters") from error
        raise refusal(str(error.response["Error"]["Message"])) from error
    return next((SsmValue(one["Type"], one["Value"]) for one in listed), None)


def _tags(request: Request, before: Definition | None) -> dict[str, str]:
    given = request.get("Tags")
    if given is None:
        return dict(before.tags) if before else {}
    tags = {tag["Key"]: tag["Value"] for tag in given}
    if len(tags) != len(given):
        raise refusal("Tags contains duplicate keys")
    if len(tags) > _MAX_TAGS:
        raise refusal(f"A stack can have at most {_MAX_TAGS} tags, not {len(tags)}")
    reserved = [key for key in tags if key.lower().startswith("aws:")]
    if reserved:
        raise refusal(f"aws: prefixed tag key names are not allowed for external use: {', '.join(reserved)}")
    return tags
