"""Placeholders in pushed files: which text is one, how it is filled in, and which can never be."""

import json
from collections.abc import Mapping
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cfnproof.config import read
from cfnproof.errors import CfnproofError
from cfnproof.template.images import image_uri, images
from cfnproof.template.model import Template, from_text, load
from cfnproof.template.nodes import Mark
from cfnproof.template.pushed import (
    Placeholder,
    as_pushed,
    check_placeholders,
    fill,
    fill_text,
    is_filled,
    placeholders,
    regional_values,
)

ROOT = Path(__file__).parents[3]
ARTIFACTS = read(ROOT / "pyproject.toml").artifacts
RESOURCES = "Resources: {R: {Type: T}}\n"
STACKS = {
    "base": "Outputs: {BucketName: {Value: b}, KeyArn: {Value: k}}\n",
    "bare": "",
    "looped": "Transform: AWS::LanguageExtensions\nOutputs: {'Fn::ForEach::All': [N, [A], {'${N}': {Value: v}}]}\n",
    "included": "Outputs: {'Fn::Transform': {Name: AWS::Include}}\n",
    "model": "Outputs: {Arn: {Value: a}}\n",
}


@pytest.fixture
def templates() -> Mapping[str, Template]:
    """Templates of five stacks; one has the name of a source, two do not say which outputs they have."""
    return {stack: from_text(RESOURCES + outputs, Path(f"{stack}.yaml")) for stack, outputs in STACKS.items()}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", ()),
        ("${aws.region}", (Placeholder("aws", "region", Mark(1, 1)),)),
        ("s3://${base.BucketName}/models", (Placeholder("base", "BucketName", Mark(1, 6)),)),
        ("${image.pytorch-training}", (Placeholder("image", "pytorch-training", Mark(1, 1)),)),
        ("${ml-base.Key_1}", (Placeholder("ml-base", "Key_1", Mark(1, 1)),)),
        (
            '{\n  "A": "${a.b}${c.d}",\r\n  "B": "é${a.b}"\n}',
            (
                Placeholder("a", "b", Mark(2, 9)),
                Placeholder("c", "d", Mark(2, 15)),
                Placeholder("a", "b", Mark(3, 10)),
            ),
        ),
        ("$${a.b}", (Placeholder("a", "b", Mark(1, 2)),)),
        ("${${a.b}}", (Placeholder("a", "b", Mark(1, 3)),)),
    ],
)
def test_placeholders(text: str, expected: tuple[Placeholder, ...]) -> None:
    """Each stands with its two words and its place."""
    assert placeholders(text) == expected


LITERAL = [
    "${AWS::Region}",
    "${BranchName}",
    "${a.b.c}",
    "${ a.b }",
    "${a.b",
    "{a.b}",
    "$a.b",
    "${!a.b}",
    "${1.2}",
    "${a.}",
    "${.b}",
    "${a:b}",
    "\\u0024{a.b}",
]


@pytest.mark.parametrize("text", LITERAL)
def test_literal_braces(text: str) -> None:
    """What has not the form of a placeholder stays as it is written, whatever values there are."""
    assert placeholders(text) == ()
    assert fill(text, {"a.b": "x", "AWS.Region": "x"}) == text


@pytest.mark.parametrize(
    ("name", "text", "filled"),
    [
        ("start.json", '{"Key": "${aws.region}"}', True),
        ("START.JSON", '["${aws.region}"]', True),
        ("start.json", '"${aws.region}"', True),
        ("template.json", '{"Resources": {"R": {"Type": "T"}}}', False),
        ("template.json", '{"AWSTemplateFormatVersion": "2010-09-09"}', False),
        ("template.yaml", RESOURCES, False),
        ("train.py", "print('${aws.region}')", False),
        ("broken.json", '{"Key": ${aws.region}}', False),
        ("deep.json", "[" * 100_000, False),
    ],
)
def test_is_filled(*, name: str, text: str, filled: bool) -> None:
    """JSON that is no CloudFormation template is filled in, and nothing else."""
    assert is_filled(Path(name), text) is filled


