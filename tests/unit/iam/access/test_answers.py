"""What an answer holds: the statement, the request that proves it, and what cannot be asked."""

from typing import Any

import pytest

from cfnproof.errors import CfnproofError
from cfnproof.iam.access import NamedPolicy, foreign_access, new_access, reachable
from cfnproof.iam.access.atoms import concrete
from cfnproof.iam.access.confirming import UnconfirmedError, confirmed
from cfnproof.iam.access.model import Witness
from cfnproof.iam.access.question import Side
from cfnproof.iam.policy import PolicyKind
from cfnproof.iam.policy.parsing import parse
from cfnproof.iam.request import PrincipalKind

Json = Any  # a JSON value
OWN = "111122223333"
OTHER = "444455556666"


def _policy(*statements: Json, name: str = "policy") -> list[NamedPolicy]:
    listed = [{"Effect": "Allow", "Action": "s3:GetObject", "Resource": "*", **each} for each in statements]
    return [NamedPolicy(name, parse({"Version": "2012-10-17", "Statement": listed}, PolicyKind.RESOURCE))]


def test_an_answer_names_the_statement() -> None:
    """By its policy, its index and its Sid."""
    new = [*_policy({}, name="first"), *_policy({}, {"Sid": "Write", "Action": "s3:PutObject"}, name="second")]
    (found,) = new_access(_policy({}), new)
    assert (found.policy, found.index, found.sid, found.actions) == ("second", 1, "Write", ("s3:PutObject",))


def test_a_witness_reads_well() -> None:
    """It has the natural partition, region and account, and the context keys that matter."""
    statement = {"Action": "sqs:SendMessage", "Condition": {"StringLike": {"aws:PrincipalTag/Team": "r*"}}}
    (found,) = new_access([], _policy(statement))
    assert found.witness == Witness(
        None, "sqs:SendMessage", f"arn:aws:sqs:us-east-1:{OWN}:a", {"aws:principaltag/team": "r"}
    )


def test_a_witness_has_as_many_values_as_it_must() -> None:
    """Of a key with several values."""
    condition = {"ForAnyValue:StringEquals": {"aws:TagKeys": "a"}, "ForAnyValue:StringLike": {"aws:TagKeys": "b*"}}
    (found,) = new_access([], _policy({"Action": "ec2:CreateTags", "Condition": condition}))
    assert sorted(found.witness.context["aws:tagkeys"]) == ["a", "b"]


def test_a_witness_keeps_atoms() -> None:
    """They stand for the same texts as in the policies."""
    statement = {"Resource": "arn:\ue000:s3:::\ue001/*", "Principal": {"AWS": "arn:\ue000:iam::\ue002:role/\ue003"}}
    (found,) = new_access([], _policy(statement))
    assert found.witness.resource == "arn:\ue000:s3:::\ue001/a"
    principal = found.witness.principal
    assert principal is not None
    assert (principal.kind, principal.account) == (PrincipalKind.SESSION, "\ue002")
    assert principal.role == "arn:\ue000:iam::\ue002:role/\ue003"


def test_what_policy_variables_leave_open_is_new_and_unconfirmed() -> None:
    """A user's id of one character is not known to be one: there is said to be more, and that it is not proven."""
    old = {"Resource": "arn:aws:s3:::b/${aws:username}/?"}
    new = {"Resource": "arn:aws:s3:::b/${aws:username}/${aws:userid}", "Condition": {"StringLike": {"aws:userid": "?"}}}
    (found,) = new_access(_policy(old), _policy(new))
    assert not found.confirmed


def test_a_boundary_limits_no_resource_based_policy() -> None:
    """It is refused."""
    with pytest.raises(CfnproofError, match="boundary"):
        new_access([], _policy({"Principal": "*"}), new_boundary=[])


def test_identity_policies_have_no_foreign_access() -> None:
    """Whom they are attached to is in the account."""
    assert foreign_access(_policy({"Action": "*"}), OWN) == ()
    assert foreign_access([], OWN) == ()


def test_nothing_is_reachable_where_nothing_is_allowed() -> None:
    """A policy of Denies, and none at all."""
    assert reachable([], ["*"], ["*"]) == ()
    assert reachable(_policy({"Effect": "Deny"}), ["*"], ["*"]) == ()


def test_what_the_evaluator_does_not_confirm_is_an_error() -> None:
    """Both that it is not allowed, and that it was before."""
    side = Side(tuple(_policy({})))
    evaluator = confirmed(side, side, concrete(side.all), identity=True)
    with pytest.raises(UnconfirmedError, match="do not allow"):
        evaluator.check(Witness(None, "s3:PutObject", "arn:aws:s3:::b/a"))
    with pytest.raises(UnconfirmedError, match="already allowed"):
        evaluator.check(Witness(None, "s3:GetObject", "arn:aws:s3:::b/a"))
    confirmed(side, None, concrete(side.all), identity=True).check(Witness(None, "s3:GetObject", "arn:aws:s3:::b/a"))


def test_foreign_access_has_the_accounts_and_a_witness() -> None:
    """The witness is of one of them."""
    (found,) = foreign_access(_policy({"Principal": {"AWS": OTHER}}), OWN)
    assert found.accounts == (OTHER,)
    assert found.witness.principal is not None
    assert found.witness.principal.account == OTHER
