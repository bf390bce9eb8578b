"""Templates as they are, and what they ask for.

https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_GetTemplateSummary.html
"""

import json
from typing import Any

from cfnproof.emulator.cloudformation.capabilities import required
from cfnproof.emulator.cloudformation.language import template
from cfnproof.emulator.cloudformation.language.declarations import ParameterDeclaration, declarations
from cfnproof.emulator.cloudformation.operations.lookup import change_set_of, described
from cfnproof.emulator.cloudformation.refusals import refusal
from cfnproof.emulator.cloudformation.state import Stacks
from cfnproof.emulator.cloudformation.template_source import body_of
from cfnproof.emulator.context import Context
from cfnproof.emulator.service import Answer, Request
from cfnproof.template.model import Template, scalar_text
from cfnproof.template.nodes import plain


class TemplateOperations:
    """The operations on templates."""

    def get_template(self, context: Context[Stacks], request: Request) -> Answer:
        """https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_GetTemplate.html."""
        if request.get("ChangeSetName"):
            if not request["ChangeSetName"].startswith("arn:") and not request.get("StackName"):
                raise refusal("StackName is a required parameter.")
            _, change_set = change_set_of(context, request)
            body = change_set.definition.body if change_set.definition else ""
        elif request.get("StackName"):
            body = described(context, request["StackName"]).definition.body
        else:
            raise refusal("StackName is required if ChangeSetName is not specified.")
        # boto3 parses JSON bodies and leaves YAML as text; both stages are the same because no transform runs
        return {"TemplateBody": body, "StagesAvailable": ["Original", "Processed"]}

    def validate_template(self, context: Context[Stacks], request: Request) -> Answer:
        """https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_ValidateTemplate.html."""
        found = template.read(body_of(request, context.clients.caller()))
        parameters = [
            {
                "ParameterKey": one.name,
                **({} if one.default is None else {"DefaultValue": one.default}),
                "NoEcho": one.no_echo,
                **({"Description": one.description} if one.description else {}),
            }
            for one in declarations(found)
        ]
        return {"Parameters": parameters, **_described(found), **_capabilities(found)}

    def get_template_summary(self, context: Context[Stacks], request: Request) -> Answer:
        """https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_GetTemplateSummary.html."""
        name = request.get("StackName")
        if name:
            stack = described(context, name)
            if stack.status == "REVIEW_IN_PROGRESS":
                raise refusal("GetTemplateSummary cannot be called on REVIEW_IN_PROGRESS stacks.")
            found = stack.definition.template
        else:
            found = template.read(body_of(request, context.clients.caller()))
        types = list(dict.fromkeys(resource.type for resource in found.resources.values()))
        metadata = found.root.get("Metadata")
        return {
            "Parameters": [_declared(one) for one in declarations(found)],
            **_described(found),
            **_capabilities(found),
            "ResourceTypes": types,
            **({} if metadata is None else {"Metadata": json.dumps(plain(metadata))}),
            **({"Version": version} if (version := scalar_text(found.root.get("AWSTemplateFormatVersion"))) else {}),
            "ResourceIdentifierSummaries": [],
        }


def _declared(one: ParameterDeclaration) -> dict[str, Any]:
    constraints = {"AllowedValues": list(one.allowed_values)} if one.allowed_values else {}
    return {
        "ParameterKey": one.name,
        **({} if one.default is None else {"DefaultValue": one.default}),
        "ParameterType": one.type.name,
        "NoEcho": one.no_echo,
        **({"Description": one.description} if one.description else {}),
        "ParameterConstraints": constraints,
    }


def _described(found: Template) -> dict[str, str]:
    text = scalar_text(found.root.get("Description"))
    return {"Description": text} if text else {}


def _capabilities(found: Template) -> dict[str, Any]:
    needed = required(found)
    return {"Capabilities": [needed[0]], "CapabilitiesReason": needed[1]} if needed else {}
