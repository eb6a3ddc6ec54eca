"""Whether bidders who like a lot better stay longer, whoever has dropped out."""

from __future__ import annotations

from sim.equilibrium.visible.groups import Group, weights
from sim.errors import NoEquilibriumError


def require_increasing(groups: tuple[Group, ...], counts: tuple[int, ...], precision: float) -> None:
    """Refuse groups among which some auction, of at most `counts` bidders, has a round without increasing equilibrium.

    1. Drop-out prices of group i rise in the signal iff K + sum (Q_j / A_j) (A_j + B_j - B_i) > 0 over the active j,
       where K is K0 and the Q of who is out; see :func:`~.drop_outs.prices`. A term is negative if i puts more weight
       on the others than j puts on all signals together, as only cursed j do.
    2. It is smallest when all rivals with a negative term are active, and nobody else is or was there. A start price
       adds to K only.

    A round that fails raises the same error when it is played, so this only says so in time. Among rational bidders,
    and among bidders who are all equally informed and cursed, it never happens.

    Parameters
    ----------
    groups : tuple of Group
    counts : tuple of int
        The most bidders of each group that an auction may have.
    precision : float
        K0 of public news.

    Raises
    ------
    NoEquilibriumError
        The message names the group that is misled.
    """
    own = [weights(group, precision) for group in groups]
    for group, count, mine in zip(groups, counts, own, strict=True):
        least = precision + mine.signal
        for rival, others in zip(own, counts, strict=True):
            least += others * min(0.0, rival.reveals * (mine.lean - rival.blind))
        if count and least <= 0.0:
            raise NoEquilibriumError(folds(group.name))


def folds(name: str) -> str:
    """What to tell the person about group `name`."""
    return (
        f"no increasing equilibrium: group {name} infers more than one for one from cursed rivals; "
        "raise its taste_sd or lower its signal_sd, or use an anonymous board"
    )
