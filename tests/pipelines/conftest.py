"""The accounts of the walkthroughs: each test has one of its own, with the stacks that it needs."""

from collections.abc import Iterator

import pytest

from cfnproof.hosts.host import Host
from cfnproof.hosts.pipelines import Pipelines
from cfnproof.pytest_fixtures import DeployStack, PushFiles
from tests.pipelines import ledgers
from tests.pipelines.deployments import FIRST, SECOND, Deployment
from tests.pipelines.requirements import Ledger
from tests.pipelines.workshop import Pipeline, Workshop


@pytest.fixture
def bare_account(
    aws_host: Host,
    deploy_stack: DeployStack,
    push_files: PushFiles,
    pipelines: Pipelines,
    request: pytest.FixtureRequest,
) -> Iterator[Workshop]:
    """An account without stacks, whose ledger is kept."""
    yield Workshop(aws_host, deploy_stack, push_files, pipelines)
    ledgers.keep(aws_host, f"{request.node.path.stem}-{request.node.name}")


@pytest.fixture
def account(bare_account: Workshop) -> Iterator[Workshop]:
    """An account without stacks, in which all goes as the templates mean it.

    Every event of the walkthrough must reach the targets of the rules it matches, IAM must deny nothing, and what the
    roles ask for must be what the tables of requirements say.
    """
    yield bare_account
    control = bare_account.host.control
    assert control.undelivered == []
    assert [entry.as_json() for entry in control.ledger.denials()] == []
    assert Ledger.of(bare_account).uncovered == []


@pytest.fixture
def workshop(account: Workshop) -> Workshop:
    """An account with the foundation."""
    account.deploy("foundation")
    return account


@pytest.fixture
def pipeline(workshop: Workshop) -> Pipeline:
    """The training pipeline with its workflow and data; nothing has been pushed yet."""
    workshop.deploy("training-workflow")
    workshop.upload_training_data()
    return workshop.deploy_pipeline("mlpipeline")


@pytest.fixture
def deployment(workshop: Workshop) -> Deployment:
    """The deployment pipeline, which has run once without anything to deploy, and two models."""
    for model in (FIRST, SECOND):
        artifact = workshop.upload(f"models/{model}/output/model.tar.gz", model.encode())
        workshop.host.client("sagemaker").create_model(
            ModelName=model,
            ExecutionRoleArn=workshop.values["foundation.SageMakerExecutionRoleArn"],
            PrimaryContainer={"Image": workshop.values["image.pytorch-inference"], "ModelDataUrl": artifact},
        )
    pipeline = workshop.deploy_pipeline("mldeployment-pipeline")
    assert pipeline.created.status == "Failed"
    return Deployment(workshop, pipeline)
