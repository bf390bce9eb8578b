"""`cfnproof iam evaluate`: decisions on requests that are given one to a line, with the policies that apply to them."""

import json
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final

from cfnproof.errors import CfnproofError
from cfnproof.iam.evaluator import evaluate as decide
from cfnproof.iam.lines.answers import answer_of
from cfnproof.iam.lines.objects import members
from cfnproof.iam.lines.policies import read_policies
from cfnproof.iam.lines.requests import read_request

EXIT_ERROR: Final = 2

_MEMBERS: Final = {
    "request": True,
    "identityPolicies": True,
    "permissionsBoundary": False,
    "sessionPolicies": False,
    "resourcePolicy": False,
    "serviceControlPolicies": False,
    "resourceControlPolicies": False,
}


def evaluate(file: Path | None) -> int:
    """Read a request a line, from a file or standard input, and print a decision a line.

    Returns 0, or 2 where a line could not be evaluated; such a line's answer is an object with `error` and `line`.
    Raises CfnproofError for a file that cannot be read.
    """
    code = 0
    for number, line in enumerate(_lines(file), start=1):
        if not line.strip():
            continue
        try:
            answer = _answer(line)
        except CfnproofError as error:
            answer = {"error": error.message, "line": number}
            code = EXIT_ERROR
        sys.stdout.write(json.dumps(answer) + "\n")
        sys.stdout.flush()
    return code


def _lines(file: Path | None) -> Iterator[bytes]:
    if file is None:
        if sys.stdin is None:
            raise CfnproofError("standard input is closed: name a file")
        yield from sys.stdin.buffer
        return
    try:
        with file.open("rb") as lines:
            yield from lines
    except OSError as error:
        raise CfnproofError(f"the requests cannot be read: {error.strerror}", file) from error


def _answer(line: bytes) -> Mapping[str, Any]:
    body = members(_parsed(line), _MEMBERS, "the line")
    request = read_request(body["request"])
    return answer_of(decide(request, read_policies(body, request)))


def _parsed(line: bytes) -> Any:  # noqa: ANN401  # any of JSON's values
    try:
        return json.loads(line, object_pairs_hook=_object, parse_constant=_refuse)
    except CfnproofError:
        raise
    except UnicodeDecodeError as error:
        raise CfnproofError("the line is no UTF-8") from error
    except (ValueError, RecursionError) as error:
        raise CfnproofError(f"the line is no JSON: {error}") from error


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name, value in pairs:
        if name in found:
            raise CfnproofError(f"an object has the member {name!r} twice")
        found[name] = value
    return found


def _refuse(constant: str) -> Any:  # noqa: ANN401  # never returns
    raise CfnproofError(f"the line is no JSON: {constant} is no number")
