"""What a person sees when something goes wrong: one line, never a traceback unless asked for."""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Iterator
from types import TracebackType

import typer

from sim.errors import NoEquilibriumError, ScenarioError, SimError

FAILED, WRONG, INTERRUPTED = 1, 2, 130


def say(text: str) -> None:
    """A message on stderr."""
    typer.echo(text, err=True)


@contextlib.contextmanager
def answering(again: str = "") -> Iterator[None]:
    """Turn errors into messages and exit codes: 1 a run failed, 2 the scenario is wrong, 130 interrupted.

    A scenario whose game has no known equilibrium is wrong, too: the message says what to change.

    Parameters
    ----------
    again : str
        The command that resumes, told after an interruption.
    """
    try:
        yield
    except (ScenarioError, NoEquilibriumError) as error:
        say(str(error))
        raise typer.Exit(WRONG) from None
    except SimError as error:
        say(f"error: {error}")
        raise typer.Exit(FAILED) from None
    except OSError as error:
        say(f"error: {error.filename or ''}: {error.strerror or error}".replace("error: :", "error:"))
        raise typer.Exit(FAILED) from None
    except KeyboardInterrupt:
        say(f"interrupted; what was played is kept. Go on with: {again}" if again else "interrupted")
        raise typer.Exit(INTERRUPTED) from None


def one_line(kind: type[BaseException], error: BaseException, _: TracebackType | None) -> None:
    """Exception hook: an error that nobody foresaw, in one line."""
    text = " ".join(str(error).split())
    say(f"internal error: {kind.__name__}: {text}; run again with --debug to see where")


def install(arguments: list[str]) -> None:
    """Hide tracebacks unless ``--debug`` is among the arguments."""
    if "--debug" not in arguments:
        sys.excepthook = one_line
