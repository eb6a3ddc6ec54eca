"""The gap between two arms as it was taken apart over levers: the tables read back, and what they say in words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sim.report import words
from sim.report.results import Results, records

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

    @property
    def moved(self) -> bool:
        """Whether it is not exactly 0 in every replication."""
        return bool(self.effect or self.ci_low or self.ci_high)

    @property
    def shown(self) -> bool:
        """Whether the interval excludes zero."""
        return self.ci_low is not None and self.ci_high is not None and not self.ci_low <= 0.0 <= self.ci_high


@dataclass(frozen=True)
class Together:
    """A line of ``interactions.csv``: what two levers do beyond what each does alone."""

    measure: str
    group: str
    lever: str
    other_lever: str
    effect: float | None
    ci_low: float | None
    ci_high: float | None

    @property
    def shown(self) -> bool:
        """Whether the interval excludes zero."""
        return self.ci_low is not None and self.ci_high is not None and not self.ci_low <= 0.0 <= self.ci_high


@dataclass(frozen=True)
class Lever:
    """What one lever does to one measure: alone, when all others are switched, and over all orders.

    `direct` is its share with those coming who come to the first arm; None where that was not played.
    """

    name: str
    keys: str
    alone: Part
    last: Part
    share: Part
    direct: Part | None = None

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
        Levels of the two arms, from ``summary.csv``.
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
    def still(self) -> list[str]:
        """Levers that switch something, and change nothing in this measure."""
        return [lever.name for lever in self.levers if lever.keys and not lever.moves]

    @property
    def through_entry(self) -> bool:
        """Whether it matters who comes: direct effects are there, and not the same as the total ones."""
        return self.direct is not None and any(
            lever.direct is not None and lever.direct.effect != lever.share.effect for lever in self.levers
        )

    @property
    def meets(self) -> bool:
        """Whether the whole leads from the one level to the other; not so where it rests on fewer replications."""
        effect = self.whole.effect or 0.0
        return abs(self.start + effect - self.end) <= 1e-6 * max(abs(self.start), abs(self.end), abs(effect))

    @property
    def order_error(self) -> float:
        """The largest error of a share for the orders that were left out; 0 where none was."""
        return max((lever.share.order_error or 0.0 for lever in self.levers), default=0.0)

    def span(self, part: Part) -> str:
        """``24.1 to 30.3``; a dash without an interval."""
        if part.ci_low is None or part.ci_high is None:
            return words.NOTHING
        return f"{self.scale.bare(part.ci_low)} to {self.scale.bare(part.ci_high)}"


def gaps(data: Results) -> list[Gap]:
    """A gap a measure over all lots, in the order of the table; none where nothing was taken apart."""
    lines = [line for line in records(Part, data.folder / "decomposition.csv") if not line.group]
    names = dict.fromkeys(line.measure for line in lines)
    found = (_gap(data, [line for line in lines if line.measure == name]) for name in names)
    return [gap for gap in found if gap is not None]


def _gap(data: Results, lines: Sequence[Part]) -> Gap | None:
    """One measure; None where no replication has it, or the report does not speak of it."""
    parts = {(line.lever, line.part): line for line in lines if line.participation in ("", TOTAL)}
    direct = {(line.lever, line.part): line for line in lines if line.participation == DIRECT}
    whole = parts.get(("", "whole"))
    if whole is None or whole.effect is None:
        return None
    levels = [data.level(arm, whole.measure) for arm in (whole.from_, whole.to)]
    start, end = (level.mean if level else None for level in levels)
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
        )
        for name in dict.fromkeys(lever for lever, _ in parts if lever)
    )
    half = None if whole.ci_low is None or whole.ci_high is None else (whole.ci_high - whole.ci_low) / 2.0
    scale = words.scale(whole.unit, data.currency, (start, end, whole.effect), half)
    return Gap(whole, levers, start, end, scale, direct.get(("", "whole")))


def together(data: Results, gap: Gap, most: int) -> list[Together]:
    """The pairs of levers that are shown to do together what neither does alone, the largest first.

    What would be printed as 0 beside the gap is left out.
    """
    lines = records(Together, data.folder / "interactions.csv")
    mine = [line for line in lines if line.measure == gap.measure and not line.group and line.shown]
    told = [line for line in mine if gap.scale.bare(line.effect).strip("-0.,")]
    return sorted(told, key=lambda line: -abs(line.effect or 0.0))[:most]


def spoken(name: str) -> str:
    """A lever's name in a sentence.

    Examples
    --------
    >>> spoken("reserve_and_rounds"), spoken("other")
    ('reserve and rounds', 'all else that differs')
    """
    return "all else that differs" if name == OTHER else name.replace("_", " ")


def titled(data: Results, gap: Gap, unit: str = "") -> str:
    """The measure and, where the reader can subtract them, its levels: ``Sell-through, from 58.0 % to 100.0 %``."""
    noun = data.noun(gap.measure)
    ends = f", from {gap.scale.level(gap.start)} to {gap.scale.level(gap.end)}" if gap.meets else ""
    return f"{noun[:1].upper()}{noun[1:]}{unit}{ends}"


def sentence(data: Results, gap: Gap) -> str:
    """Which lever has the largest share, how much of the gap that is, and whether alone and last agree.

    Only what intervals bear out is claimed. What comes out: "Sell-through, from 58.0 % to 100.0 %: the largest share
    is that of reach, 36.0 of 42.0 points (95 % interval 26.5 to 45.5), 86 % of the gap; alone it does 38.5 points,
    as the last lever 34.0 points, and their intervals overlap."
    """
    opening = titled(data, gap)
    moving = gap.moving
    if not moving:
        return f"{opening}: no lever moves it."
    shown = sorted((lever for lever in moving if lever.share.shown), key=lambda lever: lever.size[1])
    if not shown:
        top = min(moving, key=lambda lever: lever.size[1])
        held = gap.span(top.share)
        held = "no interval" if held == words.NOTHING else f"95 % interval {held}"
        largest = f"the largest share is {gap.scale.difference(top.share.effect)}, of {spoken(top.name)} ({held})"
        return f"{opening}: no lever is shown to move it; {largest}."
    top = shown[0]
    share = f"{gap.scale.bare(top.share.effect)} of {gap.scale.difference(gap.whole.effect)}"
    said = f"the largest share is that of {spoken(top.name)}, {share} (95 % interval {gap.span(top.share)})"
    return f"{opening}: {said}{_of_the_whole(gap, top)}{_rivals(gap, top)}; {_agreement(gap, top)}."


def _of_the_whole(gap: Gap, lever: Lever) -> str:
    """Which share of the gap it is; nothing is divided by a gap that may be none."""
    if not gap.whole.shown or not gap.whole.effect:
        return ", in a gap that is not shown to be one"
    part = (lever.share.effect or 0.0) / gap.whole.effect
    if part < 0.0:
        return ", against the gap"
    return f", {100.0 * part:.0f} % of the gap" + (", others working against it" if part > 1.005 else "")


def _rivals(gap: Gap, top: Lever) -> str:
    """Which levers might as well have the largest share: their intervals reach as far, whatever the sign."""
    low, _ = _sizes(top.share)
    near = [lever for lever in gap.moving if lever is not top and _sizes(lever.share)[1] >= low]
    if not near:
        return ""
    named = " and ".join(f"{spoken(lever.name)} ({gap.scale.difference(lever.share.effect)})" for lever in near)
    return f", though {named} may be as large"


def _sizes(part: Part) -> tuple[float, float]:
    """The interval of a share without its sign; of one without interval, the share itself."""
    low, high = part.ci_low or 0.0, part.ci_high or 0.0
    return (low, high) if (part.effect or 0.0) >= 0.0 else (-high, -low)


def _agreement(gap: Gap, lever: Lever) -> str:
    """What it does alone and as the last one, and whether the intervals have anything in common."""
    alone, last = lever.alone, lever.last
    ends = f"alone it does {gap.scale.difference(alone.effect)}, as the last lever {gap.scale.difference(last.effect)}"
    if _above(alone, last) or _above(last, alone):
        return f"{ends}, and the intervals of the two do not overlap: it works through other levers"
    return f"{ends}, and the intervals of the two overlap"


def _above(one: Part, other: Part) -> bool:
    """Whether the whole interval of one lies above that of the other."""
    return one.ci_low is not None and other.ci_high is not None and one.ci_low > other.ci_high
