"""One lot's life in every arm, put together from ``lots.csv`` and the rules; nothing is played."""

from __future__ import annotations

import math
from dataclasses import dataclass
from itertools import islice

from sim.entities.study import Study
from sim.entities.units import DAY, Instant, Money, days
from sim.errors import SimError
from sim.experiment.picking import gap
from sim.procedures import rounds
from sim.report.columns import Columns, columns
from sim.report.results import Results
from sim.scenario import load

COLUMNS = (
    "arm", "replication", "lot", "state", "attempts", "appraisal", "first_start", "start", "first_hammer", "hammer",
    "defaults", "taken_at", "worth_common", "entered", "bids", "listed_day", "hammer_day", "cash_day",
)  # fmt: skip
BIDS = ("arm", "replication", "lot", "day", "amount", "reason")
FIRST = "0"
"""The replication of which a lot is told: that of ``trace``."""


@dataclass(frozen=True)
class Call:
    """One auction of a lot: its start price, and the days of its notice and its end, from the study's start."""

    start: Money
    listed: float
    over: float


@dataclass(frozen=True)
class Life:
    """A lot's life in one arm.

    Attributes
    ----------
    line : dict of str to float
        Its numbers in ``lots.csv``; nan where a field is empty.
    name, state : str
    calls : tuple of Call
        Its auctions; only the first and the last where the rules do not say when the others were.
    whole : bool
        Whether those are all.
    bids : tuple of (day, amount)
        Accepted bids, if they were kept.
    """

    name: str
    state: str
    line: dict[str, float]
    calls: tuple[Call, ...]
    whole: bool
    bids: tuple[tuple[float, Money], ...]


def lives(data: Results) -> list[Life]:
    """The lot that ``trace`` tells, in the order of the arms; nothing where the table does not say enough.

    It is the one whose prices lie farthest apart, against its worth, in some two arms; where none is sold in two, the
    one sold for most in one; of one arm the busiest.
    """
    lots = columns(data.folder / "lots.csv", COLUMNS, only=("replication", FIRST))
    if lots is None or data.setting.timeless:
        return []
    lines: dict[str, dict[str, int]] = {}
    for place, (name, arm) in enumerate(zip(lots.text["lot"], lots.text["arm"], strict=True)):
        lines.setdefault(name, {})[arm] = place
    price, worth, bids = (lots.number(name) for name in ("hammer", "worth_common", "bids"))

    def told(name: str) -> tuple[bool, float]:
        same = list(lines[name].values())
        if len(data.arms) == 1:
            return True, float(bids[same[0]])
        return gap([float(price[place]) for place in same if not math.isnan(price[place])], float(worth[same[0]]))

    chosen = max((name for name in lines if set(lines[name]) == set(data.arms)), key=told, default=None)
    if chosen is None:
        return []
    study = _study(data)
    made = columns(data.folder / "bids.csv", BIDS, only=("lot", chosen))
    return [_life(lots, lines[chosen][arm], study, _bids(made, arm)) for arm in data.arms]


def _study(data: Results) -> Study | None:
    """The study as the folder states it; None where that needs something that is not in it."""
    path = data.folder / "scenario.resolved.yaml"
    try:
        return load(path).study if path.is_file() else None
    except SimError:
        return None


def _bids(made: Columns | None, arm: str) -> tuple[tuple[float, Money], ...]:
    if made is None:
        return ()
    here = made.where("arm", arm) & made.where("replication", FIRST) & made.where("reason", "accepted")
    return tuple(zip(made.number("day")[here].tolist(), made.number("amount")[here].tolist(), strict=True))


def _life(lots: Columns, place: int, study: Study | None, bids: tuple[tuple[float, Money], ...]) -> Life:
    texts = {name: lots.text[name][place] for name in ("arm", "lot", "state")}
    line = {name: float(lots.number(name)[place]) for name in COLUMNS if name not in texts}
    held = round(line["attempts"])
    if study is not None and line["defaults"] == 0:
        called = calls(study, texts["arm"], line["first_start"], line["appraisal"], round(line["listed_day"] * DAY))
        known, whole = called[:held], True
    else:
        ends = [Call(line["first_start"], line["listed_day"], line["listed_day"])]
        if held > 1 and not math.isnan(line["hammer_day"]):
            ends.append(Call(line["start"], line["hammer_day"], line["hammer_day"]))
        known, whole = tuple(ends), held == 1
    return Life(texts["lot"], texts["state"], line, known, whole, bids)


def calls(study: Study, arm: str, first: Money, appraisal: Money, listed: Instant) -> tuple[Call, ...]:
    """All auctions that a lot may go through, each at the earliest opening that rules and calendar allow.

    Parameters
    ----------
    study : Study
    arm : str
    first : Money
        Start price of the first round.
    appraisal : Money
        nan without one.
    listed : Instant
        Of the first notice.
    """
    from sim.market.calendar import next_opening

    venue = study.arms[arm].venue
    plan = rounds(venue.rules, first, appraisal, study.tick)
    made: list[Call] = []
    for each, later in zip(plan, [*islice(plan, 1, None), None], strict=True):
        over = next_opening(listed + each.notice, venue.place.sessions, study.start) + each.window
        made.append(Call(each.start, days(listed), days(over)))
        listed = over + (later.wait if later else 0)
    return tuple(made)
