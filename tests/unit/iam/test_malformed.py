"""Documents that are no policies, and AWS's reasons."""

import json
from contextlib import suppress
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cfnproof.iam.policy import MalformedPolicyError, PolicyKind, compile_policy
from cfnproof.iam.policy.kinds import rules

SYNTAX = "Syntax errors in policy."
LEGACY = "The policy failed legacy parsing"
ALLOW = {"Effect": "Allow", "Action": "s3:GetObject", "Resource": "*"}
TRUST = {"Effect": "Allow", "Principal": {"Service": "sns.amazonaws.com"}, "Action": "sts:AssumeRole"}
RESOURCE = {**ALLOW, "Principal": "*"}
OPEN = {**RESOURCE, "Action": "*"}
UNFIT = "The provided policy document does not meet the requirements of the specified policy type."


_NAMES = st.sampled_from(
    [
        "Version",
        "Id",
        "Statement",
        "Sid",
        "Effect",
        "Principal",
        "NotPrincipal",
        "Action",
        "Resource",
        "Condition",
        "AWS",
    ]
)
_SCALARS = st.sampled_from(
    ["Allow", "2012-10-17", "*", "s3:*", "arn:aws:s3:::b", "StringEquals", "", "x", None, True, 1, 1.5]
)
_JSON = st.recursive(
    _SCALARS, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(_NAMES | _SCALARS.map(str), inner, max_size=5)
)


def _document(*statements: Any, **elements: Any) -> dict[str, Any]:  # noqa: ANN401  # any of JSON's values
    return {"Version": "2012-10-17", "Statement": list(statements), **elements}


def _refused(document: Any, kind: PolicyKind) -> MalformedPolicyError:  # noqa: ANN401  # any of JSON's values
    with pytest.raises(MalformedPolicyError) as caught:
        compile_policy(document, "policy", kind)
    return caught.value


@pytest.mark.parametrize(
    ("statement", "reason"),
    [
        ("text", SYNTAX),
        ({**ALLOW, "Extra": 1}, SYNTAX),
        ({**ALLOW, "NotAction": []}, SYNTAX),
        ({**ALLOW, "NotResource": []}, SYNTAX),
        ({**ALLOW, "Sid": 1}, SYNTAX),
        ({**ALLOW, "Effect": "allow"}, LEGACY),
        ({**ALLOW, "Effect": "Permit"}, SYNTAX),
        ({**ALLOW, "Effect": None}, SYNTAX),
        ({"Action": "s3:GetObject", "Resource": "*"}, SYNTAX),
        ({**ALLOW, "Action": {}}, SYNTAX),
        ({**ALLOW, "Action": ["s3:GetObject", 1]}, SYNTAX),
        ({**ALLOW, "Resource": [None]}, SYNTAX),
        ({**ALLOW, "Action": []}, "Policy statement must contain actions."),
        ({**ALLOW, "Resource": []}, "Policy statement must contain resources."),
        ({"Effect": "Allow", "Action": "s3:GetObject"}, "Policy statement must contain resources."),
        ({"Effect": "Allow", "Resource": "*"}, "Policy statement must contain actions."),
        (
            {**ALLOW, "Action": "GetObject"},
            "Actions/Conditions must be prefaced by a vendor, e.g., iam, sdb, ec2, etc.",
        ),
        ({**ALLOW, "Action": "s3:Get:Object"}, "Actions/Condition can contain only one colon."),
        ({**ALLOW, "Action": "s3*:GetObject"}, "Vendor s3* is not valid"),
        ({**ALLOW, "Resource": "bucket"}, 'Resource bucket must be in ARN format or "*".'),
        ({**ALLOW, "Resource": ""}, 'Resource  must be in ARN format or "*".'),
        ({**ALLOW, "Resource": "arn:x:s3:::b"}, 'Partition "x" is not valid for resource "arn:x:s3:::b".'),
        ({**ALLOW, "Resource": "s3:::b"}, 'Partition "" is not valid for resource "arn:::b:*:*".'),
        ({**ALLOW, "Resource": "arn:aws:*:::b"}, "Resource vendor must be fully qualified and cannot contain regexes."),
        (
            {**ALLOW, "Resource": "arn:aws:s?:::b"},
            "Resource vendor must be fully qualified and cannot contain regexes.",
        ),
        ({**ALLOW, "Resource": "arn:aws"}, "Resource vendor must be fully qualified and cannot contain regexes."),
        ({**ALLOW, "Resource": "arn:aws:s3::b"}, LEGACY),
        ({**ALLOW, "Resource": "arn:aws::::b"}, LEGACY),
        (
            {**ALLOW, "Resource": "arn:aws:s3:eu-west-1::b"},
            "Resource arn:aws:s3:eu-west-1::b can not contain region information.",
        ),
        (
            {**ALLOW, "Resource": "arn:aws:iam:eu-west-1::user/x"},
            "IAM resource arn:aws:iam:eu-west-1::user/x cannot contain region information.",
        ),
        (
            {**ALLOW, "Resource": "arn:aws:iam::111122223333:x"},
            'IAM resource path must either be "*" or start with user/',
        ),
        ({**ALLOW, "Principal": "*"}, "Policy document should not specify a principal."),
        ({**ALLOW, "NotPrincipal": {"AWS": "*"}}, "Policy document should not specify a principal."),
        ({**ALLOW, "Sid": "two words"}, "Statement IDs (SID) must be alpha-numeric."),
        ({**ALLOW, "Condition": "x"}, SYNTAX),
        ({**ALLOW, "Condition": {"Bool": "x"}}, SYNTAX),
        ({**ALLOW, "Condition": {"Bool": {"a": {}}}}, SYNTAX),
        ({**ALLOW, "Condition": {"Boolean": {"a": "true"}}}, SYNTAX),
        ({**ALLOW, "Condition": {"DateLessThan": {"a": "soon"}}}, LEGACY),
    ],
)
def test_an_identity_based_policy(statement: Any, reason: str) -> None:  # noqa: ANN401  # any of JSON's values
    """IAM's words, and which statement."""
    error = _refused(_document(ALLOW, statement), PolicyKind.IDENTITY_ROLE)
    assert error.message.startswith(reason)
    assert (error.code, error.statement) == ("MalformedPolicyDocument", 1)


