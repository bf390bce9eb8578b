"""Which statements decided, and why a request is refused.

https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot_access-denied.html
"""

from typing import Any

import pytest

from cfnproof.iam.context import complete
from cfnproof.iam.decision import Decision, Outcome, PolicyType
from cfnproof.iam.evaluator import Policies, evaluate
from cfnproof.iam.policy import PolicyKind, PolicySet, compile_policy
from cfnproof.iam.principals import parse_principal
from cfnproof.iam.request import Request

ACCOUNT = "111122223333"
SESSION = f"arn:aws:sts::{ACCOUNT}:assumed-role/deployer/run"
QUEUE = f"arn:aws:sqs:eu-west-1:{ACCOUNT}:q"
ROLE = f"arn:aws:iam::{ACCOUNT}:role/target"
ALL = {"Effect": "Allow", "Action": "*", "Resource": "*"}
NOTHING = {"Effect": "Allow", "Action": "ec2:RunInstances", "Resource": "*"}
DENY = {"Effect": "Deny", "Action": "*", "Resource": "*"}


def _set(type_: PolicyType, *statements: dict[str, Any]) -> PolicySet:
    kinds = {PolicyType.RESOURCE: PolicyKind.RESOURCE, PolicyType.RESOURCE_CONTROL: PolicyKind.RESOURCE_CONTROL}
    named = [{"Principal": "*", **each} if type_ in kinds else each for each in statements]
    document = {"Version": "2012-10-17", "Statement": named}
    return PolicySet.of([compile_policy(document, type_.name, kinds.get(type_, PolicyKind.IDENTITY))], type_)


def _policies(**sets: list[dict[str, Any]]) -> Policies:
    """Policies by type; of what is not given there are none, but for identity-based ones, which allow everything."""
    given = {name: _set(PolicyType[name.upper()], *statements) for name, statements in sets.items()}
    return Policies(
        identity=given.get("identity") or _set(PolicyType.IDENTITY, ALL),
        boundary=given.get("boundary"),
        session=given.get("session"),
        resource=given.get("resource"),
        service_control=tuple(given[name] for name in given if name == "service_control"),
        resource_control=tuple(given[name] for name in given if name == "resource_control"),
    )


def _decide(policies: Policies, action: str = "sqs:SendMessage", resource: str = QUEUE, **context: str) -> Decision:
    keys = {f"aws:{key}": value for key, value in context.items()}
    request = Request(parse_principal(SESSION), action, resource, resource.split(":")[4], keys)
    return evaluate(complete(request), policies)


@pytest.mark.parametrize(
    ("type_", "allows", "denies"),
    [
        ("identity", "no identity-based policy allows", "an explicit deny in an identity-based policy"),
        ("boundary", "no permissions boundary allows", "an explicit deny in a permissions boundary"),
        ("session", "no session policy allows", "an explicit deny in a session policy"),
        ("service_control", "no service control policy allows", "an explicit deny in a service control policy"),
    ],
)
def test_awss_words(type_: str, allows: str, denies: str) -> None:
    """One type of policies that does not allow, or denies."""
    refused = _decide(_policies(**{type_: [NOTHING]}))
    assert (refused.outcome, refused.statements, refused.allowed) == (Outcome.IMPLICIT_DENY, (), False)
    assert refused.missing is not None
    assert refused.missing.because == f"{allows} the sqs:SendMessage action"
    assert refused.missing.type is PolicyType[type_.upper()]
    denied = _decide(_policies(**{type_: [ALL, DENY]}))
    assert denied.outcome is Outcome.EXPLICIT_DENY
    assert denied.missing is not None
    assert (denied.missing.because, denied.missing.nearest) == (denies, None)
    assert [(each.type, each.index) for each in denied.statements] == [(PolicyType[type_.upper()], 1)]


def test_resource_control_policies_deny_only() -> None:
    """What allows everything is attached everywhere.

    https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_rcps_evaluation.html
    """
    assert _decide(_policies(resource_control=[{**DENY, "Action": "s3:*"}])).allowed
    denied = _decide(_policies(resource_control=[ALL, DENY]))
    assert denied.missing is not None
    assert denied.missing.because == "an explicit deny in a resource control policy"
    assert [(each.type, each.index) for each in denied.statements] == [(PolicyType.RESOURCE_CONTROL, 1)]


def test_what_no_policy_can_mend() -> None:
    """A root user assumes no role, and it is not for want of a statement."""
    request = Request(parse_principal(f"arn:aws:iam::{ACCOUNT}:root"), "sts:AssumeRole", ROLE, ACCOUNT)
    refused = evaluate(complete(request), _policies(resource=[ALL]))
    assert (refused.outcome, refused.statements) == (Outcome.IMPLICIT_DENY, ())
    assert refused.missing is not None
    assert (refused.missing.because, refused.missing.nearest) == ("roles may not be assumed by root accounts", None)


def test_awss_words_for_resource_based_policies() -> None:
    """A role trust policy has its own name."""
    other = QUEUE.replace(ACCOUNT, "444455556666")
    missing = _decide(_policies(), resource=other).missing
    assert missing is not None
    assert missing.because == "no resource-based policy allows the sqs:SendMessage action"
    missing = _decide(_policies(), "sts:AssumeRole", ROLE).missing
    assert missing is not None
    assert missing.because == "no role trust policy allows the sts:AssumeRole action"
    missing = _decide(_policies(resource=[DENY]), "sts:AssumeRole", ROLE).missing
    assert missing is not None
    assert missing.because == "an explicit deny in the role trust policy"
    missing = _decide(_policies(resource=[DENY])).missing
    assert missing is not None
    assert missing.because == "an explicit deny in a resource-based policy"


