"""Operations on model package groups.

https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_CreateModelPackageGroup.html
"""

import json
from typing import Any, Final

from cfnproof.emulator.sagemaker import errors, listing, tags
from cfnproof.emulator.sagemaker.state import ModelPackageGroup, SageMakerContext
from cfnproof.emulator.service import Answer, Request

_COMPLETED: Final = "Completed"


class ModelPackageGroupOperations:
    """Create, describe, list and delete model package groups, and their resource policies."""

    def create_model_package_group(self, context: SageMakerContext, request: Request) -> Answer:
        """Make a group without packages."""
        name = request["ModelPackageGroupName"]
        arn = errors.arn_of(context, "model-package-group", name)
        wanted = tags.checked(request.get("Tags") or [])
        made = ModelPackageGroup(
            name, arn, context.clock.now(), context.caller.arn, request.get("ModelPackageGroupDescription")
        )
        if not context.state.groups.add(made):
            raise errors.invalid(f"Model Package Group already exists: {arn}")
        context.state.tags[arn] = wanted
        return {"ModelPackageGroupArn": arn}

    def describe_model_package_group(self, context: SageMakerContext, request: Request) -> Answer:
        """Describe a group."""
        group = errors.find_group(context, request["ModelPackageGroupName"])
        return _summary(group) | {"CreatedBy": {"IamIdentity": {"Arn": group.creator}}}

    def list_model_package_groups(self, context: SageMakerContext, request: Request) -> Answer:
        """A summary of groups, the oldest first."""
        return listing.answer(
            context.state.groups, request, "ModelPackageGroupSummaryList", _summary, listing.ASCENDING
        )

    def delete_model_package_group(self, context: SageMakerContext, request: Request) -> Answer:
        """Delete a group and its policy."""
        group = errors.find_group(context, request["ModelPackageGroupName"])
        context.state.groups.remove(group.name)
        context.state.tags.pop(group.arn, None)
        return {}

    def put_model_package_group_policy(self, context: SageMakerContext, request: Request) -> Answer:
        """Set a group's resource policy."""
        group = _find_for_policy(context, request)
        try:
            policy = json.loads(request["ResourcePolicy"])
        except json.JSONDecodeError as error:
            raise errors.invalid(f"The ResourcePolicy of {group.arn} is not JSON: {error}") from error
        if not isinstance(policy, dict) or not policy.get("Statement"):
            raise errors.invalid(f"The ResourcePolicy of {group.arn} has no Statement")
        group.policy = request["ResourcePolicy"]
        return {"ModelPackageGroupArn": group.arn}

    def get_model_package_group_policy(self, context: SageMakerContext, request: Request) -> Answer:
        """A group's resource policy."""
        return {"ResourcePolicy": _policy_of(_find_for_policy(context, request))}

    def delete_model_package_group_policy(self, context: SageMakerContext, request: Request) -> Answer:
        """Remove a group's resource policy."""
        group = _find_for_policy(context, request)
        _policy_of(group)
        group.policy = None
        return {}


def _find_for_policy(context: SageMakerContext, request: Request) -> ModelPackageGroup:
    name = request["ModelPackageGroupName"]
    found = context.state.groups.find(name)
    if found is None:
        raise errors.invalid(f"Cannot find Model Package Group: {errors.arn_of(context, 'model-package-group', name)}")
    return found


def _policy_of(group: ModelPackageGroup) -> str:
    if group.policy is None:
        raise errors.invalid(f"Cannot find resource policy for: {group.arn}")
    return group.policy


def _summary(group: ModelPackageGroup) -> dict[str, Any]:
    description = {"ModelPackageGroupDescription": group.description} if group.description else {}
    return {
        "ModelPackageGroupName": group.name,
        "ModelPackageGroupArn": group.arn,
        **description,
        "CreationTime": group.created,
        "ModelPackageGroupStatus": _COMPLETED,
    }
