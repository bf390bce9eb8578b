"""Edits of JSON templates and of YAML's flow style: commas, lines and indentation stay right."""

import pytest

from cfnproof.template.rewriting.edits import Append, Edit, Insert, Path, Remove, Replace, apply
from tests.unit.template.rewriting.samples import JSON, YAML, node

_LINE = "a:\n  - {Effect: Allow, Action: [s3:a, b], Resource: '*'} # why\n"

_FLOW = [
    pytest.param(Remove(("a", 0, "Action", 0)), "{Effect: Allow, Action: [b], Resource: '*'}", id="first item"),
    pytest.param(Remove(("a", 0, "Action", 1)), "{Effect: Allow, Action: [s3:a], Resource: '*'}", id="last item"),
    pytest.param(Remove(("a", 0, "Resource")), "{Effect: Allow, Action: [s3:a, b]}", id="last entry"),
    pytest.param(Replace(("a", 0, "Action"), node("[b]")), "{Effect: Allow, Action: [b], Resource: '*'}", id="list"),
    pytest.param(
        Replace(("a", 0, "Resource"), node("[!GetAtt A.Arn, !Sub '${A.Arn}/*']")),
        "{Effect: Allow, Action: [s3:a, b], Resource: [!GetAtt A.Arn, !Sub '${A.Arn}/*']}",
        id="value",
    ),
    pytest.param(
        Insert(("a", 0), "Condition", node("{Bool: {aws:x: 'true'}}")),
        "{Effect: Allow, Action: [s3:a, b], Resource: '*', Condition: {Bool: {aws:x: 'true'}}}",
        id="condition",
    ),
    pytest.param(
        Append(("a", 0, "Resource"), node("x, y")),
        "{Effect: Allow, Action: [s3:a, b], Resource: ['*', 'x, y']}",
        id="listed",
    ),
]


@pytest.mark.parametrize(("edit", "line"), _FLOW)
def test_flow_statement(edit: Edit, line: str) -> None:
    """A statement on one line stays on it, and keeps its comment."""
    assert apply(_LINE, YAML, [edit]) == f"a:\n  - {line} # why\n"


def test_statement_behind_flow_statements_is_one() -> None:
    """A new item is set as the items before it are."""
    new = Append(("a",), node("{Effect: Deny, Action: [x]}"))
    assert apply(_LINE, YAML, [new]) == f"{_LINE}  - {{Effect: Deny, Action: [x]}}\n"


@pytest.mark.parametrize(
    ("before", "edits", "after"),
    [
        pytest.param("a: [\n  x, # x\n  y # y\n]\n", [Append(("a",), node("z"))], "a: [\n  x, # x\n  y, # y\n  z\n]\n", id="append"),  # noqa: E501
        pytest.param("a: [\n  x,\n  y, # y\n]\n", [Append(("a",), node("z"))], "a: [\n  x,\n  y, # y\n  z,\n]\n", id="trailing comma"),  # noqa: E501
        pytest.param("a: [\n  x,\n  # y\n  y # y\n  # end\n]\n", [Remove(("a", 1))], "a: [\n  x\n  # end\n]\n", id="remove the last"),  # noqa: E501
        pytest.param("a: [\n  x,\n  y\n]\n", [Remove(("a", 1)), Append(("a",), node("z"))], "a: [\n  x,\n  z\n]\n", id="exchange the last"),  # noqa: E501
        pytest.param("a: [x, y, z]\n", [Remove(("a", 1)), Remove(("a", 2))], "a: [x]\n", id="remove the last two"),
        pytest.param("a: [x, y]\n", [Remove(("a", 0)), Remove(("a", 1)), Append(("a",), node("z"))], "a: [z]\n", id="exchange all"),  # noqa: E501
        pytest.param("a: {b: , c: 1}\n", [Replace(("a", "b"), node("x"))], "a: {b: x, c: 1}\n", id="value left out"),
        pytest.param("a: {b: !If [t, [x], y]}\n", [Append(("a", "b", "Fn::If", 1), node("z"))], "a: {b: !If [t, [x, z], y]}\n", id="in a call"),  # noqa: E501
    ],
)  # fmt: skip
def test_flow_list(before: str, edits: list[Edit], after: str) -> None:
    """Commas and comments stay with what they belong to."""
    assert apply(before, YAML, edits) == after


