"""All policies that a request is evaluated under."""

from dataclasses import dataclass

from cfnproof.iam.policy import PolicySet


@dataclass(frozen=True, slots=True)
class Policies:
    """The policies by type; None, or none, where the principal or the resource has none of a type.

    `service_control` and `resource_control` have one set per level, from the organization's root to the account.
    https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies.html
    """

    identity: PolicySet
    boundary: PolicySet | None = None
    session: PolicySet | None = None
    resource: PolicySet | None = None
    service_control: tuple[PolicySet, ...] = ()
    resource_control: tuple[PolicySet, ...] = ()
