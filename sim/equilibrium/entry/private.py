"""Entry before signals among bidders with private worths (Levin & Smith 1994)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np

from sim.entities.entry import Kind
from sim.entities.protocols import Law
from sim.entities.units import Floats, Money
from sim.equilibrium.entry.attendance import Attendance, Prospect
from sim.equilibrium.entry.game import Comers, EntryGame
from sim.equilibrium.entry.requirements import check, laws, rivals
from sim.equilibrium.entry.search import Solution, search
from sim.equilibrium.quadrature import quantiles
from sim.errors import NoEquilibriumError

METHOD = "entry before signals (Levin & Smith 1994), profits by quadrature"
POINTS = 8
"""Gauss-Legendre nodes on a panel."""
SMOOTH, JUMPS = 1 / 8, 1 / 512
"""Steps between the ranks whose quantiles bound the panels: an atom must be met, a density need not."""
EXACT = 1e-14
"""Error of a probability to come."""


@dataclass(frozen=True, slots=True, eq=False)
class Profits:
    """What one more entrant of each group earns before costs, in any standard auction.

    Attributes
    ----------
    others : Floats, shape (g, g)
        Of each group (columns), how many a bidder of a group (rows) has to reckon with; the mean if Poisson.
    poisson : tuple of bool
    weight : Floats, shape (k,)
        Of nodes p between the reserve and the highest worth.
    above : Floats, shape (g, k)
        1 - F(p) of every group.
    """

    others: Floats
    poisson: tuple[bool, ...]
    weight: Floats
    above: Floats

    def __call__(self, shares: Floats) -> Floats:
        """Expected profits (g,) where members of the groups come with these probabilities (g,).

        1. In a second-price auction a bidder of worth v gains from every p < v at which no entrant is worth more. So
           ``Pi_g = int_r (1 - F_g(p)) prod_h A_h(p) dp``, with ``A_h = (1 - q_h (1 - F_h)) ^ n_h`` for a fixed number
           and ``exp(-n_h q_h (1 - F_h))`` for a Poisson one.
        2. Where all have one law, every standard auction is worth the same to them (Myerson 1981).
        """
        coming = shares[:, None] * self.above
        absent = [
            np.exp(-many[:, None] * share) if poisson else (1.0 - share) ** many[:, None]
            for many, share, poisson in zip(self.others.T, coming, self.poisson, strict=True)
        ]
        earned: Floats = (self.above * np.prod(absent, axis=0)) @ self.weight
        return earned


def profits_of(game: EntryGame) -> Profits:
    """The profits of the groups of a game, in the order of `rivals`."""
    groups, worths = rivals(game), laws(game)
    at, weight = _panels(worths, game.reserve)
    oneself = np.diag([0.0 if group.poisson else 1.0 for group in groups])
    return Profits(
        others=np.array([group.others for group in groups]) - oneself,
        poisson=tuple(group.poisson for group in groups),
        weight=weight,
        above=np.array([1.0 - law.cdf(at) for law in worths]),
    )


def _panels(worths: tuple[Law, ...], reserve: Money) -> tuple[Floats, Floats]:
    """Gauss-Legendre nodes and weights on all panels between the reserve and quantiles of the laws."""
    cuts = [quantiles(law, SMOOTH if law.continuous else JUMPS) for law in worths]
    edges = np.unique(np.maximum(np.concatenate([[reserve], *cuts]), reserve))
    x, w = np.polynomial.legendre.leggauss(POINTS)
    half = 0.5 * np.diff(edges)[:, None]
    return (edges[:-1, None] + half * (1.0 + x)).ravel(), (half * w).ravel()


def before_signals(game: EntryGame) -> Attendance:
    """Who comes if nobody knows his worth before he has paid; increments and what they cost are left out.

    1. Own costs that differ: a bidder comes iff its own cost is below the profit of its group, so with probability
       ``Phi(log(Pi / cost) / spread)``.
    2. Equal costs: each comes with the probability at which profit and cost are the same, all or none where none is.

    Raises
    ------
    NoEquilibriumError
        If profits are not known, no solution is found, or equal costs leave open who of several sorts comes.
    """
    check(game)
    sorts = tuple(sort for sort in game.comers if sort.reach > 0.0)
    groups = tuple(kind.group for kind, _ in game.kinds)
    if not sorts:
        return Attendance({}, {Kind(name): (0.0,) for name in groups}, None, ({},), METHOD, 0.0)
    there = [name for name in groups if any(sort.group == name for sort in sorts)]
    member = np.array([[float(sort.group == name) for sort in sorts] for name in there])
    profits, heads = profits_of(game), np.array([sort.heads for sort in sorts])

    def earned(numbers: Floats) -> Floats:
        each: Floats = profits(np.minimum(member @ (numbers / heads), 1.0)) @ member
        return each

    solutions = _solutions(game, sorts, earned)
    played = np.array(solutions[0].numbers)
    worth, no_look = earned(played)[:, None], np.full(1, np.nan)
    prospects = [(sort, Prospect(worth[i], no_look, played[i : i + 1] / sort.reach)) for i, sort in enumerate(sorts)]
    totals = [_totals(groups, sorts, solution) for solution in solutions]
    return Attendance(
        comers={(sort.group, sort.home): (sort, prospect) for sort, prospect in prospects},
        believed={Kind(name): (number,) for name, number in totals[0].items()},
        levels=None,
        solutions=tuple(totals),
        method=METHOD,
        residual=solutions[0].residual,
    )


def _solutions(game: EntryGame, sorts: tuple[Comers, ...], earned: Callable[[Floats], Floats]) -> tuple[Solution, ...]:
    """Numbers of entrants by sort, the solution that is played first."""
    reach = np.array([sort.reach for sort in sorts])
    equal = [i for i, sort in enumerate(sorts) if sort.mixes]
    if equal:
        if len(equal) > 1 or any(sort.cost > 0.0 for i, sort in enumerate(sorts) if i != equal[0]):
            raise NoEquilibriumError(
                f"no equilibrium of entry is known for {game.format.name} where bidders of several sorts have equal "
                "costs: it is open who of them comes; raise entry_cost_sd, for all groups, "
                "or use behaviour.entry: everyone"
            )
        return (_mixing(equal[0], sorts[equal[0]].cost, reach, earned),)
    each = [sort.entrants for sort in sorts]

    def respond(profits: Floats) -> Floats:
        return np.concatenate([one.scores(part) for one, part in zip(each, profits[:, None], strict=True)])

    found = search(earned, respond, reach).solutions
    return found if game.select == "largest" else found[::-1]


def _mixing(position: int, cost: Money, reach: Floats, earned: Callable[[Floats], Floats]) -> Solution:
    """One sort that mixes; all others come for free."""
    from scipy.optimize import brentq

    def numbers(share: float) -> Floats:
        come = reach.copy()
        come[position] *= share
        return come

    def gain(share: float) -> float:
        return float(earned(numbers(share))[position]) - cost

    if gain(1.0) >= 0.0:
        share = 1.0
    elif gain(0.0) <= 0.0:
        share = 0.0
    else:
        share = float(brentq(gain, 0.0, 1.0, xtol=EXACT))
    return Solution(tuple(numbers(share).tolist()), 0.0)


def _totals(groups: tuple[str, ...], sorts: tuple[Comers, ...], solution: Solution) -> Mapping[str, float]:
    """Entrants by group."""
    totals = dict.fromkeys(groups, 0.0)
    for sort, number in zip(sorts, solution.numbers, strict=True):
        totals[sort.group] += number
    return totals
