"""What bidders with limited funds have in their purses once a market is over."""

from __future__ import annotations

from sim.market import market
from sim.market.saleroom import Saleroom


def record_rooms(monkeypatch) -> list[Saleroom]:
    """Every saleroom that is opened from now on."""
    rooms: list[Saleroom] = []

    class Kept(Saleroom):
        def __init__(self, *args):
            super().__init__(*args)
            rooms.append(self)

    monkeypatch.setattr(market, "Saleroom", Kept)
    return rooms


def final(room: Saleroom) -> dict[int, float]:
    """Funds of everybody with limited ones, by subject, once all that is due has come back."""
    purse = room.escrow.purse
    free = dict(purse._free)
    for _, _, bidder, amount in purse._due:
        free[bidder] += amount
    return free
