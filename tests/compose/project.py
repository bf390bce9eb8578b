"""A run of docker-compose.yml under a name and on a port of its own."""

import secrets
import socket
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass

from tests.compose.engine import docker


@dataclass(frozen=True, slots=True)
class Project:
    """Containers of one name; `variables` are what docker-compose.yml reads."""

    name: str
    variables: Mapping[str, str]

    @property
    def endpoint(self) -> str:
        """Where LocalStack answers."""
        return f"http://127.0.0.1:{self.variables['LOCALSTACK_PORT']}"

    @property
    def served(self) -> str:
        """Where `cfnproof serve` answers, once it is up."""
        return f"http://127.0.0.1:{self.variables['MOTO_PORT']}"

    @property
    def image(self) -> str:
        """The image that LocalStack runs from."""
        return f"{self.name}-localstack"

    def compose(self, *arguments: str, seconds: float = 900.0) -> str:
        """What a command of Compose prints, for all profiles."""
        return docker(
            "compose", "--project-name", self.name, "--profile", "*", *arguments, seconds=seconds, **self.variables
        )

    def left(self) -> dict[str, list[str]]:
        """What is there of the project, by kind."""
        mine = ("--quiet", "--filter", f"label=com.docker.compose.project={self.name}")
        kinds = {
            "containers": docker("ps", "--all", *mine),
            "images": docker("images", *mine),
            "networks": docker("network", "ls", *mine),
            "volumes": docker("volume", "ls", *mine),
        }
        return {kind: found.split() for kind, found in kinds.items() if found.strip()}


@contextmanager
def running(bases: Mapping[str, str], **variables: str) -> Iterator[Project]:
    """LocalStack in its container, built and ready; all of it is removed at the end. Compose reads `variables` too.

    Raises AssertionError with the container's log where it does not become ready or what is done with it fails.
    """
    ports = {name: str(_free_port()) for name in ("LOCALSTACK_PORT", "MOTO_PORT")}
    project = Project(f"cfnproof-test-{secrets.token_hex(4)}", {**bases, **variables, **ports})
    try:
        project.compose("build", "localstack")
        project.compose("up", "--detach", "--wait", "--wait-timeout", "120", "localstack")
        yield project
    except BaseException as error:
        error.add_note(project.compose("logs", "--no-color", "--tail", "200"))
        raise
    finally:
        project.compose("down", "--volumes", "--rmi", "local", "--remove-orphans")


def _free_port() -> int:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        port: int = taken.getsockname()[1]
    return port
