"""Small projects for the tests: a role, who works with it, and what is found in its template."""

import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from textwrap import indent
from typing import Any, Final

from cfnproof.findings import Finding
from cfnproof.least_privilege.examine import examine
from cfnproof.least_privilege.projects.stacks import loaded

PAGE: Final = "https://docs.aws.amazon.com/x.html"
TRUST: Final = """\
Statement:
  - Effect: Allow
    Principal: {Service: events.amazonaws.com}
    Action: sts:AssumeRole
    Condition:
      StringEquals: {aws:SourceAccount: !Ref AWS::AccountId}
      ArnLike:
        aws:SourceArn: !Sub arn:${AWS::Partition}:events:${AWS::Region}:${AWS::AccountId}:rule/${AWS::StackName}-Tick-*
"""
"""What EventBridge needs of a target's role to assume it for the rule `Tick`."""
EC2: Final = "Statement: {Effect: Allow, Principal: {Service: ec2.amazonaws.com}, Action: sts:AssumeRole}\n"
"""The trust of a role whose work is declared."""
PUBLISH: Final = "- {Sid: Publish, Effect: Allow, Action: sns:Publish, Resource: !Ref Topic}"
"""What a role needs with which EventBridge publishes to `Topic`."""
TICK: Final = """\
  Topic:
    Type: AWS::SNS::Topic
  Tick:
    Type: AWS::Events::Rule
    Properties:
      ScheduleExpression: rate(1 day)
      Targets:
        - {Id: topic, Arn: !Ref Topic, RoleArn: !GetAtt Worker.Arn}
"""
"""A topic, and a rule that publishes to it with the role `Worker`."""


def role(statements: str | None, *, trust: str = TRUST, more: str = "", name: str = "Worker") -> str:
    """A role that has these statements in a policy `own`, and the properties `more`."""
    text = f"  {name}:\n    Type: AWS::IAM::Role\n    Properties:\n      AssumeRolePolicyDocument:\n"
    text += indent(trust, " " * 8) + indent(more, " " * 6)
    if statements is None:
        return text
    text += "      Policies:\n        - PolicyName: own\n          PolicyDocument:\n            Statement:\n"
    return text + indent(statements, " " * 14).rstrip() + "\n"


def ticking(statements: str | None, *, resources: str = "", head: str = "", trust: str = TRUST, more: str = "") -> str:
    """A template whose role `Worker` lets EventBridge publish to `Topic`."""
    return f"{head}Resources:\n{TICK}{resources}{role(statements, trust=trust, more=more)}"


def working(statements: str | None, *, resources: str = "", head: str = "", more: str = "") -> str:
    """A template with a role `Worker` of whose work nothing in it says anything; `declared` may."""
    return f"{head}Resources:\n{resources}{role(statements, trust=EC2, more=more)}"


def need(actions: str | list[str], resources: str | list[str] = "*", **more: Any) -> Mapping[str, Any]:  # noqa: ANN401  # YAML's
    """A row of what is declared: actions on resources, and its other fields."""
    return {"actions": actions, "resources": resources, "why": "it is what the worker does", "page": PAGE, **more}


def declared(*needs: Mapping[str, Any], unit: str = "app.Worker") -> str:
    """The table `roles.yaml` that declares what a role needs, as text."""
    return json.dumps({unit: [{"id": f"worker-{number}", **one} for number, one in enumerate(needs)]})


def laid_out(folder: Path, files: Mapping[str, str]) -> None:
    """Write a project's files; one without settings gets empty ones."""
    for name, text in {"pyproject.toml": "[tool.cfnproof]\n", **files}.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")


def found(
    folder: Path, template: str, *needs: Mapping[str, Any], files: Mapping[str, str] | None = None
) -> list[Finding]:
    """What is found in a template `app.yaml`, in a project with these other files and with these declared needs."""
    own = {"policies/requirements/roles.yaml": declared(*needs)} if needs else {}
    laid_out(folder, {"app.yaml": template, **own, **(files or {})})
    return examined(folder / "app.yaml")


def examined(file: Path) -> list[Finding]:
    """What is found in a template of a project that is laid out."""
    return list(examine(loaded(file)))


def rules(findings: Iterable[Finding]) -> list[str]:
    """The rules of findings."""
    return [one.rule for one in findings]


def line_of(text: str, words: str) -> int:
    """The only line of a text that has some words."""
    (line,) = [number for number, line in enumerate(text.splitlines(), 1) if words in line]
    return line


def listing(text: str) -> str:
    """The settings that make each of several templates, by its stem, a stack of the project."""
    return "[tool.cfnproof]\n" + "".join(
        f'[[tool.cfnproof.stacks]]\ntemplate = "{name}.yaml"\n' for name in text.split()
    )
