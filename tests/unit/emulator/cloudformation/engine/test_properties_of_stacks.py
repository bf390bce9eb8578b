"""What holds of every stack: nothing is left over, nothing is lost, whatever fails and wherever.

https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/stack-failure-options.html
https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-attribute-deletionpolicy.html
"""

from collections.abc import Callable
from typing import Any, Final

import pytest
from hypothesis import HealthCheck, Phase, assume, given
from hypothesis import settings as effort
from hypothesis import strategies as st

from cfnproof.hosts.moto.host import moto_host
from tests.unit.emulator.cloudformation.engine.account_settings import named, settings
from tests.unit.emulator.cloudformation.engine.faults import (
    CLEANING_UP,
    CREATING,
    DELETING,
    ROLLING_BACK,
    UPDATING,
    Faults,
    Statuses,
    failing,
)
from tests.unit.emulator.cloudformation.engine.generated_stacks import Made, stacks, updates
from tests.unit.emulator.cloudformation.engine.leftovers import (
    as_before,
    created,
    differing,
    failures,
    held,
    initiated,
    left_only,
    names_of,
    retained,
    standing,
    superseded,
    told,
    updated,
    with_topics,
)
from tests.unit.emulator.cloudformation.engine.life import (
    NAME,
    delete,
    described,
    events,
    physical_ids,
    settled,
)

LEFTOVERS: Final = "One or more resources could not be deleted."
_ANY: Final = effort(deadline=None, suppress_health_check=list(HealthCheck), database=None)
# Shrinking an example takes minutes: only the deep tests do it.
NORMAL: Final = effort(_ANY, max_examples=3, derandomize=True, phases=[Phase.generate])
DEEP: Final = effort(_ANY, max_examples=20, print_blob=True)
EFFORTS: Final = pytest.mark.parametrize(
    "tried", [pytest.param(NORMAL, id="some"), pytest.param(DEEP, id="many", marks=pytest.mark.deep)]
)


def gone(made: Made) -> None:
    """Create and delete."""
    with moto_host() as host:
        assert created(host, made)["StackStatus"] == "CREATE_COMPLETE", failures(host)
        ids = physical_ids(host)
        assert set(ids) == set(made.present())
        assert delete(host, described(host)["StackId"])["StackStatus"] == "DELETE_COMPLETE"
        assert left_only(host, retained(made, ids))


def as_if_new(pair: tuple[Made, Made]) -> None:
    """Create, update, delete; compare with a creation of the same."""
    first, second = pair
    with moto_host() as host:
        created(host, first)
        old = physical_ids(host)
        done = updated(host, second)
        assert (done["StackStatus"], done.get("StackStatusReason")) == ("UPDATE_COMPLETE", None), failures(host)
        new = physical_ids(host)
        kept = superseded(first, second, old, new)
        found = settings(host)
        beside = kept | with_topics(frozenset(found), kept)
        own = {key: value for key, value in found.items() if key not in beside}
        changed = named(own, names_of(host, new))
        delete(host, done["StackId"])
        assert left_only(host, kept | retained(second, new))
    with moto_host() as host:
        created(host, second)
        assert differing(changed, named(settings(host), names_of(host, physical_ids(host)))) == {}


def undone_creation(made: Made, place: int) -> None:
    """Fail a creation at one of its requests."""
    with moto_host() as host, failing(host, Faults()) as counted:
        created(host, made)
    assume(CREATING in counted.seen)
    at = place % (counted.seen[CREATING] + 1)
    with moto_host() as host:
        with failing(host, Faults({CREATING: at})) as faults:
            done = created(host, made)
        assert done["StackStatus"] == "ROLLBACK_COMPLETE", (faults.refused, failures(host))
        failed = [one for one in events(host) if one["ResourceStatus"] == "CREATE_FAILED"]
        names = [one["LogicalResourceId"] for one in failed]
        assert len(names) == 1
        assert "injected" in failed[0]["ResourceStatusReason"]
        reason = next(
            one["ResourceStatusReason"] for one in events(host) if one["ResourceStatus"] == "ROLLBACK_IN_PROGRESS"
        )
        assert reason == f"The following resource(s) failed to create: [{names[0]}]. Rollback requested by user."
        assert left_only(host, retained(made, initiated(host), creation=True)), faults.refused


