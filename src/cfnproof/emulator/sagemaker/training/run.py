"""The work of a training job: from status to status, as long as its plan says, by the host's clock.

https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_DescribeTrainingJob.html
https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_StoppingCondition.html
"""

from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from cfnproof.emulator.context import Clock, SignedClients
from cfnproof.emulator.errors import WorkStoppedError
from cfnproof.emulator.plans import TrainingPlan
from cfnproof.emulator.sagemaker.training import artifacts, channels
from cfnproof.emulator.sagemaker.training.container import Container
from cfnproof.emulator.sagemaker.training.failures import INTERNAL, JobFailedError
from cfnproof.emulator.sagemaker.training.job import DOWNLOADING, MAX_RUNTIME_EXCEEDED, TRAINING, TrainingJob
from cfnproof.emulator.sagemaker.volume_grants import VolumeGrant
from cfnproof.emulator.work import Work

_LOOK_SECONDS: Final = 0.01
_DEFAULT_RUNTIME_SECONDS: Final = 86_400


@dataclass(frozen=True, slots=True)
class Run:
    """A job and what its work is done with; `clients` are the execution role's."""

    job: TrainingJob
    plan: TrainingPlan
    clients: SignedClients
    partition: str
    clock: Clock
    work: Work
    volume: VolumeGrant | None

    def __call__(self) -> None:
        """Do the work. A fault of the emulation ends the job as AWS's own faults do, and is raised on."""
        try:
            self._through_phases()
        except JobFailedError as failed:
            self.job.fail(str(failed), self.clock.now())
        except WorkStoppedError:
            raise
        except Exception:
            self.job.fail(INTERNAL, self.clock.now())
            raise
        else:
            self.job.finish(self.clock.now())
        if self.volume:
            self.volume.revoke()

    def _through_phases(self) -> None:
        """A job that is stopped before it trains has nothing to upload."""
        job = self.job
        if not job.advance(DOWNLOADING, self.clock.now()):
            return
        channels.download(self.clients, job.members.get("InputDataConfig", ()))
        if not job.advance(TRAINING, self.clock.now()):
            return
        container = Container(job, self.clients, self.partition)
        container.start(self.clock.now())
        self._train()
        failure = None if job.ends_as else self.plan.failure
        container.end(self.clock.now(), failure)
        job.upload(self.clock.now())
        if failure:
            raise JobFailedError(failure)
        artifacts.upload(job, self.clients)

    def _train(self) -> None:
        """Wait until the planned end, the limit or a stop; a job that reaches its limit is stopped.

        Times count from the job's creation, which whoever moves the clock on has seen.
        """
        limits = self.job.members["StoppingCondition"]
        limit = timedelta(seconds=limits.get("MaxRuntimeInSeconds", _DEFAULT_RUNTIME_SECONDS))
        ends = self.job.created + min(self.plan.duration, limit)
        while not self.job.ends_as:
            now = self.clock.now()
            if now >= ends:
                if self.plan.duration > limit:
                    self.job.stop(now, MAX_RUNTIME_EXCEEDED)
                return
            self.work.pause(_LOOK_SECONDS)
