r"""Placeholders in the files that are pushed to the repository, and how they are filled in when they are pushed.

A placeholder is `${source.name}`; both words are a letter and then letters, digits, `_` and `-`, with no space around.

- `${aws.region}`: the region that is pushed to;
- `${image.pytorch-training}`: the URI there of an image that `template.images` knows;
- `${repository.pytorch-training}`: the ARN of the ECR repository that holds that image there;
- `${model.name}`: the name of the model to deploy: of the one that was made last, or of a stand-in;
- `${foundation.DataBucketName}`: the output of a stack, which is called as the project's settings call it. No stack can
  be called `aws`, `image`, `repository` or `model`.

Only JSON files that are no CloudFormation template hold placeholders (`is_filled`): in a template `${Endpoint.Arn}` is
`Fn::Sub`'s, and every other file is pushed as it is. Anything else in braces, like `${AWS::Region}`, stays as it is
written. A text that shall keep the very form of a placeholder escapes its dollar sign, as JSON can:
`\u0024{aws.region}`.
"""

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from cfnproof.errors import CfnproofError
from cfnproof.template.images import image_uri, images, repository_arn
from cfnproof.template.model import TEMPLATE_KEYS, Template
from cfnproof.template.nodes import Mark, Object
from cfnproof.template.suggestions import suggest
from cfnproof.template.text import read_text

_WORD: Final = "[A-Za-z][A-Za-z0-9_-]*+"
_PLACEHOLDER: Final = re.compile(rf"\$\{{(?P<source>{_WORD})\.(?P<name>{_WORD})\}}")
_BRACES: Final = re.compile(rf"""\$\{{\s*(?P<source>{_WORD})[^{{}}"\n]*+\}}""")


@dataclass(frozen=True, slots=True)
class Placeholder:
    """One placeholder: the word before the dot, the word after it, and where it begins."""

    source: str
    name: str
    mark: Mark

    @property
    def key(self) -> str:
        """What `fill` looks its value up by: `source.name`."""
        return f"{self.source}.{self.name}"

    def __str__(self) -> str:
        """As the file has it."""
        return f"${{{self.key}}}"


@dataclass(frozen=True, slots=True)
class PlaceholderProblem:
    """A placeholder that nothing can fill in: `message` says which, why, and what was probably meant."""

    message: str
    mark: Mark


def is_filled(file: Path, text: str) -> bool:
    """Whether this file's placeholders are filled in: it is named .json, is JSON, and is no CloudFormation template."""
    if file.suffix.lower() != ".json":
        return False
    try:
        document = json.loads(text)
    except (ValueError, RecursionError):
        return False
    return not (isinstance(document, dict) and TEMPLATE_KEYS & document.keys())


def placeholders(text: str) -> tuple[Placeholder, ...]:
    """Return all placeholders in the text's order, each as often as it stands there."""
    return tuple(
        Placeholder(match["source"], match["name"], _mark(text, match.start())) for match in _PLACEHOLDER.finditer(text)
    )


def fill_text(text: str, values: Mapping[str, str]) -> str:
    """Return a text with its placeholders replaced by the values as they are; raises CfnproofError as `fill` does."""
    missing = [found for found in placeholders(text) if found.key not in values]
    if missing:
        raise CfnproofError(_without_value(missing, values))
    return _PLACEHOLDER.sub(lambda match: values[f"{match['source']}.{match['name']}"], text)


def fill(text: str, values: Mapping[str, str], file: Path | None = None) -> str:
    """Return a JSON text with its placeholders replaced; `values` has them as `source.name`.

    Values are escaped as JSON strings are, so what was JSON stays JSON and its strings hold the values as given. A
    placeholder within a value is not filled in. Raises CfnproofError that lists all placeholders without a value.
    """
    missing = [found for found in placeholders(text) if found.key not in values]
    if missing:
        mark = missing[0].mark
        raise CfnproofError(_without_value(missing, values), file, mark.line, mark.column)
    return _PLACEHOLDER.sub(lambda match: _escaped(values[f"{match['source']}.{match['name']}"]), text)


