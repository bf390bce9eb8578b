"""Packs that are broken, or whose objects nobody could read: nothing of them is kept."""

from typing import Final

import pytest
from dulwich.objects import Blob, ObjectID, ShaFile, Tag
from dulwich.pack import create_delta

from cfnproof.hosts.moto.git import git_application
from cfnproof.hosts.moto.host import MotoHost
from tests.unit.emulator.codecommit import git_objects
from tests.unit.emulator.codecommit.git_objects import BLOB, FEW, GOOD, NAME, OFS, PATH, REF, ZERO
from tests.unit.emulator.codecommit.git_requests import advertised, sent


def _pushed(
    host: MotoHost, shown: tuple[str, str], pack: bytes, new: ObjectID | str, name: str = "refs/heads/wrong"
) -> str:
    """What is reported of a push that makes a branch, within narrow bounds."""
    tip = new if isinstance(new, str) else new.decode()
    answer = sent(git_application(host, FEW), PATH, shown, git_objects.body(pack, (ZERO, tip, name)))
    assert answer.status == 200, answer.text
    assert (
        name.removeprefix("refs/heads/") not in host.client("codecommit").list_branches(repositoryName=NAME)["branches"]
    )
    return answer.text


@pytest.mark.parametrize(
    ("pack", "reason"),
    [
        (b"", "the pack ends too early"),
        (b"PACK" + b"\0" * 40, "no pack of version 2 or 3"),
        (git_objects.pack(BLOB)[:-1] + b"?", "its checksum is another"),
        (git_objects.packed([git_objects.entry(3, b"x")], 2), "the pack is broken"),
        (
            git_objects.packed([git_objects.entry(3, b"x"), git_objects.entry(3, b"y")], 1),
            "1 objects and more behind them",
        ),
        (git_objects.packed([], 51), "has 51 objects, at most 50"),
        (git_objects.packed([git_objects.entry(3, b"x" * 10, size=2)]), "exceeds expected size"),
        (
            git_objects.packed([git_objects.entry(3, b"x", size=1 << 40)]),
            f"an object has {1 << 40} bytes, at most 5000",
        ),
        (
            git_objects.pack(*(Blob.from_string(bytes([at]) * 4_500) for at in range(3))),
            "more than 12000 bytes together",
        ),
        (git_objects.packed([git_objects.entry(5, b"x")]), "the pack is broken"),
        (git_objects.packed([git_objects.entry(1, b"tree nothing\n")]), "the pack is broken"),
        (git_objects.packed([git_objects.entry(2, b"100644 a")]), "the pack is broken"),
        (git_objects.packed([git_objects.entry(2, b"100644 ..\0" + b"x" * 20)]), "invalid name .."),
        (git_objects.packed([git_objects.entry(2, b"100644 a/b\0" + b"x" * 20)]), "invalid name a/b"),
        (git_objects.packed([git_objects.entry(2, b"20644 tty\0" + b"x" * 20)]), "invalid mode"),
        (
            git_objects.packed([git_objects.entry(REF, b"\x01\x01\x01x", b"y" * 20)]),
            "deltas against objects that are not there",
        ),
        (
            git_objects.packed([git_objects.entry(OFS, b"\x01\x01\x01x", b"\x7f")]),
            "deltas against objects that are not there",
        ),
        (
            git_objects.packed([git_objects.entry(3, b"x"), git_objects.entry(OFS, b"\x01\xff\xff\xff\x7f", b"\x0a")]),
            "at most 5000",
        ),
        (git_objects.packed([git_objects.entry(3, b"x"), git_objects.entry(OFS, b"", b"\x0a")]), "the pack is broken"),
        (
            git_objects.packed([git_objects.entry(3, b"x"), git_objects.entry(OFS, b"\x80", b"\x0a")]),
            "the pack is broken",
        ),
    ],
    ids=range(20),
)
def test_a_broken_pack_is_reported(host: MotoHost, shown: tuple[str, str], pack: bytes, reason: str) -> None:
    """As git reports it: the unpacker's error, and each reference refused."""
    text = _pushed(host, shown, pack, GOOD.id)
    assert reason in text
    assert "ng refs/heads/wrong unpacker error" in text


def _deep(depth: int) -> list[ShaFile]:
    trees: list[ShaFile] = [BLOB, git_objects.tree((b"f", 0o100644, BLOB.id))]
    for _ in range(depth):
        trees.append(git_objects.tree((b"d", 0o040000, trees[-1].id)))
    return trees


def _bomb() -> list[ShaFile]:
    """Nine trees, and 10 ** 9 files."""
    made: list[ShaFile] = [BLOB, git_objects.tree(*((b"%d" % at, 0o100644, BLOB.id) for at in range(10)))]
    for _ in range(8):
        made.append(git_objects.tree(*((b"%d" % at, 0o040000, made[-1].id) for at in range(10))))
    return made


LONG: Final = git_objects.tree((b"n" * 41, 0o100644, BLOB.id))
ROUGH: Final = git_objects.tree((b"\xff", 0o100644, BLOB.id))
HIDDEN: Final = git_objects.tree((b".GIT", 0o100644, BLOB.id))


