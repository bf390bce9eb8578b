"""Requests of git as nobody's git makes them: odd names, and lines that are broken."""

from typing import Final
from urllib.parse import quote

from dulwich.protocol import pkt_line
from hypothesis import strategies as st

from tests.unit.hosts.serving.generated_calls import Call
from tests.unit.hosts.serving.generated_members import NAME, Draw

_NAMES: Final = (
    NAME,
    NAME,
    NAME,
    NAME,
    "none",
    "",
    ".",
    "..",
    "a/b",
    "%2e%2e",
    "\u00e9",
    "x" * 200,
    "known.git",
    "a\x00b",
    "-",
    "~",
)
_ENDS: Final = (
    ("GET", "info/refs", "service=git-upload-pack"),
    ("GET", "info/refs", "service=git-receive-pack"),
    ("POST", "git-upload-pack", ""),
    ("POST", "git-upload-pack", ""),
    ("POST", "git-receive-pack", ""),
    ("POST", "git-receive-pack", ""),
    ("GET", "info/refs", "service=rm&service=git-upload-pack"),
    ("GET", "info/refs", "&".join("a=b" for _ in range(200))),
    ("GET", "HEAD", ""),
    ("GET", "objects/../../etc/passwd", ""),
    ("PUT", "git-receive-pack", ""),
    ("POST", "info/refs", ""),
)
_ZERO: Final = b"0" * 40
_ONE: Final = b"1" * 40
_LINES: Final = (
    pkt_line(None),
    pkt_line(None),
    b"0001",
    b"0002",
    b"0003",
    b"0004",
    b"zzzz",
    b"-001",
    b"ffff",
    pkt_line(b"want " + _ONE + b" multi_ack side-band-64k ofs-delta\n"),
    pkt_line(b"want " + _ONE + b"\n"),
    pkt_line(b"want \xff\n"),
    pkt_line(b"have " + _ONE + b"\n"),
    pkt_line(b"deepen -1\n"),
    pkt_line(b"deepen 99999999999999999999\n"),
    pkt_line(b"shallow x\n"),
    pkt_line(b"done\n"),
    pkt_line(b"command=ls-refs\n"),
    pkt_line(_ZERO + b" " + _ONE + b" refs/heads/a\0report-status side-band-64k"),
    pkt_line(_ZERO + b" " + _ONE + b" refs/heads/../a"),
    pkt_line(_ZERO + b" " + _ZERO + b" refs/heads/a\0report-status"),
    pkt_line(_ONE + b" " + _ZERO + b" refs/heads/main\0atomic"),
    b"PACK\x00\x00\x00\x02\x00\x00\x00\x01",
    b"PACK\x00\x00\x00\x02\xff\xff\xff\xff",
    b"PACK\x00\x00\x00\x02\x00\x00\x00\x00\x02\x9d\x08\x82\x3b\xd8\xa8\xea\xb5\x10\xad\x6a\xc7\x5c\x82\x3c\xfd\x3e\xd3\x1e",
    b"\x1f\x8b\x08",
)
_TYPES: Final = ("request", "request", "request", "result", "")


@st.composite
def visits(draw: Draw) -> Call:
    """One request below `/v1/repos`."""
    name = draw(st.sampled_from(_NAMES))
    method, end, query = draw(st.sampled_from(_ENDS))
    path = f"/v1/repos/{quote(name, safe='/%')}/{end}"
    if method == "GET":
        return Call("codecommit", "git", method, path, query, {}, b"")
    body = b"".join(draw(st.lists(st.sampled_from(_LINES) | st.binary(max_size=8), max_size=6)))
    kind = draw(st.sampled_from(_TYPES))
    headers = {"Content-Type": f"application/x-{end}-{kind}"} if kind else {}
    coding = draw(st.sampled_from(("", "", "", "gzip", "br")))
    return Call(
        "codecommit", "git", method, path, query, headers | ({"Content-Encoding": coding} if coding else {}), body
    )


def end_of(visit: Call) -> str:
    """What stands behind the name of the repository in a path."""
    return next(end for _, end, _ in _ENDS if visit.path.endswith(f"/{end}"))
