"""Judges of results: theory beside simulation."""

from __future__ import annotations

from sim.judge.verify import Verdict, lines, verify

__all__ = ["Verdict", "lines", "verify"]
