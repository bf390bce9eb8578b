"""The ARNs of the resources that a call names.

https://docs.aws.amazon.com/IAM/latest/UserGuide/reference-arns.html
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from cfnproof.iam.calls.errors import CallTableError
from cfnproof.iam.calls.members import Getter, Members, first_of, getter
from cfnproof.iam.calls.model import Call, Known
from cfnproof.iam.calls.reference import OF_CALL, ArnFormat, Reference, Variable, split_format
from cfnproof.iam.calls.resolvers import RESOLVERS, Resolver
from cfnproof.iam.calls.resource_tags import tag_prefixes
from cfnproof.iam.calls.services.table import SourceRow

_ARN: Final = "arn:"
_PLACE: Final = "\0"


@dataclass(frozen=True, slots=True)
class Source:
    """A compiled row: which members name the resources of one type, and how an ARN is made of a name.

    `variable` is the part of the format that the name fills. `kind` is what Known is asked for, None where it is not.
    `tags` is how the condition keys of the type's tags begin. `declared` says that a row names the members.
    `caller` is what the caller's ARN must have in it for the caller to be meant where no member names another. `frames`
    has, by partition, region and account, the text before and behind the name, once it was made.
    """

    type: str
    name: Getter
    variable: str
    others: Mapping[str, Getter]
    format: ArnFormat
    kind: str | None
    resolver: Resolver | None
    lower: bool
    tags: tuple[str, ...]
    declared: bool
    caller: str | None
    frames: dict[tuple[str, str, str], tuple[str, str, str]] = field(default_factory=dict, compare=False, repr=False)

    def arns(self, members: Members, call: Call, known: Known) -> tuple[str, ...]:
        """The ARNs of the resources that the members name: none, if they name none."""
        names = self.name(members)
        if names and not self.declared and not all(get(members) for get in self.others.values()):
            return ()
        if not names and self.caller is not None and self.caller in call.caller:
            return (call.caller,)
        return tuple(self.arn(str(name), members, call, known) for name in names)

    def arn(self, name: str, members: Members, call: Call, known: Known) -> str:
        """The ARN of one resource by its name, which may be an ARN already."""
        if self.resolver is not None:
            return self.resolver(name, call, known)
        if not self.others and name.startswith(_ARN):
            return name
        if self.kind is not None and (existing := known.arn(self.kind, name)) is not None:
            return existing
        written = name.lower() if self.lower else name
        if self.others:
            found = {variable: str(values[0]) for variable, get in self.others.items() if (values := get(members))}
            return self._filled(call, {**found, self.variable: written})
        frame = (call.partition, call.region, call.account)
        if frame not in self.frames:
            self.frames[frame] = self._filled(call, {self.variable: _PLACE}).partition(_PLACE)
        before, place, after = self.frames[frame]
        return f"{before}{written}{after}" if place else before

    def _filled(self, call: Call, values: Mapping[str, str]) -> str:
        """The format with a value for each variable, and an asterisk where there is none."""
        known = {"Partition": call.partition, "Region": call.region, "Account": call.account, **values}
        return "".join(part if isinstance(part, str) else known.get(part.name, "*") for part in self.format)


def compile_source(reference: Reference, type_name: str, row: SourceRow | None, *, lower: bool = False) -> Source:
    """The source of a type of resource.

    A row of None means that no row names the members: they are looked for under the names of the format's variables.
    Raises CallTableError for a row that does not fit the reference.
    """
    found = reference.types.get(type_name)
    if found is None:
        raise CallTableError(f"{reference.prefix} has no resource type {type_name}")
    format_ = found.format
    if row is not None and row.format is not None:
        format_ = _with_own_end(reference.prefix, row.format)
    variables = [part.name for part in format_ if isinstance(part, Variable) and part.name not in OF_CALL]
    rows = _guessed(variables) if row is None else row
    open_ = [name for name in variables if name not in rows.others]
    if not rows.name or (rows.resolve is None and len(open_) > 1):
        raise CallTableError(f"{reference.prefix} {type_name}: one variable is the name's, not {open_}")
    return Source(
        type=type_name,
        name=first_of([getter(path) for path in rows.name]),
        variable=open_[0] if open_ else "",
        others={name: first_of([getter(path) for path in paths]) for name, paths in rows.others.items()},
        format=format_,
        kind=f"{reference.prefix}:{type_name}" if rows.known else None,
        resolver=None if rows.resolve is None else _resolver(rows.resolve),
        lower=lower,
        tags=tag_prefixes(reference.prefix, found.keys),
        declared=rows is row,
        caller=f":{type_name}/" if rows.caller else None,
    )


def _guessed(variables: list[str]) -> SourceRow:
    """Members that are called as the variables are, beginning with a capital or not."""
    members = {name: (name, name[:1].lower() + name[1:]) for name in variables}
    if not members:
        return SourceRow(name=("=",))
    last = variables[-1]
    return SourceRow(name=members.pop(last), others=members)


def _with_own_end(prefix: str, end: str) -> ArnFormat:
    regional = "" if prefix == "iam" else "${Region}"
    return split_format(f"arn:${{Partition}}:{prefix}:{regional}:${{Account}}:{end}")


def _resolver(name: str) -> Resolver:
    if name not in RESOLVERS:
        raise CallTableError(f"There is no resolver {name}: resolvers.py has them")
    return RESOLVERS[name]
