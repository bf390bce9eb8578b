"""What CodePipeline keeps of an account and region."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from cfnproof.emulator.context import Context


@dataclass(slots=True)
class Pipeline:
    """One pipeline. `versions` are its declarations as the API has them, the first is version 1."""

    name: str
    versions: tuple[dict[str, Any], ...]
    created: datetime
    updated: datetime
    tags: dict[str, str] = field(default_factory=dict)

    @property
    def current(self) -> dict[str, Any]:
        """The newest declaration."""
        return self.versions[-1]


@dataclass(slots=True)
class CodePipelineState:
    """Pipelines by name."""

    pipelines: dict[str, Pipeline] = field(default_factory=dict)


CodePipelineContext = Context[CodePipelineState]
