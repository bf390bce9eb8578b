"""Deleting a stack's resources: dependents first, what policies retain left, failures reported together."""

from collections.abc import Collection, Iterable
from typing import Final

from cfnproof.emulator.cloudformation.engine import resources
from cfnproof.emulator.cloudformation.engine.failures import ResourceFailedError
from cfnproof.emulator.cloudformation.engine.run import Run
from cfnproof.emulator.cloudformation.state import Stack, StackResource

_DONE: Final = frozenset({"DELETE_COMPLETE", "DELETE_SKIPPED"})


def delete_stack(run: Run, retain: Collection[str] = ()) -> None:
    """Delete everything; the status is DELETE_IN_PROGRESS already."""
    for logical_id in retain:
        run.resource_status(run.stack.resources[logical_id], "DELETE_SKIPPED")
    failed = delete_all(run, run.stack.resources.values(), creation=False)
    failed += delete_all(run, _beside(run.stack), creation=False)
    if failed:
        run.stack_status("DELETE_FAILED", f"The following resource(s) failed to delete: [{', '.join(failed)}]. ")
    else:
        run.stack_status("DELETE_COMPLETE")


def _beside(stack: Stack) -> list[StackResource]:
    """What an update that has not come to an end left beside the stack's resources: replaced ones, replacements."""
    if stack.rollback is None:
        return []
    replaced = [
        touched.before
        for touched in stack.rollback.touched.values()
        if touched.replaced and touched.before and stack.resources.get(touched.logical_id) is not touched.before
    ]
    return [*replaced, *stack.rollback.discarded]


def delete_all(run: Run, found: Iterable[StackResource], *, creation: bool) -> list[str]:
    """Delete resources, each after what depends on it; return the logical ids that failed.

    What a resource that is still there depends on is left alone. One logical id may stand for several resources, after
    replacements. `creation` says that the operation which made the resources is being rolled back: RetainExceptOnCreate
    then deletes.
    """
    waiting = [resource for resource in found if resource.status not in _DONE]
    failed: list[StackResource] = []
    while waiting:
        needed = {logical_id for resource in waiting for logical_id in resource.needs}
        ready = [resource for resource in reversed(waiting) if resource.logical_id not in needed]
        progress = [resource for resource in ready if not any(resource is one for one in failed)]
        if not progress:
            break
        for resource in progress:
            run.context.work.check()
            try:
                resources.delete(run, resource, policy_of(resource.deletion_policy, creation=creation))
                waiting = [one for one in waiting if one is not resource]
            except ResourceFailedError:
                failed.append(resource)
    return [resource.logical_id for resource in failed]


def policy_of(policy: str, *, creation: bool) -> str:
    """What a deletion policy comes to: Retain or Delete.

    https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-attribute-deletionpolicy.html
    """
    if policy == "RetainExceptOnCreate":
        return "Delete" if creation else "Retain"
    return policy
