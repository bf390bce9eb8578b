"""How many decisions a second the IAM evaluator makes, beside moto's, and how many of moto's are wrong.

`python benchmarks/iam_evaluation.py [RUNS]` evaluates, on one core, that many times (5) and in turn, 20,000 requests
that are all distinct against the ten statements of a role, and prints the median and the range of the decisions a
second, and the ratio run by run. Then it asks both for what IAM's user guide settles, and prints who is wrong.
"""

import itertools
import json
import statistics
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from moto.iam.access_control import IAMPolicy, PermissionResult

from cfnproof.iam.context import complete
from cfnproof.iam.decision import PolicyType
from cfnproof.iam.evaluator import Policies, evaluate
from cfnproof.iam.policy import PolicyKind, PolicySet, compile_policy
from cfnproof.iam.principals import parse_principal
from cfnproof.iam.request import Request

ACCOUNT = "111122223333"
SESSION = f"arn:aws:sts::{ACCOUNT}:assumed-role/train-and-host/SageMaker"
BUCKET = "arn:aws:s3:::project-data"
KEY = f"arn:aws:kms:eu-west-1:{ACCOUNT}:key/3f6c7c1e-5b7a-4b1e-9c58-0d3c1c9c2b1a"
GROUPS = f"arn:aws:logs:eu-west-1:{ACCOUNT}:log-group:/aws/sagemaker"
REQUESTS = 20_000


def allow(action: str | list[str], resource: str | list[str], **rest: object) -> dict[str, Any]:
    """A statement that allows."""
    return {"Effect": "Allow", "Action": action, "Resource": resource, **rest}


ROLE = [
    allow("s3:ListBucket", BUCKET, Condition={"StringLike": {"s3:prefix": ["testing/*", "training/*"]}}),
    allow("s3:GetObject", [f"{BUCKET}/{folder}/*" for folder in ("models", "source", "testing", "training")]),
    allow("s3:PutObject", f"{BUCKET}/models/*"),
    allow(
        ["kms:Decrypt", "kms:GenerateDataKey"],
        KEY,
        Condition={"StringEquals": {"kms:ViaService": "s3.eu-west-1.amazonaws.com"}},
    ),
    allow("kms:Encrypt", KEY),
    allow("ecr:GetAuthorizationToken", "*"),
    allow(
        ["ecr:BatchCheckLayerAvailability", "ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer"],
        [f"arn:aws:ecr:eu-west-1:{ACCOUNT}:repository/{name}" for name in ("training", "inference")],
    ),
    allow(["logs:CreateLogGroup", "logs:DescribeLogStreams"], [f"{GROUPS}/Endpoints/*:*", f"{GROUPS}/TrainingJobs:*"]),
    allow(
        ["logs:CreateLogStream", "logs:PutLogEvents"],
        [f"{GROUPS}/Endpoints/*:log-stream:*", f"{GROUPS}/TrainingJobs:log-stream:*"],
    ),
    allow(
        "cloudwatch:PutMetricData",
        "*",
        Condition={
            "StringEquals": {"cloudwatch:namespace": ["/aws/sagemaker/Endpoints", "/aws/sagemaker/TrainingJobs"]}
        },
    ),
]

ASKED = (
    ("s3:ListBucket", BUCKET, "s3:prefix", "training/{0}"),
    ("s3:GetObject", BUCKET + "/training/{0}.csv", "", ""),
    ("s3:GetObject", BUCKET + "/private/{0}.csv", "", ""),
    ("s3:PutObject", BUCKET + "/models/{0}/model.tar.gz", "", ""),
    ("s3:DeleteObject", BUCKET + "/models/{0}/model.tar.gz", "", ""),
    ("kms:Decrypt", KEY, "kms:EncryptionContext:aws:s3:arn", BUCKET + "/training/{0}.csv"),
    ("ecr:BatchGetImage", f"arn:aws:ecr:eu-west-1:{ACCOUNT}:repository/training", "aws:UserAgent", "docker/{0}"),
    ("logs:CreateLogStream", GROUPS + "/TrainingJobs:log-stream:job-{0}", "", ""),
    ("logs:PutLogEvents", GROUPS + "/Endpoints/{0}:log-stream:AllTraffic", "", ""),
    ("cloudwatch:PutMetricData", "*", "cloudwatch:namespace", "/aws/sagemaker/{0}"),
)


@dataclass(frozen=True, slots=True)
class Probe:
    """A question that IAM's user guide settles: whether statements allow a request."""

    what: str
    statements: Sequence[dict[str, Any]]
    action: str
    resource: str
    allowed: bool
    context: dict[str, str] = field(default_factory=dict)


