"""What a provider gets to run an action with."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final, TypeVar

from cfnproof.emulator.codepipeline.declaration.model import Action, ArtifactStore
from cfnproof.emulator.codepipeline.executions import artifacts
from cfnproof.emulator.codepipeline.executions.artifact_bucket import ArtifactBucket, BucketAccessError
from cfnproof.emulator.codepipeline.executions.artifacts import ArtifactError, Content
from cfnproof.emulator.codepipeline.executions.model import (
    ActionExecution,
    Artifact,
    Execution,
    Failure,
    SourceRevision,
)
from cfnproof.emulator.codepipeline.state import CodePipelineContext, Pipeline, source_key
from cfnproof.emulator.context import SignedClients

Seen = TypeVar("Seen")

CONFIGURATION: Final = "ConfigurationError"
FAILED: Final = "JobFailed"
NOT_EMULATED: Final = "NotEmulated"
"""Not AWS's: the action might succeed there, and nothing is known of it here."""
PERMISSION: Final = "PermissionError"
REVISION: Final = "RevisionUnavailable"
TIMED_OUT: Final = "JobTimedOut"

_LONGEST_SUMMARY: Final = 2048
"""Characters: https://docs.aws.amazon.com/codepipeline/latest/APIReference/API_SourceRevision.html"""
_FIRST_PAUSE: Final = 0.002
_LONGEST_PAUSE: Final = 0.1


@dataclass(slots=True)
class ActionFailedError(Exception):
    """An action that fails: `code` and `message` are the API's error details."""

    code: str
    message: str

    def __str__(self) -> str:
        """As a log shows it."""
        return f"{self.code}: {self.message}"


class ActionAbandonedError(Exception):
    """Nobody waits for the action any more."""


@dataclass(slots=True)
class RunningAction:
    """An action that runs. `clients` call as `role`: the action's own, else the pipeline's.

    `configuration` is resolved. A provider reads inputs, puts outputs, reports what it has come to, and waits; it
    returns the variables that the action puts out, and raises ActionFailedError where it fails.
    """

    context: CodePipelineContext
    pipeline: Pipeline
    run: ActionExecution
    role: str
    clients: SignedClients
    store: ArtifactStore
    deadline: datetime
    _read: dict[str, Content] = field(default_factory=dict)

    @property
    def action(self) -> Action:
        """The declaration."""
        return self.run.action

    @property
    def execution(self) -> Execution:
        """The execution of the pipeline."""
        return self.run.execution

    @property
    def configuration(self) -> Mapping[str, str]:
        """What configures the action, with the values of variables."""
        return self.run.configuration

    @property
    def _bucket(self) -> ArtifactBucket:
        return ArtifactBucket(self.clients, self.role, self.execution)

    @property
    def overrides(self) -> Mapping[str, str]:
        """The revisions that a source shall take instead of the newest, by their types."""
        return self.execution.overrides.get(self.action.name, {})

    def input_artifact(self, name: str) -> Artifact:
        """Where an input artifact lies, by its name."""
        found = next((one for one in self.run.inputs if one.name == name), None)
        if found is None:
            known = ", ".join(one.name for one in self.run.inputs) or "none"
            raise ActionFailedError(
                CONFIGURATION, f"Action {self.action.name} has no input artifact named {name}; it has {known}"
            )
        return found

    def input(self, name: str) -> Content:
        """An input artifact by its name; it is fetched once."""
        if name not in self._read:
            try:
                self._read[name] = self._bucket.get(self.input_artifact(name))
            except BucketAccessError as error:
                raise ActionFailedError(PERMISSION, str(error)) from error
        return self._read[name]

    def file(self, artifact: str, path: str) -> bytes:
        """One file of an input artifact."""
        try:
            return self.input(artifact).read(path)
        except ArtifactError as error:
            raise ActionFailedError(CONFIGURATION, str(error)) from error

    def file_at(self, location: str) -> bytes:
        """A file that the configuration names as `artifact::path`."""
        artifact, separator, path = location.partition("::")
        if not separator or not artifact or not path:
            raise ActionFailedError(CONFIGURATION, f"{location!r} is not a location: write ArtifactName::FileName")
        return self.file(artifact, path)

    def put(self, name: str, data: bytes) -> Artifact:
        """Write an output artifact: a zip file, as `artifacts.zipped` makes it."""
        artifact = self.write(artifacts.place(self.pipeline.name, name, self.store, self.context.ids), data)
        with self.context.state.lock:
            self.run.outputs = (*self.run.outputs, artifact)
        return artifact

    def write(self, artifact: Artifact, data: bytes) -> Artifact:
        """Write into the artifact bucket what need not be an output artifact; it is returned with its version."""
        try:
            return self._bucket.put(artifact, self.store, data)
        except BucketAccessError as error:
            raise ActionFailedError(PERMISSION, str(error)) from error

    def leave_empty(self, name: str) -> None:
        """Give an output artifact its place, and write nothing: who reads it fails, who only declares it does not."""
        artifact = artifacts.place(self.pipeline.name, name, self.store, self.context.ids)
        with self.context.state.lock:
            self.run.outputs = (*self.run.outputs, artifact)

    def revision(self, artifact: Artifact, revision: str, summary: str = "", url: str = "") -> None:
        """Say which revision of its source an artifact holds, which the action's state shows too."""
        made = SourceRevision(self.action.name, artifact.name, revision, summary[:_LONGEST_SUMMARY], url)
        with self.context.state.lock:
            self.execution.revisions[self.action.name] = made
            if not self.overrides:
                self.pipeline.taken[source_key(self.action)] = revision
        self.report(external_id=revision, url=url, summary=made.summary)

    def report(self, *, external_id: str | None = None, url: str | None = None, summary: str | None = None) -> None:
        """Show in the action's state what the provider has come to; what is left out stays."""
        with self.context.state.lock:
            self.run.external_id = external_id or self.run.external_id
            self.run.external_url = url or self.run.external_url
            self.run.summary = summary or self.run.summary
            self.run.updated = self.context.clock.now()

    def note(self, error: ActionFailedError) -> None:
        """Show an error of an action that nobody waits for any more; its status stays."""
        with self.context.state.lock:
            self.run.failure = Failure(error.code, error.message)

    def check(self) -> None:
        """Raise as `wait_for` does where the action's time is over, or nobody waits for it."""
        self._check(self.context.clock.now())

    def wait_for(self, look: Callable[[], Seen | None]) -> Seen:
        """What a look shows once it shows something. `run.wake` makes it look at once.

        Raises ActionFailedError where the action's time is over, ActionAbandonedError where nobody waits for it.
        """
        pause = _FIRST_PAUSE
        while True:
            now = self.context.clock.now()
            seen = look()
            if seen is not None:
                return seen
            self._check(now)
            if self.run.wake.wait(pause):
                self.run.wake.clear()
            pause = min(2 * pause, _LONGEST_PAUSE)

    def _check(self, now: datetime) -> None:
        self.context.work.check()
        if not self.run.running:
            raise ActionAbandonedError
        if now >= self.deadline:
            raise ActionFailedError(
                TIMED_OUT, f"The action did not complete before its deadline {self.deadline:%FT%TZ}"
            )
