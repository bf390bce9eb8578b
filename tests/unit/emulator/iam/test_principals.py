"""SimulatePrincipalPolicy: whose policies are simulated, and what it answers of them.

https://docs.aws.amazon.com/IAM/latest/APIReference/API_SimulatePrincipalPolicy.html
"""

import pytest
from moto.iam.models import iam_backends

from cfnproof.emulator.errors import ServiceError
from cfnproof.emulator.iam.service import Iam
from tests.unit.emulator.account import ACCOUNT, Emulated
from tests.unit.emulator.iam.account import OBJECT, Account, policy, refusal, sources, statement

_READ = policy(statement("s3:GetObject", "arn:aws:s3:::data/*"))


def test_an_inline_policy_of_a_role(account: Account) -> None:
    """Its statement is named after role and policy, and placed in the text as it was stored."""
    text = '{\n    "Version": "2012-10-17",\n    "Statement": [\n        {\n            "Effect": "Allow",\n'
    text += '            "Action": "codecommit:ListRepositories",\n            "Resource": "*"\n        }\n    ]\n}'
    arn = account.role("inline-reader", text)
    assert account.simulate(arn, "codecommit:ListRepositories") == {
        "EvalActionName": "codecommit:ListRepositories",
        "EvalResourceName": "*",
        "EvalDecision": "allowed",
        "MatchedStatements": [
            {
                "SourcePolicyId": "role_inline-reader_inline",
                "SourcePolicyType": "IAM Policy",
                "StartPosition": {"Line": 3, "Column": 19},
                "EndPosition": {"Line": 8, "Column": 10},
            }
        ],
        "MissingContextValues": [],
    }


def test_a_managed_policy_of_a_role(account: Account) -> None:
    """Its default version counts, under the policy's name."""
    arn = account.role("managed-reader")
    managed = account.managed("ReadRows", _READ)
    account.iam.attach_role_policy(RoleName="managed-reader", PolicyArn=managed)
    assert sources(account.simulate(arn, "s3:GetObject", OBJECT)) == ["ReadRows"]
    account.iam.create_policy_version(PolicyArn=managed, PolicyDocument=policy(statement("s3:*")), SetAsDefault=True)
    assert account.simulate(arn, "s3:PutObject", OBJECT)["EvalDecision"] == "allowed"


def test_a_user_has_the_policies_of_its_groups(account: Account) -> None:
    """And a group can be simulated alone."""
    user = account.user("member")
    group = account.iam.create_group(GroupName="readers", Path="/teams/")["Group"]["Arn"]
    account.iam.put_group_policy(GroupName="readers", PolicyName="read", PolicyDocument=_READ)
    account.iam.add_user_to_group(GroupName="readers", UserName="member")
    for arn in (user, group):
        result = account.simulate(arn, "s3:GetObject", OBJECT)
        assert (result["EvalDecision"], sources(result)) == ("allowed", ["group_readers_read"])


def test_what_nothing_allows(account: Account) -> None:
    """No statement decided, and the result for the resource says the same."""
    result = account.simulate(account.role("idle"), "s3:GetObject", OBJECT)
    assert (result["EvalDecision"], result["MatchedStatements"]) == ("implicitDeny", [])
    assert result["EvalResourceName"] == "arn:${Partition}:s3:::${BucketName}/${ObjectName}"
    assert result["EvalDecisionDetails"] == {}
    assert result["ResourceSpecificResults"] == [
        {
            "EvalResourceName": OBJECT,
            "EvalResourceDecision": "implicitDeny",
            "MatchedStatements": [],
            "MissingContextValues": [],
        }
    ]


def test_policies_given_beside_the_entitys(account: Account) -> None:
    """They are numbered from 1; a Deny among them is the only statement that counts."""
    arn = account.role("extended", _READ)
    denying = policy(statement("s3:PutObject"), statement("s3:GetObject", Effect="Deny"))
    result = account.simulate(arn, "s3:GetObject", OBJECT, PolicyInputList=[_READ, denying])
    assert (result["EvalDecision"], sources(result)) == ("explicitDeny", ["PolicyInputList.2"])
    (found,) = result["MatchedStatements"]
    start = denying.index("},") + 2
    assert found["StartPosition"] == {"Line": 1, "Column": start}
    assert found["EndPosition"] == {"Line": 1, "Column": len(denying) - 1}


