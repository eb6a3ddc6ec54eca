"""What the page says of a sweep, word for word, from made-up tables; and what its two figures draw."""

from __future__ import annotations

from dataclasses import replace

import pytest

from sim.report.figures import conditions, response, style
from sim.report.page import render
from sim.report.results import read
from sim.report.sweeps import MEAN, OWN, sweeping
from sim.report.swept import leading, swept, verdicts
from sim.report.swept_words import condition, where
from tests.report.folders import LABELS, folder, write
from tests.report.traces import table, traced

RESERVE, DEPOSIT = "arms.platform.rules.reserve_share", "arms.platform.rules.deposit_share"
TASTE = "bidders.*.taste_sd"


@pytest.fixture(scope="module")
def found(tmp_path_factory):
    told = {"sweep": {"design": "sobol", "replications": 12, "refused": [{"cell": 1, "point": 2, "why": "none"}]}}
    return sweeping(read(folder(tmp_path_factory.mktemp("swept") / "a", manifest=told)))


def test_what_was_played_is_counted(found):
    assert swept(found.data).method.text == (
        "Policies that were tried, each with each: reserve_share in Platform, rules of 2017 (0.7, 0.8, 0.9) and "
        "deposit_share in Platform, rules of 2017 (0.05, 0.2); 6 combinations. Each is played under the conditions of "
        "the study and at 8 points, a scrambled Sobol set, of what may be otherwise: taste_sd of all bidders, 0.5 to "
        "1.5 and aware_elsewhere in all arms, 0.3 to 0.7. 12 replications each, on the same draws. Left out, as no "
        "equilibrium is known: 1 of them."
    )


def test_the_best_values_are_those_on_the_lines_through_the_best_cell(found):
    assert found.chosen("platform") == 3
    assert found.cells[3] == {RESERVE: 0.8, DEPOSIT: 0.05}
    reserve, deposit, box, elsewhere = (said.text for said in verdicts(found))
    assert reserve == (
        "Platform, rules of 2017: net proceeds to common worth, on average over the 8 sets of conditions tried, is "
        "highest where reserve_share in Platform, rules of 2017 is 0.801 (95 % interval 0.770 to 0.830), with "
        "deposit_share in Platform, rules of 2017 0.05. Of the values played, 0.7 and 0.8 may be the best. Under the "
        "conditions of the study it is 0.801 (95 % interval 0.770 to 0.830). At every point the best of the values "
        "played is 0.8."
    )
    assert "is 0.05 (95 % interval up to 0.2: it reaches the end of what was tried, 0.05)" in deposit
    assert elsewhere == (
        "Of the 5 other combinations of policies it loses at all points in 0, at some in 5, at none in 0."
    )
    assert box == (
        "With reserve_share in Platform, rules of 2017 0.8 and deposit_share in Platform, rules of 2017 0.05: in net "
        "proceeds to common worth, Platform, rules of 2017 loses to Court hall, rules of 2009 at 4 of 8 sets of "
        "conditions, at 3 of them beyond chance. It loses where taste_sd of all bidders is at most 0.79: this box "
        "holds 75 % of the sets at which it loses, and at 100 % of its 3 sets it does. A box as good is found by "
        "chance in 1 % of deals."
    )


def test_the_page_begins_with_the_best_values(found):
    reserve, deposit, stated = leading(found.data)
    assert stated.text == "What follows is with the file's own values."
    assert reserve.text == (
        "Platform, rules of 2017: net proceeds to common worth, on average over the 8 sets of conditions tried, is "
        "highest where reserve_share in Platform, rules of 2017 is 0.801 (95 % interval 0.770 to 0.830), with "
        "deposit_share in Platform, rules of 2017 0.05."
    )
    assert "deposit_share in Platform, rules of 2017 is 0.05 (95 % interval up to 0.2" in deposit.text
    for said in (reserve, deposit, *verdicts(found)):
        assert traced(found.data.folder, said.text, said.at, LABELS.values()) == []
    page = render(found.data, [])
    assert page.index('<p class="lead">') < page.index("is highest where") < page.index("<p>")


