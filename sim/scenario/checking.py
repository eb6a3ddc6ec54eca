"""What a file that is right amounts to."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from difflib import get_close_matches

import numpy as np

from sim.entities.brief import Play
from sim.entities.market import Row
from sim.entities.study import Arm, LotGroup, Study
from sim.entities.timing import Window
from sim.entities.units import instant
from sim.measures import find
from sim.scenario.combining import levers_of
from sim.scenario.loading import Loaded
from sim.tables import did_you_mean

PERCENT = ("share", "ratio")
"""Units that are told in per cent, so that their differences are in percentage points."""

WIDE = 0.1
"""A difference in shares that is large for one that hardly matters: 10 points."""


RARE, OFTEN = 2, 5
"""Lots of a class that may be a misspelling of one that has so many times as many."""


def check_text(loaded: Loaded) -> str:
    """A few lines: that the file is right, what it compares, how much is to be played."""
    study = loaded.study
    lots = sum(expected_lots(group, study.horizon_days) for group in study.lots.values())
    fewest, most = (lots * number * len(study.arms) for number in (study.fewest, study.replications))
    plays = f"{most:.0f}" if study.stopping is None else f"{fewest:.0f} to {most:.0f}"
    replications = _many(study.replications, "replication")
    if study.stopping is not None:
        replications = f"{study.fewest} to {replications}"
    about = "about " if any(group.rate_per_day for group in study.lots.values()) else ""
    arms = _many(len(study.arms), "arm")
    numbers, cited = _many(len(loaded.assumed()), "number"), f"{_many(len(loaded.sourced), 'value')} with a source"
    lines = [
        f"{loaded.path}: right",
        f"{study.title}",
        f"{arms}: {_listed([arm.label for arm in study.arms.values()])}",
        f"{about}{lots:.0f} lots x {replications} x {arms} = {plays} lots to play",
        f"{numbers} assumed about the world, {len(loaded.chosen())} chosen in rule books, {cited}",
    ]
    return "\n".join([*lines, *_stops(study), *_chooses(study), *_idle_levers(study)])


def _listed(labels: Sequence[str]) -> str:
    """Labels after one another; in quotes where a comma in one would look like another."""
    return ", ".join(f'"{label}"' if any("," in each for each in labels) else label for label in labels)


def _stops(study: Study) -> list[str]:
    """When a rule says that enough was played, in the unit of its measure."""
    if study.stopping is None:
        return []
    enough, until = [], study.stopping.until
    if until is not None:
        width = _amount(study, until.measure, until.half_width)
        pair = _pair(study, *until.contrast)
        what = f"the 95 % interval of the difference in {until.measure} between {pair}{_of(until.group)}"
        enough.append(f"{what} is within {width} either way")
    if study.choose is not None:
        enough.append("an arm is chosen")
    return [f"stops when {' and '.join(enough)}, at the latest after {study.replications} replications"]


def _chooses(study: Study) -> list[str]:
    """What difference does not matter for a choice, in the unit of its measure."""
    asked = study.choose
    if asked is None:
        return []
    slack = _amount(study, asked.measure, asked.indifference)
    what = f"the {asked.best} {asked.measure}{_of(asked.group)}"
    return [f"chooses the arm with {what}; a difference of less than {slack} does not matter"]


def _of(group: str) -> str:
    return f" over {group}" if group else ""


def _pair(study: Study, one: str, other: str) -> str:
    return f'"{study.arms[one].label}" and "{study.arms[other].label}"'


def _idle_levers(study: Study) -> list[str]:
    """Levers that have nothing to switch: the arms agree in all that belongs to them."""
    asked = study.decompose
    idle = [name for name, paths in levers_of(study).paths.items() if not paths] if asked else []
    if asked is None or not idle:
        return []
    return [f"levers left out, as {_pair(study, asked.start, asked.to)} do not differ in them: {', '.join(idle)}"]


def _amount(study: Study, measure: str, value: float) -> str:
    """A difference in the unit of a measure: points for what is told in per cent."""
    unit = find(measure).measure.unit
    if unit in PERCENT:
        return _many(100.0 * value, "percentage point")
    return f"{value:g} {study.currency if unit == 'money' else unit}".strip()


def cautions(study: Study, tried: Sequence[Row]) -> list[str]:
    """What is allowed and hardly meant.

    Parameters
    ----------
    study : Study
    tried : sequence of Row
        What became of the lots of the baseline in the replication that was tried.
    """
    told = [
        caution
        for arm in study.arms.values()
        for caution in (_overlap(arm), _idle_proxy(arm), _idle_look(study, arm))
        if caution
    ]
    told += [*_unwanted(study), *_misspelt(study), *_too_wide(study)]
    if tried and not any(row.state.startswith("sold") for row in tried):
        told.append(
            f"arms.{study.baseline}: none of {_many(len(tried), 'lot')} is sold in the replication that was tried; "
            "compare the reserve with what bidders are ready to pay, and the reach with how many there are"
        )
    return told


def _overlap(arm: Arm) -> str:
    """Whether a hall calls the next lot while bids on the last one are still taken."""
    sessions, hours = arm.venue.place.sessions, arm.venue.rules.window_hours
    if sessions is None or 60.0 * hours <= sessions.minutes_per_lot:
        return ""
    return (
        f"arms.{arm.name}: bids on a lot are taken for {60.0 * hours:g} minutes, and the hall calls the next one after "
        f"{sessions.minutes_per_lot} minutes; lower rules.window_hours or raise place.sessions.minutes_per_lot"
    )


def _idle_proxy(arm: Arm) -> str:
    """Whether a platform would bid for people and nobody lets it."""
    rules = arm.venue.rules
    ladder = rules.format.ladder(rules, 1.0)
    if not ladder.proxy or rules.format.play is not Play.ASCENDING:
        return ""
    window = Window(0, instant(3600.0 * rules.window_hours), 1.0, ladder.step, proxy=True)
    habits = [group.timing.habits(window, np.ones(1), np.full(1, 0.5)) for group in arm.bidders.values()]
    if any(each.lodges.any() for each in habits):
        return ""
    return f"arms.{arm.name}: rules.proxy is true and no group of bidders uses it; write timing: proxy for those who do"


def _idle_look(study: Study, arm: Arm) -> str:
    """Whether a closer look is offered and nobody has a use for it."""
    noisy = any(lots.worth.model == "lognormal" for lots in study.lots.values())
    willing = any(group.signal_sd != 0.0 and group.inspects != "never" for group in arm.bidders.values())
    if arm.venue.place.inspection_sd is None or (noisy and willing):
        return ""
    return (
        f"arms.{arm.name}: place.inspection_sd is set and nobody looks closer; that takes worths of model lognormal, "
        "and bidders with a signal_sd above 0 who do not say inspects: never"
    )


def _unwanted(study: Study) -> list[str]:
    """Classes of lots that nobody wants in any arm: a slip of the pen in a portfolio file, more often than not."""
    groups = [group for arm in study.arms.values() for group in arm.bidders.values()]
    wanted = {name for group in groups for name in group.wants or ()}
    if any(group.wants is None for group in groups):
        return []
    alone = {lots.asset_class: name for name, lots in study.lots.items() if lots.asset_class not in wanted}
    return [
        f"lots.{name}: no group of bidders wants class {kind}{_near(kind, sorted(wanted))}"
        for kind, name in alone.items()
    ]


def _misspelt(study: Study) -> list[str]:
    """Classes of a lot or two of a file, called nearly as one of many more; but for those that bidders ask for."""
    filed = {name: lots for name, lots in study.lots.items() if lots.rows}
    many = Counter(lots.asset_class for lots in filed.values() for _ in lots.rows or ())
    wanted = {kind for arm in study.arms.values() for group in arm.bidders.values() for kind in group.wants or ()}
    everything = any(group.wants is None for arm in study.arms.values() for group in arm.bidders.values())
    told = []
    for name, lots in filed.items():
        kind, few = lots.asset_class, many[lots.asset_class]
        near = get_close_matches(kind, [other for other in many if many[other] >= OFTEN * few], n=1, cutoff=0.7)
        if near and few <= RARE and everything and kind not in wanted:
            told.append(f"lots.{name}: class {kind} has {_many(few, 'lot')}; did you mean {near[0]}?")
    return told


def _near(kind: str, wanted: list[str]) -> str:
    """The class that was meant, or those there are."""
    hint = did_you_mean(kind, wanted)
    return hint if "did you mean" in hint else f"; those that are wanted are {', '.join(wanted)}"


def _too_wide(study: Study) -> list[str]:
    """Differences in points that were written in per cent: 0.5 of a share is 50 points."""
    until = study.stopping.until if study.stopping else None
    asked = {"replications.until.half_width": (until.measure, until.half_width)} if until else {}
    if study.choose is not None:
        asked["choose.indifference"] = study.choose.measure, study.choose.indifference
    return [
        f"{path}: {value:g} is {_amount(study, measure, value)} of {measure}; "
        f"write {value / 100:g} for {_many(value, 'point')}"
        for path, (measure, value) in asked.items()
        if value >= WIDE and find(measure).measure.unit in PERCENT
    ]


def expected_lots(group: LotGroup, horizon_days: float) -> float:
    """How many lots a group brings: its count or that of its rows, or the mean of its stream."""
    if group.rate_per_day is not None:
        return group.rate_per_day * horizon_days
    return float(len(group.rows or ()) or group.count or 0)


def _many(number: float, noun: str) -> str:
    return f"{number:g} {noun}" if number == 1 else f"{number:.10g} {noun}s"
