"""Ordered, typed, explicit tables from a name to a thing: how formats, strategies, measures and laws are found."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from difflib import get_close_matches
from typing import Generic, TypeVar

T = TypeVar("T")


def did_you_mean(name: str, known: Mapping[str, object] | list[str]) -> str:
    """The tail of a message about an unknown name: the nearest known one, or the whole list when it is short.

    Examples
    --------
    >>> did_you_mean("englsh", ["english", "dutch"])
    '; did you mean english?'
    >>> did_you_mean("zzz", ["english", "dutch"])
    '; known: dutch, english'
    """
    near = get_close_matches(name, list(known), n=1, cutoff=0.6)
    if near:
        return f"; did you mean {near[0]}?"
    return f"; known: {', '.join(sorted(known))}" if 0 < len(known) <= 12 else ""


class Table(Mapping[str, T], Generic[T]):
    """A table of named things of one kind, in the order they were written down.

    Parameters
    ----------
    kind : str
        What the entries are, for messages: ``"format"``, ``"strategy"``.
    entries : mapping
        Name to thing, written out by hand: nothing registers itself.

    Examples
    --------
    >>> table = Table("colour", {"red": 1, "blue": 2})
    >>> table["red"], list(table)
    (1, ['red', 'blue'])
    >>> table["blu"]
    Traceback (most recent call last):
    KeyError: 'unknown colour blu; did you mean blue?'
    """

    def __init__(self, kind: str, entries: Mapping[str, T]) -> None:
        self.kind = kind
        self._entries = dict(entries)

    def __getitem__(self, name: str) -> T:
        """The entry called `name`; a KeyError with a hint when there is none."""
        try:
            return self._entries[name]
        except KeyError:
            raise KeyError(f"unknown {self.kind} {name}{did_you_mean(name, list(self._entries))}") from None

    def __contains__(self, name: object) -> bool:
        """Whether `name` is in the table."""
        return name in self._entries

    def __iter__(self) -> Iterator[str]:
        """Names in the order they were written down."""
        return iter(self._entries)

    def __len__(self) -> int:
        """How many entries there are."""
        return len(self._entries)

    def add(self, name: str, thing: T) -> None:
        """Put a user's own entry (a ``--plugin``) under a new name.

        Raises
        ------
        ValueError
            If the name is taken: a plug-in may not replace what the documentation describes.
        """
        if name in self._entries:
            raise ValueError(f"there is already a {self.kind} called {name}")
        self._entries[name] = thing
