"""Random lines that are plain but for one thing: who is named by whom, or what a variable stands for."""

from typing import Any, Final

from hypothesis import strategies as st

from tests.unit.iam.generated_policies import OPEN
from tests.unit.iam.generated_requests import CALLERS, GUARDED, IDENTITIES, LINKED, OTHER, OWN, ROLES, SERVICES, TARGETS

Json = Any  # a JSON value
_VERSION: Final = "2012-10-17"
_OPENED: Final = {"Version": _VERSION, "Statement": OPEN}
_CLOSED: Final = {"Version": _VERSION, "Statement": {**OPEN, "Action": "sns:*"}}
_PASSED: Final = {"Version": _VERSION, "Statement": {**OPEN, "Principal": "*"}}
_BLOCKED: Final = {
    "Version": _VERSION,
    "Statement": {**OPEN, "Effect": "Deny", "Action": ["s3:*", "kms:R*"], "Principal": "*"},
}
_DOCUMENTS: Final = st.sampled_from((None, None, _OPENED, _CLOSED))
_IDENTITY: Final = st.sampled_from(([], [_CLOSED], [_OPENED], [_OPENED]))
_SERVICE_CONTROL: Final = st.sampled_from((None, [[_OPENED]], [[_OPENED], [_CLOSED]]))
_SPARED: Final = {"Version": _VERSION, "Statement": {**OPEN, "Effect": "Deny", "Action": "sns:*", "Principal": "*"}}
_RESOURCE_CONTROL: Final = st.sampled_from((None, None, [[_PASSED]], [[_SPARED]], [[_PASSED, _BLOCKED]], [[_BLOCKED]]))
_PLACES: Final = st.sampled_from(
    [(action, resource) for action, places in {**TARGETS, **GUARDED}.items() for resource in places]
)
_CALLERS: Final = st.sampled_from((*IDENTITIES[:7], *IDENTITIES[2:4], *IDENTITIES, *CALLERS))
_PATHS: Final = st.sampled_from((None, ROLES[1], LINKED, LINKED))
_OWNERS: Final = st.sampled_from((None, None, OTHER))
_WAYS: Final = st.sampled_from(
    (
        ("Allow", "Principal"),
        ("Allow", "Principal"),
        ("Allow", "NotPrincipal"),
        ("Deny", "Principal"),
        ("Deny", "NotPrincipal"),
    )
)
_OTHERS: Final = (*IDENTITIES, *ROLES, OWN, OTHER)


@st.composite
def by_principal(draw: st.DrawFn) -> Json:
    """Every document allows everything, or nothing that is asked: the principal alone decides."""
    action, resource = draw(_PLACES)
    principal = draw(_CALLERS)
    request = {"principal": principal, "action": action, "resource": resource, "context": {}}
    if isinstance(principal, str) and f"{OWN}:assumed-role" in principal and (role := draw(_PATHS)):
        request["context"] = {"aws:PrincipalArn": role}
    if ":s3:" in resource and (owner := draw(_OWNERS)):
        request["resourceAccount"] = owner
    session = draw(_DOCUMENTS)
    extra = {
        "permissionsBoundary": draw(_DOCUMENTS),
        "sessionPolicies": session and [session],
        "resourcePolicy": draw(_naming(request)),
        "serviceControlPolicies": draw(_SERVICE_CONTROL),
        "resourceControlPolicies": draw(_RESOURCE_CONTROL),
    }
    line = {"request": request, "identityPolicies": draw(_IDENTITY)}
    return {**line, **{key: value for key, value in extra.items() if value is not None}}


