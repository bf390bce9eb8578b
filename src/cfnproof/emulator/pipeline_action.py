"""In the course of what something happens: the pipeline action that a request comes from, however far down.

A thread that work starts takes it over from the one that started it: `work.Work` and the hosts see to that.
"""

from contextvars import ContextVar
from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class PipelineAction:
    """An action of a pipeline execution that runs."""

    pipeline: str
    execution: str
    stage: str
    action: str

    def as_json(self) -> dict[str, str]:
        """Its members by the API's names."""
        return {
            "pipelineName": self.pipeline,
            "pipelineExecutionId": self.execution,
            "stageName": self.stage,
            "actionName": self.action,
        }


CURRENT_ACTION: Final[ContextVar[PipelineAction | None]] = ContextVar("cfnproof_pipeline_action", default=None)
"""The action in whose course this thread works, None outside of any."""
