"""A service of the emulator on moto's wire: request to members, answer and error to bytes.

moto's parsers and serialisers follow botocore's models, as AWS's protocols do.
"""

from collections.abc import Mapping
from typing import Any, Final
from urllib.parse import unquote
from xml.etree.ElementTree import ParseError

from botocore.model import OperationModel
from moto.core.parse import PROTOCOL_PARSERS, RequestParserError
from moto.core.serialize import get_serializer_class
from moto.core.utils import get_service_model

from cfnproof.emulator.errors import ServiceError
from cfnproof.emulator.service import Answer
from cfnproof.hosts import error_answers
from cfnproof.hosts.moto.arrivals import protocol_of, time_of

Response = error_answers.Response

UNREADABLE: Final = (RequestParserError, ParseError, ValueError, LookupError, TypeError, AttributeError, RecursionError)
"""What the parsers raise for a request that is not in its service's protocol."""


def members_of(request: Any, service: str, operation: str) -> dict[str, Any]:  # noqa: ANN401  # as above
    """The request's members, shaped by the service's model."""
    model = get_service_model(service)
    described = model.operation_model(operation)
    parser = PROTOCOL_PARSERS[model.metadata["protocol"]](described, timestamp_parser=time_of, map_type=dict)
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


def refused(
    service: str, error: ServiceError, request_id: str, *, head: bool = False, protocol: str | None = None
) -> Response:
    """An error on the wire; the answer to a HEAD request has no body.

    `protocol` is that of the request where its service has several.
    """
    version = str(get_service_model(service).metadata.get("jsonVersion", "1.1"))
    return error_answers.error_answer(
        protocol or protocol_of(service), error, request_id, json_version=version, head=head
    )
