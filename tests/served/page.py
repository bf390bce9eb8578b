"""A page of commands: its blocks, what it shows after them, and what they print when they are run."""

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Final

_FENCE: Final = re.compile(r"^```(bash|text)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_VARIES: Final = "…"


@dataclass(frozen=True, slots=True)
class Block:
    """Commands, and the lines that the page shows as what they print."""

    commands: str
    shown: tuple[str, ...]

    def missing(self, printed: str) -> list[str]:
        """The lines shown that do not stand in what was printed, each behind the one before; `…` is anything."""
        lines, absent = iter(printed.splitlines()), []
        for line in self.shown:
            pattern = re.compile(".*".join(re.escape(part) for part in line.split(_VARIES)))
            if not any(pattern.fullmatch(one) for one in lines):
                absent.append(line)
        return absent


def blocks(page: Path, port: int) -> list[Block]:
    """The blocks in the page's order, for a server on a port."""
    text = page.read_text(encoding="utf-8").replace("4566", str(port))
    found: list[Block] = []
    for kind, body in _FENCE.findall(text):
        if kind == "bash":
            found.append(Block(body, ()))
        else:
            found[-1] = Block(found[-1].commands, tuple(body.splitlines()))
    return found


def script(found: list[Block], mark: str) -> str:
    """One script of all commands, which ends at the first that fails; a line begins what each block prints."""
    return "set -e\n" + "".join(f"echo '{mark}'\n{block.commands}" for block in found)
