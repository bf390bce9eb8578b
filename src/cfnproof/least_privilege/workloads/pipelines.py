"""What the roles of a pipeline do: its service role, the roles of its actions, and those of the stacks it manages.

https://docs.aws.amazon.com/codepipeline/latest/userguide/how-to-custom-role.html
https://docs.aws.amazon.com/codepipeline/latest/userguide/pipelines-create-cross-account.html
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Final

from cfnproof.least_privilege.projects import terms
from cfnproof.least_privilege.projects.stacks import Stack
from cfnproof.least_privilege.requirements.filters import FILTERS
from cfnproof.least_privilege.requirements.requirement import Unit, Unresolved, Workload
from cfnproof.least_privilege.requirements.scope import Leaf, Scope, Unknown, Value, text
from cfnproof.least_privilege.workloads.managed_stacks import managed_stack
from cfnproof.least_privilege.workloads.site import Site
from cfnproof.least_privilege.workloads.variables import without_variables
from cfnproof.structural.pipelines.model import PIPELINE, Action, Pipeline, pipelines
from cfnproof.template.expressions import Parts, show
from cfnproof.template.nodes import Node, dig, items

KIND: Final = "codepipeline"
TYPES: Final = (PIPELINE,)
_CONDITIONS: Final = ("BeforeEntry", "OnSuccess", "OnFailure")
_DECLARE: Final = "compare the role yourself by the page"
_RULES: Final = "https://docs.aws.amazon.com/codepipeline/latest/userguide/rule-reference.html"
_TOPIC: Final = "AWS::SNS::Topic"
_AWS_OWN_KEY: Final = "alias/aws/sns"
"""AWS's own key, whose policy lets all who may use SNS in the account."""


def workloads(stack: Stack, site: Site) -> Iterator[Workload]:
    """Yield the workloads of a stack's pipelines."""
    for pipeline in pipelines(stack.template):
        resource = pipeline.resource
        title = f"pipeline {pipeline.id!r}"
        role = site.resolver.node(resource.property("RoleArn"), stack)
        stores = tuple(_stores(pipeline, stack, site))
        own: list[Unit] = [
            Unit(KIND, "trust", Scope(site.names(resource, stack)), title, site.place(stack, resource.mark)),
            *(Unit(KIND, "store", one, title, site.place(stack, resource.mark_of("ArtifactStore"))) for one in stores),
        ]
        for action in pipeline.actions:
            unit = _unit(action, pipeline, stores, stack, site)
            acting = site.resolver.node(action.body.get("RoleArn"), stack)
            if acting:
                place = site.place(stack, action.place_of("RoleArn"))
                delegation = Scope({"RoleArn": Leaf((acting,))})
                own.append(Unit(KIND, "delegation", delegation, unit.title, place))
                store = tuple(Unit(KIND, "store", one, unit.title, place) for one in stores)
                yield Workload(acting, unit.title, (unit, *store), place)
            else:
                own.append(unit)
            yield from managed_stack(action, pipeline, stack, site)
        yield from _of_conditions(pipeline, role, stack, site)
        yield Workload(role, title, tuple(own), site.place(stack, resource.mark_of("RoleArn")))


def _of_conditions(pipeline: Pipeline, role: Parts, stack: Stack, site: Site) -> Iterator[Workload]:
    """The rules of the stages' conditions, of which no table says what they need.

    https://docs.aws.amazon.com/codepipeline/latest/userguide/stage-conditions.html
    """
    for stage, body in zip(pipeline.stages, items(pipeline.resource.property("Stages")), strict=True):
        title = f"stage {stage.name!r} of pipeline {pipeline.id!r}"
        for condition in (one for way in _CONDITIONS for one in items(dig(body, way, "Conditions"))):
            for rule in items(dig(condition, "Rules")):
                place = site.place(stack, rule.mark)
                what = f"what its rule {show(dig(rule, 'Name'), stack.template)!r} asks for"
                unknown = Unresolved(title, what, _DECLARE, place, _RULES)
                yield Workload(site.resolver.node(dig(rule, "RoleArn"), stack) or role, title, (), place, (unknown,))


