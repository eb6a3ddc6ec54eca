"""Entry where worths share a common part seen through noise (Levin & Smith 1994, with costs that differ)."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np

from sim.entities.entry import Kind
from sim.entities.knowledge import Levels
from sim.entities.units import Floats
from sim.equilibrium.entry.attendance import Attendance, Prospect
from sim.equilibrium.entry.game import Comers, EntryGame
from sim.equilibrium.entry.market import TINY, Market, Stage, market_of
from sim.equilibrium.entry.search import Solution
from sim.equilibrium.entry.seen import DRAWS, ratios, watched
from sim.equilibrium.informed import obstacle
from sim.equilibrium.levels import count, every, middle
from sim.errors import NoEquilibriumError
from sim.formats.second_price import SecondPrice

PASSES = 2
"""In which the ratio of profits with and without drop-outs seen is brought together with numbers of entrants."""
NOBODY = 1e-9
"""Share of those who could come that is as good as none."""


def attend_noisy(game: EntryGame) -> Attendance:
    """Who comes, at every level of lots: those whose own costs are below what they may expect.

    1. Costs are money, so a dear lot draws more bidders than a cheap one; numbers are solved at some levels and
       interpolated.
    2. What an entrant may expect is that of :class:`~sim.equilibrium.anonymous.profits.Profits`: the second-price game
       among Poisson numbers of unseen rivals, before the own look.
    3. At the middle level several starts find all solutions; the selected one is followed from level to level, always
       in the same order.
    4. With equal costs a single sort of bidders mixes, so that coming is worth what it costs.
    5. Where drop-outs are seen, profits are those times a ratio by kind (:func:`~.seen.ratios`), found at the middle
       level in two passes and held at all others.

    Raises
    ------
    NoEquilibriumError
        If the game among entrants is not one that is solved here, or no solution is found.
    """
    _refuse(game)
    levels = game.levels or Levels((0.0,), (-math.inf,))
    market = market_of(game)
    if not market.sorts:
        nobody = {kind: (0.0,) * count(levels) for kind, _ in game.kinds}
        return Attendance({}, nobody, levels, ({},), _method(game), 0.0)
    places = every(levels)
    auctions = {told: market.auction(told=told) for told in {level.told for level in places}}
    seen = _seen(Stage(market, auctions[False], places[middle(levels)], np.ones(len(market.kinds))))
    stages = [Stage(market, auctions[level.told], level, seen) for level in places]
    if market.mixes:
        found = [_mixing(stage) for stage in stages]
        return _attendance(market, levels, found, stages, found[middle(levels) : middle(levels) + 1])
    others = stages[middle(levels)].all().solutions
    others = others if game.select == "largest" else others[::-1]
    return _attendance(market, levels, _followed(stages, levels, others[0]), stages, others)


def essence(game: EntryGame) -> EntryGame:
    """The same question without what does not reach its answer: the format, where drop-outs are not seen.

    So rounds at a price, and auctions of other formats, share the answer of the second-price game that stands for them.
    """
    if game.levels is None or watched(game):
        return game
    try:
        _refuse(game)
    except NoEquilibriumError:  # which names the format
        return game
    return replace(game, format=SecondPrice(), reserve=math.nan, dropouts=False)


def _seen(stage: Stage) -> Floats:
    """How much more coming is worth by kind (k,), as drop-outs are seen."""
    game, ratio = stage.market.game, stage.seen
    if not watched(game):
        return ratio
    found: Solution | None = None
    for _ in range(PASSES):
        here = Stage(stage.market, stage.auction, stage.level, ratio)
        if stage.market.mixes:
            found = _mixing(here)
        elif found is None:
            found = here.first()
        else:
            found, _ = here.near(found, here.slopes(found))
        numbers = np.array(found.numbers)
        ratio = ratios(game, stage.market.people, here.auction.solved(numbers), numbers, here.level.start)
    return ratio


def _followed(stages: Sequence[Stage], levels: Levels, first: Solution) -> list[Solution]:
    """Solutions at all levels, from that of the middle one on, always in the same order."""
    found = {middle(levels): first}
    slope = {middle(levels): stages[middle(levels)].slopes(first)}
    for index, neighbour in _order(levels):
        found[index], slope[index] = stages[index].near(found[neighbour], slope[neighbour])
    return [found[index] for index in range(len(stages))]


def _attendance(
    market: Market, levels: Levels, found: Sequence[Solution], stages: Sequence[Stage], others: Sequence[Solution]
) -> Attendance:
    """What was solved, as the market asks for it."""
    numbers = np.array([each.numbers for each in found])
    worth = np.array([stage.earned(np.array(each.numbers)) for stage, each in zip(stages, found, strict=True)])
    names = [kind.name for kind in market.kinds]
    return Attendance(
        comers={
            (sort.group, sort.home): (sort, _prospect(market, sort, numbers, worth)) for sort, _, _ in market.sorts
        },
        believed={kind: tuple(numbers[:, k].tolist()) for k, kind in enumerate(market.kinds)},
        levels=levels,
        solutions=tuple(dict(zip(names, each.numbers, strict=True)) for each in others),
        method=_method(market.game),
        residual=max(each.residual for each in found),
    )


def _prospect(market: Market, sort: Comers, numbers: Floats, worth: Floats) -> Prospect:
    """What coming is worth to one sort at all levels; numbers and worths are (levels, k)."""
    nothing = np.full(len(numbers), np.nan)
    place: Mapping[Kind, int] = {kind: k for k, kind in enumerate(market.kinds)}
    plain, looked = (
        worth[:, place[kind]] if kind in place else nothing
        for kind in (Kind(sort.group), Kind(sort.group, looked=True))
    )
    return Prospect(plain, looked, np.minimum(numbers[:, 0] / sort.reach, 1.0) if market.mixes else nothing)


def _order(levels: Levels) -> list[tuple[int, int]]:
    """All levels but the middle one, from there on, each with a neighbour that was before it."""
    shape = (2 if levels.told > 0.0 else 1, len(levels.means), len(levels.apart))
    centre = (0, shape[1] // 2, shape[2] // 2)
    places = [(t, m - centre[1], a - centre[2]) for t, m, a in np.ndindex(*shape)]

    def index(told: int, mean: int, apart: int) -> int:
        return (told * shape[1] + mean + centre[1]) * shape[2] + apart + centre[2]

    found = []
    for told, mean, apart in sorted(places, key=lambda place: (place[0], abs(place[2]), abs(place[1]), place))[1:]:
        if mean:
            back = (told, mean - (1 if mean > 0 else -1), apart)
        elif apart:
            back = (told, 0, apart - (1 if apart > 0 else -1))
        else:
            back = (told - 1, 0, 0)
        found.append((index(told, mean, apart), index(*back)))
    return found


def _mixing(stage: Stage) -> Solution:
    """How many of a single sort come: all or none where that pays, or so many that it makes no difference."""
    from scipy.optimize import brentq

    ((sort, _, _),) = stage.market.sorts
    reach = sort.reach

    def gain(log_number: float) -> float:
        return math.log(max(float(stage.earned(np.array([math.exp(log_number)]))[0]), TINY) / sort.least)

    low, high = math.log(NOBODY * reach), math.log(reach)
    if gain(high) >= 0.0:
        return Solution((reach,), 0.0)
    if gain(low) <= 0.0:
        return Solution((NOBODY * reach,), 0.0)
    return Solution((math.exp(float(brentq(gain, low, high, xtol=1e-9))),), 0.0)


def _refuse(game: EntryGame) -> None:
    """Say what is not solved here.

    Raises
    ------
    NoEquilibriumError
    """
    groups, name = [rivals for _, rivals in game.kinds], game.format.name
    equal = [sort for sort in game.comers if sort.mixes and sort.reach > 0.0]
    optional = [sort for sort in game.comers if sort.spread == 0.0 and sort.look is not None and not sort.always]
    look = any(sort.cost + (sort.look or 0.0) > 0.0 for sort in optional)
    what = obstacle(groups, name)
    for found, why in (
        (what != "", what),
        (game.after_signal, "decided on a noisy look; use behaviour.entry: before_signal"),
        (game.min_bidders > 1, f"held before {game.min_bidders} bidders or more only; set min_bidders: 1"),
        (
            any(rivals.looks is not None and math.isinf(rivals.looks.noise) for rivals in groups),
            "for bidders without a look of their own; give signal_sd as a number, or inspects: always",
        ),
        (
            len(equal) > 1 or (len(equal) == 1 and len(game.comers) > 1),
            "where several sorts of bidders have equal costs: it is open who comes; raise entry_cost_sd for all",
        ),
        (look, "where closer looks cost everybody the same; raise entry_cost_sd, or set inspects: never or always"),
    ):
        if found:
            raise NoEquilibriumError(
                f"no equilibrium of entry is known for {name} {why}; or use behaviour.entry: everyone"
            )


def _method(game: EntryGame) -> str:
    """What was solved, and what was left out of it."""
    known = all(rivals.poisson for _, rivals in game.kinds)
    parts = [
        "entry before the own look (Levin & Smith 1994)",
        "profits against unseen rivals by quadrature",
        *([f"times what they are with drop-outs seen, on {DRAWS} fixed draws"] if watched(game) else []),
        "Poisson numbers" if known else "fixed groups counted as Poisson",
        *(["each round as if it were the last"] if game.rounds > 1 else []),
    ]
    return "; ".join(parts)
