"""The story on LocalStack: start-up, memory and time, beside the moto host and beside LocalStack without the plugin.

`python benchmarks/localstack_host.py [RUNS]` starts LocalStack with the plugin and without it, that many times (5) in
turn, and prints medians and ranges: seconds until it is ready, memory when it is and after the work, in MB; seconds of
the whole story, from the first stack to an endpoint in service, on the first account after a start and on the next; and
those of one stack of the types that all three have. LocalStack's Python is that of `cfnproof localstack start`, which
makes its environment before anything is measured. The moto host runs in this process, and starts with an import.
"""

import os
import signal
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import boto3
import walkthroughs

from cfnproof.config import find
from cfnproof.hosts.host import Host
from cfnproof.hosts.localstack import interpreter
from cfnproof.hosts.localstack.installation import PYTHON, environment
from cfnproof.hosts.localstack.process import free_port
from cfnproof.hosts.localstack.server import Start, start, stop
from cfnproof.hosts.polling import poll
from cfnproof.hosts.registry import HOSTS
from cfnproof.hosts.stacks import deploy

ACCOUNT = "111111111111"
SECONDS = 60.0
STACK = """
Resources:
  Key: {Type: AWS::KMS::Key, Properties: {KeyPolicy: {Version: 2012-10-17, Statement: [
    {Effect: Allow, Principal: {AWS: !Sub "arn:aws:iam::${AWS::AccountId}:root"}, Action: "kms:*", Resource: "*"}]}}}
  Topic: {Type: AWS::SNS::Topic, Properties: {KmsMasterKeyId: !Ref Key}}
  Queue: {Type: AWS::SQS::Queue}
  Bucket: {Type: AWS::S3::Bucket}
  Role: {Type: AWS::IAM::Role, Properties: {AssumeRolePolicyDocument: {Version: 2012-10-17, Statement: [
    {Effect: Allow, Principal: {Service: lambda.amazonaws.com}, Action: "sts:AssumeRole"}]}}}
  Parameter: {Type: AWS::SSM::Parameter, Properties: {Type: String, Value: !GetAtt Role.Arn}}
"""

Times = dict[str, list[float]]
Client = Callable[[str], Any]


def timed(what: Callable[[], object]) -> float:
    """The seconds that something takes."""
    started = time.perf_counter()
    what()
    return time.perf_counter() - started


def tell_story(host: Host) -> None:
    """From the first stack to an endpoint in service."""
    account = walkthroughs.account_on(host)
    walkthroughs.train(account)
    walkthroughs.serve(account)


def megabytes(pid: int) -> float:
    """The memory that a process has."""
    status = Path(f"/proc/{pid}/status").read_text(encoding="utf-8")
    return int(status.split("VmRSS:")[1].split()[0]) / 1024


def listener(port: int) -> int:
    """The process that listens at a port of this machine."""
    answer = subprocess.run(["ss", "-ltnpH", f"sport = :{port}"], check=True, capture_output=True, text=True).stdout  # noqa: S607  # found on PATH
    return int(answer.split("pid=")[1].split(",")[0])


def on_moto(times: Times) -> None:
    """The moto host."""
    for _ in range(2):
        with HOSTS["moto"](region()) as host:
            times["moto: the whole story"].append(timed(lambda: tell_story(host)))  # called at once
    with HOSTS["moto"](region()) as host, tempfile.TemporaryDirectory() as folder:
        times["moto: one stack"].append(timed(lambda: one_stack(host.client, Path(folder))))


def with_plugin(times: Times) -> None:
    """LocalStack with the plugin."""
    with tempfile.TemporaryDirectory() as folder:
        started = start(Start(state=Path(folder), port=0), lambda _: None)
        times["plugin: until ready"].append(started.seconds or 0.0)
        pid = listener(int(started.endpoint.rpartition(":")[2]))
        times["plugin: memory when ready, MB"].append(megabytes(pid))
        try:
            for name in ("first", "next"):
                with HOSTS["localstack"](region(), endpoint_url=started.endpoint) as host:
                    times[f"plugin: the whole story, {name} account"].append(timed(lambda: tell_story(host)))
            times["plugin: memory after two stories, MB"].append(megabytes(pid))
            with HOSTS["localstack"](region(), endpoint_url=started.endpoint) as host:
                times["plugin: one stack"].append(timed(lambda: one_stack(host.client, Path(folder))))
        finally:
            stop(Path(folder))


def without_plugin(times: Times) -> None:
    """LocalStack alone."""
    with tempfile.TemporaryDirectory() as folder, plain(Path(folder)) as (endpoint, pid, seconds):
        times["plain: until ready"].append(seconds)
        times["plain: memory when ready, MB"].append(megabytes(pid))

        def client(service: str) -> Any:  # noqa: ANN401  # boto3's
            return boto3.client(
                service,
                endpoint_url=endpoint,
                region_name=region(),
                aws_access_key_id=ACCOUNT,
                aws_secret_access_key="-",  # noqa: S106  # none
            )

        times["plain: one stack, first"].append(timed(lambda: one_stack(client, Path(folder))))
        client("cloudformation").delete_stack(StackName="stack")
        times["plain: one stack"].append(timed(lambda: one_stack(client, Path(folder), "again")))


@contextmanager
def plain(folder: Path) -> Iterator[tuple[str, int, float]]:
    """A LocalStack without the plugin: its address, its process, and the seconds until it is ready."""
    python = environment(interpreter.find(None), lambda _: None) / PYTHON
    endpoint = f"http://127.0.0.1:{free_port()}"
    variables = {
        "PATH": os.environ["PATH"],
        "HOME": str(folder),
        "GATEWAY_LISTEN": endpoint.removeprefix("http://"),
        "LOCALSTACK_VOLUME_DIR": str(folder / "volume"),
        "SKIP_SSL_CERT_DOWNLOAD": "1",
        "DISABLE_EVENTS": "1",
        "DNS_ADDRESS": "0",
    }
    started = time.perf_counter()
    with subprocess.Popen(
        [python, "-m", "localstack.runtime.main"],
        env=variables,
        cwd=folder,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    ) as process:
        try:
            poll(lambda: answers(f"{endpoint}/_localstack/health"), bool, SECONDS)
            yield endpoint, process.pid, time.perf_counter() - started
        finally:
            os.killpg(process.pid, signal.SIGKILL)


def answers(address: str) -> bool:
    """Whether an address answers."""
    try:
        with urllib.request.urlopen(address, timeout=1) as answer:  # noqa: S310  # of this machine
            return bool(answer.status)
    except OSError:
        return False


def one_stack(client: Client, folder: Path, name: str = "stack") -> None:
    """Deploy the stack of the types that all three have."""
    template = folder / "stack.yaml"
    template.write_text(STACK, encoding="utf-8")
    deploy(client, name, template)


def region() -> str:
    """The project's."""
    return find(walkthroughs.ROOT).region


def main(runs: int) -> None:
    """Measure and print."""
    times: Times = defaultdict(list)
    for _ in range(runs):
        for measure in (on_moto, with_plugin, without_plugin):
            measure(times)
    for name, values in times.items():
        print(f"{name:48} {statistics.median(values):8.2f}  ({min(values):.2f} to {max(values):.2f})")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 5)
