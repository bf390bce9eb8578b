"""Requests as botocore is about to send them: what arrives, and the members that are in it.

The emulator's services take their requests through `wire`; this is the quick way, for what moto answers and IAM sees.
"""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any, Final
from urllib.parse import parse_qsl, unquote, urlsplit

from botocore.awsrequest import HeadersDict
from botocore.model import OperationModel
from botocore.utils import parse_timestamp
from moto.core.parse import PROTOCOL_PARSERS
from moto.core.utils import get_service_model
from werkzeug.datastructures import MultiDict

from cfnproof.hosts import json_types
from cfnproof.hosts.access.arrival import Arrival

_S3: Final = "s3"
_PYTHONS_BOOLEANS: Final = ("True", "False")
_FORMS: Final = ("query", "ec2")
"""Protocols whose requests are forms."""


def arrival_of(request: Any) -> Arrival:  # noqa: ANN401  # botocore's own object
    """What arrives; a body that is a stream is read and wound back."""
    return Arrival(request.method, request.url, request.headers, _body(request.body))


def protocol_of(service: str) -> str:
    """The protocol that the model of a service names: `query`, `json`, `rest-json`, `rest-xml` or `ec2`."""
    return str(get_service_model(service).metadata["protocol"])


def members_of(arrival: Arrival, service: str, operation: str, protocol: str | None = None) -> Mapping[str, Any]:
    """The members of a request; in those of JSON services times and bytes are as they were sent.

    `protocol` is that of the request where its service has several.
    """
    model = get_service_model(service)
    protocol = protocol or model.metadata["protocol"]
    described = model.operation_model(operation)
    if protocol == "json":
        return _of_json(described, arrival.body)
    if protocol == "rest-json" and arrival.body and _has_body(described) and not _payload(described):
        _of_json(described, arrival.body)
    parser = PROTOCOL_PARSERS[protocol](described, timestamp_parser=time_of, map_type=dict)
    values = MultiDict(arrival.query)
    if protocol in _FORMS:
        values.update(parse_qsl(arrival.body.decode(), keep_blank_values=True))
    parsed: dict[str, Any] = parser.parse(
        {
            "method": arrival.method,
            "values": values,
            "headers": HeadersDict({name: _written(arrival.header(name)) for name in arrival.headers}),
            "body": arrival.body if _has_body(described) else b"",
            "url_path": arrival.address.path,
            "url_params": labels_of(arrival.url, described),
        }
    )
    return parsed


def _of_json(operation: OperationModel, body: bytes) -> Mapping[str, Any]:
    """What a body in JSON says. Raises ValueError, RecursionError for none, and for other types than the model's."""
    members: dict[str, Any] = json_types.read(body)
    if operation.input_shape is not None:
        json_types.check(operation.input_shape, members)
    return members


def _written(value: str) -> str:
    """The value of a header as the protocol has it: botocore writes booleans as Python does.

    https://smithy.io/2.0/spec/http-bindings.html#httpheader-trait
    """
    return value.lower() if value in _PYTHONS_BOOLEANS else value


def labels_of(url: str, operation: OperationModel) -> dict[str, str]:
    """The values in a request's path of the labels in its model's URI, each one segment but for a greedy last one.

    S3's bucket stands in the path or before the host.
    https://smithy.io/2.0/spec/http-bindings.html#httplabel-trait
    https://docs.aws.amazon.com/AmazonS3/latest/userguide/VirtualHosting.html
    """
    address = urlsplit(url)
    template = str(operation.http["requestUri"]).partition("?")[0]
    wanted = template.strip("/").split("/")
    path = address.path.removeprefix("/")
    if operation.service_model.service_name == _S3 and (bucket := _bucket_before(address.netloc)):
        path = f"{bucket}/{path}"
    if operation.service_model.service_name == _S3 and "Bucket" not in template:
        wanted = ["{Bucket}", *(part for part in wanted if part)]
    found: dict[str, str] = {}
    for part in wanted:
        value, _, rest = path.partition("/")
        if part.endswith("+}"):
            found[part[1:-2]] = unquote(path)
        elif part.startswith("{"):
            found[part[1:-1]] = unquote(value)
        path = rest
    return {name: value for name, value in found.items() if value}


def bucket_of(url: str) -> str:
    """The bucket of a request to S3, empty where it names none."""
    address = urlsplit(url)
    return _bucket_before(address.netloc) or unquote(address.path.removeprefix("/").partition("/")[0])


def _bucket_before(host: str) -> str:
    """The bucket in a virtual-hosted address, empty in one by path."""
    name, separator, rest = host.partition(".s3")
    return name if separator and rest[:1] in {".", "-"} else ""


def _body(body: Any) -> bytes:  # noqa: ANN401  # bytes, text or a stream
    if body is None:
        return b""
    if isinstance(body, bytes | bytearray):
        return bytes(body)
    if isinstance(body, str):
        return body.encode()
    place = body.tell() if hasattr(body, "tell") else 0  # a body that is sent in chunks goes back to its start only
    data: bytes = body.read()
    body.seek(place)
    return data


def _has_body(operation: OperationModel) -> bool:
    """Whether members stand in the body: bytes that are sent as they are, an object's, say nothing of a request."""
    shape, payload = operation.input_shape, _payload(operation)
    return not (shape and payload and shape.members[payload].type_name == "blob")


def _payload(operation: OperationModel) -> str:
    """The member that is the whole body, empty where members stand in it."""
    shape = operation.input_shape
    return str(shape.serialization.get("payload", "")) if shape else ""


def time_of(value: str | float) -> datetime:
    """A time in a request, aware, in UTC. Raises ValueError for what is none."""
    try:
        time: datetime = parse_timestamp(value)
        return time.astimezone(UTC)
    except (OverflowError, RuntimeError, OSError) as error:  # botocore's, for numbers that no calendar has
        raise ValueError(f"{value!r} is no time") from error
