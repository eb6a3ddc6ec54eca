"""Procedures: which rounds, at which start prices, after which gaps, and what comes last."""

from sim.procedures.rounds import LAST_RESORTS, Round, again, creditors_price, rounds

__all__ = ["LAST_RESORTS", "Round", "again", "creditors_price", "rounds"]
