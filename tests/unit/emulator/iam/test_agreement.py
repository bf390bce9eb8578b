"""A simulation says what the account answers a real request."""

import pytest
from botocore.exceptions import ClientError

from tests.unit.emulator.iam.account import Account, policy, statement

_TEXT = policy(
    statement("s3:PutObject", "arn:aws:s3:::agreed/*"),
    statement("s3:PutObject", "arn:aws:s3:::agreed/locked/*", Effect="Deny"),
    statement("s3:PutObject", "arn:aws:s3:::agreed-tags/${aws:username}/*"),
)


@pytest.mark.parametrize(
    ("bucket", "key", "decision"),
    [
        ("agreed", "rows.csv", "allowed"),
        ("agreed", "locked/rows.csv", "explicitDeny"),
        ("agreed-tags", "agreeing/rows.csv", "allowed"),
        ("agreed-tags", "other/rows.csv", "implicitDeny"),
    ],
)
def test_a_users_request(account: Account, bucket: str, key: str, decision: str) -> None:
    """It is let through where the simulation allows it, and refused where it does not."""
    own, iam = account.host.account, account.iam
    arn = f"arn:aws:iam::{own}:user/agreeing"
    if "agreeing" not in {user["UserName"] for user in iam.list_users()["Users"]}:
        account.user("agreeing", _TEXT)
        for name in ("agreed", "agreed-tags"):
            account.host.client("s3").create_bucket(Bucket=name)
    assert account.simulate(arn, "s3:PutObject", f"arn:aws:s3:::{bucket}/{key}")["EvalDecision"] == decision
    access_key = iam.create_access_key(UserName="agreeing")["AccessKey"]["AccessKeyId"]
    try:
        account.host.client("s3", access_key=access_key).put_object(Bucket=bucket, Key=key, Body=b"")
        code = "allowed"
    except ClientError as error:
        code = error.response["Error"]["Code"]
    finally:
        iam.delete_access_key(UserName="agreeing", AccessKeyId=access_key)
    assert code == ("allowed" if decision == "allowed" else "AccessDenied")


def test_simulating_is_itself_allowed_or_not(account: Account) -> None:
    """Whoever may not simulate learns nothing of others' permissions."""
    arn = account.user("curious")
    access_key = account.iam.create_access_key(UserName="curious")["AccessKey"]["AccessKeyId"]
    curious = account.host.client("iam", access_key=access_key)
    with pytest.raises(ClientError, match="is not authorized to perform: iam:SimulatePrincipalPolicy on resource"):
        curious.simulate_principal_policy(PolicySourceArn=arn, ActionNames=["s3:GetObject"])