def test_a_best_value_that_is_not_shown_comes_after_those_that_are(tmp_path):
    path = folder(tmp_path / "a") / "optimum.csv"
    lines = table(path)
    told = [line | {"reaches": "both"} if line["path"] == RESERVE else line for line in lines]
    write(path, list(lines[0]), [list(line.values()) for line in told])
    deposit, reserve, _ = (said.text for said in leading(read(tmp_path / "a")))
    assert "is highest where deposit_share" in deposit
    assert "which reserve_share in Platform, rules of 2017 is best by net proceeds to common worth is not" in reserve


def test_the_answer_after_the_best_values_is_at_those_of_the_file(tmp_path):
    path = folder(tmp_path / "a")
    (path / "scenario.resolved.yaml").write_text(
        "arms: {platform: {rules: {reserve_share: 0.75, deposit_share: 0.1}}}\n", encoding="utf-8"
    )
    *_, stated = leading(read(path))
    assert stated.text == (
        "What follows is with the file's own values: reserve_share in Platform, rules of 2017 0.75 and deposit_share "
        "in Platform, rules of 2017 0.1."
    )
    assert stated.at == tuple(f"scenario.resolved.yaml?#{path}" for path in (RESERVE, DEPOSIT))


def changed(of, **new):
    """The same, the boxes told otherwise."""
    return replace(of, best=[], limits=[replace(limit, **new) for limit in of.limits])


@pytest.mark.parametrize(
    ("new", "said"),
    [
        (
            {"found": "never", "path": "", "losing": 0, "at_most": 0.3123},
            "at most 31 % are such that it does (95 %, as if they were drawn independently).",
        ),
        (
            {"found": "never", "path": "", "losing": 0},
            "loses to Court hall, rules of 2009 at none of 8 sets of conditions.",
        ),
        (
            {"found": "always", "path": "", "losing": 8},
            "loses to Court hall, rules of 2009 at all 8 sets of conditions.",
        ),
        ({"found": "none", "path": ""}, "No box of conditions tells where, better than chance would."),
        ({"chance": 0.2}, "No box of conditions tells where, better than chance would."),
    ],
)
def test_every_kind_of_box_is_told(found, new, said):
    sentence, elsewhere = verdicts(changed(found, **new))
    assert elsewhere.text.startswith("Of the 5 other combinations of policies it loses at all points in ")
    assert sentence.text.endswith(said)


@pytest.mark.parametrize(
    ("low", "high", "scale", "said"),
    [
        (None, 0.79, "linear", "taste_sd of all bidders is at most 0.79"),
        (0.61, None, "log", "taste_sd of all bidders is at least 0.61"),
        (0.61, 0.79, "linear", "taste_sd of all bidders is from 0.61 to 0.79"),
        (None, 0.79, "factor", "taste_sd of all bidders is at most 0.79 times the study's"),
        (0.61, None, "factor", "taste_sd of all bidders is at least 0.61 times the study's"),
        (0.61, 0.79, "factor", "taste_sd of all bidders is from 0.61 to 0.79 times the study's"),
    ],
)
def test_limits_in_words(tmp_path, low, high, scale, said):
    path = folder(tmp_path / "a")
    (path / "scenario.resolved.yaml").write_text(
        f"sweep: {{uncertainties: {{'{TASTE}': {{low: 0.5, high: 1.5, scale: {scale}}}}}}}\n", encoding="utf-8"
    )
    of = sweeping(read(path))
    assert condition(of, replace(of.limits[0], low=low, high=high)) == said


@pytest.mark.parametrize(
    ("ends", "said"),
    [
        ((0.8, 0.77, 0.83), "0.800 (95 % interval 0.770 to 0.830)"),
        ((0.88, 0.8, None), "0.880 (95 % interval from 0.800 on: it reaches the end of what was tried, 0.900)"),
        ((0.72, None, 0.8), "0.720 (95 % interval up to 0.800: it reaches the end of what was tried, 0.700)"),
        ((0.8, None, None), "0.80 (no 95 % interval within what was tried, 0.70 to 0.90)"),
        ((None, None, None), "0.8"),
    ],
)
def test_where_the_best_value_is(found, ends, said):
    row = next(row for row in found.best if row.path == RESERVE)
    assert where(found, replace(row, optimum=ends[0], ci_low=ends[1], ci_high=ends[2])) == said


