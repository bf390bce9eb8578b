"""Each permission that a role of `cfn/` grants, taken away: the ledger names it, and the story ends as at AWS.

One permission a role stands for the others in the suite; the deep tests take away every one.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final

import pytest
import yaml

from cfnproof.config import find
from cfnproof.hosts.access.ledger import Entry
from tests.pipelines.differences import BUCKET_WITHOUT_KEY, NO_ROLLBACK
from tests.pipelines.grants import Grant, grants_of, without
from tests.pipelines.stories import STORIES
from tests.pipelines.workshop import Workshop

ENDINGS: Final = Path(__file__).parent / "endings.yaml"
DENIED: Final = "is not authorized to perform: {action}"
FIELDS: Final = frozenset({"story", "fails", "says", "facts", "also", "page", "grants"})
NEEDED: Final = frozenset({"story", "page", "grants"})
_OF_ENCRYPTED_OBJECTS: Final = "foundation-SageMakerExecutionRole-UseKeyForObjects-kms:Decrypt"
"""What nobody asks for where the bucket does not encrypt what is put into it."""
_STATUS: Final = "Current stack status: "
VALUE_KEYS: Final = ("cloudwatch:namespace", "kms:viaservice", "s3:prefix")
"""The keys that tell grants of one action apart."""


@dataclass(frozen=True, slots=True)
class Ending:
    """A row of endings.yaml, for one grant. `also` are roles and actions that are denied besides."""

    story: str
    fails: str
    says: str
    facts: Mapping[str, Any]
    also: frozenset[tuple[str, str]]


def _endings() -> Iterator[tuple[str, Ending]]:
    for row in yaml.safe_load(ENDINGS.read_text(encoding="utf-8")):
        assert FIELDS >= row.keys() >= NEEDED, row
        ending = Ending(
            row["story"],
            row.get("fails", ""),
            row.get("says", DENIED),
            row.get("facts", {}),
            frozenset(row.get("also", {}).items()),
        )
        for owner, grants in row["grants"].items():
            yield from (("-".join((*owner.split(), *grant.split())), ending) for grant in grants)


TEMPLATES: Final = {entry.name: entry.template for entry in find(Path(__file__)).stacks}
GRANTS: Final[Mapping[str, Grant]] = {
    str(grant): grant for stack, template in TEMPLATES.items() for grant in grants_of(stack, template)
}
ROWS: Final = [*_endings()]
BY_GRANT: Final = dict(ROWS)

STANDING_FOR_ALL: Final = (
    "foundation-SageMakerExecutionRole-WriteModels-s3:PutObject",
    "training-workflow-TrainingStateMachineRole-ManageCompletionRule-events:PutRule",
    "mlpipeline-CodePipelineServiceRole-StartWorkflow-states:StartExecution",
    "mlpipeline-AmazonCloudWatchEventRole-StartPipeline-codepipeline:StartPipelineExecution",
    "mldeployment-pipeline-CodePipelineServiceRole-ManageChangeSet-cloudformation:ExecuteChangeSet",
    "mldeployment-pipeline-CFNRole-UseEndpointConfig-sagemaker:CreateEndpoint",
)
"""One grant a role."""


def test_every_grant_of_every_role_has_one_ending() -> None:
    """And no ending is that of a grant which no template has."""
    assert len(ROWS) == len(BY_GRANT)
    assert BY_GRANT.keys() == GRANTS.keys()


def test_each_role_has_one_grant_that_stands_for_all() -> None:
    """https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles.html ."""
    roles = {(grant.stack, grant.role) for grant in GRANTS.values()}
    assert sorted((GRANTS[one].stack, GRANTS[one].role) for one in STANDING_FOR_ALL) == sorted(roles)


@pytest.mark.parametrize("name", STANDING_FOR_ALL)
def test_without_a_permission_the_story_ends_as_at_aws(name: str, bare_account: Workshop, tmp_path: Path) -> None:
    """The row of the grant has the page."""
    check(name, bare_account, tmp_path)


@pytest.mark.deep
@pytest.mark.parametrize("name", sorted(set(GRANTS) - set(STANDING_FOR_ALL)))
def test_without_any_other_permission_the_story_ends_as_at_aws(
    name: str, bare_account: Workshop, tmp_path: Path
) -> None:
    """As above, for every other permission."""
    check(name, bare_account, tmp_path)


def check(name: str, account: Workshop, folder: Path) -> None:
    """Take a grant away, run the story that needs it, and look at its end and at the ledger."""
    grant, ending = GRANTS[name], BY_GRANT[name]
    if account.differs(NO_ROLLBACK) and ending.says.startswith(_STATUS):
        ending = replace(ending, says=f"Failed to execute change set. {_STATUS}", facts={})
    account.templates[grant.stack] = folder / f"{grant.stack}.json"
    account.templates[grant.stack].write_text(without(grant, TEMPLATES[grant.stack]), encoding="utf-8")
    told = STORIES[ending.story](account)
    if name == _OF_ENCRYPTED_OBJECTS and account.differs(BUCKET_WITHOUT_KEY):
        assert told.message == "Succeeded"
        return
    assert told.failed == ending.fails, told.message
    assert ending.says.format(action=grant.action) in told.message
    for fact, value in ending.facts.items():
        seen = told.facts[fact]
        assert value in seen if isinstance(value, str) else value == seen
    denials = account.host.control.ledger.denials()
    assert [entry for entry in denials if _names(entry, grant)], "the ledger does not name what was taken away"
    assert {(_role_of(entry), entry.request.action) for entry in denials} == {(grant.role, grant.action), *ending.also}


def _names(entry: Entry, grant: Grant) -> bool:
    """Whether a denial is that of a grant: its role, its action, a resource and a value that it would have allowed."""
    role = entry.role.rpartition("/")[2]
    if not role.startswith(f"{grant.stack}-{grant.role}-") or entry.request.action != grant.action:
        return False
    given = [str(value) for key, value in entry.request.context.items() if key in VALUE_KEYS]
    named = not grant.resource or grant.telling(grant.resource) in entry.request.resource
    return named and (not grant.value or any(grant.telling(grant.value) in value for value in given))


def _role_of(entry: Entry) -> str:
    """The logical id in the name that CloudFormation gave a role."""
    return entry.role.rpartition("/")[2].split("-")[-2]
