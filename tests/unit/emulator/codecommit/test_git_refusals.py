"""What nobody's git sends: each is answered."""

import gzip
from collections.abc import Iterator, Sequence
from typing import Final

import pytest
from dulwich.protocol import pkt_line
from hypothesis import given, settings
from hypothesis import strategies as st

from cfnproof.emulator.codecommit.git_bounds import Bounds
from cfnproof.hosts.moto.git import git_application
from cfnproof.hosts.moto.host import MotoHost
from tests.unit.emulator.codecommit import git_objects
from tests.unit.emulator.codecommit.git_objects import BLOB, FEW, PATH, ZERO
from tests.unit.emulator.codecommit.git_requests import Answered, advertised, asked, sent


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("refs/notes/commits", "only branches and tags"),
        ("HEAD", "only branches and tags"),
        ("refs/heads/../../etc", "only branches and tags"),
        ("refs/heads/a..b", "only branches and tags"),
        (f"refs/heads/{'f' * 40}", "not a valid branch name"),
        (f"refs/heads/{'n' * 257}", "not a valid branch name"),
        ("refs/heads/known/below", "refs/heads/known is there already"),
        ("refs/heads/blob", "is no commit"),
    ],
)
def test_names_and_tips_that_cannot_be(host: MotoHost, shown: tuple[str, str], name: str, reason: str) -> None:
    """Each is refused alone."""
    tree = git_objects.tree((b"a", 0o100644, BLOB.id))
    app, tip = git_application(host, FEW), git_objects.commit(tree.id).id.decode()
    pack = git_objects.pack(BLOB, tree, git_objects.commit(tree.id))
    new = BLOB.id.decode() if name.endswith("blob") else tip
    known = ("refs/heads/known", ZERO if f"{tip} refs/heads/known" not in _refs(host, shown) else tip)
    answer = sent(app, PATH, shown, git_objects.body(pack, (known[1], tip, known[0]), (ZERO, new, name)))
    assert (answer.status, "ok refs/heads/known" in answer.text) == (200, True), answer.text
    assert f"ng {name} " in answer.text
    assert reason in answer.text


def _refs(host: MotoHost, shown: tuple[str, str]) -> str:
    return advertised(git_application(host), PATH, shown, "git-receive-pack").text


def test_a_reference_that_has_moved_is_not_changed(host: MotoHost, shown: tuple[str, str]) -> None:
    """Two pushes at once: the second is told to fetch first."""
    tree = git_objects.tree((b"a", 0o100644, BLOB.id))
    tip = git_objects.commit(tree.id, message=b"moved")
    pack, name = git_objects.pack(BLOB, tree, tip), "refs/heads/moved"
    app = git_application(host)
    for answer, said in (
        (sent(app, PATH, shown, git_objects.body(pack, ("1" * 40, tip.id.decode(), name))), "is no longer at"),
        (sent(app, PATH, shown, git_objects.body(pack, (ZERO, tip.id.decode(), name))), "ok"),
        (sent(app, PATH, shown, git_objects.body(pack, (ZERO, tip.id.decode(), name))), "is no longer at"),
        (sent(app, PATH, shown, git_objects.body(b"", ("1" * 40, ZERO, name))), "is no longer at"),
    ):
        assert said in answer.text, answer.text


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (b"zzzz", "length of a line"),
        (b"-001", "cannot read a line"),
        (b"0005", "cannot read a line"),
        (b"ffff" + b"x" * 0xFFFF, "cannot read a line"),
        (pkt_line(b"nonsense") + pkt_line(None), "cannot read the line b'nonsense'"),
        (pkt_line(f"{ZERO} {ZERO} a".encode()), "misses the flush"),
        (pkt_line(b"0" * 40 + b" " + b"1" * 40 + b" \xff") + pkt_line(None), "not UTF-8"),
        (git_objects.body(b"", (ZERO, "1" * 40, "refs/heads/a"), (ZERO, "1" * 40, "refs/heads/a")), "more than once"),
        (pkt_line(b"push-cert\0x") + pkt_line(None), "cannot read the line"),
    ],
    ids=range(9),
)
def test_a_push_in_another_form_is_a_bad_request(
    host: MotoHost, shown: tuple[str, str], body: bytes, reason: str
) -> None:
    """https://git-scm.com/docs/gitprotocol-pack."""
    answer = sent(git_application(host, Bounds(references=5)), PATH, shown, body)
    assert (answer.status, reason in answer.text) == (400, True), answer.text


