"""Which actions of the Service Authorization Reference a pattern matches."""

from functools import lru_cache

from cfnproof.iam.calls.reference import reference_of
from cfnproof.iam.languages import Kind, overlap


@lru_cache(maxsize=2048)
def matching(pattern: str) -> tuple[str, ...] | None:
    """The actions, as the reference writes them; None for a service that it does not know, or for all services."""
    prefix, colon, name = pattern.partition(":")
    reference = reference_of(prefix.lower()) if colon else None
    if reference is None:
        return None
    if "*" not in name and "?" not in name:
        found = reference.action(name)
        return (found.name,) if found else ()
    return tuple(
        action.name for action in reference.actions.values() if overlap(pattern, action.name, Kind.FOLDED) is not None
    )
