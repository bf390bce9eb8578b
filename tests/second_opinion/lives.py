"""A stack's life on one host, as facts: flat paths to texts, which can be compared one by one."""

import json
from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final

from botocore.exceptions import ClientError

from cfnproof.hosts.host import Host
from tests.second_opinion.subjects import Subject, Template
from tests.waiting import until

Facts = dict[str, str]
"""From a path, such as `created.outputs.Name`, to what is there."""

CREATED: Final = "created"
PLANNED: Final = "planned"
UPDATED: Final = "updated"
DELETED: Final = "deleted"
REFUSED: Final = "refused"
STATUS: Final = "status"
STACK_ID: Final = "stack_id"
NAME: Final = "demo"
"""The stack's."""
_SECONDS: Final = 60.0
_AT_REST: Final = ("CREATE_COMPLETE", "UPDATE_COMPLETE")


def life(host: Host, subject: Subject) -> Facts:
    """Create, update and delete a stack. What a host refuses is a fact as well; what has failed is not updated."""
    cloudformation = host.client("cloudformation")
    try:
        members = _members(subject.template, subject.parameters)
        stack_id = cloudformation.create_stack(StackName=NAME, **members)["StackId"]
    except ClientError as error:
        return {f"{CREATED}.{REFUSED}": _code(error)}
    facts = _standing(cloudformation, stack_id, CREATED)
    if subject.is_updated and facts[f"{CREATED}.{STATUS}"] in _AT_REST:
        facts.update(_planned(cloudformation, stack_id, subject))
        facts.update(_standing(cloudformation, stack_id, UPDATED))
        facts.update(tuple(_replaced(facts)))
    return facts | _deleted(cloudformation, stack_id)


def _deleted(cloudformation: Any, stack_id: str) -> Facts:  # noqa: ANN401  # boto3's clients have no types
    try:
        cloudformation.delete_stack(StackName=stack_id)
    except ClientError as error:
        return {f"{DELETED}.{REFUSED}": _code(error)}
    return {f"{DELETED}.{STATUS}": _settled(cloudformation, stack_id)["StackStatus"]}


def _members(template: Template, parameters: Mapping[str, str]) -> dict[str, Any]:
    return {
        "TemplateBody": json.dumps(template),
        "Parameters": [{"ParameterKey": key, "ParameterValue": value} for key, value in parameters.items()],
        "Capabilities": ["CAPABILITY_NAMED_IAM"],
    }


def _planned(cloudformation: Any, stack_id: str, subject: Subject) -> Facts:  # noqa: ANN401  # boto3's clients have no types
    """Make a change set, and execute it where it changes something."""
    members = _members(subject.later or subject.template, {**subject.parameters, **(subject.changed or {})})
    try:
        made = cloudformation.create_change_set(StackName=stack_id, ChangeSetName="update", **members)["Id"]
        paginator = cloudformation.get_paginator("describe_change_set")
        pages: list[dict[str, Any]] = _at_rest(lambda: list(paginator.paginate(ChangeSetName=made)), _is_made)
    except ClientError as error:
        return {f"{PLANNED}.{REFUSED}": _code(error)}
    facts = {f"{PLANNED}.{STATUS}": pages[0]["Status"]}
    for one in (one["ResourceChange"] for page in pages for one in page.get("Changes", ())):
        words = (one["Action"], one.get("Replacement", ""))
        facts[f"{PLANNED}.changes.{one['LogicalResourceId']}"] = " ".join(word for word in words if word)
        facts[f"{PLANNED}.details.{one['LogicalResourceId']}"] = _details(one)
    if pages[0]["ExecutionStatus"] == "AVAILABLE":
        cloudformation.execute_change_set(ChangeSetName=made)
    return facts


def _details(change: dict[str, Any]) -> str:
    """Each reason of a change: where it comes from, what it changes, and whether that means another resource."""
    found = {
        f"{one['ChangeSource']} {target['Attribute']}.{target.get('Name', '')} {target.get('RequiresRecreation', '')}"
        for one in change.get("Details", ())
        for target in (one["Target"],)
    }
    return "; ".join(sorted(found))


def _standing(cloudformation: Any, stack_id: str, stage: str) -> Facts:  # noqa: ANN401  # as above
    """The stack at rest, below the stage's name. LocalStack says that it is before all that it tells of it is there."""
    seen: list[Facts] = []

    def look() -> bool:
        seen.append(_facts(cloudformation, stack_id))
        return seen[-2:-1] == seen[-1:]

    until(look, bool, "a stack that stays as it is", _SECONDS)
    return {f"{stage}.{path}": value for path, value in seen[-1].items()}


def _facts(cloudformation: Any, stack_id: str) -> Facts:  # noqa: ANN401  # as above
    stack = _settled(cloudformation, stack_id)
    facts = {STATUS: stack["StackStatus"], STACK_ID: stack["StackId"]}
    for one in stack.get("Parameters", ()):
        facts[f"parameters.{one['ParameterKey']}"] = one["ParameterValue"]
    for one in stack.get("Outputs", ()):
        facts[f"outputs.{one['OutputKey']}"] = one.get("OutputValue", "")
    facts.update(_resources(cloudformation, stack_id))
    facts.update(_exports(cloudformation, stack_id))
    return facts


def _replaced(facts: Facts) -> Iterator[tuple[str, str]]:
    """Whether each resource that was there before the update is the same one: a replaced one has a new physical id."""
    for path, physical_id in facts.items():
        stage, _, logical_id = path.partition(".physical_ids.")
        before = facts.get(f"{CREATED}.physical_ids.{logical_id}")
        if stage == UPDATED and before is not None:
            yield f"{UPDATED}.replaced.{logical_id}", str(physical_id != before).lower()


def _resources(cloudformation: Any, stack_id: str) -> Iterator[tuple[str, str]]:  # noqa: ANN401  # as above
    pages = cloudformation.get_paginator("list_stack_resources").paginate(StackName=stack_id)
    for one in (one for page in pages for one in page["StackResourceSummaries"]):
        logical_id = one["LogicalResourceId"]
        yield f"types.{logical_id}", one["ResourceType"]
        yield f"statuses.{logical_id}", one["ResourceStatus"]
        yield f"physical_ids.{logical_id}", one.get("PhysicalResourceId", "")


def _exports(cloudformation: Any, stack_id: str) -> Iterator[tuple[str, str]]:  # noqa: ANN401  # as above
    for page in cloudformation.get_paginator("list_exports").paginate():
        for one in page["Exports"]:
            if one["ExportingStackId"] == stack_id:
                yield f"exports.{one['Name']}", one["Value"]


def _settled(cloudformation: Any, stack_id: str) -> dict[str, Any]:  # noqa: ANN401  # as above
    def look() -> dict[str, Any]:
        stacks: list[dict[str, Any]] = cloudformation.describe_stacks(StackName=stack_id)["Stacks"]
        return stacks[0]

    settled: dict[str, Any] = _at_rest(look, lambda stack: not stack["StackStatus"].endswith("_IN_PROGRESS"))
    return settled


def _is_made(pages: list[dict[str, Any]]) -> bool:
    return not pages[0]["Status"].endswith(("_PENDING", "_IN_PROGRESS"))


def _at_rest(look: Callable[[], Any], settled: Callable[[Any], bool]) -> Any:  # noqa: ANN401  # answers of boto3
    return until(look, settled, "rest", _SECONDS)


def _code(error: ClientError) -> str:
    return str(error.response["Error"]["Code"])
