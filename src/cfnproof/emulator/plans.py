"""How work that takes AWS minutes goes here: tests and users set it, services follow it."""

from dataclasses import dataclass, field
from datetime import timedelta


@dataclass(frozen=True, slots=True)
class EndpointPlan:
    """How long the changes of endpoints take, and why they fail, None where they succeed."""

    duration: timedelta = timedelta()
    failure: str | None = None


@dataclass(frozen=True, slots=True)
class TrainingPlan:
    """How long training jobs take from their creation, and why they fail, None where they succeed."""

    duration: timedelta = timedelta()
    failure: str | None = None


@dataclass(slots=True)
class Plans:
    """The plans of one host. What has begun goes on as planned then.

    `source_poll` is how often CodePipeline looks at a source that it polls, by the host's clock.
    """

    endpoints: EndpointPlan = field(default_factory=EndpointPlan)
    training: TrainingPlan = field(default_factory=TrainingPlan)
    source_poll: timedelta = timedelta(seconds=1)
