"""The same lot played again in each arm, and told one arm after the other."""

from __future__ import annotations

from collections.abc import Sequence

from sim.entities.entry import Plans
from sim.entities.study import Study
from sim.errors import SimError
from sim.report.telling import story
from sim.report.tongue import ENGLISH, Tongue
from sim.tables import did_you_mean


def trace(
    study: Study,
    plans: Plans,
    arms: Sequence[str],
    lot: str,
    replication: int,
    engine: str = "staged",
    tongue: Tongue = ENGLISH,
) -> str:
    """Replay one replication of each arm and tell the story of one lot.

    Parameters
    ----------
    study : Study
    plans : Plans
        From `sim.experiment.prepare`.
    arms : sequence of str
        Arms in the order of telling.
    lot : str
        The lot's name: ``flats-17``.
    replication : int
        Counted from 0.
    engine : str
        Who plays; the story is the same.
    tongue : Tongue
        In which language it is told.

    Raises
    ------
    SimError
        If an arm or the lot is not in the study; the message has a hint.
    """
    from sim.market.market import play

    told = tongue.say(
        "Lot {lot}, replication {number}, seed {seed}", lot=tongue.own(lot), number=replication, seed=study.seed
    )
    parts = [tongue.own(study.title), told]
    for name in arms:
        if name not in study.arms:
            raise SimError(f"there is no arm {name}{did_you_mean(name, list(study.arms))}")
        ledger = play(study, name, replication, plans, engine, keep=True)
        rows = {row.lot: row for row in ledger.rows}
        if lot not in rows:
            raise SimError(f"there is no lot {lot} in replication {replication}{did_you_mean(lot, list(rows))}")
        arm = study.arms[name]
        listings = [listing for listing in ledger.listings if listing.lot.name == lot]
        parts += ["", f"== {tongue.own(arm.label, name)} ==", *story(study, arm, listings, rows[lot], tongue)]
    return "\n".join(parts) + "\n"
