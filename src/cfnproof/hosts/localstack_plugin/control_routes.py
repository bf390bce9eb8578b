"""What LocalStack answers at `/_cfnproof`: how it is, and the controls of its accounts."""

import json
from typing import Final

from localstack.constants import VERSION
from localstack.http import Request, Response, Router
from localstack.http.dispatcher import Handler

from cfnproof import __version__
from cfnproof.errors import CfnproofError
from cfnproof.hosts.control_resources import ERROR, ROOT, respond
from cfnproof.hosts.localstack_plugin import stack_signers
from cfnproof.hosts.localstack_plugin.access_keys import root_of
from cfnproof.hosts.localstack_plugin.accounts import ACCOUNTS
from cfnproof.hosts.localstack_plugin.settings import enforces_iam

_HEALTH: Final = "/_cfnproof/health"
_JSON: Final = {"Content-Type": "application/json"}
_REGION: Final = "us-east-1"
_OK, _BAD, _INTERNAL = 200, 400, 500


def install(router: Router[Handler]) -> None:
    """Let LocalStack answer."""
    router.add(_HEALTH, health, methods=["GET"])
    router.add(f"{ROOT}/<account>", control, methods=["GET", "DELETE"])
    router.add(f"{ROOT}/<account>/<path:rest>", control, methods=["GET", "POST", "PUT", "DELETE"])


def health(_: Request) -> Response:
    """That the plugin is there, of which release, and whether it decides on requests."""
    known = {"cfnproof": __version__, "localstack": VERSION, "enforcesIam": enforces_iam(), "status": "ready"}
    return _answer(_OK, json.dumps(known).encode())


def control(request: Request, account: str, rest: str = "") -> Response:
    """The controls of an account; DELETE of the account itself drops what the emulator keeps of it."""
    if root_of(account) != account:
        return _refused(_BAD, f"{account!r} is no account id: give 12 digits")
    if not rest and request.method == "DELETE":
        return _closed(account)
    found = ACCOUNTS.of(account, _REGION)
    query = request.query_string.decode()
    target = f"/{rest}?{query}" if query else f"/{rest}"
    return _answer(*respond(request.method, target, request.get_data(), found.control))


def _closed(account: str) -> Response:
    stack_signers.forget(account)
    try:
        ACCOUNTS.close(account)
    except CfnproofError as error:
        return _refused(_INTERNAL, str(error))
    return _answer(_OK, b"{}")


def _refused(status: int, message: str) -> Response:
    return _answer(status, json.dumps({ERROR: message}).encode())


def _answer(status: int, body: bytes) -> Response:
    return Response(body, status=status, headers=_JSON)
