"""The files that a pipeline's actions name in a pushed artifact exist, and fit together.

Parameters have their Defaults here: the file that a deployment uses that says nothing. A wrong name, or a parameter
that nobody gives, shows only after the push, when the pipeline has run up to the action.
https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/continuous-delivery-codepipeline-cfn-artifacts.html
"""

from collections.abc import Generator, Iterator, Mapping
from typing import Final

from cfnproof.errors import TemplateError
from cfnproof.findings import Severity
from cfnproof.structural.pipelines.artifact_files import ArtifactFile, file_at, input_file
from cfnproof.structural.pipelines.model import PIPELINE, Action, Pipeline, pipelines
from cfnproof.structural.pipelines.parameter_overrides import KEY as OVERRIDES
from cfnproof.structural.pipelines.parameter_overrides import overrides
from cfnproof.structural.pipelines.pushed_stacks import placeholder_faults
from cfnproof.structural.pipelines.template_configuration import read_configuration
from cfnproof.structural.rule import Rule, Violation
from cfnproof.structural.values.parameter_constraints import refusal
from cfnproof.template.expressions import literal
from cfnproof.template.model import Template, load
from cfnproof.template.nodes import Scalar
from cfnproof.template.suggestions import suggest

_TEMPLATE: Final = "TemplatePath"
_CONFIGURATION: Final = "TemplateConfiguration"
_FILLED_IN_LATER: Final = "${"

_Values = Mapping[str, str | None]
"""Parameter values by name; None for one that is worked out later."""


def check(template: Template) -> Iterator[Violation]:
    """Yield the files that are not there, and the parameters that do not fit."""
    for pipeline in pipelines(template):
        for action in pipeline.of("Deploy", "CloudFormation"):
            for key, message in _stack_faults(action, pipeline):
                yield pipeline.violation(action, message, action.mark_of(key))
        for action in pipeline.of("Invoke", "StepFunctions"):
            found = input_file(action, "Input", pipeline) if action.value("InputType") == ("FilePath",) else None
            for message in _file_faults(found, template):
                yield pipeline.violation(action, message, action.mark_of("Input"))


def _file_faults(found: ArtifactFile | None, template: Template) -> Iterator[str]:
    """A file that is not there, or whose placeholders nothing can fill in when it is pushed."""
    if found and found.file is None:
        yield found.missing
    elif found:
        yield from placeholder_faults(found, template)


def _stack_faults(action: Action, pipeline: Pipeline) -> Iterator[tuple[str, str]]:
    """The faults of a CloudFormation action: the Configuration key that each belongs to, and the message."""
    files = {key: file_at(action, key, pipeline) for key in (_TEMPLATE, _CONFIGURATION)}
    for key, found in files.items():
        yield from ((key, message) for message in _file_faults(found, action.template))
    configured = yield from _configured(action, files[_CONFIGURATION])
    overridden = yield from _overridden(action)
    named = files[_TEMPLATE]
    if named is None or named.file is None:
        return
    try:
        template = load(named.file)
    except TemplateError as error:
        yield _TEMPLATE, f"names {named.path!r}, which cannot be read as a template, {error}: mend it"
        return
    for key, values in ((_CONFIGURATION, configured or {}), (OVERRIDES, overridden or {})):
        yield from ((key, message) for message in _unfit(values, template, named.path))
    if configured is not None and overridden is not None:
        for message in _not_given({*configured, *overridden}, template, named.path):
            yield _TEMPLATE, message


def _configured(action: Action, found: ArtifactFile | None) -> Generator[tuple[str, str], None, _Values | None]:
    """Yield what is wrong with the configuration file; return its values, None where they are not known."""
    if found is None or found.file is None:
        return None if action.value(_CONFIGURATION) else {}
    configuration = read_configuration(found.file)
    for problem in configuration.problems:
        yield _CONFIGURATION, f"names {found.path!r}, which {problem}"
    return configuration.parameters


def _overridden(action: Action) -> Generator[tuple[str, str], None, _Values | None]:
    """Yield what is wrong with the overrides; return their values, None where they are not known."""
    found = overrides(action)
    if found.problem:
        yield OVERRIDES, f"has {OVERRIDES} that {found.problem}"
        return None
    for entry in found.entries or ():
        if isinstance(entry.value, Scalar) and not isinstance(entry.value.value, str):
            yield OVERRIDES, f"overrides {entry.key!r} with {entry.value.value!r}: write it in quotes"
    if found.entries is None:
        return None
    return {entry.key: literal(entry.value, action.template) for entry in found.entries}


def _unfit(values: _Values, template: Template, path: str) -> Iterator[str]:
    """Values for parameters that the named template does not have, or that it refuses."""
    for name, value in values.items():
        parameter = template.parameters.get(name)
        if parameter is None:
            yield f"gives the parameter {name!r}, which {path!r} does not have: {suggest(name, template.parameters)}"
        elif value is not None and _FILLED_IN_LATER not in value:
            reason = refusal(value, parameter)
            if reason:
                yield f"gives the parameter {name!r} of {path!r} a value that it refuses, {reason}: give another"


def _not_given(given: set[str], template: Template, path: str) -> Iterator[str]:
    for name, parameter in template.parameters.items():
        if name not in given and parameter.body.get("Default") is None:
            unset = f"gives no value to the parameter {name!r} of {path!r}, which has no Default"
            yield f"{unset}: set it in the file that {_CONFIGURATION} names"


RULE = Rule(
    id="template_artifact",
    title="TemplatePath, TemplateConfiguration and Input name files that exist and fit together",
    severity=Severity.HIGH,
    help="https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/continuous-delivery-codepipeline-cfn-artifacts.html",
    resource_types=(PIPELINE,),
    check=check,
)
