"""The shipped resource schemas are cfn-lint's, and say of each type what the engine asks."""

import json
import re
import runpy
from collections.abc import Iterator, Mapping
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest

from cfnproof.template import schemas
from cfnproof.template.resource_schema import PropertyPath, ResourceSchema, UnknownTypeError, path_of, schema_of
from cfnproof.template.schemas import TYPES, file_name

ROOT = Path(__file__).parents[3]
SCRIPT = ROOT / "scripts/make_schemas.py"

HEEDED = frozenset(
    {
        "$ref",
        "additionalProperties",
        "anyOf",
        "const",
        "definitions",
        "dependentExcluded",
        "enum",
        "items",
        "maxItems",
        "maxLength",
        "maximum",
        "minItems",
        "minLength",
        "minProperties",
        "minimum",
        "oneOf",
        "pattern",
        "patternProperties",
        "properties",
        "required",
        "requiredOr",
        "requiredXor",
        "type",
        "uniqueItems",
    }
)
UNHEEDED = frozenset({"default", "format", "insertionOrder", "maxUniqueItems", "uniqueKeys"})
"""Annotations, and what the services themselves refuse."""


def members(schema: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    """A schema and those inside it."""
    yield schema
    for keyword in ("definitions", "patternProperties", "properties"):
        for inner in schema.get(keyword, {}).values():
            yield from members(inner)
    for keyword in ("allOf", "anyOf", "oneOf"):
        for inner in schema.get(keyword, ()):
            yield from members(inner)
    for keyword in ("additionalProperties", "items"):
        if isinstance(schema.get(keyword), Mapping):
            yield from members(schema[keyword])


def exists(schema: ResourceSchema, path: PropertyPath) -> bool:
    """Whether a path leads to a property."""
    at: Mapping[str, Any] = schema.body
    for step in path:
        while "$ref" in at:
            at = schema.definitions[at["$ref"].removeprefix("#/definitions/")]
        inner = at.get("items") if step == "*" else at.get("properties", {}).get(step)
        if inner is None:
            return False
        at = inner
    return True


def shipped() -> set[str]:
    """The names of the schema files in the package."""
    return {entry.name for entry in files(schemas).iterdir() if entry.name.endswith(".json")}


def test_one_file_a_type() -> None:
    """No type without a file, no file without a type."""
    assert shipped() == {file_name(resource_type) for resource_type in TYPES}
    assert list(TYPES) == sorted(TYPES)


@pytest.mark.parametrize("resource_type", TYPES)
def test_as_cfn_lint_has_it(resource_type: str) -> None:
    """The file is what the script would write now: run it again where this fails."""
    text = files(schemas).joinpath(file_name(resource_type)).read_text(encoding="utf-8")
    assert text == runpy.run_path(str(SCRIPT))["text_of"](resource_type)


@pytest.mark.parametrize("resource_type", TYPES)
def test_no_keyword_goes_unnoticed(resource_type: str) -> None:
    """A keyword that a newer cfn-lint brings is either validated or named as not."""
    body = schema_of(resource_type).body
    inner = [member for member in members(body) if member is not body]
    used = {keyword for member in inner for keyword in member}
    assert used <= HEEDED | UNHEEDED


@pytest.mark.parametrize("resource_type", TYPES)
def test_patterns_compile(resource_type: str) -> None:
    """Every pattern but those with Unicode classes is one that Python reads."""
    for member in members(schema_of(resource_type).body):
        for pattern in (*([member["pattern"]] if "pattern" in member else ()), *member.get("patternProperties", ())):
            assert "\\p{" in pattern or re.compile(pattern, re.ASCII)


@pytest.mark.parametrize("resource_type", TYPES)
def test_paths_exist(resource_type: str) -> None:
    """Every path that the schema lists leads to a property, and none that must be given is AWS's to set."""
    schema = schema_of(resource_type)
    listed = {
        *schema.create_only,
        *schema.conditional_create_only,
        *schema.read_only,
    }
    assert [path for path in listed if not exists(schema, path)] == []
    assert not schema.required & {path[0] for path in schema.read_only if len(path) == 1}


def test_parts() -> None:
    """A type's schema, taken apart."""
    schema = schema_of("AWS::SNS::Subscription")
    assert schema.required == {"TopicArn", "Protocol"}
    assert schema.create_only == {("Endpoint",), ("Protocol",), ("TopicArn",)}
    assert schema.conditional_create_only == {("Region",)}
    assert schema.read_only == {("Arn",)}
    assert "sns:Subscribe" in schema.handler_permissions["create"]
    assert "sns:Unsubscribe" in schema.handler_permissions["delete"]
    assert schema.page.endswith("/TemplateReference/aws-resource-sns-subscription.html")


@pytest.mark.parametrize(
    ("resource_type", "tag_property", "system_tags"),
    [
        ("AWS::S3::Bucket", "Tags", True),
        ("AWS::IAM::Role", "Tags", False),
        ("AWS::IAM::ManagedPolicy", None, False),
        ("AWS::IAM::Policy", None, False),
        ("AWS::KMS::Alias", None, False),
        ("AWS::SageMaker::Endpoint", "Tags", False),
        ("AWS::CloudFormation::WaitConditionHandle", None, False),
    ],
)
def test_tags(resource_type: str, tag_property: str | None, system_tags: bool) -> None:  # noqa: FBT001  # a column of the table
    """Whether a type has tags, in which property, and whether CloudFormation's own reach it."""
    schema = schema_of(resource_type)
    assert (schema.tag_property, schema.taggable) == (tag_property, tag_property is not None)
    assert schema.system_tags is system_tags


@pytest.mark.parametrize(
    ("resource_type", "name", "known"),
    [
        ("AWS::IAM::Role", "Arn", True),
        ("AWS::IAM::Role", "RoleName", False),
        ("AWS::SNS::Topic", "TopicName", True),
        ("AWS::SQS::Queue", "QueueName", True),
        ("AWS::SSM::Parameter", "Value", True),
        ("AWS::SSM::Parameter", "Name", False),
        ("AWS::SageMaker::Endpoint", "EndpointName", True),
        ("AWS::SageMaker::EndpointConfig", "EndpointConfigName", True),
        ("AWS::SageMaker::Model", "ModelName", True),
        ("AWS::S3::Bucket", "MetadataConfiguration.JournalTableConfiguration.TableArn", True),
        ("AWS::CloudFormation::Stack", "Outputs.Topic", True),
        ("AWS::CloudFormation::Stack", "Outputs", False),
    ],
)
def test_attributes(resource_type: str, name: str, known: bool) -> None:  # noqa: FBT001  # a column of the table
    """What `Fn::GetAtt` may name: each type's page, section Return values."""
    assert schema_of(resource_type).has_attribute(name) is known


def test_unknown_type() -> None:
    """The near type is named, and all that there are."""
    with pytest.raises(UnknownTypeError) as raised:
        schema_of("AWS::S3::Buckets")
    assert "no schema of resource type 'AWS::S3::Buckets': did you mean 'AWS::S3::Bucket'?" in str(raised.value)
    assert "AWS::StepFunctions::StateMachine" in str(raised.value)


def test_path_of() -> None:
    """A pointer of the schema as names."""
    assert path_of("/properties/Rules/*/Prefix") == ("Rules", "*", "Prefix")


def test_documentation_is_left_out() -> None:
    """A property that is called like a keyword for readers stays."""
    reduce = runpy.run_path(str(SCRIPT))["_without_documentation"]
    written = {"description": "long", "properties": {"description": {"description": "long", "type": "string"}}}
    assert json.dumps(reduce(written)) == '{"properties": {"description": {"type": "string"}}}'
