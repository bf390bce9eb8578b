"""One training job: what was asked for, and how far it has come.

https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_DescribeTrainingJob.html
https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_SecondaryStatusTransition.html
"""

import threading
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, Final

IN_PROGRESS: Final = "InProgress"
STARTING: Final = "Starting"
DOWNLOADING: Final = "Downloading"
TRAINING: Final = "Training"
UPLOADING: Final = "Uploading"
COMPLETED: Final = "Completed"
FAILED: Final = "Failed"
STOPPING: Final = "Stopping"
STOPPED: Final = "Stopped"
MAX_RUNTIME_EXCEEDED: Final = "MaxRuntimeExceeded"
_LONGEST_REASON: Final = 1024
_MESSAGES: Final[Mapping[str, str]] = {
    STARTING: "Starting the training job",
    DOWNLOADING: "Downloading input data",
    TRAINING: "Training image download completed. Training in progress.",
    UPLOADING: "Uploading generated training model",
    COMPLETED: "Training job completed",
    FAILED: "Training job failed",
    STOPPING: "Stopping the training job",
    STOPPED: "Training job stopped",
    MAX_RUNTIME_EXCEEDED: "Training job runtime exceeded MaxRuntimeInSeconds provided",
}


@dataclass(frozen=True, slots=True)
class Phase:
    """One secondary status and its time; the last one of a job that has ended lasts no time."""

    status: str
    started: datetime
    ended: datetime | None = None

    @property
    def message(self) -> str:
        """What AWS says of the status."""
        return _MESSAGES[self.status]


@dataclass(slots=True)
class TrainingJob:
    """One job. `members` are those of its request, as Describe returns them; `artifacts` is where the model will be.

    A request may ask the job to stop while its work goes on: the lock is held for each step from status to status.
    `ends_as` is the secondary status with which a job ends that is stopping, None where it is not.
    """

    name: str
    arn: str
    created: datetime
    members: dict[str, Any]
    artifacts: str
    modified: datetime = field(init=False)
    status: str = IN_PROGRESS
    phases: tuple[Phase, ...] = ()
    started: datetime | None = None
    ended: datetime | None = None
    failure: str | None = None
    ends_as: str | None = None
    lock: threading.Lock = field(default_factory=threading.Lock, repr=False)

    def __post_init__(self) -> None:
        """A job starts when it is made."""
        self._enter(STARTING, self.created)

    @property
    def secondary(self) -> str:
        """The secondary status."""
        return self.phases[-1].status

    def advance(self, secondary: str, now: datetime) -> bool:
        """Go on to the next phase; False where the job has been asked to stop."""
        with self.lock:
            if self.ends_as:
                return False
            self._enter(secondary, now)
            self.started = self.started or now
            return True

    def stop(self, now: datetime, ends_as: str = STOPPED) -> bool:
        """Ask the job to stop; False where it is not in progress."""
        with self.lock:
            if self.status != IN_PROGRESS:
                return False
            self.status, self.ends_as = STOPPING, ends_as
            self._enter(STOPPING, now)
            return True

    def upload(self, now: datetime) -> None:
        """Go on to the upload of what was trained, which a job that is stopping also reaches."""
        with self.lock:
            self._enter(UPLOADING, now)

    def finish(self, now: datetime) -> None:
        """End as a job that did what it could."""
        with self.lock:
            self._end(STOPPED if self.ends_as else COMPLETED, self.ends_as or COMPLETED, now)

    def fail(self, reason: str, now: datetime) -> None:
        """End as a failed job; the reason is cut where AWS cuts it."""
        with self.lock:
            self.failure = reason[:_LONGEST_REASON]
            self._end(FAILED, FAILED, now)

    def _end(self, status: str, secondary: str, now: datetime) -> None:
        self.status = status
        self.ended = now if self.started else None
        self._enter(secondary, now)
        self.phases = (*self.phases[:-1], replace(self.phases[-1], ended=now))

    def _enter(self, secondary: str, now: datetime) -> None:
        closed = tuple(replace(phase, ended=phase.ended or now) for phase in self.phases)
        self.phases, self.modified = (*closed, Phase(secondary, now)), now
