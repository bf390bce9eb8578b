"""A served account under load: mixed calls, pushes and executions by 16 clients, beside moto's own server.

`python benchmarks/serve.py [ROUNDS] [MOTO_SERVER]` starts `cfnproof serve`, lets 16 clients do so many rounds each
(100: about a minute), and prints how often each operation was done, its p50 and p99 in milliseconds, and the server's
memory on the way. Every answer is checked; every push must start one execution, and every message come once.
MOTO_SERVER is the command of a `moto[server]` in an environment of its own: it then gets the rounds of the operations
that both have, on the same machine.
"""

import os
import statistics
import subprocess
import sys
import tempfile
import threading
import time
import uuid
from collections import defaultdict
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import boto3
import walkthroughs
from botocore.config import Config

from cfnproof.config import find
from cfnproof.hosts.localstack.process import free_port
from cfnproof.hosts.polling import poll
from cfnproof.hosts.stacks import deploy
from cfnproof.template.pushed import regional_values
from cfnproof.template.stack_parameters import filled

CLIENTS = 16
SECONDS = 120.0
ACCOUNT = "111122223333"
KEY = (f"AKIAADMN{ACCOUNT}", "cfnproof/emulated/administrator/key/0001")
PUSH_EVERY = 10

Client = Callable[[str], Any]


@dataclass(slots=True)
class Times:
    """The milliseconds of each operation, by all clients."""

    by_operation: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    lock: threading.Lock = field(default_factory=threading.Lock)

    def of(self, name: str, call: Callable[[], Any]) -> Any:  # noqa: ANN401  # an answer of boto3's
        """The answer of a call, whose time is kept."""
        started = time.perf_counter()
        answer = call()
        taken = 1000 * (time.perf_counter() - started)
        with self.lock:
            self.by_operation[name].append(taken)
        return answer

    def show(self, title: str) -> None:
        """Print a table."""
        print(f"{title:36} {'count':>7} {'p50 ms':>8} {'p99 ms':>8}")
        for name, values in sorted(self.by_operation.items()):
            p99 = statistics.quantiles(values, n=100)[98]
            print(f"{name:36} {len(values):7} {statistics.median(values):8.1f} {p99:8.1f}")


def client_of(url: str) -> Client:
    """What makes the clients of one thread."""
    session = boto3.Session(*KEY, region_name=find(walkthroughs.ROOT).region)
    made: dict[str, Any] = {}
    config = Config(retries={"total_max_attempts": 1}, s3={"addressing_style": "path"})

    def client(service: str) -> Any:  # noqa: ANN401  # boto3's
        if service not in made:
            made[service] = session.client(service, endpoint_url=url, config=config)
        return made[service]

    return client


def store(client: Client, times: Times, bucket: str, number: int) -> None:
    """An object is put, read and listed."""
    s3, key, body = client("s3"), f"{uuid.uuid4()}", str(number).encode() * 100
    times.of("s3 PutObject", lambda: s3.put_object(Bucket=bucket, Key=key, Body=body))
    read = times.of("s3 GetObject", lambda: s3.get_object(Bucket=bucket, Key=key)["Body"].read())  # noqa: PLW0108  # both are timed
    listed = times.of("s3 ListObjectsV2", lambda: s3.list_objects_v2(Bucket=bucket, Prefix=key))
    check(read == body and listed["KeyCount"] == 1, "an object came back otherwise")


def tell(client: Client, times: Times, queue: str, seen: set[str]) -> None:
    """A message is sent, and one is received."""
    sqs, text = client("sqs"), str(uuid.uuid4())
    times.of("sqs SendMessage", lambda: sqs.send_message(QueueUrl=queue, MessageBody=text))
    answer = times.of("sqs ReceiveMessage", lambda: sqs.receive_message(QueueUrl=queue, MaxNumberOfMessages=1))
    for message in answer.get("Messages", ()):
        check(message["Body"] not in seen, "a message came twice")
        seen.add(message["Body"])
        handle = message["ReceiptHandle"]
        times.of("sqs DeleteMessage", lambda: sqs.delete_message(QueueUrl=queue, ReceiptHandle=handle))  # noqa: B023  # called at once


def ask(client: Client, times: Times, account: str) -> None:
    """Who one is, and which roles there are."""
    found = times.of("sts GetCallerIdentity", client("sts").get_caller_identity)
    check(found["Account"] == account, "another account answered")
    times.of("iam ListRoles", client("iam").list_roles)


def push(client: Client, times: Times, repository: str, number: int) -> None:
    """A file is committed on top of a branch, as often as another client was faster."""
    codecommit = client("codecommit")
    while True:
        tip = codecommit.get_branch(repositoryName=repository, branchName="main")["branch"]["commitId"]
        wanted = {
            "repositoryName": repository,
            "branchName": "main",
            "parentCommitId": tip,
            "putFiles": [{"filePath": f"{number}.txt", "fileContent": uuid.uuid4().bytes}],
        }
        try:
            times.of("codecommit CreateCommit", lambda: codecommit.create_commit(**wanted))  # noqa: B023  # as above
        except codecommit.exceptions.ParentCommitIdOutdatedException:
            continue
        return


