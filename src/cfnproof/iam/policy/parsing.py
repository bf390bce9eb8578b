"""From a document's object to its elements: the syntax that the policies of all kinds have in common.

https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from cfnproof.iam.conditions.operators import operator_of
from cfnproof.iam.policy.errors import MalformedPolicyError
from cfnproof.iam.policy.kinds import PolicyKind
from cfnproof.iam.policy.reasons import malformed
from cfnproof.iam.policy.written import Principals, WrittenCondition, WrittenPolicy, WrittenStatement, text_of

VERSIONS: Final = ("2008-10-17", "2012-10-17")
_TOP: Final = frozenset({"Version", "Id", "Statement"})
_STATEMENT: Final = frozenset(
    {"Sid", "Effect", "Principal", "NotPrincipal", "Action", "NotAction", "Resource", "NotResource", "Condition"}
)
_PAIRS: Final = (("Action", "NotAction"), ("Resource", "NotResource"), ("Principal", "NotPrincipal"))
_TYPES: Final = frozenset({"AWS", "Service", "Federated", "CanonicalUser"})
_EFFECTS: Final = frozenset({"allow", "deny"})


def knows_variables(version: str) -> bool:
    """Whether `${…}` is a variable in policies of a Version.

    https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_version.html
    """
    return version == VERSIONS[-1]


def parse(body: Mapping[str, Any], kind: PolicyKind) -> WrittenPolicy:
    """The elements of a document. Raises MalformedPolicyError for what no policy has."""
    for name in body:
        if name not in _TOP:
            raise malformed(kind, "unknown_element", str(name))
    version = body.get("Version")
    if "Version" in body and version not in VERSIONS:
        raise malformed(kind, "version")
    if not isinstance(body.get("Id", ""), str):
        raise malformed(kind, "syntax")
    if "Statement" not in body:
        raise malformed(kind, "statement_missing")
    found = body["Statement"]
    items = found if isinstance(found, list | tuple) else [found]
    if not items:
        raise malformed(kind, "statement_empty")
    statements = tuple(_Statement(kind, index, item).parse() for index, item in enumerate(items))
    return WrittenPolicy(version or VERSIONS[0], "Version" in body, statements)


@dataclass(frozen=True, slots=True)
class _Statement:
    """A statement that is being read."""

    kind: PolicyKind
    index: int
    item: Any  # any of JSON's values

    def error(self, reason: str, *values: str) -> MalformedPolicyError:
        return malformed(self.kind, reason, *values, statement=self.index)

    def parse(self) -> WrittenStatement:
        if not isinstance(self.item, Mapping):
            raise self.error("syntax")
        for name in self.item:
            if name not in _STATEMENT:
                raise self.error("unknown_element", str(name))
        for pair in _PAIRS:
            if all(name in self.item for name in pair):
                raise self.error("both")
        sid = self.item.get("Sid", "")
        if not isinstance(sid, str):
            raise self.error("syntax")
        return WrittenStatement(
            index=self.index,
            sid=sid,
            effect=self._effect(),
            actions=self._texts("Action"),
            not_actions=self._texts("NotAction"),
            resources=self._texts("Resource"),
            not_resources=self._texts("NotResource"),
            principals=self._principals("Principal"),
            not_principals=self._principals("NotPrincipal"),
            conditions=tuple(self._conditions()),
        )

    def _effect(self) -> str:
        if "Effect" not in self.item:
            raise self.error("effect_missing")
        effect = self.item["Effect"]
        if not isinstance(effect, str) or effect.lower() not in _EFFECTS:
            raise self.error("effect", str(effect))
        return effect

    def _texts(self, name: str) -> tuple[str, ...] | None:
        if name not in self.item:
            return None
        return self._list(self.item[name], lambda value: value if isinstance(value, str) else None)

    def _list(self, found: Any, text: Callable[[Any], str | None]) -> tuple[str, ...]:  # noqa: ANN401  # any of JSON's values
        values = [text(value) for value in (found if isinstance(found, list | tuple) else [found])]
        if None in values:
            raise self.error("syntax")
        return tuple(value for value in values if value is not None)

    def _principals(self, name: str) -> Principals | None:
        if name not in self.item:
            return None
        found = self.item[name]
        if found == "*":
            return {"AWS": ("*",)}
        if not isinstance(found, Mapping):
            raise self.error("principal", "AWS", str(found)) if isinstance(found, str) else self.error("syntax")
        for kind, value in found.items():
            if kind not in _TYPES:
                raise self.error("principal", str(kind), str(value))
        return {kind: self._list(value, text_of) for kind, value in found.items()}

    def _conditions(self) -> Iterator[WrittenCondition]:
        found = self.item.get("Condition", {})
        if not isinstance(found, Mapping):
            raise self.error("syntax")
        for operator, keys in found.items():
            if not isinstance(keys, Mapping):
                raise self.error("syntax")
            if keys and operator_of(operator) is None:
                raise self.error("operator", str(operator))
            for key, value in keys.items():
                yield WrittenCondition(operator, str(key), self._list(value, text_of))