@pytest.mark.parametrize("header", ["tree", "parent"])
def test_an_id_of_another_length_is_refused(host: MotoHost, shown: tuple[str, str], header: str) -> None:
    """Git has ids of SHA-256, too."""
    tree = git_objects.tree((b"a", 0o100644, BLOB.id))
    lines = {"tree": f"tree {'a' * 64}\n", "parent": f"tree {tree.id.decode()}\nparent {'a' * 64}\n"}[header]
    who = "Ana <ana@example.com> 1 +0000\n"
    tip = ShaFile.from_raw_string(1, f"{lines}author {who}committer {who}\nm".encode())
    text = _pushed(host, shown, git_objects.pack(BLOB, tree, tip), tip.id)
    assert f"{'a' * 64} is no id of SHA-1" in text


@pytest.mark.parametrize(
    ("objects", "reason"),
    [
        ([git_objects.tree((b"a", 0o100644, BLOB.id))], "is missing"),
        ([BLOB, LONG], "has 41 characters in a path, at most 40"),
        ([BLOB, ROUGH], "which is not UTF-8"),
        ([BLOB, HIDDEN], "git keeps that for itself"),
        (_deep(4), "has 4 directories above a file, at most 3"),
        (_bomb(), "has 1000000000 files, at most 8"),
        ([BLOB, git_objects.tree((b"a", 0o040000, BLOB.id))], "is a blob, where a tree must be"),
        (
            [
                Blob.from_string(b"y" * 4_500),
                git_objects.tree(*((b"%d" % at, 0o100644, Blob.from_string(b"y" * 4_500).id) for at in (1, 2))),
            ],
            "has 9000 bytes in its files, at most 8000",
        ),
    ],
    ids=["missing", "long-path", "not-utf-8", "dot-git", "deep", "bomb", "blob-for-a-tree", "content"],
)
def test_what_others_could_not_read_is_refused(
    host: MotoHost, shown: tuple[str, str], objects: list[ShaFile], reason: str
) -> None:
    """Nothing of it is stored."""
    tip = git_objects.commit(objects[-1].id)
    text = _pushed(host, shown, git_objects.pack(*objects, tip), tip.id)
    assert reason in text
    state = host.stores.of("codecommit", host.account, host.region).repositories[NAME]
    assert tip.id not in state.git.object_store


def test_a_commit_without_its_parent_is_refused(host: MotoHost, shown: tuple[str, str]) -> None:
    """A push must be whole."""
    tree = git_objects.tree((b"a", 0o100644, BLOB.id))
    parent = git_objects.commit(tree.id, message=b"parent")
    child = git_objects.commit(tree.id, parent.id)
    assert f"object {parent.id.decode()} is missing" in _pushed(
        host, shown, git_objects.pack(BLOB, tree, child), child.id
    )


def test_deltas_are_applied_whatever_their_order(host: MotoHost, shown: tuple[str, str]) -> None:
    """Bases may come later in the pack, or stand in the repository."""
    first, second = Blob.from_string(b"line\n" * 200), Blob.from_string(b"line\n" * 200 + b"more\n")
    delta = b"".join(create_delta(first.as_raw_string(), second.as_raw_string()))
    tree = git_objects.tree((b"a", 0o100644, first.id), (b"b", 0o100644, second.id))
    tip = git_objects.commit(tree.id)
    entries = [
        git_objects.entry(REF, delta, first.sha().digest()),
        *(git_objects.entry(one.type_num, one.as_raw_string()) for one in (first, tree, tip)),
    ]
    app = git_application(host)
    assert (
        "ok refs/heads/deltas"
        in sent(
            app,
            PATH,
            shown,
            git_objects.body(git_objects.packed(entries), (ZERO, tip.id.decode(), "refs/heads/deltas")),
        ).text
    )
    third = Blob.from_string(b"line\n" * 200 + b"most\n")
    thin = git_objects.entry(
        REF, b"".join(create_delta(second.as_raw_string(), third.as_raw_string())), second.sha().digest()
    )
    tree = git_objects.tree((b"c", 0o100644, third.id))
    last = git_objects.commit(tree.id, tip.id)
    pack = git_objects.packed([thin, *(git_objects.entry(one.type_num, one.as_raw_string()) for one in (tree, last))])
    answer = sent(app, PATH, shown, git_objects.body(pack, (tip.id.decode(), last.id.decode(), "refs/heads/deltas")))
    assert "ok refs/heads/deltas" in answer.text
    file = host.client("codecommit").get_file(repositoryName=NAME, filePath="c", commitSpecifier="deltas")
    assert file["fileContent"] == third.as_raw_string()


def test_a_tag_of_a_tag_leads_to_what_is_there(host: MotoHost, shown: tuple[str, str]) -> None:
    """Tags may point to anything."""
    tag = Tag()
    tag.name, tag.message, tag.tagger, tag.tag_time, tag.tag_timezone = b"t", b"m", b"Ana <a@example.com>", 1, 0
    tag.object = (Blob, BLOB.id)
    answer = sent(
        git_application(host),
        PATH,
        shown,
        git_objects.body(git_objects.pack(BLOB, tag), (ZERO, tag.id.decode(), "refs/tags/blob")),
    )
    assert "ok refs/tags/blob" in answer.text
    assert (
        f"{tag.id.decode()} refs/tags/blob" in advertised(git_application(host), PATH, shown, "git-receive-pack").text
    )
