"""Updating a stack: change what differs, replacements beside the old, then clean up; or roll back.

https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/using-cfn-updating-stacks-update-behaviors.html
"""

from collections.abc import Iterable
from typing import Any, Final

from cfnproof.emulator.cloudformation.engine import resources
from cfnproof.emulator.cloudformation.engine.delete import delete_all, policy_of
from cfnproof.emulator.cloudformation.engine.evaluation import Evaluation
from cfnproof.emulator.cloudformation.engine.exports import take_outputs
from cfnproof.emulator.cloudformation.engine.failures import EXPECTED, ResourceFailedError, reason_of
from cfnproof.emulator.cloudformation.engine.rollback import roll_back
from cfnproof.emulator.cloudformation.engine.run import Run
from cfnproof.emulator.cloudformation.engine.stack_policy import denial
from cfnproof.emulator.cloudformation.language.dynamic_references import references
from cfnproof.emulator.cloudformation.properties.replacement import replaces
from cfnproof.emulator.cloudformation.state import STACK_TYPE, Definition, Rollback, StackResource, Touched
from cfnproof.emulator.errors import ServiceError

_CLEANUP_FAILED: Final = "Update successful. One or more resources could not be deleted."


def update_stack(run: Run, definition: Definition, policy: str | None) -> None:
    """Bring a stack to a new definition under a stack policy; the status is UPDATE_IN_PROGRESS already.

    After an update that failed and was not rolled back, the state to go back to is the one before that update.
    """
    stack = run.stack
    stack.rollback = stack.rollback or Rollback(stack.definition, outputs=stack.outputs, imports=stack.imports)
    stack.definition, stack.imports = definition, frozenset()
    try:
        leaving = _forward(run, policy)
    except ResourceFailedError as error:
        created = stack.resources[error.logical_id].status == "CREATE_FAILED"
        done = "create" if created else "update"
        _give_up(run, f"The following resource(s) failed to {done}: [{error.logical_id}]. ")
    except ServiceError as error:
        _give_up(run, f"{error.message.rstrip('.')}. ")
    else:
        _clean_up(run, leaving)


def _forward(run: Run, policy: str | None) -> list[StackResource]:
    """Make, change and replace; return what the new definition no longer has."""
    stack, evaluation = run.stack, run.evaluation()
    for logical_id in evaluation.order:
        run.context.work.check()
        resource = stack.resources.get(logical_id)
        if resource is None or resource.physical_id is None:
            _add(run, evaluation, logical_id)
        else:
            _change(run, evaluation, resource, policy)
    leaving = [resource for name, resource in stack.resources.items() if name not in evaluation.order]
    for resource in leaving:
        _obey(run, resource, "Update:Delete", policy)
    take_outputs(run, evaluation)
    return leaving


def _add(run: Run, evaluation: Evaluation, logical_id: str) -> None:
    resource = evaluation.declared(logical_id)
    run.stack.resources[logical_id] = resource
    _touch(run, Touched(logical_id, None))
    raw = resource.written = evaluation.properties(logical_id)
    resources.create(run, resource, lambda: evaluation.checked(logical_id, raw), evaluation.tags(logical_id))


def _change(run: Run, evaluation: Evaluation, resource: StackResource, policy: str | None) -> None:
    logical_id = resource.logical_id
    before = resources.snapshot(resource)
    raw, tags = evaluation.properties(logical_id), evaluation.tags(logical_id)
    try:
        wanted = before.properties if _kept(before, raw) else evaluation.checked(logical_id, raw)
    except EXPECTED as error:
        _touch(run, Touched(logical_id, before, unchanged=True))
        resources.fail(run, resource, "UPDATE_FAILED", reason_of(error, run.context.ids.uuid()))
    evaluation.redeclare(resource)
    same = wanted == before.properties and tags == before.applied_tags
    if same and resource.type != STACK_TYPE:  # a nested stack's template may be another one under the same address
        resource.written = raw
        return
    replacing = replaces(resource.type, before.properties, wanted)
    first = logical_id not in _rollback(run).touched
    touched = _touch(run, Touched(logical_id, before, attempted=wanted, attempted_tags=tags))
    _obey(run, resource, "Update:Replace" if replacing else "Update:Modify", policy)
    if replacing:
        _refuse_custom_name(run, resource, wanted)
        if touched.replaced:
            _rollback(run).discarded.append(before)
        touched.replaced = True
        resources.replace(run, resource, wanted, tags)
    else:
        try:
            resources.update(run, resource, wanted, tags, before)
        except ResourceFailedError as error:
            touched.unchanged = first and error.untouched
            raise
    resource.written = raw


