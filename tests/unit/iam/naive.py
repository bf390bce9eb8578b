"""A second evaluator, slow and plain, written from AWS's pages alone: what it says must be what cfnproof.iam says.

It takes the request and the policies as `cfnproof iam evaluate` reads them, and shares no code with cfnproof.iam.
"""

from typing import Any, Final

from tests.unit.iam.naive_exceptions import EVERYTHING, is_retiring_a_grant, needs_no_permission, owns_the_bucket
from tests.unit.iam.naive_principals import account_of, context_of, grant_of, is_root, is_service_linked
from tests.unit.iam.naive_statements import matches

Json = Any  # a JSON value
ALLOWED: Final = "allowed"
EXPLICIT_DENY: Final = "explicitDeny"
IMPLICIT_DENY: Final = "implicitDeny"


def decide(line: Json) -> str:
    """One of the three answers to one line.

    An explicit deny in any policy that applies wins, whatever else is allowed.
    https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic_policy-eval-denyallow.html
    A root user assumes no roles, whatever allows it.
    https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html
    """
    request = dict(line["request"])
    request["owner"] = owner_of(request)
    request["context"] = context_of(request)
    if needs_no_permission(request):
        return ALLOWED
    policies = applying(line, request)
    request["bounded"] = bool(policies["boundary"])
    denying = {kind: sets for kind, sets in policies.items() if kind != "resource" or not owns_the_bucket(request)}
    if any(says(request, documents, "Deny") for sets in denying.values() for documents in sets):
        return EXPLICIT_DENY
    if is_root(request["principal"]) and request["action"].lower() == "sts:assumerole":
        return IMPLICIT_DENY
    return ALLOWED if allowed(request, policies) else IMPLICIT_DENY


def owner_of(request: Json) -> str:
    """The account that owns the resource: as told, else as in its ARN, else the principal's own.

    https://docs.aws.amazon.com/IAM/latest/UserGuide/reference-arns.html: S3's ARNs have no account.
    """
    if request.get("resourceAccount"):
        return str(request["resourceAccount"])
    parts = request["resource"].split(":")
    in_arn = parts[4] if len(parts) > 5 and parts[4].isdigit() else ""
    return in_arn or account_of(request["principal"])


def applying(line: Json, request: Json) -> dict[str, list[list[Json]]]:
    """Lists of documents by kind; of each list one document at least has to allow.

    Neither service nor resource control policies touch service-linked roles, and service control policies touch only
    the accounts' own users and roles. Each level of resource control policies has RCPFullAWSAccess.
    https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies.html#access_policies-root
    https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_scps.html#not-restricted-by-scp
    https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_rcps.html
    """
    linked = is_service_linked(request)
    own = bool(account_of(request["principal"]))
    levels = [[*level, EVERYTHING] for level in line.get("resourceControlPolicies") or []]
    boundary, resource = line.get("permissionsBoundary"), line.get("resourcePolicy")
    return {
        "identity": [line.get("identityPolicies") or []] if own else [],
        "boundary": [[boundary]] if own and boundary is not None else [],
        "session": [line["sessionPolicies"]] if own and line.get("sessionPolicies") else [],
        "service control": [] if linked or not own else line.get("serviceControlPolicies") or [],
        "resource control": [] if linked or is_retiring_a_grant(request) else levels,
        "resource": [[resource]] if resource is not None else [],
    }


def says(request: Json, documents: list[Json], effect: str) -> bool:
    """Whether a statement of these documents with that effect matches."""
    return any(matches(request, each, document) for document in documents for each in statements(document, effect))


def statements(document: Json, effect: str) -> list[Json]:
    """Its statements with an effect; a single one may stand without a list.

    https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html
    """
    inside = document["Statement"]
    return [each for each in (inside if isinstance(inside, list) else [inside]) if each["Effect"] == effect]


def every(request: Json, policies: dict[str, list[list[Json]]], where: str) -> bool:
    """Whether each list of a kind allows: there is no list where the kind does not apply."""
    return all(says(request, documents, "Allow") for documents in policies[where])


def allowed(request: Json, policies: dict[str, list[list[Json]]]) -> bool:
    """What is left after denies: control policies, then the two sides, which may be in one account or in two.

    https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic_policy-eval-basics.html
    """
    if not (every(request, policies, "service control") and every(request, policies, "resource control")):
        return False
    granted = grants(request, policies)
    mine = account_of(request["principal"])
    if not mine:
        return bool(granted)
    if mine != request["owner"]:
        return bool(granted) and own_side(request, policies, replaced=False)
    return same_account(request, policies, granted)


def grants(request: Json, policies: dict[str, list[list[Json]]]) -> set[str]:
    """How the resource policy's matching statements name the principal: directly, as its role, or as its account."""
    found = [
        grant_of(request, each)
        for documents in policies["resource"]
        for document in documents
        for each in statements(document, "Allow")
        if matches(request, each, document)
    ]
    return set(found)


def same_account(request: Json, policies: dict[str, list[list[Json]]], granted: set[str]) -> bool:
    """Resource policies and implicit denies within an account.

    A user, a session or everyone named in the resource policy is allowed by it. A role named in it is still limited by
    the role's boundary and its session's policies. An account named in it leaves the decision to identity policies.
    https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic_policy-eval-denyallow.html
    Trust policies and key policies have to allow themselves, be it the account.
    https://docs.aws.amazon.com/kms/latest/developerguide/key-policies.html
    """
    if "direct" in granted:
        return True
    if "role" in granted and own_side(request, policies, replaced=True):
        return True
    if needs_resource_policy(request) and "account" not in granted:
        return False
    return own_side(request, policies, replaced=False)


def needs_resource_policy(request: Json) -> bool:
    """Whether identity policies alone never suffice: for assuming roles, and for KMS keys.

    https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic_policy-eval-denyallow.html
    """
    service, _, name = request["action"].lower().partition(":")
    arn = request["resource"].split(":", 5)
    if service == "sts":
        on_role = len(arn) == 6 and arn[2] == "iam" and arn[5].startswith("role/")
        return on_role and (name.startswith("assumerole") or name in {"tagsession", "setsourceidentity"})
    return service == "kms" and len(arn) == 6 and arn[5].startswith("key/")


def own_side(request: Json, policies: dict[str, list[list[Json]]], *, replaced: bool) -> bool:
    """The principal's policies: identity policies (or what `replaced` them), and boundary and session policies.

    The root user has no such policies and may do anything. A federated user's session needs a session policy.
    https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_boundaries.html#access_policies_boundaries-eval-logic
    https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies.html#policies_session
    """
    arn = request["principal"]
    if is_root(arn):
        return True
    if ":federated-user/" in arn and not policies["session"]:
        return False
    identity = replaced or every(request, policies, "identity")
    return identity and every(request, policies, "boundary") and every(request, policies, "session")