def test_the_statements_that_let_a_request_pass() -> None:
    """One of each type that had to allow, the side of who asks first."""
    account = {**ALL, "Principal": {"AWS": ACCOUNT}}
    policies = _policies(
        boundary=[NOTHING, ALL], session=[ALL], service_control=[ALL], resource=[account], resource_control=[ALL]
    )
    types = ["IDENTITY", "BOUNDARY", "SESSION", "SERVICE_CONTROL"]
    found = _decide(policies)
    assert (found.allowed, found.missing) == (True, None)
    assert [each.policy for each in found.statements] == types
    assert found.statements[1].index == 1
    trusted = _decide(policies, "sts:AssumeRole", ROLE)
    assert [each.policy for each in trusted.statements] == [*types, "RESOURCE"]


def test_a_direct_grant_needs_nothing_else_in_the_account() -> None:
    """Nor is anything else said to have decided."""
    found = _decide(_policies(identity=[NOTHING], boundary=[NOTHING], resource=[ALL]))
    assert [each.policy for each in found.statements] == ["RESOURCE"]


def test_all_denies_are_told() -> None:
    """Those of who asks first."""
    found = _decide(_policies(identity=[DENY, ALL, DENY], resource=[DENY], service_control=[DENY]))
    assert [(each.policy, each.index) for each in found.statements] == [
        ("IDENTITY", 0),
        ("IDENTITY", 2),
        ("SERVICE_CONTROL", 0),
        ("RESOURCE", 0),
    ]


@pytest.mark.parametrize(
    ("statements", "index", "element", "detail"),
    [
        (
            [NOTHING, {**ALL, "Action": ["sqs:ReceiveMessage", "sqs:DeleteMessage"]}],
            1,
            "Action",
            "the request's action is sqs:SendMessage, the statement has sqs:ReceiveMessage, sqs:DeleteMessage",
        ),
        (
            [{**ALL, "Action": "sqs:*", "Resource": "arn:aws:sqs:*:*:other"}],
            0,
            "Resource",
            f"the request's resource is {QUEUE}, the statement has arn:aws:sqs:*:*:other",
        ),
        (
            [{"Effect": "Allow", "Action": "*", "NotResource": [QUEUE]}],
            0,
            "Resource",
            f"the request's resource is {QUEUE}, the statement excludes {QUEUE}",
        ),
        (
            [{**ALL, "Condition": {"StringEquals": {"aws:SourceVpc": ["vpc-1", "vpc-2"]}}}],
            0,
            "Condition",
            "StringEquals wants aws:SourceVpc to be vpc-1, vpc-2, the request has no such key",
        ),
        (
            [
                {**ALL, "Resource": "arn:aws:sqs:*:*:other", "Condition": {"Bool": {"aws:Mfa": "true"}}},
                {**ALL, "Condition": {"StringLike": {"aws:Team": "red*"}}},
                {**ALL, "Action": "sqs:ReceiveMessage"},
            ],
            1,
            "Condition",
            "StringLike wants aws:Team to be red*, the request has blue",
        ),
        (
            [{**ALL, "Condition": {"StringEquals": {"aws:Team": [str(number) for number in range(9)]}}}],
            0,
            "Condition",
            "StringEquals wants aws:Team to be 0, 1, 2, 3, 4 and 4 more, the request has blue",
        ),
    ],
)
def test_the_statement_that_came_nearest(statements: list[Any], index: int, element: str, detail: str) -> None:
    """One about the action is nearer than one about another action of the service; the fewest differences count."""
    missing = _decide(_policies(identity=statements), team="blue").missing
    assert missing is not None
    assert missing.nearest is not None
    assert missing.nearest.statement.index == index
    assert (missing.nearest.element, missing.nearest.detail) == (element, detail)


def test_another_services_statement_is_not_near() -> None:
    """Nor is a NotAction."""
    missing = _decide(_policies(identity=[NOTHING, {"Effect": "Allow", "NotAction": "sqs:*", "Resource": "*"}])).missing
    assert missing is not None
    assert missing.nearest is None


def test_the_nearest_statement_of_a_resource_based_policy() -> None:
    """Its Principal may be what differs."""
    other = {"Effect": "Allow", "Action": "sts:AssumeRole", "Principal": {"Service": "sns.amazonaws.com"}}
    document = {"Version": "2012-10-17", "Statement": other}
    trust = PolicySet.of([compile_policy(document, "trust", PolicyKind.TRUST)], PolicyType.RESOURCE)
    policies = Policies(_set(PolicyType.IDENTITY, ALL), resource=trust)
    missing = _decide(policies, "sts:AssumeRole", ROLE).missing
    assert missing is not None
    assert missing.nearest is not None
    assert missing.nearest.element == "Principal"
    assert missing.nearest.detail == f"the request's principal is {SESSION}, the statement has sns.amazonaws.com"


@pytest.mark.parametrize("given", [None, "arn:aws:iam::111122223333:role/aws-service-role/sns.amazonaws.com/deployer"])
def test_control_policies_do_not_touch_service_linked_roles(given: str | None) -> None:
    """https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_scps.html."""
    policies = _policies(service_control=[DENY], resource_control=[DENY])
    context = {} if given is None else {"principalarn": given}
    assert _decide(policies, **context).allowed is (given is not None)
