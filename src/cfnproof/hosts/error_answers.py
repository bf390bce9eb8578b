"""Errors on the wire: each of AWS's protocols has a form of its own.

https://smithy.io/2.0/aws/protocols/aws-json-1_1-protocol.html
https://smithy.io/2.0/aws/protocols/aws-restjson1-protocol.html
https://smithy.io/2.0/aws/protocols/aws-query-protocol.html
https://smithy.io/2.0/aws/protocols/aws-ec2-query-protocol.html
https://smithy.io/2.0/aws/protocols/aws-restxml-protocol.html
"""

import json
import re
from typing import Final
from xml.sax.saxutils import escape

from cfnproof.emulator.errors import ServiceError

Response = tuple[int, dict[str, str], str | bytes]
"""Status, headers and body."""

_SENDER_BELOW: Final = 500
_NO_XML: Final = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""Characters that no document in XML can hold: https://www.w3.org/TR/xml/#charsets"""
_INSTEAD: Final = "\ufffd"
_XML: Final = {"query": "text/xml", "ec2": "text/xml", "rest-xml": "application/xml"}
"""The content types of the protocols whose errors are XML."""


def error_answer(
    protocol: str, error: ServiceError, request_id: str, *, json_version: str = "1.1", head: bool = False
) -> Response:
    """An error in the form of a protocol; the answer to a HEAD request has no body."""
    headers = {"x-amzn-requestid": request_id}
    if head:
        return error.status, headers, ""
    if protocol in _XML:
        return error.status, {**headers, "Content-Type": _XML[protocol]}, _xml(protocol, error, request_id)
    if protocol == "rest-json":
        headers |= {"x-amzn-ErrorType": error.code, "Content-Type": "application/json"}
        return error.status, headers, json.dumps({"Message": error.message, **error.members})
    members = {"__type": error.code, "message": error.message, **error.members}
    return error.status, {**headers, "Content-Type": f"application/x-amz-json-{json_version}"}, json.dumps(members)


def xml_text(text: str) -> str:
    """A text with what no document in XML can hold replaced."""
    return _NO_XML.sub(_INSTEAD, text)


def _xml(protocol: str, error: ServiceError, request_id: str) -> str:
    """The body of an error."""
    said = f"<Code>{escape(error.code)}</Code><Message>{escape(xml_text(error.message))}</Message>"
    if protocol == "ec2":
        return f"<Response><Errors><Error>{said}</Error></Errors><RequestID>{request_id}</RequestID></Response>"
    if protocol == "rest-xml":
        start = '<?xml version="1.0" encoding="UTF-8"?>'
        return f"{start}<Error>{said}<RequestId>{request_id}</RequestId></Error>"
    kind = "Sender" if error.status < _SENDER_BELOW else "Receiver"
    fault = f"<Error><Type>{kind}</Type>{said}</Error>"
    return f"<ErrorResponse>{fault}<RequestId>{request_id}</RequestId></ErrorResponse>"
