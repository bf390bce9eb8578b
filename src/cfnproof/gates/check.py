"""Run gates on paths: find the templates, look at them with every gate, apply the suppressions.

Each gate runs in a process of its own, side by side: their libraries take seconds to import, and a policy that ends the
process it runs in must not end the report.
"""

import multiprocessing
import threading
import warnings
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from multiprocessing.context import SpawnContext
from pathlib import Path
from typing import Any, Final

from cfnproof.config import Config
from cfnproof.errors import CfnproofError
from cfnproof.findings import GateError, GateResult, Report
from cfnproof.gates.gate import Gate, Job
from cfnproof.gates.progress import Progress, Silent, connect
from cfnproof.gates.registry import STATIC_GATES
from cfnproof.hosts.registry import DEFAULT, HostChoice
from cfnproof.suppressions import GATE as SUPPRESSIONS
from cfnproof.suppressions import Row, apply, load
from cfnproof.template.discover import discover

TEMPLATES: Final = "templates"
"""The name under which reports show what could not be read before any gate ran."""


def check(
    paths: Sequence[Path],
    config: Config,
    *,
    gates: Mapping[str, Gate] = STATIC_GATES,
    host: HostChoice = DEFAULT,
    progress: Progress | None = None,
) -> Report:
    """Return what the gates say of the templates under `paths`; those that deploy do so on `host`."""
    found = discover(paths)
    unread = tuple(GateError.of(TEMPLATES, error) for error in found.errors)
    results = [GateResult(TEMPLATES, errors=unread)] if unread else []
    if found.templates:
        job = Job(tuple(template.path for template in found.templates), config, host)
        results += suppress(_side_by_side(job, list(gates.values()), progress or Silent()), config)
    return Report(tuple(results), config.root)


def check_file(path: Path, config: Config, gate: Gate) -> Report:
    """Return what one gate says of one template, with the suppression rows that name it or that name no file."""
    result = run_gate(gate, Job((path,), config))
    results = suppress([result], config, lambda row: row.file == path.resolve() or not row.file.is_file())
    return Report(tuple(results), config.root)


def run_gate(gate: Gate, job: Job) -> GateResult:
    """Run one gate in this process; what it could not do is an error in its result."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # the libraries' own: a project may turn warnings into errors
            return gate.run(job)
    except CfnproofError as error:
        return GateResult(gate.name, errors=(GateError.of(gate.name, error),))
    except KeyboardInterrupt:
        raise
    except BaseException as error:  # noqa: BLE001  # a policy's sys.exit too: whatever is raised, it did not look
        crash = GateError(gate.name, f"the gate crashed: {type(error).__name__}: {error}")
        return GateResult(gate.name, errors=(crash,))


def suppress(
    results: Sequence[GateResult], config: Config, wanted: Callable[[Row], bool] = lambda _row: True
) -> list[GateResult]:
    """Apply the wanted rows of the project's suppression file; one that cannot be read is an error."""
    try:
        found = load(config)
        return apply(results, replace(found, rows=tuple(row for row in found.rows if wanted(row))))
    except CfnproofError as error:
        return [*results, GateResult(SUPPRESSIONS, errors=(GateError.of(SUPPRESSIONS, error),))]


def _side_by_side(job: Job, gates: Sequence[Gate], progress: Progress) -> list[GateResult]:
    context = multiprocessing.get_context("spawn")
    with ExitStack() as stack:
        steps = stack.enter_context(_steps(context, progress)) if progress.wanted else None
        started = []
        for gate in gates:
            pool = stack.enter_context(_process(context, steps))
            started.append((gate, pool.submit(run_gate, gate, job)))
            progress.started(gate.name)
        results = []
        for gate, future in started:
            try:
                results.append(future.result())
            except BrokenProcessPool:
                died = GateError(gate.name, "the gate's process ended without a result: a policy or the memory's end")
                results.append(GateResult(gate.name, errors=(died,)))
            progress.done(gate.name)
    return results


def _process(context: SpawnContext, steps: Any) -> ProcessPoolExecutor:  # noqa: ANN401  # a queue: see progress.py
    if steps is None:
        return ProcessPoolExecutor(1, mp_context=context)
    return ProcessPoolExecutor(1, mp_context=context, initializer=connect, initargs=(steps,))


@contextmanager
def _steps(context: SpawnContext, progress: Progress) -> Iterator[Any]:
    """Yield a queue; what the gates' processes put there is shown as it comes."""
    queue = context.SimpleQueue()

    def show() -> None:
        while (step := queue.get()) is not None:
            progress.step(*step)

    reader = threading.Thread(target=show, name="gate-steps", daemon=True)
    reader.start()
    try:
        yield queue
    finally:
        queue.put(None)
        reader.join()
        queue.close()
