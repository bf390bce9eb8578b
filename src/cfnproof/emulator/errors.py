"""What a service answers when it refuses a request."""

from dataclasses import dataclass, field
from typing import Any


@dataclass(slots=True)
class ServiceError(Exception):
    """An error of the emulated API: `code` and `message` as AWS words them, `members` what else its shape carries."""

    code: str
    message: str
    status: int = 400
    members: dict[str, Any] = field(default_factory=dict)

    def __str__(self) -> str:
        """As botocore shows it."""
        return f"{self.code}: {self.message}"


class WorkStoppedError(Exception):
    """The host is leaving: work that waits ends here."""
