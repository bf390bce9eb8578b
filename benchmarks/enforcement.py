"""What IAM costs a walkthrough: the share of its processor time that goes into deciding, and into checking signatures.

`python benchmarks/enforcement.py [RUNS]` runs both walkthroughs that many times (5), each time on a fresh account,
after imports and one run that warms up, and prints the median and the range. Beside them it prints the same
walkthroughs on an account that is not enforced, in turn, and the ratio of each pair.
"""

import gc
import statistics
import sys
import threading
import time
import warnings
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import walkthroughs

from cfnproof.config import find
from cfnproof.hosts.access.authorization import Authorizer
from cfnproof.hosts.moto import host as moto
from cfnproof.hosts.registry import DEFAULT_HOST, HOSTS


@dataclass(slots=True)
class Spent:
    """Processor seconds in a function, and how often it was called, on all threads."""

    seconds: float = 0.0
    calls: int = 0
    lock: threading.Lock = field(default_factory=threading.Lock)

    def watch(self, function: Callable[..., Any]) -> Callable[..., Any]:
        """The function, watched."""

        def watched(*arguments: Any, **named: Any) -> Any:  # noqa: ANN401  # any function's
            started = time.thread_time()
            try:
                return function(*arguments, **named)
            finally:
                spent = time.thread_time() - started
                with self.lock:
                    self.seconds += spent
                    self.calls += 1

        return watched


@contextmanager
def watched(owner: Any, name: str, spent: Spent) -> Iterator[None]:  # noqa: ANN401  # a module or class
    """Watch a function for a while."""
    original = getattr(owner, name)
    setattr(owner, name, spent.watch(original))
    try:
        yield
    finally:
        setattr(owner, name, original)


@dataclass(frozen=True, slots=True)
class Round:
    """One round of both walkthroughs: seconds taken, processor seconds, and those of IAM."""

    taken: float
    processor: float
    deciding: Spent
    signatures: Spent
    decisions: int


def run(*, enforce_iam: bool) -> Round:
    """Both walkthroughs on a fresh account."""
    gc.collect()  # what the account before has left is no cost of this one
    deciding, signatures = Spent(), Spent()
    with (
        HOSTS[DEFAULT_HOST](find(walkthroughs.ROOT).region, enforce_iam=enforce_iam) as host,
        watched(Authorizer, "authorize", deciding),
        watched(moto, "authenticate", signatures),
    ):
        account = walkthroughs.account_on(host)
        for spent in (deciding, signatures):
            spent.seconds, spent.calls = 0.0, 0
        before, started = len(host.control.ledger.entries()), time.process_time()
        taken = walkthroughs.train(account) + walkthroughs.serve(account)
        processor = time.process_time() - started
        decisions = len(host.control.ledger.entries()) - before
    return Round(taken, processor, deciding, signatures, decisions)


def show(name: str, values: Sequence[float], unit: str, digits: int = 3) -> None:
    """Print one row."""
    low, high = min(values), max(values)
    print(f"{name:58} {statistics.median(values):8.{digits}f} {unit}  ({low:.{digits}f} to {high:.{digits}f})")


def main(runs: int) -> None:
    """Measure and print."""
    warnings.simplefilter("ignore")  # of the account that is not enforced
    run(enforce_iam=True)
    run(enforce_iam=False)
    pairs = [(run(enforce_iam=True), run(enforce_iam=False)) for _ in range(runs)]
    on = [one for one, _ in pairs]
    show("decisions in a round", [one.decisions for one in on], "", 0)
    show("processor time of a round", [one.processor for one in on], "s")
    show("deciding, of it", [100 * one.deciding.seconds / one.processor for one in on], "%", 1)
    show("checking signatures, of it", [100 * one.signatures.seconds / one.processor for one in on], "%", 1)
    show("a call: deciding", [1e6 * one.deciding.seconds / max(1, one.deciding.calls) for one in on], "us", 0)
    show("a call: its signature", [1e6 * one.signatures.seconds / max(1, one.signatures.calls) for one in on], "us", 0)
    show("both walkthroughs, enforced", [one.taken for one in on], "s")
    show("both walkthroughs, not enforced", [other.taken for _, other in pairs], "s")
    show("enforced to not enforced", [one.taken / other.taken for one, other in pairs], "", 2)


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 5)
