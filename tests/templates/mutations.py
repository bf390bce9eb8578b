"""The templates of `cfn/` with one thing changed in the policies of a role: for worse, or in its words alone."""

import copy
import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from cfnproof.config import find
from tests.pipelines.grants import Body, grants_of, template_of, without

ROLE: Final = "AWS::IAM::Role"
TEMPLATES: Final[Mapping[str, Path]] = {entry.name: entry.template for entry in find(Path(__file__)).stacks}
UNNEEDED: Final = "iam:CreateUser"
"""An action that no role of the project needs."""
_SAME_SERVICE: Final = {
    "cloudformation": "cloudformation:ContinueUpdateRollback",
    "cloudwatch": "cloudwatch:DeleteAlarms",
    "codecommit": "codecommit:GitPull",
    "codepipeline": "codepipeline:StopPipelineExecution",
    "ecr": "ecr:DescribeImages",
    "events": "events:RemoveTargets",
    "iam": "iam:GetRole",
    "kms": "kms:ReEncryptFrom",
    "logs": "logs:DeleteLogGroup",
    "s3": "s3:DeleteObject",
    "sagemaker": "sagemaker:DeleteTags",
    "sns": "sns:Subscribe",
    "states": "states:StopExecution",
}
"""For each service an action that no role needs, though it is much like those that some do."""


@dataclass(frozen=True, slots=True)
class Statement:
    """A statement of a role, by where it stands."""

    stack: str
    role: str
    sid: str

    def __str__(self) -> str:
        """As a test's id."""
        return f"{self.stack}-{self.role}-{self.sid}"

    def of(self, body: Body) -> Body:
        """The statement in a template."""
        found: Body = next(one for one in statements(body, self.role) if one["Sid"] == self.sid)
        return found


def statements(body: Body, role: str) -> Iterator[Body]:
    """The statements of a role's inline policies."""
    for policy in body["Resources"][role]["Properties"]["Policies"]:
        yield from policy["PolicyDocument"]["Statement"]


def all_statements() -> Iterator[Statement]:
    """Every statement of every role of the project."""
    for stack, path in TEMPLATES.items():
        for role, sid in _roles(template_of(path)):
            yield Statement(stack, role, sid)


def _roles(body: Body) -> Iterator[tuple[str, str]]:
    for name, resource in body["Resources"].items():
        if resource["Type"] == ROLE:
            for statement in statements(body, name):
                yield name, statement["Sid"]


Change = Callable[[Body], None]
"""Changes a statement in place."""


def changed(statement: Statement, change: Change) -> str:
    """The text of the statement's template with the statement changed."""
    body = template_of(TEMPLATES[statement.stack])
    change(statement.of(body))
    return json.dumps(body)


def original(statement: Statement) -> Body:
    """The statement as it is."""
    return statement.of(template_of(TEMPLATES[statement.stack]))


def dropped() -> Iterator[tuple[str, str, str, str, str]]:
    """Each grant taken away: an id, its stack, its role, its action, and the template without it."""
    for stack, path in TEMPLATES.items():
        for grant in grants_of(stack, path):
            yield str(grant), stack, grant.role, grant.action, without(grant, path)


def listed(value: Any) -> list[Any]:  # noqa: ANN401  # any of JSON's values
    """A list as it is, one value as a list of one."""
    return value if isinstance(value, list) else [value]


def wider_action(statement: Body) -> None:
    """Every action of the services that the statement names."""
    services = dict.fromkeys(action.partition(":")[0] for action in listed(statement["Action"]))
    statement["Action"] = [f"{service}:*" for service in services]


def another_action(statement: Body) -> None:
    """One more action of the statement's service."""
    statement["Action"] = [*listed(statement["Action"]), sibling(statement)]


def sibling(statement: Body) -> str:
    """The action of the statement's service that nothing needs."""
    return _SAME_SERVICE[listed(statement["Action"])[0].partition(":")[0]]


def strange_action(statement: Body) -> None:
    """One more action, of another service and on everything, in a statement of its own kind."""
    statement["Action"], statement["Resource"] = [*listed(statement["Action"]), UNNEEDED], "*"


def any_resource(statement: Body) -> None:
    """Every resource."""
    statement["Resource"] = "*"


def condition_keys(statement: Body) -> list[tuple[str, str]]:
    """The operators and keys of the statement's conditions."""
    return [(operator, key) for operator, keys in statement.get("Condition", {}).items() for key in keys]