@pytest.mark.parametrize(
    ("document", "reason"),
    [
        ("", SYNTAX),
        ("[]", SYNTAX),
        ("{", SYNTAX),
        ('{"a": NaN}', SYNTAX),
        ('{"Statement": ' + "[" * 100_000, SYNTAX),
        ('{"Version": "2012-10-17", "Version": "2012-10-17", "Statement": []}', SYNTAX),
        ({}, SYNTAX),
        ({"Statement": []}, SYNTAX),
        (_document(ALLOW, Extra=1), SYNTAX),
        (_document(ALLOW, Id=1), SYNTAX),
        (_document(ALLOW, Version="2012-10-18"), SYNTAX),
        (
            _document({**ALLOW, "Sid": "a"}, {**ALLOW, "Sid": "a"}),
            "Statement IDs (SID) in a single policy must be unique.",
        ),
    ],
)
def test_a_whole_identity_based_policy(document: Any, reason: str) -> None:  # noqa: ANN401  # any of JSON's values
    """What is wrong with the document rather than with a statement."""
    assert _refused(document, PolicyKind.IDENTITY).message == reason


@pytest.mark.parametrize("version", [None, "2008-10-17"])
def test_some_policies_must_have_the_later_version(version: str | None) -> None:
    """Managed ones and control policies; others may be of either, or say none."""
    document = {"Statement": ALLOW, **({"Version": version} if version else {})}
    reason = "Policy document must be version 2012-10-17 or greater."
    for kind in (PolicyKind.IDENTITY_MANAGED, PolicyKind.SERVICE_CONTROL):
        assert _refused(document, kind).message == reason
    limit = {**document, "Statement": {**RESOURCE, "Effect": "Deny"}}
    assert _refused(limit, PolicyKind.RESOURCE_CONTROL).message == "The policy must contain a valid version string"
    for kind in (PolicyKind.IDENTITY, PolicyKind.IDENTITY_USER, PolicyKind.BOUNDARY, PolicyKind.SESSION):
        assert compile_policy(document, "policy", kind).version == "2008-10-17"


