"""Published facts: what was reported of real markets, and how the same would be read off a simulated one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Annotated, Literal

from annotated_types import MinLen

from sim import measures, presets
from sim.entities.keys import key
from sim.entities.venue import Rules
from sim.errors import ScenarioError
from sim.measures.bidding import BIDDING
from sim.measures.quantity import valid_statistic
from sim.scenario.books import preset_book
from sim.scenario.faults import Faults
from sim.scenario.nodes import Node
from sim.scenario.reading import read
from sim.scenario.shapes.build import block_of
from sim.scenario.sources import ASSUMED

RATIO = 0.5
"""A ratio should come within so much of the published value, as a share of it."""


@dataclass(frozen=True, kw_only=True)
class Fact:
    """One published fact."""

    claim: Annotated[str, MinLen(1)] = key(unit="text", doc="what was reported, in a sentence")
    source: Annotated[str, MinLen(1)] = key(unit="text", doc="where")
    kind: Literal["sign", "level", "ratio", "shape"] = key(
        unit="sign, level, ratio, shape", doc="how it is graded: a side, a band, half to one and a half, a band"
    )
    use: Literal["validate", "calibrate"] = key(
        unit="validate, calibrate", doc="whether it tests a study, or may be used to set its numbers"
    )
    measure: Annotated[str, MinLen(1)] = key(unit="measure", doc="what is read off the lots; name@p50 for a quantile")
    over: str = key("", unit="measure", doc="what it is divided by, both over the same lots")
    complement: bool = key(False, unit="true or false", doc="whether 1 less the measure is meant, such as a discount")
    rules: str = key("", unit="rule preset", doc="the law of the arm that it speaks of")
    against: str = key("", unit="rule preset", doc="the law of the arm that is taken off")
    more: tuple[str, ...] = key((), unit="list of keys", doc="contrasts of arms that differ in these only: more in arm")
    less: tuple[str, ...] = key((), unit="list of keys", doc="the same with less in the arm")
    classes: tuple[str, ...] = key((), unit="list of asset classes", doc="lots that it speaks of; none: all lots")
    value: tuple[float, ...] = key((), unit="list of numbers", doc="what was published")
    band: tuple[float, float] | None = key(None, unit="[low, high]", doc="where a level or shape is plausible")
    sign: Literal["", "up", "down"] = key("", unit="up, down", doc="side of 0 on which the contrast lies")
    why: str = key("", unit="text", doc="the reason for the band")

    def __post_init__(self) -> None:
        """Refuse a fact that cannot be read or graded."""
        self._can_be_read()
        if self.kind == "sign" and not self.sign:
            raise ValueError("a sign needs sign: up or down")
        if self.kind == "ratio" and len(self.value) != 1:
            raise ValueError("a ratio needs one value")
        if self.use == "validate" and self.kind in {"level", "shape"} and not (self.band and self.why):
            raise ValueError("a level or shape needs a band and why it is that wide")
        if self.band and self.band[0] > self.band[1]:
            raise ValueError("the band ends before it begins")

    def _can_be_read(self) -> None:
        """Refuse a fact whose measures or arms there cannot be."""
        for name in () if self.bids else filter(None, (self.measure, self.over)):
            if _of_lots(name).measure.whole is not None:
                raise ValueError(f"{name} is of all lots together; a fact needs a measure that is a ratio of sums")
        for name in filter(None, (self.rules, self.against)):
            if name not in presets.names("rules"):
                raise ValueError(f"there is no rule preset {name}")
        if sum(map(bool, (self.rules, self.more, self.less))) != 1:
            raise ValueError("give one of rules, more and less: which arms the fact speaks of")
        if self.against and not self.rules:
            raise ValueError("against needs rules")
        if self.bids and (self.over or self.contrasts):
            raise ValueError(f"{self.measure} is of single bids in one arm: without over, against, more or less")
        if self.kind in {"sign", "ratio"} and not self.contrasts:
            raise ValueError(f"a {self.kind} is of a contrast: give against, more or less")

    @property
    def bids(self) -> bool:
        """Whether it is about single bids."""
        name, _, statistic = self.measure.partition("@")
        return name in BIDDING and (not statistic or (statistic != "sd" and valid_statistic(statistic)))

    @property
    def unit(self) -> str:
        """Unit of what is read."""
        if self.bids:
            return BIDDING[self.measure.partition("@")[0]].unit
        return "ratio" if self.over or self.kind == "ratio" else measures.find(self.measure).measure.unit

    @property
    def contrasts(self) -> bool:
        """Whether it speaks of two arms."""
        return bool(self.against or self.more or self.less)

    @property
    def bounds(self) -> tuple[float, float] | None:
        """Where the simulated number should lie, for a level, shape or ratio; None for a sign or without a band."""
        if self.kind == "ratio":
            low, high = sorted((self.value[0] * (1.0 - RATIO), self.value[0] * (1.0 + RATIO)))
            return low, high
        return self.band if self.kind != "sign" else None


def _of_lots(name: str) -> measures.Quantity:
    try:
        return measures.find(name)
    except KeyError as error:
        raise ValueError(str(error.args[0])) from None


@dataclass(frozen=True, kw_only=True)
class Facts:
    """A file of them."""

    about: str = key(unit="text", doc="what it holds")
    facts: Mapping[str, Fact] = key(unit="map of blocks", doc="by name")


def read_facts(text: str, file: str) -> Mapping[str, Fact]:
    """The facts of a file, by name.

    Raises
    ------
    ScenarioError
        With every fault of the file, one a line.
    """
    faults = Faults()
    held = block_of(Facts).read(read(text, file, faults), "", faults)
    faults.stop_if_any()
    found: Mapping[str, Fact] = held.facts
    return found


def load_facts(path: Path) -> Mapping[str, Fact]:
    """The facts of a user's own file.

    Raises
    ------
    ScenarioError
        As :func:`read_facts`, and if the file is not UTF-8.
    OSError
        If it cannot be read.
    """
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError:
        raise ScenarioError(f"{path}: not UTF-8 text") from None
    return read_facts(text, str(path))


@cache
def published() -> Mapping[str, Fact]:
    """The facts that come with the program."""
    return read_facts(presets.facts(), "facts.yaml")


def law_of(rules: Node) -> str:
    """The rule preset whose law an arm keeps; empty if there is none.

    Every value for which the preset cites a statute, notice or report is the arm's, too; what the preset says is
    assumed may differ. Of several such presets it is the one from which the arm differs least. Rules that cannot be
    read, such as those with a format of a plug-in, keep no law.

    Parameters
    ----------
    rules : Node
        The block of a resolved scenario.
    """
    faults, block = Faults(), block_of(Rules)
    held = block.read(rules, "rules", faults)
    if faults.found:
        return ""
    mine, found = block.plain(held), []
    for name in presets.names("rules"):
        lines = [(line.key.removeprefix("rules."), line) for line in preset_book("rules", name).lines.values()]
        apart = [line for item, line in lines if mine.get(item) != line.value]
        if all(line.source.startswith(ASSUMED) for line in apart):
            found.append((len(apart), name))
    return min(found)[1] if found else ""
