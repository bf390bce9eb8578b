"""Requests to the controls of a host that runs in another process, and what is made of their answers."""

import json
from collections.abc import Callable, Mapping
from typing import Any, Final, TypeVar
from urllib.parse import urlsplit

import urllib3

from cfnproof.errors import CfnproofError
from cfnproof.hosts.control_resources import ERROR, ROOT
from cfnproof.iam.arn import is_account_id

Read = TypeVar("Read")

_SECONDS: Final = urllib3.Timeout(connect=5.0, read=20.0)
_OK: Final = 200
_START: Final = "`cfnproof localstack start` starts one that has them"


class Exchange:
    """The requests to one account's controls. `url` is where they are.

    Raises CfnproofError for an endpoint's URL or an account's id that is none.
    """

    def __init__(self, endpoint_url: str, account: str) -> None:
        address = urlsplit(endpoint_url)
        if address.scheme not in ("http", "https") or not address.hostname:
            raise CfnproofError(f"endpoint {endpoint_url!r} is no URL: give one such as http://127.0.0.1:4566")
        if not is_account_id(account):
            raise CfnproofError(f"account {account!r} is no account id: give 12 digits")
        self.url = f"{endpoint_url.rstrip('/')}{ROOT}/{account}"
        self._pool = urllib3.PoolManager(timeout=_SECONDS, retries=False, headers={"Connection": "close"})

    def read(self, path: str, reader: Callable[[Mapping[str, Any]], Read]) -> Read:
        """What is at a path."""
        return self.understood(self.send("GET", path), reader)

    def send(self, method: str, path: str, members: Mapping[str, object] | None = None) -> Mapping[str, Any]:
        """The answer to a request.

        Raises CfnproofError where nothing answers, where what answers has no such controls, and where they refuse.
        """
        status, answer = self._ask(method, path, members)
        if not isinstance(answer, dict) or (status != _OK and ERROR not in answer):
            raise CfnproofError(
                f"{self.url}{path} answers with status {status} and not as controls of cfnproof do: "
                f"what listens there is no host with cfnproof's plugin; {_START}"
            )
        if status != _OK:
            raise CfnproofError(f"{method} {self.url}{path} was refused: {answer[ERROR]}")
        return answer

    def understood(self, answer: Mapping[str, Any], reader: Callable[[Mapping[str, Any]], Read]) -> Read:
        """What a reader makes of an answer."""
        try:
            return reader(answer)
        except (AttributeError, KeyError, TypeError, ValueError) as error:
            raise CfnproofError(
                f"{self.url} answers what is not understood ({type(error).__name__}: {error}): "
                "the host has another version of cfnproof; install the same on both sides"
            ) from error

    def _ask(self, method: str, path: str, members: Mapping[str, object] | None) -> tuple[int, object]:
        """The status and what is in the body, None where that is no JSON."""
        body = None if members is None else json.dumps(members).encode()
        try:
            response = self._pool.request(method, f"{self.url}{path}", body=body, redirect=False)
        except (urllib3.exceptions.HTTPError, OSError) as error:
            raise CfnproofError(
                f"no answer from {self.url}{path} ({error}): see whether the host runs, or has ended; {_START}"
            ) from error
        try:
            return response.status, json.loads(response.data)
        except (ValueError, RecursionError):
            return response.status, None
