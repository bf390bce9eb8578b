"""The keys of log groups: CloudWatch Logs uses one as itself, so the key's policy must let it.

https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/encrypt-log-data-kms.html
"""

from typing import Final

from cfnproof.emulator.errors import ServiceError
from cfnproof.hosts.access.door import Access

_USES: Final = ("kms:GenerateDataKey", "kms:Decrypt")
_CONTEXT: Final = "kms:encryptioncontext:aws:logs:arn"
_CONTEXT_KEYS: Final = "kms:encryptioncontextkeys"


def check_log_key(access: Access, region: str, group: str, key: str) -> None:
    """Let the policy of a key decide on its use for a log group, which is given by its name.

    Raises ServiceError AccessDeniedException.
    """
    arn = f"arn:{access.partition}:logs:{region}:{access.account}:log-group:{group}"
    who = access.service(f"logs.{region}.amazonaws.com", arn)
    try:
        for action in _USES:
            access.permit(action, key, region, who, {_CONTEXT: arn, _CONTEXT_KEYS: ("aws:logs:arn",)})
    except ServiceError as error:
        said = f"The specified KMS key does not exist or is not allowed to be used with Arn '{arn}'"
        raise ServiceError("AccessDeniedException", said) from error
