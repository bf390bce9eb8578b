"""How long a walkthrough takes: from a push to the model, and from a start to an endpoint that is in service.

`python benchmarks/walkthroughs.py [RUNS]` runs both that many times (5), each time on a fresh account in which the
project's stacks stand already, after imports and one run that warms up, and prints the median and the range in
seconds. A walkthrough is what a user sees of it: from the request that starts it until waiting for it has ended and
the result is read. The approval is given as soon as it is asked for.
"""

import gc
import statistics
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from cfnproof.config import Config, find
from cfnproof.gates.run.archives import content
from cfnproof.hosts.host import Host
from cfnproof.hosts.pipelines import Pipelines
from cfnproof.hosts.polling import poll
from cfnproof.hosts.registry import DEFAULT_HOST, HOSTS
from cfnproof.hosts.repositories import push
from cfnproof.hosts.stack_records import describe
from cfnproof.hosts.stacks import deploy
from cfnproof.template.pushed import as_pushed, regional_values
from cfnproof.template.stack_parameters import filled

ROOT = Path(__file__).parents[1]
STACKS = ("foundation", "training-workflow", "mlpipeline", "mldeployment-pipeline")
ENDPOINT_STACK = "FinanceSentimentProd"
SECONDS = 60.0


@dataclass(frozen=True, slots=True)
class Account:
    """An account with the stacks; `values` fill in placeholders, `names` are those of the pipelines by stack."""

    host: Host
    config: Config
    values: dict[str, str]
    names: dict[str, str]

    @property
    def pipelines(self) -> Pipelines:
        """The account's pipelines."""
        return Pipelines(self.host.client)

    def push(self, paths: Sequence[str]) -> str:
        """Push files of the project, filled in; return the commit's id."""
        files = {path: as_pushed(self.config.artifacts[path], self.values) for path in paths}
        return push(self.host.client, self.values["foundation.RepositoryName"], "main", files)


def account_on(host: Host) -> Account:
    """Deploy the stacks, upload data, and wait until the pipelines have run for their creation."""
    config = find(ROOT)
    account = Account(host, config, dict(regional_values(host.region)), {})
    entries = {entry.name: entry for entry in config.stacks}
    for name in STACKS:
        stack = deploy(host.client, name, entries[name].template, filled(entries[name], account.values, config))
        account.values.update({f"{name}.{key}": value for key, value in stack.outputs.items()})
        if "Pipeline" in (resources := stack.resources()):
            account.names[name] = resources["Pipeline"].physical_id
    data = {f"{channel}/data.csv": b"sentence,label\n" for channel in ("training", "testing")}
    for key, body in {**data, "source/sourcedir.tar.gz": content(ROOT / "cfn/data/source")}.items():
        host.client("s3").put_object(Bucket=account.values["foundation.DataBucketName"], Key=key, Body=body)
    for name in account.names.values():
        wait_for_creation(account, name)
    return account


def wait_for_creation(account: Account, name: str) -> None:
    """Wait until the execution has ended with which a new pipeline begins: there is no branch yet, so it fails."""
    poll(lambda: account.pipelines.executions(name)[0].status, lambda status: status == "Failed", SECONDS)


def train(account: Account) -> float:
    """Push the input, wait for the training pipeline, look up the model; return the seconds."""
    started = time.perf_counter()
    name, commit = account.names["mlpipeline"], account.push(["sf_start_params.json"])
    execution = account.pipelines.wait(name, account.pipelines.started_by(name, commit))
    model = execution.action("ExecuteSagemakerMLOpsStepFunction").external_id.rpartition(":")[2]
    account.host.client("sagemaker").describe_model(ModelName=model)
    account.values["model.name"] = model
    return time.perf_counter() - started


def serve(account: Account) -> float:
    """Start the deployment pipeline, approve, wait, look up the endpoint; return the seconds.

    What is deployed has been pushed before, and the training that the push starts is over.
    """
    training = account.names["mlpipeline"]
    commit = account.push(["mldeployment.yaml", "mldeploymentconfig.json"])
    account.pipelines.wait(training, account.pipelines.started_by(training, commit))
    started = time.perf_counter()
    name = account.names["mldeployment-pipeline"]
    approval = account.pipelines.wait_for_approval(name, account.pipelines.start(name))
    account.pipelines.approve(approval)
    account.pipelines.wait(name, approval.execution_id)
    endpoint = describe(account.host.client, ENDPOINT_STACK).outputs["EndpointName"]
    status = account.host.client("sagemaker").describe_endpoint(EndpointName=endpoint)["EndpointStatus"]
    taken = time.perf_counter() - started
    if status != "InService":
        raise SystemExit(f"endpoint {endpoint!r} is {status!r}, not 'InService'")
    return taken


def run() -> tuple[float, float]:
    """Both walkthroughs on a fresh account."""
    gc.collect()  # what the account before has left is no cost of this one
    with HOSTS[DEFAULT_HOST](find(ROOT).region) as host:
        account = account_on(host)
        return train(account), serve(account)


def show(name: str, values: Sequence[float]) -> None:
    """Print one row."""
    print(f"{name:42} {statistics.median(values):7.3f} s  ({min(values):.3f} to {max(values):.3f})")


def main(runs: int) -> None:
    """Measure and print."""
    run()
    taken = [run() for _ in range(runs)]
    show("training: a push to a model", [one for one, _ in taken])
    show("deployment: a start to an endpoint", [one for _, one in taken])


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 5)
