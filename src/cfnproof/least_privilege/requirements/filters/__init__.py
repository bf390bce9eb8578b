"""What a row may make of a value: `${name|filter}`."""

from cfnproof.least_privilege.requirements.filters.registry import FILTERS

__all__ = ["FILTERS"]
