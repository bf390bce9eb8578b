"""Which values a value can have at deployment, as far as the template's parameters and mappings say.

A Default is what a deployment gets that says nothing, AllowedValues are what it may say; a mapping that is asked with a
key of the deployment's may answer with any leaf in reach. Rules ask for them in four ways, which are not the same.
`possible_texts` is a bound: every text there can be, or None. `filled_in` and `named_values` are examples, and there
may be others: the first fills parameters in wherever they stand and is for values that no condition decides on; the
second is about a whole value in one form of a template. `default_text` is the value of a deployment that says nothing.
https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/parameters-section-structure.html
"""

from collections.abc import Collection, Iterator
from itertools import islice, product
from typing import Final

from cfnproof.structural.values.written_lists import SSM_VALUE, given_lists, written_lists
from cfnproof.template.expressions import Opaque, Part, Parts, Reference, literal, parts
from cfnproof.template.model import Parameter, Template, scalar_text
from cfnproof.template.nodes import Intrinsic, Node, items, walk

_MOST_TEXTS: Final = 256
_MOST_FILLED_IN: Final = 256


def possible_texts(value: Parts, template: Template) -> frozenset[str] | None:
    """Every text that `value` can be by AllowedValues; None where the template does not bound it."""
    choices = [_choices(part, template) for part in value]
    total = 1
    for choice in choices:
        if choice is None:
            return None
        total *= len(choice)
    if total > _MOST_TEXTS:
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


def filled_in(value: Parts, template: Template) -> Iterator[Parts]:
    """`value` as it is, and with parameters and mappings in it replaced by each value that the template gives them.

    A list that stands for a whole value (a list parameter's Default, a literal `Fn::Split`) gives each of its elements.
    """
    choices = [(part, *_named(part, template)) for part in value]
    for chosen in islice(product(*choices), _MOST_FILLED_IN):
        yield _joined(chosen)


def named_values(node: Node | None, template: Template) -> tuple[str, ...]:
    """The values that the template names for the whole of `node`, nothing where only the deployment knows.

    A value that a condition compares the parameter with is left out: the template's forms say what happens there, one
    form with it and one without.
    """
    fixed = literal(node, template)
    if fixed is not None:
        return (fixed,)
    parameter = parameter_of(node, template)
    if parameter is None:
        value = parts(node, template)
        return _named(value[0], template) if len(value) == 1 else ()
    compared = compared_texts(parameter.name, template)
    return tuple(value for value in _given(parameter) if value not in compared)


def outside(node: Node | None, allowed: Collection[str], template: Template) -> str | None:
    """The first value that the template names for `node` and that is not allowed, None where there is none."""
    return next((value for value in named_values(node, template) if value not in allowed), None)


def default_text(value: Parts, template: Template) -> str | None:
    """The text that `value` is while every parameter has its Default; None where that does not settle it."""
    texts: list[str] = []
    for part in value:
        text = part if isinstance(part, str) else _default(_parameter(part, template))
        if text is None:
            return None
        texts.append(text)
    return "".join(texts)


def parameter_of(node: Node | None, template: Template) -> Parameter | None:
    """The parameter that a value is, None for any other value."""
    value = parts(node, template)
    return _parameter(value[0], template) if len(value) == 1 else None


def compared_texts(parameter: str, template: Template) -> frozenset[str]:
    """The texts that the template's conditions compare a parameter with."""
    return frozenset(_compared(parameter, template))


def _parameter(part: Part, template: Template) -> Parameter | None:
    match part:
        case Reference(name=name, attribute=None):
            return template.parameters.get(name)
        case _:
            return None


def _is_name(parameter: Parameter) -> bool:
    """Whether the template gives it the name of an SSM parameter, and only the deployment its value."""
    return parameter.type.startswith(SSM_VALUE)


def _default(parameter: Parameter | None) -> str | None:
    return None if parameter is None or _is_name(parameter) else scalar_text(parameter.body.get("Default"))


def _given(parameter: Parameter) -> tuple[str, ...]:
    """The values that the template gives to a parameter, each once: its Default first."""
    return tuple(dict.fromkeys(text for texts in given_lists(parameter) for text in texts))


def _named(part: Part, template: Template) -> tuple[str, ...]:
    """The texts that the template gives for a symbolic part, each once."""
    if isinstance(part, Opaque):
        return tuple(dict.fromkeys(text for texts in written_lists(part, template) for text in texts))
    parameter = _parameter(part, template)
    return () if parameter is None else _given(parameter)


def _choices(part: Part, template: Template) -> tuple[str, ...] | None:
    if isinstance(part, str):
        return (part,)
    if isinstance(part, Opaque):
        return _mapped(part, template)
    parameter = _parameter(part, template)
    return None if parameter is None or _is_name(parameter) else parameter.allowed_values


def _mapped(part: Opaque, template: Template) -> tuple[str, ...] | None:
    """Every text that a lookup without DefaultValue can give, None for another function or where a leaf is a list."""
    bounded = part.source.startswith('{"Fn::FindInMap"') and "DefaultValue" not in part.source
    lists = written_lists(part, template) if bounded else ()
    return tuple(texts[0] for texts in lists) if lists and all(len(texts) == 1 for texts in lists) else None


def _compared(parameter: str, template: Template) -> Iterator[str]:
    wanted = (Reference(parameter),)
    for condition in template.whole.section("Conditions"):
        for node in walk(condition.value):
            if isinstance(node, Intrinsic) and node.name == "Fn::Equals":
                sides = items(node.argument)
                if any(parts(side, template) == wanted for side in sides):
                    yield from (text for side in sides if (text := literal(side, template)) is not None)


def _joined(chosen: tuple[Part, ...]) -> Parts:
    joined: list[Part] = []
    for part in chosen:
        if isinstance(part, str) and joined and isinstance(joined[-1], str):
            joined[-1] += part
        elif part != "":
            joined.append(part)
    return tuple(joined)


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
