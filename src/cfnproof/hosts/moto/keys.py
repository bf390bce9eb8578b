"""The access keys of a host: the administrator's, and those with which AWS's services sign.

moto finds the account of a request by its access key, so each key stands in moto's store too.
"""

from typing import Any, Final

from moto.iam.models import AccessKey, iam_backends

from cfnproof.hosts.access.service_keys import NewKey

ADMINISTRATOR: Final = "administrator"
"""The name of the IAM user that a fresh account has."""
ADMINISTRATOR_SECRET: Final = "cfnproof/emulated/administrator/key/0001"  # noqa: S105  # documented, good for nothing else
_ACCESS: Final = "policy/AdministratorAccess"


def administrator_key(account: str) -> str:
    """The id of the administrator's access key in an account of 12 digits."""
    return f"AKIAADMN{account}"


def open_administrator(account: str, partition: str) -> str:
    """Make the administrator, who may do everything that IAM can allow; return the id of the access key.

    https://docs.aws.amazon.com/IAM/latest/UserGuide/getting-started-workloads.html
    """
    iam = iam_backends[account][partition]
    iam.create_user(partition, ADMINISTRATOR)
    iam.attach_user_policy(f"arn:{partition}:iam::aws:{_ACCESS}", ADMINISTRATOR)
    key = iam.create_access_key(ADMINISTRATOR)
    del iam.access_keys[key.access_key_id]
    key.access_key_id, key.secret_access_key = administrator_key(account), ADMINISTRATOR_SECRET
    iam.access_keys[key.access_key_id] = key
    return str(key.access_key_id)


def new_service_key(account: str, partition: str) -> NewKey:
    """A key that moto knows to be of an account."""
    key: Any = AccessKey(user_name=None, prefix="AKIA", account_id=account)  # moto has no types
    iam_backends[account][partition].access_keys[key.access_key_id] = key
    return NewKey(key.access_key_id, key.secret_access_key)
