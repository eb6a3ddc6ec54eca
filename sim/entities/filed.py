"""Lots of one's own: what a row of a portfolio file says of a lot."""

from __future__ import annotations

from dataclasses import dataclass

from sim.entities.keys import key
from sim.entities.units import NonNegative, Positive


@dataclass(frozen=True)
class FiledLot:
    """One lot of a portfolio. What is None is drawn, as for lots that are only counted."""

    arrive_day: NonNegative | None = key(None, unit="days", doc="when it arrives; null: drawn")
    region: str | None = key(None, unit="name", doc="where it lies; null: as the block says")
    asset_class: str | None = key(None, unit="text", doc="asset class (key `class`); null: the block's")
    appraisal: Positive | None = key(
        None, unit="money", doc="as published; its worth is drawn from what this leaves open; null: drawn"
    )
    median: Positive | None = key(
        None, unit="money", doc="of its common worth; null: worth.median, or else its appraisal less the bias"
    )
    common_worth: Positive | None = key(
        None, unit="money", doc="what it is worth to a typical buyer, without a defect; no bidder sees it; null: drawn"
    )
    claim: NonNegative | None = key(
        None, unit="money", doc="what the debtor owes on it, split over the creditors by what they are owed; null: that"
    )
