"""The state folder: what is known of the LocalStack that was started, and whether it still runs."""

import json
import shutil
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Final, Self

from cfnproof.errors import CfnproofError
from cfnproof.hosts.localstack.folders import state_home
from cfnproof.hosts.localstack.locks import is_held

_NAME: Final = "cfnproof-localstack"
_LINES: Final = 15


@dataclass(frozen=True, slots=True)
class Record:
    """A LocalStack that was started: its process, which leads a session of its own, and where it listens."""

    pid: int
    endpoint: str


@dataclass(frozen=True, slots=True)
class StateFolder:
    """A folder for one LocalStack. `running` is locked by its process as long as that lives."""

    path: Path

    @classmethod
    def below(cls, base: Path | None) -> Self:
        """The one below a folder, the user's folder for states where none is named."""
        return cls((base or state_home()).absolute() / _NAME)

    @property
    def lock(self) -> Path:
        """Held by who starts or stops."""
        return self.path.with_name(f"{self.path.name}.lock")

    @property
    def running(self) -> Path:
        """Locked by LocalStack's process."""
        return self.path / "running"

    @property
    def log(self) -> Path:
        """What LocalStack writes to its standard output and error."""
        return self.path / "localstack.log"

    @property
    def volume(self) -> Path:
        """Where LocalStack keeps its files."""
        return self.path / "volume"

    @property
    def _record(self) -> Path:
        return self.path / "localstack.json"

    def read(self) -> Record | None:
        """What was started, None where nothing was, or where it was stopped. Raises CfnproofError."""
        try:
            return Record(**json.loads(self._record.read_text(encoding="utf-8")))
        except FileNotFoundError:
            return None
        except (TypeError, ValueError) as error:
            raise CfnproofError(
                f"is no record of a LocalStack that was started ({error}): end it by hand, and remove the file",
                self._record,
            ) from error

    def write(self, record: Record) -> None:
        """Keep what has been started."""
        self._record.write_text(json.dumps(asdict(record)), encoding="utf-8")

    def is_alive(self) -> bool:
        """Whether its process lives."""
        return is_held(self.running)

    def last_lines(self) -> str:
        """The end of the log, with where all of it is."""
        try:
            lines = self.log.read_text(encoding="utf-8", errors="replace").splitlines()
        except FileNotFoundError:
            return f"{self.log} is not there"
        return "\n".join((f"the end of {self.log}:", *lines[-_LINES:])) if lines else f"{self.log} is empty"

    def prepare(self) -> None:
        """Make the folder, or empty it."""
        self.remove()
        self.path.mkdir(parents=True)

    def remove(self) -> None:
        """Remove the folder with all that is in it."""
        if self.path.exists():
            shutil.rmtree(self.path)

    def clear_but_log(self) -> None:
        """Remove all that is in the folder but the log."""
        for entry in self.path.iterdir():
            if entry.is_dir() and not entry.is_symlink():
                shutil.rmtree(entry)
            elif entry != self.log:
                entry.unlink()
