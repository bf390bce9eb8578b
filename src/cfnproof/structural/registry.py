"""Every structural rule, by id. A rule that is not here does not run."""

from collections.abc import Mapping
from typing import Final

from cfnproof.structural import approval_notifies
from cfnproof.structural.rule import Rule

_MODULES: Final = (approval_notifies,)

RULES: Final[Mapping[str, Rule]] = {module.RULE.id: module.RULE for module in _MODULES}
