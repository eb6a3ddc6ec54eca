"""The plan of a bidder who sees rivals drop out."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from sim.entities.knowledge import UNKNOWN, Looks, Public
from sim.entities.protocols import Game, Rivals
from sim.entities.units import Bools, Floats, Ids, Money
from sim.equilibrium.anonymous.screening import surplus
from sim.equilibrium.anonymous.waiting import waiting
from sim.equilibrium.estimate import Estimate, left
from sim.equilibrium.levels import middle
from sim.equilibrium.rivalry import present
from sim.equilibrium.site_crowd import People
from sim.equilibrium.site_plan import solved_once
from sim.equilibrium.visible.drop_outs import drop_outs as free_drop_outs
from sim.equilibrium.visible.groups import Group
from sim.equilibrium.visible.increasing import require_increasing
from sim.equilibrium.visible.intercept import Attitude, undisclosed
from sim.equilibrium.visible.screening import takes_part
from sim.equilibrium.visible.start_price import drop_outs
from sim.errors import NoEquilibriumError


@dataclass(frozen=True, slots=True)
class HallPlan:
    """Limits that move as rivals are seen to leave (Hong & Shum 2003); the same object for all groups of a hall.

    Attributes
    ----------
    groups : tuple of Group
        Everybody who may be there, sorted by name; margins, and what a hidden defect may take, are part of what they
        make of a worth.
    looks : Looks
        How the own group knows its worths.
    told : tuple of Group
        The same where a defect was published.
    margins : tuple of float
        Logs of what margins leave; the desk takes margins off, so they are put back here.
    left : float
        What a hidden defect leaves on average.
    """

    groups: tuple[Group, ...]
    looks: Looks
    told: tuple[Group, ...]
    margins: tuple[float, ...]
    left: float = 1.0
    method: str = "equilibrium with drop-outs seen (Hong & Shum 2003)"
    residual: float = 0.0
    script: tuple[tuple[float, Money], ...] = ()

    @property
    def names(self) -> tuple[str, ...]:
        """Bidder groups whose drop-outs are read."""
        return tuple(group.name for group in self.groups)

    def limit(self, signal: Floats, public: Public = UNKNOWN) -> Floats:
        """Before anybody has left, or come: the own estimate. What is played is :meth:`together`."""
        return Estimate(self.looks, left=self.left).limit(signal, public)

    def together(self, groups: tuple[str, ...], group: Ids, signal: Floats, public: Public) -> Floats:
        """All-in limits of those aware of a lot, as rounds of drop-outs reveal them."""
        limits = np.full(len(signal), -np.inf)
        if len(signal) == 0:
            return limits
        people, member, looks = self.seated(groups, group, signal, public)
        inside, start = present_at(people, member, looks, public)
        if not inside.any():
            return limits
        if math.isinf(start):
            found = free_drop_outs(people, 1.0 / public.variance, public.mean, member, looks)
        else:
            found = drop_outs(people, 1.0 / public.variance, public.mean, start, member, looks, inside)
        margin = np.array(self.margins)
        limits[inside] = np.exp(found[inside] - margin[member[inside]])
        return limits

    def seated(
        self, groups: tuple[str, ...], group: Ids, signal: Floats, public: Public
    ) -> tuple[tuple[Group, ...], Ids, Floats]:
        """Who sits in the hall: the groups for such a lot, the group of each, and log signals (the mean for none)."""
        people = self.told if public.loss > 0.0 else self.groups
        place = {each.name: position for position, each in enumerate(people)}
        member = np.array([place[groups[g]] for g in group], dtype=np.int64)
        looks = np.where(np.isnan(signal), public.mean, np.log(np.where(np.isnan(signal), 1.0, signal)))
        return people, member, looks


def present_at(people: tuple[Group, ...], member: Ids, looks: Floats, public: Public) -> tuple[Bools, float]:
    """Who takes part at the start price, and its log; everybody and -inf where there is none."""
    if not public.start > 0.0:
        return np.ones(len(member), dtype=np.bool_), -math.inf
    start = math.log(public.start)
    return takes_part(people, 1.0 / public.variance, public.mean, start, member, looks), start


def hall_plan(game: Game, cursed: tuple[float, ...]) -> HallPlan:
    """The closed form for these groups, checked to be increasing.

    A defect that nobody can find takes off all limits what it takes on average, and a published one what it takes.

    Raises
    ------
    NoEquilibriumError
        If some group would drop out the earlier the more it likes the lot, or if some know of a hidden defect.
    """
    people = sorted(zip(present(game), cursed, strict=True), key=lambda pair: pair[0].name)
    if any(rivals.informed for rivals, _ in people):
        raise NoEquilibriumError(
            f"no equilibrium is known for {game.format.name} with drop-outs seen where some have found a hidden defect "
            "and others have not; use a board without dropouts, or let nobody find it (inspects: never for all groups, "
            "and insiders: barred where some have signal_sd 0)"
        )
    waits = _patience(game, people)
    both = list(zip(people, waits, strict=True))
    groups = tuple(_group(rivals, chi, _hidden(game, rivals), wait) for (rivals, chi), wait in both)
    told = tuple(_group(rivals, chi, math.log1p(-game.loss), wait) for (rivals, chi), wait in both)
    counts = tuple(math.ceil(rivals.others) + 1 for rivals, _ in people)
    require_increasing(groups, counts, 1.0 / game.public_variance)
    margins = tuple(_margin(rivals) for rivals, _ in people)
    return HallPlan(groups, looks_of(game), told, margins, left(game))


def _patience(game: Game, people: Sequence[tuple[Rivals, float]]) -> list[float]:
    """What each group asks for beyond the start price, as the lot may come back at a lower one.

    Taken from the game against unseen rivals (:func:`~.anonymous.waiting.waiting`), at the start price of a typical lot
    and with the numbers to be expected: who waits cannot be seen in advance in a hall either.
    """
    if not game.later or game.usual == -math.inf:
        return [0.0] * len(people)
    middle_one = middle(game.levels) if game.levels is not None else 0
    heads = [rivals.numbers[middle_one] if rivals.numbers else rivals.others * rivals.heard for rivals, _ in people]
    crowd = People(tuple(people), game.public_variance, game.defect, game.loss).crowd(heads)
    solved = solved_once(crowd)
    least = waiting(solved, game.usual, game.later)
    return [max(float(more), 0.0) for more in surplus(solved, least, least, game.usual)]


def _group(rivals: Rivals, chi: float, lost: float, patience: float) -> Group:
    """A group as the closed form knows it: the margin lowers what it pays for a worth, whatever that is."""
    looks = rivals.looks or Looks(0.0, 0.0)
    attitude = Attitude(_relative(rivals), rivals.leaves, rivals.forfeits, _margin(rivals) + lost)
    return Group(rivals.name, looks.taste, looks.noise, chi, attitude, patience)


def _margin(rivals: Rivals) -> float:
    """Log of what is left of a worth."""
    return math.log(rivals.looks.keeps) if rivals.looks is not None else 0.0


def _hidden(game: Game, rivals: Rivals) -> float:
    """Log of the sure share of worth that is as good as a defect with its probability.

    With relative risk aversion gamma, ``E[(1 - loss D) ^ (1 - gamma)] ^ (1 / (1 - gamma))``.
    """
    power = 1.0 - _relative(rivals)
    if power == 0.0:
        return game.defect * math.log1p(-game.loss)
    if power == 1.0:
        return undisclosed(game.defect, game.loss)
    return math.log1p(game.defect * math.expm1(power * math.log1p(-game.loss))) / power


def _relative(rivals: Rivals) -> float:
    """Relative risk aversion over gross worth."""
    return float(rivals.risk_aversion) if isinstance(rivals.risk_aversion, int | float) else 0.0


def looks_of(game: Game) -> Looks:
    """The own group's looks; a game of this room has them."""
    return game.looks or Looks(0.0, 0.0)
