"""Every structural rule, by id. A rule that is not here does not run."""

from collections.abc import Mapping
from typing import Final

from cfnproof.structural import (
    action_type_known,
    approval_notifies,
    artifact_store_protected,
    artifacts_flow,
    change_set_matches,
    deploy_after_approval,
    event_rule_matches_source,
    no_fixed_name,
    no_literal_environment,
    parameter_constrained,
    pass_role_scoped,
    retention_stated,
    service_trust,
    source_trigger,
    state_machine_definition,
    storage_encrypted,
    template_artifact,
)
from cfnproof.structural.rule import Rule

_MODULES: Final = (
    action_type_known,
    approval_notifies,
    artifact_store_protected,
    artifacts_flow,
    change_set_matches,
    deploy_after_approval,
    event_rule_matches_source,
    no_fixed_name,
    no_literal_environment,
    parameter_constrained,
    pass_role_scoped,
    retention_stated,
    service_trust,
    source_trigger,
    state_machine_definition,
    storage_encrypted,
    template_artifact,
)

RULES: Final[Mapping[str, Rule]] = {module.RULE.id: module.RULE for module in _MODULES}


def explanation(rule_id: str) -> str:
    """Return what a rule asks for and why: its title and its module's docstring."""
    module = next(module for module in _MODULES if module.RULE.id == rule_id)
    rule = module.RULE
    return f"{rule.id} ({rule.severity})\n{rule.title}.\n\n{(module.__doc__ or '').strip()}\n\n{rule.help}\n"
