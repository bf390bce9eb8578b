"""moto's stores by the ARNs of what they hold.

A lookup gives None for what does not exist; the objects are moto's own, which has no types.
"""

from collections.abc import Callable, Mapping
from typing import Any, Final

from moto.awslambda_simple.models import lambda_simple_backends
from moto.cloudwatch.models import cloudwatch_backends
from moto.ecr.models import ecr_backends
from moto.events.models import events_backends
from moto.iam.models import iam_backends
from moto.kms.models import kms_backends
from moto.logs.models import logs_backends
from moto.s3.models import FakeDeleteMarker, s3_backends
from moto.secretsmanager.models import secretsmanager_backends
from moto.sns.models import sns_backends
from moto.sqs.models import sqs_backends
from moto.ssm.models import ssm_backends
from moto.stepfunctions.parser.models import stepfunctions_parser_backends

from cfnproof.iam.arn import Arn

_REGIONAL: Final[Mapping[str, Any]] = {
    "cloudwatch": cloudwatch_backends,
    "ecr": ecr_backends,
    "events": events_backends,
    "kms": kms_backends,
    "lambda": lambda_simple_backends,
    "logs": logs_backends,
    "secretsmanager": secretsmanager_backends,
    "sns": sns_backends,
    "sqs": sqs_backends,
    "ssm": ssm_backends,
    "states": stepfunctions_parser_backends,
}
"""moto's stores by account and region, by the service in an ARN."""


def located(text: str) -> Arn | None:
    """The fields of an ARN that can name something here; None for what is none, and in no partition or region."""
    arn = Arn.of(text)
    if arn is None or arn.partition not in iam_backends[arn.account]:
        return None
    regional = _REGIONAL.get(arn.service)
    return arn if regional is None or arn.region in regional[arn.account] else None


def bucket(arn: Arn) -> Any:  # noqa: ANN401  # moto's own
    """A bucket, by its ARN or an object's; names of buckets are one for a whole partition."""
    name = arn.resource.partition("/")[0]
    place = s3_backends.bucket_accounts.get(name)
    return None if place is None else s3_backends[place[1]][place[0]].buckets.get(name)


def s3_object(arn: Arn, version: str | None) -> Any:  # noqa: ANN401  # as above
    """An object in S3, the current version where none is named; None where a delete marker stands in its place."""
    found = bucket(arn)
    if found is None:
        return None
    versions = found.keys.getlist(arn.resource.partition("/")[2], None) or []
    named = (one for one in reversed(versions) if version is None or one.version_id == version)
    current = next(named, None)
    return None if isinstance(current, FakeDeleteMarker) else current


def key(arn: Arn) -> Any:  # noqa: ANN401  # as above
    """A KMS key, by its ARN or an alias's."""
    backend = kms_backends[arn.account][arn.region]
    kind, _, name = arn.resource.partition("/")
    if kind == "alias":
        return next((one for one in list(backend.keys.values()) if arn.resource in one.aliases), None)
    return backend.keys.get(name)


def topic(arn: Arn) -> Any:  # noqa: ANN401  # as above
    """A topic of SNS, by its ARN or a subscription's."""
    name = arn.resource.partition(":")[0]
    return sns_backends[arn.account][arn.region].topics.get(
        f"arn:{arn.partition}:sns:{arn.region}:{arn.account}:{name}"
    )


def queue(arn: Arn) -> Any:  # noqa: ANN401  # as above
    """A queue of SQS."""
    return sqs_backends[arn.account][arn.region].queues.get(arn.resource)


def role(arn: Arn) -> Any:  # noqa: ANN401  # as above
    """A role of IAM, whose ARN must be right to its path."""
    name = arn.resource.rpartition("/")[2]
    for found in list(iam_backends[arn.account][arn.partition].roles.values()):
        if found.name == name:
            return found if found.arn.endswith(f":{arn.resource}") else None
    return None


def role_of(text: str) -> Any:  # noqa: ANN401  # as above
    """A role of IAM by the text of its ARN, None for what is none."""
    arn = located(text)
    return role(arn) if arn is not None else None


def function(arn: Arn) -> Any:  # noqa: ANN401  # as above
    """A function of Lambda, of whichever version."""
    name = arn.resource.removeprefix("function:").partition(":")[0]
    stored = lambda_simple_backends[arn.account][arn.region]._lambdas._functions.get(name)  # noqa: SLF001  # moto's store
    return stored["latest"] if stored else None


def bus(arn: Arn) -> Any:  # noqa: ANN401  # as above
    """An event bus."""
    return events_backends[arn.account][arn.region].event_buses.get(arn.resource.rpartition("/")[2])


def secret(arn: Arn) -> Any:  # noqa: ANN401  # as above
    """A secret of Secrets Manager."""
    name = arn.resource.removeprefix("secret:")
    return secretsmanager_backends[arn.account][arn.region].secrets.get(
        f"arn:{arn.partition}:secretsmanager:{arn.region}:{arn.account}:secret:{name}"
    )


def image_repository(arn: Arn) -> Any:  # noqa: ANN401  # as above
    """A repository of ECR."""
    return ecr_backends[arn.account][arn.region].repositories.get(arn.resource.removeprefix("repository/"))


def log_policies(arn: Arn) -> list[Any]:
    """The resource policies of CloudWatch Logs: they are the account's."""
    return list(logs_backends[arn.account][arn.region].resource_policies.values())


FINDERS: Final[Mapping[str, Callable[[Arn], Any]]] = {
    "ecr": image_repository,
    "events": bus,
    "iam": role,
    "kms": key,
    "lambda": function,
    "s3": bucket,
    "secretsmanager": secret,
    "sns": topic,
    "sqs": queue,
}
"""By the service in an ARN."""
