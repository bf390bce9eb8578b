"""What is expected of LocalStack where it does otherwise than AWS: our facts, made into what its own are to be."""

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final

from tests.second_opinion.lives import CREATED, NAME, UPDATED, Facts
from tests.second_opinion.subjects import Subject, Template

Expectation = Callable[[Facts, Subject], Facts]
"""From our facts, or those that other differences have made of them, to LocalStack's."""

STAGES: Final = (CREATED, UPDATED)
PHYSICAL_IDS: Final = "physical_ids"
_REFERENCES: Final = ("xRef", "Out")
"""How the names of outputs end that may have a resource's reference."""


def declared(subject: Subject, resource_type: str) -> Iterator[tuple[str, Template]]:
    """The resources of a type, as the template of each stage declares them."""
    for template in (subject.template, subject.after):
        for logical_id, body in template["Resources"].items():
            if body["Type"] == resource_type:
                yield logical_id, body


def without_attributes(resource_type: str, *names: str) -> Expectation:
    """Attributes of the type have no value."""

    def expected(facts: Facts, subject: Subject) -> Facts:
        lost = {f"{one}x{name}" for one, _ in declared(subject, resource_type) for name in names}
        return {path: "" if below(path, "outputs") in lost else value for path, value in facts.items()}

    return expected


def with_attributes(resource_type: str, **forms: str) -> Expectation:
    """Attributes of the type have another form; `{}` stands for the physical id."""

    def expected(facts: Facts, subject: Subject) -> Facts:
        found = dict(facts)
        for stage in STAGES:
            for one, _ in declared(subject, resource_type):
                for name, form in forms.items():
                    path = f"{stage}.outputs.{one}x{name}"
                    if path in facts:
                        found[path] = form.format(facts[f"{stage}.{PHYSICAL_IDS}.{one}"])
        return found

    return expected


def with_text(pattern: str, replacement: str) -> Expectation:
    """What the pattern finds in any value stands otherwise."""
    compiled = re.compile(pattern)
    return lambda facts, _: {path: compiled.sub(replacement, value) for path, value in facts.items()}


def with_names(
    resource_type: str, form: str, *, without: str = "", of: Callable[[Template], bool] = bool, ours: str = "{}"
) -> Expectation:
    """What is generated from a logical id stands otherwise in every value; `{}` is the name as ours makes it.

    Of the type's resources those are meant that lack the property `without` and are as `of` wants them.
    """

    def expected(facts: Facts, subject: Subject) -> Facts:
        found = dict(facts)
        for one, body in declared(subject, resource_type):
            if without not in body.get("Properties", {}) and of(body):
                name = f"{NAME}-{one}-{{random}}"
                old, new = ours.format(name, one), form.format(name, one)
                found = {path: value.replace(old, new) for path, value in found.items()}
        return found

    return expected


def with_physical_ids(resource_type: str, form: Callable[[Template], str], *also: str) -> Expectation:
    """Physical ids of the type, and outputs of the reference and of the attributes `also`, have another form."""

    def expected(facts: Facts, subject: Subject) -> Facts:
        found, bodies = dict(facts), dict(declared(subject, resource_type))
        bodies |= {
            one: body
            for one, body in subject.template["Resources"].items()
            if f"{CREATED}.types.{one}" in facts and one in bodies
        }
        for one, body in bodies.items():
            outputs = {f"{one}{ending}" for ending in (*_REFERENCES, *(f"x{name}" for name in also))}
            for path in facts:
                if below(path, PHYSICAL_IDS) == one or below(path, "outputs") in outputs:
                    found[path] = form(body)
        return found

    return expected


def calls(value: Any, *functions: str) -> Iterator[Any]:  # noqa: ANN401  # whatever a template holds
    """The arguments of every call of the functions in a part of a template."""
    if isinstance(value, list):
        for item in value:
            yield from calls(item, *functions)
    elif isinstance(value, Mapping):
        for key, part in value.items():
            if key in functions:
                yield part
            yield from calls(part, *functions)


def below(path: str, kind: str) -> str:
    """What a path names below `<stage>.<kind>.`, empty where it leads elsewhere."""
    stage, _, rest = path.partition(".")
    found, _, name = rest.partition(".")
    return name if stage in STAGES and found == kind else ""
