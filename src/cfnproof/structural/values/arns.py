"""Amazon Resource Names whose parts may be symbolic.

https://docs.aws.amazon.com/IAM/latest/UserGuide/reference-arns.html
"""

from dataclasses import dataclass
from typing import Final

from cfnproof.template.expressions import Part, Parts

_SEGMENTS: Final = 6


@dataclass(frozen=True, slots=True)
class Arn:
    """The segments of `arn:partition:service:region:account:resource`; the resource may hold further colons."""

    partition: Parts
    service: Parts
    region: Parts
    account: Parts
    resource: Parts


def arn(value: Parts) -> Arn | None:
    """Take a value apart at the colons of its text; None where it is no ARN with all its segments."""
    segments: list[list[Part]] = [[]]
    for part in value:
        if not isinstance(part, str):
            segments[-1].append(part)
            continue
        for number, piece in enumerate(part.split(":", _SEGMENTS - len(segments))):
            if number:
                segments.append([])
            if piece:
                segments[-1].append(piece)
    if len(segments) != _SEGMENTS or segments[0] != ["arn"]:
        return None
    return Arn(*(tuple(segment) for segment in segments[1:]))