def _kept(before: StackResource, raw: dict[str, Any]) -> bool:
    """Whether nothing is to be resolved anew: secrets are read again only with another change, parameters always.

    https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/dynamic-references-secretsmanager.html
    """
    stored = {service for service, _ in references(raw)}
    return raw == before.written and stored <= {"secretsmanager"}


def _refuse_custom_name(run: Run, resource: StackResource, wanted: dict[str, Any]) -> None:
    """A resource whose name the template gives cannot exist twice, so it cannot be replaced under that name."""
    name = next((wanted[key] for key in ("Name", f"{resource.type.rpartition('::')[2]}Name") if key in wanted), None)
    if name is not None and name in resource.properties.values():
        reason = (
            "CloudFormation cannot update a stack when a custom-named resource requires replacing. "
            f"Rename {name} and update the stack again."
        )
        _touched(run)[resource.logical_id].unchanged = True
        resources.fail(run, resource, "UPDATE_FAILED", reason)


def _obey(run: Run, resource: StackResource, action: str, policy: str | None) -> None:
    reason = denial(policy, action, resource.logical_id, resource.type)
    if reason is not None:
        _touched(run).setdefault(
            resource.logical_id, Touched(resource.logical_id, resources.snapshot(resource))
        ).unchanged = True
        resources.fail(run, resource, "UPDATE_FAILED", reason)


def _touch(run: Run, touched: Touched) -> Touched:
    """Remember what happens to a resource; what an earlier update that was not rolled back did to it still counts."""
    earlier = _touched(run).get(touched.logical_id)
    if earlier is not None:
        touched.before = earlier.before
        touched.replaced = earlier.replaced
        touched.attempted = touched.attempted or earlier.attempted
        touched.attempted_tags = touched.attempted_tags or earlier.attempted_tags
        touched.unchanged = touched.unchanged and earlier.unchanged
    _touched(run)[touched.logical_id] = touched
    return touched


def _touched(run: Run) -> dict[str, Touched]:
    return _rollback(run).touched


def _rollback(run: Run) -> Rollback:
    assert run.stack.rollback is not None  # noqa: S101  # set when the update began
    return run.stack.rollback


def _give_up(run: Run, reason: str) -> None:
    if run.stack.on_failure == "DO_NOTHING":
        run.stack_status("UPDATE_FAILED", reason)
        return
    run.stack_status("UPDATE_ROLLBACK_IN_PROGRESS", reason)
    roll_back(run)


def _clean_up(run: Run, leaving: Iterable[StackResource]) -> None:
    """Delete what a successful update no longer needs."""
    stack = run.stack
    run.stack_status("UPDATE_COMPLETE_CLEANUP_IN_PROGRESS")
    replaced = []
    for touched in _touched(run).values():
        if touched.replaced and touched.before is not None:
            old = touched.before
            old.deletion_policy = policy_of(stack.resources[touched.logical_id].update_replace_policy, creation=False)
            replaced.append(old)
    removed = list(leaving)
    failed = [
        logical_id
        for found in (removed, replaced, _rollback(run).discarded)
        for logical_id in delete_all(run, found, creation=False)
    ]
    for resource in removed:
        del stack.resources[resource.logical_id]
    stack.rollback = None
    run.stack_status("UPDATE_COMPLETE", _CLEANUP_FAILED if failed else None)
