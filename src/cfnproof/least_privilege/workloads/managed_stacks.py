"""What a stack's service role does for the stacks that a pipeline's CloudFormation actions manage with it.

https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/using-iam-servicerole.html
"""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import lru_cache
from typing import Final

from cfnproof.errors import CfnproofError
from cfnproof.findings import Place
from cfnproof.least_privilege.projects import terms
from cfnproof.least_privilege.projects.resource_types import resource_types
from cfnproof.least_privilege.projects.stacks import Stack, Stacks, loaded
from cfnproof.least_privilege.requirements.requirement import Unit, Unresolved, Workload
from cfnproof.least_privilege.requirements.scope import Leaf, Scope
from cfnproof.least_privilege.workloads.site import Site
from cfnproof.least_privilege.workloads.variables import variable_in
from cfnproof.structural.pipelines.artifact_files import file_at
from cfnproof.structural.pipelines.model import Action, Pipeline
from cfnproof.structural.pipelines.parameter_overrides import overrides
from cfnproof.structural.pipelines.template_configuration import read_configuration
from cfnproof.template.expressions import Parts, literal
from cfnproof.template.forms import forms
from cfnproof.template.model import Parameter, Resource, Template
from cfnproof.template.nodes import Entry, Object, Scalar, Sequence

KIND: Final = "cloudformation"
_ALLOWED: Final = "AllowedValues"
_PAGE: Final = "https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/using-iam-servicerole.html"


def managed_stack(action: Action, pipeline: Pipeline, stack: Stack, site: Site) -> Iterator[Workload]:
    """Yield what the role of a CloudFormation action does, nothing for another action or one without a role."""
    role = site.resolver.parts(action.value("RoleArn"), stack)
    if action.provider != "CloudFormation" or not role:
        return
    title = f"the stack of {action.label} of pipeline {pipeline.id!r}"
    place = site.place(stack, action.mark_of("RoleArn"))
    name = site.resolver.parts(action.value("StackName"), stack)
    region = site.region(action.body.get("Region"), stack)
    variable = variable_in(name)
    named = Scope({"StackName": variable or Leaf((name,)), "Region": Leaf((region,))})
    trust = Unit(KIND, "trust", named, title, place)
    if region != (terms.REGION,):
        yield Workload(role, title, (trust,), place, (_elsewhere(region, title, place),))
        return
    if variable is not None:
        unnamed = Unresolved(title, f"what it is called: {variable.what}", variable.advice, place, _PAGE)
        yield Workload(role, title, (trust,), place, (unnamed,))
        return
    maker = _maker(action, pipeline)
    if maker is not action and site.resolver.parts(maker.value("RoleArn"), stack) == role:
        return  # what the role does is said of that action
    try:
        deployed = _deployed(maker, pipeline, stack, site)
    except CfnproofError as error:
        deployed = str(error)
    if isinstance(deployed, str):
        advice = "map the pushed path to a file of this project in [tool.cfnproof.artifacts]"
        unknown = Unresolved(title, f"the template that it deploys: {deployed}", advice, place, _PAGE)
        yield Workload(role, title, (trust,), place, (unknown,))
        return
    found: list[Unit] = [trust]
    for form in deployed:
        found.extend(unit for unit in _units(form, name, role, title, site) if unit not in found)
    yield Workload(role, title, tuple(found), place)


def _elsewhere(region: Parts, title: str, place: Place) -> Unresolved:
    """What is not known of a stack in another region: everything in it is taken to be in the pipeline's own."""
    what = f"what resources in region {''.join(map(str, region))!r} need"
    advice = "deploy the stack by a pipeline in its own region, or compare the role yourself by the page"
    return Unresolved(title, what, advice, place, _PAGE)


def _maker(action: Action, pipeline: Pipeline) -> Action:
    """The action that names the stack's template: another one of the same stack where this one executes or deletes."""
    same = (other for other in pipeline.actions if other.value("StackName") == action.value("StackName"))
    named = (other for other in (action, *same) if other.value("TemplatePath"))
    return next(named, action)


