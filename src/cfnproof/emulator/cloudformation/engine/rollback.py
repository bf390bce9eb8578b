"""Taking a failed update back: old properties, old physical resources, then clean up what it had made.

https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/using-cfn-updating-stacks-continueupdaterollback.html
"""

from collections.abc import Collection

from cfnproof.emulator.cloudformation.engine import resources
from cfnproof.emulator.cloudformation.engine.delete import delete_all
from cfnproof.emulator.cloudformation.engine.failures import ResourceFailedError
from cfnproof.emulator.cloudformation.engine.run import Run
from cfnproof.emulator.cloudformation.state import Rollback, Touched


def roll_back(run: Run, skip: Collection[str] = ()) -> None:
    """Take an update back; the status is UPDATE_ROLLBACK_IN_PROGRESS already.

    `skip` are resources that are left as they are: they may then differ from the template.
    """
    stack = run.stack
    rollback = stack.rollback
    assert rollback is not None  # noqa: S101  # set when the update began
    stack.definition = rollback.definition
    _redeclare(run, rollback)
    failed = []
    for touched in reversed(rollback.touched.values()):
        if touched.undone:
            continue
        run.context.work.check()
        try:
            if touched.logical_id in skip:
                _leave(run, touched)
            else:
                _undo(run, rollback, touched)
            touched.undone = True
        except ResourceFailedError as error:
            failed.append(error.logical_id)
    if failed:
        reason = f"The following resource(s) failed to update: [{', '.join(failed)}]. "
        run.stack_status("UPDATE_ROLLBACK_FAILED", reason)
    else:
        _finish(run, rollback)


def _redeclare(run: Run, rollback: Rollback) -> None:
    """Give resources that only the new template's attributes have reached their old policies and dependencies back."""
    evaluation = run.evaluation()
    for logical_id, resource in run.stack.resources.items():
        if logical_id in evaluation.needs and logical_id not in rollback.touched:
            evaluation.redeclare(resource)


def _undo(run: Run, rollback: Rollback, touched: Touched) -> None:
    stack, before = run.stack, touched.before
    current = stack.resources[touched.logical_id]
    if before is None:
        rollback.discarded.append(current)
        del stack.resources[touched.logical_id]
    elif touched.replaced:
        if current.physical_id and current.physical_id != before.physical_id:
            current.deletion_policy = "Delete"
            rollback.discarded.append(current)
        stack.resources[touched.logical_id] = before
        run.resource_status(before, "UPDATE_IN_PROGRESS")
        run.resource_status(before, "UPDATE_COMPLETE")
    else:
        attempted = resources.snapshot(current)
        attempted.properties, attempted.applied_tags = touched.attempted, touched.attempted_tags
        current.deletion_policy, current.update_replace_policy = before.deletion_policy, before.update_replace_policy
        current.needs, current.written = before.needs, before.written
        if touched.unchanged:
            run.resource_status(current, "UPDATE_COMPLETE")
        else:
            resources.update(run, current, before.properties, before.applied_tags, attempted)


def _leave(run: Run, touched: Touched) -> None:
    """Skip a resource: CloudFormation calls it UPDATE_COMPLETE and takes its old properties for true."""
    current = run.stack.resources[touched.logical_id]
    if touched.before is not None:
        current.properties, current.attributes = touched.before.properties, touched.before.attributes
        current.written = touched.before.written
    run.resource_status(current, "UPDATE_COMPLETE", "Resource was skipped by the user's request")


def _finish(run: Run, rollback: Rollback) -> None:
    stack = run.stack
    run.stack_status("UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS")
    failed = delete_all(run, rollback.discarded, creation=True)
    stack.outputs, stack.imports = rollback.outputs, rollback.imports
    stack.rollback = None
    run.stack_status("UPDATE_ROLLBACK_COMPLETE", "One or more resources could not be deleted." if failed else None)
