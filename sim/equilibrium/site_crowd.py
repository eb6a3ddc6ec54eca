"""The people of a game as the fixed point among unseen rivals knows them."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from sim.entities.entry import SAW
from sim.entities.knowledge import Looks
from sim.entities.protocols import Rivals
from sim.equilibrium.anonymous.crowd import Crowd, Numbers, Subgroup
from sim.equilibrium.estimate import unsure
from sim.equilibrium.visible.intercept import Attitude, premium

NO_WEIGHT = 1e-9
"""Of one who is there in thought only, relative to its kind: enough to say what it knows of a defect."""
LEAST_VARIANCE = 1e-6
"""Of the log common worth: known to a thousandth is as good as known."""


@dataclass(frozen=True, slots=True)
class People:
    """Everybody who may be there, and what is not known of the lot.

    Attributes
    ----------
    kinds : tuple of (Rivals, float)
        Kinds of bidders, and how far each forgets that winning is news.
    variance : float
        Of the log common worth given all that is published.
    defect, loss : float
        Probability of a hidden defect that was not published, and what it takes.
    taught : int or None
        A kind of which there is one more, of no weight, who draws every conclusion from winning; None: of none.
    """

    kinds: tuple[tuple[Rivals, float], ...]
    variance: float
    defect: float = 0.0
    loss: float = 0.0
    taught: int | None = None

    def crowd(self, heads: Sequence[float], *, told: bool = False, knows: Numbers = "poisson") -> Crowd:
        """The crowd with so many `heads` of each kind; those who saw a defect count as if there were one.

        Where a defect was published nobody has anything to find: worths are then counted without what it takes.
        """
        chosen = tuple(
            _subgroup(rivals, chi, many, self.variance, told=told)
            for (rivals, chi), many in zip(self.kinds, heads, strict=True)
            if not (told and rivals.saw)
        )
        if self.taught is not None:
            more, few = self.kinds[self.taught][0], NO_WEIGHT if knows == "poisson" else 0.0
            one = _subgroup(more, 0.0, heads[self.taught] * few, self.variance, told=told)
            chosen = (*chosen, one)
        hidden = 0.0 if told else self.defect
        return Crowd(max(self.variance, LEAST_VARIANCE), chosen, knows, 0, hidden, self.loss if hidden else 0.0)

    def place(self, own: int, *, told: bool = False) -> int:
        """Which subgroup of the crowd a kind is: who would have seen a defect that was published is as all its like.

        Of one more of no weight it is the last.
        """
        there = [rivals.name for rivals, _ in self.kinds if not (told and rivals.saw)]
        if self.taught is not None:
            return len(there)
        name = self.kinds[own][0].name
        return there.index(name.removesuffix(SAW) if told else name)


def _subgroup(rivals: Rivals, chi: float, heads: float, variance: float, *, told: bool) -> Subgroup:
    """Bidders who find any defect are there as those who saw it, or as those who know that there is none.

    A buyer who may walk away pays more, by a constant in logs. It is taken at what the own look leaves unknown: right
    for the naive, a little too much for those who also learn from the price.
    """
    looks = rivals.looks or Looks(0.0, 0.0)
    aversion = rivals.risk_aversion if isinstance(rivals.risk_aversion, int | float) else 0.0
    sound = 0.0 if rivals.saw else heads
    defective = 0.0 if rivals.informed and not rivals.saw and not told else heads
    return Subgroup(
        rivals.name.removesuffix(SAW),
        looks.taste,
        looks.noise,
        (sound, defective),
        math.log(looks.keeps)
        + premium(Attitude(float(aversion), rivals.leaves, rivals.forfeits), unsure(looks, variance)),
        float(aversion),
        cursed=chi,
    )
