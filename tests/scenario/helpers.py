"""A small scenario that is right, to be changed by each test."""

from __future__ import annotations

import pytest

from sim.errors import ScenarioError
from sim.scenario import Loaded, load_text

SMALL = """\
title: Small
seed: 7
lots:
  flats: {count: 20, worth: {model: lognormal, median: 900000, common_sd: 0.4}}
bidders:
  dealers: {count: 8, strategy: truthful}
arms:
  hall: {venue: cn_court_hall_2009}
  site: {venue: cn_platform_2017}
"""


def small(*sets: str, add: str = "") -> Loaded:
    """The small scenario with keys set or lines added."""
    return load_text(SMALL + add, "small.yaml", sets)


def faults(text: str, *sets: str) -> list[str]:
    """The messages of a text that is wrong."""
    with pytest.raises(ScenarioError) as caught:
        load_text(text, "t.yaml", sets)
    return str(caught.value).splitlines()


def said(*sets: str, add: str = "") -> list[str]:
    """The messages of the small scenario with something wrong set or added."""
    return faults(SMALL + add, *sets)
