"""What is raised for a document that is no policy."""

from dataclasses import dataclass

from cfnproof.errors import CfnproofError


@dataclass(slots=True)
class MalformedPolicyError(CfnproofError):
    """A document that AWS refuses as a policy of its kind.

    `message` is AWS's reason, `code` its error code, `statement` the statement at fault, from 0, where one is.
    """

    statement: int | None = None
    code: str = "MalformedPolicyDocument"
