"""Values as parts: what is equal, what is text, what stays symbolic."""

from pathlib import Path

import pytest

from cfnproof.template.expressions import Opaque, Reference, literal, parts, references, text
from cfnproof.template.model import Template, from_text
from cfnproof.template.nodes import Node


def value(expression: str) -> tuple[Node | None, Template]:
    """A property with this expression, in a template with a mapping."""
    template = from_text(
        "Mappings: {Hosts: {aws: {Name: amazon}}}\n"
        f"Resources: {{R: {{Type: T, Properties: {{P: {expression}}}}}}}",
        Path("t.yaml"),
    )
    return template.resources["R"].property("P"), template


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("plain", ("plain",)),
        ("''", ()),
        ("12", ("12",)),
        ("true", ("true",)),
        ("!Ref A", (Reference("A"),)),
        ("!GetAtt A.Arn", (Reference("A", "Arn"),)),
        ("!GetAtt [A, Nested.Value]", (Reference("A", "Nested.Value"),)),
        ("!GetAtt [A, !Ref B]", (Opaque('{"Fn::GetAtt": ["A", {"Ref": "B"}]}'),)),
        ("!Sub 'a-${B}-${C.D}'", ("a-", Reference("B"), "-", Reference("C", "D"))),
        ("!Sub '${!Literal}'", ("${Literal}",)),
        ("!Sub ['${x}-${Y}', {x: !Ref Z}]", (Reference("Z"), "-", Reference("Y"))),
        ("!Join ['-', [a, !Ref B, c]]", ("a-", Reference("B"), "-c")),
        ("!Join ['', [a, b]]", ("ab",)),
        ("!Join ['-', !Ref List]", (Opaque('{"Fn::Join": ["-", {"Ref": "List"}]}'),)),
        ("!FindInMap [Hosts, aws, Name]", ("amazon",)),
        ("!FindInMap [Hosts, !Ref P, Name]", (Opaque('{"Fn::FindInMap": ["Hosts", {"Ref": "P"}, "Name"]}'),)),
        ("!FindInMap [Hosts, gone, Name]", (Opaque('{"Fn::FindInMap": ["Hosts", "gone", "Name"]}'),)),
        ("!Select [1, [a, !Ref B]]", (Reference("B"),)),
        ("!Select [7, [a]]", (Opaque('{"Fn::Select": [7, ["a"]]}'),)),
        ("!ImportValue x", (Opaque('{"Fn::ImportValue": "x"}'),)),
    ],
)
def test_parts(expression: str, expected: tuple[object, ...]) -> None:
    """Each intrinsic function gives its parts, adjacent text joined."""
    assert parts(*value(expression)) == expected


@pytest.mark.parametrize(
    "same",
    [
        (
            "!Sub 'arn:${AWS::Partition}:s3:::${B}/*'",
            "!Join ['', ['arn:', !Ref 'AWS::Partition', ':s3:::', !Ref B, '/*']]",
        ),
        ("!Ref B", "!Sub '${B}'"),
        ("!GetAtt B.Arn", "!Sub '${B.Arn}'"),
        ("a-b", "!Join ['-', [a, b]]"),
    ],
)
def test_equal_values_have_equal_parts(same: tuple[str, str]) -> None:
    """However it is written."""
    assert parts(*value(same[0])) == parts(*value(same[1]))


def test_literal_is_only_what_the_template_determines() -> None:
    """Text is, a reference is not, an absent property is not."""
    assert literal(*value("!Join ['-', [a, !FindInMap [Hosts, aws, Name]]]")) == "a-amazon"
    assert literal(*value("!Sub 'a-${B}'")) is None
    assert literal(None, value("x")[1]) is None
    assert literal(*value("''")) == ""


def test_references_are_found_everywhere() -> None:
    """Inside lists, mappings, opaque functions and the variables of a Sub."""
    expression = "{a: [!Ref A, !Sub ['${v}${B}', {v: !GetAtt C.D}]], b: !If [Cond, !Ref E, !Select [0, !Ref F]]}"
    assert {str(one) for one in references(*value(expression))} == {"${A}", "${B}", "${C.D}", "${E}", "${F}"}


def test_text_is_what_a_message_shows() -> None:
    """In the notation of Sub."""
    assert text(parts(*value("!Join ['/', [!Ref A, !GetAtt B.C, d]]"))) == "${A}/${B.C}/d"
