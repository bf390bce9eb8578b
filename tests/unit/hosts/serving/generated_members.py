"""Members of requests, drawn from the shapes of botocore's models: as they are right, and as they are wrong."""

from collections.abc import Mapping
from datetime import UTC, datetime
from functools import cache
from typing import Any, Final

from botocore.model import ListShape, MapShape, Shape, StructureShape
from hypothesis import strategies as st

Draw = st.DrawFn
NAME: Final = "known"
"""What the resources are called that are there before."""
ACCOUNT: Final = "111122223333"
ARNS: Final = (
    f"arn:aws:iam::{ACCOUNT}:role/{NAME}",
    f"arn:aws:s3:::{NAME}",
    f"arn:aws:sns:us-east-1:{ACCOUNT}:{NAME}",
    f"arn:aws:sqs:us-east-1:{ACCOUNT}:{NAME}",
    f"arn:aws:states:us-east-1:{ACCOUNT}:stateMachine:{NAME}",
    f"arn:aws:lambda:us-east-1:{ACCOUNT}:function:{NAME}",
    f"arn:aws:sagemaker:us-east-1:{ACCOUNT}:model/{NAME}",
    f"arn:aws:codecommit:us-east-1:{ACCOUNT}:{NAME}",
    f"arn:aws:iam::{ACCOUNT}:policy/{NAME}",
    "arn:aws:iam::aws:policy/ReadOnlyAccess",
    "arn:aws:s3:::",
    "arn:",
    "arn:aws",
    "arn:aws:::::::",
)
_POLICY: Final = '{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "s3:*", "Resource": "*"}]}'
_DOCUMENTS: Final = (_POLICY, "{}", "[]", "{", "null", '{"Statement": {}}', '{"Statement": [1]}', '{"source": [1]}')
_TEXTS: Final = (
    NAME,
    f"alias/{NAME}",
    NAME,
    NAME,
    NAME,
    NAME,
    "refs/heads/main",
    "a/../b",
    "1",
    "-1",
    "true",
    ACCOUNT,
    "0" * 36,
)
_ODD: Final = ("", " ", "\x00", "é" * 7, "\U0001f4a5", "\u202e", "%s%n", "a\nb", "'\"<&>", "../" * 5, "x" * 5000)
_NUMBERS: Final = (0, 1, 2, 7, 60, 1000)
_WILD_NUMBERS: Final = (-1, 2**31, 2**63, -(2**70), 1e308, 0.5)
_SECOND: Final = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)
_TIMES: Final = (_SECOND, datetime(1, 1, 1, tzinfo=UTC), datetime(9999, 12, 31, tzinfo=UTC))
_WAITING: Final = ("WaitTimeSeconds", "VisibilityTimeout")
_DEEPEST: Final = 4

WILD: Final = st.one_of(
    st.sampled_from((None, True, False, *_WILD_NUMBERS, *_ODD, [], {}, [[]], [None], {"": None}, {"a": {"b": [{}]}})),
    st.sampled_from(_DOCUMENTS),
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(max_size=5),
        lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
        max_leaves=6,
    ),
)
"""What JSON can say, and no model has."""


@st.composite
def structures(draw: Draw, shape: StructureShape) -> dict[str, Any]:
    """What is required and some of the rest, each of the type that the model has."""
    found: dict[str, Any] = _structure(draw, shape, 0)
    return found


def spoiled(draw: Draw, tree: Any) -> Any:  # noqa: ANN401  # JSON's trees
    """A tree with something in it left out, added, or of another type."""
    if isinstance(tree, dict) and tree:
        name = draw(st.sampled_from(sorted(tree)))
        rest = {key: value for key, value in tree.items() if key != name}
        kind = draw(st.sampled_from(("out", "more", "wild", "below", "below")))
        if kind == "out":
            return rest
        if kind == "more":
            return {**tree, draw(st.sampled_from(("Nothing", name.lower(), "", name * 2))): draw(WILD)}
        return {**rest, name: draw(WILD) if kind == "wild" else spoiled(draw, tree[name])}
    if isinstance(tree, list) and tree and draw(st.booleans()):
        return [spoiled(draw, tree[0]), *tree[1:]]
    return draw(WILD)


def _value(draw: Draw, shape: Shape, name: str, depth: int) -> Any:  # noqa: ANN401  # any member's value
    if isinstance(shape, StructureShape):
        return _structure(draw, shape, depth)
    if isinstance(shape, ListShape):
        count = draw(st.integers(0, 2)) if depth < _DEEPEST else 0
        return [_value(draw, shape.member, name, depth + 1) for _ in range(count)]
    if isinstance(shape, MapShape):
        keys = draw(st.lists(_of(shape.key, name), max_size=2)) if depth < _DEEPEST else []
        return {key: _value(draw, shape.value, name, depth + 1) for key in keys}
    return draw(_of(shape, name))


def _structure(draw: Draw, shape: StructureShape, depth: int) -> dict[str, Any]:
    optional = [name for name in shape.members if name not in shape.required_members and name not in _WAITING]
    most = 3 if depth < _DEEPEST else 0
    chosen = draw(st.lists(st.sampled_from(optional), max_size=most, unique=True)) if optional and most else []
    if getattr(shape, "is_tagged_union", False):
        chosen = chosen[:1]
    wanted = [name for name in shape.members if name in shape.required_members or name in chosen]
    return {name: _value(draw, shape.members[name], name, depth + 1) for name in wanted if depth < 2 * _DEEPEST}


def _of(shape: Shape, name: str) -> st.SearchStrategy[Any]:
    enum = tuple(getattr(shape, "enum", ()))
    return _scalar(shape.type_name, enum, "arn" in name.lower(), shape.metadata.get("min"))


@cache
def _scalar(kind: str, enum: tuple[str, ...], is_arn: bool, least: float | None) -> st.SearchStrategy[Any]:  # noqa: FBT001  # a key of the cache
    if kind in {"string", "character"}:
        texts = enum or (ARNS if is_arn else (*_TEXTS, NAME, NAME, "n" * int(least or 1)))
        odd = () if enum else _ODD
        return st.sampled_from((*texts, *texts, *texts, *_DOCUMENTS[:1], *odd)) if not enum else st.sampled_from(texts)
    chosen: Mapping[str, tuple[Any, ...]] = {
        "boolean": (True, False),
        "timestamp": _TIMES,
        "blob": (b"", b"text", b"\xff\x00", _POLICY.encode()),
    }
    numbers = (*_NUMBERS, int(least or 1), *_WILD_NUMBERS[:3])
    return st.sampled_from(chosen.get(kind, numbers))
