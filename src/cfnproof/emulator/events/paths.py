"""The JSON paths of an InputPath and an InputPathsMap.

https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-transform-target-input.html
"""

import re
from collections.abc import Mapping
from typing import Any, Final

from cfnproof.emulator.events.errors import DeliveryError
from cfnproof.emulator.events.model import Event

_STEP: Final = re.compile(r"\.([^.\[\]*]+)|\[(\d+)\]|\['([^']+)'\]|\[\"([^\"]+)\"\]")


def at_path(event: Event, path: str) -> Any:  # noqa: ANN401  # any of JSON's values
    """What stands at a path of an event, None where nothing does.

    Raises DeliveryError INVALID_PARAMETER for a path that is not emulated: names, indexes and quoted names are.
    """
    found: Any = event
    position = 1
    while position < len(path) or not path.startswith("$"):
        step = _STEP.match(path, position) if path.startswith("$") else None
        if step is None:
            message = f"path {path!r} cannot be followed: give $ with .name, [index] or ['name'] behind it"
            raise DeliveryError("INVALID_PARAMETER", message)
        found = _below(found, step)
        position = step.end()
    return found


def _below(found: Any, step: re.Match[str]) -> Any:  # noqa: ANN401  # as above
    dotted, index, single, double = step.groups()
    if index is None:
        return found.get(dotted or single or double) if isinstance(found, Mapping) else None
    return found[int(index)] if isinstance(found, list) and int(index) < len(found) else None
