"""What ranges.csv says of a fact: the means at the points that were tried."""

import pytest

from sim.errors import RunError
from sim.judge.findings import Finding
from sim.judge.points import at_points, points_of
from sim.judge.telling import points
from sim.scenario.facts import Fact

HEADER = "point,arm,baseline,measure,group,unit,value,ci_low,ci_high,n\n"
LINES = """1,site,,sell_through,,share,0.5,0.4,0.6,9
2,site,,sell_through,,share,0.7,0.6,0.8,9
3,site,,sell_through,,share,,,,0
1,site,,sell_through,class=homes,share,0.1,0,0.2,9
1,site,,sell_through,class=flats,share,0.2,0,0.3,9
1,site,,sell_through,lots=homes,share,0.3,0,0.4,9
1,site,hall,sell_through,,share,0.25,0,0.5,9
2,site,hall,sell_through,,share,-0.5,-1,0,9
1,site,,listing_success,,share,0.9,0.8,1,9
"""
LEVEL = {
    "claim": "It was so", "source": "A book", "kind": "level", "use": "validate", "measure": "sell_through",
    "rules": "cn_spc_online_2017", "band": (0.6, 0.8), "why": "it may",
}  # fmt: skip
SIGN = LEVEL | {"kind": "sign", "sign": "up", "rules": "", "more": ("place.disclosure_level",), "band": None}


@pytest.fixture
def lines(tmp_path):
    (tmp_path / "ranges.csv").write_text(HEADER + LINES)
    return points_of(tmp_path)


@pytest.mark.parametrize(
    ("keys", "pair", "values"),
    [
        (LEVEL, ("site", ""), (0.5, 0.7)),
        (LEVEL | {"complement": True}, ("site", ""), (0.5, 0.3)),
        (LEVEL | {"classes": ("homes",)}, ("site", ""), (0.1,)),
        (LEVEL | {"classes": ("homes", "flats")}, ("site", ""), ()),
        (LEVEL | {"classes": ("cars",)}, ("site", ""), ()),
        (LEVEL | {"over": "listing_success"}, ("site", ""), ()),
        (LEVEL | {"measure": "default_share"}, ("site", ""), ()),
        (LEVEL, ("hall", ""), ()),
        (SIGN, ("site", "hall"), (0.25, -0.5)),
        (SIGN, ("hall", "site"), (-0.25, 0.5)),
        (SIGN | {"complement": True}, ("site", "hall"), (-0.25, 0.5)),
        (SIGN | {"kind": "ratio", "value": (1.0,)}, ("site", "hall"), ()),
    ],
)
def test_the_lines_that_say_what_the_fact_reads(lines, keys, pair, values):
    assert at_points(Fact(**keys), *pair, lines) == pytest.approx(values)


def test_a_fact_is_met_where_the_mean_lies_inside():
    one = Finding("one", Fact(**LEVEL), "site", "", points=(0.5, 0.6, 0.7, 0.9))
    assert (one.held, points(one)) == (2, "met at 2 of 4 points")
    one = Finding("one", Fact(**SIGN), "site", "hall", points=(0.25, -0.5, 0.0))
    assert points(one) == "met at 1 of 3 points"
    assert points(Finding("one", Fact(**LEVEL), "site", "")) == ""
    assert points(Finding("one", Fact(**(LEVEL | {"use": "calibrate"})), "site", "", points=(0.7,))) == ""


def test_a_study_in_which_nothing_is_uncertain_has_no_points(tmp_path):
    assert points_of(tmp_path) == []


def test_a_damaged_table_is_named(tmp_path):
    (tmp_path / "ranges.csv").write_text(HEADER + LINES.replace("0.7,", "seven,"))
    with pytest.raises(RunError, match=r"ranges.csv: is damaged: could not convert string to float: 'seven'"):
        at_points(Fact(**LEVEL), "site", "", points_of(tmp_path))
