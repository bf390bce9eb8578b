"""Who looks on while pipelines run."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, Protocol

from cfnproof.gates.deploy.deployment import Steps
from cfnproof.gates.progress import report_step
from cfnproof.hosts.pipeline_records import Execution
from cfnproof.hosts.stack_requests import OnEvent
from cfnproof.structural.pipelines.model import Action, pipelines
from cfnproof.template.model import Resource, Template

NAME: Final = "run"


@dataclass(frozen=True, slots=True)
class Subject:
    """A pipeline of a deployed stack: its name at AWS, its ARN, and where it stands."""

    name: str
    arn: str
    stack: str
    logical_id: str
    template: Template

    @property
    def resource(self) -> Resource:
        """The pipeline in its template."""
        return self.template.resources[self.logical_id]

    @property
    def label(self) -> str:
        """How displays call it."""
        return f"{self.stack}/{self.logical_id}"

    def actions(self) -> Iterator[Action]:
        """Its actions, as its template has them."""
        return (action for one in pipelines(self.template) if one.id == self.logical_id for action in one.actions)


class Watch(Protocol):
    """Is told what happens, as it happens."""

    def stack(self, name: str, template: Template) -> OnEvent:
        """What is called with the events of a stack that is now deployed."""
        ...

    def execution(self, subject: Subject, execution: Execution) -> None:
        """An execution has begun or changed."""
        ...

    def note(self, text: str) -> None:
        """The gate has done something itself."""
        ...


class GateSteps:
    """Tells whoever looks on while several gates run."""

    def stack(self, name: str, template: Template) -> OnEvent:
        """`foundation: CREATE_COMPLETE Key (7/9)`."""
        return Steps(NAME, name, template).show

    def execution(self, subject: Subject, execution: Execution) -> None:
        """`mlpipeline/Pipeline: Source/SourceAction InProgress`."""
        latest = execution.actions[-1] if execution.actions else None
        step = f"{latest.stage}/{latest.name} {latest.status}" if latest else execution.status
        report_step(NAME, f"{subject.label}: {step}")

    def note(self, text: str) -> None:
        """As it is."""
        report_step(NAME, text)
