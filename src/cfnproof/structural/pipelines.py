"""A template's pipelines as the rules read them: stages, actions, artifacts, in their order.

https://docs.aws.amazon.com/codepipeline/latest/userguide/reference-pipeline-structure.html
"""

from collections.abc import Iterator
from dataclasses import dataclass

from cfnproof.template.expressions import Parts, literal, parts
from cfnproof.template.model import Resource, Template
from cfnproof.template.nodes import Mark, Node, Object, dig, items

PIPELINE = "AWS::CodePipeline::Pipeline"


@dataclass(frozen=True, slots=True)
class Action:
    """One action. `stage` is its stage's position from 0; a field that is no literal text is None.

    `configuration` and `body` are the nodes as written; `inputs` and `outputs` are artifact names.
    """

    name: str
    stage: int
    stage_name: str
    run_order: int
    category: str | None
    owner: str | None
    provider: str | None
    version: str | None
    inputs: tuple[Parts, ...]
    outputs: tuple[Parts, ...]
    body: Object
    mark: Mark
    template: Template

    @property
    def configuration(self) -> Node | None:
        """The Configuration node, None where it is absent."""
        return self.body.get("Configuration")

    @property
    def order(self) -> tuple[int, int]:
        """When it runs: stage, then run order. Equal orders run in parallel."""
        return self.stage, self.run_order

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


@dataclass(frozen=True, slots=True)
class Pipeline:
    """One pipeline resource with its actions in the order of the text."""

    resource: Resource
    actions: tuple[Action, ...]

    def of(self, category: str, provider: str) -> Iterator[Action]:
        """The actions of one category and provider."""
        return (action for action in self.actions if (action.category, action.provider) == (category, provider))


def pipelines(template: Template) -> Iterator[Pipeline]:
    """The pipelines of a template."""
    for resource in template.of_type(PIPELINE):
        yield Pipeline(resource, tuple(_actions(resource, template)))


def _actions(resource: Resource, template: Template) -> Iterator[Action]:
    for position, stage in enumerate(items(resource.property("Stages"))):
        stage_name = literal(dig(stage, "Name"), template) or f"stage {position + 1}"
        for body in items(dig(stage, "Actions")):
            if isinstance(body, Object):
                yield _action(body, position, stage_name, template)


def _action(body: Object, stage: int, stage_name: str, template: Template) -> Action:
    kind = body.get("ActionTypeId")
    run_order = literal(body.get("RunOrder"), template) or ""
    name = body.get("Name")
    return Action(
        name=literal(name, template) or "unnamed",
        stage=stage,
        stage_name=stage_name,
        run_order=int(run_order) if run_order.isdigit() else 1,
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


def _artifacts(node: Node | None, template: Template) -> Iterator[Parts]:
    return (parts(dig(item, "Name"), template) for item in items(node))
