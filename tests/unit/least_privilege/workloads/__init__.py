"""Tests of cfnproof.least_privilege.workloads; here is what they share: templates with pipelines and state machines."""

import json
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from types import ModuleType
from typing import Any, Final

from cfnproof.least_privilege.projects.index import Index
from cfnproof.least_privilege.projects.stacks import Stack
from cfnproof.least_privilege.requirements.expand import expand
from cfnproof.least_privilege.requirements.requirement import Requirement, Unresolved, Workload
from cfnproof.least_privilege.requirements.rows import tables
from cfnproof.least_privilege.workloads.site import Site
from tests.unit.least_privilege.projects.sample import OWN, joined, sample

Json = Any  # a JSON value
ROLE: Final = "arn:aws:iam::111122223333:role/"
SHOWN_ROLE: Final = "arn:${AWS::Partition}:iam::111122223333:role/"
OF_ACCOUNT: Final = "${AWS::Region}:${AWS::AccountId}"


def project(
    folder: Path,
    resources: Mapping[str, Json],
    settings: str = "",
    files: Mapping[str, Json] | None = None,
    parameters: Mapping[str, Json] | None = None,
    **others: Json,
) -> tuple[Stack, Site]:
    """A project whose template `app.yaml` has these resources, with files beside it and other templates."""
    for name, content in (files or {}).items():
        (folder / name).write_text(content if isinstance(content, str) else json.dumps(content), encoding="utf-8")
    template = json.dumps({"Parameters": parameters or {}, "Resources": resources})
    found = sample(folder, template, settings, **{name: json.dumps(other) for name, other in others.items()})
    return found.stack(OWN), Site(found.resolver, Index(found.resolver))


def found_in(reader: ModuleType, of: tuple[Stack, Site]) -> dict[str, list[Workload]]:
    """The workloads that a reader finds, by role."""
    found: dict[str, list[Workload]] = {}
    for workload in reader.workloads(*of):
        found.setdefault(joined(workload.role).removeprefix(SHOWN_ROLE), []).append(workload)
    return found


def needs(workloads: Iterable[Workload]) -> dict[str, list[str]]:
    """The resources that the units of workloads need, by row; what is not known under `?` and the actions."""
    found: dict[str, list[str]] = {}
    for one in _needs(workloads):
        if isinstance(one, Requirement):
            found.setdefault(one.row.id, []).extend(map(joined, one.resources))
        else:
            found.setdefault(" ".join(("?", *one.actions)), []).append(one.what)
    return found


def conditions(workloads: Iterable[Workload], row: str) -> list[str]:
    """The conditions of a row's requirements."""
    return [
        f"{wanted.key} {' '.join(map(joined, wanted.values))}"
        for one in _needs(workloads)
        if isinstance(one, Requirement) and one.row.id == row
        for wanted in one.conditions
    ]


def _needs(workloads: Iterable[Workload]) -> Iterator[Requirement | Unresolved]:
    for workload in workloads:
        yield from workload.unresolved
        for unit in workload.units:
            yield from expand(unit, tables())


SOURCE: Final = {
    "Name": "Source",
    "ActionTypeId": {"Category": "Source", "Owner": "AWS", "Provider": "CodeCommit", "Version": "1"},
    "OutputArtifacts": [{"Name": "Pushed"}],
    "Configuration": {"RepositoryName": "repo", "BranchName": "main"},
}


def pipeline(*actions: Json, **properties: Json) -> Json:
    """A pipeline with a source and, in a stage of their own, these actions."""
    stages = [{"Name": "Source", "Actions": [SOURCE]}, {"Name": "Work", "Actions": list(actions)}]
    store = {"ArtifactStore": {"Type": "S3", "Location": "artifacts"}} if "ArtifactStores" not in properties else {}
    own = {"RoleArn": f"{ROLE}pipeline", "Name": "line", **store, "Stages": stages, **properties}
    return {"Type": "AWS::CodePipeline::Pipeline", "Properties": own}


def action(category: str, provider: str, configuration: Json, **more: Json) -> Json:
    """An action that gets what was pushed."""
    kind = {"Category": category, "Owner": "AWS", "Provider": provider, "Version": "1"}
    own = {"Name": provider, "ActionTypeId": kind, "InputArtifacts": [{"Name": "Pushed"}]}
    return {**own, "Configuration": configuration, **more}


def starts(machine: Json, **configuration: Json) -> Json:
    """An action that starts a state machine."""
    return action("Invoke", "StepFunctions", {"StateMachineArn": machine, **configuration})


def machine(states: Mapping[str, Json], **properties: Json) -> Json:
    """A state machine with these states."""
    definition = {"StartAt": next(iter(states), "none"), "States": dict(states)}
    own = {"RoleArn": f"{ROLE}machine", "StateMachineName": "m", "Definition": definition, **properties}
    return {"Type": "AWS::StepFunctions::StateMachine", "Properties": own}


def task(resource: Json, parameters: Json = None, **more: Json) -> Json:
    """A Task."""
    given = {} if parameters is None else {"Parameters": parameters}
    return {"Type": "Task", "Resource": resource, **given, **({"End": True} if "Next" not in more else {}), **more}
