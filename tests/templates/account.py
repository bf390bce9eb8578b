"""An account in which the templates of cfn/ are deployed, and what is seen of their stacks there."""

import json
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from typing import Final

from cfnproof.hosts.host import Host
from cfnproof.hosts.inventory import Inventory
from cfnproof.hosts.stack_records import StackResource
from cfnproof.hosts.stacks import DeployedStack, deploy
from cfnproof.template.images import image_uri, repository_arn
from tests.roles import role
from tests.templates.deployments import Form
from tests.templates.observation import Observed, observe

CFN: Final = Path(__file__).parents[2] / "cfn"


@dataclass(frozen=True, slots=True)
class Seen:
    """A stack at one time."""

    resources: Mapping[str, StackResource]
    observed: Mapping[str, Observed]


@dataclass(frozen=True, slots=True)
class Account:
    """An account with what the templates are given. `values` fill in the tables' braces."""

    host: Host
    values: dict[str, str]
    _numbers: Iterator[int] = field(default_factory=count)
    _standing: dict[str, DeployedStack] = field(default_factory=dict)

    def name(self) -> str:
        """A stack name of its own."""
        return f"stack-{next(self._numbers)}"

    def deploy(self, form: Form, more: Mapping[str, str] | None = None) -> DeployedStack:
        """A new stack."""
        parameters = self.filled({**form.parameters, **(more or {})})
        return deploy(self.host.client, self.name(), CFN / form.template, parameters)

    @contextmanager
    def standing(self, form: Form) -> Iterator[DeployedStack]:
        """Lend a stack of a form, the same again and again, until somebody who had it failed."""
        stack = self._standing.pop(form.id, None) or self.deploy(form)
        yield stack
        self._standing[form.id] = stack

    def filled(self, parameters: Mapping[str, str]) -> dict[str, str]:
        """The tables' parameters with the account's values."""
        return {name: value.format_map(self.values) for name, value in parameters.items()}

    def parameters(self, stack: DeployedStack) -> dict[str, str]:
        """The stack's parameters, defaults too."""
        (found,) = self.host.client("cloudformation").describe_stacks(StackName=stack.id)["Stacks"]
        return {one["ParameterKey"]: one["ParameterValue"] for one in found["Parameters"]}

    def see(self, stack: DeployedStack) -> Seen:
        """What there is of a stack now."""
        return Seen(stack.resources(), observe(self.host.client, stack))


def account_of(host: Host) -> Account:
    """An account with resources that no template makes: what parameters change to, and models that endpoints host."""
    other_role = role(host.client, "other", "sagemaker.amazonaws.com")
    container = {"Image": image_uri("pytorch-inference", host.region)}
    for name in ("model", "other-model"):
        host.client("sagemaker").create_model(ModelName=name, PrimaryContainer=container, ExecutionRoleArn=other_role)
    values = {
        "training_images": repository_arn("pytorch-training", host.region),
        "inference_images": repository_arn("pytorch-inference", host.region),
        "other_key": _key(host),
        "other_role": other_role,
        "other_topic": host.client("sns").create_topic(Name="other")["TopicArn"],
        "other_workflow": f"arn:aws:states:{host.region}:{host.account}:stateMachine:other",
    }
    return Account(host, values)


def _key(host: Host) -> str:
    """A key that the account's roles and CloudWatch Logs may use, as the foundation's.

    https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/encrypt-log-data-kms.html
    """
    principals = {"AWS": f"arn:aws:iam::{host.account}:root"}, {"Service": f"logs.{host.region}.amazonaws.com"}
    statements = [{"Effect": "Allow", "Principal": one, "Action": "kms:*", "Resource": "*"} for one in principals]
    policy = json.dumps({"Version": "2012-10-17", "Statement": statements})
    arn: str = host.client("kms").create_key(Policy=policy)["KeyMetadata"]["Arn"]
    return arn


def left_of(before: Inventory, after: Inventory) -> Inventory:
    """What an account holds that it did not, beside the logs of endpoints, which SageMaker makes and nobody deletes.

    https://docs.aws.amazon.com/sagemaker/latest/dg/ex1-cleanup.html
    """
    return frozenset(entry for entry in after - before if not entry.id.startswith("/aws/sagemaker/Endpoints/"))


def entries(resources: Mapping[str, StackResource], logical_ids: Iterable[str]) -> set[tuple[str, str]]:
    """Types and physical ids of some of a stack's resources."""
    return {(resources[one].type, resources[one].physical_id) for one in logical_ids}


def identities(found: Inventory) -> set[tuple[str, str]]:
    """Types and ids of an inventory; inline policies are parts of their roles here."""
    return {(entry.type, entry.id) for entry in found if entry.type != "AWS::IAM::Policy"}
