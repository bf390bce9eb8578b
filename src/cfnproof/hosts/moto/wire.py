"""A service of the emulator on moto's wire: request to members, answer and error to bytes.

moto's parsers and serialisers follow botocore's models, as AWS's protocols do.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final
from xml.sax.saxutils import escape

from moto.core.parse import PROTOCOL_PARSERS
from moto.core.serialize import get_serializer_class
from moto.core.utils import get_service_model

from cfnproof.emulator.errors import ServiceError
from cfnproof.emulator.service import Answer

Response = tuple[int, dict[str, str], str]
"""Status, headers and body, as moto's routes return them."""

_SENDER_BELOW: Final = 500


@dataclass(frozen=True, slots=True)
class Credential:
    """What a request was signed with: an access key's id, for a region. Both are empty for a request without it."""

    access_key: str
    region: str


def credential_of(headers: Mapping[str, Any]) -> Credential:
    """The credential in a request's signature: id/date/region/service/aws4_request.

    https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-signing-elements.html
    """
    signed = headers.get("Authorization", "")
    text = signed.decode() if isinstance(signed, bytes) else str(signed)
    access_key, _, region, *_ = (*text.partition("Credential=")[2].split("/"), "", "", "")
    return Credential(access_key, region)


def members_of(request: Any, service: str, operation: str) -> dict[str, Any]:  # noqa: ANN401  # as above
    """The request's members, shaped by the service's model."""
    model = get_service_model(service)
    parser = PROTOCOL_PARSERS[model.metadata["protocol"]](model.operation_model(operation), map_type=dict)
    parsed: dict[str, Any] = parser.parse(
        {
            "method": request.method,
            "values": request.values,
            "headers": request.headers,
            "body": request.data,
            "url_path": request.path,
            "url_params": {},
        }
    )
    return parsed


def answered(service: str, operation: str, answer: Answer, request_id: str) -> Response:
    """An answer on the wire."""
    model = get_service_model(service)
    serializer = get_serializer_class(service, model.metadata["protocol"])(model.operation_model(operation))
    serialized = serializer.serialize(answer)
    headers = {**serialized["headers"], "x-amzn-requestid": request_id}
    return serialized["status_code"], headers, serialized["body"]


def refused(service: str, error: ServiceError, request_id: str) -> Response:
    """An error on the wire."""
    headers = {"x-amzn-requestid": request_id}
    if get_service_model(service).metadata["protocol"] == "query":
        kind = "Sender" if error.status < _SENDER_BELOW else "Receiver"
        body = (
            f"<ErrorResponse><Error><Type>{kind}</Type><Code>{escape(error.code)}</Code>"
            f"<Message>{escape(error.message)}</Message></Error><RequestId>{request_id}</RequestId></ErrorResponse>"
        )
        return error.status, {**headers, "Content-Type": "text/xml"}, body
    members = {"__type": error.code, "message": error.message, **error.members}
    return error.status, {**headers, "Content-Type": "application/x-amz-json-1.1"}, json.dumps(members)
