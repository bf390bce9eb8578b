"""What a target gets of an event: all of it, a constant, a part, or a template with parts put in.

https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-transform-target-input.html
"""

import json
import re
from collections.abc import Mapping
from typing import Any, Final

from cfnproof.emulator.events.model import Event, Rule, Target, Transformer
from cfnproof.emulator.events.paths import at_path

_VARIABLE: Final = re.compile(r"<([^<>\s]+)>")
_QUOTE: Final = re.compile(r'(?<!\\)"')


def input_of(target: Target, rule: Rule, event: Event, ingested: str) -> str:
    """The text that a target gets. `ingested` is when EventBridge received the event.

    Raises DeliveryError for a path that cannot be followed.
    """
    if target.input is not None:
        return target.input
    if target.input_path is not None:
        return _json(at_path(event, target.input_path))
    if target.transformer is not None:
        return _filled(target.transformer, {**_predefined(rule, event, ingested), **_parts(target.transformer, event)})
    return _json(event)


def _parts(transformer: Transformer, event: Event) -> dict[str, Any]:
    return {name: at_path(event, path) for name, path in transformer.paths.items()}


def _predefined(rule: Rule, event: Event, ingested: str) -> dict[str, Any]:
    """The variables that every template has; the event without its detail spells one of its names otherwise."""
    bare = {name: value for name, value in event.items() if name not in ("detail", "detail-type")}
    return {
        "aws.events.rule-arn": rule.arn,
        "aws.events.rule-name": rule.name,
        "aws.events.event.ingestion-time": ingested,
        "aws.events.event": {**bare, "detailType": event["detail-type"]},
        "aws.events.event.json": event,
    }


def _filled(transformer: Transformer, values: Mapping[str, Any]) -> str:
    template = transformer.template

    def fill(variable: re.Match[str]) -> str:
        name = variable.group(1)
        if name not in values:
            return variable.group()
        quoted = len(_QUOTE.findall(template, 0, variable.start())) % 2 == 1
        return _in_text(values[name]) if quoted else _json("" if values[name] is None else values[name])

    return _VARIABLE.sub(fill, template)


def _in_text(value: Any) -> str:  # noqa: ANN401  # any of JSON's values
    """A value inside a template's string: AWS was seen to drop the quotes of what is no string itself."""
    if value is None:
        return ""
    return _json(value)[1:-1] if isinstance(value, str) else _json(value).replace('"', "")


def _json(value: Any) -> str:  # noqa: ANN401  # as above
    return json.dumps(value, separators=(",", ":"), ensure_ascii=False)
