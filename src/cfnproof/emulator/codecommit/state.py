"""What CodeCommit keeps of an account and region."""

import threading
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from dulwich.repo import MemoryRepo

from cfnproof.emulator.context import Context


@dataclass(slots=True)
class Repository:
    """One repository. `triggers` are as the API has them, `configuration_id` is theirs.

    `git` holds objects and references; the default branch is where its HEAD points. References change in
    `references.py` alone, under `lock`.
    """

    id: str
    name: str
    created: datetime
    modified: datetime
    key: str
    description: str | None = None
    tags: dict[str, str] = field(default_factory=dict)
    triggers: tuple[dict[str, Any], ...] = ()
    configuration_id: str = ""
    git: MemoryRepo = field(default_factory=MemoryRepo)
    lock: threading.Lock = field(default_factory=threading.Lock)


@dataclass(slots=True)
class CodeCommitState:
    """Repositories by name."""

    repositories: dict[str, Repository] = field(default_factory=dict)


CodeCommitContext = Context[CodeCommitState]
