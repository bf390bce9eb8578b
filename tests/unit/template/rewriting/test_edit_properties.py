"""Any edits of any template in any form: the value is what was asked for, and no other line changes."""

import difflib
import json
from collections.abc import Iterator
from collections.abc import Sequence as AnySequence
from copy import deepcopy
from itertools import takewhile

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from cfnproof.template.nodes import Object, Sequence, dig, plain
from cfnproof.template.rewriting.edits import Append, Edit, Insert, Path, Remove, Replace, apply
from cfnproof.template.rewriting.expected import same
from cfnproof.template.syntax import parse
from tests.unit.template.rewriting.generated import generated_edits, generated_nodes, paths_of
from tests.unit.template.rewriting.samples import FORMS, TEMPLATES, YAML, value

_GONE = object()
_slow = settings(max_examples=50, deadline=None, suppress_health_check=[HealthCheck.filter_too_much])


def _at(found: object, path: Path) -> object:
    for step in path:
        assert isinstance(found, dict | list)
        found = found[step]  # type: ignore[index]
    return found


def _carried_out(before: object, edits: AnySequence[Edit]) -> object:
    """The value after the edits, made in place."""
    top: dict[str, object] = {"top": deepcopy(before)}
    places = [(edit, _at(top, ("top", *edit.path)[:-1]), ("top", *edit.path)[-1]) for edit in edits]
    for edit, holder, last in sorted(places, key=lambda place: isinstance(place[0], Append)):
        assert isinstance(holder, dict | list)
        current = holder[last]  # type: ignore[index]
        if isinstance(edit, Insert):
            assert isinstance(current, dict)
            current[edit.key] = plain(edit.node)
        elif isinstance(edit, Append) and isinstance(current, list):
            current.append(plain(edit.node))
        elif isinstance(edit, Append):
            holder[last] = [*([] if current is None else [current]), plain(edit.node)]  # type: ignore[index]
        else:
            holder[last] = _GONE if isinstance(edit, Remove) else plain(edit.node)  # type: ignore[index]
    return _swept(top["top"])


def _swept(found: object) -> object:
    """The value without what is gone; a collection that is emptied so is no valid request."""
    if isinstance(found, dict):
        left: object = {key: _swept(part) for key, part in found.items() if part is not _GONE}
    elif isinstance(found, list):
        left = [_swept(part) for part in found if part is not _GONE]
    else:
        return found
    assume(left or not found)
    return left


@pytest.mark.parametrize("form", FORMS)
@_slow
@given(st.data())
def test_value_is_as_asked(form: str, data: st.DataObject) -> None:
    """Every form of every template, up to four edits at once."""
    path, written = FORMS[form]
    text = written(TEMPLATES[data.draw(st.sampled_from(sorted(TEMPLATES)))])
    edits = data.draw(generated_edits(value(text, path)))
    expected = _carried_out(value(text, path), edits)
    after = apply(text, path, edits)
    assert same(value(after, path), expected)
    assert after.endswith("\n") is text.endswith("\n")
    assert ("\r\n" in after) is ("\r\n" in text)
    assert after.count("\n") == (after.count("\r\n") if "\r\n" in text else after.count("\n"))


@_slow
@given(st.data())
def test_other_lines_stay(data: st.DataObject) -> None:
    """An addition to a collection takes no line away; a removal adds none and takes only the lines of what goes."""
    text = TEMPLATES[data.draw(st.sampled_from(sorted(TEMPLATES)))]
    edits = [edit for edit in data.draw(generated_edits(value(text))) if not isinstance(edit, Replace)][:1]
    assume(edits and not _moves_a_line(edits[0], value(text)))
    _carried_out(value(text), edits)
    signs = {line[0] for line in _changed_lines(text, apply(text, YAML, edits))}
    assert signs == {"-" if isinstance(edits[0], Remove) else "+"}


@_slow
@given(st.data())
def test_lines_around_a_replaced_value_stay(data: st.DataObject) -> None:
    """Those above its key or dash, and those below it that are not indented deeper."""
    text = TEMPLATES[data.draw(st.sampled_from(sorted(TEMPLATES)))]
    tree = parse(text, YAML)
    path = data.draw(st.sampled_from([path for path, _ in paths_of(plain(tree)) if not _in_call(path)]))
    above, holder = path[:-1], dig(tree, *path[:-1])
    assert isinstance(holder, Object | Sequence), above
    replaced = dig(tree, *path)
    assert replaced is not None
    mark = holder.mark_of(str(path[-1])) if isinstance(holder, Object) else replaced.mark
    indent = mark.column - (1 if isinstance(holder, Object) else 3)
    before = text.splitlines()
    deeper = takewhile(lambda line: not line or line.startswith(" " * (indent + 1)), before[mark.line :])
    last = mark.line + len("\n".join(deeper).rstrip("\n").splitlines())
    after = apply(text, YAML, [Replace(path, data.draw(generated_nodes))]).split("\n")[:-1]
    assert after[: mark.line - 1] == before[: mark.line - 1]
    assert after[len(after) - len(before) + last :] == before[last:]


def _in_call(path: Path) -> bool:
    return any(isinstance(step, str) and (step == "Ref" or step.startswith("Fn::")) for step in path)


def _moves_a_line(edit: Edit, before: object) -> bool:
    """Whether an edit may change a line that it does not add or remove: what is on one line, or behind a dash."""
    found = _at(before, edit.path)
    if isinstance(edit, Append) and not isinstance(found, list):
        return True
    holder = found if isinstance(edit, Append | Insert) else _at(before, edit.path[:-1])
    first = isinstance(edit, Remove) and isinstance(holder, dict) and next(iter(holder)) == edit.path[-1]
    return _in_call(edit.path) or first


def _changed_lines(before: str, after: str) -> Iterator[str]:
    found = difflib.ndiff(before.splitlines(keepends=True), after.splitlines(keepends=True))
    return (line for line in found if line[0] in "+-")


@pytest.mark.parametrize("name", TEMPLATES)
def test_each_item_of_each_list_can_go(name: str) -> None:
    """Exhaustively, in the templates as they are: a removal leaves a subsequence of the lines."""
    text = TEMPLATES[name]
    for place in _removable(value(text), ()):
        after = apply(text, YAML, [Remove(place)])
        rest = iter(text.splitlines())
        assert all(any(line == old for old in rest) for line in after.splitlines()), json.dumps(place)


def _removable(found: object, path: Path) -> Iterator[Path]:
    """The places of list items that are not alone, outside of calls."""
    if isinstance(found, dict):
        for key, part in found.items():
            if key != "Ref" and not key.startswith("Fn::"):
                yield from _removable(part, (*path, key))
    elif isinstance(found, list):
        for position, part in enumerate(found):
            if len(found) > 1:
                yield (*path, position)
            yield from _removable(part, (*path, position))
