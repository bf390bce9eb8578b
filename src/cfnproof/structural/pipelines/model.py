"""A template's pipelines as the rules read them: stages, actions, artifacts, in their order.

https://docs.aws.amazon.com/codepipeline/latest/userguide/reference-pipeline-structure.html
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from cfnproof.structural.rule import Violation
from cfnproof.structural.values.parameter_values import possible_texts
from cfnproof.template.expressions import Parts, Reference, literal, parts
from cfnproof.template.model import Resource, Template
from cfnproof.template.nodes import Mark, Node, Object, dig, items

PIPELINE = "AWS::CodePipeline::Pipeline"
OWN_REGION: Final[Parts] = (Reference("AWS::Region"),)

_PATH_SEPARATOR: Final = "::"


@dataclass(frozen=True, slots=True)
class Artifact:
    """An artifact's name where an action lists it, empty where the entry has none."""

    name: Parts
    mark: Mark


@dataclass(frozen=True, slots=True)
class ArtifactPath:
    """A file in an artifact, written `Artifact::path`."""

    artifact: Parts
    path: Parts


@dataclass(frozen=True, slots=True)
class Action:
    """One action. `stage` is its stage's position from 0; a field that is no literal text is None.

    `run_order` is 1, AWS's default, also where RunOrder is no number. `body` is the action as written.
    """

    name: str
    stage: int
    stage_name: str
    run_order: int
    category: str | None
    owner: str | None
    provider: str | None
    version: str | None
    inputs: tuple[Artifact, ...]
    outputs: tuple[Artifact, ...]
    body: Object
    mark: Mark
    template: Template

    @property
    def label(self) -> str:
        """How a message calls it."""
        return f"action {self.name!r} of stage {self.stage_name!r}"

    @property
    def configuration(self) -> Node | None:
        """The Configuration node, None where it is absent."""
        return self.body.get("Configuration")

    @property
    def order(self) -> tuple[int, int]:
        """When it runs: stage, then run order. Equal orders run in parallel."""
        return self.stage, self.run_order

    @property
    def region(self) -> Parts:
        """The region that it acts in: its own Region, else the pipeline's."""
        return parts(self.body.get("Region"), self.template) or OWN_REGION

    def setting(self, key: str) -> Node | None:
        """The node of a Configuration key, None where it is absent."""
        return dig(self.configuration, key)

    def value(self, key: str) -> Parts:
        """The value of a Configuration key, empty where it is absent."""
        return parts(self.setting(key), self.template)

    def mark_of(self, key: str) -> Mark:
        """The place of a Configuration key; the action's own where it is absent."""
        node = self.configuration
        return node.mark_of(key) if isinstance(node, Object) and node.get(key) else self.mark

    def place_of(self, key: str) -> Mark:
        """The place of one of the action's own keys; the action's own where it is absent."""
        return self.body.mark_of(key) if self.body.get(key) is not None else self.mark

    def mark_in_type(self, key: str) -> Mark:
        """The place of a key of ActionTypeId; that of ActionTypeId, or the action's own, where it is absent."""
        kind = self.body.get("ActionTypeId")
        if isinstance(kind, Object) and kind.get(key):
            return kind.mark_of(key)
        return self.place_of("ActionTypeId")

    def possible(self, key: str) -> frozenset[str] | None:
        """The texts that a Configuration key can have; None where the template does not bound them."""
        return possible_texts(self.value(key), self.template)

    def possible_type(self, key: str) -> frozenset[str] | None:
        """The texts that a key of ActionTypeId can have; None where the template does not bound them."""
        return possible_texts(parts(dig(self.body, "ActionTypeId", key), self.template), self.template)

    def may_be(self, category: str, provider: str) -> bool:
        """Whether it can be an action of this category and provider at some deployment."""
        wanted = (("Category", category), ("Provider", provider))
        return all(
            possible is None or value in possible
            for possible, value in ((self.possible_type(key), value) for key, value in wanted)
        )


@dataclass(frozen=True, slots=True)
class Stage:
    """One stage; `position` counts from 0, `unreadable` are the places of actions that are no mapping."""

    name: str
    position: int
    actions: tuple[Action, ...]
    unreadable: tuple[Mark, ...]
    mark: Mark


@dataclass(frozen=True, slots=True)
class Pipeline:
    """One pipeline resource."""

    resource: Resource
    stages: tuple[Stage, ...]

    @property
    def id(self) -> str:
        """Its logical id."""
        return self.resource.logical_id

    @property
    def actions(self) -> tuple[Action, ...]:
        """All actions, in the order of the text."""
        return tuple(action for stage in self.stages for action in stage.actions)

    def violation(self, action: Action, message: str, mark: Mark | None = None) -> Violation:
        """A violation of one of its actions; `message` goes on after the action's name."""
        return Violation(f"{action.label} {message}", mark or action.mark, self.id)

    def of(self, category: str, provider: str) -> Iterator[Action]:
        """The actions of one category and provider."""
        return (action for action in self.actions if (action.category, action.provider) == (category, provider))


def pipelines(template: Template) -> Iterator[Pipeline]:
    """The pipelines of a template."""
    for resource in template.of_type(PIPELINE):
        yield Pipeline(resource, tuple(_stages(resource, template)))


def artifact_path(value: Parts) -> ArtifactPath | None:
    """Split `Artifact::path` where its text has the two colons; None where it has none."""
    for position, part in enumerate(value):
        if isinstance(part, str) and _PATH_SEPARATOR in part:
            before, _, after = part.partition(_PATH_SEPARATOR)
            return ArtifactPath(
                (*value[:position], *((before,) if before else ())),
                (*((after,) if after else ()), *value[position + 1 :]),
            )
    return None


def _stages(resource: Resource, template: Template) -> Iterator[Stage]:
    for position, stage in enumerate(items(resource.property("Stages"))):
        name = dig(stage, "Name")
        stage_name = literal(name, template) or f"number {position + 1}"
        bodies = items(dig(stage, "Actions"))
        actions = tuple(_action(body, position, stage_name, template) for body in bodies if isinstance(body, Object))
        unreadable = tuple(body.mark for body in bodies if not isinstance(body, Object))
        yield Stage(stage_name, position, actions, unreadable, name.mark if name else stage.mark)


def _action(body: Object, stage: int, stage_name: str, template: Template) -> Action:
    kind = body.get("ActionTypeId")
    run_order = literal(body.get("RunOrder"), template) or ""
    name = body.get("Name")
    return Action(
        name=literal(name, template) or "unnamed",
        stage=stage,
        stage_name=stage_name,
        run_order=int(run_order) if run_order.isdecimal() else 1,
        category=literal(dig(kind, "Category"), template),
        owner=literal(dig(kind, "Owner"), template),
        provider=literal(dig(kind, "Provider"), template),
        version=literal(dig(kind, "Version"), template),
        inputs=tuple(_artifacts(body.get("InputArtifacts"), template)),
        outputs=tuple(_artifacts(body.get("OutputArtifacts"), template)),
        body=body,
        mark=name.mark if name else body.mark,
        template=template,
    )


def _artifacts(node: Node | None, template: Template) -> Iterator[Artifact]:
    return (Artifact(parts(dig(item, "Name"), template), item.mark) for item in items(node))
