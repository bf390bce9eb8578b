"""Who a principal is, and how a statement names it.

https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html
https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_notprincipal.html
"""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest

from cfnproof.errors import CfnproofError
from cfnproof.iam.context import complete
from cfnproof.iam.policy.principal_element import Caller, Naming, principal_element
from cfnproof.iam.policy.principal_values import valid_principal
from cfnproof.iam.principals import parse_principal, role_of, service_names
from cfnproof.iam.request import Principal, PrincipalKind, Request

ACCOUNT = "111122223333"
ROOT = f"arn:aws:iam::{ACCOUNT}:root"
USER = f"arn:aws:iam::{ACCOUNT}:user/staff/ann"
ROLE = f"arn:aws:iam::{ACCOUNT}:role/pipelines/deployer"
PATHLESS = f"arn:aws:iam::{ACCOUNT}:role/deployer"
SESSION = f"arn:aws:sts::{ACCOUNT}:assumed-role/deployer/run"
FEDERATED_USER = f"arn:aws:sts::{ACCOUNT}:federated-user/ann"
QUEUE = f"arn:aws:sqs:eu-west-1:{ACCOUNT}:q"


def _request(principal: str | Mapping[str, Any] | Principal, **context: str) -> Request:
    who = principal if isinstance(principal, Principal) else parse_principal(principal)
    keys = {f"aws:{key}": value for key, value in context.items()}
    return Request(who, "sqs:SendMessage", QUEUE, ACCOUNT, keys)


def _grant(request: Request, listed: Mapping[str, tuple[str, ...]], *, bounded: bool = False, **how: bool) -> Naming:
    element = principal_element(listed, negated=how.get("negated", False), denies=how.get("denies", False))
    return element.naming(Caller.of(request, bounded=bounded))


@pytest.mark.parametrize(
    ("value", "kind", "account"),
    [
        (ROOT, PrincipalKind.ROOT, ACCOUNT),
        (USER, PrincipalKind.USER, ACCOUNT),
        (ROLE, PrincipalKind.ROLE, ACCOUNT),
        (SESSION, PrincipalKind.SESSION, ACCOUNT),
        (FEDERATED_USER, PrincipalKind.FEDERATED_USER, ACCOUNT),
        ("*", PrincipalKind.ANONYMOUS, ""),
        ({"service": "sns.amazonaws.com"}, PrincipalKind.SERVICE, ""),
        ({"federated": "accounts.google.com"}, PrincipalKind.FEDERATED, ""),
    ],
)
def test_a_principal_is_read(value: Any, kind: PrincipalKind, account: str) -> None:  # noqa: ANN401  # ARN or object
    """Of its ARN, of everyone, or of an object."""
    found = parse_principal(value)
    assert (found.kind, found.account) == (kind, account)
    assert found.name == (value if isinstance(value, str) else next(iter(value.values())))


@pytest.mark.parametrize(
    "value",
    [
        "",
        ACCOUNT,
        "ann",
        f"arn:aws:iam::{ACCOUNT}:group/staff",
        f"arn:aws:iam::{ACCOUNT}:user/*",
        f"arn:aws:sts::{ACCOUNT}:assumed-role/deployer",
        "arn:aws:iam::aws:user/ann",
        {},
        {"service": ""},
        {"service": 1},
        {"user": USER},
        {"service": "a", "federated": "b"},
        None,
        7,
    ],
)
def test_what_is_no_principal_is_refused(value: Any) -> None:  # noqa: ANN401  # anything
    """With what there is instead."""
    with pytest.raises(CfnproofError, match="no principal"):
        parse_principal(value)


def test_the_role_of_a_session() -> None:
    """As told, else as aws:PrincipalArn says, else without a path."""
    session = parse_principal(SESSION)
    assert role_of(session, {}) == PATHLESS
    assert role_of(session, {"aws:principalarn": ROLE}) == ROLE
    assert role_of(replace(session, role=ROLE), {"aws:principalarn": PATHLESS}) == ROLE
    assert role_of(parse_principal(USER), {}) == ""


@pytest.mark.parametrize(
    ("name", "context", "expected"),
    [
        ("logs.amazonaws.com", {}, {"logs.amazonaws.com", "logs.eu-west-1.amazonaws.com"}),
        (
            "logs.amazonaws.com",
            {"requestedregion": "us-gov-west-1"},
            {"logs.amazonaws.com", "logs.us-gov-west-1.amazonaws.com"},
        ),
        ("logs.us-east-1.amazonaws.com", {}, {"logs.amazonaws.com", "logs.us-east-1.amazonaws.com"}),
        ("ec2.amazonaws.com.cn", {}, {"ec2.amazonaws.com.cn", "ec2.eu-west-1.amazonaws.com.cn"}),
        ("example.internal", {}, {"example.internal"}),
    ],
)
def test_the_names_of_a_service(name: str, context: dict[str, str], expected: set[str]) -> None:
    """https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html#condition-keys-principalservicenameslist."""
    assert service_names(_request({"service": name}, **context)) == expected


