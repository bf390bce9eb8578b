"""What CodePipeline asks of others, seen and refused on a host."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from botocore.exceptions import ClientError

from cfnproof.hosts.control import ServiceRequest
from cfnproof.hosts.host import Host
from tests.in_process import control_of

Request = tuple[str, str]
"""The service's botocore name and the operation, or the action that IAM is asked for."""

_CODEPIPELINE = "codepipeline.amazonaws.com"


def denial(request: Request, code: str = "AccessDenied") -> ClientError:
    """A refusal as a service answers it.

    https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot_access-denied.html
    """
    return ClientError({"Error": {"Code": code, "Message": words(request)}}, request[1])


def words(request: Request) -> str:
    """What the refusal says."""
    return f"User: somebody is not authorized to perform: {':'.join(request)}"


@contextmanager
def seeing(host: Host, see: Callable[[Request], None]) -> Iterator[None]:
    """Let a function see CodePipeline's requests before they are made: what it raises, CodePipeline gets."""

    def before(request: ServiceRequest) -> None:
        if request.by == _CODEPIPELINE:
            see((request.service, request.operation))

    control_of(host).before_request = before
    try:
        yield
    finally:
        control_of(host).before_request = None


@contextmanager
def refusing(host: Host, refused: Request, code: str = "AccessDenied") -> Iterator[str]:
    """Refuse one kind of CodePipeline's requests, every time; what the refusal says."""

    def see(request: Request) -> None:
        if request == refused:
            raise denial(request, code)

    with seeing(host, see):
        yield words(refused)
