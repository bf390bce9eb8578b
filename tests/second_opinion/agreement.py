"""Whether both engines agree on a stack's life, but for the differences in the table."""

from collections.abc import Mapping

from cfnproof.hosts.host import Host
from tests.second_opinion.differences import expected
from tests.second_opinion.lives import Facts, life
from tests.second_opinion.normalisation import differing, normalised
from tests.second_opinion.subjects import NONE, Subject


def facts_of(host: Host, subject: Subject, given: Mapping[str, str] = NONE) -> Facts:
    """A stack's life on a host, normalised."""
    return normalised(life(host, subject), host, subject, given)


def assert_agreement(ours: Facts, theirs: Facts, subject: Subject) -> None:
    """LocalStack's facts are ours, or what the table makes of them; else both sides are told, path by path."""
    lines = [
        f"{path}: expected {one!r}, LocalStack has {other!r}"
        for path, (one, other) in _differing(ours, theirs, subject)
    ]
    assert not lines, "\n".join((*lines, repr(subject)))


def _differing(ours: Facts, theirs: Facts, subject: Subject) -> list[tuple[str, tuple[str | None, str | None]]]:
    return list(differing(expected(ours, subject), theirs).items())
