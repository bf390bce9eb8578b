"""Variables in the configuration of actions: `#{namespace.key}`.

https://docs.aws.amazon.com/codepipeline/latest/userguide/reference-variables.html
"""

import re
from collections.abc import Mapping
from typing import Final

from cfnproof.emulator.codepipeline.executions.model import Execution

_REFERENCE: Final = re.compile(r"#\{(?P<namespace>[\w@-]+)\.(?P<key>[^{}\s]+)\}", re.ASCII)
_OF_CODEPIPELINE: Final = "codepipeline"
_OF_PIPELINE: Final = "variables"


class UnresolvedVariableError(Exception):
    """A reference to a variable that has no value."""


def resolve(configuration: Mapping[str, str], execution: Execution) -> dict[str, str]:
    """A configuration with the values that an execution has for its references.

    Raises UnresolvedVariableError, with what is known, for one that has none.
    """
    known = _known(execution)

    def value(match: re.Match[str]) -> str:
        values = known.get(match["namespace"])
        if values is None:
            raise UnresolvedVariableError(_unknown(match[0], "namespace", match["namespace"], known))
        if match["key"] not in values:
            raise UnresolvedVariableError(_unknown(match[0], "variable", match["key"], values))
        return values[match["key"]]

    return {key: _REFERENCE.sub(value, text) for key, text in configuration.items()}


def _known(execution: Execution) -> dict[str, Mapping[str, str]]:
    return {
        **execution.namespaces,
        _OF_PIPELINE: execution.variables,
        _OF_CODEPIPELINE: {"PipelineExecutionId": execution.id},
    }


def _unknown(reference: str, noun: str, name: str, known: Mapping[str, object]) -> str:
    names = ", ".join(sorted(known)) or "none"
    return f"The variable reference {reference} cannot be resolved: there is no {noun} {name!r}. Known: {names}"
