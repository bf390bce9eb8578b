"""Malformed policy documents are refused as each service refuses them."""

import json
from collections.abc import Mapping
from typing import Any

import pytest
import yaml

from cfnproof.emulator.errors import ServiceError
from cfnproof.emulator.shapes import service_model
from cfnproof.hosts.access import documents
from cfnproof.hosts.access.documents import check_documents

_IDENTITY = {"Effect": "Allow", "Action": "s3:GetObject", "Resource": "*"}
_RESOURCE = {**_IDENTITY, "Principal": "*"}
_TRUST = {"Effect": "Allow", "Principal": {"Service": "ec2.amazonaws.com"}, "Action": "sts:AssumeRole"}
_REPOSITORY = {"Effect": "Allow", "Principal": "*", "Action": "ecr:BatchGetImage"}
_OLD = "2008-10-17"


def _text(*statements: Mapping[str, Any], version: str = "2012-10-17") -> str:
    return json.dumps({"Version": version, "Statement": list(statements)})


def _identity(member: str) -> dict[str, Any]:
    return {member: _text(_IDENTITY)}


_WELL_FORMED: list[tuple[str, str, dict[str, Any]]] = [
    ("iam", "CreatePolicy", _identity("PolicyDocument")),
    ("iam", "CreatePolicyVersion", _identity("PolicyDocument")),
    ("iam", "CreateRole", {"AssumeRolePolicyDocument": _text(_TRUST)}),
    ("iam", "PutGroupPolicy", _identity("PolicyDocument")),
    ("iam", "PutRolePolicy", {"PolicyDocument": _text(_IDENTITY, version=_OLD)}),
    ("iam", "PutUserPolicy", _identity("PolicyDocument")),
    ("iam", "UpdateAssumeRolePolicy", {"PolicyDocument": _text(_TRUST)}),
    ("sts", "AssumeRole", _identity("Policy")),
    ("sts", "AssumeRoleWithSAML", _identity("Policy")),
    ("sts", "AssumeRoleWithWebIdentity", _identity("Policy")),
    ("sts", "GetFederationToken", _identity("Policy")),
    ("s3", "PutBucketPolicy", {"Policy": _text(_RESOURCE)}),
    ("kms", "CreateKey", {"Policy": _text(_RESOURCE)}),
    ("kms", "PutKeyPolicy", {"Policy": _text(_RESOURCE)}),
    ("sns", "CreateTopic", {"Attributes": {"Policy": _text(_RESOURCE)}}),
    ("sns", "SetTopicAttributes", {"AttributeName": "Policy", "AttributeValue": _text(_RESOURCE)}),
    ("sqs", "CreateQueue", {"Attributes": {"Policy": _text(_RESOURCE)}}),
    ("sqs", "SetQueueAttributes", {"Attributes": {"Policy": _text(_RESOURCE)}}),
    ("secretsmanager", "PutResourcePolicy", {"ResourcePolicy": _text(_RESOURCE)}),
    ("logs", "PutResourcePolicy", {"policyDocument": _text(_RESOURCE)}),
    ("ecr", "SetRepositoryPolicy", {"policyText": _text(_REPOSITORY)}),
    ("events", "PutPermission", {"Policy": _text(_RESOURCE)}),
]
_WELL_FORMED_IDS = [f"{service}.{operation}" for service, operation, _ in _WELL_FORMED]


def _refused(service: str, operation: str, members: dict[str, Any]) -> ServiceError:
    with pytest.raises(ServiceError) as refused:
        check_documents(service, operation, members)
    return refused.value


def _broken(members: dict[str, Any], to: Any) -> dict[str, Any]:  # noqa: ANN401  # text or bytes
    """The members with their document broken."""
    return {
        name: _broken(value, to) if isinstance(value, dict) else (value if name == "AttributeName" else to)
        for name, value in members.items()
    }


