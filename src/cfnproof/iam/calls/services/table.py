"""The tables of the services, read into rows. README.md beside them says how they are written."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any, Final

from cfnproof.iam.calls.errors import CallTableError, UnknownOperationError
from cfnproof.iam.calls.members import paths_of
from cfnproof.template.tables import read_table

FILES: Final[Mapping[str, str]] = {
    "cloudformation": "cloudformation.yaml",
    "cloudwatch": "cloudwatch.yaml",
    "codecommit": "codecommit.yaml",
    "codepipeline": "codepipeline.yaml",
    "ec2": "ec2.yaml",
    "ecr": "ecr.yaml",
    "events": "events.yaml",
    "iam": "iam.yaml",
    "kms": "kms.yaml",
    "lambda": "lambda.yaml",
    "logs": "logs.yaml",
    "s3": "s3.yaml",
    "sagemaker": "sagemaker.yaml",
    "sagemaker-runtime": "sagemaker-runtime.yaml",
    "secretsmanager": "secretsmanager.yaml",
    "sns": "sns.yaml",
    "sqs": "sqs.yaml",
    "ssm": "ssm.yaml",
    "stepfunctions": "stepfunctions.yaml",
    "sts": "sts.yaml",
}
"""By botocore's name of a service."""

_SERVICE_FIELDS: Final = frozenset(
    {"prefix", "page", "lower", "by_rule", "whole", "resources", "keys", "tags", "tag_keys", "tagging"}
    | {"operations", "unresolved"}
)
_SOURCE_FIELDS: Final = frozenset({"name", "with", "format", "known", "resolve", "caller"})
_ASK_FIELDS: Final = frozenset({"action", "type", "of", "when", "unless", "unresolved", "each", "keys", "tagged"})
_OPERATION_FIELDS: Final = frozenset({"page", "asks"})
_KEY_FIELDS: Final = frozenset({"from", "resolve", "beside"})
_TAGGING_FIELDS: Final = frozenset({"page", "operations", "except", "action", "when", "keys"})


@dataclass(frozen=True, slots=True)
class SourceRow:
    """Which members name a resource: `name` those that hold its name or ARN, `others` those of further variables.

    `format` are the parts of the ARN behind the account, where they differ from the reference's; `known` says that the
    account is asked for what exists under the name, `resolve` which function makes the ARN, `caller` that the caller is
    meant where no member names another.
    """

    name: tuple[str, ...] = ()
    others: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    format: str | None = None
    known: bool = False
    resolve: str | None = None
    caller: bool = False


@dataclass(frozen=True, slots=True)
class KeyRow:
    """Which members give a condition key.

    `resolve` makes an ARN of a name. `beside` is another key: actions that have that one have this one too.
    """

    members: tuple[str, ...]
    resolve: str | None = None
    beside: str | None = None


@dataclass(frozen=True, slots=True)
class AskRow:
    """One action that an operation asks for.

    `action` is the operation's name where None. `types` are resource types or `*`, where None those that the reference
    has. `sources` stand before the service's. It is asked for only if a member of `when` is there and none of `unless`,
    and once for each item of the list `each`, whose members then stand among the call's. `unresolved` says that no
    member names its resource, `tagged` that it is asked for only if the object that is copied has tags.
    """

    action: str | None = None
    types: tuple[str, ...] | None = None
    sources: Mapping[str, SourceRow | None] = field(default_factory=dict)
    when: tuple[str, ...] = ()
    unless: tuple[str, ...] = ()
    unresolved: bool = False
    each: str | None = None
    keys: Mapping[str, KeyRow] = field(default_factory=dict)
    tagged: bool = False


@dataclass(frozen=True, slots=True)
class OperationRow:
    """What an operation asks for: nothing, if `asks` is empty."""

    page: str
    asks: tuple[AskRow, ...]


@dataclass(frozen=True, slots=True)
class TaggingRow:
    """A second action that operations ask for which set tags as they create."""

    page: str
    operations: tuple[str, ...]
    excepted: tuple[str, ...]
    action: str
    when: tuple[str, ...]
    keys: Mapping[str, KeyRow]


@dataclass(frozen=True, slots=True)
class ServiceTable:
    """The table of a service. `file` is where a row is to be added.

    `whole` is, by operation, a member that holds the ARN of a resource of any type. None among `sources` stands for a
    type that is never asked for by itself. `lower` says that ARNs have names in lower case. `unresolved`
    are operations that nothing is known of, `by_rule` patterns of those that need no row.
    """

    file: str
    prefix: str
    page: str
    lower: bool
    whole: Mapping[str, str]
    sources: Mapping[str, SourceRow | None]
    keys: Mapping[str, KeyRow]
    tags: tuple[str, ...]
    tag_keys: tuple[str, ...]
    tagging: tuple[TaggingRow, ...]
    operations: Mapping[str, OperationRow]
    unresolved: frozenset[str]
    by_rule: tuple[str, ...]


