"""JSON text in a template as a tree: what is inserted stays symbolic, lines are the template's."""

from pathlib import Path

import pytest

from cfnproof.structural.texts.embedded_json import Malformed, read_json
from cfnproof.template.expressions import Parts, Reference, parts, text
from cfnproof.template.model import Template, from_text
from cfnproof.template.nodes import Intrinsic, Node, Object, dig

_HEAD = "Resources:\n  R:\n    Type: A\n    Properties:\n      P: "


def _read(value: str, path: Path, substitutions: dict[str, Parts] | None = None) -> tuple[Node | Malformed, Template]:
    """Read the text that `value` is as a property; the file at `path` holds the template."""
    source = f"{_HEAD}{value}\n"
    path.write_text(source, encoding="utf-8")
    template = from_text(source, path)
    node = template.resources["R"].property("P")
    assert node is not None
    return read_json(node, template, substitutions), template


def _show(value: str, path: Path, *keys: str | int) -> str:
    tree, template = _read(value, path)
    assert not isinstance(tree, Malformed)
    return text(parts(dig(tree, *keys), template))


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """The template's file."""
    return tmp_path / "template.yaml"


def test_insertions_stay_symbolic(path: Path) -> None:
    """A reference inside of a text, alone in a text, and outside of any text."""
    value = """!Sub '{"a": "x-${B}-y", "c": "${D.Arn}", "n": ${N}, "l": [${N}, 1]}'"""
    assert _show(value, path, "a") == "x-${B}-y"
    assert _show(value, path, "c") == "${D.Arn}"
    assert _show(value, path, "n") == "${N}"
    assert _show(value, path, "l", 0) == "${N}"
    assert _show(value, path, "l", 1) == "1"


def test_join_and_functions_only_known_at_deployment(path: Path) -> None:
    """A piece that no template determines is a piece of the text."""
    value = """!Join ["", ['{"a": "', !ImportValue x, '/b"}']]"""
    tree, template = _read(value, path)
    assert not isinstance(tree, Malformed)
    found = parts(dig(tree, "a"), template)
    assert [type(part).__name__ for part in found] == ["Opaque", "str"]


def test_policy_variables_are_no_insertions(path: Path) -> None:
    """`${!x}` is the text `${x}`, and is one also in the tree."""
    assert _show("""!Sub '{"a": "${!aws:username}"}'""", path, "a") == "${aws:username}"
    tree, template = _read("""!Sub '{"a": "${!aws:username}"}'""", path)
    assert not isinstance(tree, Malformed)
    assert parts(dig(tree, "a"), template) == ("${aws:username}",)


def test_substitutions(path: Path) -> None:
    """A placeholder takes its value, text or reference; one without a value stays."""
    values: dict[str, Parts] = {"a": ("x",), "n": ("5",), "r": (Reference("R"),)}
    tree, template = _read("""'{"a": "${a}-${b}", "n": ${n}, "r": "${r}"}'""", path, values)
    assert not isinstance(tree, Malformed)
    assert text(parts(dig(tree, "a"), template)) == "x-${b}"
    assert text(parts(dig(tree, "n"), template)) == "5"
    assert parts(dig(tree, "r"), template) == (Reference("R"),)


def test_a_mapping_in_json_is_no_function(path: Path) -> None:
    """`{"Ref": "x"}` in JSON text is a mapping; CloudFormation does not look into the text."""
    tree, _ = _read("""'{"a": {"Ref": "x"}}'""", path)
    assert isinstance(dig(tree if isinstance(tree, Object) else None, "a"), Object)


def test_to_json_string_is_its_argument(path: Path) -> None:
    """`Fn::ToJsonString` is read as the tree that it is given."""
    assert _show("{'Fn::ToJsonString': {a: !Ref B}}", path, "a") == "${B}"


@pytest.mark.parametrize("header", ["|", "|-", "!Sub |"])
def test_lines_of_a_block(path: Path, header: str) -> None:
    """Marks are the lines of the template, blank lines counted, columns those of the line's first character."""
    tree, _ = _read(f'{header}\n        {{\n\n          "a": {{\n            "b": 1\n          }}\n        }}', path)
    assert isinstance(tree, Object)
    assert (tree.mark.line, tree.mark_of("a").line) == (6, 8)
    inner = tree.get("a")
    assert isinstance(inner, Object)
    assert (inner.mark_of("b").line, inner.mark_of("b").column) == (9, 13)


def test_no_block_no_lines(path: Path) -> None:
    """A quoted text has only the place of its property, also where the file is another one by now."""
    quoted, _ = _read('"{\\n\\"a\\": 1}"', path)
    assert isinstance(quoted, Object)
    assert quoted.mark_of("a").line == 5
    source = f'{_HEAD}|\n        {{\n          "a": 1}}\n'
    path.write_text("something else", encoding="utf-8")
    template = from_text(source, path)
    node = template.resources["R"].property("P")
    assert node is not None
    tree = read_json(node, template)
    assert isinstance(tree, Object)
    assert tree.mark_of("a").line == 5


@pytest.mark.parametrize(
    ("value", "words", "line"),
    [
        ("'{\"a\": 1,}'", "Expecting property name", 5),
        ('|\n        {\n          "a": x\n        }', "Expecting value at line 2, column 8", 7),
        ('|\n        {\n          "a": 1,\n          "a": 2\n        }', "duplicate key 'a'", 8),
        ('""', "Expecting value", 5),
    ],
)
def test_malformed(path: Path, value: str, words: str, line: int) -> None:
    """What is wrong, and the template's line."""
    found, _ = _read(value, path)
    assert isinstance(found, Malformed)
    assert words in found.message
    assert found.mark.line == line


def test_the_tree_of_an_insertion_is_a_call(path: Path) -> None:
    """A value with an insertion is a function call, so that no rule takes it for a known text."""
    tree, _ = _read("""!Sub '{"a": ${N}}'""", path)
    assert isinstance(tree, Object)
    assert isinstance(tree.get("a"), Intrinsic)
