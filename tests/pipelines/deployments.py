"""The deployment pipeline of a walkthrough, and the stack that it manages."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

import pytest

from cfnproof.hosts.pipeline_records import Approval, Execution, PipelineRefusedError
from cfnproof.hosts.stack_records import StackResource, StackState, describe, resources_of
from tests.pipelines.workshop import ENDPOINT_PARAMETERS, ENDPOINT_TEMPLATE, Pipeline, Workshop

CREATE: Final = "CreateChangeSet"
APPROVE: Final = "ApproveChangeSet"
EXECUTE: Final = "ExecuteChangeSet"
CHANGE_SET: Final = "FinanceSentimentchangeset"
STACK: Final = "FinanceSentimentProd"
FIRST: Final = "finbert-first"
SECOND: Final = "finbert-second"


@dataclass(frozen=True, slots=True)
class Deployment:
    """The deployment pipeline of an account whose models are made by hand, and the stack that it manages."""

    workshop: Workshop
    pipeline: Pipeline

    def push(self, model: str) -> str:
        """Push the template and its configuration for a model."""
        self.workshop.values["model.name"] = model
        return self.workshop.push([ENDPOINT_TEMPLATE, ENDPOINT_PARAMETERS])

    def start(self) -> str:
        """Start the pipeline."""
        return self.workshop.pipelines.start(self.pipeline.name)

    def proposed(self) -> Approval:
        """Start the pipeline and wait until its change set waits for an approval."""
        return self.workshop.pipelines.wait_for_approval(self.pipeline.name, self.start())

    def end(self, approval: Approval, status: str = "Succeeded") -> Execution:
        """Wait for the end of the execution that an approval belongs to."""
        return self.workshop.pipelines.wait(self.pipeline.name, approval.execution_id, status=status)

    def deploy(self, model: str) -> Execution:
        """Push, start, approve, and wait for success."""
        self.push(model)
        approval = self.proposed()
        self.workshop.pipelines.approve(approval)
        return self.end(approval)

    def stack(self) -> StackState:
        """The endpoint's stack."""
        return describe(self.workshop.host.client, STACK)

    def resources(self) -> Mapping[str, StackResource]:
        """The resources of the endpoint's stack."""
        return {one.logical_id: one for one in resources_of(self.workshop.host.client, STACK)}

    def change_set(self) -> Mapping[str, Any]:
        """The change set that the pipeline makes."""
        found: Mapping[str, Any] = self.workshop.host.client("cloudformation").describe_change_set(
            StackName=STACK, ChangeSetName=CHANGE_SET
        )
        return found

    def changes(self) -> set[tuple[str, str, str]]:
        """What the change set would do: actions, logical ids, and whether resources are replaced."""
        found = [one["ResourceChange"] for one in self.change_set()["Changes"]]
        return {(one["Action"], one["LogicalResourceId"], one.get("Replacement", "")) for one in found}

    def endpoints(self) -> dict[str, tuple[str, str]]:
        """Every endpoint with its status and configuration."""
        sagemaker = self.workshop.host.client("sagemaker")
        names = [one["EndpointName"] for one in sagemaker.list_endpoints()["Endpoints"]]
        found = [sagemaker.describe_endpoint(EndpointName=name) for name in names]
        return {one["EndpointName"]: (one["EndpointStatus"], one["EndpointConfigName"]) for one in found}

    def configurations(self) -> set[str]:
        """Every endpoint configuration."""
        found = self.workshop.host.client("sagemaker").list_endpoint_configs()["EndpointConfigs"]
        return {one["EndpointConfigName"] for one in found}

    def refusal(self, approval: Approval) -> str:
        """The code with which CodePipeline refuses to let an approval be given."""
        with pytest.raises(PipelineRefusedError) as caught:
            self.workshop.pipelines.approve(approval)
        return caught.value.code
