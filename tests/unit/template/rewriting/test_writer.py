"""A node as text: the layout of the project's own templates, and the same node when it is read again."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cfnproof.template.nodes import Entry, Mark, Node, Object, plain
from cfnproof.template.rewriting.expected import same
from cfnproof.template.rewriting.style import Style
from cfnproof.template.rewriting.writer import write
from cfnproof.template.syntax import parse
from tests.unit.template.rewriting.generated import generated_nodes
from tests.unit.template.rewriting.samples import JSON, node, value

_HERE = Mark(1, 1)

_AS_WRITTEN = [
    pytest.param("Sid: A\nAction:\n  - s3:GetObject\n  - s3:*\nResource: '*'", id="statement"),
    pytest.param("Version: '2012-10-17'\nFlag: 'true'\nEnabled: true\nCount: 12\nText: '12'\nNone: null", id="scalars"),
    pytest.param("Arn: !Sub ${Bucket.Arn}/*\nRole: !GetAtt Role.Arn\nRegion: !Ref AWS::Region", id="short forms"),
    pytest.param(
        "Name: !Sub\n  - push-${Guid}\n  - Guid: !Select [2, !Split ['/', !Ref AWS::StackId]]", id="Sub with variables"
    ),
    pytest.param("Host: !FindInMap [Console, !Ref AWS::Partition, Host]", id="call in brackets"),
    pytest.param("Resource:\n  - !GetAtt Bucket.Arn\n  - !Sub ${Bucket.Arn}/*", id="calls as items"),
    pytest.param("Data:\n  Fn::Base64: !Sub ${A}", id="call of a call"),
    pytest.param("- Fn::Base64: !Sub ${A}\n- b", id="call of a call as an item"),
    pytest.param("Zones:\n  Fn::GetAZs: 1", id="call of a number"),
    pytest.param("V: !If\n  - Test\n  - A: 1\n    B: 2\n  - !Ref AWS::NoValue", id="call with a mapping"),
    pytest.param("M: !Transform\n  Name: x\n  Parameters: {}", id="call of a mapping"),
    pytest.param("- - a\n  - b\n- c: 1\n  d:\n    - e\n- []", id="lists in lists"),
    pytest.param("Cond: !Condition Test\nAtt: !GetAtt [A, B]\nNot: !Not [!Equals [a, '']]", id="other calls"),
]


@pytest.mark.parametrize("text", _AS_WRITTEN)
def test_is_written_as_in_the_templates(text: str) -> None:
    """What is read from text in the house's layout is written in it."""
    assert write(node(text), Style(), 0) == text


def test_lines_behind_the_first_are_indented() -> None:
    """The first line stands behind whatever the caller puts there."""
    assert write(node("A: 1\nB: [x]"), Style(), 4) == "A: 1\n    B:\n      - x"


def test_dashes_stand_below_the_key_where_the_style_has_it() -> None:
    """Lists that are not indented, and wider steps."""
    assert write(node("A: {B: [x, {C: 1}]}"), Style(step=4, dash=0), 0) == "A:\n    B:\n    - x\n    - C: 1"


def test_long_value_stands_on_the_next_line() -> None:
    """A line over 120 characters is broken behind the key; one of 120 is not."""
    fits, long = "a" * (120 - len("Arn: !Sub ")), "a" * (121 - len("Arn: !Sub "))
    assert write(node(f"Arn: !Sub {fits}"), Style(), 0) == f"Arn: !Sub {fits}"
    assert write(node(f"Arn: !Sub {long}"), Style(), 0) == f"Arn:\n  !Sub {long}"
    assert write(node(f"- !Sub {'a' * 200}"), Style(), 0) == f"- !Sub {'a' * 200}"


def test_long_call_stands_in_lines() -> None:
    """A call whose brackets do not fit has a line for each argument."""
    items = ", ".join(f"item-{number:03}" for number in range(12))
    text = write(node(f"A: !Join ['', [{items}]]"), Style(), 0)
    assert text.startswith("A: !Join\n  - ''\n  - - item-000\n    - item-001\n")


def test_flow_style_quotes_only_what_brackets_need() -> None:
    """A name with colons stands as it is; braces and commas need quotes."""
    text = "{Action: [s3:*, a], Arn: !Sub '${A}/*', List: ['a, b', !Ref AWS::Region], B: {Fn::Base64: !Sub x}}"
    assert write(node(text), Style("flow"), 0) == text


def test_json_has_a_call_on_one_line_and_get_att_as_a_list() -> None:
    """JSON in the file's own indentation."""
    text = write(node("A: !GetAtt B.C.D\nL: [!Sub '${x}', 1]\nE: []\nI: !If [T, {a: b}, 1]"), Style("json", step=4), 0)
    assert text == (
        '{\n    "A": {"Fn::GetAtt": ["B", "C.D"]},\n    "L": [\n        {"Fn::Sub": "${x}"},\n        1\n    ],\n'
        '    "E": [],\n    "I": {\n        "Fn::If": [\n            "T",\n            {\n                "a": "b"\n'
        "            },\n            1\n        ]\n    }\n}"
    )


@given(generated_nodes, st.sampled_from([Style(), Style(dash=0), Style(step=4, dash=4), Style("flow")]))
def test_yaml_is_read_as_it_was(tree: Node, style: Style) -> None:
    """Whatever a node holds, its text has the same value."""
    for text in (f"{write(tree, style, 0)}\n", f"k:\n  - {write(tree, style, 4)}\n"):
        read = value(text)
        assert json.dumps(read) in {json.dumps(plain(tree)), json.dumps({"k": [plain(tree)]})}


@given(generated_nodes, st.sampled_from([Style("json"), Style("json", compact=True), Style("json", 1, blank="\t")]))
def test_json_is_read_as_it_was(tree: Node, style: Style) -> None:
    """The same for JSON, whose Fn::GetAtt has a list."""
    text = write(Object((Entry("k", tree, _HERE),), _HERE), style, 0)
    assert same(plain(parse(text, JSON)), {"k": plain(tree)})
    assert same(json.loads(text), {"k": plain(tree)})


def test_text_has_no_line_end() -> None:
    """The caller ends the last line, as the file does."""
    assert not write(node("a: [1, {b: !Sub [c, {d: e}]}]"), Style(), 0).endswith("\n")
