"""What a file that is right amounts to."""

from __future__ import annotations

from sim.entities.study import LotGroup
from sim.scenario.loading import Loaded


def check_text(loaded: Loaded) -> str:
    """A few lines: that the file is right, what it compares, how much is to be played."""
    study = loaded.study
    lots = sum(expected_lots(group, study.horizon_days) for group in study.lots.values())
    plays = lots * study.replications * len(study.arms)
    about = "about " if any(group.rate_per_day for group in study.lots.values()) else ""
    arms = _many(len(study.arms), "arm")
    lines = [
        f"{loaded.path}: right",
        f"{study.title}",
        f"{arms}: {', '.join(arm.label for arm in study.arms.values())}",
        f"{about}{lots:.0f} lots x {_many(study.replications, 'replication')} x {arms} = {plays:.0f} lots to play",
        f"{_many(len(loaded.assumed()), 'number')} assumed, {_many(len(loaded.sourced), 'value')} with a source",
    ]
    return "\n".join(lines)


def expected_lots(group: LotGroup, horizon_days: float) -> float:
    """How many lots a group brings: its count, or the mean of its stream."""
    if group.rate_per_day is not None:
        return group.rate_per_day * horizon_days
    return float(group.count or 0)


def _many(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"
