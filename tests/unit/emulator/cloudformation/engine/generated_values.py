"""What generated properties are put together from: references, names, tags, policy documents."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from hypothesis import strategies as st

Properties = dict[str, Any]
Strategy = st.SearchStrategy[Any]
ARNS: Final = {
    "topic": "TopicArn",
    "queue": "Arn",
    "bucket": "Arn",
    "role": "Arn",
    "key": "Arn",
    "logs": "Arn",
    "rule": "Arn",
    "alarm": "Arn",
    "repository": "Arn",
    "machine": "Arn",
}
"""The attribute that is the ARN, of the kinds that others give the ARN of."""


@dataclass(frozen=True, slots=True)
class Neighbours:
    """What a resource may refer to: `to` what it must, `found` the logical ids of each kind."""

    to: tuple[str, ...]
    found: Mapping[str, list[str]]

    def some(self, *kinds: str, most: int = 2) -> Strategy:
        """ARNs or, of what has none to offer here, references of some resources of these kinds."""
        choices = [(kind, name) for kind in kinds for name in self.found.get(kind, ())]
        if not choices:
            return st.just([])
        arns = st.sampled_from(choices)
        return st.lists(arns, unique=True, max_size=most).map(lambda named: [arn(*one) for one in named])

    def refs(self, kind: str) -> Strategy:
        """References to some resources of a kind, at least one."""
        return st.lists(st.sampled_from(self.found[kind]), unique=True, min_size=1, max_size=2).map(
            lambda names: [ref(name) for name in names]
        )

    def text(self) -> Strategy:
        """Text that may come from parameters, conditions and the resources before."""
        names = sorted(name for kind, names in self.found.items() if kind != "handle" for name in names)
        written = st.sampled_from(
            [
                "alpha",
                "beta",
                ref("Word"),
                {"Fn::If": ["IsOn", "lit", ref("Word")]},
                {"Fn::Sub": "in-${AWS::StackName}"},
            ]
        )
        if not names:
            return written
        named = st.sampled_from(names)
        joined = named.map(lambda name: {"Fn::Join": ["-", ["of", ref(name)]]})
        return written | named.map(ref) | joined | named.map(lambda name: {"Fn::Sub": ["at ${It}", {"It": ref(name)}]})


def ref(name: str) -> Properties:
    """A reference to a resource or a parameter."""
    return {"Ref": name}


def arn(kind: str, name: str) -> Properties:
    """The ARN of a resource."""
    return {"Fn::GetAtt": [name, ARNS[kind]]}


def some_of(required: Mapping[str, Strategy], optional: Mapping[str, Strategy]) -> Strategy:
    """All of the required properties and any of the optional ones."""
    return st.fixed_dictionaries(dict(required), optional=dict(optional))


LABELS: Final = st.sampled_from(("gold", "silver"))
TAGS: Final = LABELS.map(lambda value: [{"Key": "class", "Value": value}])


def names_for(logical_id: str) -> Strategy:
    """Names of the resource's own, in lower case, which every type takes."""
    return st.sampled_from([f"{logical_id.lower()}-one", f"{logical_id.lower()}-two"])


def document(action: str, resource: object, **who: object) -> Properties:
    """A policy document of one statement."""
    statement = {"Sid": "All", "Effect": "Allow", "Action": action, "Resource": resource, **who}
    return {"Version": "2012-10-17", "Statement": [statement]}


def documents(resource: object, *actions: str, **who: object) -> Strategy:
    """Policy documents, one for each action."""
    return st.sampled_from([document(action, resource, **who) for action in actions])


def trust(*services: str) -> Properties:
    """A trust policy."""
    who = {"Service": [f"{service}.amazonaws.com" for service in services]}
    statement = {"Effect": "Allow", "Principal": who, "Action": "sts:AssumeRole"}
    return {"Version": "2012-10-17", "Statement": [statement]}
