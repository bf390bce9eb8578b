"""What the server answers in its own name, below `/_cfnproof`: how it is, and the controls of its accounts.

GET     /_cfnproof/health             {"cfnproof": version, "status": "ready", "accounts": [id], …}
GET     /_cfnproof/ready              the same, once all that is served can be asked
PUT     /_cfnproof/control/ACCOUNT    opens an account: {"account", "region", "accessKeyId", "secretAccessKey"}
DELETE  /_cfnproof/control/ACCOUNT    ends it with all that is in it; the server's own begins anew
…       /_cfnproof/control/ACCOUNT/…  its controls: see `control_resources`
"""

import json
import re
from collections.abc import Mapping
from typing import Any, Final

from cfnproof import __version__
from cfnproof.errors import CfnproofError
from cfnproof.hosts.control_resources import ERROR, ROOT, respond
from cfnproof.hosts.serving.answers import Accounts, Answered
from cfnproof.hosts.serving.incoming import Incoming
from cfnproof.iam.arn import is_account_id

BELOW: Final = "/_cfnproof/"
_STATUS: Final = ("/_cfnproof/health", "/_cfnproof/ready")
_ACCOUNT: Final = re.compile(rf"{ROOT}/(?P<account>[^/?]+)(?P<rest>/.*)?", re.DOTALL)
_OK, _BAD, _NOT_FOUND, _NOT_ALLOWED, _INTERNAL = 200, 400, 404, 405, 500


def page(incoming: Incoming, accounts: Accounts) -> Answered:
    """The answer to a request for a path below `/_cfnproof`."""
    if incoming.path in _STATUS:
        if incoming.method not in {"GET", "HEAD"}:
            return _refused(_NOT_ALLOWED, f"{incoming.path!r} cannot be asked with {incoming.method!r}: it takes GET")
        known = {"cfnproof": __version__, "host": "moto", "region": accounts.region, "accounts": list(accounts.names)}
        return _answer(_OK, {**known, "enforcesIam": True, "status": "ready"})
    named = _ACCOUNT.fullmatch(incoming.path)
    if named is None:
        there = ", ".join((*_STATUS, f"{ROOT}/ACCOUNT"))
        return _refused(_NOT_FOUND, f"there is no {incoming.path!r}: there are {there}")
    try:
        return _control(incoming, accounts, named["account"], (named["rest"] or "").strip("/"))
    except CfnproofError as error:
        return _refused(_INTERNAL, str(error))


def _control(incoming: Incoming, accounts: Accounts, account: str, rest: str) -> Answered:
    if not is_account_id(account):
        return _refused(_BAD, f"{account!r} is no account id: give 12 digits")
    if not rest and incoming.method == "PUT":
        return _opened(accounts, account)
    found = accounts.of(account)
    if found is None:
        there = ", ".join(accounts.names)
        return _refused(_NOT_FOUND, f"account {account} is not open: PUT {ROOT}/{account} opens it; open are {there}")
    if not rest and incoming.method == "DELETE":
        accounts.close(account)
        return _answer(_OK, {})
    query = incoming.target.partition("?")[2]
    target = f"/{rest}?{query}" if query else f"/{rest}"
    status, body = respond(incoming.method, target, incoming.body, found.control)
    return Answered(status, {"Content-Type": "application/json"}, body)


def _opened(accounts: Accounts, account: str) -> Answered:
    pair = accounts.open(account)
    members = {"accessKeyId": pair.access_key, "secretAccessKey": pair.secret}
    return _answer(_OK, {"account": account, "region": accounts.region, **members})


def _refused(status: int, message: str) -> Answered:
    return _answer(status, {ERROR: message})


def _answer(status: int, members: Mapping[str, Any]) -> Answered:
    return Answered(status, {"Content-Type": "application/json"}, json.dumps(members).encode())
