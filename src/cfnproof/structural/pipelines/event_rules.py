"""A template's EventBridge rules, and which pipelines they start.

https://docs.aws.amazon.com/codepipeline/latest/userguide/triggering.html
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from cfnproof.structural.pipelines.model import Pipeline
from cfnproof.structural.texts.embedded_json import Malformed, read_json
from cfnproof.structural.values.arns import arn
from cfnproof.template.expressions import Parts, Reference, literal, parts
from cfnproof.template.model import Resource, Template
from cfnproof.template.nodes import Intrinsic, Mark, Node, Object, Scalar, dig, items

RULE: Final = "AWS::Events::Rule"
CODECOMMIT: Final = "aws.codecommit"
REPOSITORY: Final = "AWS::CodeCommit::Repository"


@dataclass(frozen=True, slots=True)
class Target:
    """One target of a rule."""

    arn: Parts
    role: Node | None
    mark: Mark


@dataclass(frozen=True, slots=True)
class EventRule:
    """One rule. `pattern` is its EventPattern, read where it is JSON text; None where it has none or is unreadable."""

    resource: Resource
    pattern: Object | None
    targets: tuple[Target, ...]
    template: Template

    @property
    def id(self) -> str:
        """Its logical id."""
        return self.resource.logical_id

    @property
    def disabled(self) -> bool:
        """Whether its State is DISABLED."""
        return literal(self.resource.property("State"), self.template) == "DISABLED"

    @property
    def services(self) -> tuple[str, ...]:
        """The services whose events its pattern takes, as far as they are literal text."""
        listed = (literal(item, self.template) for item in items(dig(self.pattern, "source")))
        return tuple(service for service in listed if service)

    def targets_of(self, pipeline: Pipeline) -> Iterator[Target]:
        """Its targets that are this pipeline."""
        return (target for target in self.targets if is_pipeline(target.arn, pipeline, self.template))


def event_rules(template: Template) -> Iterator[EventRule]:
    """The rules of a template."""
    for resource in template.of_type(RULE):
        targets = tuple(_target(node, template) for node in items(resource.property("Targets")))
        yield EventRule(resource, _pattern(resource.property("EventPattern"), template), targets, template)


def is_pipeline(value: Parts, pipeline: Pipeline, template: Template) -> bool:
    """Whether a value is the ARN of a pipeline: its last segment is a Ref of the pipeline, or its Name."""
    found = arn(value)
    if found is None or found.service != ("codepipeline",):
        return False
    name = parts(pipeline.resource.property("Name"), template)
    return found.resource == (Reference(pipeline.id),) or (bool(name) and found.resource == name)


def _target(node: Node, template: Template) -> Target:
    place = node.mark_of("Arn") if isinstance(node, Object) else node.mark
    return Target(parts(dig(node, "Arn"), template), dig(node, "RoleArn"), place)


def _pattern(node: Node | None, template: Template) -> Object | None:
    if isinstance(node, Scalar) or (isinstance(node, Intrinsic) and node.name != "Ref"):
        read = read_json(node, template)
        node = None if isinstance(read, Malformed) else read
    return node if isinstance(node, Object) else None
