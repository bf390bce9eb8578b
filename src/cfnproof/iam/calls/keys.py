"""The condition keys that a call's own members give.

https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html#condition-keys-request
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Final

from cfnproof.iam.calls.members import Getter, Members, first_of, getter, head
from cfnproof.iam.calls.model import Call, Known
from cfnproof.iam.calls.reference import Action, Reference
from cfnproof.iam.calls.services.table import KeyRow
from cfnproof.iam.calls.values import pairs_in, tags_in, text_of
from cfnproof.iam.request import Values

Resolve = Callable[[str, Members, Call, Known], str | None]
"""From a name to an ARN, None where nothing has one."""

_REQUEST_TAG: Final = "aws:requesttag/"
_TAG_KEYS: Final = "aws:tagkeys"
_OPEN_ENDS: Final = ("${", "<")


@dataclass(frozen=True, slots=True)
class Key:
    """A condition key and the members that give it: `name` in lower case.

    The name of a key that has an open end (`kms:encryptioncontext:${…}`) is what stands before it; its members are
    mappings, or lists of tags, and each entry is a key.
    """

    name: str
    values: Getter
    heads: frozenset[str] | None
    multivalued: bool
    open: bool
    resolve: Resolve | None

    def add(self, context: dict[str, Values], members: Members, call: Call, known: Known) -> None:
        """Put the key into a context, if the members give it."""
        found = self.values(members)
        if not found:
            return
        if self.open:
            context.update({f"{self.name}{key}".lower(): value for key, value in pairs_in(found).items()})
            return
        texts = tuple(text_of(value) for value in found)
        if self.resolve is not None:
            texts = tuple(arn for text in texts if (arn := self.resolve(text, members, call, known)) is not None)
        if not texts:
            return
        context[self.name] = tuple(dict.fromkeys(texts)) if self.multivalued else texts[0]


@dataclass(frozen=True, slots=True)
class Tags:
    """The keys aws:RequestTag/… and aws:TagKeys, for actions that have them.

    https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html#condition-keys-tagkeys
    """

    values: Getter
    names: Getter
    request_tags: bool
    tag_keys: bool

    def add(self, context: dict[str, Values], members: Members) -> None:
        """Put the keys into a context, if the members have tags."""
        tags = tags_in(self.values(members))
        if tags and self.request_tags:
            context.update({f"{_REQUEST_TAG}{key}".lower(): value for key, value in tags.items()})
        if self.tag_keys:
            keys = (*tags, *(str(key) for value in self.names(members) for key in value))
            if keys:
                context[_TAG_KEYS] = tuple(dict.fromkeys(keys))


def compile_key(name: str, row: KeyRow, reference: Reference, resolve: Resolve | None) -> Key:
    """The key of a row of a table."""
    heads = [head(path) for path in row.members]
    lower = name.lower()
    cut = next((lower.index(end) for end in _OPEN_ENDS if end in lower), None)
    return Key(
        name=lower[:cut],
        values=first_of([getter(path) for path in row.members]),
        heads=None if None in heads else frozenset(one for one in heads if one is not None),
        multivalued=reference.multivalued.get(lower, False),
        open=cut is not None,
        resolve=resolve,
    )


def compile_tags(action: Action, tags: Iterable[str], tag_keys: Iterable[str]) -> Tags | None:
    """The tags of an action, None where it has no keys for them."""
    request_tags, keys = f"{_REQUEST_TAG}${{tagkey}}" in action.keys, _TAG_KEYS in action.keys
    if not request_tags and not keys:
        return None
    return Tags(
        values=first_of([getter(path) for path in tags]),
        names=first_of([getter(path) for path in tag_keys]),
        request_tags=request_tags,
        tag_keys=keys,
    )
