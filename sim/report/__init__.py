"""From tables to what people read: figures, the page, the closing table, and the story of one lot.

The only room that draws. Nothing here computes a result: every number is read from a table of the results folder.
"""

from __future__ import annotations

from sim.report.builder import build
from sim.report.closing import closing_table, closing_text
from sim.report.coming import warnings
from sim.report.figures import FIGURES
from sim.report.limits import limits
from sim.report.retelling import trace
from sim.report.telling import story
from sim.report.tongue import Tongue

__all__ = ["FIGURES", "Tongue", "build", "closing_table", "closing_text", "limits", "story", "trace", "warnings"]
