"""Sessions of roles: their own policies and tags, and their end.

https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html
https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies.html#policies_session
"""

import json
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from botocore.exceptions import ClientError

from cfnproof.hosts.moto.host import MotoHost, moto_host
from tests.roles import role

READ = {"Effect": "Allow", "Action": "s3:ListBucket", "Resource": "*"}
TAGGED = {
    "Effect": "Allow",
    "Action": "s3:ListBucket",
    "Resource": "*",
    "Condition": {"StringEquals": {"aws:PrincipalTag/Team": "ml"}},
}
BUCKET = "data-of-the-sessions"


@pytest.fixture
def host() -> Iterator[MotoHost]:
    """An account with a bucket."""
    with moto_host() as running:
        running.client("s3").create_bucket(Bucket=BUCKET)
        yield running


def document(*statements: dict[str, Any]) -> str:
    """The text of a policy."""
    return json.dumps({"Version": "2012-10-17", "Statement": statements})


def operator(host: MotoHost, *actions: str, policy: dict[str, Any] | None = None) -> str:
    """A role that the account may assume, with actions on everything or a policy's statement; its ARN."""
    arn = role(host.client, "operator", roles=[host.account], actions=actions)
    trust = {"Effect": "Allow", "Principal": {"AWS": host.account}, "Action": ["sts:AssumeRole", "sts:TagSession"]}
    host.client("iam").update_assume_role_policy(RoleName="operator", PolicyDocument=document(trust))
    if policy:
        host.client("iam").put_role_policy(RoleName="operator", PolicyName="own", PolicyDocument=document(policy))
    return arn


def session(host: MotoHost, arn: str, **members: Any) -> str:  # noqa: ANN401  # of AssumeRole
    """The access key of a session."""
    answer = host.client("sts").assume_role(RoleArn=arn, RoleSessionName="day", **members)
    key: str = answer["Credentials"]["AccessKeyId"]
    return key


def may(host: MotoHost, key: str) -> dict[str, str]:
    """What a session gets for listing the bucket, and for asking where it is: empty where it may, else the code."""
    s3, found = host.client("s3", access_key=key), {}
    for operation in ("list_objects_v2", "get_bucket_location"):
        try:
            getattr(s3, operation)(Bucket=BUCKET)
            found[operation] = ""
        except ClientError as error:
            found[operation] = error.response["Error"]["Code"]
    return found


ALL = {"list_objects_v2": "", "get_bucket_location": ""}
LIST_ONLY = ALL | {"get_bucket_location": "AccessDenied"}
NOTHING = LIST_ONLY | {"list_objects_v2": "AccessDenied"}


def test_a_session_may_what_its_role_may(host: MotoHost) -> None:
    """Without policies of its own."""
    assert may(host, session(host, operator(host, "s3:*"))) == ALL


def test_a_session_policy_limits(host: MotoHost) -> None:
    """To what both allow; what only the session's policy allows is not allowed."""
    arn = operator(host, "s3:*")
    assert may(host, session(host, arn, Policy=document(READ))) == LIST_ONLY
    (denied,) = host.control.ledger.denials()
    assert denied.decision.missing is not None
    assert denied.decision.missing.because == "no session policy allows the s3:GetBucketLocation action"
    host.client("iam").delete_role_policy(RoleName="operator", PolicyName="actions")
    assert may(host, session(host, arn, Policy=document(READ))) == NOTHING


