"""Sales as data show them: one lot a place, what is not known is nan. Simulated lots are brought to the same form."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields

import numpy as np
from numpy.typing import NDArray

from sim.entities.units import Bools, Floats, Ids
from sim.experiment.columns import Columns, Tables


@dataclass(frozen=True)
class Sales:
    """Lots that were called at least once, each as it ended.

    Attributes
    ----------
    appraisal : Floats, shape (n,)
        Money.
    hammer : Floats, shape (n,)
        Price at the last hammer, whether it was paid or not; nan if the lot went unsold.
    start : Floats, shape (n,)
        Start price of the last auction.
    round : Floats, shape (n,)
        Round of the last auction, the sell-off counting as one more.
    bidders, bids : Floats, shape (n,)
        Registered, and bids seen, in the last auction.
    second, lowest, spread : Floats, shape (n,)
        Of the prices at which those who did not win let go in the last auction, or of the highest bids they are known
        by: the second highest and the lowest where there are two, money; standard deviation of the logs where there are
        three.
    asset_class : array of str, shape (n,)
        '' where it is not known.
    """

    appraisal: Floats
    hammer: Floats
    start: Floats
    round: Floats
    bidders: Floats
    bids: Floats
    second: Floats
    lowest: Floats
    spread: Floats
    asset_class: NDArray[np.str_]

    def __len__(self) -> int:
        """How many lots."""
        return len(self.appraisal)

    def where(self, keep: Bools | Ids) -> Sales:
        """Some of the lots, or some of them several times."""
        return Sales(**{item.name: getattr(self, item.name)[keep] for item in fields(self)})

    def knows(self, column: str) -> bool:
        """Whether a column says something of at least one lot."""
        return not bool(np.isnan(getattr(self, column)).all())


LADDER = ("second", "lowest", "spread")
"""Columns that take the bids of each bidder."""


def joined(pieces: Sequence[Sales]) -> Sales:
    """Lots one after the other."""
    return Sales(**{item.name: np.concatenate([getattr(each, item.name) for each in pieces]) for item in fields(Sales)})


def ladder(lot: Ids, prices: Floats, lots: int) -> tuple[Floats, Floats, Floats]:
    """Second highest, lowest, and spread of logs of the prices at which the bidders for each lot let go.

    Parameters
    ----------
    lot : Ids, shape (m,)
        Place of the lot, below `lots`.
    prices : Floats, shape (m,)
        One a bidder who did not win, money.
    lots : int

    Returns
    -------
    three of Floats, shape (lots,)
        nan where fewer than two, of the spread fewer than three, let go.
    """
    order = np.lexsort((prices, lot))
    lot, logs = lot[order], np.log(prices[order])
    many = np.bincount(lot, minlength=lots)
    first = np.cumsum(many) - many
    two, three = many >= 2, many >= 3
    second, lowest, spread = (np.full(lots, np.nan) for _ in range(3))
    second[two] = np.exp(logs[(first + many - 2)[two]])
    lowest[two] = np.exp(logs[first[two]])
    total = np.bincount(lot, logs, minlength=lots)
    mean = np.divide(total, many, out=np.zeros(lots), where=many > 0)
    square = np.bincount(lot, (logs - mean[lot]) ** 2, minlength=lots)
    spread[three] = np.sqrt(square[three] / (many[three] - 1))
    return second, lowest, spread


def simulated(part: Tables) -> Sales:
    """The lots of a part that was played with what an outsider saw."""
    listings, lots = part["listings"], part["lots"]
    last = _last(listings)
    about = {
        key: place for place, key in enumerate(zip(lots["replication"].tolist(), lots["lot"].tolist(), strict=True))
    }
    ended = {name: values[last] for name, values in listings.items()}
    places = np.array(
        [about[key] for key in zip(ended["replication"].tolist(), ended["lot"].tolist(), strict=True)], dtype=np.int64
    )
    appraisal = lots["appraisal"][places]
    lot, bidder, price = _highest(part["board"], ended)
    losing = bidder != ended["winner"][lot] if len(lot) else np.zeros(0, dtype=bool)
    second, lowest, spread = ladder(lot[losing], price[losing], len(appraisal))
    return Sales(
        appraisal=appraisal,
        hammer=ended["hammer"],
        start=ended["start"],
        round=ended["round"],
        bidders=ended["registered"],
        bids=_bids(part["board"], ended),
        second=second,
        lowest=lowest,
        spread=spread,
        asset_class=lots["asset_class"][places],
    )


def _last(listings: Columns) -> Ids:
    """Places of the last listing of each lot."""
    order = np.lexsort((listings["attempt"], listings["lot"], listings["replication"]))
    replication, lot = listings["replication"][order], listings["lot"][order]
    ends = np.ones(len(order), dtype=bool)
    ends[:-1] = (replication[1:] != replication[:-1]) | (lot[1:] != lot[:-1])
    return order[ends]


def auctions(replication: Floats, lot: NDArray[np.str_], attempt: Floats) -> NDArray[np.str_]:
    """A name for each auction."""
    return np.array(
        [f"{r:.0f}/{name}/{k:.0f}" for r, name, k in zip(replication, lot, attempt, strict=True)], dtype=np.str_
    )


def _seen(board: Columns, ended: Columns) -> tuple[Ids, Bools]:
    """Of each line of a board the place of its auction among the last ones, and whether it is one of them."""
    names = auctions(ended["replication"], ended["lot"], ended["attempt"])
    place = {name: i for i, name in enumerate(names.tolist())}
    lines = auctions(board["replication"], board["lot"], board["attempt"])
    found = np.array([place.get(name, -1) for name in lines.tolist()], dtype=np.int64)
    return found, found >= 0


def _highest(board: Columns, ended: Columns) -> tuple[Ids, NDArray[np.str_], Floats]:
    """The highest price that each bidder is known by in the last auction of each lot: lot, bidder, price."""
    found, there = _seen(board, ended)
    return highest(found[there], board["bidder"][there], board["standing"][there])


def highest(lot: Ids, bidder: NDArray[np.str_], price: Floats) -> tuple[Ids, NDArray[np.str_], Floats]:
    """Each bidder's highest price for each lot."""
    order = np.lexsort((price, bidder, lot))
    lot, bidder, price = lot[order], bidder[order], price[order]
    ends = np.ones(len(lot), dtype=bool)
    ends[:-1] = (lot[1:] != lot[:-1]) | (bidder[1:] != bidder[:-1])
    return lot[ends], bidder[ends], price[ends]


def _bids(board: Columns, ended: Columns) -> Floats:
    """Bids seen in the last auction of each lot."""
    found, there = _seen(board, ended)
    return np.bincount(found[there], minlength=len(ended["lot"])).astype(np.float64)
