"""Small studies for tests: everything has a default, so that a test names only what it is about."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, ClassVar

import numpy as np

from sim.entities.protocols import Game, Plan
from sim.entities.study import Arm, BidderGroup, LotGroup, SellerGroup, Study
from sim.entities.timing import Habits, Window
from sim.entities.units import Floats
from sim.entities.venue import Place, Rules, Venue
from sim.formats import FORMATS
from sim.laws import Constant, Uniform
from sim.values import PrivateWorth


@dataclass(frozen=True)
class OwnWorth:
    """A plan that bids the worth."""

    method: str = "stub"
    residual: float = 0.0
    script: tuple[tuple[float, float], ...] = ()

    def limit(self, signal: Floats, public: object = None) -> Floats:
        return signal


@dataclass(frozen=True)
class Frank:
    """A strategy that bids the worth."""

    name: ClassVar[str] = "frank"

    def plan(self, game: Game) -> Plan:
        return OwnWorth()


@dataclass(frozen=True)
class AtOpening:
    """A timing that looks at the opening and bids the ask."""

    name: ClassVar[str] = "at_opening"

    def habits(self, window: Window, limit: Floats, u: Floats) -> Habits:
        n = len(limit)
        return Habits(np.full(n, window.opens), np.full(n, np.nan), np.zeros(n, dtype=bool))


def a_bidder_group(**changes: Any) -> BidderGroup:
    """Two bidders who bid their worth."""
    return BidderGroup(**{"count": 2, "strategy": Frank(), "timing": AtOpening(), "reply_s": Constant(20.0)} | changes)


def a_lot_group(**changes: Any) -> LotGroup:
    """Ten lots at the start, private values uniform on (0, 1)."""
    return LotGroup(
        **{"worth": PrivateWorth(Uniform(0.0, 1.0)), "count": 10, "arrive": "at_start", "appraisal": None} | changes
    )


def a_venue(place: Mapping[str, Any] | None = None, **rules: Any) -> Venue:
    """A second-price auction without reserve, fees or friction."""
    chosen = {"format": FORMATS["second_price"](), "reserve": 0.0, "notice_days": 0.0} | rules
    return Venue(Place(**(place or {})), Rules(**chosen))


def an_arm(name: str = "one", bidders: Mapping[str, BidderGroup] | None = None, **changes: Any) -> Arm:
    """One arm, by default with one bidder group called ``crowd``."""
    return Arm(
        **{
            "name": name,
            "label": name,
            "venue": a_venue(),
            "bidders": bidders if bidders is not None else {"crowd": a_bidder_group()},
            "sellers": {"court": SellerGroup()},
        }
        | changes
    )


def a_study(*arms: Arm, lots: Mapping[str, LotGroup] | None = None, **changes: Any) -> Study:
    """One lot group called ``flats``, and the default arm unless others are given."""
    chosen = arms or (an_arm(),)
    return Study(
        **{
            "title": "a test",
            "question": "",
            "seed": 1,
            "replications": 2,
            "start": date(2024, 1, 1),
            "horizon_days": 365.0,
            "currency": "CNY",
            "tick": 0.0,
            "regions": {"here": 1.0},
            "lots": lots if lots is not None else {"flats": a_lot_group()},
            "arms": {arm.name: arm for arm in chosen},
            "baseline": chosen[0].name,
            "contrasts": (),
            "by": ("lots",),
            "measures": (),
            "sources": {},
            "expect": {},
            "tables": ("lots",),
        }
        | changes
    )


__all__ = ["AtOpening", "Frank", "a_bidder_group", "a_lot_group", "a_study", "a_venue", "an_arm"]
