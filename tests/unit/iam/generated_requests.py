"""Random requests over a small universe, in which policies match often."""

from typing import Any, Final

from hypothesis import strategies as st

Json = Any  # a JSON value
OWN: Final = "111122223333"
OTHER: Final = "444455556666"
ROLES: Final = (f"arn:aws:iam::{OWN}:role/deployer", f"arn:aws:iam::{OWN}:role/pipelines/deployer")
LINKED: Final = f"arn:aws:iam::{OWN}:role/aws-service-role/rds.amazonaws.com/deployer"
IDENTITIES: Final = (
    f"arn:aws:iam::{OWN}:user/ana",
    f"arn:aws:iam::{OWN}:user/finance/ben",
    f"arn:aws:sts::{OWN}:assumed-role/deployer/ana",
    f"arn:aws:sts::{OWN}:assumed-role/deployer/run",
    ROLES[0],
    f"arn:aws:sts::{OWN}:federated-user/ana",
    f"arn:aws:iam::{OWN}:root",
    f"arn:aws:iam::{OTHER}:user/ana",
    f"arn:aws:sts::{OTHER}:assumed-role/deployer/run",
    f"arn:aws:iam::{OTHER}:root",
)
SERVICES: Final = ("cloudtrail.amazonaws.com", "config.amazonaws.com")
PROVIDERS: Final = ("accounts.google.com", f"arn:aws:iam::{OWN}:saml-provider/corp")
CALLERS: Final = (
    *({"service": name} for name in SERVICES),
    *({"federated": name} for name in PROVIDERS),
    "*",
)
TARGETS: Final = {
    "s3:GetObject": (
        "arn:aws:s3:::data/ana/a",
        "arn:aws:s3:::data/red/b",
        "arn:aws:s3:::data/*",
        "arn:aws:s3:::data/Red:x",
    ),
    "S3:putobject": ("arn:aws:s3:::data/ana/a", "arn:aws:s3:::logs/red"),
    "s3:ListAllMyBuckets": ("*",),
    "sqs:SendMessage": (f"arn:aws:sqs:us-east-1:{OWN}:red", f"arn:aws:sqs:eu-west-1:{OTHER}:ana"),
    "ecr:BatchGetImage": (
        f"arn:aws:ecr:us-east-1:{OWN}:repository/red",
        f"arn:aws:ecr:us-east-1:{OTHER}:repository/red",
    ),
    "s3:PutBucketPolicy": ("arn:aws:s3:::data", "arn:aws:s3:::logs"),
    "s3:deletebucketpolicy": ("arn:aws:s3:::data", "arn:aws:s3:::logs"),
    "sts:GetCallerIdentity": ("*",),
    "iam:GetUser": (f"arn:aws:iam::{OWN}:user/ana", f"arn:aws:iam::{OWN}:user/finance/ben"),
}
GUARDED: Final = {
    "sts:AssumeRole": (f"arn:aws:iam::{OWN}:role/target", f"arn:aws:iam::{OTHER}:role/target"),
    "sts:TagSession": (f"arn:aws:iam::{OWN}:role/target",),
    "kms:RetireGrant": (f"arn:aws:kms:us-east-1:{OWN}:key/k",),
    "kms:Decrypt": (f"arn:aws:kms:us-east-1:{OWN}:key/k", f"arn:aws:kms:us-east-1:{OTHER}:key/k"),
}
"""Actions on resources whose own policy has to allow."""

_VALUES: Final[dict[str, tuple[Json, ...]]] = {
    "aws:PrincipalTag/team": ("red", "blue", "Red", "*", "ana", ""),
    "aws:ResourceTag/Owner": ("ana", "red", "r*d"),
    "s3:prefix": ("red/", "home/ana", "home/*", "a:b"),
    "aws:SecureTransport": ("true", "false", True, False),
    "s3:max-keys": ("7.5", "10", 10, "10.0", "10.00", "many"),
    "aws:CurrentTime": ("2024-05-01T12:00:00Z", "2024-05-01T14:00:00+02:00", "1714564799", "later"),
    "aws:SourceIp": ("192.0.2.7", "198.51.100.1", "2001:db8::7"),
    "aws:SourceArn": (
        "arn:aws:s3:::data",
        f"arn:aws:sns:us-east-1:{OWN}:red:x",
        f"arn:aws:sns:us-east-1:{OTHER}:ana:{OWN}:red",
    ),
    "app:Token": ("cmVk", "Ymx1ZQ=="),
    "aws:TagKeys": ([], [""], "red", ["red"], ["red", "blue"], ["Red", "ana", ""]),
}


_CHOICES: Final = {key: st.sampled_from((None, *values)) for key, values in _VALUES.items()}
_ROLES: Final = st.sampled_from((None, None, ROLES[1], LINKED))
_OWNERS: Final = st.sampled_from((None, None, None, OWN, OTHER))


@st.composite
def _contexts(draw: st.DrawFn) -> Json:
    """Most of the keys."""
    context = {key: draw(choice) for key, choice in _CHOICES.items()}
    return {key: value for key, value in context.items() if value is not None}


_CONTEXTS: Final = _contexts()


@st.composite
def requests(draw: st.DrawFn, targets: dict[str, tuple[str, ...]], callers: tuple[Json, ...]) -> Json:
    """One of the callers on one of the targets, now and then with a resource of another account."""
    principal = draw(st.sampled_from(callers))
    action = draw(st.sampled_from(sorted(targets)))
    resource = draw(st.sampled_from(targets[action]))
    context = draw(_CONTEXTS)
    if isinstance(principal, str) and principal.startswith(f"arn:aws:sts::{OWN}:assumed-role/"):
        role = draw(_ROLES)
        context = {**context, "aws:PrincipalArn": role} if role else context
    request = {"principal": principal, "action": action, "resource": resource, "context": context}
    owner = draw(_OWNERS)
    free = ":s3:" in resource
    return {**request, "resourceAccount": owner} if owner and free else request
