"""The gap between two arms as it was taken apart over levers: the tables read back, and what they say in words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from sim.report import words
from sim.report.grid import place
from sim.report.results import Results, records
from sim.report.sentences import primary
from sim.report.tongue import ENGLISH, Tongue, message

OTHER = "other"
"""What differs and belongs to no lever; it comes last."""
TOTAL, DIRECT = "total", "direct"
"""Participation: found anew whatever is switched, which is what a gap is made of; or as in the first arm."""


@dataclass(frozen=True)
class Part:
    """A line of ``decomposition.csv``."""

    from_: str
    to: str
    measure: str
    group: str
    unit: str
    participation: str
    lever: str
    keys: str
    part: str
    effect: float | None
    ci_low: float | None
    ci_high: float | None
    n: int
    order_error: float | None
    lots_share: float | None = None
    level: float | None = None

    def at(self, *columns: str) -> str:
        """Where it stands."""
        keys = ("from_", "to", "measure", "group", "participation", "lever", "part")
        return place("decomposition.csv", *columns, **{key: getattr(self, key) for key in keys})

    @property
    def partial(self) -> bool:
        """Whether it is about some of the lots only."""
        return self.lots_share is not None and self.lots_share < 1.0

    @property
    def moved(self) -> bool:
        """Whether it is not exactly 0 in every replication."""
        return bool(self.effect or self.ci_low or self.ci_high)

    @property
    def shown(self) -> bool:
        """Whether the interval excludes zero."""
        return self.ci_low is not None and self.ci_high is not None and not self.ci_low <= 0.0 <= self.ci_high

    @property
    def ends(self) -> tuple[float | None, float | None]:
        """The interval."""
        return (self.ci_low, self.ci_high)


@dataclass(frozen=True)
class Lever:
    """What one lever does to one measure: alone, when all others are switched, and over all orders.

    `direct` is its share with those coming who come to the first arm; None where that was not played. `gained` is what
    it does as the last one less what it does alone, in pairs; None in tables of programs that did not tell.
    """

    name: str
    keys: str
    alone: Part
    last: Part
    share: Part
    direct: Part | None = None
    gained: Part | None = None

    @property
    def moves(self) -> bool:
        """Whether it does anything at all to the measure."""
        parts = (self.alone, self.last, self.share, self.direct)
        return any(part.moved for part in parts if part is not None)

    @property
    def size(self) -> tuple[bool, float]:
        """Sort key: the largest share first, what belongs to no lever last."""
        return (self.name == OTHER, -abs(self.share.effect or 0.0))


@dataclass(frozen=True)
class Gap:
    """The gap in one measure.

    Attributes
    ----------
    whole : Part
    levers : tuple of Lever
        In the order of the table.
    start, end : float
        Levels of the two arms, from ``summary.csv``; of a price on the lots that it is taken apart on.
    scale : Scale
        How all its numbers are written, so that the reader can add up what is printed.
    direct : Part or None
        The whole with those coming who come to the first arm.
    """

    whole: Part
    levers: tuple[Lever, ...]
    start: float
    end: float
    scale: words.Scale
    direct: Part | None = None

    @property
    def measure(self) -> str:
        """Of what it is the gap."""
        return self.whole.measure

    @property
    def moving(self) -> list[Lever]:
        """Levers that do something, the largest share first."""
        return sorted((lever for lever in self.levers if lever.moves), key=lambda lever: lever.size)

    @property
    def seen(self) -> list[Lever]:
        """Of these, those of which something is left at the decimals that are printed."""
        return [
            lever
            for lever in self.moving
            if any(self.scale.bare(part.effect).strip("-0.,") for part in (lever.alone, lever.last, lever.share))
        ]

    @property
    def still(self) -> list[Lever]:
        """Levers that switch something, and change nothing in this measure."""
        return [lever for lever in self.levers if lever.keys and not lever.moves]

    @property
    def through_entry(self) -> bool:
        """Whether it matters who comes: direct effects are there, and not the same as the total ones."""
        return self.direct is not None and any(
            lever.direct is not None and lever.direct.effect != lever.share.effect for lever in self.levers
        )

    def fine(self, *parts: Part | None) -> Gap:
        """The same with the decimals that these parts need: small ones may need more than the whole."""
        return replace(self, scale=self.scale.telling(*(part.ends for part in parts if part is not None)))

    @property
    def meets(self) -> bool:
        """Whether the whole leads from the one level to the other; not so where it rests on fewer replications."""
        effect = self.whole.effect or 0.0
        return abs(self.start + effect - self.end) <= 1e-6 * max(abs(self.start), abs(self.end), abs(effect))

    @property
    def order_error(self) -> float:
        """The largest error of a share for the orders that were left out; 0 where none was."""
        return max((lever.share.order_error or 0.0 for lever in self.levers), default=0.0)

    def rivals(self, top: Lever) -> list[Lever]:
        """Which levers might as well have the largest share: their intervals reach as far, whatever the sign."""
        low, _ = _sizes(top.share)
        return [lever for lever in self.moving if lever is not top and _sizes(lever.share)[1] >= low]

    def rest(self, lever: Lever) -> float | None:
        """What all other levers do together, where they work against this one and it shows; else None."""
        share = lever.share.effect or 0.0
        rest = (self.whole.effect or 0.0) - share
        return rest if rest * share < 0.0 and self.scale.bare(rest).strip("-0.,") else None

    def span(self, part: Part) -> str:
        """``24.1 to 30.3``; a dash without an interval."""
        return words.NOTHING if part.ci_low is None or part.ci_high is None else self.scale.span(*part.ends)

    def interval(self, part: Part) -> str:
        """``95 % interval 24.1 to 30.3``; says so without one."""
        return self.say("no interval") if None in part.ends else self.scale.interval(*part.ends)

    def made_at(self) -> str:
        """Where what is made of the shares stands: shares in % of the gap, and what is left without each."""
        about = {"measure": self.measure, "group": self.whole.group, "participation": self.whole.participation}
        return place("decomposition.csv", "shares", **about)

    def say(self, message: str, /, **places: object) -> str:
        """A message in the language of its numbers."""
        return self.scale.tongue.say(message, **places)

    def spoken(self, lever: Lever) -> str:
        """What a lever is called in a sentence."""
        return spoken(lever.name, self.scale.tongue)


def gaps(data: Results) -> list[Gap]:
    """A gap a measure over all lots: that which answers, then in the order of the table; none where none was asked."""
    lines = [line for line in records(Part, data.folder / "decomposition.csv") if not line.group]
    names = sorted(dict.fromkeys(line.measure for line in lines), key=lambda name: name != primary(data))
    found = (_gap(data, [line for line in lines if line.measure == name]) for name in names)
    return [gap for gap in found if gap is not None]


def _gap(data: Results, lines: Sequence[Part]) -> Gap | None:
    """One measure; None where no replication has it, or the report does not speak of it."""
    parts = {(line.lever, line.part): line for line in lines if line.participation in ("", TOTAL)}
    direct = {(line.lever, line.part): line for line in lines if line.participation == DIRECT}
    whole = parts.get(("", "whole"))
    if whole is None or whole.effect is None:
        return None
    ends = (data.level(arm, whole.measure) for arm in (whole.from_, whole.to))
    start, end = (level.mean if level else None for level in ends)
    if whole.partial and whole.level is not None:
        start, end = whole.level, whole.level + whole.effect
    if start is None or end is None:
        return None
    levers = tuple(
        Lever(
            name,
            parts[name, "share"].keys,
            parts[name, "alone"],
            parts[name, "last"],
            parts[name, "share"],
            direct.get((name, "share")),
            parts.get((name, "last_less_alone")),
        )
        for name in dict.fromkeys(lever for lever, _ in parts if lever)
    )
    half = None if whole.ci_low is None or whole.ci_high is None else (whole.ci_high - whole.ci_low) / 2.0
    scale = data.scale(whole.unit, (start, end, whole.effect), half)
    return Gap(whole, levers, start, end, scale, direct.get(("", "whole")))


_CALLED = {OTHER: message("all else that differs"), "default": message("payment and default")}
"""Levers whose names say something else to a reader."""


def spoken(name: str, tongue: Tongue = ENGLISH) -> str:
    """A lever's name in a sentence.

    Examples
    --------
    >>> spoken("reserve_and_rounds"), spoken("other"), spoken("default")
    ('reserve and rounds', 'all else that differs', 'payment and default')
    """
    if name in tongue.words:
        return tongue.own(name)
    return tongue.say(_CALLED.get(name, name.replace("_", " ")))


def _sizes(part: Part) -> tuple[float, float]:
    """The interval of a share without its sign; of one without interval, the share itself."""
    low, high = part.ci_low or 0.0, part.ci_high or 0.0
    return (low, high) if (part.effect or 0.0) >= 0.0 else (-high, -low)
