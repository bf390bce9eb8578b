"""The real git against a door that is served: clients in folders of their own, without the settings of this machine."""

import os
import shlex
import ssl
import subprocess
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from socketserver import ThreadingMixIn
from typing import Any, Final
from urllib.parse import urlsplit
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server
from wsgiref.types import WSGIApplication

from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials

_IDENTITY: Final = {
    "GIT_AUTHOR_NAME": "Ana",
    "GIT_AUTHOR_EMAIL": "ana@example.com",
    "GIT_COMMITTER_NAME": "Ana",
    "GIT_COMMITTER_EMAIL": "ana@example.com",
}


class _Threaded(ThreadingMixIn, WSGIServer):
    daemon_threads = True


class _Quiet(WSGIRequestHandler):
    def log_message(self, *_: Any) -> None:  # noqa: ANN401  # the base class's signature
        """Nothing is logged."""


@contextmanager
def served(application: WSGIApplication, tls: ssl.SSLContext | None = None) -> Iterator[str]:
    """The address of a server on the loopback interface that answers with an application."""
    with make_server("127.0.0.1", 0, application, server_class=_Threaded, handler_class=_Quiet) as server:
        if tls is not None:
            server.socket = tls.wrap_socket(server.socket, server_side=True)
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield f"http{'s' if tls else ''}://127.0.0.1:{server.server_port}"
        finally:
            server.shutdown()
            thread.join()


@dataclass(frozen=True, slots=True)
class Ran:
    """What a command has said, and how it has ended."""

    status: int
    out: str
    err: str


@dataclass(frozen=True, slots=True)
class Git:
    """git in a folder, which is its home too. `config` are its settings for each command, `variables` more of it."""

    folder: Path
    config: Mapping[str, str] = field(default_factory=dict)
    variables: Mapping[str, str] = field(default_factory=dict)

    @property
    def environment(self) -> dict[str, str]:
        """The variables that it runs with."""
        settings = {"init.defaultBranch": "main", **self.config}
        numbered = enumerate(settings.items())
        return {
            "PATH": os.environ["PATH"],
            "HOME": str(self.folder),
            "GIT_CONFIG_GLOBAL": "/dev/null",
            "GIT_CONFIG_SYSTEM": "/dev/null",
            "GIT_TERMINAL_PROMPT": "0",
            "GIT_CONFIG_COUNT": str(len(settings)),
            **{name: text for at, pair in numbered for name, text in _pair(at, *pair)},
            **_IDENTITY,
            **self.variables,
        }

    def ran(self, *arguments: str) -> Ran:
        """Run a command, however it ends."""
        done = subprocess.run(  # noqa: S603
            ["git", *arguments],  # noqa: S607  # the real one
            cwd=self.folder,
            env=self.environment,
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )
        return Ran(done.returncode, done.stdout, done.stderr)

    def __call__(self, *arguments: str) -> str:
        """Run a command that succeeds; return what it writes, without spaces at its ends."""
        ran = self.ran(*arguments)
        assert ran.status == 0, f"git {shlex.join(arguments)}: {ran.err}"
        return ran.out.strip()

    def refused(self, *arguments: str) -> str:
        """Run a command that fails; return what it says."""
        ran = self.ran(*arguments)
        assert ran.status != 0, f"git {shlex.join(arguments)} succeeded: {ran.out}{ran.err}"
        return ran.err

    def inside(self, folder: str) -> "Git":
        """The same in a folder below."""
        return Git(self.folder / folder, self.config, self.variables)

    def commit(self, files: Mapping[str, str], message: str = "files") -> str:
        """Write files and commit them; return the commit's id."""
        for path, text in files.items():
            target = self.folder / path
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_text(text)
        self("add", "-A")
        self("commit", "-q", "-m", message)
        return self("rev-parse", "HEAD")


def signature(
    credentials: Credentials, region: str, host: str, path: str, made: datetime | None = None
) -> tuple[str, str]:
    """The user name and the password that `aws codecommit credential-helper get` gives for a host and a path.

    https://github.com/aws/aws-cli/blob/v2/awscli/customizations/codecommit.py
    """
    request = AWSRequest(method="GIT", url=f"https://{host}{path}")
    request.context["timestamp"] = (made or datetime.now(UTC)).strftime("%Y%m%dT%H%M%S")
    signer = SigV4Auth(credentials, "codecommit", region)
    text = signer.string_to_sign(request, f"GIT\n{path}\n\nhost:{host}\n\nhost\n")
    token = f"%{credentials.token}" if credentials.token else ""
    return f"{credentials.access_key}{token}", f"{request.context['timestamp']}Z{signer.signature(text, request)}"


def signing(credentials: Credentials, region: str, address: str) -> dict[str, str]:
    """Settings of a git that signs for the repository at an address as the AWS CLI does, without the host's port."""
    parts = urlsplit(address)
    return password(*signature(credentials, region, str(parts.hostname), parts.path))


def password(user_name: str, secret: str) -> dict[str, str]:
    """Settings of a git with a user name and a password."""
    answer = f"printf 'username=%s\\npassword=%s\\n' {shlex.quote(user_name)} {shlex.quote(secret)}"
    return {"credential.helper": f"!f() {{ {answer}; }}; f"}


def _pair(number: int, name: str, value: str) -> tuple[tuple[str, str], tuple[str, str]]:
    return (f"GIT_CONFIG_KEY_{number}", name), (f"GIT_CONFIG_VALUE_{number}", value)
