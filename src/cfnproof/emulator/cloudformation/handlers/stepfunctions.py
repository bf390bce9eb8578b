"""AWS::StepFunctions::StateMachine.

https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-stepfunctions-statemachine.html
https://github.com/aws-cloudformation/aws-cloudformation-resource-providers-stepfunctions (AWS's own handler)
"""

import json
from collections.abc import Mapping
from typing import Any, Final

import yaml

from cfnproof.emulator.cloudformation.handlers.grammar import (
    Argument,
    Call,
    ResourceType,
    Scope,
    Setting,
    Stable,
    Tagging,
)
from cfnproof.emulator.cloudformation.handlers.names import Name
from cfnproof.emulator.cloudformation.handlers.target import HandlerError

_SOURCES: Final = ("DefinitionS3Location", "Definition", "DefinitionString")
_LONGEST: Final = 1048576
_MISSING: Final = (
    "Property validation failed. Required key [DefinitionS3Location], [Definition] or [DefinitionString] not found."
)
_REDUNDANT: Final = (
    "Property validation failed. "
    "Please use either [DefinitionS3Location], [Definition] or [DefinitionString] but not both."
)


def definition_of(scope: Scope) -> str:
    """The definition's text, with its substitutions made.

    Raises HandlerError InvalidRequest where not exactly one source is given, or a file is no definition.
    """
    properties = scope.properties
    given = [name for name in _SOURCES if properties.get(name) is not None]
    if len(given) != 1:
        raise HandlerError("InvalidRequest", _REDUNDANT if given else _MISSING)
    substitutions = properties.get("DefinitionSubstitutions") or {}
    source = properties[given[0]]
    if given[0] == "DefinitionS3Location":
        return _as_json(_substitute(_fetch(scope, source), substitutions))
    text = source if isinstance(source, str) else json.dumps(source, indent=2, sort_keys=True)
    return _substitute(text, substitutions)


def _fetch(scope: Scope, location: Mapping[str, Any]) -> str:
    request = {"Bucket": location["Bucket"], "Key": location["Key"]}
    if location.get("Version"):
        request["VersionId"] = location["Version"]
    answer = scope.target.clients("s3").get_object(**request)
    if answer["ContentLength"] > _LONGEST:
        raise HandlerError("InvalidRequest", "State Machine definition file cannot exceed 1MB.")
    return str(answer["Body"].read().decode())


def _substitute(text: str, substitutions: Mapping[str, Any]) -> str:
    """Put values in the place of `${name}`; a name that has none stays."""
    for name, value in substitutions.items():
        shown = str(value).lower() if isinstance(value, bool) else str(value)
        text = text.replace(f"${{{name}}}", shown)
    return text


def _as_json(text: str) -> str:
    """A definition file's text, which is JSON, or YAML that becomes JSON."""
    try:
        json.loads(text)
    except ValueError:
        try:
            return json.dumps(yaml.safe_load(text), indent=2, sort_keys=True)
        except (yaml.YAMLError, TypeError):
            raise HandlerError("InvalidRequest", "Invalid StateMachine definition file.") from None
    return text


_CONFIGURATION: Final[Mapping[str, Argument]] = {
    "definition": definition_of,
    "roleArn": "RoleArn",
    "loggingConfiguration": "LoggingConfiguration",
    "tracingConfiguration": "TracingConfiguration",
    "encryptionConfiguration": "EncryptionConfiguration",
}
_DESCRIBE: Final = Call("DescribeStateMachine", {"stateMachineArn": "$ref"})

ROWS: Final[tuple[ResourceType, ...]] = (
    ResourceType(
        type="AWS::StepFunctions::StateMachine",
        client="stepfunctions",
        name=Name("StateMachineName", 40, stack=False),
        create=(
            Call(
                "CreateStateMachine", {**_CONFIGURATION, "name": "$name", "type": "StateMachineType", "tags": "$tags"}
            ),
        ),
        physical_id="response.stateMachineArn",
        settings=(
            Setting(
                (
                    *_SOURCES,
                    "DefinitionSubstitutions",
                    "RoleArn",
                    "LoggingConfiguration",
                    "TracingConfiguration",
                    "EncryptionConfiguration",
                ),
                put=Call("UpdateStateMachine", {**_CONFIGURATION, "stateMachineArn": "$ref"}),
                on_create=False,
                defaults={
                    "LoggingConfiguration": {"Level": "OFF", "IncludeExecutionData": False, "Destinations": []},
                    "TracingConfiguration": {"Enabled": False},
                    "EncryptionConfiguration": {"Type": "AWS_OWNED_KEY"},
                },
            ),
        ),
        delete=(Call("DeleteStateMachine", {"stateMachineArn": "$ref"}),),
        read=(_DESCRIBE,),
        attributes={
            "Arn": "stateMachineArn",
            "Name": "name",
            "StateMachineRevisionId": "revisionId || 'INITIAL'",
        },
        missing=("StateMachineDoesNotExist",),
        tagging=Tagging(
            tag=Call("TagResource", {"resourceArn": "$ref", "tags": "$tags"}),
            untag=Call("UntagResource", {"resourceArn": "$ref", "tagKeys": "$removed"}),
        ),
        stable=Stable(_DESCRIBE, status="status", ready=("ACTIVE",)),
    ),
)
