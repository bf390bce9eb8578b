"""The actions of a pipeline that act on CloudFormation stacks, and the change sets that they mean.

https://docs.aws.amazon.com/codepipeline/latest/userguide/action-reference-CloudFormation.html
"""

import re
from collections.abc import Iterator
from typing import Final

from cfnproof.structural.pipelines.model import Action, Pipeline
from cfnproof.template.expressions import Reference, parts, text

CREATE_CHANGE_SET: Final = "CHANGE_SET_REPLACE"
EXECUTE_CHANGE_SET: Final = "CHANGE_SET_EXECUTE"
CHANGE_SET_KEYS: Final = ("StackName", "ChangeSetName")

_DEPLOY: Final = "Deploy"
_STACK_SETS: Final = ("CloudFormationStackSet", "CloudFormationStackInstances")
_CHANGING_MODES: Final = frozenset({EXECUTE_CHANGE_SET, "CREATE_UPDATE", "REPLACE_ON_FAILURE", "DELETE_ONLY"})
_ROLE_ARN: Final = re.compile(r"arn:.+:iam::(.+?):role/.+")


def of_mode(pipeline: Pipeline, mode: str) -> Iterator[Action]:
    """The CloudFormation actions with this ActionMode."""
    return (action for action in pipeline.of(_DEPLOY, "CloudFormation") if action.value("ActionMode") == (mode,))


def change_of(action: Action) -> str | None:
    """What the action does to a stack at some deployment of the template, as a message says it; None for nothing."""
    if any(action.may_be(_DEPLOY, provider) for provider in _STACK_SETS) and action.setting("StackSetName"):
        return "changes the stacks of a stack set"
    if not action.may_be(_DEPLOY, "CloudFormation") or not action.value("ActionMode"):
        return None
    modes = action.possible("ActionMode")
    if modes is None:
        return f"may change a stack, as ActionMode is {text(action.value('ActionMode'))}"
    changing = sorted(modes & _CHANGING_MODES)
    return f"changes a stack ({' or '.join(changing)})" if changing else None


def creates_change_set(action: Action) -> bool:
    """Whether it makes a change set at some deployment of the template."""
    modes = action.possible("ActionMode")
    return action.may_be(_DEPLOY, "CloudFormation") and (modes is None or CREATE_CHANGE_SET in modes)


def names_same(left: Action, right: Action) -> bool:
    """Whether two actions name the same change set of the same stack, in the same region and account.

    Names must be written the same. Accounts must not be seen to differ: which one a role is in may be unknown.
    """
    accounts = {account_of(left), account_of(right)} - {None}
    return (
        all(left.value(key) == right.value(key) for key in CHANGE_SET_KEYS)
        and left.region == right.region
        and len(accounts) <= 1
    )


def account_of(action: Action) -> str | None:
    """The account that an action acts in, as `Fn::Sub` writes it; None where its role does not say."""
    found = parts(action.body.get("RoleArn"), action.template)
    match = _ROLE_ARN.fullmatch(text(found))
    if match:
        return match[1]
    own = not found or (isinstance(found[0], Reference) and found[0].name in action.template.resources)
    return "${AWS::AccountId}" if own else None
