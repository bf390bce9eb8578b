"""The door of git: smart HTTP at the path of the addresses that GetRepository returns, as a WSGI application.

A refusal is plain text: git shows it behind `remote:`.

https://git-scm.com/docs/gitprotocol-http
https://docs.aws.amazon.com/codecommit/latest/userguide/how-to-connect.html
"""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final
from urllib.parse import parse_qs
from wsgiref.types import WSGIEnvironment

from cfnproof.emulator.codecommit import contents, git_bodies, git_commands, git_credentials, git_fetches, git_pushes
from cfnproof.emulator.codecommit.git_bounds import DEFAULT, Bounds
from cfnproof.emulator.codecommit.git_commands import CommandError
from cfnproof.emulator.codecommit.git_visits import PULL, PUSH, GitHost, GitRequest, GitVisit
from cfnproof.emulator.codecommit.state import Repository
from cfnproof.emulator.errors import ServiceError

Start = Callable[[str, list[tuple[str, str]]], Any]
"""What begins an answer: it takes the status and the headers. What it returns, WSGI's own, is not used."""
GitApplication = Callable[[WSGIEnvironment, Start], Iterable[bytes]]
"""A WSGI application that never begins an answer twice."""
ROOT: Final = "/v1/repos"
"""What the paths of all repositories begin with."""
_PATH: Final = re.compile(rf"({ROOT}/([\w.-]{{1,100}}))/(info/refs|git-upload-pack|git-receive-pack)", re.ASCII)
_ADVERTISING: Final = "info/refs"
_ACTIONS: Final[Mapping[str, str]] = {"git-upload-pack": PULL, "git-receive-pack": PUSH}
_STATUSES: Final[Mapping[int, str]] = {
    200: "OK",
    400: "Bad Request",
    401: "Unauthorized",
    403: "Forbidden",
    404: "Not Found",
    405: "Method Not Allowed",
    413: "Content Too Large",
    415: "Unsupported Media Type",
    500: "Internal Server Error",
}
_NO_CACHE: Final = ("Cache-Control", "no-cache, max-age=0, must-revalidate")
_TEXT: Final = ("Content-Type", "text/plain; charset=utf-8")
_CHALLENGE: Final = ("WWW-Authenticate", 'Basic realm="AWS CodeCommit", charset="UTF-8"')
_NEEDED: Final = (
    "No credentials: use 'aws codecommit credential-helper' with credential.UseHttpPath, git-remote-codecommit, or the "
    "Git credentials of an IAM user"
)
_FAULT: Final = 500
_MOST_FIELDS: Final = 100
_MISSING: Final = "RepositoryDoesNotExistException"


@dataclass(frozen=True, slots=True)
class _Asked:
    """What a path asks for: `service` is git's, `advertising` says that its references are."""

    path: str
    repository: str
    service: str
    advertising: bool

    @property
    def action(self) -> str:
        """What IAM is asked for."""
        return _ACTIONS[self.service]

    @property
    def content_type(self) -> str:
        """That of the answer."""
        return f"application/x-{self.service}-{'advertisement' if self.advertising else 'result'}"


@dataclass(frozen=True, slots=True)
class _Answer:
    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes


@dataclass(slots=True)
class _RefusedError(Exception):
    """A request that is answered with a text."""

    status: int
    text: str
    headers: tuple[tuple[str, str], ...] = field(default=())


def git_door(host: GitHost, bounds: Bounds = DEFAULT) -> GitApplication:
    """The application: paths are those from the server's root, wherever it is mounted."""

    def answer(environ: WSGIEnvironment, start_response: Start) -> Iterable[bytes]:
        try:
            answered = _answered(host, environ, bounds)
        except _RefusedError as error:
            answered = _Answer(error.status, (_TEXT, *error.headers), f"{error.text}\n".encode())
        length = ("Content-Length", str(len(answered.body)))
        status = f"{answered.status} {_STATUSES.get(answered.status, 'Refused')}"
        start_response(status, [*answered.headers, _NO_CACHE, length])
        return [answered.body]

    return answer


