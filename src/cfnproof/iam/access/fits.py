"""On which resources an action can be asked, by the Service Authorization Reference.

https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Final

from cfnproof.iam.access.keys import Domain
from cfnproof.iam.calls.reference import ArnFormat, Variable, action_of, reference_of
from cfnproof.iam.languages import Language, Token, one_without, run_without, text
from cfnproof.iam.languages.symbols import exactly
from cfnproof.iam.languages.tokens import Tokens
from cfnproof.iam.texts.patterns import ARN_FIELDS

_NO_RESOURCE: Final = "*"
"""What is asked for where an action has no resource."""

_PARTITION: Final = ("arn:", Variable("Partition"))
_UNLISTED: Final[Mapping[str, ArnFormat]] = {
    "logs:describeloggroups": (
        *(*_PARTITION, ":logs:", Variable("Region"), ":", Variable("Account")),
        ":log-group::log-stream:*",
    ),
    **{
        f"states:{name}": (*_PARTITION, ":states:", Variable("Region"), ":", Variable("Account"), ":", Variable("Job"))
        for name in ("sendtaskfailure", "sendtaskheartbeat", "sendtasksuccess")
    },
    "s3:listallmybuckets": (*_PARTITION, ":s3:::", Variable("Asterisk")),
    "securityhub:batchimportfindings": (
        *(*_PARTITION, ":securityhub:", Variable("Region"), "::product/"),
        *(Variable("Company"), "/", Variable("ProductId")),
    ),
}
"""Resources that actions are asked for on, too, and that the reference does not list.

Any log group, the machine or activity whose task it is, all buckets, and a product that is of no account:
https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/AWS-logs-infrastructure-CWL.html
https://docs.aws.amazon.com/AmazonS3/latest/userguide/walkthrough1.html
https://docs.aws.amazon.com/securityhub/latest/userguide/asff-required-attributes.html
"""
_ASTERISK: Final = {"Asterisk": "*"}
"""What the variable of this name in a format is: the character itself."""

_NATURAL: Final = {"Partition": "aws", "Region": "us-east-1", "Account": "111122223333"}
_TRIED: Final = (("Partition", "Region", "Account"), ("Partition", "Region"), ("Partition", "Account"), ("Partition",))
_ALTERNATIVES: Final = ", arn:"
"""What stands between the formats of a type that has several."""


@dataclass(frozen=True, slots=True)
class Fit:
    """The resource types of an action; without a `prefix` the reference does not know it.

    `whole` are the atoms that stand for a whole ARN, or its beginning: they may be any resource. `unlisted` is the
    format of resources that the reference does not list.
    """

    prefix: str
    types: tuple[str, ...]
    optional: bool
    whole: frozenset[str]
    unlisted: ArnFormat = ()


def fit_of(action: str, whole: frozenset[str]) -> Fit:
    """The resources of an action, whose name is given in any case."""
    found = action_of(action)
    if found is None:
        return Fit("", (), optional=True, whole=whole)
    name = found.name.lower()
    return Fit(name.partition(":")[0], found.types, not found.required, whole, _UNLISTED.get(name, ()))


@lru_cache(maxsize=4096)
def domain_of(fit: Fit) -> Domain:
    """All resources that an action can be asked on."""
    return Domain(absent=False, within=(_language(fit, ()),))


def natural(fit: Fit) -> Iterator[Language]:
    """Narrower languages of resources, the one whose texts read best first, of which each may have no text."""
    if fit.prefix:
        yield from (_language(fit, names) for names in _TRIED)
    else:
        yield Language.literal(_NO_RESOURCE)


@lru_cache(maxsize=8192)
def _language(fit: Fit, filled: tuple[str, ...]) -> Language:
    """All resources, or those whose ARNs have the natural values of some variables."""
    reference = reference_of(fit.prefix) if fit.prefix else None
    if reference is None:
        return ~Language.literal("")
    formats = [found for name in fit.types for found in _formats(fit.prefix, name, filled)]
    if fit.unlisted:
        values = {name: _NATURAL[name] for name in filled} | _ASTERISK
        formats.append(tuple(_tokens(fit.unlisted, "", values)))
    bare = () if fit.types and (filled or not fit.optional) else (text(_NO_RESOURCE),)
    whole = () if filled else ((Token(exactly(atom)), run_without("")) for atom in sorted(fit.whole))
    return Language.of(*formats, *bare, *whole)


@lru_cache(maxsize=8192)
def _formats(prefix: str, type_: str, filled: tuple[str, ...]) -> tuple[Tokens, ...]:
    reference = reference_of(prefix)
    if reference is None:
        return ()
    found = reference.types[type_].format
    without = ":/" if isinstance(found[-1], Variable) and found in _folders(prefix) else ""
    values = {name: _NATURAL[name] for name in filled}
    return tuple(tuple(_tokens(one, without, values)) for one in _each(found))


@cache
def _folders(prefix: str) -> frozenset[ArnFormat]:
    """The formats that another one continues with a slash and a name: as a bucket's, whose name has no slash."""
    reference = reference_of(prefix)
    formats = frozenset(each.format for each in reference.types.values()) if reference else frozenset()
    return frozenset(
        each[:-2]
        for each in formats
        if len(each) > 2 and each[-2] == "/" and each[:-2] in formats  # noqa: PLR2004  # a slash and a variable
    )


def _each(found: ArnFormat) -> Iterator[ArnFormat]:
    one: list[str | Variable] = []
    for part in found:
        if isinstance(part, str) and _ALTERNATIVES in part:
            first, *others = part.split(_ALTERNATIVES)
            yield (*one, first)
            *complete, last = (f"arn:{other}" for other in others)
            yield from ((other,) for other in complete)
            one = [last]
        else:
            one.append(part)
    yield tuple(one)


def _tokens(found: ArnFormat, without: str, values: Mapping[str, str]) -> Iterator[Token]:
    """A variable is not empty; before an ARN's last field it has no colon, nor where a colon follows it."""
    colons = 0
    for index, part in enumerate(found):
        if isinstance(part, str):
            colons += part.count(":")
            yield from _spelled(part)
        elif part.name in values:
            yield from text(values[part.name])
        else:
            following = found[index + 1] if index + 1 < len(found) else ""
            in_field = colons < ARN_FIELDS - 1 or (isinstance(following, str) and following.startswith(":"))
            left_out = without if not following else ":" if in_field else ""
            yield one_without(left_out)
            yield run_without(left_out)


def _spelled(part: str) -> Iterator[Token]:
    """A text of a format; an asterisk stands for what the reference has no name for."""
    first, *others = part.split("*")
    yield from text(first)
    for other in others:
        yield run_without("")
        yield from text(other)
