"""When to stop playing: a rule looks at the first n replications, never at what was finished first.

Replications are played in blocks of ten, all arms of a block before the next; the rule looks at the numbers 0 to n - 1
after each. So how many are played depends on the study alone, and parts that another run left beyond are not read.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any, cast

import numpy as np

from sim import measures
from sim.entities.stopping import BLOCK, FLOOR, Stopping
from sim.entities.study import Study
from sim.entities.units import Floats
from sim.experiment.choosing import Choice, choose
from sim.experiment.columns import join
from sim.experiment.evaluation import Kind, same_lots
from sim.experiment.identity import arm_key
from sim.experiment.statistics import Estimate, estimate, needed
from sim.experiment.store import Store

ENOUGH, MOST = "enough", "max"


@dataclass(frozen=True)
class Stop:
    """Where playing stopped.

    Attributes
    ----------
    played : int
        Replications.
    rule : Stopping or None
        None where the number was given.
    apart : Estimate or None
        The paired difference that the rule looks at.
    needs : float
        How many pairs its interval needs to be trusted.
    steady : bool
        Whether it was narrow enough at the look before, too: one look favours samples that vary too little.
    choice : Choice or None
    since : int or None
        After how many replications the interval was narrow enough, and has been since.
    """

    played: int
    rule: Stopping | None = None
    apart: Estimate | None = None
    needs: float = math.inf
    steady: bool = True
    choice: Choice | None = None
    since: int | None = None

    @property
    def narrow(self) -> bool:
        """Whether the interval is as narrow as wanted and can be trusted, if one is wanted.

        It takes :data:`FLOOR` pairs, and as many as their shape calls for. Of arms that have not differed yet nobody
        knows how much they vary.
        """
        if self.rule is None or self.rule.until is None:
            return True
        if self.apart is None or self.apart.n < max(FLOOR, self.needs):
            return False
        return (self.apart.high - self.apart.low) / 2.0 <= self.rule.until.half_width

    @property
    def enough(self) -> bool:
        """Whether all that was asked for is known."""
        return self.narrow and self.steady and (self.choice is None or self.choice.chosen_at is not None)

    @property
    def told(self) -> dict[str, Any]:
        """For the manifest; nothing where there is neither a rule nor a choice."""
        told = {} if self.choice is None else self.choice.told
        if self.rule is None:
            return told
        rule: dict[str, Any] = {"min": self.rule.fewest, "max": self.rule.most, "played": self.played}
        rule["why"] = ENOUGH if self.enough else MOST
        if self.rule.until is not None and self.apart is not None:
            half = (self.apart.high - self.apart.low) / 2.0
            rule |= {
                **vars(self.rule.until),
                "contrast": list(self.rule.until.contrast),
                "unit": measures.find(self.rule.until.measure).measure.unit,
                "pairs": self.apart.n,
                "reached": half if np.isfinite(half) else None,
                "needs": math.ceil(self.needs) if math.isfinite(self.needs) else None,
                "narrow": self.narrow,
                "narrow_at": self.since,
            }
        return {"stopping": rule, **told}


def looks(study: Study) -> list[int]:
    """Numbers of replications after which a study is looked at: whole blocks, and the last one of all.

    Examples
    --------
    With `min: 25` and `max: 45` they are 30, 40 and 45.
    """
    first = FLOOR if study.stopping is None else study.stopping.fewest
    blocks = range(-(-first // BLOCK) * BLOCK, study.replications, BLOCK)
    return [*blocks, study.replications]


def settle(study: Study, store: Store, play: Callable[[int], None]) -> Stop:
    """Play until the study's rule says that it is enough; without a rule, as many as it says.

    Parameters
    ----------
    study : Study
    store : Store
    play : callable
        Plays all arms up to a number of replications, as far as the store does not hold them.
    """
    rule, asked = study.stopping, study.choose
    if rule is None:
        play(study.replications)
        if asked is None:
            return Stop(study.replications)
    until = None if rule is None else rule.until
    among = () if asked is None else (asked.among or tuple(study.arms))
    pair, columns = np.empty((2, 0)), np.empty((len(among), 0))
    seen: list[int] = []
    stop = Stop(0)
    for look in looks(study):
        if rule is not None:
            play(look)
        first, choice, apart, needs = (seen[-1] if seen else 0), None, None, math.inf
        seen.append(look)
        if until is not None:
            pair = np.hstack([pair, values(study, store, until.contrast, (until.measure, until.group), first, look)])
            apart, needs = estimate(pair[0] - pair[1]), needed(pair[0] - pair[1])
        if asked is not None:
            columns = np.hstack([columns, values(study, store, among, (asked.measure, asked.group), first, look)])
            choice = choose(asked, among, columns, seen)
        steady = until is None or (stop.played > 0 and stop.narrow)
        here = Stop(look, rule, apart, needs, steady, choice)
        stop = replace(here, since=(stop.since or look) if here.narrow and here.steady else None)
        if rule is not None and stop.enough:
            break
    return stop


def values(study: Study, store: Store, arms: Sequence[str], cell: tuple[str, str], first: int, end: int) -> Floats:
    """One measure of one group in some arms, from the parts.

    Parameters
    ----------
    study : Study
    store : Store
    arms : sequence of str
    cell : (str, str)
        Measure and group.
    first, end : int
        The replications `first` to `end` - 1.

    Returns
    -------
    Floats, shape (arms, end - first)
        nan where the measure does not exist.
    """
    quantity, kind = measures.find(cell[0]), cast("Kind", cell[1].partition("=")[0])
    lots = [join([part for _, part in store.read(arm_key(study, arm), end, first)])["lots"] for arm in arms]
    for arm, columns in zip(arms[1:], lots[1:], strict=True):
        same_lots((arm, arms[0]), columns, lots[0])
    if quantity.measure.matched:
        both = np.all([measures.sold(columns) for columns in lots], axis=0)
        lots = [{name: column[both] for name, column in columns.items()} for columns in lots]
    found = np.full((len(arms), end - first), np.nan)
    for row, columns in zip(found, lots, strict=True):
        split = measures.cells(columns, kind)
        mine = [place for place, label in enumerate(split.group) if label == cell[1]]
        row[split.replication[mine] - first] = measures.evaluate(quantity, columns, split)[mine]
    return found
