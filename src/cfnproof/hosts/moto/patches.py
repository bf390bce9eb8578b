"""Attributes of moto's that are ours for a while."""

from typing import Any


class Patches:
    """Changes attributes and brings back what was there."""

    def __init__(self) -> None:
        self._before: list[tuple[Any, str, Any]] = []  # of any kind of owner

    def put(self, owner: Any, name: str, value: Any) -> None:  # noqa: ANN401  # as above
        """Change an attribute that a module or class itself has.

        Raises AttributeError where it has none: then moto is another than the one that this was written for.
        """
        if name not in vars(owner):
            raise AttributeError(f"{owner.__name__} has no {name} of its own: this needs moto 5.2")
        self._before.append((owner, name, vars(owner)[name]))
        setattr(owner, name, value)

    def undo(self) -> None:
        """Bring back what was there, last first."""
        while self._before:
            owner, name, value = self._before.pop()
            setattr(owner, name, value)
