"""The forms of a template: one for each way its conditions can come out, with `Fn::If` and `AWS::NoValue` gone.

A rule that looks at each form sees what CloudFormation would create, never a branch that cannot be taken.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import islice, product
from typing import Final

from cfnproof.template.expressions import Parts, Reference, parts
from cfnproof.template.model import Template, from_root, scalar_text
from cfnproof.template.nodes import Entry, Intrinsic, Node, Object, Scalar, Sequence, dig, is_no_value, items, walk

MAX_FORMS: Final = 64
"""Beyond it, `forms` takes each choice alone and says that it did not see every combination."""

_OTHER: Final = None
"""The choice of a parameter that equals none of the texts it is compared with."""


@dataclass(frozen=True, slots=True)
class Form:
    """One form: the template that is left, and how each condition came out.

    `parameters` are those that the conditions ask for, each with the value that led here; None is one that they do not
    name.
    """

    template: Template
    conditions: Mapping[str, bool]
    parameters: Mapping[str, str | None] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Forms:
    """All forms of a template; `combinations` is how many there would be, more than `forms` where that is too many."""

    forms: tuple[Form, ...]
    combinations: int

    @property
    def complete(self) -> bool:
        """Whether every combination is among the forms."""
        return self.combinations <= MAX_FORMS


@dataclass(frozen=True, slots=True)
class _Question:
    """Something the conditions ask: which text a parameter has, or whether two expressions are equal."""

    key: tuple[Parts, Parts] | Parts
    answers: tuple[object, ...]


@lru_cache(maxsize=4)
def forms(template: Template) -> Forms:
    """Return the forms of a template in a fixed order; one without conditions and `AWS::NoValue` is its own only form.

    The last templates' forms are kept: every rule asks for them.
    """
    conditions = {entry.key: entry.value for entry in template.section("Conditions")}
    if not conditions:
        whole = not any(map(is_no_value, walk(template.root)))
        return Forms((Form(template if whole else fold(template, {}), {}),), 1)
    questions = _questions(conditions.values(), template)
    combinations = 1
    for question in questions:
        combinations *= len(question.answers)
    seen: dict[tuple[tuple[str, bool], ...], Form] = {}
    for answers in _choices(questions, combinations):
        known: dict[object, object] = {
            question.key: answer for question, answer in zip(questions, answers, strict=True)
        }
        outcome = {name: _holds(node, conditions, known, template, 0) for name, node in conditions.items()}
        key = tuple(outcome.items())
        if key not in seen:
            seen[key] = Form(fold(template, outcome), outcome, _values(known, template))
    return Forms(tuple(seen.values()), combinations)


def form_of(template: Template, values: Mapping[str, str]) -> Form:
    """Return the form that a template has where its parameters have these values.

    A condition that asks for a parameter that is not among them, or for what only the deployment knows, does not hold.
    """
    conditions = {entry.key: entry.value for entry in template.section("Conditions")}
    known: dict[object, object] = {(Reference(name),): value for name, value in values.items()}
    outcome = {name: _holds(node, conditions, known, template, 0) for name, node in conditions.items()}
    same = (form for form in forms(template).forms if form.conditions == outcome)
    return next(same, None) or Form(fold(template, outcome), outcome)


def _values(known: Mapping[object, object], template: Template) -> Mapping[str, str | None]:
    """The parameters among what was asked, with their values."""
    found: dict[str, str | None] = {}
    for symbol, answer in known.items():
        match symbol:
            case (Reference(name=name, attribute=None),) if name in template.parameters:
                found[name] = None if answer is _OTHER else str(answer)
            case _:
                continue
    return found


def fold(template: Template, conditions: Mapping[str, bool]) -> Template:
    """The template that is left when conditions come out so: none of them is in it any more."""
    kept: list[Entry] = []
    for entry in template.root.entries:
        if entry.key == "Conditions":
            continue
        value = entry.value
        if entry.key in {"Resources", "Outputs"} and isinstance(value, Object):
            value = Object(tuple(_decided(item) for item in value.entries if _created(item, conditions)), value.mark)
        folded = _fold(value, conditions)
        if folded is not None:
            kept.append(Entry(entry.key, folded, entry.mark))
    return from_root(Object(tuple(kept), template.root.mark), template.path, whole=template)


def _created(item: Entry, conditions: Mapping[str, bool]) -> bool:
    name = scalar_text(dig(item.value, "Condition"))
    return name is None or conditions.get(name, True)


def _decided(item: Entry) -> Entry:
    """A resource or output without its Condition."""
    if not isinstance(item.value, Object):
        return item
    entries = tuple(entry for entry in item.value.entries if entry.key != "Condition")
    return Entry(item.key, Object(entries, item.value.mark), item.mark)


def _fold(node: Node, conditions: Mapping[str, bool]) -> Node | None:
    """`node` with its `Fn::If` decided; None where it is `AWS::NoValue`."""
    match node:
        case Intrinsic() if is_no_value(node):
            return None
        case Intrinsic(name="Fn::If", argument=Sequence(items=(Scalar() as name, yes, no))) if name.value in conditions:
            return _fold(yes if conditions[str(name.value)] else no, conditions)
        case Intrinsic():
            argument = _fold(node.argument, conditions)
            return Intrinsic(node.name, argument or Scalar(None, node.mark), node.mark)
        case Sequence():
            folded = (_fold(item, conditions) for item in node.items)
            return Sequence(tuple(item for item in folded if item is not None), node.mark)
        case Object():
            pairs = ((entry, _fold(entry.value, conditions)) for entry in node.entries)
            return Object(
                tuple(Entry(entry.key, value, entry.mark) for entry, value in pairs if value is not None), node.mark
            )
        case Scalar():
            return node


def _questions(conditions: Iterable[Node], template: Template) -> list[_Question]:
    compared: dict[Parts, list[str]] = {}
    free: dict[tuple[Parts, Parts], None] = {}
    for left, right in _comparisons(conditions, template):
        if _is_text(left) and _is_text(right):
            continue
        symbol, other = (right, left) if _is_text(left) else (left, right)
        if _is_text(other):
            compared.setdefault(symbol, []).append("".join(map(str, other)))
        else:
            free[(left, right)] = None
    return [
        *(_Question(symbol, _answers(symbol, texts, template)) for symbol, texts in compared.items()),
        *(_Question(pair, (True, False)) for pair in free),
    ]


def _answers(symbol: Parts, texts: list[str], template: Template) -> tuple[object, ...]:
    """The texts that `symbol` may have among those it is compared with, and `_OTHER` where it may have another."""
    distinct = tuple(dict.fromkeys(texts))
    allowed = None
    match symbol:
        case (Reference(name=name, attribute=None),) if name in template.parameters:
            allowed = template.parameters[name].allowed_values
        case _:
            pass
    if allowed is None:
        return (*distinct, _OTHER)
    possible = tuple(value for value in distinct if value in allowed)
    return (*possible, _OTHER) if set(allowed) - set(distinct) or not possible else possible


def _choices(questions: list[_Question], combinations: int) -> Iterator[tuple[object, ...]]:
    answers = [question.answers for question in questions]
    if combinations <= MAX_FORMS:
        yield from product(*answers)
        return
    for base in (0, -1):
        start = [options[base] for options in answers]
        yield tuple(start)
        for position, options in enumerate(answers):
            for answer in islice(options, MAX_FORMS):
                yield (*start[:position], answer, *start[position + 1 :])


def _comparisons(conditions: Iterable[Node], template: Template) -> Iterator[tuple[Parts, Parts]]:
    pending = list(conditions)
    while pending:
        node = pending.pop(0)
        if isinstance(node, Intrinsic) and node.name == "Fn::Equals":
            left, right = (*items(node.argument), None, None)[:2]
            yield parts(left, template), parts(right, template)
        elif isinstance(node, Intrinsic) and node.name != "Condition":
            pending.extend(items(node.argument))


def _holds(  # noqa: PLR0911  # one return for each condition function
    node: Node, conditions: Mapping[str, Node], known: Mapping[object, object], template: Template, depth: int
) -> bool:
    """Whether a condition holds; what is no condition function, or goes round in a circle, does not."""
    if not isinstance(node, Intrinsic) or depth > len(conditions) * 2 + 20:
        return False
    arguments = items(node.argument)
    match node.name:
        case "Condition":
            name = scalar_text(node.argument) or ""
            return name in conditions and _holds(conditions[name], conditions, known, template, depth + 1)
        case "Fn::And":
            return all(_holds(item, conditions, known, template, depth + 1) for item in arguments)
        case "Fn::Or":
            return any(_holds(item, conditions, known, template, depth + 1) for item in arguments)
        case "Fn::Not":
            return not any(_holds(item, conditions, known, template, depth + 1) for item in arguments)
        case "Fn::Equals":
            left, right = (*arguments, None, None)[:2]
            return _equal(parts(left, template), parts(right, template), known)
        case _:
            return False


def _equal(left: Parts, right: Parts, known: Mapping[object, object]) -> bool:
    if _is_text(left) and _is_text(right):
        return left == right
    if (left, right) in known:
        return bool(known[(left, right)])
    symbol, other = (right, left) if _is_text(left) else (left, right)
    return known.get(symbol) == "".join(map(str, other))


def _is_text(found: Parts) -> bool:
    return all(isinstance(part, str) for part in found)
