"""What the project raises when it cannot do what was asked."""

from dataclasses import dataclass
from pathlib import Path


@dataclass(slots=True)
class CfnproofError(Exception):
    """Something that was asked for could not be done.

    `message` says what is wrong and what to do; `file`, `line` and `column` (both from 1) say where.
    """

    message: str
    file: Path | None = None
    line: int | None = None
    column: int | None = None

    def __str__(self) -> str:
        """One line: `file:line:column: message`, as far as the place is known."""
        place = [str(part) for part in (self.file, self.line, self.column) if part is not None]
        return f"{':'.join(place)}: {self.message}" if place else self.message


class TemplateError(CfnproofError):
    """A template could not be read: the gates cannot look at it."""


class NotATemplateError(TemplateError):
    """A file reads well but is no CloudFormation template: passed over in a walk, an error when named."""


class ConfigError(CfnproofError):
    """The project's `[tool.cfnproof]` table, or a file that it names, is wrong."""


class MissingToolError(CfnproofError):
    """An optional dependency is not installed; the message has the command that installs it."""