@pytest.mark.parametrize(
    ("kind", "statement", "reason", "code"),
    [
        (PolicyKind.TRUST, {**TRUST, "Resource": "*"}, "Has prohibited field Resource", "MalformedPolicyDocument"),
        (
            PolicyKind.TRUST,
            {**TRUST, "NotResource": "*"},
            "AssumeRole policy must not contain resources.",
            "MalformedPolicyDocument",
        ),
        (
            PolicyKind.TRUST,
            {**TRUST, "Action": "s3:GetObject"},
            "AssumeRole policy may only specify STS AssumeRole actions.",
            "MalformedPolicyDocument",
        ),
        (
            PolicyKind.TRUST,
            {"Effect": "Deny", "NotPrincipal": {"AWS": "*"}, "Action": "sts:AssumeRole"},
            "AssumeRole policy must not contain NotPrincipal field.",
            "MalformedPolicyDocument",
        ),
        (
            PolicyKind.TRUST,
            {"Effect": "Allow", "Action": "sts:AssumeRole"},
            "Missing required field Principal",
            "MalformedPolicyDocument",
        ),
        (
            PolicyKind.TRUST,
            {**TRUST, "Principal": {}},
            "Missing required field Principal cannot be empty!",
            "MalformedPolicyDocument",
        ),
        (
            PolicyKind.TRUST,
            {**TRUST, "Principal": {"AWS": "arn:aws:iam::111122223333:user/*"}},
            'Invalid principal in policy: "AWS":"arn:aws:iam::111122223333:user/*"',
            "MalformedPolicyDocument",
        ),
        (PolicyKind.TRUST, {**TRUST, "Effect": "allow"}, "Invalid effect: allow", "MalformedPolicyDocument"),
        (PolicyKind.TRUST, {**TRUST, "Extra": 1}, "Unknown field Extra", "MalformedPolicyDocument"),
        (
            PolicyKind.BUCKET,
            {**RESOURCE, "Principal": {"Group": "x"}},
            "Invalid principal in policy",
            "MalformedPolicy",
        ),
        (PolicyKind.BUCKET, {**RESOURCE, "Resource": "bucket"}, "Policy has invalid resource", "MalformedPolicy"),
        (PolicyKind.BUCKET, {**RESOURCE, "Action": "GetObject"}, "Policy has invalid action", "MalformedPolicy"),
        (PolicyKind.BUCKET, {**RESOURCE, "Action": None}, "Invalid policy syntax.", "MalformedPolicy"),
        (
            PolicyKind.BUCKET,
            {**RESOURCE, "Condition": {"stringEquals": {"a": "b"}}},
            "Invalid Condition type : stringEquals",
            "MalformedPolicy",
        ),
        (
            PolicyKind.KEY,
            {**RESOURCE, "Principal": {"AWS": "ann"}},
            "Policy contains a statement with one or more invalid principals.",
            "MalformedPolicyDocumentException",
        ),
        (PolicyKind.QUEUE, ALLOW, "Missing required field Principal", "InvalidAttributeValue"),
        (
            PolicyKind.RESOURCE_CONTROL,
            {**RESOURCE, "Principal": {"AWS": "111122223333"}},
            'Invalid principal in policy: "AWS":"111122223333"',
            "MalformedPolicyDocumentException",
        ),
        (
            PolicyKind.RESOURCE_CONTROL,
            {**ALLOW, "Effect": "Deny", "NotPrincipal": "*"},
            "Has prohibited field NotPrincipal",
            "MalformedPolicyDocumentException",
        ),
        (
            PolicyKind.RESOURCE_CONTROL,
            {"Effect": "Deny", "Principal": "*", "NotAction": "s3:*", "Resource": "*"},
            "Has prohibited field NotAction",
            "MalformedPolicyDocumentException",
        ),
        (PolicyKind.RESOURCE_CONTROL, RESOURCE, UNFIT, "MalformedPolicyDocumentException"),
        (
            PolicyKind.RESOURCE_CONTROL,
            {**OPEN, "Condition": {"Bool": {"aws:SecureTransport": "true"}}},
            UNFIT,
            "MalformedPolicyDocumentException",
        ),
        (
            PolicyKind.RESOURCE_CONTROL,
            {**OPEN, "Resource": "arn:aws:s3:::*"},
            UNFIT,
            "MalformedPolicyDocumentException",
        ),
        (PolicyKind.REPOSITORY, ALLOW, "Missing required field Principal", "InvalidParameterException"),
        (
            PolicyKind.REPOSITORY,
            {**RESOURCE, "Resource": []},
            "Missing required field Resource",
            "InvalidParameterException",
        ),
    ],
)
def test_a_resource_based_policy(kind: PolicyKind, statement: Any, reason: str, code: str) -> None:  # noqa: ANN401  # any of JSON's values
    """Each in the words of its service, as far as they are known."""
    error = _refused(_document(statement), kind)
    assert (error.message, error.code, error.statement) == (reason, code, 0)


@pytest.mark.parametrize(
    ("document", "reason"),
    [
        ("nothing", "Policies must be valid JSON and the first byte must be '{'"),
        ("{nothing}", "This policy contains invalid Json"),
        ("{}", "Missing required field Statement"),
        ({"Statement": []}, "Could not parse the policy: Statement is empty!"),
        ({"Version": "2020-01-01", "Statement": []}, "The policy must contain a valid version string"),
        (
            _document({**RESOURCE, "Sid": "a b"}, {**RESOURCE, "Sid": "a b"}),
            "The Statement Ids in the policy are not unique",
        ),
    ],
)
def test_a_whole_bucket_policy(document: Any, reason: str) -> None:  # noqa: ANN401  # any of JSON's values
    """https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html."""
    assert _refused(document, PolicyKind.BUCKET).message == reason


