"""What is known of one unit of a workload: its settings by name, as the rows' texts ask for them."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from cfnproof.template.expressions import Parts


@dataclass(frozen=True, slots=True)
class Unknown:
    """A value that cannot be worked out: what it is, and how it can be given."""

    what: str
    advice: str


@dataclass(frozen=True, slots=True)
class Leaf:
    """A value, or the several of a list of texts, in the project's terms; a `*` in its text matches anything."""

    values: tuple[Parts, ...]


@dataclass(frozen=True, slots=True)
class Listing:
    """A list of mappings."""

    items: tuple["Scope", ...]


Value = Leaf | Listing | Unknown


@dataclass(frozen=True, slots=True)
class Scope:
    """Values by name; `inner` are mappings by name, `outer` is where names are looked for that are not here.

    `derived` are the names that say what the unit is and what it is called, and are no settings of its own. `rest` is
    what any other name has, where not all of the values are known.
    """

    values: Mapping[str, Value]
    inner: Mapping[str, "Scope"] = field(default_factory=dict)
    outer: "Scope | None" = None
    derived: frozenset[str] = frozenset()
    rest: Unknown | None = None

    def find(self, path: str) -> "Value | Scope | None":
        """The value or mapping at a path of names with dots between them; None where it is not there."""
        found = self._own(path)
        if found is None and self.outer is not None:
            found = self.outer.find(path)
        return self.rest if found is None else found

    def within(self, item: "Scope") -> "Scope":
        """An element of one of its lists, from which the names of the unit are in reach, but no settings around it."""
        around = Scope({name: self.values[name] for name in self.derived}, {}, self.outer, self.derived)
        return Scope(item.values, item.inner, around, rest=item.rest)

    def leaves(self, prefix: str = "") -> Iterator[tuple[str, Leaf]]:
        """Every value below it by path, those of lists included under the path of their list."""
        for name, value in self.values.items():
            if isinstance(value, Leaf):
                yield f"{prefix}{name}", value
            elif isinstance(value, Listing):
                for item in value.items:
                    yield from item.leaves(f"{prefix}{name}.")
        for name, scope in self.inner.items():
            yield from scope.leaves(f"{prefix}{name}.")

    def _own(self, path: str) -> "Value | Scope | None":
        if path in self.values:
            return self.values[path]
        if path in self.inner:
            return self.inner[path]
        head, dot, rest = path.partition(".")
        if dot and head in self.inner:
            return self.inner[head]._own(rest)  # noqa: SLF001  # of the same class
        if dot and isinstance(self.values.get(head), Unknown):
            return self.values[head]
        return None


def leaf(*values: Parts) -> Leaf:
    """The leaf with these values."""
    return Leaf(values)


def text(written: str) -> Leaf:
    """The leaf of a text."""
    return Leaf(((written,),))
