"""Golden transcripts: one small auction a rule, written out in ``tests/golden/*.txt`` and read by people."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from sim.entities.brief import Brief, Ladder, Move, Play
from sim.entities.units import HOUR, MINUTE, SECOND
from sim.market.engines import ENGINES
from tests.briefs import brief
from tests.golden.transcript import transcript

NAMES = ["anna", "bo", "chen", "dora"]
FIVE = {"trigger": 5 * MINUTE, "extension": 5 * MINUTE}
NOBODY = float("-inf")


def at(*looks: float) -> np.ndarray:
    """First looks, in minutes after the opening."""
    return np.array([round(look * 60) * SECOND + i + 1 for i, look in enumerate(looks)])


def says(*moves: tuple[float, str, float]) -> tuple[Move, ...]:
    """A script: minutes, name, amount."""
    return tuple(Move(round(minutes * 60) * SECOND, NAMES.index(name), amount) for minutes, name, amount in moves)


def script(*moves: tuple[float, str, float], **changes) -> Brief:
    """An ascending auction of an hour, five minutes' soft close, in which only a script is played."""
    changes = {"ladder": Ladder(step=10.0, **FIVE)} | changes
    return brief(Play.ASCENDING, [NOBODY] * 4, scripted=says(*moves), **changes)


AUCTIONS: dict[str, Brief] = {
    "soft_close": script((20, "anna", 100), (56, "bo", 110), (60, "anna", 120), (60.5, "chen", 130), (65.5, "bo", 140)),
    "hard_close": script((20, "anna", 100), (59.99, "bo", 110), (60, "anna", 120), ladder=Ladder(step=10.0)),
    "refused_bids_move_nothing": script(
        (-1, "dora", 100),
        (10, "anna", 99),
        (10, "anna", 100),
        (58, "bo", 105),
        (59, "anna", 200),
        (60, "chen", 300),
        (61, "bo", 300),
    ),
    "between_two_rungs": script((10, "anna", 125), (20, "bo", 129), (21, "bo", 130)),
    "capped_extension": script(
        (10, "anna", 100),
        (58, "bo", 110),
        (62, "anna", 120),
        (64, "bo", 130),
        ladder=Ladder(step=10.0, cap=4 * MINUTE, **FIVE),
    ),
    "to_the_microsecond": script(
        (56, "anna", 100),
        (58, "bo", 110),
        (61, "anna", 120),
        (65, "bo", 130),
        (71, "anna", 140),
        ladder=Ladder(step=10.0, trigger=5 * MINUTE, extension=10 * MINUTE),
    ),
    "nobody_comes": brief(Play.ASCENDING, [99.0, NOBODY]),
    "sole_bidder": brief(Play.ASCENDING, [500.0], first=at(12)),
    "secret_reserve": brief(Play.ASCENDING, [150.0, 500.0], first=at(12, 13), reserve=200.0),
    "duel": brief(Play.ASCENDING, [131.0, 145.0, 128.0], first=at(10, 11, 59)),
    "nobody_lets_the_clock_run_out": brief(
        Play.ASCENDING,
        [150.0, 160.0],
        first=at(58, 59),
        reply=np.full((2, 1), 10 * MINUTE),
        ladder=Ladder(step=20.0, **FIVE),
    ),
    "jump": brief(Play.ASCENDING, [180.0, 170.0, 140.0], first=at(10, 11, 12), opening=np.array([155.0, 120.0, 130.0])),
    "proxy": brief(
        Play.ASCENDING,
        [150.0, 163.0, 158.0, 163.0],
        first=at(10, 11, 12, 13),
        lodges=np.array([True, True, False, True]),
        ladder=Ladder(step=1.0, proxy=True, **FIVE),
    ),
    "proxy_without_increment": brief(
        Play.ASCENDING, [150.0, 163.0, 158.0], first=at(10, 11, 12), ladder=Ladder(proxy=True, **FIVE)
    ),
    "lost_in_the_last_moment": brief(
        Play.ASCENDING,
        [150.0, 170.0],
        first=np.array([HOUR - 1_500_000 + 1, HOUR - 1_400_000 + 2]),
        lost=np.array([False, True]),
        ladder=Ladder(step=10.0),
    ),
    "sealed_tie": brief(
        Play.SEALED, [150.0, 170.0, 170.0, 99.0], first=at(5, 6, 7, 8), ties=np.array([0.1, 0.8, 0.3, 0.5])
    ),
    "sealed_second_price": brief(
        Play.SEALED,
        [150.0, 170.0],
        first=at(5, 6),
        pays_second=True,
        ladder=Ladder(step=7.0),
        ties=np.array([0.1, 0.8]),
    ),
    "sealed_second_thoughts": brief(
        Play.SEALED,
        [150.0, NOBODY, NOBODY],
        first=at(5, 6, 7),
        scripted=says((1, "bo", 400), (9, "bo", 140), (9, "chen", 99), (60, "chen", 900)),
    ),
    "clock": brief(Play.BUTTON, [124.0, 178.0, 157.0, 90.0], ladder=Ladder()),
    "clock_in_steps": brief(Play.BUTTON, [124.0, 178.0, 157.0], ladder=Ladder(step=10.0)),
    "clock_tie": brief(Play.BUTTON, [124.0, 178.0, 171.0], ladder=Ladder(step=10.0), ties=np.array([0.5, 0.9, 0.2])),
    "dutch": brief(Play.DESCENDING, [124.0, 178.0, 157.0], ladder=Ladder(top=300.0)),
    "dutch_in_steps_tie": brief(
        Play.DESCENDING, [124.0, 178.0, 157.0], ladder=Ladder(top=300.0, step=50.0), ties=np.array([0.5, 0.9, 0.2])
    ),
    "dutch_scripted": brief(
        Play.DESCENDING,
        [150.0, NOBODY, NOBODY],
        ladder=Ladder(top=300.0, step=50.0),
        scripted=says((10, "bo", 260), (30, "chen", 260), (40, "bo", 300)),
    ),
    "posted_first_taker": brief(
        Play.POSTED,
        [124.0, 178.0, 90.0, NOBODY],
        first=at(30, 20, 10, 1),
        ladder=Ladder(),
        scripted=says((5, "dora", 99), (25, "dora", 500)),
    ),
    "posted_opens_window": brief(
        Play.POSTED,
        [124.0, 178.0, 157.0],
        first=at(600, 300, 900),
        closes=20 * HOUR,
        ladder=Ladder(step=10.0, window=2 * HOUR, **FIVE),
    ),
}


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("name", AUCTIONS)
def test_transcript(name, engine):
    made = AUCTIONS[name]
    record = ENGINES[engine].resolve([made])[0]
    written = (Path(__file__).parent / f"{name}.txt").read_text(encoding="utf-8").splitlines()
    assert transcript(made, record, NAMES) == [line for line in written if not line.startswith("#")]


def test_every_transcript_is_played():
    assert {path.stem for path in Path(__file__).parent.glob("*.txt")} == set(AUCTIONS)
