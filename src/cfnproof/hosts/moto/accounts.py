"""Accounts in moto's stores: opened with a root access key, closed with everything in them."""

import json
from functools import cache

from moto.core.base_backend import BackendDict, backend_lock
from moto.iam.aws_managed_policies import aws_managed_policies_data
from moto.iam.models import AccessKey, AWSManagedPolicy, get_account_id_from, iam_backends
from moto.sts.models import sts_backends

from cfnproof.emulator.context import Caller


def open_account(account: str, partition: str) -> str:
    """Make an access key of the account's root user, and AWS's own managed policies; return the key's id."""
    iam = iam_backends[account][partition]
    policies = {arn: _copied(policy) for arn, policy in _aws_managed_policies(partition).items()}
    iam.aws_managed_policies = list(policies.values())
    iam.managed_policies |= policies
    key = AccessKey(user_name=None, prefix="AKIA", account_id=account)
    iam.access_keys[key.access_key_id] = key
    return str(key.access_key_id)


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


def caller_of(access_key: str, partition: str, service: str | None, source_arn: str | None) -> Caller:
    """Who signs with an access key: root user, user, or assumed-role session; `service` asks in their name."""
    account = get_account_id_from(access_key)
    session = sts_backends[account][partition].get_assumed_role_from_access_key(access_key)
    if session is not None:
        return Caller(session.arn, account, access_key, service, source_arn)
    key = iam_backends[account][partition].access_keys.get(access_key)
    name = f"user/{key.user_name}" if key is not None and key.user_name else "root"
    return Caller(f"arn:{partition}:iam::{account}:{name}", account, access_key, service, source_arn)
