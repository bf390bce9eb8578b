"""What single operations do otherwise than all others, as the naive evaluator sees it: each from its own page."""

from typing import Any, Final

from tests.unit.iam.naive_principals import account_of, is_root

Json = Any  # a JSON value
EVERYTHING: Final = {
    "Version": "2012-10-17",
    "Statement": [{"Effect": "Allow", "Principal": "*", "Action": "*", "Resource": "*"}],
}
"""RCPFullAWSAccess, which is attached to the root, every unit and every account, and cannot be detached.

https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_rcps_evaluation.html
"""


def needs_no_permission(request: Json) -> bool:
    """Whether it is one of the two operations of STS that nobody can be forbidden.

    https://docs.aws.amazon.com/STS/latest/APIReference/API_GetCallerIdentity.html
    https://docs.aws.amazon.com/STS/latest/APIReference/API_GetSessionToken.html
    """
    free = ("sts:GetCallerIdentity", "sts:GetSessionToken")
    return request["principal"] != "*" and any(request["action"].lower() == action.lower() for action in free)


def is_retiring_a_grant(request: Json) -> bool:
    """The permission kms:RetireGrant is not effective in a resource control policy.

    https://docs.aws.amazon.com/kms/latest/developerguide/grant-delete.html
    """
    return str(request["action"]).lower() == "kms:RetireGrant".lower()


def owns_the_bucket(request: Json) -> bool:
    """Whether the root user of the bucket's owner manages its policy, which cannot deny that to it.

    https://docs.aws.amazon.com/AmazonS3/latest/API/API_DeleteBucketPolicy.html
    """
    service, _, name = request["action"].lower().partition(":")
    managing = service == "s3" and name in [f"{verb}bucketpolicy" for verb in ("get", "put", "delete")]
    return managing and is_root(request["principal"]) and account_of(request["principal"]) == request["owner"]
