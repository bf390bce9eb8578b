"""Small projects for the tests: templates, settings, and the values that expressions of them have."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from cfnproof.least_privilege.projects.index import Index
from cfnproof.least_privilege.projects.stacks import Stack, loaded, stacks_of
from cfnproof.least_privilege.projects.values import Resolver
from cfnproof.least_privilege.projects.writer import Writer
from cfnproof.template.expressions import Parts
from cfnproof.template.nodes import Node, plain
from cfnproof.template.syntax import parse

OWN: Final = "app"
"""The stack that a test is about; its template is `app.yaml`."""
_ANY_RESOURCE: Final = "Resources: {Handle: {Type: AWS::CloudFormation::WaitConditionHandle}}"
_ALL: Final = '[tool.cfnproof]\ntemplates = ["."]\n'


@dataclass(frozen=True, slots=True, repr=False)
class Sample:
    """A project, looked at from one of its templates."""

    resolver: Resolver

    def __repr__(self) -> str:
        """Short: an example that fails is shown with it."""
        return "sample(…)"

    def stack(self, name: str = OWN) -> Stack:
        """A stack by its name."""
        return self.resolver.stacks.by_name[name]

    @property
    def index(self) -> Index:
        """The resources by ARN."""
        return Index(self.resolver)

    def value(self, expression: str, name: str = OWN) -> Parts:
        """What an expression of a stack's template is."""
        return self.resolver.node(parse(expression, Path("expression.yaml")), self.stack(name))

    def values(self, expression: str, name: str = OWN) -> tuple[Parts, ...]:
        """The values of an expression that may be a list."""
        return self.resolver.nodes(parse(expression, Path("expression.yaml")), self.stack(name))

    def shown(self, expression: str, name: str = OWN) -> str:
        """As `value`, with each reference in braces."""
        return joined(self.value(expression, name))

    def writer(self, *without: str, name: str = OWN) -> Writer:
        """What writes values as expressions of a stack's template."""
        return Writer(self.resolver, self.stack(name), frozenset(without))

    def written(self, value: Parts, *without: str, name: str = OWN) -> object:
        """The expression of a value in its long form, None where the template has none."""
        return in_plain(self.writer(*without, name=name).node(value))


def sample(folder: Path, template: str = _ANY_RESOURCE, settings: str = "", **others: str) -> Sample:
    """The project of `app.yaml` and other templates by the stem of their files.

    Without `settings` every template of the folder is a stack.
    """
    (folder / "pyproject.toml").write_text(_settings(settings), encoding="utf-8")
    for stem, text in {OWN: template, **others}.items():
        whole = text if "Resources" in text else f"{_ANY_RESOURCE}\n{text}"
        (folder / f"{stem}.yaml").write_text(whole, encoding="utf-8")
    return Sample(Resolver(stacks_of(loaded(folder / f"{OWN}.yaml"))))


def _settings(more: str) -> str:
    return more if more.startswith("[tool.cfnproof]\n") else _ALL + more


def given(parameters: Mapping[str, str], template: str = f"{OWN}.yaml", name: str = OWN) -> str:
    """The settings of one stack with its parameters."""
    lines = (f'parameters.{key} = "{value}"' for key, value in parameters.items())
    return "\n".join(("[[tool.cfnproof.stacks]]", f'name = "{name}"', f'template = "{template}"', *lines, ""))


def joined(value: Parts) -> str:
    """A value with each reference in braces."""
    return "".join(map(str, value))


def in_plain(node: Node | None) -> object:
    """A node in its long form."""
    return None if node is None else plain(node)
