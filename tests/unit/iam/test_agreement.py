"""Random requests and policies: cfnproof.iam and the naive evaluator say the same.

https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html
"""

from collections import Counter
from typing import Any, Final

import pytest
from hypothesis import HealthCheck, Phase, given
from hypothesis import settings as effort
from hypothesis import strategies as st

from tests.unit.iam.answers import answer
from tests.unit.iam.generated import SHAPES
from tests.unit.iam.naive import decide

Json = Any  # a JSON value
_ANY: Final = effort(deadline=None, suppress_health_check=list(HealthCheck), database=None)
# Shrinking an example takes long: only the deep tests do it.
NORMAL: Final = effort(_ANY, derandomize=True, phases=[Phase.generate])
DEEP: Final = effort(_ANY, print_blob=True)
EFFORTS: Final = pytest.mark.parametrize(
    ("tried", "times"), [pytest.param(NORMAL, 1, id="some"), pytest.param(DEEP, 20, id="many", marks=pytest.mark.deep)]
)
EXAMPLES: Final = {"conditions": 1500, "principals": 900, "variables": 600}
"""More than the others have where each example is small and there are many rules to meet."""


def agree(line: Json) -> None:
    """The outcome is the same; a line that is refused is none that should have been made."""
    found = answer(line)
    assert found.get("decision") == decide(line), found


@EFFORTS
@pytest.mark.parametrize("shape", SHAPES)
def test_both_evaluators_agree(shape: str, tried: effort, times: int) -> None:
    """Whatever the request and the policies are."""
    effort(tried, max_examples=EXAMPLES.get(shape, 300) * times)(given(SHAPES[shape])(agree))()


def test_the_random_lines_have_all_outcomes() -> None:
    """Each of them is a twentieth of a sample at least: otherwise agreement would prove little."""
    outcomes: Counter[str] = Counter()

    def count(line: Json) -> None:
        outcomes[decide(line)] += 1

    effort(NORMAL, max_examples=300)(given(st.one_of(*SHAPES.values()))(count))()
    assert len(outcomes) == 3
    assert min(outcomes.values()) * 20 >= outcomes.total(), outcomes
