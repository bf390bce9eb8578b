"""What stands in for Python 3.13, LocalStack's environment, and what answers at an endpoint."""

import json
import os
import sys
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from cfnproof import __version__
from cfnproof.hosts.localstack import interpreter
from cfnproof.hosts.localstack.installation import folder_for

HEALTH = "/_cfnproof/health"
LOCALSTACK = "/_localstack/health"
WELL = {"cfnproof": __version__, "localstack": "4.14.0", "enforcesIam": True, "status": "ready"}

READY = """
import fcntl, http.server, json, os, subprocess, sys
from localstack import config
from twisted.internet import endpoints

class Handler(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        known = {"cfnproof": "0.1.0", "localstack": "4.14.0", "enforcesIam": os.environ["CFNPROOF_ENFORCE_IAM"] == "1"}
        body = json.dumps({**known, "status": "ready"} if self.path == "/_cfnproof/health" else {}).encode()
        self.send_response(200)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass

def main():
    child = os.open(os.environ["LC_ALL"], os.O_CREAT | os.O_RDWR)
    fcntl.flock(child, fcntl.LOCK_EX)
    subprocess.Popen(["sleep", "600"], pass_fds=(child,))
    os.close(child)
    print("Ready.", flush=True)
    address = (endpoints.TCP4ServerEndpoint.keywords["interface"], config.GATEWAY_LISTEN[0].port)
    http.server.ThreadingHTTPServer(address, Handler).serve_forever()
"""
"""A LocalStack that is ready at once and has a child, which holds a lock on the file that LC_ALL names."""
DEAF = READY.replace(
    "def main():\n", "def main():\n    import signal\n    signal.signal(signal.SIGTERM, signal.SIG_IGN)\n"
)
"""One that does not end when told to."""
WITHOUT_PLUGIN = READY.replace("/_cfnproof/health", "/elsewhere")
BROKEN = "import sys\ndef main():\n    print('boom', flush=True)\n    sys.exit(3)\n"
SILENT = "import time\ndef main():\n    print('thinking', flush=True)\n    time.sleep(600)\n"
_CONFIG = """
import os
from types import SimpleNamespace
host, _, port = os.environ["GATEWAY_LISTEN"].rpartition(":")
GATEWAY_LISTEN = [SimpleNamespace(host=host, port=int(port))]
"""


def script(file: Path, text: str) -> Path:
    """An executable for the shell."""
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(f"#!/bin/sh\n{text}\n", encoding="utf-8")
    file.chmod(0o755)
    return file


def python_stub(file: Path, version: str = "3.13.0") -> Path:
    """A Python that only says where and which it is."""
    return script(file, f"echo '{file}'\necho '{version}'")


@dataclass(frozen=True)
class Installed:
    """An environment that runs a stub of LocalStack under the Python that runs here."""

    python: Path
    state: Path
    child: Path
    environment: Path


def install(folder: Path, monkeypatch: pytest.MonkeyPatch, main: str) -> Installed:
    """Make it, with all folders of the user below `folder`."""
    python = python_stub(folder / "python3.13")
    for variable, value in {
        interpreter.VARIABLE: str(python),
        "XDG_CACHE_HOME": str(folder / "cache"),
        "XDG_STATE_HOME": str(folder / "state"),
        "LC_ALL": str(folder / "child.lock"),
    }.items():
        monkeypatch.setenv(variable, value)
    environment = folder_for(interpreter.find())
    modules = environment / "modules"
    for name, text in {
        "localstack/__init__.py": "",
        "localstack/config.py": _CONFIG,
        "localstack/runtime/__init__.py": "",
        "localstack/runtime/main.py": main,
        "twisted/__init__.py": "",
        "twisted/internet/__init__.py": "",
        "twisted/internet/endpoints.py": "class TCP4ServerEndpoint: pass\n",
    }.items():
        (modules / name).parent.mkdir(parents=True, exist_ok=True)
        (modules / name).write_text(text, encoding="utf-8")
    (environment / "static").mkdir()
    script(environment / "bin/python", f'PYTHONPATH="$PYTHONPATH:{modules}" exec {sys.executable} "$@"')
    return Installed(python, folder / "state" / "cfnproof-localstack", folder / "child.lock", environment)


Answer = tuple[int, str]


@dataclass
class Endpoint:
    """A server; `answers` are by path, or functions of the body. What it has been asked is kept."""

    url: str = ""
    answers: dict[str, Answer | Callable[[str], Answer]] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)


@contextmanager
def endpoint(answers: Mapping[str, Answer | Callable[[str], Answer]]) -> Iterator[Endpoint]:
    """Answer on a free port; a path that is not given is not found."""
    made = Endpoint(answers=dict(answers))

    class Handler(BaseHTTPRequestHandler):
        def _respond(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length", 0))).decode()
            made.asked.append(f"{self.command} {self.path}")
            found = made.answers.get(self.path, (404, ""))
            status, text = found(body) if callable(found) else found
            self.send_response(status)
            self.send_header("Content-Length", str(len(text)))
            self.end_headers()
            self.wfile.write(text.encode())

        def version_string(self) -> str:
            """The header Server."""
            return "Stub/1"

        do_GET = do_POST = do_DELETE = _respond  # noqa: N815  # http.server's names

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    made.url = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield made
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def well(**otherwise: object) -> Answer:
    """What the plugin answers when all is well, but for what is named."""
    return 200, json.dumps({**WELL, **otherwise})


def path_without(monkeypatch: pytest.MonkeyPatch, folder: Path) -> None:
    """Let nothing be found but what is in a folder: neither on PATH nor of pyenv."""
    folder.mkdir(exist_ok=True)
    monkeypatch.setenv("PATH", str(folder))
    monkeypatch.setenv("HOME", str(folder / "home"))
    monkeypatch.delenv(interpreter.VARIABLE, raising=False)
    monkeypatch.setattr(sys, "version_info", (3, 12, 0, "final", 0))
    assert os.environ["PATH"] == str(folder)