def undone_update(pair: tuple[Made, Made], place: int) -> None:
    """Fail an update at one of its requests."""
    first, second = pair
    at = _place(pair, UPDATING, place)
    with moto_host() as host:
        before = standing(host, created(host, first))
        with failing(host, Faults({UPDATING: at})) as faults:
            done = updated(host, second)
        assert (done["StackStatus"], done.get("StackStatusReason")) == ("UPDATE_ROLLBACK_COMPLETE", None), (
            faults.refused,
            failures(host),
        )
        failed = [one for one in events(host) if one["ResourceStatus"] in {"CREATE_FAILED", "UPDATE_FAILED"}]
        assert len(failed) == 1
        assert "injected" in failed[0]["ResourceStatusReason"]
        as_before(host, first, second, before)


def tried_again(pair: tuple[Made, Made], place: int) -> None:
    """Fail an update at one of its requests, then make it again."""
    first, second = pair
    assume(not any(part.deletion == "Retain" for name, part in second.present().items() if name not in first.present()))
    at = _place(pair, UPDATING, place)
    with moto_host() as host:
        created(host, first)
        updated(host, second)
        changed = named(settings(host), names_of(host, physical_ids(host)))
    with moto_host() as host:
        created(host, first)
        with failing(host, Faults({UPDATING: at})) as faults:
            updated(host, second)
        done = updated(host, second)
        assert (done["StackStatus"], done.get("StackStatusReason")) == ("UPDATE_COMPLETE", None), failures(host)
        assert differing(named(settings(host), names_of(host, physical_ids(host))), changed) == {}, faults.refused


def unfinished_deletion(made: Made, place: int) -> None:
    """Fail a deletion at one of its requests, then delete again."""
    with moto_host() as host:
        created(host, made)
        with failing(host, Faults()) as counted:
            delete(host, described(host)["StackId"])
    assume(DELETING in counted.seen)
    with moto_host() as host:
        stack_id = created(host, made)["StackId"]
        ids = physical_ids(host)
        with failing(host, Faults({DELETING: place % (counted.seen[DELETING] + 1)})) as faults:
            done = delete(host, stack_id)
        assert done["StackStatus"] == "DELETE_FAILED", faults.refused
        told(host, done["StackStatusReason"], "DELETE_FAILED", "delete")
        assert delete(host, stack_id)["StackStatus"] == "DELETE_COMPLETE", failures(host)
        assert left_only(host, retained(made, ids))


def unfinished_rollback(pair: tuple[Made, Made], places: tuple[int, int]) -> None:
    """Fail an update, and then its rollback or the clean-up behind that; go on."""
    first, second = pair
    at = _place(pair, UPDATING, places[0])
    with moto_host() as host:
        created(host, first)
        with failing(host, Faults({UPDATING: at})) as counted:
            updated(host, second)
    assume(ROLLING_BACK in counted.seen)
    with moto_host() as host:
        before = standing(host, created(host, first))
        back = places[1] % (counted.seen[ROLLING_BACK] + 1)
        with failing(host, Faults({UPDATING: at, ROLLING_BACK: back})) as faults:
            done = updated(host, second)
        assert done["StackStatus"] == "UPDATE_ROLLBACK_FAILED", faults.refused
        told(host, done["StackStatusReason"], "UPDATE_FAILED", "update")
        host.client("cloudformation").continue_update_rollback(StackName=NAME)
        done = settled(host)
        assert (done["StackStatus"], done.get("StackStatusReason")) == ("UPDATE_ROLLBACK_COMPLETE", None), (
            faults.refused,
            failures(host),
        )
        as_before(host, first, second, before)


def unfinished_clean_up(pair: tuple[Made, Made], place: int) -> None:
    """Fail the clean-up of an update: the update stands, and what is left is told."""
    first, second = pair
    at = _place(pair, CLEANING_UP, place)
    with moto_host() as host:
        created(host, first)
        old = physical_ids(host)
        with failing(host, Faults({CLEANING_UP: at})) as faults:
            done = updated(host, second)
        assert done["StackStatus"] == "UPDATE_COMPLETE", faults.refused
        assert done["StackStatusReason"] == f"Update successful. {LEFTOVERS}"
        (failed,) = [one for one in events(host) if one["ResourceStatus"] == "DELETE_FAILED"]
        assert "injected" in failed["ResourceStatusReason"]
        assert old[failed["LogicalResourceId"]] == failed["PhysicalResourceId"]
        assert set(physical_ids(host)) == set(second.present())
        if not failed["ResourceType"].startswith("AWS::IAM::"):  # a policy that is left keeps its role from going
            assert delete(host, done["StackId"])["StackStatus"] == "DELETE_COMPLETE", failures(host)


