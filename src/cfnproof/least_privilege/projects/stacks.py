"""The stacks of a project: their templates, each in one form, and what is given to their parameters.

They are those of `[[tool.cfnproof.stacks]]`; a project that lists none has one for each of its templates, by the stem
of the file's name; where two have one stem, the second by its path. A template that no stack is of is one of its own.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache
from pathlib import Path

from cfnproof.config import Config, find
from cfnproof.errors import TemplateError
from cfnproof.structural.values.written_lists import SSM_VALUE
from cfnproof.template.discover import discover
from cfnproof.template.expressions import Parts
from cfnproof.template.forms import Form, form_of, forms
from cfnproof.template.model import Template, load, scalar_text


@dataclass(frozen=True, slots=True, eq=False)
class Stack:
    """One stack. `template` is the form of `whole` that its parameters lead to, `given` the parameters' texts.

    A given text may hold the placeholders of `template.pushed`. `values` are parameters that are given in the project's
    terms, `open` those that have another value than each that the conditions compare them with. `known_name` is the
    stack's name where another stack says it.
    """

    name: str
    whole: Template
    template: Template
    given: Mapping[str, str] = field(default_factory=dict)
    values: Mapping[str, Parts] = field(default_factory=dict)
    open: frozenset[str] = frozenset()
    known_name: Parts = ()

    @property
    def path(self) -> Path:
        """The template's file."""
        return self.whole.path


@dataclass(frozen=True, slots=True, eq=False)
class Stacks:
    """All stacks of a project by name, and its settings."""

    by_name: Mapping[str, Stack]
    config: Config

    def of(self, path: Path) -> tuple[Stack, ...]:
        """The stacks of a template's file."""
        return tuple(stack for stack in self.by_name.values() if _same(stack.path, path))

    def views(self, path: Path) -> Iterator[tuple["Stacks", Stack]]:
        """Each stack of a template in each of the template's forms, with the other stacks around it."""
        for stack in self.of(path):
            for form in forms(stack.whole).forms:
                shown = _in_form(stack, form)
                yield replace(self, by_name={**self.by_name, stack.name: shown}), shown


def stacks_of(template: Template) -> Stacks:
    """The stacks of the project that a template is in, one of it at least.

    Raises ConfigError for settings that cannot be read, TemplateError for another stack's template that cannot be.
    """
    config = find(template.path.parent)
    found = dict(_listed(config, template))
    if not any(_same(stack.path, template.path) for stack in found.values()):
        name = template.path.stem if template.path.stem not in found else str(template.path)
        found[name] = _stack(name, template, {})
    return Stacks(found, config)


def _listed(config: Config, template: Template) -> Iterator[tuple[str, Stack]]:
    if config.stacks:
        for entry in config.stacks:
            whole = template if _same(entry.template, template.path) else loaded(entry.template)
            yield entry.name, _stack(entry.name, whole, entry.parameters)
        return
    seen: set[str] = set()
    for path in _templates(config):
        whole = template if _same(path, template.path) else loaded(path)
        name = path.stem if path.stem not in seen else str(path)
        seen.add(name)
        yield name, _stack(name, whole, {})


def _templates(config: Config) -> Iterable[Path]:
    """The project's templates that can be read; of the others the gate's own walk speaks."""
    return [one.path for one in discover(config.templates).templates] if config.templates else []


def loaded(path: Path) -> Template:
    """A template, read again only where its file has changed."""
    try:
        seen = path.stat()
    except OSError as error:
        raise TemplateError(f"cannot be read: {error.strerror}", path) from error
    return _loaded(path, seen.st_mtime_ns, seen.st_size)


@lru_cache(maxsize=64)
def _loaded(path: Path, _changed: int, _size: int) -> Template:
    return load(path)


def _stack(name: str, whole: Template, given: Mapping[str, str]) -> Stack:
    return Stack(name, whole, form_of(whole, texts_of(whole, given)).template, given)


def texts_of(whole: Template, given: Mapping[str, str]) -> Mapping[str, str]:
    """The values of the parameters of a template, as far as they are known: given ones, Defaults, the only allowed one.

    Of a parameter that is the name of an SSM parameter, the value is not known.
    """
    found = {}
    for name, parameter in whole.parameters.items():
        value = given.get(name, scalar_text(parameter.body.get("Default")))
        if value is None and parameter.allowed_values is not None and len(parameter.allowed_values) == 1:
            value = parameter.allowed_values[0]
        if value is not None and not parameter.type.startswith(SSM_VALUE):
            found[name] = value
    return found


def _in_form(stack: Stack, form: Form) -> Stack:
    """The stack in a form: its conditions decide on parameters that the project leaves open."""
    free = {name: value for name, value in form.parameters.items() if name not in stack.given}
    decided = {name: value for name, value in free.items() if value is not None}
    others = frozenset(name for name, value in free.items() if value is None)
    return replace(stack, template=form.template, given={**stack.given, **decided}, open=others)


def _same(left: Path, right: Path) -> bool:
    return left == right or left.resolve() == right.resolve()
