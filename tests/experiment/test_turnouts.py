"""Who came is held against who was believed to come; answers that are not unique are told."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import pytest

from sim.entities.entry import Plans
from sim.experiment import entry_lines, warnings
from sim.experiment.turnouts import Came, came, rough


@dataclass(frozen=True)
class Solved:
    """As much of a turnout as is told of it."""

    method: str = "a method"
    residual: float = 1e-6
    solutions: tuple[dict[str, float], ...] = field(default=({"dealers": 2.0},))


def plans(*turnouts):
    return Plans({}, {("hall", "flats", number): turnout for number, turnout in enumerate(turnouts, start=1)})


def test_only_lots_of_which_something_was_believed_are_counted():
    columns = {
        "group": np.array(["flats", "shops", "flats", "flats"]),
        "believed": np.array([2.0, np.nan, 3.5, np.nan]),
        "came": np.array([3.0, 7.0, 2.0, 9.0]),
    }
    assert came(columns) == {"flats": Came(2, 5.5, 5.0)}
    assert Came(1, 2.0, 3.0) + Came(2, 5.5, 5.0) == Came(3, 7.5, 8.0)


def test_the_manifest_holds_every_round_and_the_gap():
    (line,) = entry_lines(plans(Solved(), Solved("another")), {("hall", "flats"): Came(100, 200.0, 190.0)})
    assert (line["arm"], line["lots"]) == ("hall", "flats")
    assert [(each["round"], each["method"]) for each in line["rounds"]] == [(1, "a method"), (2, "another")]
    assert line["rounds"][0]["solutions"] == [{"dealers": 2.0}]
    assert (line["believed_per_lot"], line["came_per_lot"]) == (2.0, 1.9)
    assert line["belief_gap"] == pytest.approx(-0.05)
    assert warnings([line]) == []


def test_before_anything_is_played_there_is_no_gap():
    (line,) = entry_lines(plans(Solved()), {})
    assert "belief_gap" not in line
    assert entry_lines(Plans({}), {}) == []


@pytest.mark.parametrize(
    ("counted", "told"),
    [
        (Came(1000, 2000.0, 1790.0), True),  # 10.5 %, 4.7 standard errors
        (Came(1000, 2000.0, 1810.0), False),  # 9.5 %
        (Came(10, 20.0, 14.0), False),  # 30 %, but 1.3 standard errors
        (Came(10, 0.0, 0.0), False),
    ],
)
def test_a_gap_of_a_tenth_that_is_no_chance_is_a_warning(counted, told):
    lines = entry_lines(plans(Solved()), {("hall", "flats"): counted})
    expected = ["belief gap at hall/flats: 2 bidders a lot were believed to come, 1.79 came"]
    assert warnings(lines) == (expected if told else [])


def test_several_solutions_are_a_warning():
    several = Solved(solutions=({"dealers": 3.0}, {"dealers": 2.0}))
    assert warnings(entry_lines(plans(Solved(), several), {})) == [
        "2 entry solutions at hall/flats: the first of the manifest is played; see behaviour.select"
    ]


def test_bids_that_are_only_roughly_computed_are_told_once_a_group():
    lines = [
        {"arm": "hall", "lots": "flats", "bidders": name, "residual": error}
        for name, error in (("dealers", 0.001), ("families", 0.03), ("families", 0.094))
    ]
    assert rough(lines) == ["bids of families at hall/flats are computed to within 9.4 % only; see audit"]
