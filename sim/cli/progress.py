"""Progress with time left, on stderr: a bar on a terminal, now and then a line elsewhere."""

from __future__ import annotations

import sys
import time
from typing import TYPE_CHECKING, Self

from sim.cli.manners import say

if TYPE_CHECKING:
    from rich.progress import Progress, TaskID

PATIENCE = 10.0
"""Seconds between two lines where there is no terminal."""
SOLVING = "solving who comes"


def games(*, quiet: bool, what: str = "") -> Bar:
    """A bar for games of entry, which are solved before anything is played."""
    return Bar(quiet=quiet, what=f"{what}: {SOLVING}" if what else SOLVING, unit="games")


def arms(*, quiet: bool) -> Bar:
    """A bar for arms that are played with other values of what is uncertain, or with some levers switched."""
    return Bar(quiet=quiet, what="variants", unit="arms")


class Bar:
    """Told how much is done; a context manager that cleans up the line it drew on.

    Parameters
    ----------
    quiet : bool
        Say nothing.
    what : str
        What it is about, put in front: ``file 7 of 25``.
    unit : str
        What is counted.
    """

    def __init__(self, *, quiet: bool, what: str = "", unit: str = "replications x arms") -> None:
        self._quiet, self._unit = quiet, unit
        self._what = f"{what}: " if what else ""
        self._began: float | None = None
        self._said = 0.0
        self._before = 0
        self._bar: Progress | None = None
        self._task: TaskID | None = None

    def __enter__(self) -> Self:
        """Nothing is drawn before something is done."""
        return self

    def __exit__(self, *_: object) -> None:
        """Take the bar away."""
        if self._bar is not None:
            self._bar.stop()

    def __call__(self, done: int, total: int) -> None:
        """Note that `done` of `total` are there; time is taken from the first call on."""
        if self._quiet or total == 0:
            return
        if done == 0 and self._began is not None:  # the same again, with other questions
            self.__exit__()
            self._began = self._bar = self._task = None
        if self._began is None:
            self._began = self._said = time.monotonic()
            self._start(done, total)
        if self._bar is None or self._task is None:
            self._line(done, total, self._began)
            return
        self._bar.update(self._task, completed=done)
        if done == total:
            self._bar.stop()

    def _start(self, done: int, total: int) -> None:
        self._before = done
        if not sys.stderr.isatty():
            return
        from rich.console import Console
        from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

        columns = (TextColumn(f"{self._what}{self._unit}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
        self._bar = Progress(*columns, console=Console(stderr=True), transient=True)
        self._task = self._bar.add_task("", total=total, completed=done)
        self._bar.start()

    def _line(self, done: int, total: int, began: float) -> None:
        now = time.monotonic()
        if done == total or now - self._said < PATIENCE or done == self._before:
            return
        self._said = now
        left = (now - began) * (total - done) / (done - self._before)
        say(f"{self._what}{done} of {total} {self._unit}, about {left:.0f} s left")
