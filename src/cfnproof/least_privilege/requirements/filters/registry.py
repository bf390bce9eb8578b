"""What a row may make of a value, by name: `${name|filter}`."""

from collections.abc import Callable, Mapping
from typing import Final

from cfnproof.least_privilege.requirements.filters import addresses, arns, words
from cfnproof.template.expressions import Parts

FILTERS: Final[Mapping[str, Callable[[Parts], Parts | None]]] = {
    "directory": addresses.directory,
    "lower": words.lower,
    "s3": addresses.s3_arn,
    "folder": addresses.folder,
    "bucket": addresses.bucket,
    "key": addresses.key,
    "last": words.last,
    "kms": arns.key_arn,
    "repository": arns.repository,
    "field3": words.field(3),
    "field4": words.field(4),
    "field5": words.field(5),
    "field6": words.field(6),
    "revision": arns.revision,
    "job_definition": arns.job_definition,
    "function": arns.function,
    "table": arns.named("dynamodb:${AWS::Region}", "table/"),
    "queue": arns.queue,
    "role": arns.named("iam:", "role/"),
    "job_queue": arns.named("batch:${AWS::Region}", "job-queue/", refs=True),
    "task_definition": arns.named("ecs:${AWS::Region}", "task-definition/", refs=True),
    "cluster": arns.named("ecs:${AWS::Region}", "cluster/"),
    "cluster_name": arns.cluster_name,
    "bus": arns.named("events:${AWS::Region}", "event-bus/"),
    "project": arns.named("codebuild:${AWS::Region}", "project/"),
    "build_owner": arns.build_owner,
    "connection_name": words.connection_name,
    "parameter": arns.parameter,
    "secret": arns.secret,
    "model": arns.model,
    "guardrail": arns.named("bedrock:${AWS::Region}", "guardrail/"),
    "label": words.label,
    "copied": addresses.copied,
}

"""Each gives None where it cannot tell."""