def filled_text(file: Path) -> str:
    """Return the text of a file whose placeholders are filled in, as it is written; "" for one that is pushed as it is.

    Raises TemplateError for a file named .json that cannot be read or is no text.
    """
    if file.suffix.lower() != ".json":
        return ""
    text = read_text(file)
    return text if is_filled(file, text) else ""


def as_pushed(file: Path, values: Mapping[str, str]) -> bytes:
    """Return what is pushed of a file: filled in where it holds placeholders, as it is where it does not.

    Raises CfnproofError for a file that cannot be read, and as `fill` does.
    """
    text = filled_text(file)
    if text:
        return fill(text, values, file).encode()
    try:
        return file.read_bytes()
    except OSError as error:
        raise CfnproofError(f"cannot be read: {(error.strerror or str(error)).lower()}", file) from error


def check_placeholders(text: str, templates: Mapping[str, Template]) -> Iterator[PlaceholderProblem]:
    """Yield what cannot be filled in, in the text's order; `templates` are those of the known stacks by stack name.

    That is a placeholder that names no known source or no value that its source has, and a `${…}` that begins with a
    known source but is not in a placeholder's form: it would be pushed as it stands.
    """
    known = _sources(templates)
    for match in _BRACES.finditer(text):
        exact = _PLACEHOLDER.fullmatch(match[0])
        if exact is not None:
            message = _unknown(exact, known)
        elif match["source"] in known:
            message = (
                f"{match[0]!r} is no placeholder and would be pushed as it stands: write ${{{match['source']}.NAME}}"
            )
        else:
            message = None
        if message is not None:
            yield PlaceholderProblem(message, _mark(text, match.start()))


def regional_values(region: str) -> Mapping[str, str]:
    """The values that follow from the region alone: those of `aws`, `image` and `repository`.

    Raises CfnproofError for a region in which AWS keeps no images.
    """
    values = {"aws.region": region}
    for name in images():
        values[f"image.{name}"] = image_uri(name, region)
        values[f"repository.{name}"] = repository_arn(name, region)
    return values


def _sources(templates: Mapping[str, Template]) -> Mapping[str, tuple[str, ...] | None]:
    """The names that each source has; None where its template does not settle them."""
    return {**{stack: _outputs(template) for stack, template in templates.items()}, **_given()}


def _given() -> Mapping[str, tuple[str, ...]]:
    """The names of the sources that are no stack."""
    return {"aws": ("region",), "image": tuple(images()), "repository": tuple(images()), "model": ("name",)}


def _outputs(template: Template) -> tuple[str, ...] | None:
    """The names of a template's outputs, None where a loop or a transform makes them."""
    section = template.root.get("Outputs")
    if section is None:
        return ()
    if not isinstance(section, Object) or any(entry.key.startswith("Fn::") for entry in section.entries):
        return None
    return tuple(entry.key for entry in section.entries)


def _unknown(match: re.Match[str], known: Mapping[str, tuple[str, ...] | None]) -> str | None:
    source, name = match["source"], match["name"]
    if source not in known:
        return f"{match[0]!r} names {source!r}, which is no stack and no other source: {suggest(source, known)}"
    names = known[source]
    if names is None or name in names:
        return None
    kind = "value of" if source in _given() else "output of stack"
    instead = suggest(name, names, "it has none")
    return f"{match[0]!r} names {name!r}, which is no {kind} {source!r}: {instead}"


def _without_value(missing: Iterable[Placeholder], values: Iterable[str]) -> str:
    lines: dict[str, dict[str, None]] = {}
    for found in missing:
        lines.setdefault(str(found), {})[str(found.mark.line)] = None
    listed = ", ".join(
        f"{shown!r} (line{'s' if len(where) > 1 else ''} {', '.join(where)})" for shown, where in lines.items()
    )
    given = ", ".join(map(repr, sorted(values))) or "none"
    return f"placeholders without a value: {listed}; given are values for: {given}"


def _escaped(value: str) -> str:
    """The value as it stands between the quotes of a JSON string."""
    return json.dumps(value, ensure_ascii=False)[1:-1]


def _mark(text: str, offset: int) -> Mark:
    return Mark(text.count("\n", 0, offset) + 1, offset - text.rfind("\n", 0, offset))
