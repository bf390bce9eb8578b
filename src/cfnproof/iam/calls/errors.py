"""What cannot be asked of IAM because nobody has written down how."""

from cfnproof.errors import CfnproofError


class UnknownOperationError(CfnproofError):
    """The tables do not say which permissions an operation needs."""


class UnknownActionError(CfnproofError):
    """The Service Authorization Reference has no such action."""


class CallTableError(CfnproofError):
    """A table of calls is wrong: it names what the Service Authorization Reference or the code does not have."""
