"""What dynamic references stand for: values in Parameter Store and Secrets Manager.

https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/dynamic-references.html
"""

import json

from cfnproof.emulator.cloudformation.language.dynamic_references import (
    SecretReference,
    parameter_reference,
    secret_reference,
)
from cfnproof.emulator.cloudformation.refusals import refusal
from cfnproof.emulator.context import ClientOf


def stored_value(clients: ClientOf, service: str, reference: str) -> str:
    """The value behind `{{resolve:service:reference}}`.

    Raises botocore's ClientError for what the store refuses, ServiceError for what is not in a secret.
    """
    if service == "secretsmanager":
        return _secret(clients, secret_reference(reference))
    named = parameter_reference(service, reference)
    name = f"{named.name}:{named.version}" if named.version else named.name
    found = clients("ssm").get_parameter(Name=name, WithDecryption=service == "ssm-secure")["Parameter"]
    return str(found["Value"])


def _secret(clients: ClientOf, named: SecretReference) -> str:
    asked = {"SecretId": named.secret, "VersionStage": named.stage, "VersionId": named.version}
    answer = clients("secretsmanager").get_secret_value(**{name: value for name, value in asked.items() if value})
    secret = str(answer["SecretString"])
    if not named.key:
        return secret
    try:
        return str(json.loads(secret)[named.key])
    except (ValueError, KeyError, TypeError):
        message = f"Could not find a value associated with JSONKey in SecretString: {named.key!r} of {named.secret!r}"
        raise refusal(message) from None
