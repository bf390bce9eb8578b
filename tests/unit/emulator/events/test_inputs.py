"""What a target gets of an event.

https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-transform-target-input.html
"""

import json

import pytest

from cfnproof.emulator.events.errors import DeliveryError
from cfnproof.emulator.events.inputs import input_of
from cfnproof.emulator.events.model import Rule, Target, Transformer, target_of

RULE = Rule("arn:aws:events:eu-west-1:111122223333:rule/pushes", "pushes")
EVENT = {
    "version": "0",
    "id": "7bf73129-1428-4cd3-a780-95db273d1602",
    "detail-type": "CodeCommit Repository State Change",
    "source": "aws.codecommit",
    "account": "111122223333",
    "time": "2026-01-02T03:04:05Z",
    "region": "eu-west-1",
    "resources": ["arn:aws:codecommit:eu-west-1:111122223333:models"],
    "detail": {"referenceName": "main", "quoted": 'a "b"', "files": [{"name": "x"}], "size": 3, "tags": {"a": "b"}},
}
INGESTED = "2026-01-02T03:04:06Z"
WHOLE = json.dumps(EVENT, separators=(",", ":"))
QUEUE = "arn:aws:sqs:eu-west-1:111122223333:events"


def _transformed(template: str, **paths: str) -> str:
    return input_of(Target(QUEUE, transformer=Transformer(paths, template)), RULE, EVENT, INGESTED)


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ({}, WHOLE),
        ({"Input": '{"fixed": true}'}, '{"fixed": true}'),
        ({"InputPath": "$.detail.tags"}, '{"a":"b"}'),
        ({"InputPath": "$.detail-type"}, '"CodeCommit Repository State Change"'),
        ({"InputPath": "$.detail.files[0].name"}, '"x"'),
        ({"InputPath": "$['detail']['size']"}, "3"),
        ({"InputPath": "$"}, WHOLE),
        ({"InputPath": "$.detail.files[4]"}, "null"),
    ],
)
def test_the_event_a_constant_or_a_part(given: dict[str, str], expected: str) -> None:
    """As ListTargetsByRule describes the target."""
    assert input_of(target_of({"Id": "1", "Arn": QUEUE, **given}), RULE, EVENT, INGESTED) == expected


@pytest.mark.parametrize(
    ("template", "expected"),
    [
        ('{"branch": <branch>, "all": "refs/heads/<branch>"}', '{"branch": "main", "all": "refs/heads/main"}'),
        ('"<branch> at <time>"', '"main at 2026-01-02T03:04:05Z"'),
        # https://github.com/localstack/localstack tests/aws/services/events/test_events_inputs.py (recorded from AWS)
        ('{"payload": <tags>}', '{"payload": {"a":"b"}}'),
        ('"Payload of <tags>"', '"Payload of {a:b}"'),
        ('"<files> items"', '"[{name:x}] items"'),
        ('"<missing> in text"', '" in text"'),
        ('{"command": <missing>}', '{"command": ""}'),
        ('"line <branch>"\n"line <size>"', '"line main"\n"line 3"'),
        ('{"quoted": <quoted>, "text": "<quoted>"}', r'{"quoted": "a \"b\"", "text": "a \"b\""}'),
    ],
)
def test_a_template_with_parts_of_the_event(template: str, expected: str) -> None:
    """A value outside quotes is JSON; inside, its text."""
    paths = {name: f"$.detail.{name}" for name in ("tags", "files", "missing", "size", "quoted")}
    assert _transformed(template, branch="$.detail.referenceName", time="$.time", **paths) == expected


def test_a_template_has_variables_of_its_own() -> None:
    """https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-transform-target-input.html#eb-transform-input-predefined."""
    text = _transformed('"<aws.events.rule-arn> <aws.events.rule-name> <aws.events.event.ingestion-time>"')
    assert text == f'"{RULE.arn} {RULE.name} {INGESTED}"'
    assert json.loads(_transformed('{"all": <aws.events.event.json>}')) == {"all": EVENT}
    bare = {name: value for name, value in EVENT.items() if name not in ("detail", "detail-type")}
    expected = {"event": {**bare, "detailType": EVENT["detail-type"]}}
    assert json.loads(_transformed('{"event": <aws.events.event>}')) == expected


@pytest.mark.parametrize("path", ["$.detail.files[*].name", "$..name", "detail.size"])
def test_a_path_that_is_not_emulated_is_named(path: str) -> None:
    """It is never taken for a path to nothing."""
    with pytest.raises(DeliveryError) as caught:
        input_of(Target(QUEUE, input_path=path), RULE, EVENT, INGESTED)
    assert caught.value.code == "INVALID_PARAMETER"
    assert repr(path) in caught.value.message
