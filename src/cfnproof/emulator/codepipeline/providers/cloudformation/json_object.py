"""JSON objects in configurations and artifacts."""

import json
from typing import Any

from cfnproof.emulator.codepipeline.providers.action import CONFIGURATION, ActionFailedError


def json_object(text: str | bytes, what: str) -> dict[str, Any]:
    """Read a JSON object; `what` names it in errors.

    Raises ActionFailedError for anything else, and for a name that stands twice.
    """

    def unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        found = dict(pairs)
        if len(found) < len(pairs):
            names = [name for name, _ in pairs]
            twice = next(name for name in names if names.count(name) > 1)
            raise ActionFailedError(CONFIGURATION, f"{what} has {twice!r} more than once: remove one")
        return found

    try:
        found = json.loads(text, object_pairs_hook=unique)
    except (ValueError, RecursionError) as error:
        raise ActionFailedError(CONFIGURATION, f"{what} is not valid JSON: {error}") from error
    if not isinstance(found, dict):
        raise ActionFailedError(CONFIGURATION, f'{what} is not a JSON object: write {{"Name": "value"}}')
    return found


def texts(found: object, what: str) -> dict[str, str]:
    """An object whose values are all text.

    Raises ActionFailedError with the name of one that is not.
    """
    if not isinstance(found, dict):
        raise ActionFailedError(CONFIGURATION, f'{what} is not a JSON object: write {{"Name": "value"}}')
    return {name: text(value, f"{what}: {name}") for name, value in found.items()}


def text(value: object, what: str) -> str:
    """A value that is text.

    Raises ActionFailedError.
    """
    if not isinstance(value, str):
        raise ActionFailedError(CONFIGURATION, f"{what} is {json.dumps(value)}: write it as a string, in quotes")
    return value