def without_condition(operator: str, key: str) -> Change:
    """One condition taken away."""

    def change(statement: Body) -> None:
        del statement["Condition"][operator][key]
        statement["Condition"] = {name: keys for name, keys in statement["Condition"].items() if keys}
        if not statement["Condition"]:
            del statement["Condition"]

    return change


def wider_condition(operator: str, key: str) -> Change:
    """One condition that any value meets, so long as there is one."""

    def change(statement: Body) -> None:
        without_condition(operator, key)(statement)
        statement.setdefault("Condition", {}).setdefault("StringLike", {})[key] = "*"

    return change


def reordered(body: Body) -> None:
    """Statements, actions and resources the other way round."""
    for role in _role_names(body):
        for policy in body["Resources"][role]["Properties"]["Policies"]:
            policy["PolicyDocument"]["Statement"].reverse()
        for statement in statements(body, role):
            for element in ("Action", "Resource"):
                statement[element] = listed(statement[element])[::-1]


def without_sids(body: Body) -> None:
    """Statements without names."""
    for role in _role_names(body):
        for statement in statements(body, role):
            del statement["Sid"]


def split(body: Body) -> None:
    """A statement for each action and resource."""
    for role in _role_names(body):
        for policy in body["Resources"][role]["Properties"]["Policies"]:
            document = policy["PolicyDocument"]
            document["Statement"] = [
                {**copy.deepcopy(statement), "Sid": f"{statement['Sid']}{one}x{two}", "Action": action, "Resource": on}
                for statement in document["Statement"]
                for one, action in enumerate(listed(statement["Action"]))
                for two, on in enumerate(listed(statement["Resource"]))
            ]


def merged(body: Body) -> None:
    """Statements of the same resources and conditions made one, and each policy's list in a policy of its own."""
    for role in _role_names(body):
        together: dict[str, Body] = {}
        for statement in statements(body, role):
            key = json.dumps([statement["Resource"], statement.get("Condition")], sort_keys=True)
            if key in together:
                together[key]["Action"] = [*listed(together[key]["Action"]), *listed(statement["Action"])]
            else:
                together[key] = copy.deepcopy(statement)
        body["Resources"][role]["Properties"]["Policies"] = [
            {"PolicyName": f"p{number}", "PolicyDocument": {"Version": "2012-10-17", "Statement": statement}}
            for number, statement in enumerate(together.values())
        ]


def joined(body: Body) -> None:
    """`Fn::Join` in place of each `Fn::Sub` without variables of its own."""
    for role in _role_names(body):
        for statement in statements(body, role):
            for element in ("Resource", "Condition"):
                if element in statement:
                    statement[element] = _joined(statement[element])


def attached(body: Body) -> None:
    """Policies that are resources of their own."""
    for role in list(_role_names(body)):
        found = body["Resources"][role]["Properties"].pop("Policies")
        for number, policy in enumerate(found):
            body["Resources"][f"{role}Policy{number}"] = {
                "Type": "AWS::IAM::Policy",
                **{key: value for key, value in body["Resources"][role].items() if key == "Condition"},
                "Properties": {**policy, "Roles": [{"Ref": role}]},
            }


def in_json(body: Body) -> None:
    """Names of actions in another letter case, and each list of one as a list."""
    for role in _role_names(body):
        for statement in statements(body, role):
            for element in ("Action", "Resource"):
                statement[element] = listed(statement[element])
            statement["Action"] = [action.lower() for action in statement["Action"]]


def _role_names(body: Body) -> Iterator[str]:
    return (name for name, resource in body["Resources"].items() if resource["Type"] == ROLE)


def _joined(value: Any) -> Any:  # noqa: ANN401  # any of JSON's values
    match value:
        case {"Fn::Sub": str(text)}:
            return {"Fn::Join": ["", _pieces(text)]}
        case dict():
            return {key: _joined(one) for key, one in value.items()}
        case list():
            return [_joined(one) for one in value]
        case _:
            return value


def _pieces(text: str) -> list[Any]:
    found: list[Any] = []
    rest = text
    while "${" in rest:
        before, _, rest = rest.partition("${")
        name, _, rest = rest.partition("}")
        reference = {"Ref": name} if "." not in name else {"Fn::GetAtt": name.split(".", 1)}
        found += [before, reference]
    return [piece for piece in (*found, rest) if piece != ""]


SAME: Final[Mapping[str, Callable[[Body], None]]] = {
    change.__name__: change for change in (reordered, without_sids, split, merged, joined, attached, in_json)
}
"""Changes of words alone."""