@pytest.mark.parametrize(
    ("value", "written"),
    [
        ("plain", "plain"),
        ("", ""),
        ('say "no"', r"say \"no\""),
        ("back\\slash", r"back\\slash"),
        ("two\nlines\t", r"two\nlines\t"),
        ("\x00\x1f", r"\u0000\u001f"),
        ("é…", "é…"),
        ("${aws.region}", "${aws.region}"),
        (r"\g<0>\1", r"\\g<0>\\1"),
    ],
)
def test_fill_escapes(value: str, written: str) -> None:
    """A value is written as between the quotes of a JSON string, and not filled in again."""
    values = {"model.name": value, "aws.region": "eu-west-1"}
    filled = fill('{"A": "<${model.name}>", "B": "${aws.region}"}', values)
    assert filled == f'{{"A": "<{written}>", "B": "eu-west-1"}}'
    assert json.loads(filled) == {"A": f"<{value}>", "B": "eu-west-1"}


def test_fill_lists_all_that_is_missing() -> None:
    """Every placeholder without a value is named with its lines, and the values that there are."""
    text = '{\n"A": "${base.KeyArn}",\n"B": "${model.name}",\n"C": "${aws.region}",\n"D": "${base.KeyArn}"\n}'
    with pytest.raises(CfnproofError) as caught:
        fill(text, {"aws.region": "eu-west-1"}, Path("start.json"))
    assert str(caught.value) == (
        "start.json:2:7: placeholders without a value: '${base.KeyArn}' (lines 2, 5), '${model.name}' (line 3); "
        "given are values for: 'aws.region'"
    )


@pytest.mark.parametrize(
    ("name", "written", "pushed"),
    [
        ("start.json", b'{"Key": "${base.KeyArn}"}', b'{"Key": "a \\"key\\""}'),
        ("template.json", b'{"Resources": {"R": "${base.KeyArn}"}}', b'{"Resources": {"R": "${base.KeyArn}"}}'),
        ("notes.txt", b"${base.KeyArn}\r\n", b"${base.KeyArn}\r\n"),
        ("data.bin", b"\xff\x00", b"\xff\x00"),
    ],
)
def test_as_pushed(name: str, written: bytes, pushed: bytes, tmp_path: Path) -> None:
    """A file that holds placeholders is filled in; every other one is pushed byte by byte."""
    file = tmp_path / name
    file.write_bytes(written)
    assert as_pushed(file, {"base.KeyArn": 'a "key"'}) == pushed


@pytest.mark.parametrize("name", ["gone.json", "gone.txt"])
def test_a_file_that_cannot_be_pushed(name: str, tmp_path: Path) -> None:
    """The error has the file."""
    with pytest.raises(CfnproofError, match="cannot be read: no such file or directory") as caught:
        as_pushed(tmp_path / name, {})
    assert caught.value.file == tmp_path / name


def test_fill_without_any_value() -> None:
    """The message says that no value was given at all."""
    with pytest.raises(CfnproofError, match=r"'\$\{a\.b\}' \(line 1\); given are values for: none"):
        fill("${a.b}", {})


def test_fill_text_does_not_escape() -> None:
    """A value stands as it is, and is not filled in again."""
    values = {"base.KeyArn": 'a "key"', "model.name": "${aws.region}", "aws.region": "eu-west-1"}
    assert fill_text("<${base.KeyArn}>,${model.name}", values) == '<a "key">,${aws.region}'
    with pytest.raises(CfnproofError, match=r"'\$\{base\.Other\}' \(line 1\)"):
        fill_text("${base.Other}", values)


def test_regional_values() -> None:
    """Each image's address and repository, in AWS's account of the region."""
    values = regional_values("eu-south-1")
    assert values["aws.region"] == "eu-south-1"
    assert values["image.pytorch-training"] == image_uri("pytorch-training", "eu-south-1")
    repository = "arn:aws:ecr:eu-south-1:692866216735:repository/pytorch-inference"
    assert values["repository.pytorch-inference"] == repository


KEYS = ("aws.region", "model.name", "base.KeyArn", "image.pytorch-training")
PIECES = st.one_of(st.text().filter(lambda text: "$" not in text), st.sampled_from(KEYS).map(lambda key: f"${{{key}}}"))
TEXTS = st.lists(PIECES, max_size=4)


@given(
    document=st.dictionaries(st.sampled_from("ABCD"), TEXTS, max_size=4),
    values=st.fixed_dictionaries(dict.fromkeys(KEYS, st.text())),
    plain=st.booleans(),
)
def test_round_trip(*, document: dict[str, list[str]], values: dict[str, str], plain: bool) -> None:
    """Filling in a JSON text gives JSON whose strings hold the values as they are."""
    by_mark = {f"${{{key}}}": value for key, value in values.items()}
    written = json.dumps({key: "".join(pieces) for key, pieces in document.items()}, ensure_ascii=plain, indent=1)
    expected = {key: "".join(by_mark.get(piece, piece) for piece in pieces) for key, pieces in document.items()}
    assert json.loads(fill(written, values)) == expected