def test_values_that_were_played_are_told_as_they_were_written(found):
    row = replace(next(row for row in found.best if row.path == RESERVE), by="values", optimum=0.8)
    assert where(found, replace(row, ci_low=0.8, ci_high=0.8)) == "0.8, and no other value within the 95 % interval"
    assert where(found, replace(row, ci_low=0.7, ci_high=0.9)) == "0.8 (95 % interval 0.7 to 0.9)"


def test_a_policy_that_does_nothing_and_one_that_is_not_told(found):
    row = next(row for row in found.best if (row.path, row.point) == (DEPOSIT, MEAN))
    idle = replace(found, best=[replace(row, optimum=None, given="")], limits=[])
    assert "deposit_share in Platform, rules of 2017 does not move net proceeds" in next(verdicts(idle)).text
    both = replace(found, best=[replace(row, reaches="both", alike="0.05", given="")], limits=[])
    text = next(verdicts(both)).text
    assert "is not shown; the interval holds all that was tried, 0.05 to 0.2" in text
    assert "Of the values played 0.05 is the best." in text


def test_tables_have_a_line_a_slice_a_cell_and_a_move(found):
    best, boxes, moves = swept(found.data).tables
    assert [row[3].text for row in best.rows] == [
        "0.801 (95 % interval 0.770 to 0.830)",
        "0.802 (95 % interval 0.780 to 0.820)",
        "0.05 (95 % interval up to 0.2: it reaches the end of what was tried, 0.05)",
    ]
    assert len(boxes.rows) == 6
    assert [cell.text for cell in boxes.rows[0]][1:] == [
        "4 of 8", "taste_sd of all bidders is at most 0.79", "75 %", "100 %", "1 %",
    ]  # fmt: skip
    assert [cell.text for cell in moves.rows[0]][1:] == ["taste_sd of all bidders, 0.5 to 1.5", "30.0", "29.0 to 31.0"]
    assert len(moves.rows) == 1, "what is not shown is left out"


def test_without_a_sweep_nothing_is_said(tmp_path):
    path = folder(tmp_path / "a")
    (path / "sweep.csv").unlink()
    data = read(path)
    assert swept(data) is None
    assert response.figure(data) is None
    assert response.caption(data) == conditions.caption(data) == ""
    assert conditions.figure(data) is None


def test_the_response_has_a_panel_a_deposit_a_line_an_arm_and_the_best_below(found):
    with style.look():
        panels = response.figure(found.data).axes
    assert [axes.get_title(loc="left").replace("\n", " ") for axes in panels[:2]] == [
        "deposit_share in Platform, rules of 2017 0.05", "deposit_share in Platform, rules of 2017 0.2",
    ]  # fmt: skip
    hall, platform, bar, _, diamond = panels[0].lines
    assert list(platform.get_xdata()) == [0.7, 0.8, 0.9]
    level = [found.levels[cell, MEAN, "platform", ""].value for cell in (1, 3, 5)]
    assert list(platform.get_ydata()) == pytest.approx(level)
    assert list(bar.get_xdata()) == [0.77, 0.83]
    assert list(diamond.get_xdata()) == [0.801]
    assert max(bar.get_ydata()) < min((*hall.get_ydata(), *platform.get_ydata()))


def test_conditions_are_drawn_point_by_point_losing_ones_apart(found):
    with style.look():
        taste, reach = conditions.figure(found.data).axes
    assert "taste_sd" in taste.get_xlabel()
    marks = {line.get_marker(): line for line in taste.lines if line.get_marker() in ("o", "X")}
    gaps = {p: found.levels[3, p, "platform", "hall"].value for p in found.points}
    tastes = {p: values[TASTE] for p, values in found.points.items()}
    assert sorted(marks["X"].get_xdata()) == pytest.approx(sorted(tastes[p] for p in gaps if gaps[p] < 0.0))
    assert sorted(marks["o"].get_xdata()) == pytest.approx(sorted(tastes[p] for p in gaps if gaps[p] >= 0.0))
    (fit,) = (line for line in taste.lines if line.get_linestyle() == "--")
    rise = fit.get_ydata()[1] - fit.get_ydata()[0]
    assert rise == pytest.approx(0.3), "the table's slope"
    assert "aware_elsewhere" in reach.get_xlabel()


def test_the_studys_own_conditions_are_spoken_of_where_there_are_no_others(found):
    assert replace(found, points={}).where == OWN
    assert found.where == MEAN
