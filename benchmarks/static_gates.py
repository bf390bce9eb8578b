"""How long the static gates take as a whole process, beside cfn-lint and checkov run one after the other.

`python benchmarks/static_gates.py [RUNS]` runs each command that many times (5), in turn, after one run that warms the
disk's cache, and prints the median and the range in seconds, and the ratio pair by pair.
"""

import statistics
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).parents[1]
BIN = Path(sys.executable).parent
TEMPLATES = sorted(str(path.relative_to(ROOT)) for path in (ROOT / "cfn").glob("*.yaml"))

CHECK = [str(BIN / "cfnproof"), "check", "cfn"]
CFN_LINT = [str(BIN / "cfn-lint"), "--include-checks", "I", "--", *TEMPLATES]
CHECKOV = [str(BIN / "checkov"), "--framework", "cloudformation", "--directory", "cfn", "--skip-download", "--quiet"]
HELP = {name: [str(BIN / "cfnproof"), name] for name in ("--help", "--version")}
PASS = [sys.executable, "-c", "pass"]


def seconds(command: list[str]) -> float:
    """Wall time of one run."""
    started = time.perf_counter()
    subprocess.run(command, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False)
    return time.perf_counter() - started


def show(name: str, values: list[float], unit: str = "s") -> None:
    """Print one row."""
    print(f"{name:42} {statistics.median(values):7.3f} {unit}  ({min(values):.3f} to {max(values):.3f})")


def main(runs: int) -> None:
    """Measure, in turn, and print."""
    commands = {"check": CHECK, "cfn-lint": CFN_LINT, "checkov": CHECKOV, "pass": PASS, **HELP}
    for command in commands.values():
        seconds(command)
    taken: dict[str, list[float]] = {name: [] for name in commands}
    for _ in range(runs):
        for name, command in commands.items():
            taken[name].append(seconds(command))
    both = [lint + policy for lint, policy in zip(taken["cfn-lint"], taken["checkov"], strict=True)]
    show("cfnproof check cfn", taken["check"])
    show("cfn-lint --include-checks I", taken["cfn-lint"])
    show("checkov --framework cloudformation", taken["checkov"])
    show("cfn-lint, then checkov", both)
    show("ratio", [ours / theirs for ours, theirs in zip(taken["check"], both, strict=True)], " ")
    for name in HELP:
        show(f"cfnproof {name}, over python -c pass", [a - b for a, b in zip(taken[name], taken["pass"], strict=True)])


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 5)