@pytest.mark.parametrize(
    ("principal", "listed", "expected"),
    [
        (USER, {"AWS": (USER,)}, Naming.DIRECT),
        (USER, {"AWS": ("*",)}, Naming.DIRECT),
        (USER, {"AWS": (ACCOUNT,)}, Naming.ACCOUNT),
        (USER, {"AWS": (ROOT,)}, Naming.ACCOUNT),
        (USER, {"AWS": (ROOT, USER)}, Naming.DIRECT),
        (USER, {"AWS": ("444455556666",), "Service": ("sns.amazonaws.com",)}, Naming.NONE),
        (SESSION, {"AWS": (SESSION,)}, Naming.DIRECT),
        (SESSION, {"AWS": (PATHLESS,)}, Naming.ENTITY),
        (SESSION, {"AWS": (ROLE,)}, Naming.NONE),
        (Principal(PrincipalKind.SESSION, SESSION, ACCOUNT, ROLE), {"AWS": (ROLE,)}, Naming.ENTITY),
        (ROLE, {"AWS": (ROLE,)}, Naming.ENTITY),
        (FEDERATED_USER, {"AWS": (FEDERATED_USER,)}, Naming.DIRECT),
        (Principal(PrincipalKind.FEDERATED_USER, FEDERATED_USER, ACCOUNT, USER), {"AWS": (USER,)}, Naming.ENTITY),
        (ROOT, {"AWS": (ACCOUNT,)}, Naming.DIRECT),
        (ROOT, {"AWS": (USER,)}, Naming.NONE),
        ("*", {"AWS": ("*",)}, Naming.DIRECT),
        ("*", {"AWS": (ACCOUNT,)}, Naming.NONE),
        ({"service": "sns.amazonaws.com"}, {"Service": ("sns.amazonaws.com",)}, Naming.DIRECT),
        ({"service": "sns.amazonaws.com"}, {"Service": ("sns.eu-west-1.amazonaws.com",)}, Naming.DIRECT),
        ({"service": "sns.amazonaws.com"}, {"Service": ("sns.us-east-1.amazonaws.com",)}, Naming.NONE),
        ({"service": "sns.us-east-1.amazonaws.com"}, {"Service": ("sns.amazonaws.com",)}, Naming.DIRECT),
        ({"service": "sns.amazonaws.com"}, {"AWS": ("*",)}, Naming.DIRECT),
        ({"federated": "accounts.google.com"}, {"Federated": ("accounts.google.com",)}, Naming.DIRECT),
        ({"federated": "accounts.google.com"}, {"Service": ("accounts.google.com",)}, Naming.NONE),
        (USER, {"CanonicalUser": ("0" * 64,)}, Naming.NONE),
    ],
)
def test_how_a_statement_names_a_principal(
    principal: str | Mapping[str, Any] | Principal, listed: Mapping[str, tuple[str, ...]], expected: Naming
) -> None:
    """By its own ARN, by the entity behind it, by its account, or not."""
    assert _grant(_request(principal), listed) is expected


def test_a_session_that_a_provider_vouches_for_is_named_by_it() -> None:
    """https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html#principal-federated-web-identity."""
    request = _request(SESSION, federatedprovider="accounts.google.com")
    assert _grant(request, {"Federated": ("accounts.google.com",)}) is Naming.ENTITY


@pytest.mark.parametrize(
    ("principal", "listed", "denied"),
    [
        (USER, (USER,), True),
        (USER, (ROOT,), True),
        (USER, (USER, ROOT), False),
        (USER, (USER, ACCOUNT), False),
        (SESSION, (SESSION, ROOT), True),
        (SESSION, (PATHLESS, ROOT), True),
        (SESSION, (SESSION, PATHLESS), True),
        (SESSION, (SESSION, PATHLESS, ROOT), False),
        (ROOT, (ROOT,), False),
        (ROOT, (USER,), True),
        ("*", (ROOT,), True),
        ("*", ("*",), False),
        ({"service": "sns.amazonaws.com"}, (ROOT,), True),
    ],
)
def test_whom_a_deny_with_not_principal_spares(principal: Any, listed: tuple[str, ...], denied: bool) -> None:  # noqa: ANN401, FBT001  # ARN or object; the answer
    """Those of whom the element lists the account, the role and the session."""
    assert (_grant(_request(principal), {"AWS": listed}, negated=True, denies=True) is not Naming.NONE) is denied


