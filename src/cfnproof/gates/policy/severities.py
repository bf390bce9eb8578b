"""How much checkov's policies matter: checkov gives no severity offline, so the table is ours.

High: what opens data or an account to others. Low: what only makes things harder to trace or tidy. Medium: all else.
"""

from typing import Final

from cfnproof.findings import Severity

_HIGH: Final = frozenset(
    {
        "CKV_AWS_20",  # bucket readable by everybody
        "CKV_AWS_53",  # bucket public access block, four flags
        "CKV_AWS_54",
        "CKV_AWS_55",
        "CKV_AWS_56",
        "CKV_AWS_57",  # bucket writable by everybody
        "CKV_AWS_60",  # role that any account's service may assume
        "CKV_AWS_61",  # role that any principal may assume
        "CKV_AWS_62",  # policy that allows everything
        "CKV_AWS_63",  # policy with every action of every service
        "CKV_AWS_107",  # policy that exposes credentials
        "CKV_AWS_108",  # policy that lets data out
        "CKV_AWS_109",  # policy that manages permissions unbounded
        "CKV_AWS_110",  # policy that escalates privileges
        "CKV_AWS_111",  # policy that writes unbounded
    }
)

_LOW: Final = frozenset(
    {
        "CKV_AWS_18",  # bucket access logging
        "CKV_AWS_66",  # log group retention
        "CKV_AWS_338",  # log group retention of a year
    }
)


def severity_of(check_id: str) -> Severity:
    """Return the severity of a checkov policy; a project's own is of medium severity."""
    if check_id in _HIGH:
        return Severity.HIGH
    return Severity.LOW if check_id in _LOW else Severity.MEDIUM