def test_a_permissions_boundary(account: Account) -> None:
    """The role's own limits it; one that is given stands in its place."""
    boundary = account.managed("OnlyQueues", policy(statement("sqs:*")))
    arn = account.role("bounded", policy(statement(["s3:*", "sqs:*"])))
    account.iam.put_role_permissions_boundary(RoleName="bounded", PermissionsBoundary=boundary)
    refused, allowed = account.simulate(arn, "s3:GetObject", OBJECT), account.simulate(arn, "sqs:ListQueues")
    assert (refused["EvalDecision"], allowed["EvalDecision"]) == ("implicitDeny", "allowed")
    assert refused["PermissionsBoundaryDecisionDetail"] == {"AllowedByPermissionsBoundary": False}
    assert refused["ResourceSpecificResults"][0]["PermissionsBoundaryDecisionDetail"] == {
        "AllowedByPermissionsBoundary": False
    }
    assert allowed["PermissionsBoundaryDecisionDetail"] == {"AllowedByPermissionsBoundary": True}
    assert sources(allowed) == ["role_bounded_inline", "OnlyQueues"]
    other = account.simulate(arn, "s3:GetObject", PermissionsBoundaryPolicyInputList=[policy(statement("s3:*"))])
    assert (other["EvalDecision"], sources(other)[1]) == ("allowed", "PermissionsBoundaryPolicyInputList.1")


def test_the_boundary_of_a_user(account: Account) -> None:
    """As a role's."""
    boundary = account.managed("OnlyTopics", policy(statement("sns:*")))
    arn = account.user("bounded", policy(statement(["s3:*", "sns:*"])))
    account.iam.put_user_permissions_boundary(UserName="bounded", PermissionsBoundary=boundary)
    refused, allowed = account.simulate(arn, "s3:GetObject", OBJECT), account.simulate(arn, "sns:ListTopics")
    assert (refused["EvalDecision"], allowed["EvalDecision"]) == ("implicitDeny", "allowed")
    assert refused["PermissionsBoundaryDecisionDetail"] == {"AllowedByPermissionsBoundary": False}
    assert sources(allowed) == ["user_bounded_inline", "OnlyTopics"]


def test_no_resource_is_asked_what_its_own_policy_says(account: Account) -> None:
    """Neither a role that would be assumed nor a KMS key, which nobody may use without their policy."""
    text = policy(statement(["sts:AssumeRole", "kms:Decrypt"]))
    arn = account.role("assuming", text)
    key = f"arn:aws:kms:us-east-1:{account.host.account}:key/0123"
    for action, resource in (("sts:AssumeRole", "arn:aws:iam::999999999999:role/theirs"), ("kms:Decrypt", key)):
        result = account.simulate(arn, action, resource)
        assert (result["EvalDecision"], sources(result)) == ("allowed", ["role_assuming_inline"])


def test_sources_that_are_none(account: Account) -> None:
    """A session, and what does not exist."""
    simulate, own = account.iam.simulate_principal_policy, account.host.account
    session = f"arn:aws:sts::{own}:assumed-role/reader/session"
    for arn, code, message in (
        (session, "InvalidInput", f"Invalid Entity Arn: {session} does not clearly define entity type and name."),
        (f"arn:aws:iam::{own}:role/none", "NoSuchEntity", "The role with name none cannot be found."),
        (f"arn:aws:iam::{own}:user/none", "NoSuchEntity", "The user with name none cannot be found."),
        (f"arn:aws:iam::{own}:group/none", "NoSuchEntity", "The group with name none cannot be found."),
    ):
        assert refusal(simulate, PolicySourceArn=arn, ActionNames=["s3:GetObject"]) == (code, message)


def test_a_source_in_another_account() -> None:
    """Nobody can be allowed to look there."""
    with pytest.raises(ServiceError) as refused:
        Emulated(Iam()).call(
            "SimulatePrincipalPolicy",
            PolicySourceArn="arn:aws:iam::999999999999:role/theirs",
            ActionNames=["s3:GetObject"],
        )
    assert refused.value.code == "InvalidInput"
    words = f"caller's account {ACCOUNT} does not have access to policies in account 999999999999"
    assert refused.value.message == f"Invalid Policy Source Arn: {words}"


def test_a_stored_policy_that_cannot_be_evaluated(account: Account) -> None:
    """It is no fault of the request's."""
    arn = account.role("broken", _READ)
    stored = iam_backends[account.host.account]["aws"].roles.values()
    next(each for each in stored if each.name == "broken").policies["inline"] = (
        '{"Version": "2012-10-17", "Statement": []}'
    )
    refused = refusal(account.iam.simulate_principal_policy, PolicySourceArn=arn, ActionNames=["s3:GetObject"])
    assert refused == ("PolicyEvaluation", "role_broken_inline: Syntax errors in policy.")
