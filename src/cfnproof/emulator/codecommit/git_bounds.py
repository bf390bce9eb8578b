"""How much git may bring: CodeCommit's own quotas, and what one process holds in memory.

https://docs.aws.amazon.com/codecommit/latest/userguide/limits.html
"""

from dataclasses import dataclass
from typing import Final

_MEBI: Final = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Bounds:
    """What one request may bring: sizes are in bytes.

    `body` is that of the request, also once it is unzipped; `object` of one object, `objects` their number, `inflated`
    the sum of all. `files` and `content` are those of one commit; `path` and `depth` those of one of its files.
    `references` is CodeCommit's own quota of changes in a push, `path` that of paths.
    """

    body: int = 256 * _MEBI
    object: int = 128 * _MEBI
    objects: int = 1_000_000
    inflated: int = 1024 * _MEBI
    files: int = 200_000
    content: int = 1024 * _MEBI
    path: int = 4096
    depth: int = 100
    references: int = 4000


DEFAULT: Final = Bounds()
"""What the hosts allow."""
