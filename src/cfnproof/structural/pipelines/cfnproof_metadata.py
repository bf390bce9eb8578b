"""What a resource says to cfnproof in its Metadata: `Metadata: {cfnproof: {key: value}}`."""

from cfnproof.template.expressions import literal
from cfnproof.template.model import Resource, Template
from cfnproof.template.nodes import Mark, Object, dig, items

_PATH = ("Metadata", "cfnproof")


def stated(resource: Resource, key: str, template: Template) -> tuple[str, ...]:
    """The texts under a key, one text alone counting as a list of one; nothing where it is absent."""
    return tuple(literal(item, template) or "" for item in items(dig(resource.body, *_PATH, key)))


def mark_of(resource: Resource, key: str) -> Mark:
    """The place of a key; the resource's own where it is absent."""
    table = dig(resource.body, *_PATH)
    return table.mark_of(key) if isinstance(table, Object) and table.get(key) else resource.mark
