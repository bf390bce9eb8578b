"""What differs from account to account and from creation to creation, taken out of facts."""

import re
from collections.abc import Callable, Mapping
from typing import Final

from cfnproof.hosts.host import Host
from tests.second_opinion.lives import CREATED, STACK_ID, Facts
from tests.second_opinion.subjects import NONE, Subject

_GENERATED: Final = "[A-Za-z0-9]{12}"
"""The random end of a name that CloudFormation generates.

https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-properties-name.html
"""
_WORDS: Final = (
    (re.compile(r"\b[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\b"), "{uuid}"),
    (re.compile(r"\b\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d+)?(Z|[+-]\d{2}:\d{2})"), "{time}"),
    # https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html#identifiers-unique-ids
    (re.compile(r"\b[0-9a-f]{32}\b"), "{md5}"),
    (re.compile(r"\btopic-[0-9a-f]{8}\b"), "topic-{random}"),  # as LocalStack names them
    (re.compile(r"\bstack-(.{1,4})-[A-Z0-9]{13}\b"), r"stack-\1-{random}"),  # as LocalStack names policies
    (re.compile(r"(cloudformation-waitcondition-\S+)\?\S+"), r"\1?{signature}"),
    (
        re.compile(r"(https://git-codecommit\.[a-z0-9-]+\.amazonaws\.com|http://[^/]+)(?=/v1/repos/)"),
        "{git}",
    ),  # where each host is
    (re.compile(r"(?<=localhost:)\d+"), "{port}"),
    (re.compile(r"(?<=localhost.localstack.cloud):\d+"), ":{port}"),
    (re.compile(r"\b(AROA|ANPA)[A-Z0-9]{16,17}\b"), r"\1{id}"),
)


def normalised(facts: Facts, host: Host, subject: Subject, given: Mapping[str, str] = NONE) -> Facts:
    """The facts with words in braces for the account, what is random in ids and names, and times.

    `given` are values of the account that parameters may hold, by the words for them.
    """
    words = {value: f"{{{word}}}" for word, value in given.items()}
    stack = facts.get(f"{CREATED}.{STACK_ID}", "").rpartition("/")[2]
    of_stack = {piece: f"{{uuid.{place}}}" for place, piece in enumerate(stack.split("-")) if len(piece) > 4}
    names = _names_of(subject)

    def normal(text: str) -> str:
        for piece, word in words.items():
            text = text.replace(piece, word)
        text = text.replace(host.account, "{account}")
        for pattern, word in _WORDS:
            text = pattern.sub(word, text)
        for piece, word in of_stack.items():
            text = text.replace(piece, word)
        return names(text)

    return {normal(path): normal(value) for path, value in facts.items()}


def _names_of(subject: Subject) -> Callable[[str], str]:
    """Takes the random ends of names that were generated from logical ids; buckets have them in lower case."""
    ids = "|".join(sorted(map(re.escape, subject.logical_ids), key=len, reverse=True))
    generated = re.compile(rf"(?i)(?<![a-z0-9])({ids})-{_GENERATED}(?![a-z0-9])")
    return lambda text: generated.sub(lambda found: f"{found[1]}-{{random}}", text)


def differing(ours: Mapping[str, str], theirs: Mapping[str, str]) -> dict[str, tuple[str | None, str | None]]:
    """The paths at which facts differ, with both sides; None stands for what a side has not."""
    paths = sorted(ours.keys() | theirs.keys())
    return {path: (ours.get(path), theirs.get(path)) for path in paths if ours.get(path) != theirs.get(path)}
