"""Tables in YAML files that stand beside the module that reads them."""

from collections.abc import Mapping
from importlib.resources import files
from typing import Any

import yaml

from cfnproof.template.syntax import LOADER


def read_table(package: str, name: str) -> Mapping[str, Any]:
    """The table in file `name` of a package, which is its reader's `__package__`."""
    text = files(package).joinpath(name).read_text(encoding="utf-8")
    table: Mapping[str, Any] = yaml.load(text, Loader=LOADER)  # noqa: S506  # either loader is a safe one
    return table
