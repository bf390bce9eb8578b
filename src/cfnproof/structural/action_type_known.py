"""Each pipeline action is of a type that AWS has, with the Configuration keys of that type.

A misspelt provider makes the stack fail; a misspelt Configuration key makes it fail too, or is ignored until the
pipeline runs. An action of one's own (Owner: Custom) is declared in the template or named in the pipeline's Metadata.
https://docs.aws.amazon.com/codepipeline/latest/userguide/actions-valid-providers.html
"""

from collections.abc import Iterator
from itertools import product
from typing import Final

from cfnproof.findings import Severity
from cfnproof.structural.pipelines.action_configuration import configuration_violations
from cfnproof.structural.pipelines.action_types import ActionTypes, action_types
from cfnproof.structural.pipelines.cfnproof_metadata import stated
from cfnproof.structural.pipelines.model import PIPELINE, Action, Pipeline, pipelines
from cfnproof.structural.rule import Rule, Violation
from cfnproof.template.expressions import parts, text
from cfnproof.template.model import Template
from cfnproof.template.nodes import dig
from cfnproof.template.suggestions import suggest

_FIELDS: Final = ("Category", "Owner", "Provider", "Version")
_CUSTOM_TYPE: Final = "AWS::CodePipeline::CustomActionType"
_NOTE: Final = "custom_actions"


def check(template: Template) -> Iterator[Violation]:
    """Yield what is unknown about each action's type and Configuration."""
    types = action_types()
    for pipeline in pipelines(template):
        for action in pipeline.actions:
            faults = list(_absent(action)) or list(_type_faults(action, pipeline, types))
            for key, message in faults:
                yield pipeline.violation(action, message, action.mark_in_type(key))
            row = None if faults else types.find(action.category, action.owner, action.provider)
            if row:
                yield from configuration_violations(action, row, pipeline)


def _absent(action: Action) -> Iterator[tuple[str, str]]:
    missing = [key for key in _FIELDS if not parts(dig(action.body, "ActionTypeId", key), action.template)]
    if missing:
        yield "", f"has no {', '.join(missing)} in its ActionTypeId: give {', '.join(_FIELDS)}"


def _type_faults(action: Action, pipeline: Pipeline, types: ActionTypes) -> Iterator[tuple[str, str]]:
    """The faults of a whole ActionTypeId: the key that each belongs to, and the rest of the message."""
    for key, known in (("Category", types.categories), ("Owner", types.owners)):
        possible = action.possible_type(key)
        if possible is None:
            yield _undecided(action, key)
        for value in sorted(possible or ()):
            if value not in known:
                yield key, f"has the unknown {key} {value!r}: {suggest(value, known)}"
                return
    categories, owners = action.possible_type("Category") or (), action.possible_type("Owner") or ()
    for category, owner in product(sorted(categories), sorted(owners)):
        if owner == "Custom":
            yield from _undeclared(action, pipeline, category)
        elif (category, owner) not in types.unlisted:
            yield from _unknown(action, category, owner, types)


def _unknown(action: Action, category: str, owner: str, types: ActionTypes) -> Iterator[tuple[str, str]]:
    known = types.providers(category, owner)
    if not known:
        owners = {row.owner for row in types.rows if row.category == category}
        yield "Owner", f"is of category {category!r}, which has no actions of Owner {owner!r}: {suggest(owner, owners)}"
        return
    for key in ("Provider", "Version"):
        if action.possible_type(key) is None:
            yield _undecided(action, key)
    for provider, version in product(
        sorted(action.possible_type("Provider") or ()), sorted(action.possible_type("Version") or ())
    ):
        row = types.find(category, owner, provider)
        if row is None:
            message = f"has the unknown Provider {provider!r} for category {category!r} and Owner {owner!r}"
            yield "Provider", f"{message}: {suggest(provider, known)}{_elsewhere(provider, types)}"
        elif version != row.version:
            yield "Version", f"has version {version!r} of {provider!r}: write {row.version!r}"


def _elsewhere(provider: str, types: ActionTypes) -> str:
    """Where a provider is known, if it is."""
    places = sorted(
        {f"category {row.category!r}, Owner {row.owner!r}" for row in types.rows if row.provider == provider}
    )
    return f"; {provider!r} is of {' or '.join(places)}" if places else ""


def _undecided(action: Action, key: str) -> tuple[str, str]:
    value = text(parts(dig(action.body, "ActionTypeId", key), action.template))
    return (
        key,
        f"has a {key} that only the deployment knows, {value!r}: write it out, or list the parameter's AllowedValues",
    )


def _undeclared(action: Action, pipeline: Pipeline, category: str) -> Iterator[tuple[str, str]]:
    """A custom action that neither the template declares nor the pipeline's Metadata names."""
    template = action.template
    if action.provider is None or action.version is None:
        return
    declared = [
        tuple(parts(resource.property(key), template) for key in ("Category", "Provider", "Version"))
        for resource in template.of_type(_CUSTOM_TYPE)
    ]
    wanted = ((category,), (action.provider,), (action.version,))
    if wanted in declared or action.provider in stated(pipeline.resource, _NOTE, template):
        return
    providers = [text(names[1]) for names in declared]
    custom = f"is the custom action {action.provider!r} (category {category!r}, version {action.version!r})"
    note = f"{{cfnproof: {{{_NOTE}: [{action.provider}]}}}}"
    hint = "declare it" if action.provider in providers else suggest(action.provider, providers, "declare it")
    message = f"{custom}, which no {_CUSTOM_TYPE} of this template declares: {hint}"
    yield "Provider", f"{message}; where it is declared elsewhere, write in the pipeline's Metadata: {note}"


RULE = Rule(
    id="action_type_known",
    title="Each pipeline action is of a known type, with the Configuration keys of that type",
    severity=Severity.HIGH,
    help="https://docs.aws.amazon.com/codepipeline/latest/userguide/actions-valid-providers.html",
    resource_types=(PIPELINE,),
    check=check,
)
