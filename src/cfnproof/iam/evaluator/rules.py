"""The rules that depend on what is asked for, and on who asks."""

from typing import Final

from cfnproof.iam.principals import role_of
from cfnproof.iam.request import PrincipalKind, Request

_TRUST_ACTIONS: Final = frozenset(
    {
        "sts:assumerole",
        "sts:assumerolewithsaml",
        "sts:assumerolewithwebidentity",
        "sts:setsourceidentity",
        "sts:tagsession",
    }
)
_WITHOUT_PERMISSION: Final = frozenset({"sts:getcalleridentity", "sts:getsessiontoken"})
_BUCKET_POLICY_ACTIONS: Final = frozenset({"s3:getbucketpolicy", "s3:putbucketpolicy", "s3:deletebucketpolicy"})
_NO_KEY_YET: Final = ":key/*"
"""How the resource of what is asked before a key exists ends, which has no policy yet."""
_WITHOUT_IDENTITY_POLICIES: Final = (PrincipalKind.SERVICE, PrincipalKind.FEDERATED, PrincipalKind.ANONYMOUS)


def is_assuming_a_role(action: str, resource: str) -> bool:
    """Whether a role trust policy is the resource-based policy of an action, given in lower case, on a resource.

    https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_compare-resource-policies.html
    """
    return action in _TRUST_ACTIONS and ":role/" in resource


def resource_policy_decides(action: str, resource: str) -> bool:
    """Whether nothing but the resource-based policy can allow, or let identity-based policies allow.

    https://docs.aws.amazon.com/kms/latest/developerguide/key-policies.html
    """
    return is_assuming_a_role(action, resource) or (
        action.startswith("kms:") and ":key/" in resource and not resource.endswith(_NO_KEY_YET)
    )


def needs_no_permission(action: str, request: Request) -> bool:
    """Whether anyone who is known may ask for an action, given in lower case, whatever policies say.

    https://docs.aws.amazon.com/STS/latest/APIReference/API_GetCallerIdentity.html
    https://docs.aws.amazon.com/STS/latest/APIReference/API_GetSessionToken.html
    """
    return action in _WITHOUT_PERMISSION and request.principal.kind is not PrincipalKind.ANONYMOUS


def is_root_assuming_a_role(action: str, request: Request) -> bool:
    """Whether a root user asks to assume a role, which none can, whatever policies say.

    https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html
    """
    return action == "sts:assumerole" and request.principal.kind is PrincipalKind.ROOT


def is_beyond_the_bucket_policy(action: str, request: Request) -> bool:
    """Whether the bucket owner's root user asks for its policy, whom the policy itself cannot lock out.

    https://docs.aws.amazon.com/AmazonS3/latest/API/API_DeleteBucketPolicy.html
    """
    return (
        action in _BUCKET_POLICY_ACTIONS
        and request.principal.kind is PrincipalKind.ROOT
        and not is_cross_account(request)
    )


def has_identity_policies(request: Request) -> bool:
    """Whether a principal of the kind that asks has identity-based policies, or needs none as the root user."""
    return request.principal.kind not in _WITHOUT_IDENTITY_POLICIES


def is_cross_account(request: Request) -> bool:
    """Whether the resource has an owner that is not the account of who asks."""
    return bool(request.account) and request.account != request.principal.account


def restricted_by_service_control(request: Request) -> bool:
    """Whether service control policies apply to who asks: to users, roles and root users, to no service-linked role.

    https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_scps.html
    """
    return has_identity_policies(request) and not _is_service_linked(request)


def restricted_by_resource_control(action: str, request: Request) -> bool:
    """Whether resource control policies apply: to everyone but service-linked roles, and to all but retiring grants.

    https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_rcps.html
    https://docs.aws.amazon.com/kms/latest/developerguide/grant-delete.html
    """
    return action != "kms:retiregrant" and not _is_service_linked(request)


def _is_service_linked(request: Request) -> bool:
    return ":role/aws-service-role/" in role_of(request.principal, request.context)
