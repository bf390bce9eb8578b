"""What walkthroughs look for in the ledger, and where they keep it."""

import re
from pathlib import Path
from typing import Final

from cfnproof.hosts.access.ledger import Entry, lines
from cfnproof.hosts.host import Host

FOLDER: Final = Path(__file__).parents[2] / "build" / "ledgers"
"""Where the ledger of each walkthrough is kept, one file a test."""


def keep(host: Host, test: str) -> Path:
    """Write the ledger of a test as JSON Lines."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    file = FOLDER / f"{re.sub(r'[^A-Za-z0-9._-]+', '-', test)[:150].strip('-')}.jsonl"
    with file.open("w", encoding="utf-8") as out:
        out.writelines(lines(host.control.ledger.entries()))
    return file


def denied(host: Host, role: str, action: str) -> list[Entry]:
    """The denials of an action to a role, by the name that CloudFormation gave it: `<stack>-<logical id>-…`."""
    found = [one for one in host.control.ledger.denials() if one.request.action == action]
    return [one for one in found if f"/{role}-" in f"{one.role or one.request.resource}-"]
