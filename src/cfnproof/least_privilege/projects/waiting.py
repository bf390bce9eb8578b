"""Which resources of a template wait for another one: they cannot be named where that one is made.

https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-attribute-dependson.html
"""

from functools import lru_cache

from cfnproof.template.expressions import references
from cfnproof.template.model import Resource, Template, scalar_text
from cfnproof.template.nodes import items


@lru_cache(maxsize=64)
def waiting_for(logical_id: str, template: Template) -> frozenset[str]:
    """The resources that name a resource, and those that name them in turn; itself among them."""
    named = {one.logical_id: _named(one, template) for one in template.resources.values()}
    found = {logical_id}
    while True:
        more = {name for name, others in named.items() if name not in found and others & found}
        if not more:
            return frozenset(found)
        found |= more


def _named(resource: Resource, template: Template) -> frozenset[str]:
    depends = (scalar_text(item) for item in items(resource.body.get("DependsOn")))
    own = (reference.name for reference in references(resource.properties, template))
    return frozenset(name for name in (*depends, *own) if name is not None and name in template.resources)
