"""Each path: what opens it, and what closes it."""

from typing import Final

import pytest

from cfnproof.iam.escalation import Path, all_paths
from tests.unit.iam.escalation.policies import all_of, allow, by_id, deny, opened, policy

_PASSING: Final = [path for path in all_paths() if path.passes]
_CLOSED: Final = [(path, key) for path in all_paths() for key in sorted(path.closes)]
_PINNED: Final = {
    "iam:permissionsboundary": "arn:aws:iam::111122223333:policy/boundary",
    "iam:policyarn": "arn:aws:iam::111122223333:policy/harmless",
    "sts:taskpolicyarn": "arn:aws:iam::aws:policy/root-task/IAMAuditRootUserCredentials",
    "lambda:codesigningconfigarn": "arn:aws:lambda:eu-west-1:111122223333:code-signing-config:csc-1",
    "cloudformation:templateurl": "https://s3.amazonaws.com/ours/template.yaml",
}
_STEPS: Final = [(path, one_of) for path in all_paths() for one_of in path.actions]
_OTHER: Final = "polly.amazonaws.com"


def _named(path: Path) -> str:
    return path.id


@pytest.mark.parametrize("path", all_paths(), ids=_named)
def test_its_actions_open_it(path: Path) -> None:
    """All that it can be walked with, on any resource."""
    found = opened(allow(all_of(path)))[path.id]
    assert found.path is path
    assert found.whole
    assert {grant.action for grant in found.grants} == set(all_of(path))
    assert [grant.services for grant in found.passed] == ([path.passes] if path.passes else [])


@pytest.mark.parametrize("path", all_paths(), ids=_named)
def test_one_of_its_alternatives_is_enough(path: Path) -> None:
    """The first of each, and the last of each."""
    for place in (0, -1):
        assert path.id in opened(allow([one_of[place] for one_of in path.actions]))


@pytest.mark.parametrize("path", all_paths(), ids=_named)
def test_it_opens_across_policies(path: Path) -> None:
    """Each action in a policy of its own."""
    policies = [policy(allow(action), name=action) for action in all_of(path)]
    assert [grant.policy for grant in by_id(policies)[path.id].grants] == all_of(path)


@pytest.mark.parametrize(("path", "one_of"), _STEPS)
def test_it_is_closed_without_an_action(path: Path, one_of: tuple[str, ...]) -> None:
    """All others are allowed."""
    assert path.id not in opened(allow([action for action in all_of(path) if action not in one_of] or ["s3:GetObject"]))


@pytest.mark.parametrize("path", all_paths(), ids=_named)
def test_it_is_closed_where_all_but_an_action_is_allowed(path: Path) -> None:
    """By NotAction."""
    assert path.id not in opened(allow(None, NotAction=list(path.actions[-1])))


@pytest.mark.parametrize(("path", "one_of"), _STEPS)
def test_it_is_closed_where_an_action_is_denied(path: Path, one_of: tuple[str, ...]) -> None:
    """In another policy too; but not by a Deny that some requests do not meet."""
    actions = policy(allow(all_of(path)))
    assert path.id not in by_id([actions, policy(deny(list(one_of)))])
    assert path.id not in by_id([actions, policy(deny(None, NotAction="s3:*"))])
    unless = {"BoolIfExists": {"aws:MultiFactorAuthPresent": "false"}}
    assert path.id in by_id([actions, policy(deny(list(one_of), condition=unless))])


@pytest.mark.parametrize("path", _PASSING, ids=_named)
def test_it_is_closed_where_the_role_goes_elsewhere(path: Path) -> None:
    """By the service that roles may be passed to."""
    rest = allow([action for action in all_of(path) if action != "iam:PassRole"])

    def passed(operator: str, *services: str) -> bool:
        condition = {operator: {"iam:PassedToService": list(services)}}
        return path.id in opened(rest, allow("iam:PassRole", condition=condition))

    assert not passed("StringEquals", _OTHER)
    assert not passed("StringLike", "polly.*")
    assert not passed("StringNotEquals", *path.passes)
    assert passed("StringNotEquals", _OTHER)
    assert passed("StringLike", "*.amazonaws.com")
    assert all(passed("StringEquals", _OTHER, service) for service in path.passes)


@pytest.mark.parametrize("path", _PASSING, ids=_named)
def test_it_is_closed_where_its_services_are_denied(path: Path) -> None:
    """All of them, or all but others."""

    def denied(operator: str, *services: str) -> bool:
        condition = {operator: {"iam:PassedToService": list(services)}}
        return path.id not in opened(allow(all_of(path)), deny("iam:PassRole", condition=condition))

    assert denied("StringEquals", *path.passes)
    assert denied("StringNotEquals", _OTHER)
    assert not denied("StringEquals", _OTHER)
    assert denied("StringEquals", path.passes[0]) is (len(path.passes) == 1)


@pytest.mark.parametrize(("path", "key"), _CLOSED)
def test_it_is_closed_by_its_keys(path: Path, key: str) -> None:
    """Where one value is wanted; a tag that is wanted closes nothing."""
    pinned = {"StringEquals": {key: _PINNED[key]}}
    assert path.id not in opened(allow(all_of(path), condition=pinned))
    assert path.id not in opened(
        allow(all_of(path)), deny(all_of(path), condition={"StringNotEquals": {key: _PINNED[key]}})
    )
    assert path.id in opened(allow(all_of(path), condition={"StringNotEquals": {key: _PINNED[key]}}))
    assert path.id in opened(allow(all_of(path)), deny(all_of(path), condition=pinned))
    assert path.id in opened(allow(all_of(path), condition={"StringEquals": {"aws:ResourceTag/team": "ours"}}))