def test_a_deny_with_not_principal_spares_nobody_with_a_permissions_boundary() -> None:
    """https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_boundaries.html."""
    assert _grant(_request(USER), {"AWS": (USER, ROOT)}, bounded=True, negated=True, denies=True) is Naming.DIRECT


@pytest.mark.parametrize(
    ("principal", "listed", "expected"),
    [
        (USER, (USER,), Naming.NONE),
        (USER, (ROOT,), Naming.NONE),
        (SESSION, (PATHLESS,), Naming.NONE),
        (USER, (SESSION,), Naming.DIRECT),
        ("*", (USER,), Naming.DIRECT),
    ],
)
def test_whom_an_allow_with_not_principal_allows(principal: str, listed: tuple[str, ...], expected: Naming) -> None:
    """Everyone but those whom it lists."""
    assert _grant(_request(principal), {"AWS": listed}, negated=True) is expected


@pytest.mark.parametrize(
    ("type_", "value", "valid"),
    [
        ("AWS", "*", True),
        ("AWS", ACCOUNT, True),
        ("AWS", ROOT, True),
        ("AWS", "arn:aws-us-gov:iam::111122223333:role/x", True),
        ("AWS", SESSION, True),
        ("AWS", FEDERATED_USER, True),
        ("AWS", "11112222333", False),
        ("AWS", f"arn:aws:iam::{ACCOUNT}:user/*", False),
        ("AWS", f"arn:aws:iam::{ACCOUNT}:role/a?", False),
        ("AWS", f"arn:aws:sts::{ACCOUNT}:assumed-role/deployer/*", False),
        ("AWS", f"arn:aws:iam::{ACCOUNT}:group/staff", False),
        ("AWS", "AIDACKCEVSQ6C2EXAMPLE", False),
        ("Service", "sns.amazonaws.com", True),
        ("Service", "*", False),
        ("Service", "*.amazonaws.com", False),
        ("Federated", "*", False),
        ("Federated", "", False),
        ("CanonicalUser", "79a59df900b949e55d96a1e698fbacedfd6e09d98eacf8f8d5218e7cd47ef2be", True),
        ("CanonicalUser", "ann", False),
    ],
)
def test_the_values_that_the_element_may_have(type_: str, value: str, valid: bool) -> None:  # noqa: FBT001  # the answer
    """No wildcards but everyone."""
    assert valid_principal(type_, value) is valid


@pytest.mark.parametrize(
    ("principal", "expected"),
    [
        (
            USER,
            {
                "aws:principalarn": USER,
                "aws:principaltype": "User",
                "aws:username": "ann",
                "aws:principalisawsservice": "false",
            },
        ),
        (SESSION, {"aws:principalarn": PATHLESS, "aws:principaltype": "AssumedRole", "aws:principalaccount": ACCOUNT}),
        (ROOT, {"aws:principalarn": ROOT, "aws:principaltype": "Account", "aws:userid": ACCOUNT}),
        (
            FEDERATED_USER,
            {
                "aws:principalarn": FEDERATED_USER,
                "aws:principaltype": "FederatedUser",
                "aws:userid": f"{ACCOUNT}:ann",
            },
        ),
        ("*", {"aws:principalaccount": "anonymous", "aws:principaltype": "Anonymous", "aws:userid": "anonymous"}),
        (
            {"service": "sns.amazonaws.com"},
            {
                "aws:principalisawsservice": "true",
                "aws:principalservicename": "sns.amazonaws.com",
                "aws:principalservicenameslist": ("sns.amazonaws.com", "sns.eu-west-1.amazonaws.com"),
            },
        ),
    ],
)
def test_the_keys_that_follow_from_a_principal(principal: Any, expected: Mapping[str, Any]) -> None:  # noqa: ANN401  # ARN or object
    """https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_variables.html#principaltable."""
    found = complete(_request(principal)).context
    assert {key: found.get(key) for key in expected} == expected
    assert found["aws:resourceaccount"] == ACCOUNT
    assert ("aws:username" in found) is (principal == USER)
    assert ("aws:principalarn" in found) is (isinstance(principal, str) and principal != "*")


def test_what_the_context_has_stays() -> None:
    """The caller knows better, for example the path of a role."""
    request = _request(SESSION, principalarn=ROLE, resourceaccount="444455556666")
    found = complete(request).context
    assert (found["aws:principalarn"], found["aws:resourceaccount"]) == (ROLE, "444455556666")
