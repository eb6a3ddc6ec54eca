"""Games of entry, each distinct one solved once: from the shelf, in this process, or in several."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TypeAlias

from sim.entities.entry import Turnout
from sim.equilibrium.entry import EntryGame, attend
from sim.errors import NoEquilibriumError
from sim.experiment.executors import execute
from sim.experiment.shelf import Shelf

Watch: TypeAlias = Callable[[int, int], None]
"""Told how many are done, of how many."""

Answer: TypeAlias = Turnout | NoEquilibriumError


def silent(_done: int, _total: int) -> None:
    """Nobody watches."""


@dataclass(frozen=True)
class Solving:
    """How games of entry are solved, none of which reaches a number.

    Attributes
    ----------
    jobs : int
        Processes.
    plugin_files : tuple of str
        Loaded in every worker.
    shelf : Shelf or None
        Where answers are looked for first, and kept; None: every game is solved.
    watch : callable
        Told how many games are solved; not called where there is nothing to solve.
    """

    jobs: int = 1
    plugin_files: tuple[str, ...] = ()
    shelf: Shelf | None = None
    watch: Watch = silent


ALONE = Solving()
"""In this process, unseen, and nothing is kept."""


class Solver:
    """What a worker does."""

    def do(self, task: tuple[str, EntryGame]) -> tuple[str, Answer]:
        """Solve a question, named by its key; that there is no answer is an answer."""
        key, game = task
        try:
            return key, attend(game)
        except NoEquilibriumError as error:
            return key, error


def solve(questions: Mapping[str, EntryGame], how: Solving, *, to_the_end: bool = False) -> dict[str, Answer]:
    """Answers by key; none after the first question, in their order, that has no equilibrium, unless all are wanted.

    Parameters
    ----------
    questions : mapping
        Key, which is equal for equal games only, to game.
    how : Solving

    Raises
    ------
    RunError
        If a worker died.
    """
    found: dict[str, Answer] = {}
    if how.shelf is not None:
        kept = {key: how.shelf.read(key) for key in questions}
        found = {key: answer for key, answer in kept.items() if answer is not None}
    todo = [(key, game) for key, game in questions.items() if key not in found]
    if todo:
        how.watch(0, len(todo))
    with contextlib.closing(execute(Solver(), todo, how.jobs, how.plugin_files)) as solved:
        for done, (key, answer) in enumerate(solved, start=1):
            found[key] = answer
            if how.shelf is not None and not isinstance(answer, NoEquilibriumError):
                how.shelf.write(key, answer)
            how.watch(done, len(todo))
            if not to_the_end and _refused(questions, found):
                break
    return found


def turnout(answer: Answer) -> Turnout:
    """The answer, if it is one.

    Raises
    ------
    NoEquilibriumError
    """
    if isinstance(answer, NoEquilibriumError):
        raise answer
    return answer


def _refused(questions: Mapping[str, EntryGame], found: Mapping[str, Answer]) -> bool:
    """Whether it is known which question is the first without an answer."""
    for key in questions:
        if key not in found:
            return False
        if isinstance(found[key], NoEquilibriumError):
            return True
    return False