@pytest.mark.parametrize(("service", "operation", "members"), _WELL_FORMED, ids=_WELL_FORMED_IDS)
def test_every_operation(service: str, operation: str, members: dict[str, Any]) -> None:
    """A well-formed document passes; one that is no JSON is refused with a code that the service has."""
    check_documents(service, operation, members)
    refusal = _refused(service, operation, _broken(members, "{"))
    assert refusal.status == 400
    assert refusal.code in {
        "InvalidAttributeValue",
        "InvalidParameter",
        "InvalidParameterException",
        "MalformedPolicy",
        "MalformedPolicyDocument",
        "MalformedPolicyDocumentException",
        "ValidationException",
    }


def test_every_row_is_tested_and_names_a_member() -> None:
    """Of the operation's model; maps have what they have."""
    text = documents.__file__.replace(".py", ".yaml")
    with open(text, encoding="utf-8") as file:  # noqa: PTH123  # the module's own path
        rows = yaml.safe_load(file)["operations"]
    named = {(service, operation) for service, operations in rows.items() for operation in operations}
    assert named == {(service, operation) for service, operation, _ in _WELL_FORMED}
    for service, operations in rows.items():
        for operation, row in operations.items():
            members = service_model(service).operation_model(operation).input_shape.members
            assert row["member"].split(".")[0] in members
            assert set(row.get("where", {})) <= set(members)


@pytest.mark.parametrize(
    ("service", "operation", "members", "code", "message"),
    [
        (
            "iam",
            "PutRolePolicy",
            {"PolicyDocument": _text({**_IDENTITY, "Principal": "*"})},
            "MalformedPolicyDocument",
            "Policy document should not specify a principal.",
        ),
        (
            "iam",
            "CreatePolicy",
            {"PolicyDocument": _text(_IDENTITY, version=_OLD)},
            "MalformedPolicyDocument",
            "Policy document must be version 2012-10-17 or greater.",
        ),
        (
            "iam",
            "UpdateAssumeRolePolicy",
            {"PolicyDocument": _text({**_TRUST, "Resource": "*"})},
            "MalformedPolicyDocument",
            "Has prohibited field Resource",
        ),
        (
            "iam",
            "CreateRole",
            {"AssumeRolePolicyDocument": _text({**_TRUST, "Principal": {"AWS": "arn:aws:iam::1:role/short"}})},
            "MalformedPolicyDocument",
            'Invalid principal in policy: "AWS":"arn:aws:iam::1:role/short"',
        ),
        ("sts", "AssumeRole", {"Policy": "{}"}, "MalformedPolicyDocument", "Syntax errors in policy."),
        (
            "s3",
            "PutBucketPolicy",
            {"Policy": "policy"},
            "MalformedPolicy",
            "Policies must be valid JSON and the first byte must be '{'",
        ),
        ("s3", "PutBucketPolicy", {"Policy": _text(_IDENTITY)}, "MalformedPolicy", "Missing required field Principal"),
        (
            "kms",
            "PutKeyPolicy",
            {"Policy": _text({**_RESOURCE, "Principal": {"AWS": "somebody"}})},
            "MalformedPolicyDocumentException",
            "Policy contains a statement with one or more invalid principals.",
        ),
        (
            "sns",
            "SetTopicAttributes",
            {"AttributeName": "Policy", "AttributeValue": "no policy"},
            "InvalidParameter",
            "Invalid parameter: Policy Error: This policy contains invalid Json",
        ),
        (
            "sqs",
            "SetQueueAttributes",
            {"Attributes": {"Policy": "file://policy.json"}},
            "InvalidAttributeValue",
            "Invalid value for the parameter Policy.",
        ),
        (
            "secretsmanager",
            "PutResourcePolicy",
            {"ResourcePolicy": _text(_RESOURCE, version="2019-10-19")},
            "MalformedPolicyDocumentException",
            "This policy has invalid syntax.",
        ),
        (
            "logs",
            "PutResourcePolicy",
            {"policyDocument": _text({**_RESOURCE, "Principal": {"AWS": "delivery.logs.amazonaws.com"}})},
            "InvalidParameterException",
            "Could not convert to persistable policy.",
        ),
        (
            "ecr",
            "SetRepositoryPolicy",
            {"policyText": _text({**_REPOSITORY, "Principal": {"AWS": "somebody"}})},
            "InvalidParameterException",
            "Invalid parameter at 'PolicyText' failed to satisfy constraint: 'Invalid repository policy provided'",
        ),
        ("events", "PutPermission", {"Policy": "{"}, "ValidationException", "This policy contains invalid Json"),
    ],
)
def test_words(service: str, operation: str, members: dict[str, Any], code: str, message: str) -> None:
    """Each service has its own."""
    refusal = _refused(service, operation, members)
    assert (refusal.code, refusal.message, refusal.status) == (code, message, 400)


