"""Judges of results: theory beside simulation, and bids beside best replies."""

from __future__ import annotations

from sim.judge.verify import Verdict, lines, verify

__all__ = ["Verdict", "lines", "verify"]