def unfinished_discarding(pair: tuple[Made, Made], places: tuple[int, int]) -> None:
    """Fail an update, and then the clean-up behind its rollback: the rollback stands, and what is left is told."""
    first, second = pair
    at = {UPDATING: _place(pair, UPDATING, places[0])}
    with moto_host() as host:
        created(host, first)
        with failing(host, Faults(dict(at))) as counted:
            updated(host, second)
    assume(CLEANING_UP in counted.seen)
    with moto_host() as host:
        created(host, first)
        before = physical_ids(host)
        with failing(host, Faults({**at, CLEANING_UP: places[1] % (counted.seen[CLEANING_UP] + 1)})) as faults:
            done = updated(host, second)
        assert (done["StackStatus"], done["StackStatusReason"]) == ("UPDATE_ROLLBACK_COMPLETE", LEFTOVERS), (
            faults.refused
        )
        (failed,) = [one for one in events(host) if one["ResourceStatus"] == "DELETE_FAILED"]
        assert "injected" in failed["ResourceStatusReason"]
        assert failed["PhysicalResourceId"] not in before.values()
        assert physical_ids(host) == before
        if not failed["ResourceType"].startswith("AWS::IAM::"):  # a policy that is left keeps its role from going
            assert delete(host, done["StackId"])["StackStatus"] == "DELETE_COMPLETE", failures(host)


def unfinished_undoing(made: Made, places: tuple[int, int]) -> None:
    """Fail a creation, and then its rollback; delete."""
    with moto_host() as host, failing(host, Faults()) as counted:
        created(host, made)
    assume(CREATING in counted.seen)
    at = {CREATING: places[0] % (counted.seen[CREATING] + 1)}
    with moto_host() as host, failing(host, Faults(dict(at))) as counted:
        created(host, made)
    assume(ROLLING_BACK in counted.seen)
    back = places[1] % (counted.seen[ROLLING_BACK] + 1)
    with moto_host() as host:
        with failing(host, Faults({**at, ROLLING_BACK: back})) as faults:
            done = created(host, made)
        assert done["StackStatus"] == "ROLLBACK_FAILED", faults.refused
        told(host, done["StackStatusReason"], "DELETE_FAILED", "delete")
        stays = retained(made, initiated(host), creation=True)
        again = retained(made, initiated(host)) - stays
        assert delete(host, done["StackId"])["StackStatus"] == "DELETE_COMPLETE", (faults.refused, failures(host))
        found = held(host) - again
        assert found == stays | with_topics(found, stays)


def _place(pair: tuple[Made, Made], phase: Statuses, place: int) -> int:
    """The number of one of an update's requests in a phase."""
    with moto_host() as host:
        created(host, pair[0])
        with failing(host, Faults()) as counted:
            updated(host, pair[1])
    assume(phase in counted.seen)
    return place % (counted.seen[phase] + 1)


PLACES: Final = st.integers(0, 60)
PROPERTIES: Final = (
    pytest.param(gone, (stacks(),), id="deletion-leaves-only-what-is-retained"),
    pytest.param(as_if_new, (updates(),), id="update-makes-what-creation-would"),
    pytest.param(undone_creation, (stacks(), PLACES), id="failed-creation-leaves-nothing"),
    pytest.param(undone_update, (updates(), PLACES), id="failed-update-loses-nothing"),
    pytest.param(tried_again, (updates(), PLACES), id="failed-update-is-made-again"),
    pytest.param(unfinished_deletion, (stacks(), PLACES), id="failed-deletion-is-finished-by-another"),
    pytest.param(
        unfinished_undoing, (stacks(), st.tuples(PLACES, PLACES)), id="failed-rollback-is-finished-by-deletion"
    ),
    pytest.param(unfinished_rollback, (updates(), st.tuples(PLACES, PLACES)), id="failed-rollback-is-continued"),
    pytest.param(unfinished_discarding, (updates(), st.tuples(PLACES, PLACES)), id="failed-discarding-is-told"),
    pytest.param(unfinished_clean_up, (updates(), PLACES), id="failed-clean-up-is-told"),
)


@EFFORTS
@pytest.mark.parametrize(("check", "made"), PROPERTIES)
def test_property(tried: effort, check: Callable[..., None], made: tuple[st.SearchStrategy[Any], ...]) -> None:
    """What the check's name says holds of every stack."""
    tried(given(*made)(check))()
