"""What a stack's service role does for the stacks that a pipeline's CloudFormation actions manage with it.

https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/using-iam-servicerole.html
"""

from collections.abc import Iterator, Mapping
from typing import Final

from cfnproof.errors import CfnproofError
from cfnproof.findings import Place
from cfnproof.least_privilege.projects import terms
from cfnproof.least_privilege.projects.index import Index
from cfnproof.least_privilege.projects.resource_types import resource_types
from cfnproof.least_privilege.projects.stacks import Stack, Stacks, loaded
from cfnproof.least_privilege.projects.values import Resolver
from cfnproof.least_privilege.requirements.requirement import Unit, Unresolved, Workload
from cfnproof.least_privilege.requirements.scope import Leaf, Scope
from cfnproof.least_privilege.workloads.site import Site
from cfnproof.structural.pipelines.artifact_files import file_at
from cfnproof.structural.pipelines.model import Action, Pipeline
from cfnproof.structural.pipelines.parameter_overrides import overrides
from cfnproof.structural.pipelines.template_configuration import read_configuration
from cfnproof.template.expressions import Parts, literal
from cfnproof.template.forms import form_of, forms
from cfnproof.template.model import Resource, Template
from cfnproof.template.nodes import Entry, Object

KIND: Final = "cloudformation"
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
    trust = Unit(KIND, "trust", Scope({"StackName": Leaf((name,)), "Region": Leaf((region,))}), title, place)
    if region != (terms.REGION,):
        yield Workload(role, title, (trust,), place, (_elsewhere(region, title, place),))
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
    yield Workload(role, title, (trust, *_units(deployed, name, role, title, site)), place)


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


def _deployed(action: Action, pipeline: Pipeline, stack: Stack, site: Site) -> Stack | str:
    """The stack that an action makes of a template in the project, or why there is none to look at."""
    found = file_at(action, "TemplatePath", pipeline)
    if found is None or found.file is None:
        return found.missing if found else "TemplatePath names no file that is pushed"
    whole = loaded(found.file)
    name = f"{stack.name}.{pipeline.id}"
    given = {key: text for key, text in _configuration(action, pipeline).items() if key in whole.parameters}
    values: dict[str, Parts] = {}
    for entry in overrides(action).entries or ():
        written = literal(entry.value, action.template)
        if written is not None:
            given[entry.key] = written
        elif entry.key in whole.parameters:
            given.pop(entry.key, None)
            values[entry.key] = _overridden(entry, stack, name, site)
    title = site.resolver.parts(action.value("StackName"), stack)
    return Stack(name, whole, _form(whole, given), given, values, known_name=title)


def _overridden(entry: Entry, stack: Stack, name: str, site: Site) -> Parts:
    """The value of an override; what an artifact will say is not known."""
    if isinstance(entry.value, Object):
        return (terms.of(name, entry.key, terms.PARAMETER),)
    return site.resolver.node(entry.value, stack)


def _configuration(action: Action, pipeline: Pipeline) -> Mapping[str, str]:
    found = file_at(action, "TemplateConfiguration", pipeline)
    if found is None or found.file is None:
        return {}
    return read_configuration(found.file).parameters or {}


def _form(whole: Template, given: Mapping[str, str]) -> Template:
    """The form with the most resources that the given parameters can lead to.

    The others may have any value, also where they have a Default: what a role needs in one form, it needs.
    """
    choices = (
        {**{name: value for name, value in form.parameters.items() if value is not None}, **given}
        for form in forms(whole).forms
    )
    return max((form_of(whole, one).template for one in choices), key=lambda template: len(template.resources))


def _units(deployed: Stack, name: Parts, role: Parts, title: str, site: Site) -> Iterator[Unit]:
    resolver = Resolver(Stacks({**site.resolver.stacks.by_name, deployed.name: deployed}, site.resolver.stacks.config))
    index = Index(resolver)
    generated = {
        terms.of(deployed.name, one.logical_id): index.name_patterns(one, deployed, name)
        for one in deployed.template.resources.values()
    }
    inner = Site(resolver, index, generated)
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
