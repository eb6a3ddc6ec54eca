"""A command is a frozen dataclass of its options and a function that takes it."""

from __future__ import annotations

import inspect
import os
import shlex
import sys
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, TypeVar, get_type_hints

import typer

if TYPE_CHECKING:
    from sim.experiment import Options, Solving, Watch
    from sim.scenario import Loaded

C = TypeVar("C", bound="Command")
COMMON = ("plugin", "debug", "quiet")
"""Options that a help page names last."""
OUT = Path("results")
"""Where results go unless another folder is named."""


class Language(StrEnum):
    """What a page can be written in."""

    EN = "en"
    ZH = "zh"


class Engine(StrEnum):
    """Who plays the auctions; the results are the same."""

    AUTO = "auto"
    STAGED = "staged"
    KERNEL = "kernel"


def option(*names: str, value: str, says: str) -> Any:
    """An option that may be left out."""
    return typer.Option(*names, metavar=value, help=says, show_default=False)


@dataclass(frozen=True, kw_only=True)
class Command:
    """What every command takes."""

    debug: Annotated[bool, typer.Option("--debug", help="Show the traceback of an internal error.")] = False


@dataclass(frozen=True, kw_only=True)
class Plugged(Command):
    """What a user's own files add."""

    plugin: Annotated[
        list[Path] | None, option("--plugin", value="FILE.py", says="Your own strategies, timings, laws, measures.")
    ] = None

    def fingerprints(self) -> dict[str, str]:
        """Load the plug-ins; file name to hash."""
        if not self.plugin:
            return {}
        from sim import plugins

        for file in self.plugin:
            plugins.load(file)
        return {file.name: plugins.fingerprint(file) for file in self.plugin}


@dataclass(frozen=True, kw_only=True)
class Scenario(Plugged):
    """A scenario, and what is changed in it."""

    scenario: Annotated[Path, typer.Argument(metavar="SCENARIO.yaml", help="The scenario file.", show_default=False)]
    seed: Annotated[int | None, typer.Option(min=0, metavar="N", help="Another seed.", show_default=False)] = None
    replications: Annotated[
        int | None, typer.Option(min=1, metavar="N", help="Another number of replications.", show_default=False)
    ] = None
    sets: Annotated[
        list[str] | None, option("--set", value="PATH=VALUE", says="Change a key, e.g. bidders.retail.count=300.")
    ] = None

    @property
    def changes(self) -> tuple[str, ...]:
        """All changes as ``PATH=VALUE``."""
        named = {"seed": self.seed, "replications": self.replications}
        return (*(self.sets or ()), *(f"{path}={value}" for path, value in named.items() if value is not None))

    @property
    def canonical(self) -> str:
        """The command that makes the same numbers again: no workers, engine, folder; no path of this machine."""
        plugins = [_portable(plugin) for plugin in self.plugin or ()]
        return shlex.join(["python", "run_sim.py", _portable(self.scenario), *self._changed(plugins)])

    def following(self, command: str) -> str:
        """The command line of another command on the same scenario with the same changes, from where this one was."""
        plugins = [str(plugin) for plugin in self.plugin or ()]
        return shlex.join(["python", "run_sim.py", command, str(self.scenario), *self._changed(plugins)])

    def _changed(self, plugins: list[str]) -> list[str]:
        sets = [word for change in self.changes for word in ("--set", change)]
        return [*sets, *(word for plugin in plugins for word in ("--plugin", plugin))]

    def load(self) -> Loaded:
        """The scenario with its changes, plug-ins first."""
        from sim.scenario import load

        self.fingerprints()
        return load(self.scenario, self.changes)


@dataclass(frozen=True, kw_only=True)
class Working(Command):
    """How a command that takes long is to work."""

    jobs: Annotated[
        int | None,
        typer.Option(min=1, metavar="N", help="Processes; one a processor if left out.", show_default=False),
    ] = None
    quiet: Annotated[bool, typer.Option("--quiet", help="No progress.")] = False

    @property
    def workers(self) -> int:
        """How many processes there may be."""
        return self.jobs or processors()


@dataclass(frozen=True, kw_only=True)
class Playing(Working):
    """How a command that plays is to play."""

    engine: Annotated[Engine, typer.Option(help="Who plays the auctions; the results are the same.")] = Engine.AUTO

    def options(self, solving: Watch, plugin_files: tuple[str, ...] = (), *, force: bool = False) -> Options:
        """What the experiment is told."""
        from sim.experiment import Options

        return Options(self.workers, self.engine.value, force, plugin_files, solving=solving)


@dataclass(frozen=True, kw_only=True)
class Looking(Working, Scenario):
    """A command that solves a scenario and leaves no results."""

    def solving(self, watch: Watch) -> Solving:
        """How it solves: what a run has left in the usual place is read, and nothing is written there."""
        from sim.experiment import Shelf, Solving, Store
        from sim.experiment.identity import program_key

        store = Store(OUT / self.scenario.stem, program_key(self.fingerprints()))
        return Solving(self.workers, tuple(map(str, self.plugin or ())), Shelf(store, keeps=False), watch)


def processors() -> int:
    """How many processors this program may use."""
    return len(os.sched_getaffinity(0)) if sys.platform == "linux" else os.cpu_count() or 1


def same_command() -> str:
    """The command as it was typed."""
    script = sys.argv[0]
    return shlex.join([*(["python", script] if script.endswith(".py") else [Path(script).name]), *sys.argv[1:]])


def command(kind: type[C]) -> Callable[[Callable[[C], None]], Callable[..., None]]:
    """Show the fields of `kind` to the command line and hand the function the finished object."""

    def wrap(function: Callable[[C], None]) -> Callable[..., None]:
        def run(**given: Any) -> None:
            function(kind(**given))

        run.__doc__, run.__name__ = function.__doc__, function.__name__
        hints = get_type_hints(kind, include_extras=True)
        listed = sorted(inspect.signature(kind).parameters.values(), key=lambda item: item.name in COMMON)
        shown = [item.replace(annotation=hints[item.name]) for item in listed]
        vars(run)["__signature__"] = inspect.Signature(shown)
        run.__annotations__ = hints
        return run

    return wrap


def _portable(path: Path) -> str:
    return path.name if path.is_absolute() else path.as_posix()
