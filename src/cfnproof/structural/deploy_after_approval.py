"""A stack is changed only after somebody has approved it, and has seen what is approved.

An approval that runs later, or at the same time, approves nothing; one that runs before the change set is made was
given without seeing it.
https://docs.aws.amazon.com/codepipeline/latest/userguide/approvals.html
"""

from collections.abc import Iterator
from typing import Final

from cfnproof.findings import Severity
from cfnproof.structural.pipelines.model import PIPELINE, Action, Pipeline, pipelines
from cfnproof.structural.pipelines.stack_actions import (
    CHANGE_SET_KEYS,
    EXECUTE_CHANGE_SET,
    change_of,
    creates_change_set,
    names_same,
)
from cfnproof.structural.rule import Rule, Violation
from cfnproof.structural.values.parameter_values import may_equal
from cfnproof.template.model import Template

_APPROVAL: Final = {"Category": "Approval", "Owner": "AWS", "Provider": "Manual"}


def check(template: Template) -> Iterator[Violation]:
    """Yield each action that changes a stack without an approval that counts."""
    for pipeline in pipelines(template):
        approvals = [action for action in pipeline.actions if _approves(action)]
        for action in pipeline.actions:
            change = change_of(action)
            if change:
                message = _fault(action, change, approvals, pipeline)
                if message:
                    yield pipeline.violation(action, message)


def _approves(action: Action) -> bool:
    """Whether it is a manual approval at every deployment of the template."""
    return all(action.possible_type(key) == frozenset({value}) for key, value in _APPROVAL.items())


def _fault(action: Action, change: str, approvals: list[Action], pipeline: Pipeline) -> str | None:
    """The message of an action that changes a stack, None where a good approval comes before it."""
    before = [approval for approval in approvals if approval.order < action.order]
    if not before:
        return f"{change} without an approval before it{_useless(action, approvals)}"
    made = _last_change_set(action, pipeline)
    if made and not any(made.order < approval.order for approval in before):
        return (
            f"executes a change set that nobody has seen: {made.label} makes it after {before[-1].label} was given; "
            f"put an approval between the two"
        )
    return None


def _useless(action: Action, approvals: list[Action]) -> str:
    """What to do, with the approvals that do not count."""
    if not approvals:
        return ": add a Manual approval action (Category Approval) that runs earlier"
    other = approvals[0]
    when = "at the same time" if other.order == action.order else "later"
    return f": {other.label} runs {when}; give it an earlier stage, or a lower RunOrder in the same stage"


def _last_change_set(action: Action, pipeline: Pipeline) -> Action | None:
    """The last action, up to this one, that makes the change set which this one executes."""
    if EXECUTE_CHANGE_SET not in (action.possible("ActionMode") or {EXECUTE_CHANGE_SET}):
        return None
    earlier = [
        other
        for other in pipeline.actions
        if other is not action and other.order <= action.order and creates_change_set(other)
    ]
    makers = [maker for maker in earlier if names_same(maker, action)] or [
        maker for maker in earlier if _may_name_same(maker, action)
    ]
    return max(makers, key=lambda maker: maker.order, default=None)


def _may_name_same(left: Action, right: Action) -> bool:
    return all(may_equal(left.value(key), right.value(key), left.template) for key in CHANGE_SET_KEYS)


RULE = Rule(
    id="deploy_after_approval",
    title="A stack is changed only after an approval, given once the change set was there to see",
    severity=Severity.HIGH,
    help="https://docs.aws.amazon.com/codepipeline/latest/userguide/approvals.html",
    resource_types=(PIPELINE,),
    check=check,
)
