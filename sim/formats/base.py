"""Arithmetic that the formats and both engines share: rungs of a ladder, the soft close, the two highest bids."""

from __future__ import annotations

import math

import numpy as np

from sim.entities.brief import Play
from sim.entities.protocols import Clearing, Complaint
from sim.entities.units import MINUTE, Floats, Ids, Instant, Money, instant
from sim.entities.venue import Rules

SLACK = 1e-9
"""Share of a step by which a written-down amount may miss a rung: 0.3 meets an ask computed as 0.1 + 2 * 0.1."""


def raise_in_money(rules: Rules, start: Money) -> Money:
    """Least raise of an ascending auction: `increment` if given, else `increment_share` of the start price."""
    return rules.increment_share * start if rules.increment is None else rules.increment


def soft_close(rules: Rules) -> tuple[Instant, Instant, Instant]:
    """Trigger, extension and cap (-1: none) in microseconds; a hard close has no trigger."""
    if rules.close == "hard":
        return 0, 0, -1
    minutes = rules.close_cap_minutes
    cap = -1 if minutes is None else round(minutes * MINUTE / 1000) * 1000
    return instant(rules.close_trigger_s), instant(rules.close_extend_s), cap


def rung(amount: Money, start: Money, step: Money) -> int:
    """Highest k with ``start + k * step <= amount``, in the arithmetic in which prices are computed.

    Parameters
    ----------
    amount, start : Money
        Finite.
    step : Money
        Above 0.

    Examples
    --------
    >>> rung(0.3, 0.0, 0.1), rung(0.3, 0.1, 0.1)
    (2, 1)
    >>> 0.0 + 3 * 0.1 <= 0.3, 0.1 + 2 * 0.1 <= 0.3
    (False, False)
    """
    k = math.floor((amount - start) / step)
    if start + k * step > amount:
        return k - 1
    return k + 1 if start + (k + 1) * step <= amount else k


def rungs(amounts: Floats, start: Money, step: Money) -> Floats:
    """Elementwise :func:`rung`, as floats; -inf stays -inf."""
    k = np.floor((amounts - start) / step)
    k = np.where(start + k * step > amounts, k - 1, k)
    return np.where(start + (k + 1) * step <= amounts, k + 1, k)


def willing(limits: Floats, start: Money) -> Floats:
    """Limits of those who would pay the start price; -inf for everybody else and for the absent (nan)."""
    return np.where(limits >= start, limits, -np.inf)


def podium(values: Floats, ties: Floats) -> tuple[Ids, Floats, Floats]:
    """Who is highest, and the two highest values of each lot.

    Parameters
    ----------
    values : Floats, shape (lots, bidders)
        -inf is absent.
    ties : Floats, shape (lots, bidders)
        The lowest wins a tie.

    Returns
    -------
    winner : Ids, shape (lots,)
        Column, -1 where everybody is absent.
    best, second : Floats, shape (lots,)
        -inf where there is none.
    """
    nobody = np.full((len(values), 2), np.inf)
    held = np.concatenate([values, -nobody], axis=1)
    order = np.lexsort((np.concatenate([ties, nobody], axis=1), -held), axis=-1)[:, :2]
    best, second = np.take_along_axis(held, order, axis=1).T
    return np.where(best > -np.inf, order[:, 0], -1), best, second


def cleared(winner: Ids, price: Floats) -> Clearing:
    """The clearing, with nan as the price of a lot that is passed in."""
    return Clearing(winner, np.where(winner >= 0, price, np.nan))


def no_start_price(rules: Rules) -> bool:
    """Whether the first start price is certain to be 0."""
    return rules.reserve == 0 or (rules.reserve is None and rules.reserve_share == 0)


def sealed_complaints(rules: Rules) -> tuple[Complaint, ...]:
    """A format of sealed bids whose price the sealed play does not know: the own bid, or the second-highest and a step.

    The play charges by `pays_second`, never by `clear`; so the two are compared on one lot with three bids.
    """
    rule, start = rules.format, 1.0
    if rule.play is not Play.SEALED:
        return ()
    step = rule.ladder(rules, start).step
    charged = min(8.0, 4.0 + step) if rule.pays_second else 8.0
    own = rule.clear(np.array([[2.0, 8.0, 4.0]]), start, step, np.array([[0.1, 0.2, 0.3]]))
    if own.winner[0] == 1 and own.price[0] == charged:
        return ()
    what = f"{rule.name} clears at another price than the sealed play charges, the own bid or the second-highest"
    return (Complaint("format", f"{what}; teach it to sim/kernel/sealed.py and sim/market/staged/sealed.py"),)


def ascending_complaints(rules: Rules) -> tuple[Complaint, ...]:
    """What in these rules cannot be played as an ascending auction.

    Without an increment bidding by open outcry never ends; with a proxy it does, because a lodged maximum must beat
    the price. A soft close that cannot move the end is a hard close by another name.
    """
    found = []
    share = rules.increment is None
    if raise_in_money(rules, 1.0) == 0 and not rules.proxy:
        key = "increment_share" if share else "increment"
        found.append(Complaint(key, "without an increment open outcry never ends; set it above 0 or write proxy: true"))
    elif share and no_start_price(rules) and not rules.proxy:
        what = "a share of a start price of 0 is no raise; write increment in money or proxy: true"
        found.append(Complaint("increment_share", what))
    if rules.close == "soft":
        found += [
            Complaint(name, "a soft close that never moves the end; set it above 0 or write close: hard")
            for name in ("close_trigger_s", "close_extend_s")
            if instant(getattr(rules, name)) == 0
        ]
    return tuple(found)
