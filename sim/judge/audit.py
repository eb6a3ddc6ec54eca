"""How far each group of a scenario is from best replies: by theorem or by integrals, never by playing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from sim.entities.protocols import Game, Plan
from sim.entities.study import Study
from sim.equilibrium.audit import NOTHING, OWN, WORTH, Verdict
from sim.equilibrium.common_audit import common_audit
from sim.equilibrium.informed_audit import informed_audit
from sim.equilibrium.private_audit import private_audit
from sim.errors import NoEquilibriumError, RunError
from sim.experiment.prepare import game_of, prepare
from sim.experiment.setting import Setting
from sim.experiment.solving import ALONE, Solving
from sim.judge.columns import columns
from sim.tables import did_you_mean

NIL = 1e-9
"""Shares below it are rounding."""


@dataclass(frozen=True)
class Audited:
    """One group of bidders, for one group of lots in one arm.

    Attributes
    ----------
    arm, lots, bidders : str
    plan : Plan
        What the group plays in the first round.
    found : Verdict or None
        What a bidder of the group could gain; None without an audit, or where a theorem stands for it.
    why : str
        Why there is no audit; empty if there is one, or need be none.
    """

    arm: str
    lots: str
    bidders: str
    plan: Plan
    found: Verdict | None = None
    why: str = ""

    @property
    def told(self) -> str:
        """The verdict in words."""
        if self.why:
            return f"not audited: {self.why}"
        if self.found is None:
            return "pass, by theorem"
        return "pass" if self.found.passes else "fail"

    @property
    def cells(self) -> tuple[str, ...]:
        """A row of the table."""
        where = (self.arm, self.lots, self.bidders, self.plan.method, f"{self.plan.residual:.2g}")
        if self.found is None:
            return (*where, *(("", "") if self.why else ("0 %", "0 %")), self.told)
        best = self.found.profit + self.found.gain
        share = self.found.gain / best if best > 0.0 else 0.0
        return (*where, _percent(share), _percent(self.found.gain / self.found.worth), self.told)


def audit(study: Study, arms: Sequence[str] = (), how: Solving = ALONE) -> list[Audited]:
    """Every bidder group of every lot group in these arms, or in all.

    Raises
    ------
    RunError
        If there is no such arm.
    NoEquilibriumError
        If an arm cannot be solved, and so cannot be played either.
    """
    for name in arms:
        if name not in study.arms:
            raise RunError(f"there is no arm {name}{did_you_mean(name, list(study.arms))}")
    asked = replace(study, arms={name: study.arms[name] for name in arms or study.arms})
    plans, found = prepare(asked, how), []
    for arm_name, arm in asked.arms.items():
        for lots_name, lots in sorted(asked.lots.items()):
            setting = Setting(asked, arm, lots, lots_name)
            listing, kinds = setting.listings[0], [kind for name in setting.takers for kind in setting.kinds(name)]
            come = plans.turnouts.get((arm_name, lots_name, listing.number))
            limits = {kind.name: plans.limits[arm_name, lots_name, kind.name, listing.number] for kind in kinds}
            for kind in kinds:
                game = game_of(setting, listing, kind, come)
                row = Audited(arm_name, lots_name, kind.name, limits[kind.name])
                found.append(_judged(row, game, limits))
    return found


def _judged(row: Audited, game: Game, limits: Mapping[str, Plan]) -> Audited:
    """The row with its verdict, or with the reason why there is none."""
    method = row.plan.method
    if row.plan.script:
        return replace(row, why="it follows a script")
    if method.startswith("dominant strategy") and "heuristic" not in method:
        return row
    try:
        if game.common is not None:
            return replace(row, found=common_audit(game, limits))
        if game.looks is not None:
            return replace(row, found=informed_audit(game, game.usual))
        return replace(row, found=private_audit(game, limits))
    except NoEquilibriumError as error:
        return replace(row, why=str(error))


def lines(rows: Sequence[Audited]) -> list[str]:
    """The audits as a table of text, and what it says."""
    head = ("arm", "lots", "bidders", "how they bid", "residual", "of profit", "of worth", "verdict")
    own, worth = _percent(OWN), _percent(WORTH)
    return [
        *columns([head, *(row.cells for row in rows)]),
        "",
        "What one bidder of the group could gain by the best reply to how all others bid, as a share of the profit",
        f"which that reply earns, and of mean worth; in the first round, at a lot of median worth. Pass: at most {own}",
        f"and {worth}; where the reply itself earns under {_percent(NOTHING)} of worth, the second bound alone.",
        "Residual: the stated error of the bids, in logs. A dominant strategy cannot be bettered (Vickrey 1961).",
        "To fail is no error: rules of thumb are meant to miss the best reply, and the table says by how much.",
    ]


def _percent(share: float) -> str:
    return f"{100.0 * share:.2g} %" if share > NIL else "0 %"
