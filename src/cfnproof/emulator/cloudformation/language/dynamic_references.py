"""Dynamic references: `{{resolve:ssm:…}}`, `{{resolve:ssm-secure:…}}` and `{{resolve:secretsmanager:…}}`.

They are looked for in resolved properties, so that it does not matter which function put one together.
https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/dynamic-references.html
https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/dynamic-references-ssm.html
https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/dynamic-references-ssm-secure-strings.html
https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/dynamic-references-secretsmanager.html
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from cfnproof.emulator.cloudformation.language.environment import Environment
from cfnproof.emulator.cloudformation.refusals import refusal

SERVICES: Final = ("ssm", "ssm-secure", "secretsmanager")

SECURE_PROPERTIES: Final = frozenset(
    {
        "AWS::DirectoryService::MicrosoftAD/Properties/Password",
        "AWS::DirectoryService::SimpleAD/Properties/Password",
        "AWS::ElastiCache::ReplicationGroup/Properties/AuthToken",
        "AWS::IAM::User/Properties/LoginProfile/Password",
        "AWS::KinesisFirehose::DeliveryStream/Properties/RedshiftDestinationConfiguration/Password",
        "AWS::OpsWorks::App/Properties/AppSource/Password",
        "AWS::OpsWorks::Stack/Properties/CustomCookbooksSource/Password",
        "AWS::OpsWorks::Stack/Properties/RdsDbInstances/DbPassword",
        "AWS::RDS::DBCluster/Properties/MasterUserPassword",
        "AWS::RDS::DBInstance/Properties/MasterUserPassword",
        "AWS::Redshift::Cluster/Properties/MasterUserPassword",
    }
)
"""Where `ssm-secure` may stand; list positions are left out."""

_REFERENCE: Final = re.compile(r"\{\{resolve:([^:{}]+):([^{}]*)\}\}")
_SSM: Final = re.compile(r"([a-zA-Z0-9_.\-/]+)(?::(\d+))?")
_SECRET_ARN: Final = re.compile(r"arn:[^:]+:secretsmanager:[^:]*:[^:]*:secret:[^:]+")


@dataclass(frozen=True, slots=True)
class ParameterReference:
    """A parameter of Parameter Store; `version` None is the newest."""

    name: str
    version: str | None


@dataclass(frozen=True, slots=True)
class SecretReference:
    """A secret of Secrets Manager: all of it, or what its JSON has under `key`.

    Without stage and version it is the current one.
    """

    secret: str
    key: str | None
    stage: str | None
    version: str | None


def parameter_reference(service: str, reference: str) -> ParameterReference:
    """What an `ssm` or `ssm-secure` reference names.

    Raises ServiceError for another form; labels are not accepted.
    """
    match = _SSM.fullmatch(reference)
    if match is None:
        raise refusal(
            f"Incorrect format is used in the following SSM reference: [{{{{resolve:{service}:{reference}}}}}]"
        )
    return ParameterReference(match[1], match[2])


def secret_reference(reference: str) -> SecretReference:
    """What a `secretsmanager` reference names: `id:SecretString:key:stage:version`, the id perhaps an ARN.

    Raises ServiceError for another form, and for a stage beside a version.
    """
    arn = _SECRET_ARN.match(reference)
    secret = arn[0] if arn else reference.partition(":")[0]
    fields = reference[len(secret) + 1 :].split(":")
    kind, key, stage, version = (*(field or None for field in fields), None, None, None, None)[:4]
    wrong = len(fields) > 4 or not secret or kind not in {None, "SecretString"}  # noqa: PLR2004  # behind the id
    if wrong or (stage and version):
        written = f"{{{{resolve:secretsmanager:{reference}}}}}"
        raise refusal(f"Incorrect format is used in the following Secrets Manager reference: [{written}]")
    return SecretReference(secret, key, stage, version)


def references(value: object) -> Iterator[tuple[str, str]]:
    """The service and the text of every dynamic reference in a resolved value."""
    return ((service, reference) for _, service, reference in _found(value, ""))


def check(resource_type: str, properties: object) -> None:
    """Raise ServiceError for a reference of another form or service, and a secure one where it may not stand."""
    misplaced = []
    for path, service, reference in _found(properties, f"{resource_type}/Properties"):
        if service == "secretsmanager":
            secret_reference(reference)
        elif service in SERVICES:
            parameter_reference(service, reference)
        else:
            known = ", ".join(SERVICES)
            raise refusal(f"Template error: dynamic reference to unknown service '{service}' at {path}; known: {known}")
        if service == "ssm-secure" and path not in SECURE_PROPERTIES:
            misplaced.append(path)
    if misplaced:
        raise refusal(f"SSM Secure reference is not supported in: [{', '.join(misplaced)}]")


def substitute(value: object, environment: Environment) -> object:
    """The value with every reference replaced by what it stands for; texts may hold several."""
    match value:
        case str():
            return _REFERENCE.sub(lambda match: environment.dynamic(match[1], match[2]), value)
        case list():
            return [substitute(item, environment) for item in value]
        case dict():
            return {key: substitute(item, environment) for key, item in value.items()}
        case _:
            return value


def _found(value: object, path: str) -> Iterator[tuple[str, str, str]]:
    match value:
        case str():
            yield from ((path, match[1], match[2]) for match in _REFERENCE.finditer(value))
        case list():
            for item in value:
                yield from _found(item, path)
        case dict():
            for key, item in value.items():
                yield from _found(item, f"{path}/{key}")
        case _:
            return
