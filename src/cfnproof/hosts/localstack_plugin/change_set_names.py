"""A change set by its name: the one that waits to be executed, as at AWS, where an executed one gives its name free.

LocalStack takes any one of the stack's that had the name, so that no pipeline could run twice.
https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/using-cfn-updating-stacks-changesets-execute.html
"""

from collections.abc import Callable
from typing import Any, Final

from localstack.services.cloudformation.v2 import provider

_EXECUTED: Final = "EXECUTE_"


def install() -> None:
    """Let LocalStack find the right one."""
    finding: Callable[..., Any] = provider.find_change_set_v2

    def find(state: Any, change_set_name: str, stack_name: str | None = None) -> Any:  # noqa: ANN401  # LocalStack's own
        found = finding(state, change_set_name, stack_name)
        if found is None or provider.is_changeset_arn(change_set_name):
            return found
        known = (state.change_sets.get(one) for one in found.stack.change_set_ids)
        named = [one for one in known if one is not None and one.change_set_name == change_set_name]
        return max(named, key=lambda one: (not str(one.execution_status).startswith(_EXECUTED), one.creation_time))

    provider.find_change_set_v2 = find
