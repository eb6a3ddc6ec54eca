"""Pairs of levers: what two do together beyond what each does alone, read back."""

from __future__ import annotations

from dataclasses import dataclass

from sim.report.gap import Gap
from sim.report.grid import place
from sim.report.results import Results, records


@dataclass(frozen=True)
class Together:
    """A line of ``interactions.csv``: what two levers do beyond what each does alone."""

    from_: str
    to: str
    measure: str
    group: str
    lever: str
    other_lever: str
    effect: float | None
    ci_low: float | None
    ci_high: float | None

    def at(self, *columns: str) -> str:
        """Where it stands."""
        levers = {"lever": self.lever, "other_lever": self.other_lever}
        about = {"measure": self.measure, "group": self.group}
        return place("interactions.csv", *columns, from_=self.from_, to=self.to, **about, **levers)

    @property
    def shown(self) -> bool:
        """Whether the interval excludes zero."""
        return self.ci_low is not None and self.ci_high is not None and not self.ci_low <= 0.0 <= self.ci_high


def together(data: Results, gap: Gap, most: int) -> list[Together]:
    """The pairs of levers that are shown to do together what neither does alone, the largest first.

    What would be printed as 0 beside the gap is left out.
    """
    lines = records(Together, data.folder / "interactions.csv")
    mine = [line for line in lines if line.measure == gap.measure and not line.group and line.shown]
    told = [line for line in mine if gap.scale.bare(line.effect).strip("-0.,")]
    return sorted(told, key=lambda line: -abs(line.effect or 0.0))[:most]
