"""What resources an action of a path is about, and which of them patterns of policies match.

https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html
https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_resource.html
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain
from typing import Final

from cfnproof.iam.calls.reference import Action, ArnFormat, reference_of
from cfnproof.iam.calls.reference import action_of as known_action
from cfnproof.iam.escalation.model import ANY
from cfnproof.iam.languages import Kind, Language, Token, begins_with_atom, run_without, text
from cfnproof.iam.texts.patterns import ARN_FIELDS

SOME: Final = "zq7x"
"""A name that nobody gives, and that only a pattern for any name matches."""

_KEPT: Final = 4096
_VARIABLE: Final = re.compile(r"\$\{[^{}]*\}")
_OWN: Final = "/${aws:username}"
_OF_ACCOUNT: Final = frozenset({"iam"})
"""Services whose resources are those of the account that asks, whichever account an ARN names."""


@dataclass(frozen=True, slots=True)
class Space:
    """The resources of an action: their language, and for each type the ARN of one that has no name of its own."""

    resources: Language
    examples: tuple[str, ...]
    of_account: bool


@lru_cache(maxsize=_KEPT)
def space_of(name: str, wanted: frozenset[str]) -> Space:
    """The resources of an action as the reference names it, of the types in `wanted` where it has any of these.

    An action without types is asked for on `*`; as some of them have types by now that the reference does not know,
    all ARNs of the service are taken for its resources too. Raises KeyError for an action that does not exist.
    """
    prefix = name.partition(":")[0]
    action = action_of(name)
    formats = _formats(prefix, action.types, wanted)
    if not formats:
        ours = Language.matching((f"arn:*:{prefix}:*:*:*",), Kind.ARN)
        example = f"arn:{SOME}:{prefix}:{SOME}:{SOME}:{SOME}"
        return Space(Language.literal(ANY) | ours, (ANY, example), prefix in _OF_ACCOUNT)
    theirs = Language.of(*map(_tokens, formats))
    return Space(theirs, tuple(map(_example, formats)), prefix in _OF_ACCOUNT)


def action_of(name: str) -> Action:
    """The action of a name that the reference has. Raises KeyError for one that does not exist."""
    action = known_action(name)
    if action is None:
        raise KeyError(name)
    return action


def of_others(patterns: Sequence[str], *, variables: bool) -> tuple[str, ...]:
    """The patterns but those for the user that asks, which only that user's own resources match."""
    return tuple(each for each in patterns if not (variables and each.lower().endswith(_OWN)))


def matched(patterns: Sequence[str], *, variables: bool) -> Language:
    """The resources that patterns may match: a policy variable may be any text.

    An unknown constant in an ARN's place may be any ARN, or the beginning of one.
    """
    known = (_unknown_arn(each) for each in patterns)
    return _language(tuple(_VARIABLE.sub(ANY, each) if variables else each for each in known))


def surely_matched(patterns: Sequence[str], *, of_account: bool) -> Language:
    """The resources that patterns match whatever the request is: a policy variable stands for no other text.

    The partition counts for nothing: there are no resources in another. Nor does the account, where it is the own one.
    """
    fields = (1, 4) if of_account else (1,)
    return _language(tuple(_widened(each, fields) for each in patterns))


def of_any_name(example: str, patterns: Sequence[str], *, in_any_region: bool) -> bool:
    """Whether one of the patterns, in some partition and account, is for a resource of any name.

    `in_any_region` is whether one Region will do.
    """
    fields = (1, 3, 4) if in_any_region else (1, 4)
    return example in _language(tuple(_widened(each, fields) for each in patterns))


def _formats(prefix: str, types: Sequence[str], wanted: frozenset[str]) -> tuple[ArnFormat, ...]:
    reference = reference_of(prefix)
    if reference is None:
        return ()
    names = [name for name in types if name in wanted] or types
    return tuple(reference.types[name].format for name in names)


def _tokens(format_: ArnFormat) -> tuple[Token, ...]:
    """What stands for a variable has no colon: with one, a role's ARN might end as a user's does."""
    parts = (text(part) if isinstance(part, str) else (run_without(":"),) for part in format_)
    return tuple(chain.from_iterable(parts))


def _example(format_: ArnFormat) -> str:
    return "".join(part if isinstance(part, str) else SOME for part in format_)


def _unknown_arn(pattern: str) -> str:
    return ANY + pattern[1:] if begins_with_atom(pattern) else pattern


def _widened(pattern: str, places: Sequence[int]) -> str:
    """A pattern of an ARN with any text in some of its fields."""
    fields = pattern.split(":", ARN_FIELDS - 1)
    ahead = (ANY if place in places and field else field for place, field in enumerate(fields[:-1]))
    return ":".join((*ahead, fields[-1]))


@lru_cache(maxsize=_KEPT)
def _language(patterns: tuple[str, ...]) -> Language:
    return Language.matching(patterns, Kind.RESOURCE)
