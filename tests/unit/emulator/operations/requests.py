"""What the tables of requests are made of."""

from collections.abc import Callable
from typing import Any

from tests.unit.emulator.operations.workspace import Workspace

Request = dict[str, Any]
Requests = Callable[[Workspace], Request]
"""Makes a request that succeeds, with all that it needs."""
