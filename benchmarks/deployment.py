"""How long deploying every stack of `[tool.cfnproof]` takes, beside moto's own CloudFormation engine.

`python benchmarks/deployment.py [RUNS] [--moto PYTHON]` deploys the stacks that many times (5), each time on a fresh
account and after imports and one deployment that warms up, and prints the median and the range in seconds. A process
of PYTHON (this one's, where it can) does the same, in turn, with the templates that moto's engine makes in full, and
the ratio of ours to moto's is taken pair by pair. PYTHON needs `pip install 'moto[cloudformation]'`.
"""

import argparse
import gc
import json
import statistics
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

from cfnproof.config import find
from cfnproof.gates.deploy.model import NAME, make_model
from cfnproof.hosts.moto.host import moto_host
from cfnproof.hosts.stacks import deploy
from cfnproof.template.pushed import regional_values
from cfnproof.template.stack_parameters import filled

ROOT = Path(__file__).parents[1]
MOTO = Path(__file__).with_name("deployment_moto.py")


def deploy_all() -> tuple[dict[str, float], dict[str, Any]]:
    """Deploy the stacks once; return the seconds of each, and what moto's engine needs to do the same."""
    config = find(ROOT)
    taken: dict[str, float] = {}
    stacks = {}
    gc.collect()  # what the account before has left is no cost of this one
    with moto_host(region=config.region) as host:
        values = {**regional_values(config.region), "model.name": make_model(host)}
        for entry in config.stacks:
            parameters = filled(entry, values, config)
            started = time.perf_counter()
            stack = deploy(host.client, entry.name, entry.template, parameters)
            taken[entry.name] = time.perf_counter() - started
            values |= {f"{entry.name}.{name}": value for name, value in stack.outputs.items()}
            made = {name: one.type for name, one in stack.resources().items()}
            stacks[entry.name] = {"body": entry.template.read_text(), "parameters": parameters, "resources": made}
    return taken, {"region": config.region, "model": NAME, "stacks": stacks}


def start_moto(python: str, work: dict[str, Any]) -> tuple["subprocess.Popen[str]", dict[str, str]]:
    """Start the other process; return it with the stacks that it cannot do, each with its reason."""
    process = subprocess.Popen([python, str(MOTO)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    return process, ask(process, work)


def ask(process: "subprocess.Popen[str]", question: object) -> Any:  # noqa: ANN401  # JSON
    """Write one line, read one."""
    if process.stdin is None or process.stdout is None:
        raise SystemExit("the process of moto's engine has no pipes")
    print(json.dumps(question), file=process.stdin, flush=True)
    line = process.stdout.readline()
    if not line:
        raise SystemExit(f"the process of moto's engine ended with {process.wait()}: what it said stands above")
    return json.loads(line)


def show(name: str, values: list[float], unit: str = "s") -> None:
    """Print one row."""
    print(f"{name:42} {statistics.median(values):7.3f} {unit}  ({min(values):.3f} to {max(values):.3f})")


def main(runs: int, python: str) -> None:
    """Measure, in turn, and print."""
    _, work = deploy_all()
    process, reasons = start_moto(python, work)
    shared = [name for name in work["stacks"] if name not in reasons]
    ours: list[dict[str, float]] = []
    theirs: list[float] = []
    for _ in range(runs):
        ours.append(deploy_all()[0])
        if shared:
            theirs.append(ask(process, shared))
    if process.stdin:
        process.stdin.close()
    process.wait()
    show(f"all {len(work['stacks'])} stacks", [sum(run.values()) for run in ours])
    for name in work["stacks"]:
        show(f"  {name}", [run[name] for run in ours])
    for name, reason in reasons.items():
        print(f"moto's engine does not deploy {name}: {reason}")
    if shared:
        same = [sum(run[name] for name in shared) for run in ours]
        show(f"{' and '.join(shared)}, ours", same)
        show(f"{' and '.join(shared)}, moto's engine", theirs)
        show("ratio", [our / their for our, their in zip(same, theirs, strict=True)], " ")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("runs", type=int, nargs="?", default=5)
    parser.add_argument("--moto", metavar="PYTHON", default=sys.executable, help="an interpreter with moto's engine")
    arguments = parser.parse_args()
    main(arguments.runs, arguments.moto)
