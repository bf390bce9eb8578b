"""Where LocalStack's environment and state are kept, by the XDG Base Directory Specification."""

import os
from pathlib import Path


def cache_folder() -> Path:
    """The folder for what takes long to make and is kept."""
    return _base("XDG_CACHE_HOME", ".cache") / "cfnproof"


def state_home() -> Path:
    """The folder below which programs keep what there is while they run."""
    return _base("XDG_STATE_HOME", ".local/state")


def _base(variable: str, below_home: str) -> Path:
    """The folder that a variable names; one that is not absolute is passed over, as the specification says."""
    named = Path(os.environ.get(variable, ""))
    return named if named.is_absolute() else Path.home() / below_home
