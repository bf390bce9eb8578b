"""Every template of cfn/ is created, updated parameter by parameter, deleted and created again, as AWS would do it."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any, Final

import pytest

from cfnproof.hosts.inventory import Inventory, inventory
from cfnproof.hosts.moto.host import moto_host
from cfnproof.hosts.stacks import ChangeSet, DeployedStack, create_change_set, deploy
from cfnproof.template.discover import discover
from cfnproof.template.model import load
from tests.templates.account import CFN, Account, Seen, account_of, entries, identities, left_of
from tests.templates.deployments import FORMS, Form
from tests.templates.observation import OUTPUTS, Observed
from tests.templates.updates import UPDATES, Update

FORM_OF: Final = {form.id: form for form in FORMS}


@pytest.fixture(scope="module")
def account() -> Iterator[Account]:
    """One account for the file, with the foundation and the workflow that the other templates take values from.

    They are of another project, so that its name stands in no value that is handed on.
    """
    with moto_host() as host:
        found = account_of(host)
        for name in ("foundation", "training-workflow"):
            found.values.update(found.deploy(FORM_OF[name], {"ProjectName": "Shared"}).outputs)
        yield found


def logical_ids(form: Form) -> set[str]:
    """The resources of the template that its conditions leave."""
    return set(load(CFN / form.template).resources) - set(form.absent)


def assert_changed(update: Update, new: Mapping[str, str], before: Seen, after: Seen) -> None:
    """All that `update` says has changed in the stack, and nothing else: values, physical ids.

    `new` leads from texts that stood in the values to those that stand there now.
    """
    assert after.resources.keys() == before.resources.keys() - set(update.removed) | set(update.added)
    staying = before.resources.keys() & after.resources.keys()
    moved = {one for one in staying if after.resources[one].physical_id != before.resources[one].physical_id}
    assert moved == update.replaced.keys()
    assert differing(before, after, {*staying, OUTPUTS}) == update.seen
    generated = {before.observed[one][path]: after.observed[one][path] for one, path in update.replaced.items()}
    for one, paths in update.seen.items():
        for path in paths:
            expected = substituted(before.observed[one][path], {**new, **generated})
            assert after.observed[one][path] == expected, (one, path)


def differing(before: Seen, after: Seen, logical_ids: set[str]) -> dict[str, tuple[str, ...]]:
    """The paths at which resources differ, for those that do."""
    found = {one: paths(before.observed[one], after.observed[one]) for one in logical_ids}
    return {one: changed for one, changed in found.items() if changed}


def paths(before: Observed, after: Observed) -> tuple[str, ...]:
    """The paths that only one has, or that have another value in the other, in alphabetical order."""
    return tuple(sorted(path for path in before.keys() | after.keys() if before.get(path) != after.get(path)))


def substituted(value: Any, new: Mapping[str, str]) -> Any:  # noqa: ANN401  # whatever JSON holds
    """A value with the new texts for the old ones."""
    text = json.dumps(value)
    for old, one in new.items():
        text = text.replace(old, one)
    return json.loads(text)


def named(old: str, new: str) -> dict[str, str]:
    """A value and the name at its end, which templates take from ARNs, with what stands for them."""
    return {old: new, old.rpartition(":")[2]: new.rpartition(":")[2]}


def assert_planned(account: Account, update: Update, changes: ChangeSet) -> None:
    """A change set says what executing it changes; what it cannot know is evaluated dynamically."""
    modified = {*update.seen, *update.perhaps} - {OUTPUTS}
    assert {one.logical_id: (one.action, one.replacement) for one in changes.changes} == {
        **{one: ("Modify", "True" if one in update.replaced else "False") for one in modified},
        **dict.fromkeys(update.added, ("Add", "")),
        **dict.fromkeys(update.removed, ("Remove", "")),
    }
    described = account.host.client("cloudformation").describe_change_set(ChangeSetName=changes.id)
    found = [one["ResourceChange"] for one in described["Changes"] if one["ResourceChange"]["Action"] == "Modify"]
    evaluations = {one["LogicalResourceId"]: {detail["Evaluation"] for detail in one["Details"]} for one in found}
    assert {one for one, found in evaluations.items() if found == {"Dynamic"}} == set(update.perhaps)


def test_every_parameter_is_in_the_table() -> None:
    """A new parameter needs a row."""
    found = discover([CFN])
    assert not found.errors
    declared = {(one.path.name, name) for one in found.templates for name in one.parameters}
    assert {(FORM_OF[update.form].template, update.parameter) for update in UPDATES} == declared


@pytest.mark.parametrize("update", UPDATES, ids=lambda one: one.id)
def test_parameter(account: Account, update: Update) -> None:
    """Planned by a change set, changed by UpdateStack, and taken back by executing a change set.

    https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/using-cfn-updating-stacks-update-behaviors.html
    https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_ResourceChange.html
    https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_ResourceChangeDetail.html
    """
    with account.standing(FORM_OF[update.form]) as stack:
        first, old = account.see(stack), account.parameters(stack)[update.parameter]
        new = account.filled({update.parameter: update.value})
        changes = stack.change_set("forth", parameters=new)
        assert_planned(account, update, changes)
        changes.delete()
        second = account.see(stack.update(parameters=new))
        assert_changed(update, named(old, new[update.parameter]), first, second)
        reverse = replace(update, added=update.removed, removed=update.added)
        changes = stack.change_set("back", parameters={update.parameter: old})
        assert_planned(account, reverse, changes)
        third = account.see(changes.execute())
        assert_changed(reverse, named(new[update.parameter], old), second, third)


@pytest.mark.parametrize("update", [one for one in UPDATES if one.exchanges], ids=lambda one: one.id)
def test_what_an_update_exchanges(account: Account, update: Update) -> None:
    """The account loses what is removed or replaced and gets what is added or replaces it, nothing else.

    https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/using-cfn-updating-stacks-update-behaviors.html
    """
    stack = account.deploy(FORM_OF[update.form])
    before, first = inventory(account.host), stack.resources()
    updated = stack.update(parameters=account.filled({update.parameter: update.value}))
    after, second = inventory(account.host), updated.resources()
    gone, made = {*update.removed, *update.replaced}, {*update.added, *update.replaced}
    assert identities(before) - identities(after) == entries(first, gone)
    assert identities(after) - identities(before) == entries(second, made)


def assert_left(account: Account, form: Form, stack: DeployedStack, before: Inventory) -> Inventory:
    """Delete a stack: what the form keeps is as it was while the stack stood, nothing else is left, nothing is lost.

    Return what the account holds then.
    """
    standing, resources = inventory(account.host), stack.resources()
    assert resources.keys() == logical_ids(form)
    stack.delete()
    after = inventory(account.host)
    assert before <= after
    left = left_of(before, after)
    assert {(entry.type, entry.id) for entry in left} == entries(resources, (one.logical_id for one in form.kept))
    assert left <= standing
    return after


@pytest.mark.parametrize("form", FORMS, ids=lambda one: one.id)
def test_life(account: Account, form: Form) -> None:
    """Created, deleted, created again under the same name by a change set, deleted: left is what AWS keeps.

    https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-attribute-deletionpolicy.html
    """
    client, name = account.host.client, account.name()
    template, parameters = CFN / form.template, account.filled(form.parameters)
    before = inventory(account.host)
    first = deploy(client, name, template, parameters)
    before = assert_left(account, form, first, before)
    changes = create_change_set(client, name, "again", template, parameters)
    assert {(one.action, one.logical_id) for one in changes.changes} == {("Add", one) for one in logical_ids(form)}
    second = changes.execute()
    assert second.id != first.id
    assert_left(account, form, second, before)


def test_all_together() -> None:
    """The templates stand beside each other; deleted in reverse order they leave what each of them keeps.

    https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-attribute-deletionpolicy.html
    """
    with moto_host() as host:
        account = account_of(host)
        before = inventory(host)
        stacks = []
        for form in FORMS:
            stacks.append(account.deploy(form))
            account.values.update(stacks[-1].outputs)
        resources = [stack.resources() for stack in stacks]
        for stack in reversed(stacks):
            stack.delete()
        kept = [(one.logical_id for one in form.kept) for form in FORMS]
        expected = set().union(*(entries(found, ids) for found, ids in zip(resources, kept, strict=True)))
        after = inventory(host)
        assert before <= after
        assert {(entry.type, entry.id) for entry in left_of(before, after)} == expected
