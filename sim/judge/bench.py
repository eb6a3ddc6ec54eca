"""How fast the engines are, beside two plain SimPy programs of the same market, on the same auctions in one run.

The plain programs are kept in ``benchmarks/`` of the checkout: straightforward code of a competent user of SimPy, which
knows ascending bids with a soft close and nothing else. Every player must find the same winners, prices and numbers of
bids, or there is nothing to compare.
"""

from __future__ import annotations

import gc
import importlib.util
import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from statistics import median
from time import perf_counter
from types import ModuleType

import numpy as np

from sim.entities.brief import Brief, Ladder, Play, Record
from sim.entities.units import HOUR, MILLISECOND, MINUTE, SECOND, Instant, Money
from sim.errors import RunError
from sim.market.engines import ENGINES

PROGRAMS = Path(__file__).resolve().parents[2] / "benchmarks"
PLAIN = ("process_per_bidder", "process_per_session")
START, STEP, WINDOW, SOFT = 0.7, 0.014, 24 * HOUR, 5 * MINUTE

Result = tuple[int, Money, int]
"""Winner (-1: nobody), price, number of bids."""
Player = Callable[[], Sequence[Result | Record]]
"""Plays all auctions once."""


@dataclass(frozen=True, slots=True)
class Sale:
    """A brief as the plain programs take it: numbers and lists."""

    opens: Instant
    closes: Instant
    start: Money
    step: Money
    trigger: Instant
    extension: Instant
    guard: Instant
    limits: list[Money]
    firsts: list[Instant]
    replies: list[list[Instant]]


@dataclass(frozen=True, slots=True)
class Speed:
    """What one player did: the median time of a pass over all auctions."""

    name: str
    auctions: int
    bids: int
    seconds: float


def auctions(count: int, seed: int = 1) -> list[Brief]:
    """Ascending auctions as on a platform: 24 hours, soft close of 5 minutes, a dozen bidders, some tens of bids.

    Worths are log-normal around 1 with a spread of 0.25, the start price is 0.7 and the raise 2 % of it. Looks crowd
    towards the end, one in seven in the last five minutes; reply times are log-normal, median 20 seconds, spread 1.
    """
    generator = np.random.default_rng(seed)
    return [_auction(number, generator) for number in range(count)]


def _auction(number: int, generator: np.random.Generator) -> Brief:
    count = int(generator.integers(4, 21))
    rank = np.arange(1, count + 1)
    looks = np.floor((1.0 - generator.random(count) ** 3) * (WINDOW / MILLISECOND)).astype(np.int64) * MILLISECOND
    seconds = np.exp(math.log(20.0) + generator.standard_normal((count, 8)))
    opens = number * HOUR
    return Brief(
        key=number,
        play=Play.ASCENDING,
        ladder=Ladder(step=STEP, trigger=SOFT, extension=SOFT),
        opens=opens,
        closes=opens + WINDOW,
        start=START,
        reserve=START,
        who=rank.astype(np.uint64),
        limit=np.exp(0.25 * generator.standard_normal(count)),
        first=opens + looks + rank,
        reply=np.maximum(np.rint(seconds * 1000.0).astype(np.int64), 1) * MILLISECOND,
        opening=np.full(count, np.nan),
        lodges=np.zeros(count, dtype=np.bool_),
        lost=np.zeros(count, dtype=np.bool_),
        ties=generator.random(count),
        guard=SECOND,
    )


def sale(brief: Brief) -> Sale:
    """The brief's numbers for a plain program, which knows no scripts, jumps, lodged limits or lost bids."""
    ladder = brief.ladder
    return Sale(
        brief.opens, brief.closes, brief.start, ladder.step, ladder.trigger, ladder.extension, brief.guard,
        brief.limit.tolist(), brief.first.tolist(), brief.reply.tolist(),
    )  # fmt: skip


def program(name: str) -> ModuleType:
    """One of the plain programs, from the checkout.

    Raises
    ------
    RunError
        If there is no checkout around the package.
    """
    path = PROGRAMS / f"{name}.py"
    spec = importlib.util.spec_from_file_location(f"benchmarks_{name}", path)
    if not path.is_file() or spec is None or spec.loader is None:
        raise RunError(
            "bench compares with the programs in benchmarks/: run it from a checkout, python run_sim.py bench"
        )
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def players(briefs: Sequence[Brief]) -> dict[str, Player]:
    """Everyone who can play these auctions."""
    sales = [sale(brief) for brief in briefs]
    engines: dict[str, Player] = {name: partial(ENGINES[name].resolve, briefs) for name in ("kernel", "staged")}
    return engines | {name.replace("_", " "): partial(program(name).play, sales) for name in PLAIN}


def outcome(played: Result | Record, brief: Brief) -> Result:
    """What the players must agree on; an unsold lot has its start price here."""
    if isinstance(played, Record):
        return played.winner, played.price if played.sold else brief.start, played.bids
    return played


def race(briefs: Sequence[Brief], repetitions: int) -> list[Speed]:
    """Let everyone play all auctions in turn, several times over, so that a slow minute of the machine hits all alike.

    Raises
    ------
    RunError
        If two players disagree on a winner, a price or a number of bids.
    """
    field = players(briefs)
    times: dict[str, list[float]] = {name: [] for name in field}
    results: dict[str, list[Result]] = {}
    for _ in range(repetitions):
        for name, player in field.items():
            gc.collect()
            begun = perf_counter()
            played = player()
            times[name].append(perf_counter() - begun)
            results[name] = [outcome(one, brief) for one, brief in zip(played, briefs, strict=True)]
    _agree(results, briefs)
    bids = sum(count for _, _, count in results["staged"])
    return [Speed(name, len(briefs), bids, median(seconds)) for name, seconds in times.items()]


def _agree(results: Mapping[str, Sequence[Result]], briefs: Sequence[Brief]) -> None:
    for name, found in results.items():
        for one, other, brief in zip(found, results["staged"], briefs, strict=True):
            if one != other:
                raise RunError(f"auction {brief.key}: {name} found {one}, staged {other} (winner, price, bids)")


def table(speeds: Sequence[Speed]) -> str:
    """The speeds as lines of text, with their ratio to the staged engine."""
    base = next(speed.seconds for speed in speeds if speed.name == "staged")
    lines = [f"{'player':<22}{'auctions/s':>12}{'bids/s':>12}{'to staged':>12}"]
    for speed in speeds:
        auctions_per_s, bids_per_s = speed.auctions / speed.seconds, speed.bids / speed.seconds
        lines.append(f"{speed.name:<22}{auctions_per_s:>12,.0f}{bids_per_s:>12,.0f}{base / speed.seconds:>11.2f}x")
    return "\n".join(lines)


def bench(count: int = 1000, repetitions: int = 5) -> str:
    """Time every player on the same auctions and write the table.

    Parameters
    ----------
    count : int
        Auctions.
    repetitions : int
        Times that each player plays all of them; the median counts.

    Raises
    ------
    RunError
        Outside a checkout, or if two players disagree.
    """
    speeds = race(auctions(count), repetitions)
    head = (
        f"{count} ascending auctions with a soft close, {speeds[0].bids} bids; median of {repetitions} passes in turn"
    )
    return f"{head}\n{table(speeds)}"