def test_managed_policies_of_a_session_limit(host: MotoHost) -> None:
    """The account's and AWS's: what any of the session's policies allows, of what the role may."""
    iam = host.client("iam")
    own = iam.create_policy(PolicyName="list", PolicyDocument=document(READ))["Policy"]["Arn"]
    other = iam.create_policy(PolicyName="other", PolicyDocument=document(READ | {"Action": "s3:GetBucketLocation"}))
    arn = operator(host, "s3:*")
    assert may(host, session(host, arn, PolicyArns=[{"arn": own}])) == LIST_ONLY
    assert may(host, session(host, arn, PolicyArns=[{"arn": own}, {"arn": other["Policy"]["Arn"]}])) == ALL
    assert may(host, session(host, arn, PolicyArns=[{"arn": "arn:aws:iam::aws:policy/AmazonSQSFullAccess"}])) == NOTHING
    both = session(host, arn, PolicyArns=[{"arn": other["Policy"]["Arn"]}], Policy=document(READ))
    assert may(host, both) == ALL


def test_sessions_of_one_role_do_not_share_their_limits(host: MotoHost) -> None:
    """Not even of the same name."""
    arn = operator(host, "s3:*")
    limited, free = session(host, arn, Policy=document(READ)), session(host, arn)
    assert (may(host, limited), may(host, free)) == (LIST_ONLY, ALL)


def test_tags_of_a_session_are_tags_of_the_principal(host: MotoHost) -> None:
    """They stand in place of the role's tag of the same key, whatever its case.

    https://docs.aws.amazon.com/IAM/latest/UserGuide/id_session-tags.html
    """
    arn = operator(host, policy=TAGGED)
    tag = {"Key": "Team", "Value": "ml"}
    assert may(host, session(host, arn)) == NOTHING
    assert may(host, session(host, arn, Tags=[tag])) == LIST_ONLY
    host.client("iam").tag_role(RoleName="operator", Tags=[tag])
    assert may(host, session(host, arn)) == LIST_ONLY
    assert may(host, session(host, arn, Tags=[{"Key": "team", "Value": "sales"}])) == NOTHING


def test_a_session_ends_by_the_hosts_clock(host: MotoHost) -> None:
    """After the time that it was asked for, an hour where none was."""
    arn = operator(host, "s3:*")
    short, usual = session(host, arn, DurationSeconds=900), session(host, arn)
    clock = host.control.clock
    clock.advance(timedelta(minutes=14, seconds=50))
    assert may(host, short) == ALL
    clock.advance(timedelta(seconds=10))
    assert may(host, short) == dict.fromkeys(ALL, "ExpiredToken")
    assert may(host, usual) == ALL
    clock.advance(timedelta(minutes=45))
    assert may(host, usual) == dict.fromkeys(ALL, "ExpiredToken")
    assert may(host, session(host, arn)) == ALL


def test_the_expiration_that_is_told_is_the_hosts(host: MotoHost) -> None:
    """Counted from the host's time, not the system's."""
    host.control.clock.advance(timedelta(days=3))
    arn = operator(host, "s3:*")
    told = host.client("sts").assume_role(RoleArn=arn, RoleSessionName="day", DurationSeconds=900)["Credentials"]
    left = told["Expiration"] - host.control.clock.now()
    assert timedelta(minutes=14) < left <= timedelta(minutes=15)


def test_a_session_is_not_longer_than_its_role_s_longest(host: MotoHost) -> None:
    """An hour, where the role says nothing else.

    https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_update-role-settings.html
    """
    arn = operator(host, "s3:*")
    with pytest.raises(ClientError, match="exceeds the MaxSessionDuration set for this role") as caught:
        session(host, arn, DurationSeconds=7200)
    assert caught.value.response["Error"]["Code"] == "ValidationError"
    host.client("iam").update_role(RoleName="operator", MaxSessionDuration=7200)
    assert may(host, session(host, arn, DurationSeconds=7200)) == ALL


def test_tags_that_the_trust_does_not_let_pass(host: MotoHost) -> None:
    """AWS gives no reason, as for sts:AssumeRole."""
    arn = role(host.client, "plain", roles=[host.account])
    with pytest.raises(ClientError) as caught:
        session(host, arn, Tags=[{"Key": "Team", "Value": "ml"}])
    assert caught.value.response["Error"]["Message"].endswith(f": sts:TagSession on resource: {arn}")
