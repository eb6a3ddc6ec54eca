"""Fees, deposits and the smallest unit: pure arithmetic about money."""

from sim.money.deposits import deposit, forfeited
from sim.money.fees import all_in, complaint, fee, hammer_for
from sim.money.ticks import down, near, up

__all__ = ["all_in", "complaint", "deposit", "down", "fee", "forfeited", "hammer_for", "near", "up"]
