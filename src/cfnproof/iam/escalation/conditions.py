"""Whether the conditions of a statement leave a path open.

A request that walks a path is described by the keys that can close the path. A condition on any other key can be met,
or not, by who asks: it closes nothing, and does not make sure that something is denied.
https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_iam-condition-keys.html
https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_use_passrole.html
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from itertools import product
from typing import Final

from cfnproof.iam.arn import Arn
from cfnproof.iam.calls.reference import Action
from cfnproof.iam.conditions.condition import Test
from cfnproof.iam.escalation.model import ANY, PASSING, Path
from cfnproof.iam.escalation.paths import closing_keys
from cfnproof.iam.languages import ATOM
from cfnproof.iam.policy.compiling import condition_of
from cfnproof.iam.policy.written import WrittenCondition

PASSED_TO: Final = "iam:passedtoservice"
_CHINA: Final = re.compile(r"(\.amazonaws\.com)\.cn$")
_EQUALS: Final = re.compile(r"String(Not)?Equals(?!Ignore)")
_ATOM: Final = re.compile(ATOM)
_KEPT: Final = 1024


@dataclass(frozen=True, slots=True)
class Attempt:
    """A request that walks a path, as far as conditions tell: each key that counts, and its value, None if absent."""

    values: Mapping[str, str | None]

    @property
    def service(self) -> str | None:
        """The service that a role is passed to."""
        return self.values.get(PASSED_TO)

    def may_meet(self, written: WrittenCondition, *, variables: bool) -> bool:
        """Whether a condition can be met."""
        return written.key.lower() not in self.values or any(self._results(written, variables=variables))

    def must_meet(self, written: WrittenCondition, *, variables: bool) -> bool:
        """Whether a condition is met whatever else the request is."""
        return written.key.lower() in self.values and all(self._results(written, variables=variables))

    def _results(self, written: WrittenCondition, *, variables: bool) -> Iterator[bool]:
        """What the condition says with the values as they are written, and with all that they may match."""
        key = written.key.lower()
        value = self.values[key]
        context = {} if value is None else {key: value}
        for each in (written, _widened(written)):
            test = _test(each, variables=variables)
            yield test is None or test(context)


def attempts(path: Path, action: Action) -> Iterator[Attempt]:
    """The requests for an action that walk a path: one for each service and each value of a key that can close it."""
    choices: dict[str, tuple[str | None, ...]] = {key: closing_keys()[key].values for key in path.closes & action.keys}
    if action.name == PASSING:
        choices[PASSED_TO] = path.passes
    for values in product(*choices.values()):
        yield Attempt(dict(zip(choices, values, strict=True)))


@lru_cache(maxsize=_KEPT)
def _test(written: WrittenCondition, *, variables: bool) -> Test | None:
    found = condition_of(written, variables=variables)
    return None if found is None else found.holds


@lru_cache(maxsize=_KEPT)
def _widened(written: WrittenCondition) -> WrittenCondition:
    """A condition with all that the values may match, as far as they are unknown.

    A service may have any name where its name is unknown. An ARN's partition and account may be any; its name, if
    unknown, is that of one policy, which is not one of AWS's.
    """
    of_service = written.key.lower() == PASSED_TO
    values = tuple(_any_service(value) if of_service else _any_account(value) for value in written.values)
    if values == written.values:
        return written
    return WrittenCondition(_EQUALS.sub(r"String\1Like", written.operator), written.key, values)


def _any_service(value: str) -> str:
    return _ATOM.sub(ANY, _CHINA.sub(r"\1", value))


def _any_account(value: str) -> str:
    arn = Arn.of(value)
    if arn is None:
        return value
    account = ANY if arn.owner or _ATOM.search(arn.account) else arn.account
    return f"arn:{ANY}:{arn.service}:{arn.region}:{account}:{arn.resource}"
