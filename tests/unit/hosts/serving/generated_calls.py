"""Calls of AWS's services as they are on the wire, by protocol: right at first, then spoiled in one way or more."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache
from typing import Any, Final
from urllib.parse import parse_qsl, quote, urlencode

from botocore.model import OperationModel
from botocore.serialize import create_serializer
from hypothesis import strategies as st

from cfnproof.emulator.shapes import service_model
from tests.unit.hosts.serving.generated_members import ARNS, NAME, Draw, spoiled, structures

SERVICES: Final[Mapping[str, tuple[str, ...]]] = {
    "json": (
        "kms",
        "sqs",
        "events",
        "logs",
        "ssm",
        "stepfunctions",
        "codecommit",
        "codepipeline",
        "sagemaker",
        "secretsmanager",
    ),
    "query": ("iam", "sts", "sns", "cloudwatch", "cloudformation"),
    "ec2": ("ec2",),
    "rest-json": ("lambda", "sagemaker-runtime"),
    "rest-xml": ("s3",),
}
"""The services that the project uses, by their protocol."""
_ELSEWHERE: Final = ("WriteGetObjectResponse",)
"""Operations at a host that a member names."""
_FORM: Final = "application/x-www-form-urlencoded"
_TYPES: Final = ("", "text/plain", _FORM, "application/json", "application/x-amz-json-1.0", "application/xml", "\xff;=")
_BROKEN: Final = (
    b"",
    b"{",
    b"[]",
    b"null",
    b"\xff\xfe",
    b"<a>",
    b"<a/><b/>",
    b"Action",
    b"&&=&=",
    b"[" * 2000,
    b"\x00",
)
_VALUES: Final = ("", NAME, "-1", "x" * 3000, "true", "{}", "\u00e9\U0001f4a5", "a\x00b", "9" * 30, "NaN", *ARNS[-3:])
_ELEMENT: Final = re.compile(rb">([^<>]*)<")
_HEADERS: Final = ("x-amz-acl", "Range", "Content-MD5", "x-amz-tagging", "If-Match", "x-amz-copy-source", "Expect")
_BARE: Final = ("Content-Type", "X-Amz-Target")


@dataclass(frozen=True, slots=True)
class Call:
    """A call before it is signed. `path` and `query` are encoded."""

    service: str
    operation: str
    method: str
    path: str
    query: str
    headers: Mapping[str, str]
    body: bytes

    @property
    def target(self) -> str:
        """The path with its query."""
        return f"{self.path}?{self.query}" if self.query else self.path


@cache
def _operations(service: str) -> tuple[str, ...]:
    """The operations of a service that go to its own host."""
    return tuple(one for one in service_model(service).operation_names if one not in _ELSEWHERE)


@st.composite
def calls(draw: Draw, protocol: str) -> Call:
    """A call of any operation of a protocol's services."""
    name = draw(st.sampled_from(SERVICES[protocol]))
    one = draw(st.sampled_from(_operations(name)))
    model = service_model(name).operation_model(one)
    given = draw(structures(model.input_shape)) if model.input_shape else {}
    call = _written(protocol, model, given)
    for _ in range(draw(st.integers(0, 2))):
        call = draw(st.sampled_from(_SPOILS[protocol]))(draw, call)
    return call


def _written(protocol: str, model: OperationModel, given: Mapping[str, Any]) -> Call:
    serializer = create_serializer(protocol, include_validation=False)
    made = serializer.serialize_to_request(_without_empty_labels(model, given), model)
    body = made["body"]
    if isinstance(body, dict):
        body = urlencode(dict(body))
    headers = {str(name): _header(value) for name, value in dict(made["headers"]).items()}
    path, _, constants = str(made["url_path"]).partition("?")
    query = made["query_string"]
    pairs = list(query.items()) if isinstance(query, Mapping) else []
    flat = [(key, one) for key, value in pairs for one in (value if isinstance(value, list) else [value])]
    joined = "&".join(part for part in (constants, urlencode(flat)) if part)
    content = body.encode() if isinstance(body, str) else bytes(body or b"")
    return Call(model.service_model.service_name, model.name, made["method"], path, joined, headers, content)


def _without_empty_labels(model: OperationModel, given: Mapping[str, Any]) -> dict[str, Any]:
    """The members with something in the place of texts that the path would lose."""
    shape = model.input_shape
    members = shape.members if shape else {}
    uri = {name for name, member in members.items() if member.serialization.get("location") == "uri"}
    return {name: (value or NAME) if name in uri else value for name, value in given.items()}


