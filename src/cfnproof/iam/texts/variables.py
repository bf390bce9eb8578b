"""Policy variables: `${aws:username}`, with a default, and the three that stand for special characters.

https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_variables.html
The key of a tag may have spaces: https://docs.aws.amazon.com/IAM/latest/UserGuide/id_tags.html#id_tags_rules
"""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from cfnproof.iam.request import Values
from cfnproof.iam.texts.patterns import ARN_FIELDS, marked, plain

Context = Mapping[str, Values]

_VARIABLE: Final = re.compile(
    r"\$\{(?:(?P<special>[*?$])|(?P<key>[^{}',\s]+(?: +[^{}',\s]+)*)(?:, ?'(?P<default>[^']*)')?)\}"
)


@dataclass(frozen=True, slots=True)
class Variable:
    """A context key, in lower case, in a text, and what stands there where the key has no value."""

    key: str
    default: str | None = None


@dataclass(frozen=True, slots=True)
class Template:
    """A text of a policy: as it is written, and as the parts that it is put together from."""

    written: str
    parts: tuple[str | Variable, ...]

    @property
    def constant(self) -> str | None:
        """The text where it has no variables."""
        return "".join(part for part in self.parts if isinstance(part, str)) if not self.keys else None

    @property
    def keys(self) -> tuple[str, ...]:
        """The context keys that it takes values from."""
        return tuple(part.key for part in self.parts if isinstance(part, Variable))

    def resolve(self, context: Context) -> str | None:
        """The text in a request, None where a variable has no value or several."""
        pieces = [part if isinstance(part, str) else _value(part, context) for part in self.parts]
        return None if None in pieces else "".join(piece for piece in pieces if piece is not None)


def _value(variable: Variable, context: Context) -> str | None:
    value = context.get(variable.key)
    if value is None or value == "":
        return variable.default
    return plain(value) if isinstance(value, str) else None


def literal(text: str) -> Template:
    """A text in which nothing has a meaning of its own."""
    return Template(text, (plain(text),))


def template(text: str, *, variables: bool, wildcards: bool) -> Template:
    """A text as policies have it. `variables` is whether the policy's Version knows them."""
    convert = marked if wildcards else plain
    if not variables or "${" not in text:
        return Template(text, (convert(text),))
    return Template(text, tuple(_parts(text, convert)))


def resource_template(value: str, *, variables: bool) -> Template:
    """A value of Resource or NotResource, with variables where it may have them."""
    ahead, last = before_variables(value)
    return Template(value, (marked(ahead), *template(last, variables=variables, wildcards=True).parts))


def before_variables(value: str) -> tuple[str, str]:
    """What stands before an ARN's last field, and that field: it alone may have variables. What is no ARN has none."""
    fields = value.split(":", ARN_FIELDS - 1)
    if len(fields) < ARN_FIELDS:
        return value, ""
    return ":".join(fields[:-1]) + ":", fields[-1]


def _parts(text: str, convert: Callable[[str], str]) -> Iterator[str | Variable]:
    end = 0
    for found in _VARIABLE.finditer(text):
        yield convert(text[end : found.start()])
        end = found.end()
        if found["special"]:
            yield found["special"]
        else:
            default = found["default"]
            yield Variable(found["key"].lower(), None if default is None else plain(default))
    yield convert(text[end:])
