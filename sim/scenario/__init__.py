"""The scenario file: strict YAML in, a study out, and every fault with its line and column."""

from __future__ import annotations

from sim.scenario.loading import Loaded, load, load_text

__all__ = ["Loaded", "load", "load_text"]
