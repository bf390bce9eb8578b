"""What a row may make of a value: in the form that is asked for, in another one, and where it is not known."""

from typing import Final

import pytest

from cfnproof.least_privilege.projects import terms
from cfnproof.least_privilege.requirements.filters import FILTERS
from cfnproof.template.expressions import Parts, Reference

NAME, OTHER = Reference("app/Data"), Reference("app/Other")
OPEN: Final = terms.of("app", "P", terms.PARAMETER)
REF: Final = terms.of("app", "Thing", "Ref")
KEY_ID: Final = "1234abcd-12ab-34cd-56ef-1234567890ab"
OWN: Final = (":", terms.REGION, ":", terms.ACCOUNT, ":")


def arn(service: str, *rest: str | Reference) -> Parts:
    """An ARN of the own region and account."""
    return terms.joined(("arn:", terms.PARTITION, f":{service}", *OWN, *rest))


S3: Final = ("arn:", terms.PARTITION, ":s3:::")
BUCKET: Final = terms.joined((*S3, "data/a/b"))
ROLE: Final = ("arn:", terms.PARTITION, ":iam::", terms.ACCOUNT, ":role/")

GOOD: Final[dict[str, list[tuple[Parts, Parts]]]] = {
    "lower": [(("MyModel",), ("mymodel",)), (("A-", NAME, "-B"), ("a-", NAME, "-b")), ((), ())],
    "s3": [
        (("s3://data/a/b",), BUCKET),
        (("s3://", NAME, "/a/"), (*S3, NAME, "/a/")),
        (("s3://data",), terms.joined((*S3, "data"))),
        (("s3://data/a:b",), terms.joined((*S3, "data/a:b"))),
    ],
    "folder": [
        (("s3://data/a/",), ("s3://data/a",)),
        (("a",), ("a",)),
        ((NAME,), (NAME,)),
        (("a/", NAME), ("a/", NAME)),
    ],
    "directory": [(("a/b/c",), ("a/b",)), (("a/", NAME), ("a",)), (("a",), ("a",)), (("a/",), ("a",))],
    "bucket": [
        (("s3://data/a/b",), ("data",)),
        (("s3://data",), ("data",)),
        (("s3://", NAME, "/a"), (NAME,)),
        (("s3://data-", NAME, "/a"), ("data-", NAME)),
        (("s3://data/2024-01-01T10:00:00/x",), ("data",)),
    ],
    "key": [
        (("s3://data/a/b",), ("a/b",)),
        (("s3://data/a/",), ("a/",)),
        (("s3://data",), ()),
        (("s3://", NAME, "/a/", OTHER), ("a/", OTHER)),
        (("s3://data/a:b",), ("a:b",)),
    ],
    "last": [
        (("arn:aws:iam::111122223333:role/path/name",), ("name",)),
        (("arn:aws:lambda:us-east-1:111122223333:function:f",), ("f",)),
        (arn("states", "stateMachine:", NAME), (NAME,)),
        (("name",), ("name",)),
    ],
    "kms": [
        ((KEY_ID,), arn("kms", f"key/{KEY_ID}")),
        (("mrk-" + "0" * 32,), arn("kms", "key/mrk-" + "0" * 32)),
        ((NAME,), arn("kms", "key/", NAME)),
        ((Reference(f"={KEY_ID}"),), arn("kms", "key/", Reference(f"={KEY_ID}"))),
        (arn("kms", "key/", NAME), arn("kms", "key/", NAME)),
    ],
    "repository": [
        (
            ("111122223333.dkr.ecr.eu-west-1.amazonaws.com/team/app:1.0",),
            ("arn:", terms.PARTITION, ":ecr:eu-west-1:111122223333:repository/team/app"),
        ),
        (
            ("111122223333.dkr.ecr.cn-north-1.amazonaws.com.cn/app@sha256:0123",),
            ("arn:", terms.PARTITION, ":ecr:cn-north-1:111122223333:repository/app"),
        ),
        ((terms.ACCOUNT, ".dkr.ecr.", terms.REGION, ".amazonaws.com/", NAME), arn("ecr", "repository/", NAME)),
        ((Reference("image/pytorch-training"),), (Reference("repository/pytorch-training"),)),
    ],
    "field3": [(("arn:aws:sns:eu-west-1:111122223333:t",), ("eu-west-1",)), (arn("sns", "t"), (terms.REGION,))],
    "field4": [(("arn:aws:sns:eu-west-1:111122223333:t",), ("111122223333",)), (arn("sns", "t"), (terms.ACCOUNT,))],
    "field5": [(arn("sns", NAME), (NAME,)), (arn("states", "stateMachine:", NAME), ("stateMachine",))],
    "field6": [(arn("states", "stateMachine:", NAME), (NAME,))],
    "revision": [
        (arn("ecs", "task-definition/web"), arn("ecs", "task-definition/web:*")),
        (arn("ecs", "task-definition/web:3"), arn("ecs", "task-definition/web:3")),
        ((REF,), (REF,)),
    ],
    "job_definition": [
        (("nightly",), arn("batch", "job-definition/nightly:*")),
        (("nightly:3",), arn("batch", "job-definition/nightly:3")),
        ((Reference("=nightly"),), arn("batch", "job-definition/", Reference("=nightly"), ":*")),
        (arn("batch", "job-definition/nightly"), arn("batch", "job-definition/nightly:*")),
        (arn("batch", "job-definition/nightly:3"), arn("batch", "job-definition/nightly:3")),
        ((REF,), (REF,)),
    ],
    "function": [
        (("f",), arn("lambda", "function:f")),
        (("f:live",), arn("lambda", "function:f:live")),
        ((NAME,), arn("lambda", "function:", NAME)),
        (
            ("111122223333:function:f",),
            ("arn:", terms.PARTITION, ":lambda:", terms.REGION, ":111122223333:function:f"),
        ),
        (
            ("111122223333:function:f:live",),
            ("arn:", terms.PARTITION, ":lambda:", terms.REGION, ":111122223333:function:f:live"),
        ),
        (arn("lambda", "function:f"), arn("lambda", "function:f")),
    ],
    "queue": [
        (
            ("https://sqs.eu-west-1.amazonaws.com/111122223333/q",),
            ("arn:", terms.PARTITION, ":sqs:eu-west-1:111122223333:q"),
        ),
        (("https://sqs.", terms.REGION, ".amazonaws.com/", terms.ACCOUNT, "/", NAME), arn("sqs", NAME)),
    ],
    "table": [(("orders",), arn("dynamodb", "table/orders")), (arn("dynamodb", "table/o"), arn("dynamodb", "table/o"))],
    "role": [(("runner",), (*ROLE[:-1], ":role/runner")), ((*ROLE, NAME), (*ROLE, NAME))],
    "job_queue": [(("q",), arn("batch", "job-queue/q")), ((REF,), (REF,))],
    "task_definition": [(("web",), arn("ecs", "task-definition/web")), ((REF,), (REF,))],
    "cluster": [
        (("main",), arn("ecs", "cluster/main")),
        (arn("ecs", "cluster/main"), arn("ecs", "cluster/main")),
        ((terms.of("app", "C", "Arn"),), (terms.of("app", "C", "Arn"),)),
    ],
    "cluster_name": [
        (("main",), ("main",)),
        (arn("ecs", "cluster/main"), ("main",)),
        ((terms.of("app", "C", "Arn"),), (terms.of("app", "C", "Ref"),)),
    ],
    "bus": [
        (("orders",), arn("events", "event-bus/orders")),
        (arn("events", "event-bus/o"), arn("events", "event-bus/o")),
    ],
    "project": [(("build",), arn("codebuild", "project/build"))],
    "build_owner": [
        (("build:0123",), arn("codebuild", "project/build")),
        (arn("codebuild", "build/web:0123"), arn("codebuild", "project/web")),
        (arn("codebuild", "build-batch/web:0123"), arn("codebuild", "project/web")),
        (arn("codebuild", "report/web:0123"), arn("codebuild", "report-group/web")),
    ],
    "connection_name": [
        (arn("events", "connection/shop/0123"), ("shop",)),
        (arn("events", "connection/", NAME), (NAME,)),
    ],
    "parameter": [
        (("/app/name",), arn("ssm", "parameter/app/name")),
        (("name",), arn("ssm", "parameter/name")),
        ((NAME,), arn("ssm", "parameter/", NAME)),
        (arn("ssm", "parameter/name"), arn("ssm", "parameter/name")),
    ],
    "secret": [
        (("db",), arn("secretsmanager", "secret:db-*")),
        (arn("secretsmanager", "secret:db-AbCdEf"), arn("secretsmanager", "secret:db-AbCdEf")),
    ],
    "model": [
        (
            ("amazon.titan-text-express-v1",),
            ("arn:", terms.PARTITION, ":bedrock:", terms.REGION, "::foundation-model/amazon.titan-text-express-v1"),
        ),
        (
            ("anthropic.claude-3-haiku-20240307-v1:0",),
            (
                *("arn:", terms.PARTITION, ":bedrock:", terms.REGION),
                "::foundation-model/anthropic.claude-3-haiku-20240307-v1:0",
            ),
        ),
        (arn("bedrock", "provisioned-model/x"), arn("bedrock", "provisioned-model/x")),
    ],
    "guardrail": [(("g",), arn("bedrock", "guardrail/g"))],
    "label": [(("api.execute-api.us-east-1.amazonaws.com",), ("api",)), ((NAME, ".execute-api"), (NAME,))],
    "copied": [
        (("data/a/b",), ("data/a/b",)),
        (("/data/a",), ("data/a",)),
        (("data/a?versionId=1",), ("data/a",)),
        ((NAME, "/a?versionId=", OTHER), (NAME, "/a")),
    ],
}
"""By filter: values, and what it makes of them."""