EVERYTHING = allow("*", "*")
OWN_FOLDER = f"{BUCKET}/${{aws:username}}/*"
TAGGED = {"StringEquals": {"aws:ResourceTag/Project": "churn"}}


def deny(**elements: object) -> dict[str, Any]:
    """A statement that denies."""
    return {"Effect": "Deny", **elements}


PROBES = (
    Probe(
        "an action that is allowed", [allow("s3:GetObject", f"{BUCKET}/*")], "s3:GetObject", f"{BUCKET}/a", allowed=True
    ),
    Probe(
        "an action that is not", [allow("s3:GetObject", f"{BUCKET}/*")], "s3:PutObject", f"{BUCKET}/a", allowed=False
    ),
    Probe(
        "a Deny beats an Allow",
        [EVERYTHING, deny(Action="s3:*", Resource=f"{BUCKET}/a")],
        "s3:GetObject",
        f"{BUCKET}/a",
        allowed=False,
    ),
    Probe("letter case of an action", [allow("S3:getobject", "*")], "s3:GetObject", f"{BUCKET}/a", allowed=True),
    Probe("? in an action", [allow("s3:?etObject", "*")], "s3:GetObject", f"{BUCKET}/a", allowed=True),
    Probe(
        "a dot is a dot", [allow("s3:GetObject", f"{BUCKET}/a.csv")], "s3:GetObject", f"{BUCKET}/aXcsv", allowed=False
    ),
    Probe(
        "NotResource",
        [deny(Action="s3:*", NotResource=f"{BUCKET}/a"), EVERYTHING],
        "s3:GetObject",
        f"{BUCKET}/a",
        allowed=True,
    ),
    Probe(
        "NotResource with Allow",
        [{"Effect": "Allow", "Action": "s3:*", "NotResource": f"{BUCKET}/a"}],
        "s3:GetObject",
        f"{BUCKET}/a",
        allowed=False,
    ),
    Probe(
        "NotAction",
        [{"Effect": "Allow", "NotAction": ["iam:*", "sts:*"], "Resource": "*"}],
        "iam:PassRole",
        "*",
        allowed=False,
    ),
    Probe(
        "a condition that holds",
        [allow("*", "*", Condition=TAGGED)],
        "s3:GetObject",
        BUCKET,
        allowed=True,
        context={"aws:ResourceTag/Project": "churn"},
    ),
    Probe(
        "a condition that does not",
        [allow("*", "*", Condition=TAGGED)],
        "s3:GetObject",
        BUCKET,
        allowed=False,
        context={"aws:ResourceTag/Project": "other"},
    ),
    Probe(
        "an Allow without effect does not deny",
        [allow("*", "*", Condition=TAGGED), EVERYTHING],
        "s3:GetObject",
        BUCKET,
        allowed=True,
    ),
    Probe(
        "a Deny without effect",
        [EVERYTHING, deny(Action="*", Resource="*", Condition=TAGGED)],
        "s3:GetObject",
        BUCKET,
        allowed=True,
    ),
    Probe(
        "letter case of a key",
        [allow("*", "*", Condition={"StringEquals": {"AWS:principalACCOUNT": ACCOUNT}})],
        "s3:GetObject",
        BUCKET,
        allowed=True,
        context={"aws:PrincipalAccount": ACCOUNT},
    ),
    Probe(
        "a policy variable",
        [allow("s3:GetObject", OWN_FOLDER)],
        "s3:GetObject",
        f"{BUCKET}/ann/a",
        allowed=True,
        context={"aws:username": "ann"},
    ),
    Probe(
        "StringNotEquals without the key",
        [allow("*", "*", Condition={"StringNotEquals": {"aws:RequestedRegion": "x"}})],
        "s3:GetObject",
        BUCKET,
        allowed=True,
    ),
    Probe(
        "IfExists without the key",
        [allow("*", "*", Condition={"StringEqualsIfExists": {"aws:RequestedRegion": "x"}})],
        "s3:GetObject",
        BUCKET,
        allowed=True,
    ),
    Probe(
        "Null",
        [allow("*", "*", Condition={"Null": {"aws:TokenIssueTime": "true"}})],
        "s3:GetObject",
        BUCKET,
        allowed=True,
    ),
    Probe(
        "NumericLessThan",
        [allow("*", "*", Condition={"NumericLessThan": {"s3:max-keys": "10"}})],
        "s3:ListBucket",
        BUCKET,
        allowed=True,
        context={"s3:max-keys": "9"},
    ),
    Probe(
        "IpAddress",
        [allow("*", "*", Condition={"IpAddress": {"aws:SourceIp": "203.0.113.0/24"}})],
        "s3:ListBucket",
        BUCKET,
        allowed=True,
        context={"aws:SourceIp": "203.0.113.7"},
    ),
    Probe(
        "DateLessThan",
        [allow("*", "*", Condition={"DateLessThan": {"aws:CurrentTime": "2030-01-01T00:00:00Z"}})],
        "s3:ListBucket",
        BUCKET,
        allowed=True,
        context={"aws:CurrentTime": "2026-01-01T00:00:00Z"},
    ),
    Probe(
        "Bool",
        [deny(Action="*", Resource="*", Condition={"Bool": {"aws:SecureTransport": "false"}}), EVERYTHING],
        "s3:ListBucket",
        BUCKET,
        allowed=True,
        context={"aws:SecureTransport": "true"},
    ),
)


