"""A template as the rules see it: sections by name, resources with type and properties."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from cfnproof.errors import NotATemplateError, TemplateError
from cfnproof.template.nodes import Entry, Mark, Node, Object, Scalar, dig, entries
from cfnproof.template.syntax import parse
from cfnproof.template.text import read_text

TEMPLATE_KEYS = frozenset({"AWSTemplateFormatVersion", "Resources"})
"""A document with one of these at its top is a CloudFormation template."""


@dataclass(frozen=True, slots=True)
class Resource:
    """One entry of the Resources section. `body` is the whole entry, `mark` the place of its logical id."""

    logical_id: str
    type: str
    properties: Object
    body: Object
    mark: Mark

    def property(self, *path: str | int) -> Node | None:
        """The property at `path`, None where it is absent."""
        return dig(self.properties, *path)

    def mark_of(self, key: str) -> Mark:
        """The place of a top-level property; the resource's own where it is absent."""
        return next((entry.mark for entry in self.properties.entries if entry.key == key), self.mark)


@dataclass(frozen=True, slots=True)
class Parameter:
    """One entry of the Parameters section."""

    name: str
    type: str
    body: Object
    mark: Mark

    @property
    def allowed_values(self) -> tuple[str, ...] | None:
        """The values that AllowedValues lists, as CloudFormation compares them: as strings."""
        listed = self.body.get("AllowedValues")
        return None if listed is None else tuple(scalar_text(node) or "" for node in getattr(listed, "items", ()))


@dataclass(frozen=True, slots=True, eq=False)
class Template:
    """A CloudFormation template. All nodes are as written: nothing is resolved, no default is filled in.

    Templates are compared by identity, so that what is worked out for one can be kept.
    """

    path: Path
    root: Object
    resources: Mapping[str, Resource]
    parameters: Mapping[str, Parameter]
    original: "Template | None" = None

    @property
    def whole(self) -> "Template":
        """The template as written, where this is one of its forms; else itself."""
        return self.original or self

    def section(self, name: str) -> tuple[Entry, ...]:
        """The entries of a top-level section, nothing where it is absent."""
        return entries(self.root.get(name))

    def of_type(self, *types: str) -> Iterator[Resource]:
        """The resources of these types, in the text's order."""
        return (resource for resource in self.resources.values() if resource.type in types)


def load(path: Path) -> Template:
    """Read a template file.

    Raises TemplateError for what cannot be read or is malformed, NotATemplateError for any other document.
    """
    return from_text(read_text(path), path)


def from_text(text: str, path: Path) -> Template:
    """Build a template from its text; `path` is what errors and findings name."""
    root = parse(text, path)
    if not isinstance(root, Object) or not any(entry.key in TEMPLATE_KEYS for entry in root.entries):
        raise NotATemplateError(
            "is no CloudFormation template: it has neither Resources nor AWSTemplateFormatVersion at its top", path
        )
    return from_root(root, path)


def from_root(root: Object, path: Path, *, whole: Template | None = None) -> Template:
    """Build a template from its tree; `whole` is the template that it is a form of, whose resources may all be gone."""
    resources = _section(root, "Resources", path)
    if resources is None or not (resources.entries or whole):
        raise TemplateError("has no resources: a template needs at least one", path, root.mark_of("Resources").line)
    parameters = _section(root, "Parameters", path)
    return Template(
        path,
        root,
        {entry.key: _resource(entry, path) for entry in resources.entries},
        {entry.key: _parameter(entry, path) for entry in entries(parameters)},
        whole,
    )


def scalar_text(node: Node | None) -> str | None:
    """A scalar as CloudFormation's strings have it (`true`, `1`), None for anything else."""
    if not isinstance(node, Scalar) or node.value is None:
        return None
    return str(node.value).lower() if isinstance(node.value, bool) else str(node.value)


def _section(root: Object, name: str, path: Path) -> Object | None:
    node = root.get(name)
    if node is None or isinstance(node, Object):
        return node
    mark = root.mark_of(name)
    raise TemplateError(f"{name} must be a mapping of names to bodies, not {_kind(node)}", path, mark.line, mark.column)


def _resource(entry: Entry, path: Path) -> Resource:
    if entry.key.startswith("Fn::ForEach"):
        message = f"{entry.key!r}: loops are not looked into; write the resources out, or check the processed template"
        raise TemplateError(message, path, entry.mark.line)
    body = _body(entry, "resource", path)
    kind = body.get("Type")
    if not isinstance(kind, Scalar) or not isinstance(kind.value, str):
        message = f"resource {entry.key!r} has no Type: give one, like AWS::S3::Bucket"
        raise TemplateError(message, path, entry.mark.line)
    properties = body.get("Properties") or Object((), entry.mark)
    if not isinstance(properties, Object):
        mark = body.mark_of("Properties")
        message = f"the Properties of {entry.key!r} must be a mapping, not {_kind(properties)}"
        raise TemplateError(message, path, mark.line)
    return Resource(entry.key, kind.value, properties, body, entry.mark)


def _parameter(entry: Entry, path: Path) -> Parameter:
    body = _body(entry, "parameter", path)
    return Parameter(entry.key, scalar_text(body.get("Type")) or "", body, entry.mark)


def _body(entry: Entry, what: str, path: Path) -> Object:
    if isinstance(entry.value, Object):
        return entry.value
    raise TemplateError(f"{what} {entry.key!r} must be a mapping, not {_kind(entry.value)}", path, entry.mark.line)


def _kind(node: Node) -> str:
    return {"Scalar": "a single value", "Sequence": "a list", "Intrinsic": "a function call"}[type(node).__name__]
