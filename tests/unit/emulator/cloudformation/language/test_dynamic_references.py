"""Dynamic references in resolved properties."""

import pytest

from cfnproof.emulator.cloudformation.language.dynamic_references import (
    ParameterReference,
    SecretReference,
    check,
    parameter_reference,
    references,
    secret_reference,
    substitute,
)
from cfnproof.emulator.cloudformation.language.template import read
from cfnproof.emulator.errors import ServiceError
from tests.unit.emulator.cloudformation.language.samples import BUCKET, GUIDE, World

ARN = "arn:aws:secretsmanager:us-east-1:123456789012:secret:db-AbC"
SSM = f"{GUIDE}dynamic-references-ssm.html"
SECRET = f"{GUIDE}dynamic-references-secretsmanager.html"


@pytest.mark.parametrize(
    ("reference", "expected"),
    [
        pytest.param("db", SecretReference("db", None, None, None), id="a whole secret"),
        pytest.param("db:SecretString", SecretReference("db", None, None, None), id="its string"),
        pytest.param("db:SecretString:user", SecretReference("db", "user", None, None), id="a key"),
        pytest.param(
            "db:SecretString:user:AWSPREVIOUS", SecretReference("db", "user", "AWSPREVIOUS", None), id="a stage"
        ),
        pytest.param("db:SecretString:user::v1", SecretReference("db", "user", None, "v1"), id="a version"),
        pytest.param("db:SecretString:::v1", SecretReference("db", None, None, "v1"), id="a version of it all"),
        pytest.param(f"{ARN}:SecretString:user", SecretReference(ARN, "user", None, None), id="an ARN"),
        pytest.param(ARN, SecretReference(ARN, None, None, None), id="an ARN alone"),
    ],
)
def test_secret_reference(reference: str, expected: SecretReference) -> None:
    """Its parts."""
    assert secret_reference(reference) == expected, SECRET


@pytest.mark.parametrize("reference", ["", "db:SecretBinary:a", "db:SecretString:a:b:c", "db:SecretString:a:b:c:d"])
def test_secret_reference_refused(reference: str) -> None:
    """Another form, or a stage beside a version."""
    with pytest.raises(ServiceError, match="Incorrect format is used in the following Secrets Manager reference"):
        secret_reference(reference)


def test_parameter_reference() -> None:
    """With and without a version; a label is none."""
    assert parameter_reference("ssm", "/a/b") == ParameterReference("/a/b", None), SSM
    assert parameter_reference("ssm", "/a/b:12") == ParameterReference("/a/b", "12"), SSM
    with pytest.raises(ServiceError) as caught:
        parameter_reference("ssm", "/a:prod")
    message = "Incorrect format is used in the following SSM reference: [{{resolve:ssm:/a:prod}}]"
    assert caught.value.message == message, SSM


def test_substitute() -> None:
    """Anywhere in a value, several in one text; what is no reference stays."""
    world = World(read(BUCKET), dynamics={("ssm", "/a:1"): "x", ("secretsmanager", "db:SecretString:k"): "y"})
    value = {"A": ["p-{{resolve:ssm:/a:1}}-{{resolve:secretsmanager:db:SecretString:k}}", 5], "B": "{{resolve}}"}
    assert substitute(value, world) == {"A": ["p-x-y", 5], "B": "{{resolve}}"}, SSM
    assert list(references(value)) == [("ssm", "/a:1"), ("secretsmanager", "db:SecretString:k")]


@pytest.mark.parametrize(
    ("kind", "properties", "message"),
    [
        pytest.param(
            "AWS::SSM::Parameter",
            {"Value": "{{resolve:ssm-secure:/s:1}}"},
            "SSM Secure reference is not supported in: [AWS::SSM::Parameter/Properties/Value]",
            id="a secure one in the open",
        ),
        pytest.param(
            "AWS::CodePipeline::Pipeline",
            {"Stages": [{"Actions": [{"Token": "{{resolve:ssm-secure:/s}}"}]}]},
            "not supported in: [AWS::CodePipeline::Pipeline/Properties/Stages/Actions/Token]",
            id="a secure one deep down",
        ),
        pytest.param(
            "T", {"A": "{{resolve:ssm:/a:prod}}"}, "Incorrect format is used in the following SSM", id="a label"
        ),
        pytest.param(
            "T", {"A": "{{resolve:vault:a}}"}, "unknown service 'vault' at T/Properties/A", id="another service"
        ),
    ],
)
def test_check_refuses(kind: str, properties: dict[str, object], message: str) -> None:
    """With the property that it stands in."""
    with pytest.raises(ServiceError) as caught:
        check(kind, properties)
    assert message in caught.value.message, f"{GUIDE}dynamic-references-ssm-secure-strings.html"


def test_check_accepts() -> None:
    """A secure one where it may stand, others anywhere."""
    check("AWS::RDS::DBInstance", {"MasterUserPassword": "{{resolve:ssm-secure:/s:1}}", "A": "{{resolve:ssm:/a}}"})
    check("AWS::IAM::User", {"LoginProfile": {"Password": "{{resolve:ssm-secure:/s}}"}})
