"""No resource has a physical name that is the same in every copy of the stack.

A second stack of the template fails to create it, and a change that needs replacement fails because the new resource
must stand beside the old one under the same name.
https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-properties-name.html
"""

from collections.abc import Iterator
from typing import Final

from cfnproof.findings import Severity
from cfnproof.structural.resource_types.physical_names import PHYSICAL_NAMES
from cfnproof.structural.rule import Rule, Violation
from cfnproof.template.expressions import literal, references, show
from cfnproof.template.model import Template
from cfnproof.template.nodes import Intrinsic, Node, Scalar, walk

_ACCOUNT_WIDE: Final = frozenset({"AWS::AccountId", "AWS::Partition", "AWS::Region", "AWS::URLSuffix"})
"""Pseudo parameters with one value for all stacks of an account and region."""

_FROM_ELSEWHERE: Final = frozenset({"Fn::GetAtt", "Fn::ImportValue", "Fn::Transform"})


def check(template: Template) -> Iterator[Violation]:
    """Yield each physical name that two stacks in one account and region would share."""
    for resource in template.resources.values():
        key = PHYSICAL_NAMES.get(resource.type, "")
        name = resource.property(key)
        if name is None or not _fixed(name, template):
            continue
        shown = show(name, template)
        why = "" if literal(name, template) else ", which differs only between accounts and regions"
        yield Violation(
            f"{resource.logical_id!r} has the fixed {key} {shown!r}{why}: a second stack of this template collides "
            f"with it, and it cannot be replaced; leave {key} out, or take ${{AWS::StackName}} or a parameter into it",
            resource.mark_of(key),
            resource.logical_id,
        )


def _fixed(name: Node, template: Template) -> bool:
    """Whether nothing in the name depends on the stack, its parameters or another resource."""
    if not isinstance(name, Scalar | Intrinsic) or literal(name, template) == "":
        return False
    if any(isinstance(node, Intrinsic) and node.name in _FROM_ELSEWHERE for node in walk(name)):
        return False
    return all(reference.name in _ACCOUNT_WIDE for reference in references(name, template))


RULE = Rule(
    id="no_fixed_name",
    title="Two stacks of the template can live in one account: no physical name is fixed",
    severity=Severity.MEDIUM,
    help="https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-properties-name.html",
    resource_types=tuple(PHYSICAL_NAMES),
    check=check,
)
