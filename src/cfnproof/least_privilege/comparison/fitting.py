"""Whether an action can be asked for on what a resource pattern matches.

https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html
"""

from functools import lru_cache

from cfnproof.iam.access.fits import domain_of, fit_of
from cfnproof.iam.languages import Kind, Language, begins_with_atom


@lru_cache(maxsize=8192)
def fits(action: str, pattern: str) -> bool:
    """Whether some resource that the pattern matches is one of the action's.

    A pattern that begins with an atom may be any ARN; an action that is not known is asked for on anything.
    """
    whole = frozenset(pattern[:1]) if begins_with_atom(pattern) else frozenset[str]()
    (asked,) = domain_of(fit_of(action, whole)).within
    return (Language.matching([pattern], Kind.RESOURCE) & asked).shortest() is not None