def check(holds: bool, what: str) -> None:  # noqa: FBT001  # what must hold
    """End with what went wrong."""
    if not holds:
        raise SystemExit(what)


@contextmanager
def served(folder: Path) -> Iterator[tuple[str, int]]:
    """`cfnproof serve`: its URL and its process."""
    ready = folder / "ready"
    command = [sys.executable, "-m", "cfnproof", "serve", "--port", "0", "--ready-file", str(ready)]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
        try:
            poll(ready.exists, bool, SECONDS)
            yield ready.read_text(encoding="utf-8").strip(), process.pid
        finally:
            process.terminate()


@contextmanager
def plain(command: str) -> Iterator[str]:
    """The server that moto brings: its URL."""
    port = free_port()
    with subprocess.Popen([command, "-p", str(port)], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
        url = f"http://127.0.0.1:{port}"
        try:
            poll(lambda: answers(url), bool, SECONDS)
            yield url
        finally:
            process.terminate()


def answers(url: str) -> bool:
    """Whether a server answers."""
    try:
        client_of(url)("sts").get_caller_identity()
    except Exception as error:  # noqa: BLE001  # it is not there yet
        return not str(error)
    return True


@dataclass(frozen=True, slots=True)
class Shared:
    """What all clients use."""

    account: str
    bucket: str
    queue: str


def prepared(client: Client) -> Shared:
    """A bucket and a queue."""
    client("s3").create_bucket(Bucket="load")
    queue = client("sqs").create_queue(QueueName="load")["QueueUrl"]
    return Shared(client("sts").get_caller_identity()["Account"], "load", queue)


def pipeline(client: Client) -> tuple[str, str]:
    """The training pipeline, and the repository whose pushes start it."""
    config, values = find(walkthroughs.ROOT), dict(regional_values(find(walkthroughs.ROOT).region))
    entries = {entry.name: entry for entry in config.stacks}
    for name in ("foundation", "training-workflow", "mlpipeline"):
        stack = deploy(client, name, entries[name].template, filled(entries[name], values, config))
        values.update({f"{name}.{key}": value for key, value in stack.outputs.items()})
    first = {"filePath": "README.md", "fileContent": b"load"}
    client("codecommit").create_commit(
        repositoryName=values["foundation.RepositoryName"], branchName="main", putFiles=[first]
    )
    return stack.resources()["Pipeline"].physical_id, values["foundation.RepositoryName"]


def load(url: str, rounds: int, shared: Shared, repository: str | None) -> Times:
    """What all clients do; pushes only where there is a repository."""
    times, seen = Times(), set[str]()

    def one(number: int) -> None:
        client = client_of(url)
        for turn in range(rounds):
            store(client, times, shared.bucket, number)
            tell(client, times, shared.queue, seen)
            ask(client, times, shared.account)
            if repository is not None and turn % PUSH_EVERY == 0:
                push(client, times, repository, number)

    with ThreadPoolExecutor(CLIENTS) as pool:
        list(pool.map(one, range(CLIENTS)))
    return times


def started_by_events(client: Client, name: str) -> int:
    """The executions that events have started."""
    pages = client("codepipeline").get_paginator("list_pipeline_executions").paginate(pipelineName=name)
    found = [one for page in pages for one in page["pipelineExecutionSummaries"]]
    return sum(one["trigger"]["triggerType"] == "CloudWatchEvent" for one in found)


def megabytes(pid: int) -> float:
    """The memory that a process has."""
    status = Path(f"/proc/{pid}/status").read_text(encoding="utf-8")
    return int(status.split("VmRSS:")[1].split()[0]) / 1024


def main(rounds: int, moto_server: str | None) -> None:
    """Measure and print."""
    with tempfile.TemporaryDirectory() as folder, served(Path(folder)) as (url, pid):
        client = client_of(url)
        shared, (name, repository) = prepared(client), pipeline(client)
        before, memory = started_by_events(client, name), [megabytes(pid)]
        for _ in range(3):
            started = time.perf_counter()
            times = load(url, rounds, shared, repository)
            memory.append(megabytes(pid))
            taken = time.perf_counter() - started
        pushes = 3 * CLIENTS * -(-rounds // PUSH_EVERY)
        found = poll(lambda: started_by_events(client, name) - before, lambda count: count >= pushes, SECONDS)
        check(found == pushes, f"{pushes} pushes have started {found} executions")
        times.show(f"cfnproof serve, {taken:.0f} s")
        print(f"{pushes} pushes started {found} executions; MB before and after each third: {[*map(round, memory)]}")
    if moto_server:
        with plain(moto_server) as url:
            client = client_of(url)
            started = time.perf_counter()
            times = load(url, rounds, prepared(client), None)
            times.show(f"moto_server, {time.perf_counter() - started:.0f} s")


if __name__ == "__main__":
    os.environ.pop("AWS_ENDPOINT_URL", None)
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 100, sys.argv[2] if len(sys.argv) > 2 else None)  # noqa: PLR2004  # a second word
