"""Whether a property names a KMS key that the account's owner controls.

An AWS managed key (`alias/aws/…`) has a key policy that nobody can change: no other account, and no AWS service that
calls in its own name, can be let in.
https://docs.aws.amazon.com/kms/latest/developerguide/concepts.html
"""

import re
from typing import Final

from cfnproof.structural.values.parameter_values import named_values
from cfnproof.template.expressions import show
from cfnproof.template.model import Template
from cfnproof.template.nodes import Node, Object, Sequence

_AWS_MANAGED: Final = re.compile(r"(?:^|:)alias/aws/[\w/-]+$")


def key_problem(node: Node | None, template: Template) -> str | None:
    """What keeps a value from being a customer's key, as the end of a sentence; None where nothing does."""
    if node is None:
        return "is missing"
    if isinstance(node, Object | Sequence):
        return "is no key id, ARN or alias"
    candidates = named_values(node, template) or (show(node, template),)
    if not all(candidates):
        return "is empty"
    managed = next((key for key in candidates if _AWS_MANAGED.search(key)), None)
    return None if managed is None else f"is the AWS managed key {managed!r}"