_POLICY = """{
    "Resources" : {
        "Policy" : {
            "Statement" : [
                {
                    "Effect" : "Allow",
                    "Action" : ["a:b", "c:d"],
                    "Resource" : "*"
                },
                {
                    "Effect" : "Deny",
                    "Action" : [
                        "a:b",
                        "c:d"
                    ]
                }
            ]
        }
    }
}"""
_STATEMENT: Path = ("Resources", "Policy", "Statement")

_JSON = [
    pytest.param(Remove((*_STATEMENT, 0, "Action", 1)), '"Action" : ["a:b", "c:d"],', '"Action" : ["a:b"],', id="item"),
    pytest.param(
        Remove((*_STATEMENT, 1, "Action", 1)), '"a:b",\n                        "c:d"\n', '"a:b"\n', id="item in lines"
    ),
    pytest.param(
        Remove((*_STATEMENT, 0, "Resource")), '"c:d"],\n                    "Resource" : "*"', '"c:d"]', id="last entry"
    ),
    pytest.param(Remove((*_STATEMENT, 0, "Effect")), '                    "Effect" : "Allow",\n', "", id="first entry"),
    pytest.param(
        Append((*_STATEMENT, 1, "Action"), node("!Ref A")),
        '"c:d"\n                    ]',
        '"c:d",\n                        {"Ref" : "A"}\n                    ]',
        id="append",
    ),
    pytest.param(
        Replace((*_STATEMENT, 0, "Resource"), node("[!GetAtt A.Arn, !Sub '${A.Arn}/*']")),
        '"*"',
        f'[\n{" " * 24}{{"Fn::GetAtt" : ["A", "Arn"]}},\n{" " * 24}{{"Fn::Sub" : "${{A.Arn}}/*"}}\n{" " * 20}]',
        id="calls",
    ),
    pytest.param(
        Insert((*_STATEMENT, 0), "Condition", node("{Bool: {'aws:x': 'true'}}")),
        '"*"\n',
        '"*",\n                    "Condition" : {\n                        "Bool" : {\n'
        '                            "aws:x" : "true"\n                        }\n                    }\n',
        id="insert",
    ),
    pytest.param(
        Append((*_STATEMENT, 0, "Resource"), node("x")),
        '"Resource" : "*"',
        '"Resource" : ["*", "x"]',
        id="becomes a list",
    ),
]


@pytest.mark.parametrize("newline", ["\n", "\r\n"])
@pytest.mark.parametrize(("edit", "old", "new"), _JSON)
def test_json(edit: Edit, old: str, new: str, newline: str) -> None:
    """JSON keeps its own indentation and colons, and has neither a comma too few nor too many."""
    before, after = (text.replace("\n", newline) for text in (_POLICY, _POLICY.replace(old, new, 1)))
    assert apply(before, JSON, [edit]) == after


def test_json_statements_are_appended_and_removed() -> None:
    """The first goes, another comes; the bracket stays."""
    edits: list[Edit] = [Remove((*_STATEMENT, 0)), Append(_STATEMENT, node("{Effect: Deny}"))]
    text = apply(_POLICY, JSON, edits)
    assert text.endswith(f"""
                }},
                {{
                    "Effect" : "Deny"
                }}{_POLICY[_POLICY.rindex("]") - 13 :]}""")
    assert '"Allow"' not in text


def test_json_mapping_becomes_a_list() -> None:
    """It is indented below its bracket."""
    before = '{\n  "Statement": {\n    "Sid": "a"\n  }\n}\n'
    assert apply(before, JSON, [Append(("Statement",), node("{Sid: b}"))]) == (
        '{\n  "Statement": [\n    {\n      "Sid": "a"\n    },\n    {\n      "Sid": "b"\n    }\n  ]\n}\n'
    )


def test_minified_json_stays_minified() -> None:
    """No blank is added."""
    before = '{"a":[{"b":"\\u00e9\\/\\"","c":[]}]}'
    edits = [Append(("a",), node("{d: [1, !Sub x]}")), Append(("a", 0, "c"), node("1"))]
    assert apply(before, JSON, edits) == '{"a":[{"b":"\\u00e9\\/\\"","c":[1]},{"d":[1,{"Fn::Sub":"x"}]}]}'