def test_a_push_of_too_many_references_is_refused_as_a_whole(host: MotoHost, shown: tuple[str, str]) -> None:
    """https://docs.aws.amazon.com/codecommit/latest/userguide/troubleshooting-git.html#troubleshooting-ge2."""
    body = git_objects.body(b"", *((ZERO, "1" * 40, f"refs/heads/{at}") for at in range(6)))
    answer = sent(git_application(host, FEW), PATH, shown, body)
    assert "unpack Too many reference update commands: a push can have 5" in answer.text
    assert "ng refs/heads/5 Too many" in answer.text


@pytest.mark.parametrize(
    "body",
    [
        b"zzzz",
        pkt_line(b"want nothing"),
        pkt_line(b"want " + b"1" * 40 + b" side-band-64k thin-pack ofs-delta") + pkt_line(None),
        pkt_line(b"filter blob:none"),
        pkt_line(b"deepen x"),
        b"0032want",
    ],
)
def test_a_fetch_in_another_form_is_answered_with_an_error(host: MotoHost, shown: tuple[str, str], body: bytes) -> None:
    """Nobody is given what no reference leads to."""
    answer = sent(git_application(host), PATH, shown, body, "git-upload-pack")
    assert answer.status == 200
    assert answer.text[4:].startswith("ERR git-upload-pack cannot read the request: ")


def test_what_a_reference_has_left_behind_can_still_be_wanted(host: MotoHost, shown: tuple[str, str]) -> None:
    """It was advertised before the reference moved on; what no reference leads to is not given."""
    tree = git_objects.tree((b"a", 0o100644, BLOB.id))
    first = git_objects.commit(tree.id, message=b"first")
    second = git_objects.commit(tree.id, first.id, message=b"second")
    app, name = git_application(host), "refs/heads/advancing"
    for old, tip in ((ZERO, first), (first.id.decode(), second)):
        pushed = git_objects.body(git_objects.pack(BLOB, tree, first, second), (old, tip.id.decode(), name))
        assert f"ok {name}" in sent(app, PATH, shown, pushed).text
    lines = b" side-band-64k thin-pack ofs-delta no-progress\n", pkt_line(None) + pkt_line(b"done\n")
    answers = [
        sent(app, PATH, shown, pkt_line(b"want " + key + lines[0]) + lines[1], "git-upload-pack").body
        for key in (second.id, first.id, BLOB.id)
    ]
    assert [b"PACK" in one for one in answers] == [True, True, False]


@pytest.mark.parametrize(
    ("path", "method", "query", "status"),
    [
        ("/v1/repos/models/info/refs", "GET", "", 403),
        ("/v1/repos/models/info/refs", "GET", "service=git-upload-archive", 403),
        ("/v1/repos/models/info/refs", "GET", "&".join(["service=git-upload-pack"] * 101), 400),
        ("/v1/repos/models/info/refs", "POST", "service=git-upload-pack", 405),
        ("/v1/repos/models/git-upload-pack", "GET", "", 405),
        ("/v1/repos/models/git-upload-pack", "POST", "", 415),
        ("/v1/repos/models/HEAD", "GET", "", 404),
        ("/v1/repos/models/objects/info/packs", "GET", "", 404),
        ("/v1/repos/models/../other/info/refs", "GET", "service=git-upload-pack", 404),
        ("/v1/repos//etc/passwd/info/refs", "GET", "service=git-upload-pack", 404),
        ("/v1/repos/../info/refs", "GET", "service=git-upload-pack", 403),
        ("/v1/repos/\u00e4/info/refs", "GET", "service=git-upload-pack", 404),
        ("/v1/repos/absent/info/refs", "GET", "service=git-upload-pack", 403),
    ],
)
def test_paths_that_lead_nowhere(  # noqa: PLR0913, PLR0917  # one column each
    host: MotoHost, shown: tuple[str, str], path: str, method: str, query: str, status: int
) -> None:
    """No repository has another path; the signature is for `models` alone."""
    environ = {"PATH_INFO": path, "REQUEST_METHOD": method, "QUERY_STRING": query, "HTTP_HOST": "localhost"}
    assert asked(git_application(host), environ, shown).status == status