def _stores(pipeline: Pipeline, stack: Stack, site: Site) -> Iterator[Scope]:
    single = (pipeline.resource.property("ArtifactStore"), None)
    several = items(pipeline.resource.property("ArtifactStores"))
    for store, region in (single, *((dig(item, "ArtifactStore"), dig(item, "Region")) for item in several)):
        if store is not None:
            yield Scope(_store(store, site.region(region, stack), pipeline, stack, site))


def _nearest(stores: Sequence[Scope], region: Parts) -> Scope | None:
    """The store in a region, else the first."""
    near = (store for store in stores if store.values["Region"] == Leaf((region,)))
    return next(near, stores[0] if stores else None)


def _store(store: Node, region: Parts, pipeline: Pipeline, stack: Stack, site: Site) -> Mapping[str, Value]:
    bucket = site.resolver.node(dig(store, "Location"), stack)
    values: dict[str, Value] = {"Region": Leaf((region,)), "Bucket": Leaf((bucket,))}
    key = site.resolver.node(dig(store, "EncryptionKey", "Id"), stack)
    if key:
        values["Key"] = Leaf((_in_region(key, region),))
    providers = {action.provider for action in pipeline.actions if action.provider}
    return {**values, "Providers": Leaf(tuple((one,) for one in sorted(providers)))}


def _in_region(key: Parts, region: Parts) -> Parts:
    """A key of a store; one that is given by its id is in the store's region."""
    arn = FILTERS["kms"](key)
    return key if arn is None or arn == key else terms.replaced(arn, (terms.REGION,), region)


def _unit(action: Action, pipeline: Pipeline, stores: Sequence[Scope], stack: Stack, site: Site) -> Unit:
    kind = action.body.get("ActionTypeId")
    region = site.region(action.body.get("Region"), stack)
    more: dict[str, Value] = {
        name: text(show(dig(kind, name), action.template)) for name in ("Category", "Owner", "Provider")
    }
    for name, artifacts in (("InputArtifacts", action.inputs), ("OutputArtifacts", action.outputs)):
        if artifacts:
            more[name] = Leaf(tuple(site.resolver.parts(artifact.name, stack) for artifact in artifacts))
    more |= _notification(action, stack, site)
    more |= _connection(action, stack, site)
    more["Region"] = Leaf((region,))
    scope = without_variables(site.scope(action.configuration, stack, more))
    pattern = site.names(pipeline.resource, stack)["NamePattern"]
    outer = Scope({"PipelineName": pattern}, outer=_nearest(stores, region))
    return Unit(KIND, "action", replace(scope, outer=outer), action.label, site.place(stack, action.mark))


def _connection(action: Action, stack: Stack, site: Site) -> Mapping[str, Value]:
    """The service in the ARN of a connection, which has had two names."""
    fields = terms.split(site.resolver.parts(action.value("ConnectionArn"), stack), ":")
    match fields[2:3]:
        case ((str() as service,),):
            return {"ConnectionService": text(service)}
        case _:
            return {}


def _notification(action: Action, stack: Stack, site: Site) -> Mapping[str, Value]:
    """The key of the topic that an approval publishes to, where it has one."""
    topic = site.resolver.parts(action.value("NotificationArn"), stack)
    if not topic:
        return {}
    found = site.index.at(topic)
    if found is None or found.resource.type != _TOPIC:
        what = f"whether topic {_shown(topic)!r} is encrypted with a key"
        advice = "give the parameter the topic's ARN in [[tool.cfnproof.stacks]], or make the topic in this template"
        return {"NotificationKey": Unknown(what, advice)}
    key = site.resolver.node(found.resource.property("KmsMasterKeyId"), found.stack)
    return {"NotificationKey": Leaf((key,))} if key and key != (_AWS_OWN_KEY,) else {}


def _shown(value: Parts) -> str:
    return "".join(map(str, value))
