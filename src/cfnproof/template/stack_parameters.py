"""The parameters of the project's stacks: what they name is known before anything is deployed, and filled in then.

Values may hold the placeholders of `template.pushed`; an output is one of a stack that stands earlier in the list.
"""

from collections.abc import Mapping, Sequence

from cfnproof.config import Config, StackEntry
from cfnproof.errors import CfnproofError, ConfigError
from cfnproof.template.model import Template
from cfnproof.template.pushed import check_placeholders, fill_text, placeholders
from cfnproof.template.suggestions import suggest


def check_stacks(config: Config, templates: Mapping[str, Template]) -> None:
    """Raise ConfigError, with the line, for a parameter that the stack's template lacks or that cannot be filled in.

    `templates` are those of all stacks, by stack name.
    """
    earlier: dict[str, Template] = {}
    for entry in config.stacks:
        declared = templates[entry.name].parameters
        for parameter, value in entry.parameters.items():
            message = None
            if parameter not in declared:
                message = f"{entry.template.name} has no parameter {parameter!r}: {suggest(parameter, declared)}"
            else:
                message = _fault(value, earlier, config.stacks)
            if message is not None:
                raise ConfigError(f"stack {entry.name!r}: {message}", config.file, entry.lines[parameter])
        earlier[entry.name] = templates[entry.name]


def needed(entry: StackEntry, stacks: Sequence[StackEntry]) -> tuple[str, ...]:
    """The names of the stacks whose outputs an entry's parameters hold, each once, in the order of the list."""
    sources = {found.source for value in entry.parameters.values() for found in placeholders(value)}
    return tuple(one.name for one in stacks if one.name in sources)


def filled(entry: StackEntry, values: Mapping[str, str], config: Config) -> dict[str, str]:
    """An entry's parameters with their placeholders filled in.

    Raises ConfigError, with the line, for a placeholder without a value: an output that its stack's condition left out.
    """
    parameters = {}
    for name, value in entry.parameters.items():
        try:
            parameters[name] = fill_text(value, values)
        except CfnproofError as error:
            message = f"stack {entry.name!r}, parameter {name}: {error.message}"
            raise ConfigError(message, config.file, entry.lines[name]) from error
    return parameters


def _fault(value: str, earlier: Mapping[str, Template], stacks: Sequence[StackEntry]) -> str | None:
    """What is wrong with the first placeholder that cannot be filled in."""
    for found in placeholders(value):
        if found.source not in earlier and any(found.source == one.name for one in stacks):
            return f"'{found}' names stack {found.source!r}, which does not stand earlier in the list: move it up"
    return next((problem.message for problem in check_placeholders(value, earlier)), None)
