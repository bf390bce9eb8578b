"""The edits that make a statement say what it should, and leave what of it says that already."""

from collections.abc import Callable, Iterator
from typing import Final

from cfnproof.least_privilege.advice.grants import Grants
from cfnproof.least_privilege.advice.held import Held, Use, expressed
from cfnproof.least_privilege.advice.statement import actions, mapping
from cfnproof.least_privilege.projects.writer import NOWHERE
from cfnproof.template import nodes
from cfnproof.template.expressions import Parts
from cfnproof.template.nodes import Node, Object, dig, items, plain
from cfnproof.template.rewriting.edits import Edit, Insert, Path, Remove, Replace

Meaning = frozenset[object]


def reworded(one: Held, grants: Grants) -> list[Edit] | None:
    """The edits that make a statement grant `grants`; None where the template has no expression for a value."""
    path, old = one.path or (), one.first.source.statement.body
    edits: list[Edit] = [Remove((*path, key)) for key in ("NotAction", "NotResource") if old.get(key) is not None]
    changed = [key for key, of_use, of_grants in _ELEMENTS if not _is_meant(one, grants, of_use, of_grants)]
    body = mapping([("Action", actions(grants.actions))])
    if changed not in ([], ["Action"]):
        found = expressed(grants, [use.case for use in one.uses], "")
        if found is None:
            return None
        body = found
    for key in changed:
        edits.extend(_element(one, (*path, key), grants, body.get(key)))
    return edits


def with_actions(one: Held, names: tuple[str, ...]) -> list[Edit]:
    """The edits that add actions to a statement."""
    both = Grants((*(one.first.written.actions or ()), *names), (), (), ())
    return list(_element(one, (*(one.path or ()), "Action"), both, actions(both.actions)))


def alike(use: Use, grants: Grants) -> bool:
    """Whether a statement is about just the resources of grants, under just their conditions."""
    return all(of_use(use) == of_grants(grants, use) for _, of_use, of_grants in _ELEMENTS[1:])


def _is_meant(one: Held, grants: Grants, of_use: "_OfUse", of_grants: "_OfGrants") -> bool:
    """Whether an element says what it should: all of it, or in each view what is needed there."""
    needed = [(use, use.needed) for use in one.uses]
    return all(of_use(use) == of_grants(grants, use) for use in one.uses) or all(
        len(aims) == 1 and of_use(use) == of_grants(aims[0], use) for use, aims in needed
    )


def _element(one: Held, path: Path, grants: Grants, after: Node | None) -> Iterator[Edit]:
    """The edits of one element, which says something else than it should."""
    whole = one.at(path)
    key = str(path[-1])
    if after is None:
        yield Remove(path)
    elif whole is None:
        yield Insert(path[:-1], key, after)
    elif key == "Condition":
        yield from _conditions_edited(path, whole, _with_old_conditions(one.first, grants, after))
    else:
        new = _listed(whole, _kept(one.first, key, grants, after))
        if plain(new) != plain(whole):
            yield Replace(path, new)


def _kept(use: Use, key: str, grants: Grants, after: Node) -> list[Node]:
    """The old items that say something of what is wanted, then new ones for what is left."""
    statement = use.source.statement
    wanted = _actions(grants, use) if key == "Action" else _resources(grants, use)
    values = statement.actions if key == "Action" else statement.resources
    kept: list[Node] = []
    said: set[object] = set()
    for node, value in zip(items(statement.body.get(key)), values, strict=True):
        means = _texts(use, value, folded=key == "Action")
        if means and means <= wanted and not means <= said:
            kept.append(node)
            said |= means
    if said == wanted:
        return kept
    new = items(after)
    texts = sorted(grants.actions) if key == "Action" else [use.case.alphabet.text(one) for one in grants.resources]
    if len(new) != len(texts):  # all of them are one parameter
        return list(new)
    folded = [text.lower() if key == "Action" else text for text in texts]
    return [*kept, *(node for node, text in zip(new, folded, strict=True) if text not in said)]


def _listed(before: Node, found: list[Node]) -> Node:
    """A list where the old value is one, or where one value does not do."""
    if len(found) == 1 and not isinstance(before, nodes.Sequence):
        return found[0]
    return nodes.Sequence(tuple(found), before.mark)


def _with_old_conditions(use: Use, grants: Grants, after: Node) -> Object:
    """The new Condition with the keys and values of the old one where these mean the same."""
    new = {
        (operator.key, entry.key.lower()): entry
        for operator in nodes.entries(after)
        for entry in nodes.entries(operator.value)
    }
    same = _own_conditions(use) & _conditions(grants, use)
    for condition, written in zip(use.source.statement.conditions, use.written.conditions, strict=True):
        place = condition.operator, condition.key.lower()
        old = dig(use.source.statement.body, "Condition", condition.operator, condition.key)
        if place in new and old is not None:
            kept = old if (*place, frozenset(written.values)) in same else new[place].value
            new[place] = nodes.Entry(condition.key, kept, NOWHERE)
    return mapping(
        (name, Object(tuple(entry for (operator, _), entry in new.items() if operator == name), NOWHERE))
        for name in dict.fromkeys(operator for operator, _ in new)
    )


def _conditions_edited(path: Path, old: Node, new: Node) -> Iterator[Edit]:
    """The edits of a mapping, entry by entry."""
    if plain(old) == plain(new):
        return
    if not isinstance(old, Object) or not isinstance(new, Object) or not old.entries:
        yield Replace(path, new)
        return
    for entry in old.entries:
        if new.get(entry.key) is None:
            yield Remove((*path, entry.key))
    for entry in new.entries:
        before = old.get(entry.key)
        if before is None:
            yield Insert(path, entry.key, entry.value)
        else:
            yield from _conditions_edited((*path, entry.key), before, entry.value)


def _texts(use: Use, value: Parts, *, folded: bool) -> set[object]:
    texts = use.case.translator.texts((value,), use.source.located.stack)
    return {text.lower() if folded else text for text in texts}


def _actions(grants: Grants, _: Use) -> Meaning:
    return frozenset(name.lower() for name in grants.actions)


def _resources(grants: Grants, use: Use) -> Meaning:
    return frozenset(map(use.case.alphabet.text, grants.resources))


def _conditions(grants: Grants, use: Use) -> Meaning:
    text = use.case.alphabet.text
    return frozenset((one.operator, one.key.lower(), frozenset(map(text, one.values))) for one in grants.conditions)


def _own_actions(use: Use) -> Meaning:
    return frozenset(name.lower() for name in use.written.actions or ())


def _own_resources(use: Use) -> Meaning:
    return frozenset(use.written.resources or ())


def _own_conditions(use: Use) -> Meaning:
    return frozenset((one.operator, one.key.lower(), frozenset(one.values)) for one in use.written.conditions)


_OfUse = Callable[[Use], Meaning]
_OfGrants = Callable[[Grants, Use], Meaning]
_ELEMENTS: Final[tuple[tuple[str, _OfUse, _OfGrants], ...]] = (
    ("Action", _own_actions, _actions),
    ("Resource", _own_resources, _resources),
    ("Condition", _own_conditions, _conditions),
)
"""The elements of a statement that are rewritten: what one says where it is used, and what grants would have it say."""
