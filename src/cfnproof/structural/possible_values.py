"""Which texts a value can be at deployment, as far as the template says.

A parameter with AllowedValues can be each of them; any other reference can be anything.
"""

from itertools import product
from typing import Final

from cfnproof.template.expressions import Parts, Reference
from cfnproof.template.model import Template, scalar_text

_MAX_TEXTS: Final = 256


def possible_texts(value: Parts, template: Template) -> frozenset[str] | None:
    """Every text that `value` can be; None where the template does not bound it."""
    choices = [_choices(part, template) for part in value]
    total = 1
    for choice in choices:
        if choice is None:
            return None
        total *= len(choice)
    if total > _MAX_TEXTS:
        return None
    return frozenset("".join(texts) for texts in product(*(choice or () for choice in choices)))


def may_equal(left: Parts, right: Parts, template: Template) -> bool:
    """Whether two values can be equal at some deployment."""
    if left == right:
        return True
    if not _ends_agree(left, right):
        return False
    ours, theirs = possible_texts(left, template), possible_texts(right, template)
    return ours is None or theirs is None or bool(ours & theirs)


def default_text(value: Parts, template: Template) -> str | None:
    """The text that `value` is while every parameter has its Default; None where that does not settle it."""
    texts: list[str] = []
    for part in value:
        text = part if isinstance(part, str) else _default(part, template)
        if text is None:
            return None
        texts.append(text)
    return "".join(texts)


def _choices(part: object, template: Template) -> tuple[str, ...] | None:
    if isinstance(part, str):
        return (part,)
    if isinstance(part, Reference) and part.attribute is None and part.name in template.parameters:
        return template.parameters[part.name].allowed_values
    return None


def _default(part: object, template: Template) -> str | None:
    if isinstance(part, Reference) and part.attribute is None and part.name in template.parameters:
        return scalar_text(template.parameters[part.name].body.get("Default"))
    return None


def _ends_agree(left: Parts, right: Parts) -> bool:
    """Whether the texts that two values begin and end with leave room for their being equal."""
    if not left or not right:
        return True
    (our_head, our_tail), (their_head, their_tail) = (left[0], left[-1]), (right[0], right[-1])
    heads = not (isinstance(our_head, str) and isinstance(their_head, str)) or (
        our_head.startswith(their_head) or their_head.startswith(our_head)
    )
    tails = not (isinstance(our_tail, str) and isinstance(their_tail, str)) or (
        our_tail.endswith(their_tail) or their_tail.endswith(our_tail)
    )
    return heads and tails
