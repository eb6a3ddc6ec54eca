"""A scenario file in, a study out, or all of its faults at once."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any

from sim.entities.study import Range, Study
from sim.errors import NoEquilibriumError, ScenarioError
from sim.scenario.assembly import document_of, study_of
from sim.scenario.combining import check_decompose
from sim.scenario.expansion import expand
from sim.scenario.faults import Faults, Spot
from sim.scenario.filing import near_file, with_files
from sim.scenario.merging import merge_maps, spelt_out
from sim.scenario.nodes import Branch, Leaf, spot_of
from sim.scenario.reading import read
from sim.scenario.references import check
from sim.scenario.scene import first_pass
from sim.scenario.sets import apply_sets
from sim.scenario.sources import ASSUMED, decided, leaves, sources_of
from sim.scenario.stopping import check_stopping
from sim.scenario.sweeping import check_sweep
from sim.scenario.tofit import check_fit
from sim.scenario.variants import Point, check_ends, latin, matching, varied
from sim.scenario.writing import written


@dataclass(frozen=True)
class Loaded:
    """A file that is right.

    Attributes
    ----------
    path : Path
    study : Study
    resolved : dict
        Plain data of a file that says everything: presets written out, defaults explicit, groups sorted.
    sourced : dict of str to str
        Path of a value to where it comes from: articles of presets and the file's own `sources`.
    spots : dict of str to Spot
        Where each arm stands, by its path.
    """

    path: Path
    study: Study
    resolved: dict[str, Any]
    sourced: Mapping[str, str]
    spots: Mapping[str, Spot]

    @contextlib.contextmanager
    def placing(self) -> Iterator[None]:
        """Put in front of what has no known equilibrium where its arm stands.

        Raises
        ------
        NoEquilibriumError
            The one that was raised inside, with ``file:line:column``.
        """
        try:
            yield
        except NoEquilibriumError as error:
            spot = self.spots.get(str(error).partition(",")[0])
            raise NoEquilibriumError(f"{spot}: {error}" if spot else str(error)) from None

    def resolved_yaml(self) -> str:
        """The resolved file: it loads alone to an equal study."""
        return written(self.resolved)

    def points(self) -> tuple[Point, ...]:
        """The same study at points of a Latin hypercube over what is uncertain; none if nothing is."""
        if not self.study.uncertain or self.study.ranges.points == 0:
            return ()
        ranges = self.study.ranges
        fewer = min(ranges.replications, self.study.fewest)
        return tuple(
            Point(number, values, replace(_at(self.resolved, self.study.uncertain, values), replications=fewer))
            for number, values in enumerate(latin(self.study.uncertain, ranges, self.study.seed), start=1)
        )

    def whole(self, path: str) -> bool:
        """Whether what a path stands for is counted, in whole numbers."""
        values = dict(leaves(self.resolved, ""))
        return all(isinstance(values[at], int) for at in matching(self.resolved, path))

    def at(self, values: Mapping[str, float]) -> Study:
        """The study with other numbers at paths of its sweep.

        Raises
        ------
        ScenarioError
            If the file does not allow them together.
        """
        return _at(self.resolved, self.study.sweep.uncertainties if self.study.sweep else {}, values)

    def fitted(self, ranges: Mapping[str, Range], values: Mapping[str, float]) -> Study:
        """The study with other numbers at paths that are fitted.

        Raises
        ------
        ScenarioError
            If the file does not allow them together.
        """
        return _at(self.resolved, ranges, values)

    def assumed(self) -> list[str]:
        """Paths of numbers about the world that nothing speaks for, or whose source says that they are assumed."""
        chosen = set(self.chosen())
        found = (path for path in _numbers(self.resolved) if self.source(path).startswith(ASSUMED))
        return [path for path in found if path not in chosen]

    def chosen(self) -> list[str]:
        """Paths of numbers that a rule book decides and cites nothing for: they are what is studied, not assumed."""
        found = (path for path in _numbers(self.resolved) if path.startswith("arms."))
        return [path for path in found if decided(path.split(".", 2)[2]) and not self._cited(path)]

    def source(self, path: str) -> str:
        """The source of a value or of the closest block around it; ``assumed`` where there is none."""
        return self._cited(path) or ASSUMED

    def _cited(self, path: str) -> str:
        while path:
            if path in self.sourced:
                return self.sourced[path]
            path = path.rpartition(".")[0]
        return ""


STUDIED = ("lots", "sellers", "bidders", "arms")
"""Blocks whose numbers describe the world; the others describe the study."""


def _numbers(resolved: Mapping[str, Any]) -> Iterator[str]:
    """Paths of the numbers that describe the world."""
    for kind in STUDIED:
        for path, value in leaves(resolved[kind], kind):
            if isinstance(value, int | float) and not isinstance(value, bool):
                yield path


def load(path: str | Path, sets: tuple[str, ...] = ()) -> Loaded:
    """Read a scenario file.

    Parameters
    ----------
    path : str or Path
        Named in messages as given here.
    sets : tuple of str
        ``PATH=VALUE`` changes from the command line, applied in order.

    Raises
    ------
    ScenarioError
        With every fault of the file, one a line, in order of file, line and column.
    """
    faults = Faults()
    root = _with_base(Path(path), faults, ())
    return _loaded(Path(path), root, sets, faults)


def load_text(text: str, name: str = "scenario", sets: tuple[str, ...] = ()) -> Loaded:
    """Read a scenario from a text, named `name` in messages. Otherwise like :func:`load`, without `extends`."""
    faults = Faults()
    return _loaded(Path(name), spelt_out(read(text, name, faults)), sets, faults)


def _loaded(path: Path, root: Branch, sets: tuple[str, ...], faults: Faults) -> Loaded:
    """Everything after the text is a tree."""
    if not root.entries:
        faults.stop_if_any()
    root = apply_sets(root, sets, faults)
    tree = with_files(expand(root, faults), path.parent, faults)
    scene = first_pass(tree, faults)
    check(scene)
    check_decompose(scene)
    check_stopping(scene)
    faults.stop_if_any()
    study = study_of(scene, {})
    resolved = document_of(study, scene.bidders, scene.sellers, scene.lots)
    sources = sources_of(scene, resolved)
    refused = partial(_refused, resolved)
    check_ends(scene, resolved, "uncertain", scene.parts["uncertain"], refused)
    check_sweep(scene, resolved, refused)
    check_fit(scene, resolved, refused)
    faults.stop_if_any()
    study = study_of(scene, sources)
    spots = {arm: spot_of(tree, arm) for arm in (f"arms.{name}" for name in study.arms)}
    return Loaded(path, study, {**resolved, "sources": dict(study.sources)}, study.sources, spots)


def _at(resolved: Mapping[str, Any], uncertain: Mapping[str, Range], values: Mapping[str, float]) -> Study:
    """The study of a file that says everything, with other numbers at uncertain paths.

    Raises
    ------
    ScenarioError
        If the file does not allow them.
    """
    return load_text(written(varied(resolved, uncertain, values))).study


def _refused(resolved: Mapping[str, Any], ranges: Mapping[str, Range], values: Mapping[str, float]) -> str:
    """Why a file does not allow other numbers at some paths; empty if it does."""
    try:
        _at(resolved, ranges, values)
    except ScenarioError as error:
        return str(error).splitlines()[0].partition(": ")[2]
    return ""


def _with_base(path: Path, faults: Faults, trail: tuple[Path, ...]) -> Branch:
    """A file laid over the file it extends, and that one over its own."""
    text = _text(path)
    root = read(text, str(path), faults)
    if "extends" not in root.entries:
        return spelt_out(root)
    own, node = spelt_out(root.without("extends")), root.entries["extends"]
    node = node if isinstance(node, Leaf) else Leaf(None, "", node.spot)
    what = _unfit(node, path, trail)
    if what:
        faults.add(node.spot, "extends", what)
        return replace(own, broken=True)
    base = path.parent / str(node.value)
    return merge_maps(_with_base(base, faults, (*trail, path.resolve())), own)


def _unfit(node: Leaf, path: Path, trail: tuple[Path, ...]) -> str:
    """Why a file cannot extend what `extends` names; empty if it can."""
    if not isinstance(node.value, str):
        return "must be the name of a file"
    base = path.parent / node.value
    if base.resolve() in {path.resolve(), *trail}:
        return f"goes in a circle: {node.value} extends this file"
    return "" if base.is_file() else f"there is no file {node.value}{near_file(base, '.yaml')}"


def _text(path: Path) -> str:
    """The text of a file.

    Raises
    ------
    ScenarioError
        If it cannot be read or is not UTF-8.
    """
    try:
        return path.read_bytes().decode("utf-8-sig")
    except FileNotFoundError:
        raise ScenarioError(f"{path}: there is no such file{near_file(path, '.yaml')}") from None
    except IsADirectoryError:
        raise ScenarioError(f"{path}: is a folder, not a scenario file") from None
    except PermissionError:
        raise ScenarioError(f"{path}: may not be read") from None
    except UnicodeDecodeError as error:
        line = error.object.count(b"\n", 0, error.start) + 1
        column = error.start - error.object.rfind(b"\n", 0, error.start)
        raise ScenarioError(f"{Spot(str(path), line, column)}: not UTF-8 text") from None
