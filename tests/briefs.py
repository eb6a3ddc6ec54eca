"""Random briefs over all plays, and how two records are compared: for the staging tests and the acceptance test."""

from __future__ import annotations

import numpy as np

from sim.entities.brief import Brief, Ladder, Move, Play, Record
from sim.entities.units import HOUR, MINUTE, SECOND

PLAYS = tuple(Play)


def brief(play: Play, limit, **changes) -> Brief:
    """A brief with plain defaults: an hour from instant 0, start 100, replies of 20 s, first looks a second apart."""
    limit = np.asarray(limit, dtype=np.float64)
    n = len(limit)
    numbers = {
        "key": 1,
        "play": play,
        "ladder": Ladder(step=10.0, top=300.0, trigger=300 * SECOND, extension=300 * SECOND),
        "opens": 0,
        "closes": HOUR,
        "start": 100.0,
        "who": np.arange(n, dtype=np.uint64),
        "limit": limit,
        "first": np.arange(1, n + 1, dtype=np.int64) * SECOND + np.arange(1, n + 1),
        "reply": np.full((n, 1), 20 * SECOND, dtype=np.int64),
        "opening": np.full(n, np.nan),
        "lodges": np.zeros(n, dtype=bool),
        "lost": np.zeros(n, dtype=bool),
        "ties": np.linspace(0.1, 0.9, n),
    } | changes
    numbers.setdefault("reserve", numbers["start"])
    return Brief(**numbers)


def random_brief(seed: int, play: Play | None = None) -> Brief:
    """One of very many briefs; the same seed gives the same brief.

    Limits, amounts and steps are often round so that ties and bids on a rung happen. In half of the briefs all replies
    and first looks lie on a grid of 5 s, which makes everybody want the same instants.
    """
    rng = np.random.default_rng(seed)
    play = PLAYS[seed % len(PLAYS)] if play is None else play
    n = int(rng.choice([0, 1, 2, 3, 4, 5, 6, 8, 12]))
    opens = int(rng.integers(0, 3)) * HOUR
    length = int(rng.choice([10 * SECOND, 10 * MINUTE, HOUR, 24 * HOUR]))
    start = float(rng.choice([0.0, 0.1, 100.0, 100.0, 237.5]))
    scale = max(start, 1.0)
    ladder = random_ladder(rng, play, start, scale)
    limit = start + scale * rng.uniform(-0.3, 1.5, n)
    if rng.random() < 0.5:
        limit = start + scale * np.round(rng.uniform(-0.3, 1.5, n), 1)
    limit[rng.random(n) < 0.1] = -np.inf
    reply = rng.integers(1, 60_000, (n, int(rng.integers(1, 5)))) * 1000
    first = rng.integers(0, length // 1000, n) * 1000
    if rng.random() < 0.3:
        first = np.minimum(length - rng.integers(1, 4000, n) * 1000, length - 1000)
    if rng.random() < 0.5:
        grid = 5 * SECOND
        reply = np.maximum(reply // grid, 1) * grid
        first = first // grid * grid
    opening = np.where(rng.random(n) < 0.2, start + scale * rng.uniform(0, 1.5, n), np.nan)
    ties = rng.random(n)
    return Brief(
        key=seed,
        play=play,
        pays_second=bool(rng.random() < 0.5),
        ladder=ladder,
        opens=opens,
        closes=opens + length,
        start=start,
        reserve=start + (scale * float(rng.choice([0.0, 0.3, 0.8])) if rng.random() < 0.3 else 0.0),
        who=rng.integers(0, 2**63, n).astype(np.uint64),
        limit=limit,
        first=opens + first + np.arange(1, n + 1),
        reply=reply.astype(np.int64),
        opening=opening,
        lodges=rng.random(n) < 0.4,
        lost=rng.random(n) < 0.2,
        ties=ties,
        guard=int(rng.choice([1, 1, 5])) * SECOND,
        last_moment=int(rng.choice([2, 2, 30])) * SECOND,
        scripted=random_script(rng, n, opens, length, start, scale) if n and rng.random() < 0.5 else (),
    )


def random_ladder(rng: np.random.Generator, play: Play, start: float, scale: float) -> Ladder:
    """Steps, closes and proxies that the play can be played with."""
    proxy = bool(rng.random() < 0.4)
    step = scale * float(rng.choice([0.0, 0.1, 0.1, 0.037, 0.01]))
    ascends = play is Play.ASCENDING or play is Play.POSTED
    if ascends and step == 0 and not proxy:
        step = 0.1 * scale
    trigger, extension = (0, 0) if rng.random() < 0.4 else (300 * SECOND, int(rng.choice([60, 300])) * SECOND)
    return Ladder(
        step=step,
        top=start + scale * float(rng.choice([-0.5, 0.0, 0.75, 1.0])),
        trigger=trigger,
        extension=extension,
        cap=int(rng.choice([-1, -1, 0, 7])) * MINUTE if trigger else -1,
        proxy=proxy,
        window=int(rng.choice([0, 5, 60])) * MINUTE if play is Play.POSTED else 0,
    )


def random_script(rng, n: int, opens: int, length: int, start: float, scale: float) -> tuple[Move, ...]:
    """Scripted bids: some too early, at the closing instant or after it, too low, or twice in an instant."""
    moves = []
    for _ in range(int(rng.integers(1, 6))):
        t = int(rng.integers(0, length // 1000)) * 1000
        t = int(
            rng.choice([t, t, t // (5 * SECOND) * 5 * SECOND, -SECOND, length, length - 1000, length + 299 * SECOND])
        )
        amount = start + scale * float(np.round(rng.uniform(-0.2, 1.5), 1))
        moves.append(Move(opens + t, int(rng.integers(n)), amount))
    return tuple(moves + moves[: int(rng.random() < 0.2)])


def differences(a: Record, b: Record) -> list[str]:
    """Fields in which two records are not the same to the last bit."""
    exact = ("t", "rank", "reason", "winner", "hammer", "extended")
    return [name for name in exact if not np.array_equal(getattr(a, name), getattr(b, name))] + [
        name for name in ("amount", "price") if not np.array_equal(getattr(a, name), getattr(b, name), equal_nan=True)
    ]


def disagreements(seeds, *engines) -> list[str]:
    """Random briefs on which the engines do not write the same record: seed, play and the fields that differ."""
    briefs = [random_brief(seed) for seed in seeds]
    one, other = (engine.resolve(briefs) for engine in engines)
    triples = zip(briefs, one, other, strict=True)
    return [f"{made.key} {made.play}: {', '.join(found)}" for made, a, b in triples if (found := differences(a, b))]
