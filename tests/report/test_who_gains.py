"""Who gains, as drawn and as said."""

from __future__ import annotations

from itertools import pairwise

import pytest

from sim.report.figures import style, who_gains
from sim.report.figures.who_gains import Gain, caption, figure, gains
from sim.report.results import Results, read
from tests.report.folders import folder


@pytest.fixture(scope="module")
def data(tmp_path_factory) -> Results:
    return read(folder(tmp_path_factory.mktemp("gains") / "two", replications=4))


@pytest.fixture(autouse=True)
def _look():
    with style.look():
        yield


def test_a_bar_a_party_for_which_something_differs(data):
    (axes,) = figure(data).axes
    names = [label.get_text() for label in axes.get_yticklabels()]
    assert names == ["the first creditor", "buyers", "the venue", "all together"]
    assert [bar.get_width() for bar in axes.patches] == [90_000.0, 20_000.0, -11_000.0, 99_000.0]
    (reach,) = (path.get_segments() for path in axes.collections)
    assert [tuple(segment[:, 0]) for segment in reach] == [
        (80_000.0, 100_000.0), (-5_000.0, 45_000.0), (-12_200.0, -9_800.0), (69_000.0, 129_000.0),
    ]  # fmt: skip
    assert axes.get_xlabel() == "difference from Court hall, rules of 2009 (CNY per lot)"


def test_only_what_the_intervals_bear_out_is_said(data):
    assert caption(data).endswith(
        "Platform, rules of 2017 against Court hall, rules of 2009: more for the first creditor (90,000 CNY, 95 % "
        "interval 80,000 to 100,000); less for the venue (-11,000 CNY, 95 % interval -12,200 to -9,800); all together "
        "(99,000 CNY, 95 % interval 69,000 to 129,000)."
    )


def test_bars_of_several_arms_stand_side_by_side(tmp_path):
    several = read(folder(tmp_path / "three", ("hall", "platform", "draft"), replications=4))
    (axes,) = figure(several).axes
    assert len(axes.patches) == 8
    spans = sorted((bar.get_y(), bar.get_y() + bar.get_height()) for bar in axes.patches)
    assert all(low[1] <= high[0] for low, high in pairwise(spans))
    assert len({(bar.get_facecolor(), bar.get_hatch()) for bar in axes.patches}) == 2


def test_without_intervals_or_differences_nothing_is_claimed(data, monkeypatch):
    pair = "platform", "hall"
    lone = Gain(*pair, "", "buyers", 6.0, 1.0, 5.0, None, None, 1)
    whole = Gain(*pair, "", "all", 6.0, 1.0, 5.0, None, None, 1)
    monkeypatch.setattr(who_gains, "gains", lambda _: {pair: [lone, whole]})
    assert caption(data).endswith("no party is shown to gain or lose; no difference is shown for all together.")
    (axes,) = figure(data).axes
    assert [bar.get_width() for bar in axes.patches] == [5.0, 5.0]
    monkeypatch.setattr(who_gains, "gains", lambda _: {})
    assert figure(data) is None


def test_a_study_in_which_nobody_gains_has_no_figure(tmp_path):
    (tmp_path / "who_gains.csv").write_text(
        "arm,baseline,group,party,difference,ci_low,ci_high,n\nhigh,low,,buyers,0,0,0,3\n", encoding="utf-8"
    )
    assert gains(Results(tmp_path, {}, (), ())) == {}
