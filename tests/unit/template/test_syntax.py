"""Text to a tree: what is read, with which lines, and what is refused, where and in which words."""

import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cfnproof.errors import TemplateError
from cfnproof.template.nodes import Intrinsic, Mark, Object, Scalar, Sequence, dig, plain
from cfnproof.template.syntax import MAX_DEPTH, parse

YAML = Path("template.yaml")
JSON = Path("template.json")


@pytest.mark.parametrize(
    ("text", "line", "column", "words"),
    [
        pytest.param("a: 1\nb: 2\na: 3\n", 3, 1, "duplicate key 'a', first on line 1", id="duplicate key"),
        pytest.param('{"a": 1,\n "a": 2}', 2, 2, "duplicate key 'a', first on line 1", id="duplicate key in JSON"),
        pytest.param("a:\n\t- b\n", 2, 1, "a tab; YAML indents with spaces", id="tab"),
        pytest.param("a: !Nope b\n", 1, 4, "unknown tag '!Nope': CloudFormation knows !Condition", id="unknown tag"),
        pytest.param("a: !!binary aGk=\n", 1, 4, "unknown tag '!!binary'", id="binary tag"),
        pytest.param("a: *nowhere\n", 1, 4, "undefined anchor 'nowhere'", id="undefined anchor"),
        pytest.param("a: &x [1]\nb: *x\n", 2, 4, "CloudFormation does not accept YAML aliases", id="alias"),
        pytest.param("a: {<<: {b: 1}}\n", 1, 5, "a hash merge '<<'", id="hash merge"),
        pytest.param("a: 1\n---\nb: 2\n", 2, 1, "a second document begins here", id="two documents"),
        pytest.param("? [a, b]\n: c\n", 1, 3, "a key that is a list or a mapping", id="complex key"),
        pytest.param("a: [1, 2\nb: 3\n", 2, 2, "is not valid YAML", id="unclosed list"),
        pytest.param("a: !!int x\n", 1, 4, "'x' is no valid int", id="wrong scalar"),
        pytest.param("a: !!bool maybe\n", 1, 4, "'maybe' is no valid bool", id="wrong boolean"),
        pytest.param("a: !!int ''\n", 1, 4, "'' is no valid int", id="empty number"),
        pytest.param("a:\n  Fn::Transform: x\n  b: 1\n", 2, 3, "Fn::Transform beside other keys", id="transform"),
        pytest.param("", None, None, "is empty", id="empty"),
        pytest.param("[" * 1000, 1, MAX_DEPTH + 1, f"is nested more than {MAX_DEPTH} levels deep", id="deep list"),
        pytest.param("a: b\x07\n", 1, None, "a character that YAML does not allow", id="control character"),
    ],
)
def test_refused(text: str, line: int | None, column: int | None, words: str) -> None:
    """Each malformed text is one error with its place."""
    with pytest.raises(TemplateError) as caught:
        parse(text, YAML)
    assert words in caught.value.message
    assert (caught.value.line, caught.value.column) == (line, column)
    assert caught.value.file == YAML


@pytest.mark.parametrize("depth", [200, 100_000])
def test_deep_json_is_refused(depth: int) -> None:
    """Nesting that exhausts the stack of a recursive parser is an error too."""
    with pytest.raises(TemplateError, match=f"nested more than {MAX_DEPTH} levels"):
        parse('{"a":' * depth + "1" + "}" * depth, JSON)


def test_json_error_has_its_place() -> None:
    """A .json file must be JSON."""
    with pytest.raises(TemplateError) as caught:
        parse('{"a": 1,\n  b: 2}', JSON)
    assert (caught.value.line, caught.value.column) == (2, 3)
    assert "is not valid JSON" in caught.value.message


def test_a_number_too_long_to_convert_is_refused() -> None:
    """Python stops at 4,300 digits."""
    with pytest.raises(TemplateError, match="is not valid JSON"):
        parse('{"a": ' + "1" * 5000 + "}", JSON)


def test_many_keys_are_read_in_step() -> None:
    """Fifty thousand of them, and a duplicate at the end."""
    lines = [f"k{number}: 1" for number in range(50_000)]
    with pytest.raises(TemplateError, match="duplicate key 'k0', first on line 1") as caught:
        parse("\n".join([*lines, "k0: 2"]), YAML)
    assert caught.value.line == 50_001


