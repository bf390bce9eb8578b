"""Edits of YAML in lines: comments, indentation that is not the house's, values that become lists."""

import pytest

from cfnproof.template.rewriting.edits import Append, Edit, Insert, Remove, Replace, apply
from tests.unit.template.rewriting.samples import YAML, node

_CASES = [
    pytest.param("a: x # why\nb: 1\n", Replace(("a",), node("z")), "a: z # why\nb: 1\n", id="comment stays"),
    pytest.param(
        "a: x # why\nb: 1\n", Replace(("a",), node("[z]")), "a: # why\n  - z\nb: 1\n", id="comment stays at the key"
    ),
    pytest.param("a: # why\n  - x # x\nb: 1\n", Replace(("a",), node("z")), "a: z # why\nb: 1\n", id="list's comment"),
    pytest.param(
        "a:\n  - x\n\n  # y\n\n  - y\nb: 1\n", Remove(("a", 1)), "a:\n  - x\n\n  # y\n\nb: 1\n", id="blank between"
    ),
    pytest.param("a:\n  # x\n  - x\n  - y\n", Remove(("a", 0)), "a:\n  - y\n", id="first item's comment"),
    pytest.param("a:\n# x\n  - x\n  - y\n", Remove(("a", 0)), "a:\n# x\n  - y\n", id="comment of another column"),
    pytest.param("- - a\n  # b\n  - b\n", Remove((0, 0)), "- # b\n  - b\n", id="first item behind a dash"),
    pytest.param("a:\n-   x: 1\n    y: 2\n", Append(("a",), node("{z: [1]}")), "a:\n-   x: 1\n    y: 2\n-   z:\n    - 1\n", id="wide dashes"),  # noqa: E501
    pytest.param("a:\n-\n  x: 1\n", Append(("a",), node("{z: 1}")), "a:\n-\n  x: 1\n- z: 1\n", id="dash alone"),
    pytest.param("a:\n    b: 1\n", Insert(("a",), "c", node("{d: 1}")), "a:\n    b: 1\n    c:\n        d: 1\n", id="wide steps"),  # noqa: E501
    pytest.param("a:\n  b: 1", Insert(("a",), "c", node("2")), "a:\n  b: 1\n  c: 2", id="no final newline"),
    pytest.param("a:\n  - b\n  - c", Remove(("a", 1)), "a:\n  - b", id="last line without newline"),
    pytest.param("a: 1\n\n# c\nb: 2\n", Remove(("b",)), "a: 1\n", id="blank line before the end"),
    pytest.param("a:\r\n  - b\r\n", Append(("a",), node("{c: 1, d: 2}")), "a:\r\n  - b\r\n  - c: 1\r\n    d: 2\r\n", id="CRLF"),  # noqa: E501
    pytest.param("a:\n  - b\n  # end\n\nc: 1\n", Append(("a",), node("x")), "a:\n  - b\n  - x\n  # end\n\nc: 1\n", id="comment behind"),  # noqa: E501
    pytest.param("a: []\nb: 1\n", Append(("a",), node("{c: 1}")), "a:\n  - c: 1\nb: 1\n", id="empty list"),
    pytest.param("a: # none\nb: 1\n", Append(("a",), node("c")), "a: # none\n  - c\nb: 1\n", id="no value"),
    pytest.param("a: {}\n", Insert(("a",), "b", node("1")), "a:\n  b: 1\n", id="empty mapping"),
    pytest.param("a: [x, y] # why\n", Append(("a",), node("z")), "a: [x, y, z] # why\n", id="item of a flow list"),
    pytest.param("a: [x, y]\n", Replace(("a",), node("[z]")), "a: [z]\n", id="flow list stays one"),
    pytest.param("a: >-\n  long\n  text\n\nb: 1\n", Replace(("a",), node("c")), "a: c\n\nb: 1\n", id="folded text"),
    pytest.param("a: &x [1, 2]\n", Replace(("a",), node("b")), "a: b\n", id="anchor without an alias"),
    pytest.param("a: !Join # c\n  - ','\n  - [x]\n", Append(("a", "Fn::Join", 1), node("!Ref Z")), "a: !Join # c\n  - ','\n  - [x, !Ref Z]\n", id="in a call"),  # noqa: E501
]  # fmt: skip


@pytest.mark.parametrize(("before", "edit", "after"), _CASES)
def test_edit(before: str, edit: Edit, after: str) -> None:
    """Each edit gives exactly this text."""
    assert apply(before, YAML, [edit]) == after


_LISTED = [
    pytest.param(
        "Statement: # s\n  # first\n  Sid: a # a\n  # e\n  Effect: b\n# end\n",
        "Statement: # s\n  # first\n  - Sid: a # a\n    # e\n    Effect: b\n  - Sid: new\n# end\n",
        id="mapping",
    ),
    pytest.param(
        "Other:\n- 1\nStatement:\n    Sid: a\n    Effect: b\n",
        "Other:\n- 1\nStatement:\n- Sid: a\n  Effect: b\n- Sid: new\n",
        id="dashes below the key",
    ),
    pytest.param(
        "Statement: {Sid: a, Effect: b} # s\n", "Statement:\n  - {Sid: a, Effect: b} # s\n  - {Sid: new}\n", id="flow"
    ),
    pytest.param(
        "Statement: {\n  Sid: a,\n}\n", "Statement:\n  - {\n      Sid: a,\n    }\n  - Sid: new\n", id="flow in lines"
    ),
    pytest.param("{Statement: {Sid: a}}\n", "{Statement: [{Sid: a}, {Sid: new}]}\n", id="flow in flow"),
    pytest.param(
        "Statement: !If\n  - T\n  - Sid: a\n  - b\n",
        "Statement:\n  - !If\n    - T\n    - Sid: a\n    - b\n  - Sid: new\n",
        id="call",
    ),
    pytest.param(
        "Statement: |\n  a\n   b\nC: 1\n", "Statement:\n  - |\n    a\n     b\n  - Sid: new\nC: 1\n", id="literal text"
    ),
]


@pytest.mark.parametrize(("before", "after"), _LISTED)
def test_value_becomes_the_first_item(before: str, after: str) -> None:
    """A statement that is in no list, and any other value, becomes the first of one."""
    place = ("Statement",)
    assert apply(before, YAML, [Append(place, node("{Sid: new}"))]) == after


def test_value_becomes_a_list_while_it_is_edited() -> None:
    """The edits inside of it are given as if it stayed where it is."""
    before = "Statement:\n  Sid: a\n  Action: b:c\n"
    edits: list[Edit] = [
        Append(("Statement",), node("{Sid: new}")),
        Append(("Statement", "Action"), node("d:e")),
        Insert(("Statement",), "Resource", node("'*'")),
        Remove(("Statement", "Sid")),
    ]
    assert apply(before, YAML, edits) == (
        "Statement:\n  - Action:\n      - b:c\n      - d:e\n    Resource: '*'\n  - Sid: new\n"
    )
