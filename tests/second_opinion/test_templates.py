"""Every template of cfn/ deploys on LocalStack's engine as on ours."""

from collections.abc import Iterator
from typing import Final

import pytest

from tests.second_opinion.agreement import assert_agreement, facts_of
from tests.second_opinion.conftest import StartEngines
from tests.second_opinion.templates import FORM_OF, subject_of
from tests.templates.account import Account, account_of
from tests.templates.deployments import FOUNDATION, WORKFLOW
from tests.templates.updates import UPDATES, Update

_FIRST: Final = {update.form: update for update in reversed(UPDATES)}


@pytest.fixture(scope="module")
def accounts(start_engines: StartEngines) -> Iterator[tuple[Account, Account]]:
    """An account on each, with the foundation and the workflow that the other templates take values from."""
    with start_engines() as engines:
        found = tuple(account_of(host) for host in engines)
        for account in found:
            for form in (FOUNDATION, WORKFLOW):
                account.values.update(account.deploy(FORM_OF[form], {"ProjectName": "Shared"}).outputs)
        yield found[0], found[1]


@pytest.mark.parametrize(
    "update",
    [
        pytest.param(update, id=update.id, marks=() if _FIRST[update.form] is update else pytest.mark.deep)
        for update in UPDATES
    ],
)
def test_template(accounts: tuple[Account, Account], update: Update) -> None:
    """Created, updated by a change set that changes a parameter, deleted."""
    subjects = [subject_of(account, update) for account in accounts]
    ours, theirs = (
        facts_of(account.host, subject, account.values) for account, subject in zip(accounts, subjects, strict=True)
    )
    assert_agreement(ours, theirs, subjects[0])
