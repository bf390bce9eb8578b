"""A service of the emulator on moto's wire: request to members, answer and error to bytes.

moto's parsers and serialisers follow botocore's models, as AWS's protocols do.
"""

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any, Final
from urllib.parse import unquote
from xml.sax.saxutils import escape

from botocore.model import OperationModel
from botocore.utils import parse_timestamp
from moto.core.parse import PROTOCOL_PARSERS
from moto.core.serialize import get_serializer_class
from moto.core.utils import get_service_model

from cfnproof.emulator.errors import ServiceError
from cfnproof.emulator.service import Answer
from cfnproof.hosts.moto.arrivals import protocol_of

Response = tuple[int, dict[str, str], str | bytes]
"""Status, headers and body, as moto's routes return them."""

_SENDER_BELOW: Final = 500
_XML: Final = {"query": "text/xml", "ec2": "text/xml", "rest-xml": "application/xml"}
"""The content types of the protocols whose errors are XML."""


def members_of(request: Any, service: str, operation: str) -> dict[str, Any]:  # noqa: ANN401  # as above
    """The request's members, shaped by the service's model."""
    model = get_service_model(service)
    described = model.operation_model(operation)
    parser = PROTOCOL_PARSERS[model.metadata["protocol"]](described, timestamp_parser=_time, map_type=dict)
    body = request.get_data()  # before the values: they take a form's body
    parsed: dict[str, Any] = parser.parse(
        {
            "method": request.method,
            "values": request.values,
            "headers": request.headers,
            "body": body,
            "url_path": request.path,
            "url_params": _labels(described.http["requestUri"], request.raw_path),
        }
    )
    return parsed | _empty_payload(described, parsed)


def _time(value: str | float) -> datetime:
    """A time in a request, aware, in UTC."""
    time: datetime = parse_timestamp(value)
    return time.astimezone(UTC)


def _labels(template: str, path: str) -> dict[str, str]:
    """The values in a request's path of the labels in its model's URI, each of which is one segment.

    https://smithy.io/2.0/spec/http-bindings.html#httplabel-trait
    """
    pairs = zip(template.partition("?")[0].split("/"), path.split("/"), strict=False)
    return {name[1:-1]: unquote(value) for name, value in pairs if name.startswith("{")}


def _empty_payload(operation: OperationModel, parsed: Mapping[str, Any]) -> dict[str, bytes]:
    """A body without bytes, which parsers leave out."""
    shape = operation.input_shape
    name: str | None = shape.serialization.get("payload") if shape else None
    if shape is None or name is None or name in parsed or shape.members[name].type_name != "blob":
        return {}
    return {name: b""}


def answered(service: str, operation: str, answer: Answer, request_id: str) -> Response:
    """An answer on the wire."""
    model = get_service_model(service)
    serializer = get_serializer_class(service, model.metadata["protocol"])(model.operation_model(operation))
    serialized = serializer.serialize(answer)
    headers = {**serialized["headers"], "x-amzn-requestid": request_id}
    return serialized["status_code"], headers, serialized["body"]


def refused(service: str, error: ServiceError, request_id: str, *, head: bool = False) -> Response:
    """An error on the wire; the answer to a HEAD request has no body."""
    headers = {"x-amzn-requestid": request_id}
    if head:
        return error.status, headers, ""
    protocol = protocol_of(service)
    if protocol in _XML:
        return error.status, {**headers, "Content-Type": _XML[protocol]}, _xml(protocol, error, request_id)
    if protocol == "rest-json":
        headers |= {"x-amzn-ErrorType": error.code, "Content-Type": "application/json"}
        return error.status, headers, json.dumps({"Message": error.message, **error.members})
    members = {"__type": error.code, "message": error.message, **error.members}
    return error.status, {**headers, "Content-Type": "application/x-amz-json-1.1"}, json.dumps(members)


def _xml(protocol: str, error: ServiceError, request_id: str) -> str:
    """The body of an error: each of these protocols has its own.

    https://smithy.io/2.0/aws/protocols/aws-query-protocol.html
    https://smithy.io/2.0/aws/protocols/aws-ec2-query-protocol.html
    https://smithy.io/2.0/aws/protocols/aws-restxml-protocol.html
    """
    said = f"<Code>{escape(error.code)}</Code><Message>{escape(error.message)}</Message>"
    if protocol == "ec2":
        return f"<Response><Errors><Error>{said}</Error></Errors><RequestID>{request_id}</RequestID></Response>"
    if protocol == "rest-xml":
        start = '<?xml version="1.0" encoding="UTF-8"?>'
        return f"{start}<Error>{said}<RequestId>{request_id}</RequestId></Error>"
    kind = "Sender" if error.status < _SENDER_BELOW else "Receiver"
    fault = f"<Error><Type>{kind}</Type>{said}</Error>"
    return f"<ErrorResponse>{fault}<RequestId>{request_id}</RequestId></ErrorResponse>"