def document(statements: Sequence[dict[str, Any]]) -> str:
    """The policy of statements."""
    return json.dumps({"Version": "2012-10-17", "Statement": list(statements)})


def policies(statements: Sequence[dict[str, Any]]) -> Policies:
    """The same, compiled."""
    policy = compile_policy(document(statements), "role", PolicyKind.IDENTITY)
    return Policies(PolicySet.of([policy], PolicyType.IDENTITY))


def key_policy() -> PolicySet:
    """The policy of the key, which leaves to the account who uses it. moto knows none."""
    statement = {"Effect": "Allow", "Principal": {"AWS": ACCOUNT}, "Action": "kms:*", "Resource": "*"}
    return PolicySet.of([compile_policy(document([statement]), "key", PolicyKind.KEY)], PolicyType.RESOURCE)


def request(action: str, resource: str, context: dict[str, str]) -> Request:
    """The session's request."""
    keys = {key.lower(): value for key, value in context.items()}
    return complete(Request(parse_principal(SESSION), action, resource, ACCOUNT, keys))


def ours(given: Sequence[Policies], asked: Sequence[Request]) -> list[bool]:
    """The decisions of this project."""
    return [evaluate(each, policies).allowed for each, policies in zip(asked, given, strict=True)]


def theirs(policy: IAMPolicy, asked: Sequence[tuple[str, str, dict[str, str]]]) -> list[bool]:
    """The decisions of moto."""
    return [
        policy.is_action_permitted(action, resource, None, context) == PermissionResult.PERMITTED
        for action, resource, context in asked
    ]


def rate(decide: Callable[[], list[bool]]) -> float:
    """Decisions a second."""
    started = time.perf_counter()
    made = len(decide())
    return made / (time.perf_counter() - started)


def show(name: str, values: list[float], unit: str) -> None:
    """Print one row."""
    print(f"{name:36} {statistics.median(values):12,.1f} {unit}  ({min(values):,.1f} to {max(values):,.1f})")


def speed(runs: int) -> None:
    """Measure, in turn, and print."""
    asked = [
        (action, resource.format(number), {key: value.format(number)} if key else {})
        for number, (action, resource, key, value) in zip(range(REQUESTS), itertools.cycle(ASKED), strict=False)
    ]
    requests = [request(*each) for each in asked]
    role = policies(ROLE)
    with_key = replace(role, resource=key_policy())
    given = [with_key if action.startswith("kms:") else role for action, _, _ in asked]
    moto = IAMPolicy(document(ROLE))
    taken: list[tuple[float, float]] = []
    for _ in range(runs):
        taken.append((rate(lambda: ours(given, requests)), rate(lambda: theirs(moto, asked))))  # noqa: PERF401  # timed
    show("cfnproof.iam", [mine for mine, _ in taken], "decisions/s")
    show("moto.iam.access_control", [other for _, other in taken], "decisions/s")
    show("ratio", [mine / other for mine, other in taken], " ")


def correctness() -> None:
    """Ask both the probes, and print who is wrong about which."""
    wrong: dict[str, list[str]] = {"cfnproof.iam": [], "moto.iam.access_control": []}
    for probe in PROBES:
        mine = ours([policies(probe.statements)], [request(probe.action, probe.resource, probe.context)])
        try:
            other = theirs(IAMPolicy(document(probe.statements)), [(probe.action, probe.resource, probe.context)])
        except Exception as error:  # noqa: BLE001  # whatever breaks in moto is no decision
            other = []
            wrong["moto.iam.access_control"].append(f"{probe.what} ({type(error).__name__})")
        if mine != [probe.allowed]:
            wrong["cfnproof.iam"].append(probe.what)
        if other and other != [probe.allowed]:
            wrong["moto.iam.access_control"].append(probe.what)
    for name, found in wrong.items():
        print(f"{name:36} {len(found):3} of {len(PROBES)} wrong" + (f": {'; '.join(found)}" if found else ""))


if __name__ == "__main__":
    speed(int(sys.argv[1]) if len(sys.argv) > 1 else 5)
    correctness()
