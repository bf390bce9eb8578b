"""The parameters of a simulation that say what is asked for, read and checked."""

import re
from collections.abc import Mapping, Sequence
from typing import Final

from cfnproof.emulator.iam.errors import invalid_input
from cfnproof.emulator.service import Request
from cfnproof.iam.arn import Arn
from cfnproof.iam.calls.reference import ArnFormat, action_of, reference_of

EVERYTHING: Final = "*"
_OWNER: Final = re.compile(r"arn:[^:]+:iam::([0-9]{12}):root")

_INSTANCE_STORE: Final = ("instance", "image", "security-group", "network-interface")
_SCENARIOS: Final[Mapping[str, Sequence[str]]] = {
    "EC2-VPC-InstanceStore": _INSTANCE_STORE,
    "EC2-VPC-InstanceStore-Subnet": (*_INSTANCE_STORE, "subnet"),
    "EC2-VPC-EBS": (*_INSTANCE_STORE, "volume"),
    "EC2-VPC-EBS-Subnet": (*_INSTANCE_STORE, "subnet", "volume"),
}
"""The values of ResourceHandlingOption, and the types of resources that each must have."""


def actions_of(request: Request) -> Sequence[str]:
    """The actions. Raises ServiceError InvalidInput for a name with wildcards, or of no action that AWS documents."""
    names: Sequence[str] = request["ActionNames"]
    for name in names:
        if action_of(name) is None:
            raise invalid_input(f"Invalid Action Name: {name} is no action of the Service Authorization Reference.")
    return names


def resources_of(request: Request) -> Sequence[str]:
    """The resources, `*` where none is given.

    Raises ServiceError InvalidInput for what is no ARN, for `*` beside others or with a resource-based policy, and
    where the resources of the ResourceHandlingOption are not all there.
    """
    arns: Sequence[str] = request.get("ResourceArns") or (EVERYTHING,)
    for arn in arns:
        found = Arn.of(arn)
        is_arn = found is not None and found.partition and found.service and found.resource
        if not is_arn and (arn != EVERYTHING or len(arns) > 1):
            raise invalid_input(f"ResourceNames are not in a valid ARN format: {arn}.")
    if "ResourcePolicy" in request and EVERYTHING in arns:
        raise invalid_input("Invalid Entity Arn: * does not clearly define entity type and name.")
    _check_scenario(request.get("ResourceHandlingOption"), arns)
    return arns


def given_owner(request: Request) -> str:
    """The account of ResourceOwner, empty where there is none. Raises ServiceError InvalidInput for other ARNs."""
    if "ResourceOwner" not in request:
        return ""
    given: str = request["ResourceOwner"]
    found = _OWNER.fullmatch(given)
    if found is None:
        raise invalid_input(f"'{given}' is not a valid as a Resource Owner.")
    return found[1]


def arn_format(action: str, resource: str) -> str:
    """The format of the ARNs of the resource type that an action is about, `*` where it is about none.

    Of several types it is one whose format the resource has, as far as one has; of several still, the shortest format.
    https://docs.aws.amazon.com/IAM/latest/APIReference/API_EvaluationResult.html
    """
    prefix, _, name = action.partition(":")
    reference = reference_of(prefix.lower())
    found = reference.action(name) if reference is not None else None
    if reference is None or found is None or not found.types:
        return EVERYTHING
    formats = sorted((_written(reference.types[type_].format) for type_ in found.types), key=len)
    return next((each for each in formats if _fits(each, resource)), formats[0])


def _written(format_: ArnFormat) -> str:
    return "".join(part if isinstance(part, str) else f"${{{part.name}}}" for part in format_)


def _fits(format_: str, resource: str) -> bool:
    pieces = re.split(r"\$\{\w+\}", format_)
    return re.fullmatch(".+".join(map(re.escape, pieces)), resource) is not None


def _check_scenario(option: str | None, arns: Sequence[str]) -> None:
    if option is None:
        return
    if option not in _SCENARIOS:
        raise invalid_input(f"Invalid ResourceHandlingOption: {option} is none of {', '.join(_SCENARIOS)}.")
    found = [each for arn in arns if (each := Arn.of(arn)) is not None]
    types = {each.resource.split("/")[0] for each in found if each.service == "ec2"}
    missing = [type_ for type_ in _SCENARIOS[option] if type_ not in types]
    if missing:
        raise invalid_input(f"ResourceHandlingOption {option} needs resources of the types {', '.join(missing)}.")
