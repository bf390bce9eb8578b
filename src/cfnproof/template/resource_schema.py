"""What AWS says of a resource type: its properties, which of them mean replacement, its attributes and permissions.

https://docs.aws.amazon.com/cloudformation-cli/latest/userguide/resource-type-schema.html
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fnmatch import fnmatchcase
from functools import lru_cache
from importlib.resources import files
from typing import Any, Final

from cfnproof.errors import CfnproofError
from cfnproof.template import schemas
from cfnproof.template.schemas import TYPES, file_name
from cfnproof.template.suggestions import suggest

PropertyPath = tuple[str, ...]
"""A property by its names from the top; `*` stands for every element of a list."""

_DOCUMENTED_ATTRIBUTES: Final[Mapping[str, tuple[str, ...]]] = {
    # https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-cloudformation-stack.html
    "AWS::CloudFormation::Stack": ("Outputs.*",),
    # https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-sns-topic.html
    "AWS::SNS::Topic": ("TopicName",),
    # https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-sqs-queue.html
    "AWS::SQS::Queue": ("QueueName",),
    # https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-ssm-parameter.html
    "AWS::SSM::Parameter": ("Type", "Value"),
    # https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-sagemaker-endpoint.html
    "AWS::SageMaker::Endpoint": ("EndpointName",),
    # https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-sagemaker-endpointconfig.html
    "AWS::SageMaker::EndpointConfig": ("EndpointConfigName",),
    # https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-sagemaker-model.html
    "AWS::SageMaker::Model": ("ModelName",),
}
"""Attributes that a type's page documents and its schema, where they can be written too, does not call read-only."""


class UnknownTypeError(CfnproofError):
    """There is no schema of the resource type."""


@dataclass(frozen=True, slots=True)
class ResourceSchema:
    """The schema of one resource type.

    `body` is the whole schema, `properties` and `definitions` are parts of it, all as JSON Schema has them.
    `handler_permissions` are IAM actions by handler: `create`, `read`, `update`, `delete`, `list`. `tag_property` is
    None for a type without tags; `system_tags` says whether `aws:cloudformation:` tags reach it. `attributes` are the
    names that `Fn::GetAtt` takes, nested ones with dots; `*` stands for any name.
    """

    type: str
    body: Mapping[str, Any]
    properties: Mapping[str, Any]
    definitions: Mapping[str, Any]
    required: frozenset[str]
    create_only: frozenset[PropertyPath]
    conditional_create_only: frozenset[PropertyPath]
    read_only: frozenset[PropertyPath]
    handler_permissions: Mapping[str, frozenset[str]]
    tag_property: str | None
    system_tags: bool
    attributes: frozenset[str]

    @property
    def taggable(self) -> bool:
        """Whether resources of the type have tags."""
        return self.tag_property is not None

    @property
    def page(self) -> str:
        """The type's page in AWS's template reference."""
        name = self.type.lower().removeprefix("aws::").replace("::", "-")
        return f"https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-{name}.html"

    def has_attribute(self, name: str) -> bool:
        """Whether `Fn::GetAtt` may name the attribute."""
        return name in self.attributes or any(fnmatchcase(name, known) for known in self.attributes if "*" in known)


@lru_cache
def schema_of(resource_type: str) -> ResourceSchema:
    """The schema of a resource type. Raises UnknownTypeError with the known types."""
    if resource_type not in TYPES:
        raise UnknownTypeError(f"no schema of resource type {resource_type!r}: {suggest(resource_type, TYPES)}")
    text = files(schemas).joinpath(file_name(resource_type)).read_text(encoding="utf-8")
    body: Mapping[str, Any] = json.loads(text)
    tagging: Mapping[str, Any] = body.get("tagging", {})
    tag_property = _tag_property(body)
    read_only = _paths(body, "readOnlyProperties")
    return ResourceSchema(
        type=resource_type,
        body=body,
        properties=body["properties"],
        definitions=body.get("definitions", {}),
        required=frozenset(body.get("required", ())),
        create_only=_paths(body, "createOnlyProperties"),
        conditional_create_only=_paths(body, "conditionalCreateOnlyProperties"),
        read_only=read_only,
        handler_permissions={
            name: frozenset(handler.get("permissions", ())) for name, handler in body.get("handlers", {}).items()
        },
        tag_property=tag_property,
        system_tags=tag_property is not None and bool(tagging.get("cloudFormationSystemTags", True)),
        attributes=_attributes(resource_type, read_only),
    )


def path_of(pointer: str) -> PropertyPath:
    """`/properties/A/B` as `("A", "B")`."""
    return tuple(pointer.removeprefix("/properties/").split("/"))


def _paths(body: Mapping[str, Any], keyword: str) -> frozenset[PropertyPath]:
    return frozenset(path_of(pointer) for pointer in body.get(keyword, ()))


def _tag_property(body: Mapping[str, Any]) -> str | None:
    """The property that holds tags. `taggable` at the schema's top is the older form of `tagging`."""
    tagging: Mapping[str, Any] = body.get("tagging", {})
    if not tagging.get("taggable", body.get("taggable", True)):
        return None
    (name,) = path_of(tagging.get("tagProperty", "/properties/Tags"))
    return name if name in body["properties"] else None


def _attributes(resource_type: str, read_only: Iterable[PropertyPath]) -> frozenset[str]:
    """The read-only properties, but none inside a list: https://github.com/aws-cloudformation/cloudformation-coverage-roadmap/issues/2555."""
    names = {".".join(path) for path in read_only if "*" not in path}
    return frozenset(names | set(_DOCUMENTED_ATTRIBUTES.get(resource_type, ())))
