"""What a row makes of texts and of the fields of ARNs."""

from collections.abc import Callable

from cfnproof.least_privilege.projects import terms
from cfnproof.template.expressions import Parts


def lower(value: Parts) -> Parts | None:
    """The text in lower case."""
    return tuple(part.lower() if isinstance(part, str) else part for part in value)


def last(value: Parts) -> Parts | None:
    """The name in an ARN or path: what is behind its last slash or colon."""
    return terms.split(terms.split(value, ":")[-1], "/")[-1]


def label(value: Parts) -> Parts | None:
    """The first label of a host."""
    return terms.split(value, ".")[0]


def field(number: int) -> Callable[[Parts], Parts | None]:
    """A field of an ARN."""
    return lambda value: terms.field(value, number)


def connection_name(value: Parts) -> Parts | None:
    """The name in the ARN of a connection of EventBridge."""
    pieces = terms.split(value, "/")
    return pieces[1] if len(pieces) > 1 else None
