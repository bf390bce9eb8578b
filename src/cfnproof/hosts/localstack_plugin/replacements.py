"""Which of the plugin's resources an update replaces: LocalStack does not heed what the attributes of others become.

https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/using-cfn-updating-stacks-update-behaviors.html
"""

from collections.abc import Callable
from typing import Any

from localstack.services.cloudformation.engine.v2.change_set_model import is_nothing
from localstack.services.cloudformation.engine.v2.change_set_model_executor import ChangeSetModelExecutor

from cfnproof.emulator.cloudformation.properties.replacement import replaces
from cfnproof.hosts.localstack_plugin.resource_providers import TYPES


def install() -> None:
    """Let a resource be replaced once it is known that a property which means replacement is another."""
    executing: Callable[..., None] = ChangeSetModelExecutor._execute_resource_change  # noqa: SLF001  # where it is known

    def execute(executor: Any, name: str, before: Any, after: Any) -> None:  # noqa: ANN401  # LocalStack's own
        stays = not is_nothing(before) and not is_nothing(after) and before.resource_type == after.resource_type
        if stays and after.resource_type in TYPES and not after.requires_replacement:
            was, wanted = before.properties.properties, after.properties.properties
            after.requires_replacement = replaces(after.resource_type, was, wanted)
        executing(executor, name, before, after)

    ChangeSetModelExecutor._execute_resource_change = execute  # noqa: SLF001  # as above