def _header(value: Any) -> str:  # noqa: ANN401  # what botocore's serialisers leave as it is
    text = value.decode("latin-1") if isinstance(value, bytes) else str(value)
    return "".join(one for one in text.encode().decode("latin-1") if one.isprintable())


def _json(draw: Draw, call: Call) -> Call:
    try:
        tree = json.loads(call.body or b"{}")
    except (ValueError, RecursionError):
        return call
    return replace(call, body=json.dumps(spoiled(draw, tree)).encode())


def _form(draw: Draw, call: Call) -> Call:
    pairs = parse_qsl(call.body.decode(errors="replace"), keep_blank_values=True)
    if not pairs:
        return call
    at = draw(st.integers(0, len(pairs) - 1))
    name, value = pairs[at]
    key = draw(st.sampled_from((name, name, f"{name}.1", f"{name}.member.1", f"{name}.entry.1.key", f"{name}.x", "")))
    changed = (key, draw(st.sampled_from((value, *_VALUES))))
    kind = draw(st.sampled_from(("out", "instead", "twice", "number")))
    before, after = pairs[:at], pairs[at + 1 :]
    if kind == "number":
        changed = (re.sub(r"\d+", draw(st.sampled_from(("0", "-1", "99999999999", "x", ""))), name), value)
    middle = {"out": [], "twice": [pairs[at], changed]}.get(kind, [changed])
    return replace(call, body=urlencode([*before, *middle, *after]).encode())


def _xml(draw: Draw, call: Call) -> Call:
    found = list(_ELEMENT.finditer(call.body))
    if not found:
        return replace(call, body=draw(st.sampled_from((b"<a/>", b"<a>1</a>", call.body))))
    one = draw(st.sampled_from(found))
    text = draw(st.sampled_from((b"", b"-1", b"x", b"<a/>", b"&nope;", "\u00e9".encode(), b"2026-99-99", b"9" * 30)))
    return replace(call, body=call.body[: one.start(1)] + text + call.body[one.end(1) :])


def _body(draw: Draw, call: Call) -> Call:
    cut = draw(st.integers(0, len(call.body)))
    return replace(call, body=draw(st.sampled_from((*_BROKEN, call.body[:cut], call.body * 2))))


def _type(draw: Draw, call: Call) -> Call:
    rest = {name: value for name, value in call.headers.items() if name != "Content-Type"}
    chosen = draw(st.sampled_from(_TYPES))
    return replace(call, headers={**rest, "Content-Type": chosen} if chosen else rest)


def _more_headers(draw: Draw, call: Call) -> Call:
    name = draw(st.sampled_from((*_HEADERS, *(one for one in call.headers if one not in _BARE))))
    value = draw(st.sampled_from(("", "-1", "x=y&x=z", "bytes=9-1", "bytes=a-", "\xff\xfe", "/", "100-continue", NAME)))
    return replace(call, headers={**call.headers, name: value})


def _more_query(draw: Draw, call: Call) -> Call:
    pairs = parse_qsl(call.query, keep_blank_values=True)
    name = draw(
        st.sampled_from((*(key for key, _ in pairs), "Action", "versionId", "uploadId", "acl", "max-keys", "X"))
    )
    extra = (name, draw(st.sampled_from(_VALUES)))
    kept = [*pairs, extra] if draw(st.booleans()) else [*(pair for pair in pairs if pair[0] != name), extra]
    return replace(call, query=urlencode(kept))


def _path(draw: Draw, call: Call) -> Call:
    parts = call.path.split("/")
    at = draw(st.integers(0, len(parts) - 1))
    text = draw(
        st.sampled_from(("", "..", "%00", "%ff", "%zz", quote("\U0001f4a5"), "a%2Fb", "x" * 2000, ";", "known"))
    )
    return replace(call, path="/" + "/".join([*parts[:at], text, *parts[at + 1 :]]).lstrip("/"))


_ANY: Final = (_body, _type, _more_query)
_SPOILS: Final = {
    "json": (_json, _json, _json, *_ANY),
    "query": (_form, _form, _form, *_ANY),
    "ec2": (_form, _form, _form, *_ANY),
    "rest-json": (_json, _json, _path, _more_headers, *_ANY),
    "rest-xml": (_xml, _xml, _path, _more_headers, *_ANY),
}