UNKNOWN: Final[dict[str, list[Parts]]] = {
    "s3": [("https://data.s3.amazonaws.com/a",), (NAME,), (OPEN,), ()],
    "bucket": [("data/a",), (NAME, "/a"), ()],
    "key": [("data/a",), (OPEN,), ()],
    "kms": [
        ("alias/data",),
        ("arn:aws:kms:us-east-1:111122223333:alias/data",),
        (Reference("=data"),),
        (OPEN,),
        (REF,),
    ],
    "repository": [("nginx:latest",), ("public.ecr.aws/nginx/nginx",), ("registry.example.com/team/app",), (OPEN,), ()],
    "field3": [("arn:aws:sns",), (OPEN,), ()],
    "field6": [arn("sns", NAME), (OPEN,)],
    "queue": [("q",), ("https://example.com/111122223333/q",), ("https://sqs.us-east-1.amazonaws.com/q",), (REF,), ()],
    "connection_name": [("shop",), (OPEN,)],
    "model": [("us.anthropic.claude-3-haiku-20240307-v1:0",), ("us-gov.anthropic.claude-3-haiku-20240307-v1:0",)],
}
"""By filter: values of which it makes nothing."""


@pytest.mark.parametrize(
    ("name", "value", "expected"), [(name, *case) for name, cases in GOOD.items() for case in cases]
)
def test_what_is_made_of_a_value(name: str, value: Parts, expected: Parts) -> None:
    """A value that has the form already stays as it is."""
    assert FILTERS[name](value) == expected


@pytest.mark.parametrize(("name", "value"), [(name, value) for name, values in UNKNOWN.items() for value in values])
def test_what_nothing_is_made_of(name: str, value: Parts) -> None:
    """It is not known what it is, or the filter is not for it."""
    assert FILTERS[name](value) is None


def test_each_filter_has_its_cases() -> None:
    """None is left out."""
    assert set(GOOD) == set(FILTERS)
