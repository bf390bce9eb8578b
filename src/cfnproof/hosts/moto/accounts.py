"""Accounts in moto's stores: opened with an administrator, closed with everything in them."""

import json
from functools import cache

from moto.core.base_backend import BackendDict, backend_lock
from moto.iam.aws_managed_policies import aws_managed_policies_data
from moto.iam.models import AWSManagedPolicy, iam_backends

from cfnproof.hosts.moto.keys import open_administrator


def open_account(account: str, partition: str) -> str:
    """Make AWS's own managed policies and the administrator; return the id of the administrator's access key."""
    iam = iam_backends[account][partition]
    policies = {arn: _copied(policy) for arn, policy in _aws_managed_policies(partition).items()}
    iam.aws_managed_policies = list(policies.values())
    iam.managed_policies |= policies
    return open_administrator(account, partition)


@cache
def _aws_managed_policies(partition: str) -> dict[str, AWSManagedPolicy]:
    """The policies that every account has, by ARN, from moto's copy; parsed once: it takes a tenth of a second."""
    documents = json.loads(aws_managed_policies_data).items()
    policies = [AWSManagedPolicy.from_data(name, "aws", partition, data) for name, data in documents]
    return {policy.arn: policy for policy in policies}


def _copied(policy: AWSManagedPolicy) -> AWSManagedPolicy:
    """A policy of an account's own; `copy.copy` takes five times as long, which counts with 1,500 of them."""
    own: AWSManagedPolicy = object.__new__(AWSManagedPolicy)
    own.__dict__.update(policy.__dict__)
    return own


def close_account(account: str) -> None:
    """Drop everything that an account holds, in every service and region."""
    with backend_lock:
        for backends in list(BackendDict._instances):  # noqa: SLF001  # moto's own list of what is in use
            if account in backends:
                backends[account].reset()
                del backends[account]
