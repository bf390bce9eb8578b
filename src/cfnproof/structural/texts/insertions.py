"""`${name}` placeholders in the text of a value, replaced by what they stand for."""

import re
from collections.abc import Iterator, Mapping

from cfnproof.template.expressions import Part, Parts


def inserted(value: Parts, values: Mapping[str, Parts]) -> Parts:
    """`value` with each placeholder replaced whose name is in `values`."""
    return tuple(part for part in _pieces(value, values) if part != "") if values else value


def _pieces(value: Parts, values: Mapping[str, Parts]) -> Iterator[Part]:
    placeholder = re.compile(rf"\$\{{({'|'.join(map(re.escape, values))})\}}")
    for part in value:
        if not isinstance(part, str):
            yield part
            continue
        end = 0
        for match in placeholder.finditer(part):
            yield part[end : match.start()]
            yield from values[match[1]]
            end = match.end()
        yield part[end:]