def test_bodies_are_bounded_however_they_come(host: MotoHost, shown: tuple[str, str]) -> None:
    """Zipped, in chunks, or longer than they say."""
    app, large = git_application(host, FEW), b"0" * 30_000

    def status(body: bytes, **more: str) -> int:
        return sent(app, PATH, shown, body, **more).status

    chunks = b"7530\r\n" + large + b"\r\n0\r\n\r\n"
    assert status(large) == 413
    assert status(b"", CONTENT_LENGTH="9" * 5_000) == 413
    assert status(b"0000", CONTENT_LENGTH="9") == 400
    assert status(b"", CONTENT_LENGTH="-1") == 400
    assert status(gzip.compress(large), HTTP_CONTENT_ENCODING="gzip") == 413
    assert status(gzip.compress(b"0000")[:-4], HTTP_CONTENT_ENCODING="gzip") == 400
    assert status(b"no", HTTP_CONTENT_ENCODING="gzip") == 400
    assert status(b"no", HTTP_CONTENT_ENCODING="br") == 400
    assert status(chunks, CONTENT_LENGTH="", HTTP_TRANSFER_ENCODING="chunked") == 413
    assert status(b"zz\r\n", CONTENT_LENGTH="", HTTP_TRANSFER_ENCODING="chunked") == 400
    assert status(gzip.compress(b"0000"), HTTP_CONTENT_ENCODING="gzip") == 200
    assert status(b"4\r\n0000\r\n0\r\n\r\n", CONTENT_LENGTH="", HTTP_TRANSFER_ENCODING="chunked") == 200
    assert status(b"anything", CONTENT_LENGTH="") == 200
    assert sent(app, PATH, shown, large, CONTENT_LENGTH="", **{"wsgi.input_terminated": "yes"}).status == 413
    assert sent(app, PATH, shown, b"0000", CONTENT_LENGTH="", **{"wsgi.input_terminated": "yes"}).status == 200


def _statuses(answers: Sequence[Answered]) -> set[int]:
    return {one.status for one in answers}


@settings(max_examples=150, deadline=None)
@given(data=st.data())
def test_no_request_crashes_the_door(data: st.DataObject) -> None:
    """Bytes of any form, and good requests with some bytes changed, are answered."""
    host, shown = _shared()
    tree = git_objects.tree((b"a", 0o100644, BLOB.id))
    tip = git_objects.commit(tree.id)
    good = git_objects.body(git_objects.pack(BLOB, tree, tip), (ZERO, tip.id.decode(), "refs/heads/fuzz"))
    want = pkt_line(b"want " + tip.id + b" side-band-64k thin-pack ofs-delta multi_ack_detailed") + pkt_line(None)
    body = bytearray(data.draw(st.sampled_from((good, want, b""))))
    for _ in range(data.draw(st.integers(0, 8))):
        at = data.draw(st.integers(0, len(body)))
        body[at : at + data.draw(st.integers(0, 3))] = data.draw(st.binary(max_size=4))
    app = git_application(host)
    answers = [sent(app, PATH, shown, bytes(body), service) for service in ("git-receive-pack", "git-upload-pack")]
    assert _statuses(answers) <= {200, 400}


_SHARED: Final[list[tuple[MotoHost, tuple[str, str]]]] = []


def _shared() -> tuple[MotoHost, tuple[str, str]]:
    return _SHARED[0]


@pytest.fixture(autouse=True)
def _share(host: MotoHost, shown: tuple[str, str]) -> Iterator[None]:
    """Hypothesis takes no fixtures that belong to one test."""
    _SHARED.append((host, shown))
    yield
    _SHARED.clear()