def test_alias_bomb_is_refused_at_once() -> None:
    """Nine levels of nine aliases would be 387 million nodes; the first alias is refused before any is expanded."""
    lines = ["l0: &l0 [lol]"] + [f"l{n}: &l{n} [{', '.join([f'*l{n - 1}'] * 9)}]" for n in range(1, 10)]
    with pytest.raises(TemplateError, match="does not accept YAML aliases") as caught:
        parse("\n".join(lines), YAML)
    assert caught.value.line == 2


def test_marks_count_from_one() -> None:
    """Keys and values know their own places."""
    tree = parse("Resources:\n  Bucket:\n    Type: AWS::S3::Bucket\n", YAML)
    assert isinstance(tree, Object)
    body = dig(tree, "Resources", "Bucket")
    assert isinstance(body, Object)
    assert body.mark_of("Type") == Mark(3, 5)
    assert body.get("Type") == Scalar("AWS::S3::Bucket", Mark(3, 11))


@pytest.mark.parametrize(
    ("short", "long"),
    [
        ("!Ref A", '{"Ref": "A"}'),
        ("!Sub a-${B}", '{"Fn::Sub": "a-${B}"}'),
        ("!GetAtt [A, Arn]", '{"Fn::GetAtt": ["A", "Arn"]}'),
        ("!If [C, {a: 1}, !Ref B]", '{"Fn::If": ["C", {"a": 1}, {"Ref": "B"}]}'),
        ("!Condition C", '{"Condition": "C"}'),
    ],
)
def test_short_and_long_form_are_one(short: str, long: str) -> None:
    """A tag and its long form are the same call."""
    assert plain(parse(f"x: {short}", YAML)) == plain(parse(f'{{"x": {long}}}', JSON)) == {"x": json.loads(long)}
    assert isinstance(dig(parse(f"x: {short}", YAML), "x"), Intrinsic)


def test_a_policy_statement_with_only_a_condition_is_no_call() -> None:
    """`Condition: {…}` belongs to IAM, `Condition: name` to CloudFormation."""
    assert isinstance(dig(parse("x: {Condition: {Bool: {k: v}}}", YAML), "x"), Object)


def test_dates_stay_text() -> None:
    """The Version of a policy document is a string."""
    assert plain(parse("Version: 2012-10-17", YAML)) == {"Version": "2012-10-17"}


def test_json_keeps_its_own_types() -> None:
    """JSON that YAML 1.1 would read otherwise: exponents, escapes, surrogate pairs, tabs between tokens."""
    text = '{\n\t"n": 1e5,\t"yes": "yes",\n\t"s": "a\\/b\\ud83d\\ude00\\\\u00e9\\t", "b": [true, null]\n}'
    assert plain(parse(text, JSON)) == json.loads(text)


_KEYS = st.text(max_size=30).filter(lambda key: key != "Fn::Transform")  # refused beside other keys
_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(_KEYS, inner, max_size=4),
    max_leaves=20,
)


@given(value=st.dictionaries(_KEYS.filter(len), _JSON, min_size=1, max_size=4))
def test_every_json_document_reads_as_json_does(value: dict[str, object]) -> None:
    """Whatever the values, the tree holds what json.loads gives."""
    for indent in (None, 2):
        assert plain(parse(json.dumps(value, indent=indent), JSON)) == value


@pytest.mark.deep
@settings(max_examples=3_000, deadline=None)
@given(value=st.dictionaries(_KEYS.filter(len), _JSON, min_size=1, max_size=4))
def test_every_json_document_reads_as_json_does_at_length(value: dict[str, object]) -> None:
    """The same, on many more."""
    assert plain(parse(json.dumps(value), JSON)) == value


def test_a_json_key_too_long_for_yaml_is_refused() -> None:
    """YAML's readers give up on a key after 1,024 characters; CloudFormation's names end at 255."""
    with pytest.raises(TemplateError, match="a key longer than 1,024 characters"):
        parse(json.dumps({"a" * 2000: 1}), JSON)


def test_lists_of_lists_keep_their_order() -> None:
    """Sequences nest."""
    tree = parse("- [1, two]\n- - 3.5\n", YAML)
    assert isinstance(tree, Sequence)
    assert plain(tree) == [[1, "two"], [3.5]]