@pytest.mark.parametrize(
    "text",
    [
        "${base.BucketName} ${base.KeyArn}",
        "${aws.region} ${model.name} ${image.pytorch-inference} ${repository.pytorch-inference}",
        "${looped.Anything} ${included.Anything}",
        "${AWS::Region} ${BranchName} ${other} ${ other.X }",
    ],
)
def test_known(text: str, templates: Mapping[str, Template]) -> None:
    """An output that is there, a known key, outputs that a template does not settle, and literal braces pass."""
    assert not list(check_placeholders(text, templates))


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (
            "${bsae.KeyArn}",
            (
                "'${bsae.KeyArn}' names 'bsae', which is no stack and no other source: did you mean 'base'? "
                "(known: 'aws', 'bare', 'base', 'image', 'included', 'looped', 'model', 'repository')"
            ),
        ),
        (
            "${base.Bucketname}",
            (
                "'${base.Bucketname}' names 'Bucketname', which is no output of stack 'base': "
                "did you mean 'BucketName'? (known: 'BucketName', 'KeyArn')"
            ),
        ),
        (
            "${base.Unlike}",
            "'${base.Unlike}' names 'Unlike', which is no output of stack 'base': write one of 'BucketName', 'KeyArn'",
        ),
        (
            "${bare.Arn}",
            "'${bare.Arn}' names 'Arn', which is no output of stack 'bare': it has none",
        ),
        (
            "${aws.Region}",
            "'${aws.Region}' names 'Region', which is no value of 'aws': did you mean 'region'? (known: 'region')",
        ),
        ("${model.Arn}", "'${model.Arn}' names 'Arn', which is no value of 'model': write 'name'"),
        (
            "${image.pytorch}",
            (
                "'${image.pytorch}' names 'pytorch', which is no value of 'image': did you mean 'pytorch-training'? "
                "(known: 'pytorch-inference', 'pytorch-training')"
            ),
        ),
        (
            "${ aws.region }",
            "'${ aws.region }' is no placeholder and would be pushed as it stands: write ${aws.NAME}",
        ),
        ("${base}", "'${base}' is no placeholder and would be pushed as it stands: write ${base.NAME}"),
        ("${base:KeyArn}", "'${base:KeyArn}' is no placeholder and would be pushed as it stands: write ${base.NAME}"),
    ],
)
def test_unknown(text: str, message: str, templates: Mapping[str, Template]) -> None:
    """The message has the placeholder, what it names, and what was probably meant."""
    (problem,) = check_placeholders(f'{{\n  "Key": "${{aws.region}} {text}"\n}}', templates)
    assert (problem.message, problem.mark) == (message, Mark(2, 25))


def test_unknown_in_order(templates: Mapping[str, Template]) -> None:
    """All that is wrong is told, good ones in between are not."""
    found = check_placeholders("${a.B}\n${base.KeyArn}${base.X}\n${model.name}${ model.name}", templates)
    assert [(problem.message.split("'")[1], problem.mark) for problem in found] == [
        ("${a.B}", Mark(1, 1)),
        ("${base.X}", Mark(2, 15)),
        ("${ model.name}", Mark(3, 14)),
    ]


@pytest.mark.parametrize("pushed", [path for path, file in ARTIFACTS.items() if file.suffix == ".json"])
def test_own_artifacts(pushed: str) -> None:
    """What this repository pushes names only what is there, and is whole JSON once it is filled in."""
    text = ARTIFACTS[pushed].read_text(encoding="utf-8")
    stacks = {file.stem: load(file) for file in (ROOT / "cfn").glob("*.yaml")}
    assert is_filled(ARTIFACTS[pushed], text)
    assert not list(check_placeholders(text, stacks))
    values = {f"image.{name}": image_uri(name, "eu-west-1") for name in images()}
    values |= {"aws.region": "eu-west-1", "model.name": "finbert-1"}
    values |= {
        f"{stack}.{one.key}": one.key for stack, template in stacks.items() for one in template.section("Outputs")
    }
    assert "${" not in json.dumps(json.loads(fill(text, values)))


def test_own_template_is_left_alone() -> None:
    """The template that is pushed beside them is no file that is filled in."""
    file = ARTIFACTS["mldeployment.yaml"]
    assert not is_filled(file, file.read_text(encoding="utf-8"))
