"""What roles need and what they ask for agree: each request is covered by a requirement, each requirement is asked for.

The requirements are worked out from the templates and the tables of `policies/requirements/`; the requests are those of
the stories. Neither knows of the other, so that each difference is a fault in one of them. That the requests of all
other walkthroughs are covered is looked at where their accounts end.
"""

from typing import Final

import pytest

from cfnproof.hosts.host import Host
from cfnproof.least_privilege.requirements.rows import tables
from tests.pipelines.differences import BUCKET_WITHOUT_KEY
from tests.pipelines.requirements import NEEDS, Ledger
from tests.pipelines.stories import STORIES
from tests.pipelines.workshop import Workshop

pytestmark = pytest.mark.xdist_group("requirements")  # one process sees all stories

NEEDED: Final = {
    (role, one.row.id, action)
    for role, needs in NEEDS.items()
    for one in (*needs.requirements, *needs.trusts)
    for action in one.actions
}
"""Every action that a requirement of a role has, by the role and the row that it comes from."""


_OF_ENCRYPTED_OBJECTS: Final = {("foundation/SageMakerExecutionRole", "sagemaker-training-objects-key", "kms:Decrypt")}
"""What nobody asks for where the bucket does not encrypt what is put into it."""


@pytest.fixture(scope="module")
def ledger() -> Ledger:
    """What all stories together have asked for."""
    return Ledger()


@pytest.mark.parametrize("story", STORIES)
def test_each_request_is_covered_by_a_requirement(story: str, bare_account: Workshop, ledger: Ledger) -> None:
    """Of every role, in every story."""
    STORIES[story](bare_account)
    ledger.lay(bare_account)
    ledger.stories.add(story)
    assert ledger.uncovered == []


def test_each_requirement_is_asked_for(ledger: Ledger, aws_host: Host) -> None:
    """By some story."""
    assert ledger.stories == set(STORIES), "run the whole module, in one process"
    assert NEEDED - ledger.used == (_OF_ENCRYPTED_OBJECTS if aws_host.name == BUCKET_WITHOUT_KEY.host else set())


def test_each_row_is_used_or_says_why_not() -> None:
    """A row that no role of the project needs has a reason in `unexercised`, one that some role needs has none."""
    used = {row for _, row, _ in NEEDED}
    rows = {row.id: row for table in tables().values() for unit in table.units.values() for row in unit}
    assert {name for name, row in rows.items() if not row.unexercised} == used
