"""The steps of docs/tutorial.md: what to write, what to type, what comes out."""

from __future__ import annotations

import re
from dataclasses import dataclass

FENCE = re.compile(r"^```(?P<kind>yaml|bash|text)\n(?P<text>.*?)^```$", re.MULTILINE | re.DOTALL)


@dataclass(frozen=True)
class Step:
    """One code block."""

    kind: str
    text: str

    @property
    def commands(self) -> list[str]:
        """What is typed, without the interpreter."""
        return [line.split(maxsplit=1)[1] for line in self.text.splitlines()] if self.kind == "bash" else []

    @property
    def names(self) -> set[str]:
        """What stands before the first number of each line of a table."""
        return {re.split(r"\s{2,}", line)[0] for line in self.text.splitlines() if re.search(r"\s{2,}", line)}


def steps(page: str) -> list[Step]:
    """All of them in order."""
    return [Step(found["kind"], found["text"]) for found in FENCE.finditer(page)]
