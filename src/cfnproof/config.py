"""The project's settings: the `[tool.cfnproof]` table of pyproject.toml.

Keys, all optional, paths relative to the file:

- `templates`: list of files and folders that hold the project's templates;
- `region`: the region that the gates assume, `us-east-1` if left out;
- `suppressions`: the suppression file, `policies/suppressions.yaml` if left out;
- `policies`: a folder of checkov policies of the project's own, `policies/checkov` if left out;
- `artifacts`: table from a path in the pushed tree to the file that is pushed there;
- `objects`: table from an S3 address, which may hold the placeholders of `template.pushed`, to the file that is
  uploaded there before pipelines run; for an address that ends in `.tar.gz`, it may be a folder, which is packed;
- `stacks`: list of tables, a stack each, in the order of deployment: `template`, a file; `name`, the file's stem if
  left out; `parameters`, a table of strings, which may hold the placeholders of `template.pushed`.
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

OBJECT: Final = re.compile(r"s3://(?P<bucket>[^/]+)/(?P<key>.+)")
"""The address of an object."""
PACKED: Final = ".tar.gz"
"""How the address of an object ends that may be made of a folder."""

_STACK_KEYS: Final = ("template", "name", "parameters")
_STACK_NAME: Final = re.compile(r"[A-Za-z][A-Za-z0-9-]{0,127}")
_SOURCES: Final = ("aws", "image", "model", "repository")
"""What a placeholder may name beside a stack."""
_STACK_HEAD: Final = re.compile(r"\s*\[\[\s*tool\s*\.\s*cfnproof\s*\.\s*stacks\s*\]\]")
_OTHER_HEAD: Final = re.compile(r"\s*\[(?!\s*tool\s*\.\s*cfnproof\s*\.\s*stacks\s*\.)")


@dataclass(frozen=True, slots=True)
class StackEntry:
    """A stack of the project's. `line` is where its table begins, `lines` where each of its parameters stands."""

    name: str
    template: Path
    parameters: Mapping[str, str]
    line: int
    lines: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class ObjectEntry:
    """An object of the project's, by its address, and the file or folder it is made of. `line` is where it stands."""

    address: str
    file: Path
    line: int


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
    objects: tuple[ObjectEntry, ...] = ()
    stacks: tuple[StackEntry, ...] = ()

    @property
    def file(self) -> Path:
        """Where the settings stand, or would."""
        return self.root / FILE


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
            "objects": self._objects,
            "stacks": self._stacks,
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

    def _objects(self, key: str, value: object) -> tuple[ObjectEntry, ...]:
        if not isinstance(value, dict):
            raise self._error(key, f"{key} must be a table from an S3 address to a file, not {value!r}")
        entries = []
        for address, path in value.items():
            if not OBJECT.fullmatch(address):
                raise self._error(address, f"{address!r} is no address of an object: write s3://BUCKET/KEY")
            file = self._path(address, path)
            if not (file.is_file() or (file.is_dir() and address.endswith(PACKED))):
                raise self._error(address, f"object {address} names {path!r}, which is no file: correct the path")
            entries.append(ObjectEntry(address, file, self._line(address)))
        return tuple(entries)

    def _stacks(self, key: str, value: object) -> tuple[StackEntry, ...]:
        if not isinstance(value, list) or not all(isinstance(item, dict) for item in value):
            raise self._error(
                key, f"{key} must be a list of tables, each under [[tool.cfnproof.stacks]], not {value!r}"
            )
        entries: dict[str, StackEntry] = {}
        for number, table in enumerate(value):
            entry = self._stack(table, self._stack_lines(number))
            if entry.name in entries:
                message = (
                    f"stack {entry.name!r} stands twice, first on line {entries[entry.name].line}: give another name"
                )
                raise ConfigError(message, self.file, entry.line)
            entries[entry.name] = entry
        return tuple(entries.values())

    def _stack(self, table: Mapping[str, Any], lines: range) -> StackEntry:
        for key in table:
            if key not in _STACK_KEYS:
                message = f"unknown key {key!r}: [[tool.cfnproof.stacks]] has {', '.join(_STACK_KEYS)}"
                raise self._error(key, message, lines)
        template, parameters = table.get("template"), table.get("parameters", {})
        if not isinstance(template, str) or not (self.root / template).is_file():
            fault = "has no template" if template is None else f"template names {template!r}, which is no file"
            raise self._error("template", f"{fault}: give the path of a template, relative to this file", lines)
        name = table.get("name", Path(template).stem)
        if not isinstance(name, str) or not _STACK_NAME.fullmatch(name):
            message = f"name must begin with a letter and hold letters, digits and hyphens, at most 128, not {name!r}"
            raise self._error("name" if "name" in table else "template", message, lines)
        if name in _SOURCES:
            message = f"name {name!r} is a source of placeholders ({', '.join(_SOURCES)}): give the stack another name"
            raise self._error("name" if "name" in table else "template", message, lines)
        if not isinstance(parameters, dict):
            raise self._error("parameters", f"parameters must be a table of strings, not {parameters!r}", lines)
        for key, value in parameters.items():
            if not isinstance(value, str):
                raise self._error(key, f"parameter {key} must be a string in quotes, not {value!r}", lines)
        places = {key: self._line(key, lines) for key in parameters}
        return StackEntry(name, self.root / template, parameters, lines.start + 1, places)

    def _stack_lines(self, number: int) -> range:
        """The lines, from 0, of a table of the list: up to the next table that is not within it."""
        lines = self.text.splitlines()
        heads = [at for at, line in enumerate(lines) if _STACK_HEAD.match(line)]
        if number >= len(heads):
            return range(self._line("stacks") - 1, len(lines))
        tables = (at for at in range(heads[number] + 1, len(lines)) if _OTHER_HEAD.match(lines[at]))
        return range(heads[number], next(tables, len(lines)))

    def _error(self, key: str, message: str, within: range | None = None) -> ConfigError:
        return ConfigError(message, self.file, self._line(key, within))

    def _line(self, key: str, within: range | None = None) -> int:
        """The line, from 1, on which a key stands; the first one of the table where it does not."""
        pattern = re.compile(rf"""^\s*(?:\[.*\b|["']?){re.escape(key)}\b""")
        lines = self.text.splitlines()
        if within is None:
            start = next((number for number, line in enumerate(lines) if line.strip().startswith("[tool.cfnproof")), 0)
            within = range(start, len(lines))
        named = (at for at in within if pattern.match(lines[at]))
        inline = (at for at in within if re.search(rf"""[{{,.]\s*["']?{re.escape(key)}["']?\s*=""", lines[at]))
        return next(named, next(inline, within.start)) + 1
