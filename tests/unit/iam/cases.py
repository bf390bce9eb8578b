"""Reads the evaluation cases: YAML files with shorthands that are written out here.

A file has `policies` (documents by name) and `groups`; what a group says of page, request and policies holds for each
of its `cases` that does not say otherwise. `<name>` in any text stands for what names.yaml says.
A document is the name of one in `policies`; or a statement or a list of them, of Version 2012-10-17; or
`{version, statements}`; or `{raw: …}`, which is taken as it is.
A statement is one of shorthands.py.
A case may say `if: condition` for an identity policy that allows everything under it, and `deny-if: condition` for one
that allows everything and denies everything under it.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import yaml

from tests.unit.iam.shorthands import Json, named, statement

_FOLDER: Final = Path(__file__).with_name("cases")
_NAMES: Final[Mapping[str, str]] = yaml.safe_load((_FOLDER / "names.yaml").read_text(encoding="utf-8")) | {
    "long": "a" * 20480,
    "managed": "a" * 6000,
    "control": "a" * 10000,
    "half": "a" * 5000,
}
_DEFAULTS: Final[Mapping[str, Json]] = {"principal": "<user>", "action": "s3:GetObject", "resource": "<object>"}
_MEMBERS: Final = {
    **dict.fromkeys(("name", "page", "principal", "action", "resource", "owner", "context"), "request"),
    **dict.fromkeys(
        ("identity", "boundary", "session", "resource-policy", "trust", "scp", "rcp", "if", "deny-if"), "policies"
    ),
    **dict.fromkeys(("decision", "error", "sids", "because"), "expected"),
}


@dataclass(frozen=True, slots=True)
class Case:
    """One case.

    `line` is what `cfnproof iam evaluate` reads. Either `decision` or `error` is expected: a regular expression, of any
    case, for the refusal of what is malformed. `sids` are those of the deciding statements, `because` words of the
    reason.
    """

    name: str
    page: str
    line: Json
    decision: str | None
    error: str | None
    sids: tuple[str, ...] | None
    because: str | None


def all_cases() -> tuple[Case, ...]:
    """The cases of all files."""
    files = sorted(path for path in _FOLDER.glob("*.yaml") if path.name != "names.yaml")
    return tuple(case for path in files for case in _cases_of(yaml.safe_load(path.read_text(encoding="utf-8"))))


def _cases_of(content: Json) -> Iterator[Case]:
    for group in content["groups"]:
        shared = {key: value for key, value in group.items() if key != "cases"}
        for case in group["cases"]:
            yield _case(_overlaid(shared, case), content.get("policies", {}))


def _overlaid(shared: Json, case: Json) -> Json:
    """A case's own identity policies take the place of the group's, in whichever way they are written."""
    given = {"identity", "if", "deny-if"}
    if given & case.keys():
        shared = {key: value for key, value in shared.items() if key not in given}
    return {**_DEFAULTS, **shared, **case}


def _case(case: Json, policies: Json) -> Case:
    unknown = case.keys() - _MEMBERS.keys()
    assert not unknown, (case["name"], unknown)
    assert ("decision" in case) != ("error" in case), case["name"]
    line = named(_line(case, policies), _NAMES.__getitem__)
    sids = tuple(sorted(case["sids"])) if "sids" in case else None
    return Case(case["name"], case["page"], line, case.get("decision"), case.get("error"), sids, case.get("because"))


def _line(case: Json, policies: Json) -> Json:
    request = {key: case[key] for key in ("principal", "action", "resource", "context") if key in case}
    if "owner" in case:
        request["resourceAccount"] = case["owner"]
    line: Json = {"request": request, "identityPolicies": _identity(case, policies)}
    if "boundary" in case:
        line["permissionsBoundary"] = _document(case["boundary"], policies)
    if "session" in case:
        line["sessionPolicies"] = [_document(each, policies) for each in case["session"]]
    if "resource-policy" in case:
        line["resourcePolicy"] = _document(case["resource-policy"], policies)
    if "trust" in case:
        line["resourcePolicy"] = _document(case["trust"], policies, everywhere=False)
    for key, member in (("scp", "serviceControlPolicies"), ("rcp", "resourceControlPolicies")):
        if key in case:
            line[member] = [[_document(each, policies) for each in level] for level in case[key]]
    return line


def _identity(case: Json, policies: Json) -> list[Json]:
    if "if" in case:
        return [_document({"allow": "*", "if": case["if"], "sid": "If"}, policies)]
    if "deny-if" in case:
        return [_document([{"allow": "*", "sid": "All"}, {"deny": "*", "if": case["deny-if"], "sid": "If"}], policies)]
    return [_document(each, policies) for each in case.get("identity", [])]


def _document(written: Json, policies: Json, *, everywhere: bool = True) -> Json:
    if isinstance(written, str):
        return _document(policies[written], policies, everywhere=everywhere)
    if isinstance(written, dict) and "raw" in written:
        return written["raw"]
    version, statements = "2012-10-17", written
    if isinstance(written, dict) and "statements" in written:
        version, statements = written["version"], written["statements"]
    listed = statements if isinstance(statements, list) else [statements]
    document = {} if version == "none" else {"Version": version}
    return {**document, "Statement": [statement(each, everywhere=everywhere) for each in listed]}
