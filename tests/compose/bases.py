"""The images that ours are built on: the official ones, or stand-ins for networks where those cannot be pulled."""

import os
import re
import subprocess
from dataclasses import dataclass
from typing import Final

from tests.compose.engine import ROOT, docker, has_image, pulled

MADE_BY: Final = "scripts/make_base_images.sh"

_LABEL: Final = '{{index .Config.Labels "cfnproof.base"}}'
_DOCKERFILE: Final = (ROOT / "Dockerfile").read_text(encoding="utf-8")


def _official(variable: str) -> str:
    found = re.search(rf"^ARG {variable}=(\S+)$", _DOCKERFILE, re.MULTILINE)
    assert found, f"the Dockerfile has no default for {variable}"
    return found[1]


@dataclass(frozen=True, slots=True)
class Base:
    """An image that the Dockerfile takes from a variable."""

    variable: str
    stand_in: str

    @property
    def names(self) -> tuple[str, ...]:
        """By which it may be here: the variable's value, else the official name, else the stand-in's."""
        named = os.environ.get(self.variable)
        return (named,) if named else (_official(self.variable), self.stand_in)

    @property
    def present(self) -> str | None:
        """The first of its names by which it is here."""
        return next(filter(has_image, self.names), None)


BASES: Final = (
    Base("LOCALSTACK_IMAGE", "cfnproof-stand-in/localstack:4.14.0"),
    Base("PYTHON_IMAGE", "cfnproof-stand-in/python:3.13"),
)


def present() -> dict[str, str]:
    """Those that are here, by variable."""
    return {base.variable: name for base in BASES if (name := base.present) is not None}


def obtained() -> dict[str, str]:
    """All of them, by variable: pulled where they can be, else made.

    Raises AssertionError where they can be neither.
    """
    missing = [base for base in BASES if base.present is None and not pulled(base.names[0])]
    if missing:
        variables = {**present(), **{base.variable: base.names[-1] for base in missing}}
        done = subprocess.run(  # noqa: S603  # our own script
            [str(ROOT / MADE_BY)], env={**os.environ, **variables}, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stdout + done.stderr
    return present()


def kind(image: str) -> str:
    """Which of the two an image stands on."""
    label = docker("image", "inspect", "--format", _LABEL, image).strip()
    return "a stand-in for the official image" if label == "stand-in" else "the official image"
