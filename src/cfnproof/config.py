"""The project's settings: the `[tool.cfnproof]` table of pyproject.toml.

Keys, all optional, paths relative to the file:

- `templates`: list of files and folders that hold the project's templates;
- `region`: the region that the gates assume, `us-east-1` if left out;
- `suppressions`: the suppression file, `policies/suppressions.yaml` if left out;
- `policies`: a folder of checkov policies of the project's own, `policies/checkov` if left out;
- `artifacts`: table from a path in the pushed tree to the file that is pushed there.
"""

import re
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any, Final

from cfnproof.errors import ConfigError

FILE: Final = "pyproject.toml"
DEFAULT_REGION: Final = "us-east-1"
DEFAULT_SUPPRESSIONS: Final = Path("policies/suppressions.yaml")
DEFAULT_POLICIES: Final = Path("policies/checkov")


@dataclass(frozen=True, slots=True)
class Config:
    """Settings, every path absolute or relative to the working folder as `root` is.

    `configured` says whether a `[tool.cfnproof]` table was found; without one everything has its default.
    """

    root: Path
    configured: bool = False
    templates: tuple[Path, ...] = ()
    region: str = DEFAULT_REGION
    suppressions: Path = DEFAULT_SUPPRESSIONS
    policies: Path = DEFAULT_POLICIES
    artifacts: Mapping[str, Path] = field(default_factory=dict)


def find(start: Path) -> Config:
    """Return the settings of the nearest pyproject.toml at or above `start` that has a `[tool.cfnproof]` table.

    Raises ConfigError, with file and line, for a table that does not follow the schema.
    """
    here = start.resolve()
    for folder in (here, *here.parents):
        file = folder / FILE
        if file.is_file():
            found = read(file)
            if found.configured:
                return found
    base = here if here.is_dir() else here.parent
    return Config(base, suppressions=base / DEFAULT_SUPPRESSIONS, policies=base / DEFAULT_POLICIES)


@cache
def read(file: Path) -> Config:
    """Return the settings in one pyproject.toml."""
    try:
        text = file.read_text(encoding="utf-8")
        document = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise ConfigError(f"is not valid TOML: {error}", file) from error
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError(f"cannot be read: {error}", file) from error
    table = document.get("tool", {}).get("cfnproof")
    root = file.parent
    if table is None:
        return Config(root, suppressions=root / DEFAULT_SUPPRESSIONS, policies=root / DEFAULT_POLICIES)
    return _Table(file, text, root).config(table)


@dataclass(frozen=True, slots=True)
class _Table:
    file: Path
    text: str
    root: Path

    def config(self, table: Mapping[str, Any]) -> Config:
        known: Mapping[str, Callable[[str, Any], Any]] = {
            "templates": self._paths,
            "region": self._region,
            "suppressions": self._path,
            "policies": self._path,
            "artifacts": self._artifacts,
        }
        for key in table:
            if key not in known:
                raise self._error(key, f"unknown key {key!r}: [tool.cfnproof] has {', '.join(known)}")
        defaults = {"suppressions": str(DEFAULT_SUPPRESSIONS), "policies": str(DEFAULT_POLICIES)}
        values = {key: known[key](key, value) for key, value in (defaults | dict(table)).items()}
        for key, exists in (("policies", Path.is_dir), ("suppressions", Path.is_file)):
            if key in table and not exists(values[key]):
                raise self._error(key, f"{key} names {table[key]!r}, which does not exist: correct the path")
        return Config(self.root, configured=True, **values)

    def _path(self, key: str, value: object) -> Path:
        if not isinstance(value, str) or not value:
            raise self._error(key, f"{key} must be a path in quotes, not {value!r}")
        return self.root / value

    def _paths(self, key: str, value: object) -> tuple[Path, ...]:
        if not isinstance(value, list):
            raise self._error(key, f'{key} must be a list of paths, like ["cfn"], not {value!r}')
        return tuple(self._path(key, item) for item in value)

    def _region(self, key: str, value: object) -> str:
        if not isinstance(value, str) or not re.fullmatch(r"[a-z]{2}(-[a-z]+)+-\d", value):
            raise self._error(key, f"{key} must be the name of a region, like {DEFAULT_REGION!r}, not {value!r}")
        return value

    def _artifacts(self, key: str, value: object) -> Mapping[str, Path]:
        if not isinstance(value, dict):
            raise self._error(key, f"{key} must be a table from a pushed path to a file, not {value!r}")
        return {name: self._path(name, path) for name, path in value.items()}

    def _error(self, key: str, message: str) -> ConfigError:
        pattern = re.compile(rf"""^\s*(?:\[.*\b|["']?){re.escape(key)}\b""")
        lines = self.text.splitlines()
        start = next((number for number, line in enumerate(lines) if line.strip().startswith("[tool.cfnproof")), 0)
        line = next((number for number, line in enumerate(lines[start:], start + 1) if pattern.match(line)), start + 1)
        return ConfigError(message, self.file, line)
