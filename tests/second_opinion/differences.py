"""What LocalStack's CloudFormation does otherwise than AWS, as far as the templates here meet it.

A change of LocalStack's shows in the tests; the row is to be dropped then.
"""

from typing import Final

from tests.second_opinion.difference import Difference
from tests.second_opinion.differing_updates import REFUSALS, UPDATES
from tests.second_opinion.differing_values import VALUES
from tests.second_opinion.lives import Facts
from tests.second_opinion.subjects import Subject

DIFFERENCES: Final = (*REFUSALS, *VALUES, *UPDATES)
"""In the order in which facts are changed."""


def expected(facts: Facts, subject: Subject, differences: tuple[Difference, ...] = DIFFERENCES) -> Facts:
    """What LocalStack is to show of a stack's life of which AWS shows the facts."""
    for difference in differences:
        facts = difference.expected(facts, subject)
    return facts
