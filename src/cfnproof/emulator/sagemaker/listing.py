"""The List operations: all filter, sort and page alike.

https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_ListEndpoints.html
"""

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from typing import Any, Final

from cfnproof.emulator.paging import InvalidTokenError, page
from cfnproof.emulator.sagemaker.errors import invalid
from cfnproof.emulator.sagemaker.state import Item
from cfnproof.emulator.service import Answer, Request

_PAGE: Final = 10
DESCENDING: Final = "Descending"
ASCENDING: Final = "Ascending"
_SORT: Final[Mapping[str, Callable[[Any], Any]]] = {
    "Name": lambda item: item.name.lower(),
    "CreationTime": lambda item: item.created,
    "Status": lambda item: item.status,
}
_TIMES: Final[tuple[tuple[str, Callable[[Any], datetime]], ...]] = (
    ("CreationTime", lambda item: item.created),
    ("LastModifiedTime", lambda item: item.modified),
)


def answer(
    items: Iterable[Item],
    request: Request,
    member: str,
    summary: Callable[[Item], dict[str, Any]],
    order: str = DESCENDING,
) -> Answer:
    """The page that a request asks for, under the answer's `member`."""
    found = sorted(
        (item for item in items if _wanted(item, request)),
        key=_SORT[request.get("SortBy", "CreationTime")],
        reverse=request.get("SortOrder", order) == DESCENDING,
    )
    try:
        part = page(found, request.get("NextToken"), request.get("MaxResults", _PAGE))
    except InvalidTokenError as error:
        raise invalid("Invalid NextToken: give the one that the operation returned") from error
    summaries = [summary(item) for item in part.items]
    return {member: summaries} | ({"NextToken": part.next_token} if part.next_token else {})


def _wanted(item: Any, request: Request) -> bool:  # noqa: ANN401  # any kind of resource
    if request.get("NameContains", "").lower() not in item.name.lower():
        return False
    if request.get("StatusEquals") not in (None, getattr(item, "status", None)):
        return False
    for name, time_of in _TIMES:
        before, after = request.get(f"{name}Before"), request.get(f"{name}After")
        if (before and time_of(item) >= before) or (after and time_of(item) <= after):
            return False
    return True
