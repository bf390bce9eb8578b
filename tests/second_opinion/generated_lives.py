"""The stacks that hypothesis makes up for the engine's own tests, as both engines are given them."""

import json
from typing import Any, Final

from hypothesis import strategies as st

from tests.second_opinion.lives import PLANNED, Facts
from tests.second_opinion.subjects import Subject, told
from tests.second_opinion.updates import with_references_replacing
from tests.unit.emulator.cloudformation.engine.generated_stacks import Made, updates

_ROLE: Final = "AWS::IAM::Role"
_POLICY: Final = "AWS::S3::BucketPolicy"
_SUBSCRIPTION: Final = "AWS::SNS::Subscription"
_INLINE: Final = "AWS::IAM::Policy"
_TRUST: Final = "AssumeRolePolicyDocument"
_MANAGED: Final = "ManagedPolicyArns"


def subjects() -> st.SearchStrategy[Subject]:
    """A stack and what it becomes: resources of the types that both have, which refer to each other.

    What LocalStack is known to get wrong in a way that hides all else is kept out; its witness shows it. Roles keep
    their trust and have AWS's managed policies alone, and no text has the reference of a bucket policy or of an inline
    policy.
    """
    return updates().map(lambda pair: _subject(*pair))


def loses_subscription(facts: Facts, subject: Subject) -> bool:
    """Whether LocalStack replaces a subscription by itself and deletes it: the update fails for that."""
    replacing = with_references_replacing(facts, subject)
    changes = [
        f"{PLANNED}.changes.{one}" for one, body in subject.after["Resources"].items() if body["Type"] == _SUBSCRIPTION
    ]
    return any(replacing.get(path) != facts.get(path) for path in changes)


def _subject(first: Made, second: Made) -> Subject:
    before, after = _template(first), _template(second)
    for logical_id, body in before["Resources"].items():
        if body["Type"] == _ROLE and logical_id in after["Resources"]:
            after["Resources"][logical_id]["Properties"][_TRUST] = body["Properties"][_TRUST]
    return Subject(told(before), _values(first), told(after), _values(second))


def _template(made: Made) -> Any:  # noqa: ANN401  # whatever a template holds
    template = json.loads(made.members()["TemplateBody"])
    types = {one: body["Type"] for one, body in template["Resources"].items()}
    unwanted = {one for one, kind in types.items() if kind in {_POLICY, _INLINE}}
    for body in template["Resources"].values():
        body["Properties"] = _without(body["Properties"], unwanted)
        if body["Type"] == _ROLE:
            body["Properties"][_MANAGED] = [one for one in body["Properties"][_MANAGED] if isinstance(one, str)]
    return template


def _without(value: Any, unwanted: set[str]) -> Any:  # noqa: ANN401  # as above
    """A part of a template with a text in the place of each reference of some resources."""
    if isinstance(value, list):
        return [_without(item, unwanted) for item in value]
    if not isinstance(value, dict):
        return value
    if value.get("Ref") in unwanted:
        return value["Ref"]
    return {key: _without(part, unwanted) for key, part in value.items()}


def _values(made: Made) -> dict[str, str]:
    return {"Switch": made.switch, "Word": made.word}