@pytest.mark.parametrize(
    ("service", "operation", "member", "size", "code", "status"),
    [
        ("iam", "PutUserPolicy", "PolicyDocument", 2048, "LimitExceeded", 409),
        ("iam", "CreatePolicy", "PolicyDocument", 6144, "LimitExceeded", 409),
        ("sts", "AssumeRole", "Policy", 2048, "ValidationError", 400),
        ("s3", "PutBucketPolicy", "Policy", 20480, "MalformedPolicy", 400),
        ("kms", "CreateKey", "Policy", 32768, "LimitExceededException", 400),
    ],
)
def test_sizes(service: str, operation: str, member: str, size: int, code: str, status: int) -> None:  # noqa: PLR0913, PLR0917  # the columns of a table
    """A document that is too long has an error of its own."""
    statement = _IDENTITY if service in {"iam", "sts"} else _RESOURCE
    text = _text({**statement, "Resource": f"arn:aws:s3:::{'x' * size}"})
    refusal = _refused(service, operation, {member: text})
    assert (refusal.code, refusal.status) == (code, status)
    assert str(size) in refusal.message


def test_a_topic_policy_that_is_too_long() -> None:
    """Its words are not about its syntax."""
    text = _text({**_RESOURCE, "Resource": "x" * 30720})
    refusal = _refused("sns", "CreateTopic", {"Attributes": {"Policy": text}})
    assert refusal.message == "Invalid parameter: Policy exceeds 30720 bytes"


@pytest.mark.parametrize(
    ("service", "operation", "members"),
    [
        ("iam", "CreateUser", {"UserName": "ana"}),
        ("lambda", "AddPermission", {"StatementId": "one"}),
        ("sts", "AssumeRole", {"RoleArn": "arn:aws:iam::123456789012:role/deploy"}),
        ("kms", "CreateKey", {}),
        ("sns", "CreateTopic", {"Name": "told"}),
        ("sns", "SetTopicAttributes", {"AttributeName": "DisplayName", "AttributeValue": "{"}),
        ("sns", "SetTopicAttributes", {"AttributeName": "Policy", "AttributeValue": ""}),
        ("sqs", "SetQueueAttributes", {"Attributes": {"Policy": ""}}),
        ("events", "PutPermission", {"Principal": "*", "Action": "events:PutEvents", "StatementId": "one"}),
    ],
)
def test_requests_without_a_document(service: str, operation: str, members: dict[str, Any]) -> None:
    """They pass, as do those that take a policy away."""
    check_documents(service, operation, members)


def test_documents_as_bytes() -> None:
    """They are text that is encoded."""
    check_documents("s3", "PutBucketPolicy", {"Policy": _text(_RESOURCE).encode()})
    assert _refused("s3", "PutBucketPolicy", {"Policy": b"\xff"}).code == "MalformedPolicy"


def test_an_empty_document() -> None:
    """Where it takes nothing away it is none."""
    assert _refused("s3", "PutBucketPolicy", {"Policy": b""}).code == "MalformedPolicy"
    assert _refused("iam", "PutRolePolicy", {"PolicyDocument": ""}).code == "MalformedPolicyDocument"


@pytest.mark.parametrize("statement", ["Allow", ["Allow"], {"Effect": "Allow", "NotResource": "x"}])
def test_repository_policies_that_are_none(statement: object) -> None:
    """A Resource is not asked of them, all else is."""
    text = json.dumps({"Version": _OLD, "Statement": statement})
    assert _refused("ecr", "SetRepositoryPolicy", {"policyText": text}).code == "InvalidParameterException"
