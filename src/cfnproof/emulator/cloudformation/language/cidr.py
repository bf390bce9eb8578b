"""Fn::Cidr.

https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/intrinsic-function-reference-cidr.html
"""

from ipaddress import ip_network
from itertools import islice
from typing import Final

from cfnproof.emulator.cloudformation.language import wording
from cfnproof.emulator.cloudformation.language.values import as_text
from cfnproof.emulator.cloudformation.refusals import refusal

MAX_COUNT: Final = 256
_ARGUMENTS: Final = 3


def blocks(argument: object) -> list[str]:
    """As many CIDR blocks as are asked for, each with the number of host bits that is given.

    Raises ServiceError for arguments of another form, and for a block that has not so many.
    """
    if not isinstance(argument, list) or len(argument) != _ARGUMENTS:
        raise refusal(f"{wording.CIDR}; the number of subnet bits has no default in this emulation")
    block, count, bits = (as_text(item) or "" for item in argument)
    if not (count.isdecimal() and 1 <= int(count) <= MAX_COUNT and bits.isdecimal()):
        raise refusal(f"{wording.CIDR}, not '{count}' and '{bits}'")
    try:
        network = ip_network(block, strict=False)
        prefix = network.max_prefixlen - int(bits)
        found = [str(subnet) for subnet in islice(network.subnets(new_prefix=prefix), int(count))]
    except ValueError as error:
        raise refusal(f"{wording.CIDR}, not '{block}' with {bits} subnet bits: {error}") from error
    if len(found) < int(count):
        raise refusal(
            f"Template error: Fn::Cidr: {block} has only {len(found)} blocks with {bits} subnet bits, not {count}"
        )
    return found
