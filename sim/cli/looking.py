"""Commands that look: check, new, list, show, diff, schema."""

from __future__ import annotations

from sim.cli.manners import answering
from sim.cli.options import Scenario, command


@command(Scenario)
def check(given: Scenario) -> None:
    """Is the scenario right; how many runs."""
    with answering():
        given.load()


new = listing = show = diff = schema = check
