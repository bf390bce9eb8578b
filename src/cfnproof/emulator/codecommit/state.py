"""What CodeCommit keeps of an account and region."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from cfnproof.emulator.context import Context


@dataclass(slots=True)
class Repository:
    """One repository. `triggers` are as the API has them, `configuration_id` is theirs."""

    id: str
    name: str
    created: datetime
    modified: datetime
    key: str
    description: str | None = None
    tags: dict[str, str] = field(default_factory=dict)
    triggers: tuple[dict[str, Any], ...] = ()
    configuration_id: str = ""


@dataclass(slots=True)
class CodeCommitState:
    """Repositories by name."""

    repositories: dict[str, Repository] = field(default_factory=dict)


CodeCommitContext = Context[CodeCommitState]
