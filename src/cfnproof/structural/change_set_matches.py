"""The change set that a pipeline executes is the one that it made, and each one made is executed, once.

CodePipeline finds a wrong name only when it executes: the approval has been given, and either nothing is deployed or a
change set that some other run left behind.
https://docs.aws.amazon.com/codepipeline/latest/userguide/action-reference-CloudFormation.html
"""

from collections.abc import Iterator
from dataclasses import dataclass

from cfnproof.findings import Severity
from cfnproof.structural.pipelines.model import PIPELINE, Action, Pipeline, pipelines
from cfnproof.structural.pipelines.stack_actions import (
    CHANGE_SET_KEYS,
    CREATE_CHANGE_SET,
    EXECUTE_CHANGE_SET,
    account_of,
    names_same,
    of_mode,
)
from cfnproof.structural.rule import Rule, Violation
from cfnproof.template.expressions import text
from cfnproof.template.model import Template
from cfnproof.template.nodes import Mark


@dataclass(frozen=True, slots=True)
class _Difference:
    """One thing in which two actions name different change sets."""

    key: str
    ours: str
    theirs: str
    mark: Mark


def check(template: Template) -> Iterator[Violation]:
    """Yield the actions that make or execute a change set without their counterpart."""
    for pipeline in pipelines(template):
        made = list(of_mode(pipeline, CREATE_CHANGE_SET))
        executed = list(of_mode(pipeline, EXECUTE_CHANGE_SET))
        for action in executed:
            yield from _execution(action, made, executed, pipeline)
        for action in made:
            yield from _creation(action, made, executed, pipeline)


def _execution(action: Action, made: list[Action], executed: list[Action], pipeline: Pipeline) -> Iterator[Violation]:
    makers = [maker for maker in made if names_same(maker, action)]
    earlier = [maker for maker in makers if maker.order < action.order]
    name = f"the change set {_name(action)}"
    if earlier:
        last = max(maker.order for maker in earlier)
        for other in executed:
            if other is not action and names_same(other, action) and last < other.order and _not_after(other, action):
                message = f"executes {name}, which {other.label} executes too: make a second change set"
                yield pipeline.violation(action, message)
    elif makers:
        message = f"executes {name} before {makers[0].label} has made it: let it run later"
        yield pipeline.violation(action, message)
    else:
        difference = _nearest(action, made)
        if difference is None:
            message = f"executes {name}, and no {CREATE_CHANGE_SET} action of the pipeline makes one"
            yield pipeline.violation(action, f"{message}: add it")
        else:
            yield pipeline.violation(action, _differs(difference), difference.mark)


def _creation(action: Action, made: list[Action], executed: list[Action], pipeline: Pipeline) -> Iterator[Violation]:
    later = [run for run in executed if names_same(run, action) and action.order < run.order]
    name = f"the change set {_name(action)}"
    if not later:
        message = f"makes {name}, and no later {EXECUTE_CHANGE_SET} action executes it: add one"
        yield pipeline.violation(action, message)
        return
    first = min(run.order for run in later)
    for other in made:
        if other is not action and names_same(other, action) and _not_after(action, other) and other.order < first:
            message = f"replaces {name} of {action.label} before it is executed: rename one, or remove it"
            yield pipeline.violation(other, message)


def _not_after(first: Action, second: Action) -> bool:
    """Whether `first` runs before `second`, or beside it and stands earlier in the text."""
    return (first.order, first.mark) < (second.order, second.mark)


def _name(action: Action) -> str:
    return f"{text(action.value('ChangeSetName'))!r} of stack {text(action.value('StackName'))!r}"


def _nearest(action: Action, made: list[Action]) -> _Difference | None:
    """How the most similar change set that is made differs, None where none is made."""
    candidates = sorted((len(found), number) for number, found in enumerate(_differences(action, one) for one in made))
    return _differences(action, made[candidates[0][1]])[0] if candidates else None


def _differences(action: Action, maker: Action) -> list[_Difference]:
    found = [
        _Difference(key, text(action.value(key)), text(maker.value(key)), action.mark_of(key))
        for key in CHANGE_SET_KEYS
    ]
    found.append(_Difference("Region", text(action.region), text(maker.region), action.place_of("Region")))
    ours, theirs = account_of(action), account_of(maker)
    if ours and theirs:
        found.append(_Difference("account", ours, theirs, action.place_of("RoleArn")))
    return [one for one in found if one.ours != one.theirs]


def _differs(difference: _Difference) -> str:
    return (
        f"executes a change set of the {difference.key} {difference.ours!r}, and the pipeline makes one of the "
        f"{difference.key} {difference.theirs!r}: write the same in both"
    )


RULE = Rule(
    id="change_set_matches",
    title="The change set that is executed is the one that was made, and each one made is executed",
    severity=Severity.HIGH,
    help="https://docs.aws.amazon.com/codepipeline/latest/userguide/action-reference-CloudFormation.html",
    resource_types=(PIPELINE,),
    check=check,
)