@st.composite
def _naming(draw: st.DrawFn, request: Json) -> Json:
    """A policy of one statement that mostly names the principal itself, its role or its account."""
    effect, element = draw(_WAYS)
    principal = request["principal"]
    if isinstance(principal, dict):
        ((kind, name),) = principal.items()
        named = {kind.title(): [draw(st.sampled_from((name, name, SERVICES[0])))]}
    else:
        named = {"AWS": draw(st.lists(st.sampled_from(_chain(request) + _OTHERS[:2]), min_size=1, max_size=3))}
        named = {"AWS": [*named["AWS"], *draw(st.lists(st.sampled_from(_OTHERS), max_size=1))]}
    if ":role/" in request["resource"]:
        statement = {"Effect": effect, "Action": request["action"], "Principal": named}
    else:
        statement = {"Effect": effect, "Action": "*", "Resource": "*", element: named}
        if request["action"].startswith("ecr:"):  # a repository's policy is about the repository
            del statement["Resource"]
    statements = (
        [statement, {**OPEN, "Principal": "*"}] if "NotPrincipal" in statement and effect == "Deny" else [statement]
    )
    return {"Version": _VERSION, "Statement": statements}


def _chain(request: Json) -> tuple[str, ...]:
    principal = request["principal"]
    if principal == "*":
        return ("*",)
    account = principal.split(":")[4]
    role = request["context"].get("aws:PrincipalArn") or f"arn:aws:iam::{account}:role/deployer"
    return (principal, principal, role, role, f"arn:aws:iam::{account}:root", account)


_TAG: Final = "aws:PrincipalTag/Team"
_SPACED: Final = "aws:PrincipalTag/Cost Center"
_PATTERNS: Final = st.sampled_from(
    (
        "arn:aws:s3:::data/${aws:PrincipalTag/team}/b",
        "arn:aws:s3:::data/${AWS:principaltag/TEAM, 'red'}/b",
        "arn:aws:s3:::data/${aws:username}/*",
        "arn:aws:s3:::data/${aws:username, 'red'}/?",
        "arn:aws:s3:::data/${aws:PrincipalTag/Cost Center, 'a'}/b",
        "arn:aws:s3:::data/${*}/b",
        "arn:aws:s3:::data/${$}{aws:username}/*",
        "arn:aws:s3:::*/${?}/b",
        "arn:aws:s3:::data/${aws:TagKeys, 'red'}/b",
    )
)
_OBJECTS: Final = st.sampled_from(
    tuple(f"arn:aws:s3:::data/{folder}/b" for folder in ("red", "", "ana", "*", "?", "${aws:username}", "a"))
)
_TEAMS: Final = st.sampled_from((None, "", "red", "*", "ana", "${aws:username}"))
_KEYS: Final = st.sampled_from((None, [], ["red"], "red"))
_ELEMENTS: Final = st.sampled_from(("Resource", "Resource", "NotResource"))
_VERSIONS: Final = st.sampled_from((_VERSION, _VERSION, "2008-10-17", None))
_OPERATORS: Final = st.sampled_from(
    ("StringEquals", "StringNotEquals", "StringLike", "StringNotLike", "StringEqualsIgnoreCase")
)
_WANTED: Final = st.sampled_from(
    (
        "${aws:username}",
        "${aws:principaltag/team}",
        "${aws:PrincipalTag/team, 'red'}",
        "${aws:principaltag/cost center}",
        "${*}",
        "*${aws:username}*",
        "RED",
    )
)
_GIVEN: Final = st.sampled_from((None, "", "red", "ana", "Ana", "*", "${aws:username}"))


@st.composite
def by_variable(draw: st.DrawFn) -> Json:
    """One statement with a variable in its resource, or in its condition."""
    context = {_TAG: draw(_TEAMS), _SPACED: draw(_TEAMS), "aws:TagKeys": draw(_KEYS), "s3:prefix": draw(_GIVEN)}
    request = {
        "principal": draw(st.sampled_from(IDENTITIES[:4])),
        "action": "s3:GetObject",
        "resource": draw(_OBJECTS),
        "context": {key: value for key, value in context.items() if value is not None},
    }
    statement: Json = {"Effect": "Allow", "Action": "*"}
    if draw(st.booleans()):
        statement = {**statement, draw(_ELEMENTS): draw(_PATTERNS)}
    else:
        statement = {**OPEN, "Condition": {draw(_OPERATORS): {"s3:prefix": draw(_WANTED)}}}
    version = draw(_VERSIONS)
    document = {"Statement": [statement]}
    return {"request": request, "identityPolicies": [{"Version": version, **document} if version else document]}