def _long(kind: PolicyKind, characters: int) -> str:
    """A policy of so many characters without white space."""
    statement = TRUST if kind is PolicyKind.TRUST else ALLOW if rules(kind).identity else RESOURCE
    effect = "Deny" if kind is PolicyKind.RESOURCE_CONTROL else "Allow"
    wanted = {**statement, "Effect": effect, "Condition": {"StringEquals": {"a": ""}}}
    text = json.dumps(_document(wanted), separators=(",", ":"))
    return text.replace('"a":""', f'"a":"{"x" * (characters - len(text))}"')


@pytest.mark.parametrize("kind", [kind for kind in PolicyKind if rules(kind).limit])
def test_a_policy_has_a_largest_size(kind: PolicyKind) -> None:
    """https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html and the pages in kinds.yaml."""
    limit = rules(kind).limit
    assert limit is not None
    assert compile_policy(_long(kind, limit.characters), "policy", kind)
    error = _refused(_long(kind, limit.characters + 1), kind)
    assert (error.message, error.code) == (limit.exceeded, limit.code)
    spaced = " " + _long(kind, limit.characters)
    if limit.spaces:
        assert _refused(spaced, kind).message == limit.exceeded
    else:
        assert compile_policy(spaced, "policy", kind)


def test_an_object_is_as_long_as_its_text() -> None:
    """What CloudFormation hands over is no text yet."""
    assert _refused(json.loads(_long(PolicyKind.TRUST, 2049)), PolicyKind.TRUST).code == "LimitExceeded"
    assert compile_policy(json.loads(_long(PolicyKind.TRUST, 2048)), "policy", PolicyKind.TRUST)


@pytest.mark.parametrize(
    "statement",
    [
        {**ALLOW, "Condition": {}},
        {**ALLOW, "Condition": {"Unknown": {}}},
        {**ALLOW, "Condition": {"DateLessThan": {"a": []}}},
        {**ALLOW, "Condition": {"NumericLessThan": {"a": 10}, "Bool": {"b": True}}},
        {**ALLOW, "Action": ["*", "s3:*", "any-service.x:Any Name"]},
        {**ALLOW, "Resource": ["*", "arn:aws:s3:::*", "arn:*:s3:::b", "arn:aws-us-gov:s3:::b", "arn:aws:fdsasf"]},
        {**ALLOW, "Resource": "arn:aws:iam::*:role/${aws:username}"},
        {**ALLOW, "Resource": "arn:aws:s3:eu-west-1:111122223333:accesspoint/x"},
        {**ALLOW, "Sid": ""},
    ],
)
def test_what_looks_odd_and_is_accepted(statement: dict[str, Any]) -> None:
    """By IAM."""
    assert compile_policy(_document(statement), "policy", PolicyKind.IDENTITY_MANAGED).statements[0].effect == "Allow"


@pytest.mark.parametrize("kind", [kind for kind in PolicyKind if not rules(kind).identity])
def test_what_a_policy_is_attached_to_may_go_without_saying(kind: PolicyKind) -> None:
    """Unless the service asks for Resource; a role trust policy must not have it.

    https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_resource.html
    """
    effect = "Deny" if kind is PolicyKind.RESOURCE_CONTROL else "Allow"
    document = _document({"Effect": effect, "Principal": {"AWS": "*"}, "Action": "sts:AssumeRole"})
    if kind in {PolicyKind.REPOSITORY, PolicyKind.RESOURCE, PolicyKind.TRUST}:
        assert compile_policy(document, "policy", kind).statements[0].resource is None
    else:
        assert _refused(document, kind).message == "Missing required field Resource"


@pytest.mark.parametrize("everyone", ["*", {"AWS": "*"}])
def test_a_resource_control_policy_allows_everything(everyone: Any) -> None:  # noqa: ANN401  # any of JSON's values
    """If it allows at all.

    https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_rcps_syntax.html
    """
    statement = {**OPEN, "Principal": everyone, "Action": ["*"], "Condition": {}}
    assert compile_policy(_document(statement), "policy", PolicyKind.RESOURCE_CONTROL)


@given(st.dictionaries(_NAMES, _JSON), st.dictionaries(_NAMES, _JSON), st.sampled_from(PolicyKind))
def test_an_object_is_a_policy_or_is_refused(body: Any, statement: Any, kind: PolicyKind) -> None:  # noqa: ANN401  # any of JSON's values
    """Whatever stands in it."""
    for document in (body, {"Statement": [{"Effect": "Allow", "Action": "s3:*", "Resource": "*", **statement}]}):
        with suppress(MalformedPolicyError):
            assert compile_policy(document, "policy", kind).statements
