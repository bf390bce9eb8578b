"""Several resources, resource-based policies, and who asks.

https://docs.aws.amazon.com/IAM/latest/APIReference/API_EvaluationResult.html
"""

from tests.unit.emulator.iam.account import OBJECT, Account, policy, refusal, sources, statement

_OTHER = "arn:aws:s3:::secret/rows.csv"
_OWNER = "arn:aws:iam::999999999999:root"
_CALLER = "arn:aws:iam::123456789012:user/ana"


def test_several_resources_have_one_result(account: Account) -> None:
    """It has the most restrictive decision and the statements of those resources alone that have it."""
    text = policy(statement("s3:GetObject"), statement("s3:*", "arn:aws:s3:::secret/*", Effect="Deny"))
    result = account.custom(text, "s3:GetObject", OBJECT, _OTHER)
    assert result["EvalDecision"] == "explicitDeny"
    decisions = [(each["EvalResourceName"], each["EvalResourceDecision"]) for each in result["ResourceSpecificResults"]]
    assert decisions == [(OBJECT, "allowed"), (_OTHER, "explicitDeny")]
    allowing, denying = (each["MatchedStatements"] for each in result["ResourceSpecificResults"])
    assert result["MatchedStatements"] == denying
    assert allowing[0]["StartPosition"] != denying[0]["StartPosition"]


def test_a_resource_policy_in_the_same_account(account: Account) -> None:
    """It allows alone, and it denies what the identity's policies allow."""
    allowing = policy(statement("s3:GetObject", "arn:aws:s3:::data/*", Principal={"AWS": _CALLER}))
    nothing = policy(statement("sqs:ListQueues"))
    result = account.custom(nothing, "s3:GetObject", OBJECT, CallerArn=_CALLER, ResourcePolicy=allowing)
    assert (result["EvalDecision"], sources(result), result["EvalDecisionDetails"]) == (
        "allowed",
        ["ResourcePolicy"],
        {},
    )
    assert result["MatchedStatements"][0]["SourcePolicyType"] == "Resource Policy"
    denying = policy(statement("s3:GetObject", "arn:aws:s3:::data/*", Principal="*", Effect="Deny"))
    everything = policy(statement("*"))
    refused = account.custom(everything, "s3:GetObject", OBJECT, CallerArn=_CALLER, ResourcePolicy=denying)
    assert (refused["EvalDecision"], sources(refused)) == ("explicitDeny", ["ResourcePolicy"])


def test_a_resource_of_another_account(account: Account) -> None:
    """Both sides must allow, and the details say what each does."""
    allowing = policy(statement("s3:GetObject", "arn:aws:s3:::data/*", Principal={"AWS": _CALLER}))
    given = {"CallerArn": _CALLER, "ResourcePolicy": allowing, "ResourceOwner": _OWNER}
    for text, decision, own in (
        (policy(statement("s3:*")), "allowed", "allowed"),
        (policy(statement("sqs:*")), "implicitDeny", "implicitDeny"),
    ):
        result = account.custom(text, "s3:GetObject", OBJECT, **given)
        details = {"IAM Policy": own, "Resource Policy": "allowed"}
        assert (result["EvalDecision"], result["EvalDecisionDetails"]) == (decision, details)
        assert result["ResourceSpecificResults"][0]["EvalDecisionDetails"] == details


def test_the_owner_in_an_arn_counts(account: Account) -> None:
    """ResourceOwner is for resources whose ARNs do not have it."""
    queue = "arn:aws:sqs:us-east-1:999999999999:jobs"
    allowing = policy(statement("sqs:SendMessage", queue, Principal="*"))
    result = account.custom(
        policy(statement("s3:*")), "sqs:SendMessage", queue, CallerArn=_CALLER, ResourcePolicy=allowing
    )
    assert result["EvalDecision"] == "implicitDeny"
    assert result["EvalDecisionDetails"] == {"IAM Policy": "implicitDeny", "Resource Policy": "allowed"}


def test_who_a_user_is_asked_for(account: Account) -> None:
    """A user asks itself, unless another is named that asks with its policies."""
    arn = account.user("asking", policy(statement("sqs:*")))
    allowing = policy(statement("s3:GetObject", "arn:aws:s3:::data/*", Principal={"AWS": arn}))
    own = account.simulate(arn, "s3:GetObject", OBJECT, ResourcePolicy=allowing)
    other = account.simulate(arn, "s3:GetObject", OBJECT, ResourcePolicy=allowing, CallerArn=f"{arn}-other")
    assert (own["EvalDecision"], other["EvalDecision"]) == ("allowed", "implicitDeny")


def test_a_trust_policy_as_resource_policy(account: Account) -> None:
    """It has no Resource, and decides."""
    role, text = "arn:aws:iam::123456789012:role/deploy", policy(statement("sts:AssumeRole"))
    trusting = statement("sts:AssumeRole", Principal={"AWS": "123456789012"})
    del trusting["Resource"]
    result = account.custom(text, "sts:AssumeRole", role, CallerArn=_CALLER, ResourcePolicy=policy(trusting))
    assert (result["EvalDecision"], sources(result)) == ("allowed", ["PolicyInputList.1", "ResourcePolicy"])
    denied = policy({**trusting, "Effect": "Deny"})
    result = account.custom(text, "sts:AssumeRole", role, CallerArn=_CALLER, ResourcePolicy=denied)
    assert result["EvalDecision"] == "explicitDeny"


def test_callers_that_are_none(account: Account) -> None:
    """Only a user can ask where a resource-based policy has to name somebody."""
    allowing = policy(statement("s3:GetObject", "arn:aws:s3:::data/*", Principal="*"))
    asked = {"ActionNames": ["s3:GetObject"], "ResourceArns": [OBJECT], "ResourcePolicy": allowing}
    not_a_user = ("InvalidInput", "Invalid caller - Caller must be an IAM user in this context.")
    role = account.role("no-caller")
    assert refusal(account.iam.simulate_principal_policy, PolicySourceArn=role, **asked) == not_a_user
    custom = {**asked, "PolicyInputList": [policy(statement("s3:*"))]}
    for caller in (role, "somebody"):
        assert refusal(account.iam.simulate_custom_policy, CallerArn=caller, **custom) == not_a_user
    message = "Invalid caller - Caller cannot be null or empty."
    assert refusal(account.iam.simulate_custom_policy, **custom) == ("InvalidInput", message)