def _deployed(action: Action, pipeline: Pipeline, stack: Stack, site: Site) -> tuple[Stack, ...] | str:
    """The stack that an action makes of a template in the project, in each of its forms; or why there is none."""
    found = file_at(action, "TemplatePath", pipeline)
    if found is None or found.file is None:
        return found.missing if found else "TemplatePath names no file that is pushed"
    whole = loaded(found.file)
    name = f"{stack.name}.{pipeline.id}"
    given = {key: text for key, text in _configuration(action, pipeline).items() if key in whole.parameters}
    values: dict[str, Parts] = {}
    for entry in overrides(action).entries or ():
        written = literal(entry.value, action.template)
        if written is not None and variable_in((written,)) is None:
            given[entry.key] = written
        elif entry.key in whole.parameters:
            given.pop(entry.key, None)
            values[entry.key] = _overridden(entry, stack, name, site)
    title = site.resolver.parts(action.value("StackName"), stack)
    templates = _open_forms(whole, frozenset(given.items()))
    return tuple(Stack(name, whole, template, given, values, known_name=title) for template in templates)


def _overridden(entry: Entry, stack: Stack, name: str, site: Site) -> Parts:
    """The value of an override; what an artifact or a variable will say is not known."""
    value = () if isinstance(entry.value, Object) else site.resolver.node(entry.value, stack)
    if isinstance(entry.value, Object) or variable_in(value) is not None:
        return (terms.of(name, entry.key, terms.PARAMETER),)
    return value


def _configuration(action: Action, pipeline: Pipeline) -> Mapping[str, str]:
    found = file_at(action, "TemplateConfiguration", pipeline)
    if found is None or found.file is None:
        return {}
    return read_configuration(found.file).parameters or {}


@lru_cache(maxsize=16)
def _open_forms(whole: Template, given: frozenset[tuple[str, str]]) -> tuple[Template, ...]:
    """The forms that the given parameters leave open.

    The others may have any value, also where they have a Default: what a role needs in one form, it needs.
    """
    decided = {name: _only(whole.parameters[name], value) for name, value in given if name in whole.parameters}
    return tuple(form.template for form in forms(replace(whole, parameters={**whole.parameters, **decided})).forms)


def _only(parameter: Parameter, value: str) -> Parameter:
    """A parameter that may have this value alone."""
    allowed = Sequence((Scalar(value, parameter.mark),), parameter.mark)
    others = (entry for entry in parameter.body.entries if entry.key != _ALLOWED)
    body = Object((*others, Entry(_ALLOWED, allowed, parameter.mark)), parameter.body.mark)
    return replace(parameter, body=body)


def _units(deployed: Stack, name: Parts, role: Parts, title: str, site: Site) -> Iterator[Unit]:
    stacks = site.resolver.stacks
    plain = Site.of(Stacks({**stacks.by_name, deployed.name: deployed}, stacks.config))
    generated = {
        terms.of(deployed.name, one.logical_id): plain.index.name_patterns(one, deployed, name)
        for one in deployed.template.resources.values()
    }
    inner = replace(plain, generated=generated)
    for resource in deployed.template.resources.values():
        scope = inner.scope(resource.properties, deployed, _named(resource, deployed, name, role, inner))
        label = f"{resource.type} {resource.logical_id!r} of {title}"
        yield Unit(KIND, resource.type, scope, label, site.place(deployed, resource.mark))


def _named(resource: Resource, deployed: Stack, stack_name: Parts, role: Parts, site: Site) -> Mapping[str, Leaf]:
    """The resource's names and ARNs, as patterns where CloudFormation generates the name."""
    patterns = site.index.name_patterns(resource, deployed, stack_name)
    own = {
        "Name": Leaf(patterns),
        "LogicalId": Leaf(((resource.logical_id,),)),
        "StackName": Leaf((stack_name,)),
        "StackRole": Leaf((role,)),
    }
    if resource.type not in resource_types():
        return own
    arns = tuple(site.resolver.arn_of(resource, pattern, deployed) for pattern in patterns)
    return {**own, "Arn": Leaf(arns)}