def _answered(host: GitHost, environ: WSGIEnvironment, bounds: Bounds) -> _Answer:
    asked = _asked(environ)
    try:
        visit = _visit(host, environ, asked)
        context = visit.context
        visit.authorize(asked.action, context.arn("codecommit", asked.repository), {})
        repository = contents.find(context, asked.repository)
    except ServiceError as error:
        raise _RefusedError(_status(error), error.message) from error
    if asked.advertising:
        body = _ADVERTISED[asked.service](repository)
    else:
        body = _served(visit, repository, asked, environ, bounds)
    return _Answer(200, (("Content-Type", asked.content_type),), body)


def _status(error: ServiceError) -> int:
    """A client of git goes by the status alone: what the API calls a bad request is forbidden here."""
    if error.code == _MISSING:
        return 404
    return error.status if error.status >= _FAULT else 403


def _asked(environ: WSGIEnvironment) -> _Asked:
    """What a request is for. Raises _RefusedError for what is no request of git's."""
    path = f"{environ.get('SCRIPT_NAME', '')}{environ.get('PATH_INFO', '')}"
    method, found = environ["REQUEST_METHOD"], _PATH.fullmatch(path)
    if found is None:
        raise _RefusedError(404, f"There is no repository at {path!r}: write {ROOT}/NAME, with nothing behind it")
    advertising = found[3] == _ADVERTISING
    allowed = "GET" if advertising else "POST"
    if method != allowed:
        raise _RefusedError(405, f"{method} is not allowed here: {allowed} is", (("Allow", allowed),))
    service = _service(environ.get("QUERY_STRING", "")) if advertising else found[3]
    if service not in _ACTIONS:
        raise _RefusedError(403, f"The service {service!r} is none of {', '.join(_ACTIONS)}: use a client of git")
    asked = _Asked(found[1], found[2], service, advertising)
    given = environ.get("CONTENT_TYPE", "")
    if not advertising and given != f"application/x-{service}-request":
        raise _RefusedError(415, f"The content type {given!r} is not application/x-{service}-request")
    return asked


def _service(query: str) -> str:
    """The service that a query names, empty where it names none. Raises _RefusedError for a query that is too long."""
    try:
        return parse_qs(query, max_num_fields=_MOST_FIELDS).get("service", [""])[0]
    except ValueError as error:
        raise _RefusedError(400, f"The query has more than {_MOST_FIELDS} parameters") from error


def _visit(host: GitHost, environ: WSGIEnvironment, asked: _Asked) -> GitVisit:
    """Who has come. Raises _RefusedError where nobody says so, ServiceError where they are not known."""
    try:
        shown = git_credentials.presented(environ.get("HTTP_AUTHORIZATION", ""))
    except ValueError as error:
        raise _RefusedError(400, str(error)) from error
    if shown is None:
        raise _RefusedError(401, _NEEDED, (_CHALLENGE,))
    request = GitRequest(
        repository=asked.repository,
        path=asked.path,
        host=environ.get("HTTP_HOST", ""),
        user_agent=environ.get("HTTP_USER_AGENT", ""),
        source_ip=environ.get("REMOTE_ADDR", ""),
        operation=asked.action.partition(":")[2],
    )
    return host.visit(request, shown)


def _served(visit: GitVisit, repository: Repository, asked: _Asked, environ: WSGIEnvironment, bounds: Bounds) -> bytes:
    """The answer to a request with a body. Raises _RefusedError for one that is too large, or not git's."""
    try:
        body = git_bodies.read(environ, bounds.body)
        if asked.action == PULL:
            return git_fetches.fetched(repository, body)
        return git_pushes.pushed(visit, repository, git_commands.read(body), bounds)
    except git_bodies.BodyTooLargeError as error:
        raise _RefusedError(413, str(error)) from error
    except (git_bodies.BodyError, CommandError) as error:
        raise _RefusedError(400, str(error)) from error


_ADVERTISED: Final[Mapping[str, Callable[[Repository], bytes]]] = {
    "git-upload-pack": git_fetches.advertised,
    "git-receive-pack": git_pushes.advertised,
}
