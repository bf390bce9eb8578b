"""`cfnproof iam fix` on a small project."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import pytest

from cfnproof.cli import main
from tests.unit.least_privilege.comparison.projects import declared, examined, laid_out, need

READ: Final = need("s3:GetObject", "arn:${AWS::Partition}:s3:::data/*")
WRITE: Final = need("s3:PutObject", "arn:${AWS::Partition}:s3:::data/*")
SEND: Final = need("sqs:SendMessage", "arn:${AWS::Partition}:sqs:${AWS::Region}:${AWS::AccountId}:q")
LIST: Final = need("s3:ListBucket", "arn:${AWS::Partition}:s3:::data")
NONE: Final = need("s3:ListBucket", "arn:${AWS::Partition}:s3:::data", possible="it may")
"""Something that a role may do and need not."""
HEAD: Final = "Parameters: {Mode: {Type: String, Default: a}}\nConditions: {IsA: !Equals [!Ref Mode, a]}\n"
GET: Final = "{Sid: Get, Effect: Allow, Action: s3:GetObject, Resource: 'arn:aws:s3:::data/*'}"
USELESS: Final = "{Sid: Useless, Effect: Allow, Action: sns:Publish, Resource: '*'}"

Needs = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Fixed:
    """What the command made of a template: its exit code, the text before and after, what it says is left."""

    code: int
    before: str
    after: str
    left: list[str]

    @property
    def gone(self) -> list[str]:
        """The lines that are not there any more, without their indentation."""
        return _without(self.before, self.after)

    @property
    def new(self) -> list[str]:
        """The lines that were not there before."""
        return _without(self.after, self.before)


def fixed(folder: Path, template: str, needs: Mapping[str, list[Needs]], capsys: pytest.CaptureFixture[str]) -> Fixed:
    """Fix the template `app.yaml` in a project where its roles have these needs; doing so again changes nothing."""
    tables = [
        declared(*some, unit=f"app.{role}").replace("worker-", f"{role}-".lower()) for role, some in needs.items()
    ]
    roles = "{" + ", ".join(table[1:-1] for table in tables) + "}"
    settings = folder / "pyproject.toml"
    kept = {settings.name: settings.read_text(encoding="utf-8")} if settings.exists() else {}
    laid_out(folder, {"app.yaml": template, "policies/requirements/roles.yaml": roles, **kept})
    file = folder / "app.yaml"
    code = main(["iam", "fix", str(file)])
    left = [line.removeprefix("left: ") for line in capsys.readouterr().out.splitlines() if line.startswith("left: ")]
    after = file.read_text(encoding="utf-8")
    assert main(["iam", "fix", str(file)]) == code
    assert file.read_text(encoding="utf-8") == after
    assert bool(examined(file)) <= bool(code)
    return Fixed(code, template, after, left)


def _without(one: str, other: str) -> list[str]:
    there = other.splitlines()
    return [line.strip() for line in one.splitlines() if line not in there]
