"""Two engines, one record."""

from sim.market.engines import ENGINES
from tests.briefs import PLAYS, disagreements


def test_kernel_equals_staged(verdict):
    """Move by move, to the last bit, on random briefs over all plays, half of them with replies on a 5 s grid."""
    briefs = 10_000
    found = disagreements(range(100_000, 100_000 + briefs), ENGINES["kernel"], ENGINES["staged"])
    name = f"kernel equals staged on {briefs} random briefs over {len(PLAYS)} plays"
    verdict(name, f"{len(found)} differ {found[:3]}", "0 of at least 5,000", not found)
