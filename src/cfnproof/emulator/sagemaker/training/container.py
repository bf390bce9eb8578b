"""The container of a training job: its image, its code, its log and its metrics, all as the execution role.

No code runs. What the log says is this project's own.
https://docs.aws.amazon.com/sagemaker/latest/dg/sagemaker-roles.html#sagemaker-roles-createtrainingjob-perms
https://docs.aws.amazon.com/sagemaker/latest/dg/logging-cloudwatch.html
"""

from dataclasses import dataclass, field
from datetime import datetime

from cfnproof.emulator.context import SignedClients
from cfnproof.emulator.sagemaker import container_code, images
from cfnproof.emulator.sagemaker.container_output import TRAINING, Output
from cfnproof.emulator.sagemaker.errors import invalid
from cfnproof.emulator.sagemaker.refusals import REFUSED
from cfnproof.emulator.sagemaker.training.failures import JobFailedError
from cfnproof.emulator.sagemaker.training.job import TrainingJob


def check_image(clients: SignedClients, image: str, partition: str, role: str) -> None:
    """Raise ServiceError ValidationException for an image whose repository the role may not pull from.

    SageMaker's words: https://github.com/wpilibsuite/DetectCoral/issues/37
    """
    repository = images.repository_of(image, partition)
    if repository is None:
        return
    try:
        images.check_repository(clients, repository)
    except images.PullRefusedError as error:
        needed = ", ".join(sorted(f"ecr:{action}" for action in images.PULL))
        raise invalid(
            f"Access denied for repository: {repository.name} in registry ID: {repository.account}. Please check if "
            f"your ECR repository and image exist and role {role} has proper pull permissions for SageMaker: {needed}"
        ) from error


@dataclass(frozen=True, slots=True)
class Container:
    """The container on the first instance of a job; `clients` are the execution role's, `lines` those of its log."""

    job: TrainingJob
    clients: SignedClients
    partition: str
    lines: list[str] = field(default_factory=list)

    def start(self, now: datetime) -> None:
        """Pull the image and load the code. Raises JobFailedError.

        SageMaker's words: https://github.com/aws/sagemaker-python-sdk/issues/1968 , and the training toolkit's:
        https://github.com/aws/amazon-sagemaker-examples/issues/1224
        """
        try:
            images.pull(self.clients, self.job.members["AlgorithmSpecification"]["TrainingImage"], self.partition)
        except images.PullRefusedError as error:
            raise JobFailedError(
                "ClientError: Cannot pull algorithm container. Either the image does not exist or its permissions are "
                "incorrect."
            ) from error
        url = container_code.code_of_training(self.job.members.get("HyperParameters", {}))
        if url is None:
            return
        try:
            container_code.load(self.clients, url)
        except REFUSED as error:
            failure = f"AlgorithmError: framework error: \n{error}"
            self.end(now, failure)
            raise JobFailedError(failure) from error
        self.lines.append(f"Loaded the code of {url}")

    def end(self, now: datetime, failure: str | None) -> None:
        """Write the log and the metrics of what has been, as the container ends."""
        outcome = f"Reporting training FAILURE: {failure}" if failure else "Reporting training SUCCESS"
        host = f"{self.job.name}/algo-1"
        output = Output(TRAINING, f"{host}-{int(self.job.created.timestamp())}", TRAINING, {"Host": host})
        output.write(self.clients, [*self.lines, "Stopped" if self.job.ends_as else outcome], now)