@cache
def table_of(service: str) -> ServiceTable:
    """The table of a service by botocore's name.

    Raises UnknownOperationError for a service that has none, CallTableError for a table that is written wrongly.
    """
    if service not in FILES:
        raise UnknownOperationError(
            f"Which permissions the operations of {service} need is not known: iam/calls/services/ has no table for it"
        )
    file = FILES[service]
    raw = _fields(read_table(__package__, file), _SERVICE_FIELDS, file)
    return ServiceTable(
        file=file,
        prefix=raw["prefix"],
        page=raw["page"],
        lower=raw.get("lower", False),
        whole={name: path for path, names in raw.get("whole", {}).items() for name in names},
        sources=_sources(raw.get("resources", {}), file),
        keys=_keys(raw.get("keys", {}), file),
        tags=paths_of(raw.get("tags", ("Tags", "tags"))),
        tag_keys=paths_of(raw.get("tag_keys", ("TagKeys", "tagKeys"))),
        tagging=tuple(_tagging(one, file) for one in raw.get("tagging", ())),
        operations={name: _operation(row, f"{file}: {name}") for name, row in raw.get("operations", {}).items()},
        unresolved=frozenset(raw.get("unresolved", ())),
        by_rule=paths_of(raw.get("by_rule", "*")),
    )


def _fields(raw: Any, allowed: frozenset[str], where: str) -> Mapping[str, Any]:  # noqa: ANN401  # YAML
    if not isinstance(raw, Mapping) or not raw.keys() <= allowed:
        raise CallTableError(f"{where}: a mapping with some of {', '.join(sorted(allowed))} is wanted, not {raw!r}")
    return raw


def _sources(raw: Mapping[str, Any], where: str) -> Mapping[str, SourceRow | None]:
    return {name: None if row is None else _source(row, f"{where}: {name}") for name, row in raw.items()}


def _source(raw: Any, where: str) -> SourceRow:  # noqa: ANN401  # YAML
    if isinstance(raw, str | Sequence):
        return SourceRow(paths_of(raw))
    row = _fields(raw, _SOURCE_FIELDS, where)
    return SourceRow(
        name=paths_of(row.get("name", ())),
        others={name: paths_of(paths) for name, paths in row.get("with", {}).items()},
        format=row.get("format"),
        known=row.get("known", False),
        resolve=row.get("resolve"),
        caller=row.get("caller", False),
    )


def _keys(raw: Mapping[str, Any], where: str) -> Mapping[str, KeyRow]:
    return {name: _key(row, f"{where}: {name}") for name, row in raw.items()}


def _key(raw: Any, where: str) -> KeyRow:  # noqa: ANN401  # YAML
    if isinstance(raw, str | Sequence):
        return KeyRow(paths_of(raw))
    row = _fields(raw, _KEY_FIELDS, where)
    return KeyRow(paths_of(row["from"]), row.get("resolve"), row.get("beside"))


def _operation(raw: Any, where: str) -> OperationRow:  # noqa: ANN401  # YAML
    row = _fields(raw, _OPERATION_FIELDS, where)
    return OperationRow(row["page"], tuple(_ask(one, where) for one in row["asks"]))


def _ask(raw: Any, where: str) -> AskRow:  # noqa: ANN401  # YAML
    row = _fields(raw, _ASK_FIELDS, where)
    return AskRow(
        action=row.get("action"),
        types=paths_of(row["type"]) if "type" in row else None,
        sources=_sources(row.get("of", {}), where),
        when=paths_of(row.get("when", ())),
        unless=paths_of(row.get("unless", ())),
        unresolved=row.get("unresolved", False),
        each=row.get("each"),
        keys=_keys(row.get("keys", {}), where),
        tagged=row.get("tagged", False),
    )


def _tagging(raw: Any, where: str) -> TaggingRow:  # noqa: ANN401  # YAML
    row = _fields(raw, _TAGGING_FIELDS, f"{where}: tagging")
    return TaggingRow(
        page=row["page"],
        operations=paths_of(row["operations"]),
        excepted=paths_of(row.get("except", ())),
        action=row["action"],
        when=paths_of(row.get("when", ("Tags|tags", "tags|tags"))),
        keys=_keys(row.get("keys", {}), where),
    )
