"""What LocalStack answers at `/v1/repos`: git, for the repositories of its accounts.

As everywhere in LocalStack an access key alone says who asks: signatures are not checked.
"""

from io import BytesIO
from typing import Final

from localstack.aws.accounts import get_account_id_from_access_key_id
from localstack.http import Request, Response, Router
from localstack.http.dispatcher import Handler

from cfnproof.emulator.codecommit.git_bounds import DEFAULT
from cfnproof.emulator.codecommit.git_door import ROOT, git_door
from cfnproof.hosts.emulated_account import EmulatedAccount
from cfnproof.hosts.git_visits import GitVisits
from cfnproof.hosts.localstack_plugin.accounts import ACCOUNTS

_METHODS: Final = ("GET", "HEAD", "POST", "PUT", "DELETE", "PATCH")


def install(router: Router[Handler]) -> None:
    """Let LocalStack answer."""
    router.add(f"{ROOT}/<path:rest>", answer, methods=_METHODS)


def answer(request: Request, rest: str) -> Response:  # noqa: ARG001  # the router's signature
    """The answer of the door, to which the body goes whole, as LocalStack has put it together."""
    length = request.content_length or 0
    body = request.get_data() if length <= DEFAULT.body else b""
    environ = {**request.environ, "wsgi.input": BytesIO(body), "CONTENT_LENGTH": str(max(length, len(body)))}
    return Response.from_app(_DOOR, environ, buffered=True)


def _of_key(access_key: str) -> EmulatedAccount | None:
    return ACCOUNTS.known(get_account_id_from_access_key_id(access_key))


_DOOR: Final = git_door(GitVisits(of_key=_of_key, of_id=ACCOUNTS.known, signed=False))
