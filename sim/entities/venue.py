"""A venue is a place (friction) under rules (law). Every field is a scenario key with a unit and a channel."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Annotated, Any, Literal

from annotated_types import Ge, Le

from sim.entities.keys import key
from sim.entities.protocols import Format
from sim.entities.units import Count, Money, NonNegative, Share, SomeLogSd, Whole

Weekday = Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"]


@dataclass(frozen=True)
class Sessions:
    """The calendar of a hall: lots are called one after the other from a fixed hour on fixed weekdays."""

    weekdays: tuple[Weekday, ...] = key(unit="list of weekdays", doc="days on which the hall sits")
    hour: Annotated[int, Ge(0), Le(23)] = key(10, unit="hour", doc="when the first lot is called")
    lots: Whole | None = key(None, unit="lots", doc="lots a session can take; what is left waits for the next one")
    minutes_per_lot: Whole = key(15, unit="minutes", doc="time set aside for each lot")


@dataclass(frozen=True)
class Place:
    """Friction: every number is measured or assumed."""

    aware_same_region: Share = key(
        1.0, unit="probability", channel="reach", doc="an interested bidder of the lot's region hears of the lot"
    )
    aware_elsewhere: Share = key(
        1.0, unit="probability", channel="reach", doc="an interested bidder from elsewhere hears of the lot"
    )
    aware: Mapping[str, Share] = key(
        dict, unit="{bidder group: probability}", channel="reach", doc="overrides for single groups, e.g. regulars: 1"
    )
    disclosure_level: Count | Literal["all"] = key(
        0, unit="steps or all", channel="disclosure", doc="how many of the lots' disclosure_steps are public here"
    )
    own_look_sd: SomeLogSd | None = key(
        None, unit="logs or null", channel="own_look", doc="a second private look for everybody; null: none"
    )
    travel_cost_same_region: NonNegative = key(
        0.0,
        unit="money",
        channel="participation_cost",
        doc="cost of coming to a sale, for a bidder of the lot's region",
    )
    travel_cost_elsewhere: NonNegative = key(
        0.0, unit="money", channel="participation_cost", doc="cost of coming to a sale, for a bidder from elsewhere"
    )
    registration_cost: NonNegative = key(
        0.0, unit="money", channel="participation_cost", doc="cost of papers and time to register for a lot"
    )
    inspection_cost: NonNegative = key(
        0.0, unit="money", channel="diligence", doc="median own cost of a closer private look, before the auction"
    )
    inspection_sd: SomeLogSd | None = key(
        None, unit="logs or null", channel="diligence", doc="noise of that look; null: none is to be had"
    )
    inspection_travel: bool = key(
        False, unit="true or false", channel="diligence", doc="whether to look takes a journey more"
    )
    defect_revealed: Share = key(
        0.0, unit="probability", channel="disclosure", doc="a hidden defect is published before the auction"
    )
    insiders: Literal["present", "barred", "published"] = key(
        "present",
        unit="present, barred, published",
        channel="insiders",
        doc="groups with signal_sd 0: they bid, are kept out, or all may read their file (a look of their taste_sd)",
    )
    sessions: Sessions | None = key(
        None, unit="block", channel="calendar", doc="a hall's calendar; absent: any whole hour, any number of lots"
    )
    lost_bid: Share = key(
        0.0, unit="probability", channel="close", doc="a bid sent in the last two seconds before the end never arrives"
    )
    admin_cost: NonNegative = key(
        0.0,
        unit="money per round",
        channel="administration",
        doc="cost of staff, room and auctioneer for each auction held",
    )


@dataclass(frozen=True)
class FeeTier:
    """One marginal tier: `rate` applies to the part of the price up to `up_to` that no earlier tier took."""

    up_to: Money | None = key(unit="money", doc="upper end of the tier; null: no end")
    rate: Share = key(unit="share", doc="fee on the part of the price inside the tier")


@dataclass(frozen=True)
class Rules:
    """Law: every number of a preset cites its article."""

    format: Format = key(unit="format", channel="format", doc="allocation and payment rule")
    increment_share: NonNegative = key(
        0.005, unit="share of start price", channel="format", doc="least raise; 0 only in formats that end without one"
    )
    increment: NonNegative | None = key(
        None, unit="money", channel="format", doc="least raise in money; replaces increment_share"
    )
    close: Literal["hard", "soft"] = key(
        "soft", unit="hard, soft", channel="close", doc="whether a late bid moves the end"
    )
    close_trigger_s: NonNegative = key(
        300.0, unit="seconds", channel="close", doc="how long before the end a bid is late and moves it"
    )
    close_extend_s: NonNegative = key(300.0, unit="seconds", channel="close", doc="from a late bid to the new end")
    close_cap_minutes: NonNegative | None = key(
        None, unit="minutes", channel="close", doc="by how much the end moves at most; null: no cap"
    )
    window_hours: Annotated[float, Ge(0.001)] = key(24.0, unit="hours", channel="close", doc="length of the auction")
    shows: tuple[Literal["bids", "bidder_count", "identities", "dropouts", "lowest_signal"], ...] = key(
        ("bids",),
        unit="list",
        channel="board",
        doc="what the board shows; drop-outs teach where worths share a part; lowest_signal: read out before all bid",
    )
    proxy: bool = key(
        False, unit="true or false", channel="format", doc="whether a limit may be lodged with the platform"
    )
    min_bidders: Whole = key(
        1, unit="bidders", channel="reserve_and_rounds", doc="how many must register, or else the lot is passed in"
    )
    reserve: NonNegative | None = key(
        None, unit="money", channel="reserve_and_rounds", doc="reserve of the first round; replaces reserve_share"
    )
    reserve_share: Annotated[float, Ge(0.0), Le(10.0)] = key(
        1.0, unit="share of appraisal", channel="reserve_and_rounds", doc="reserve and start price of the first round"
    )
    rounds: Whole = key(
        1, unit="rounds", channel="reserve_and_rounds", doc="how many auctions there are before the last resort"
    )
    cut_share: Share | tuple[Share, ...] = key(
        0.2, unit="share or list", channel="reserve_and_rounds", doc="cut of the last start price at each relisting"
    )
    gap_days: NonNegative = key(
        30.0, unit="days", channel="reserve_and_rounds", doc="from a failed round to the notice of the next"
    )
    then: Literal["return", "sell_off", "creditor"] = key(
        "return",
        unit="return, sell_off, creditor",
        channel="reserve_and_rounds",
        doc="what follows the last failed round; creditor: the first creditor that may take the lot does",
    )
    floor_share: Share = key(
        0.0, unit="share of appraisal", channel="reserve_and_rounds", doc="no round starts below, nothing sells below"
    )
    selloff_days: NonNegative = key(
        60.0, unit="days", channel="reserve_and_rounds", doc="how long the sell-off at the last start price lasts"
    )
    selloff_gap_days: NonNegative = key(
        0.0, unit="days", channel="reserve_and_rounds", doc="from the last failed round to the opening of the sell-off"
    )
    selloff_opens_window: bool = key(
        False,
        unit="true or false",
        channel="reserve_and_rounds",
        doc="sell-off: the first bid opens an ascending auction of window_hours; false: the first taker buys",
    )
    selloff_deposit_share: Share | None = key(
        None, unit="share of price", channel="deposit", doc="deposit in the sell-off; null: as in the rounds"
    )
    notice_days: NonNegative = key(15.0, unit="days", channel="notice", doc="public notice before the first round")
    notice_days_later: NonNegative = key(15.0, unit="days", channel="notice", doc="public notice before later rounds")
    deposit_share: Share = key(0.0, unit="share", channel="deposit", doc="deposit held from registration on")
    deposit_basis: Literal["start", "appraisal"] = key(
        "start", unit="start, appraisal", channel="deposit", doc="what deposit_share is a share of"
    )
    deposit_release_days: NonNegative = key(
        0.0, unit="days", channel="deposit", doc="from the hammer to the return of a loser's deposit"
    )
    payment_days: NonNegative = key(
        10.0, unit="days", channel="default", doc="from the hammer until the balance is paid"
    )
    forfeit: Literal["all", "shortfall"] = key(
        "all",
        unit="all, shortfall",
        channel="default",
        doc="what a defaulter loses: the deposit, or of it what the next price falls short, and the first commission",
    )
    bars_defaulter: bool = key(
        True, unit="true or false", channel="default", doc="who has not paid may not bid for the lot again"
    )
    next_bidder: bool = key(
        False, unit="true or false", channel="default", doc="after a default the lot is offered to the second-highest"
    )
    reauctions: Count = key(
        3, unit="auctions", channel="default", doc="how often a round is held again after a default, at most"
    )
    buyer_fee: Share | tuple[FeeTier, ...] = key(
        0.0, unit="share or tiers", channel="fees", doc="the buyer's fee, on top of the hammer price"
    )
    seller_fee: Share | tuple[FeeTier, ...] = key(
        0.0, unit="share or tiers", channel="fees", doc="the seller's fee, taken from the hammer price"
    )
    creditor_takes_at: NonNegative | None = key(
        None,
        unit="share of reserve",
        channel="priority",
        doc="after any failed round the first creditor that may take the lot does, at this share of its reserve",
    )


@dataclass(frozen=True)
class Venue:
    """A place under rules."""

    place: Place
    rules: Rules


def channels(kind: type[Any]) -> dict[str, str]:
    """Field name to channel, for :class:`Place` or :class:`Rules`."""
    return {item.name: item.metadata["channel"] for item in fields(kind)}


__all__ = ["Count", "FeeTier", "Place", "Rules", "Sessions", "Venue", "channels"]
