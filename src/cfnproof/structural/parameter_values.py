"""The values that the template itself gives to a parameter, where a rule must look past the symbol.

A Default is what a deployment gets that says nothing, AllowedValues are what it may say; both are in the template, and
a rule that only sees the parameter's name would pass `Default: "*"`.
"""

from collections.abc import Iterator
from itertools import islice, product
from typing import Final

from cfnproof.template.expressions import Part, Parts, Reference
from cfnproof.template.model import Template, scalar_text

_MOST: Final = 64


def known_values(found: Parts, template: Template) -> Iterator[Parts]:
    """`found` as it is, and with the parameters in it replaced by each value that the template gives them."""
    choices = [(part, *_values(part, template)) for part in found]
    for chosen in islice(product(*choices), _MOST):
        yield _joined(chosen)


def _values(part: Part, template: Template) -> Iterator[str]:
    if not isinstance(part, Reference) or part.attribute or part.name not in template.parameters:
        return
    parameter = template.parameters[part.name]
    yield from parameter.allowed_values or ()
    default = scalar_text(parameter.body.get("Default"))
    if default is not None:
        yield default


def _joined(chosen: tuple[Part, ...]) -> Parts:
    joined: list[Part] = []
    for part in chosen:
        if isinstance(part, str) and joined and isinstance(joined[-1], str):
            joined[-1] += part
        elif part != "":
            joined.append(part)
    return tuple(joined)
