"""Faults in a scenario: where, in which key, what is wrong. They are collected, sorted and shown all at once."""

from __future__ import annotations

from dataclasses import dataclass, field

from sim.errors import ScenarioError


@dataclass(frozen=True, slots=True, order=True)
class Spot:
    """A place in a file, counted from 1; line 0 is an argument of the command line, named in `file`."""

    file: str
    line: int = 0
    column: int = 0

    def __str__(self) -> str:
        """As printed before a message."""
        return f"{self.file}:{self.line}:{self.column}" if self.line else self.file


@dataclass(frozen=True, slots=True, order=True)
class Fault:
    """One thing that is wrong."""

    spot: Spot
    path: str
    what: str

    def __str__(self) -> str:
        """One line: ``file:line:column: path: what is wrong``; no path for the file as a whole, nor twice."""
        path = "" if self.spot.file == f"--set {self.path}" else self.path
        return ": ".join(part for part in (str(self.spot), path, self.what) if part)


class Failed:
    """What a reader returns instead of a value after it has noted a fault."""


FAILED = Failed()


@dataclass(slots=True)
class Faults:
    """The faults found so far."""

    found: list[Fault] = field(default_factory=list)

    def add(self, spot: Spot, path: str, what: str) -> Failed:
        """Note a fault; the answer is what the reader that found it returns."""
        self.found.append(Fault(spot, path, what))
        return FAILED

    @staticmethod
    def none() -> Failed:
        """The answer of a reader that failed on a fault already noted."""
        return FAILED

    def stop_if_any(self) -> None:
        """Show what was found.

        Raises
        ------
        ScenarioError
            With one line a fault, in order of file, line and column.
        """
        if self.found:
            raise ScenarioError("\n".join(str(fault) for fault in sorted(self._once())))

    def _once(self) -> list[Fault]:
        """Each fault once: what a block takes over from another is not wrong a second time."""
        first: dict[tuple[Spot, str, str], Fault] = {}
        for fault in self.found:
            first.setdefault((fault.spot, fault.path.rpartition(".")[2], fault.what), fault)
        return list(first.values())
