"""Gates side by side: the steps of each come back from its process."""

from pathlib import Path

from cfnproof.config import find
from cfnproof.gates.check import check
from cfnproof.gates.registry import GATES, STATIC_GATES

ROOT = Path(__file__).parents[3]


class Onlooker:
    """Writes down what it is told."""

    wanted = True

    def __init__(self) -> None:
        self.told: list[tuple[str, ...]] = []

    def started(self, gate: str) -> None:
        """Write it down."""
        self.told.append((gate, "started"))

    def step(self, gate: str, text: str) -> None:
        """Write it down."""
        self.told.append((gate, text))

    def done(self, gate: str) -> None:
        """Write it down."""
        self.told.append((gate, "done"))


def test_steps_come_back_from_the_gates_process() -> None:
    """Between a gate's start and its end."""
    onlooker = Onlooker()
    report = check([ROOT / "cfn/foundation.yaml"], find(ROOT), gates={"deploy": GATES["deploy"]}, progress=onlooker)
    assert report.exit_code == 0, (report.findings, report.errors)
    assert onlooker.told[0] == ("deploy", "started")
    assert ("deploy", "foundation: CREATE_COMPLETE Key (2/7)") in onlooker.told
    assert ("deploy", "done") in onlooker.told


def test_the_static_gates_are_gates() -> None:
    """In the same order, before those that deploy."""
    assert [*GATES] == [*STATIC_GATES, "deploy", "run"]
