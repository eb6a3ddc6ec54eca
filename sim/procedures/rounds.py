"""The rounds a lot goes through: auctions at falling start prices, then the last resort."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from sim.entities.protocols import Format
from sim.entities.units import DAY, Instant, Money, instant
from sim.entities.venue import Rules
from sim.formats.posted_price import PostedPrice
from sim.money import deposit, up
from sim.tables import Table


@dataclass(frozen=True, slots=True)
class Round:
    """One listing of a lot.

    Attributes
    ----------
    number : int
        1 for the first auction; the sell-off counts as one more.
    format : Format
    start : Money
        Start price, equal to the reserve.
    deposit : Money
    wait : Instant
        From the failure of the round before (or the arrival) to the notice.
    notice : Instant
        From the notice to the earliest opening.
    window : Instant
        Length of the auction, or how long the sell-off waits for a taker.
    sell_off : bool
    """

    number: int
    format: Format
    start: Money
    deposit: Money
    wait: Instant
    notice: Instant
    window: Instant
    sell_off: bool = False


def rounds(rules: Rules, first: Money, appraisal: Money, tick: Money) -> tuple[Round, ...]:
    """All listings a lot may go through under these rules.

    Parameters
    ----------
    rules : Rules
    first : Money
        Start price of the first round.
    appraisal : Money
        nan without one.
    tick : Money
        Start prices are rounded up to it, so that no cut exceeds the legal one.

    Notes
    -----
    No round starts below the floor. Where a sale below it would be void and everybody knows, nobody has a reason to bid
    less, nor to stay away because the first bid asked for is less: bidding opens at the floor.
    """
    listings: list[Round] = []
    floor = up(rules.floor_share * appraisal, tick) if rules.floor_share > 0.0 else 0.0
    start = max(first, floor)
    for number in range(1, rules.rounds + 1):
        later = number > 1
        start = max(up(start * (1.0 - _cut(rules, number - 1)), tick), floor) if later else start
        listings.append(
            Round(
                number,
                rules.format,
                start,
                deposit(rules, start, appraisal),
                _days(rules.gap_days) if later else 0,
                _days(rules.notice_days_later if later else rules.notice_days),
                instant(rules.window_hours * 3600.0),
            )
        )
    return (*listings, *LAST_RESORTS[rules.then](rules, listings[-1], appraisal))


def _cut(rules: Rules, relisting: int) -> float:
    """The cut at a relisting, from 1; of a list, the last one holds for all that follow."""
    if isinstance(rules.cut_share, tuple):
        return rules.cut_share[min(relisting, len(rules.cut_share)) - 1]
    return rules.cut_share


def no_more(_rules: Rules, _last: Round, _appraisal: Money) -> tuple[Round, ...]:
    """Nothing is called again: the lot goes back, or to a creditor."""
    return ()


def sell_off(rules: Rules, last: Round, appraisal: Money) -> tuple[Round, ...]:
    """A posted price at the last start price: the first taker buys, or opens an ascending auction."""
    return (
        Round(
            last.number + 1,
            PostedPrice(opens_window=rules.selloff_opens_window),
            last.start,
            deposit(rules, last.start, appraisal, sell_off=True),
            _days(rules.selloff_gap_days),
            0,
            _days(rules.selloff_days),
            sell_off=True,
        ),
    )


LastResort = Callable[[Rules, Round, Money], tuple[Round, ...]]

LAST_RESORTS: Table[LastResort] = Table("last resort", {"return": no_more, "sell_off": sell_off, "creditor": no_more})


def again(rules: Rules, listing: Round) -> Round:
    """The same round once more, after a default: called as a later round is, at the same start price."""
    return replace(listing, wait=_days(rules.gap_days), notice=_days(rules.notice_days_later))


def creditors_price(rules: Rules, listing: Round, *, last: bool) -> Money | None:
    """At what a creditor may take a lot that has failed in a round; None if it may not.

    Parameters
    ----------
    rules : Rules
    listing : Round
    last : bool
        Whether no round follows.
    """
    share = rules.creditor_takes_at
    if share is None and not (last and rules.then == "creditor"):
        return None
    return listing.start if share is None else share * listing.start


def _days(length: float) -> Instant:
    return round(length * DAY)
