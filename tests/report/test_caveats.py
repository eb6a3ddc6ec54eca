"""Caveats, assumed numbers, the methods paragraph, figures in words: right for what is there and what is not."""

from __future__ import annotations

import csv
import json
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pytest

from sim.judge.findings import HIT, MISS, UNSHOWN
from sim.report import caveats, further, inwords
from sim.report.assumed import assumed, chosen
from sim.report.beside import findings_of, grading
from sim.report.effects import counted
from sim.report.figures import FIGURES
from sim.report.gaining import tables as gain_tables
from sim.report.held import held
from sim.report.paper import paragraph
from sim.report.results import read
from sim.report.setting import Setting
from sim.report.stages import tables as stage_tables
from sim.scenario import load_text
from sim.scenario.facts import Fact
from tests.report.folders import LABELS, folder
from tests.report.traces import numbers, table, traced

SCENARIO = """
title: Two venues
seed: 1
lots: {flats: {count: 2, worth: {model: lognormal, median: 470000, common_sd: 0.1}}}
bidders: {all: {count: 3, strategy: truthful, signal_sd: 0}}
arms:
  hall: {label: "Court hall, rules of 2009", venue: cn_court_hall_2009}
  platform: {label: "Platform, rules of 2017", venue: cn_platform_2017}
baseline: hall
answer: sell_through
sources: {lots.flats.worth.median: "assumed: near the mean price of 0.47m", bidders.all.count: counted at the door}
"""


@pytest.fixture
def made(tmp_path) -> Path:
    path = folder(tmp_path / "two")
    (path / "scenario.resolved.yaml").write_text(load_text(SCENARIO).resolved_yaml(), encoding="utf-8")
    return path


HEURISTIC = "a heuristic, named in the methods, that is no equilibrium of the whole game"
WITHIN = "what is computed is so to within"


def without_label(path: Path, said) -> list[str]:
    return traced(path, said.text, said.at, LABELS.values())


# what carries the answer


def test_the_assumption_that_moves_the_answer_most_is_named_with_its_interval(made):
    said = caveats.carries(read(made), 7)
    assert said.text.startswith(
        "Of what was varied, margin.high of dealers carries most: as it goes from 0.2 to 0.5, the difference in "
    )
    assert "moves by -15.0 points (95 % interval -20.0 to -10.0)." in said.text
    assert without_label(made, replace(said, text=said.text.replace("Of the 7 assumed numbers", ""))) == []


def test_where_no_interval_excludes_zero_nothing_is_said_to_carry(made):
    change(made / "sensitivity.csv", lambda line: line | {"ci_low": "-1", "ci_high": "1"})
    assert caveats.carries(read(made), 7).text.startswith(
        "None of the assumptions that were varied is shown to move the difference in sell-through of "
    )


def test_with_too_few_points_or_none_that_is_said(made):
    change(made / "sensitivity.csv", lambda line: line | {"change": ""})
    assert caveats.carries(read(made), 7).text == (
        "Too few points were tried to say which assumption carries the difference in sell-through; 7 numbers are "
        "assumed."
    )
    (made / "sensitivity.csv").unlink()
    (made / "sweep.csv").unlink()
    assert caveats.carries(read(made), 7).text == (
        "No assumption was varied: how far the answer rests on the 7 assumed numbers is not known."
    )


# conditions of a sweep are assumptions that were varied


def test_the_condition_of_a_sweep_that_carries_the_answer_is_named_with_the_policies(made):
    (made / "sensitivity.csv").unlink()
    said = caveats.carries(read(made), 7)
    assert said.text == (
        "With reserve_share in Platform, rules of 2017 0.8 and deposit_share in Platform, rules of 2017 0.05: of the "
        "conditions that the sweep varies this one carries most: taste_sd of all bidders, 0.5 to 1.5. From end to end "
        "the difference in net proceeds to common worth moves by 30.0 points (95 % interval 29.0 to 31.0). Of the 7 "
        "assumed numbers all others are held fixed."
    )
    assert without_label(made, replace(said, text=said.text.replace("Of the 7 assumed numbers", ""))) == []


def test_where_no_condition_of_a_sweep_is_shown_to_carry_that_is_said(made):
    (made / "sensitivity.csv").unlink()
    change(made / "sweep_sensitivity.csv", lambda line: line | {"ci_low": "-1", "ci_high": "1"})
    assert (
        "none of the conditions that the sweep varies is shown to move the difference in net proceeds to common worth; "
        "most moves with taste_sd of all bidders, 0.5 to 1.5: 30.0 points"
    ) in caveats.carries(read(made), 7).text
    change(made / "sweep_sensitivity.csv", lambda line: line | {"change": ""})
    assert caveats.carries(read(made), 7).text.startswith("Too few points were tried to say")


@pytest.mark.parametrize(("conditions", "said"), [(2, "2 assumptions were varied"), (1, "one assumption was varied")])
def test_the_answer_counts_what_a_sweep_varies(made, conditions, said):
    path = made / "sweep_points.csv"
    lines = [line for line in table(path) if line["cell"] or conditions == 2 or line["path"] == "bidders.*.taste_sd"]
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, lines[0].keys(), lineterminator="\n")
        writer.writeheader()
        writer.writerows(lines)
    found = further.limit(replace(read(made), contrasts=()), ("platform", "hall"))  # without ranges
    assert found.text.endswith(f"intervals cover chance in the draws only, but in the sweep {said}.")
    assert without_label(made, found) == []


def test_what_a_sweep_leaves_fixed_is_named(made):
    (made / "sensitivity.csv").unlink()
    swept = {"sweep": {"uncertainties": {"bidders.*.taste_sd": {"low": 0.5, "high": 1.5}}}}
    told = held_in(made, swept, {})
    assert told.startswith(
        "The sweep varies only what is listed under `uncertainties`. Not varied were, among others: "
    )
    assert "margins (`margin`)" in told
    assert "taste_sd" not in told


def change(path: Path, by) -> None:
    with path.open(encoding="utf-8", newline="") as file:
        lines = [by(line) for line in csv.DictReader(file)]
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, lines[0].keys(), lineterminator="\n")
        writer.writeheader()
        writer.writerows(lines)


# how bids were found


@pytest.mark.parametrize(
    ("lines", "text"),
    [
        ([], "How bids were found is not told."),
        ([("equilibrium", "a", 0.0)], "Bids are best replies to one another, known exactly."),
        (
            [("equilibrium", "a", 0.002), ("equilibrium", "b", 0.01)],
            "Bids are best replies to one another, computed to within 1 % of the highest bid.",
        ),
        (
            [("heuristic: shaded 0.9", "a, looked", 0.0), ("dominant", "b", 0.0)],
            f"In some auctions bids of a follow {HEURISTIC}.",
        ),
        (
            [("heuristic: x", name, 0.0) for name in "abcde"] + [("equilibrium", "f", 0.00056)],
            f"In some auctions bids of a, b, c and 2 more follow {HEURISTIC}; {WITHIN} 0.056 % of the highest bid.",
        ),
    ],
)
def test_whose_bids_are_no_equilibrium(made, lines, text):
    plans = [{"method": method, "bidders": who, "residual": error} for method, who, error in lines]
    assert caveats.played(replace(read(made), manifest={"plans": plans})).text == text


# published facts


class Verdict(NamedTuple):
    """What a caveat reads of a finding."""

    verdict: str
    fact: Fact


def test_published_facts_are_counted_and_the_missed_named(made):
    data = read(made)
    graded = grading(findings_of(data))
    assert len(graded) > 3
    met = [Verdict(HIT, finding.fact) for finding in graded]
    assert caveats.real(data, met).text == (
        f"Of {len(met)} published facts that test it, {len(met)} are met and none is missed; the rest stays open."
    )
    missed = [Verdict(MISS if at < 2 else UNSHOWN, finding.fact) for at, finding in enumerate(graded)]
    claims = list(dict.fromkeys(finding.fact.claim for finding in missed[:2]))
    assert caveats.real(data, missed).text == (
        f"Of {len(met)} published facts that test it, 0 are met and 2 missed: {'; '.join(claims)}."
    )
    assert caveats.real(data, []).text.startswith("None of the published facts that come with the program is")
    all_missed = caveats.real(data, [Verdict(MISS, finding.fact) for finding in graded]).text
    distinct = len({finding.fact.claim for finding in graded})
    assert all_missed.endswith(f"; and {distinct - 3} more.")


def test_there_are_three(made):
    data = read(made)
    assert len(caveats.caveats(data, grading(findings_of(data)), 3)) == 3


def held_in(path: Path, plain: dict, manifest: dict) -> str:
    data = replace(read(path), manifest=manifest)
    data.__dict__["setting"] = Setting(plain)
    return held(data)


def test_kinds_of_assumptions_that_were_not_varied_are_named(made):
    whole = {"bidders": {"a": {"strategy": "truthful"}, "b": {"strategy": "equilibrium"}}, "arms": {"x": {}}}
    rough = {"plans": [{"method": "heuristic: truthful, as waiting may pay"}]}
    some = whole | {"uncertain": {"bidders.*.interest": {}, "arms.x.place.aware_elsewhere": {}, "bidders.a.margin": {}}}
    assert held_in(made, some | {"arms": {"x": {"rules": {"rounds": 2}}}}, rough) == (
        "Ranges cover only what is listed under `uncertain`. Not varied were, among others: how far worths spread "
        "(`common_sd`, `taste_sd`), how precise looks are (`signal_sd`), funds (`wealth`), whether bidders wait for a "
        "later round (`foresight`) and that bids follow a heuristic (`strategy`: truthful)."
    )
    paths = ("bidders.a.count", "arms.*.place.aware_elsewhere", "lots.a.worth.common_sd", "bidders.a.margin.low",
             "bidders.a.signal_sd")  # fmt: skip
    almost = whole | {"uncertain": {path: {} for path in paths}}
    assert held_in(made, almost, {"plans": [{"method": "dominant"}]}).endswith("among others: funds (`wealth`).")
    every = whole | {"uncertain": {path: {} for path in (*paths, "bidders.b.wealth.median")}}
    assert held_in(made, every, {}) == held_in(made, whole, rough) == ""


def test_the_first_caveat_says_so(made):
    data = read(made)
    data.__dict__["setting"] = replace(
        data.setting, plain={**data.setting.plain, "uncertain": {"bidders.a.margin": {}}}
    )
    assert caveats.caveats(data, (), 3)[0].text.endswith(held(data))
    assert "funds (`wealth`)" in held(data)


# assumed numbers


def test_every_number_without_a_source_is_listed(made):
    found = assumed(read(made))
    rows = {row[0].note: row for row in found.rows}
    assert found.caption == f"Numbers about the world that are assumed: {len(found.rows)}"
    assert rows["lots.flats.worth.median"][1].text == "470,000"
    assert rows["lots.flats.worth.median"][2].text == "near the mean price of 0.47m"
    assert rows["lots.flats.worth.common_sd"][2].text == "no source"
    assert "bidders.all.count" not in rows
    assert "arms.hall.rules.rounds" not in rows, "its article is cited"
    assert rows["arms.platform.place.aware_elsewhere"][0].text == "aware_elsewhere in Platform, rules of 2017"
    for row in found.rows:
        assert traced(made, row[1].text, [row[1].at]) == []


def test_rules_without_a_source_are_listed_apart_as_choices(made):
    text = SCENARIO.replace("hall: {", "own: {venue: cn_platform_2017, rules: {reserve_share: 0.65}}\n  hall: {")
    (made / "scenario.resolved.yaml").write_text(load_text(text).resolved_yaml(), encoding="utf-8")
    found = chosen(read(made))
    assert found.caption == (
        f"Numbers that the rule books set without a source, as the study chooses: {len(found.rows)}"
    )
    rows = {row[0].note: row for row in found.rows}
    assert rows["arms.own.rules.reserve_share"][1].text == "0.65"
    assert not rows.keys() & {row[0].note for row in assumed(read(made)).rows}
    assert not any(".aware" in path for path in rows)


def test_values_in_which_rule_books_differ_are_counted_by_what_speaks_for_them(made):
    head = "arm,baseline,key,here,there,unit,channel,source_here,source_there"
    lines = (
        "platform,hall,rules.rounds,2,3,rounds,reserve_and_rounds,,art. 10",
        "platform,hall,rules.cut_share,0.2,0.1,share or list,reserve_and_rounds,,assumed: as before",
        "platform,hall,place.aware_elsewhere,0.3,0.1,probability,reach,,",
        "platform,hall,place.disclosure_level,2,1,steps or all,disclosure,,",
    )
    (made / "differences_in_rules.csv").write_text("\n".join((head, *lines)) + "\n", encoding="utf-8")
    said = further.limit(read(made), ("platform", "hall"))
    assert "of the 8 values in which the rule books differ 4 are chosen by the study and 3 assumed" in said.text
    assert without_label(made, said) == []


def test_without_a_scenario_or_with_one_that_does_not_load_none_is_listed(made):
    (made / "scenario.resolved.yaml").write_text("title: x\n", encoding="utf-8")
    assert assumed(read(made)) is None
    (made / "scenario.resolved.yaml").unlink()
    assert assumed(read(made)) is None


# the methods paragraph


def test_the_methods_paragraph_says_what_is_needed_to_find_the_same(made):
    text = " ".join(said.text for said in paragraph(read(made)))
    for part in (
        "2 arms, “Court hall, rules of 2009” and “Platform, rules of 2017”, were simulated on common random numbers: ",
        "in each of 12 replications (seed 20170101) the same 30 lots",
        "every bidder knows its own.",
        "Bids: dominant strategy (Vickrey 1961) (dealers); heuristic: shaded 0.9 (families).",
        "Student's t intervals of 95 %; relative differences have Fieller's intervals",
        "Computed with distressed-auctions 0.1.0 (source SHA-256 abababababab), numpy 2.4.6, python 3.11.0; scenario",
        "SHA-256 0f0f0f0f0f0f.",
    ):
        assert part in text
    assert "Latin hypercube" not in text


def test_the_methods_paragraph_says_of_corrections_what_the_effects_say(made):
    data = read(made)
    corrected = replace(data, contrasts=tuple(replace(row, p_adjusted=0.2) for row in data.contrasts))
    for each, made_none in ((data, True), (corrected, False)):
        text = " ".join(said.text for said in paragraph(each))
        assert ("no correction is made" in text) is made_none
        assert ("after correction for all comparisons of the study (Holm 1979)" in text) is not made_none
        assert bool(counted(each).text) is not made_none


def test_the_methods_paragraph_of_ranges_of_one_arm_and_of_nothing_known(made, tmp_path):
    manifest = json.loads((made / "manifest.json").read_text(encoding="utf-8"))
    data = replace(read(made), manifest=manifest | {"points": {"asked": 16, "replications": 4}})
    assert "a Latin hypercube of 16 points with 4 replications each" in " ".join(said.text for said in paragraph(data))
    one = " ".join(said.text for said in paragraph(read(folder(tmp_path / "one", ("hall",)))))
    assert one.startswith("One arm, “Court hall, rules of 2009”, was simulated in 12 replications of 30 lots")
    assert "Levels are means over replications" in one
    assert [said.text[:11] for said in paragraph(replace(data, manifest={}))] == ["A bidder's ", "Differences"]


@pytest.mark.parametrize(
    ("lots", "bidders", "text"),
    [
        ("{a: {worth: {model: private}}}", "{b: {}}", "Worths are private"),
        ("{a: {worth: {model: two_state}}}", "{b: {}}", "Worths have a part that bidders share"),
        ("{a: {worth: {model: lognormal}}}", "{b: {signal_sd: 0.2}}", "not every bidder knows its own"),
    ],
)
def test_the_methods_paragraph_says_how_worths_are_drawn(made, lots, bidders, text):
    (made / "scenario.resolved.yaml").write_text(f"lots: {lots}\nbidders: {bidders}\n", encoding="utf-8")
    assert text in " ".join(said.text for said in paragraph(read(made)))


# tables of parties and rounds


def test_who_gains_is_a_table_of_its_lines(made):
    (found,) = gain_tables(read(made))
    assert found.caption == "Platform, rules of 2017 against Court hall, rules of 2009, per lot, in CNY"
    assert [row[0].text for row in found.rows] == ["the first creditor", "buyers", "the venue", "all together"]
    assert found.rows[0][3].text == "90,000"
    assert found.quiet == {1}
    for row in found.rows:
        for cell in row[1:]:
            assert traced(made, cell.text, [cell.at]) == []


def test_rounds_are_a_table_an_arm(made):
    head = "arm,group,round,kind,lots,sold,taken,passed_in,sold_share,ci_low,ci_high,n,taken_share,passed_in_share\n"
    lines = "hall,,1,auction,360,100,0,260,0.28,0.25,0.31,12,0,0.72\nhall,,2,sell_off,260,10,0,250,0.04,,,1,0,0.96\n"
    (made / "rounds.csv").write_text(head + lines, encoding="utf-8")
    (found,) = stage_tables(read(made))
    assert found.caption == "Court hall, rules of 2009, all replications together"
    assert [[cell.text for cell in row] for row in found.rows] == [
        ["round 1", "360", "100", "0", "260", "28.0 %", "25.0 to 31.0"],
        ["sell-off", "260", "10", "0", "250", "4.0 %", "\N{EN DASH}"],
    ]
    (made / "rounds.csv").write_text(head + lines.splitlines()[0] + "\n", encoding="utf-8")
    assert stage_tables(read(made)) == []


# figures in words


def test_figures_without_numbers_in_their_captions_have_them_in_words(made):
    data = read(made)
    lots = table(made / "lots.csv")
    for arm in data.arms:
        mine = [line for line in lots if line["arm"] == arm]
        sold = [line for line in mine if line["hammer"]]
        middle = np.median([float(line["hammer"]) / float(line["worth_common"]) for line in sold])
        days = np.median([float(line["cash_day"]) - float(line["listed_day"]) for line in sold])
        share, label = 100 * len(sold) / len(mine), LABELS[arm]
        prices = inwords.told("price_ecdf", data, "")
        assert f"{label}: half of the lots sold went for {100 * middle:.1f} % of their common worth or less" in prices
        assert f"{100 - share:.1f} % of lots unsold." in prices
        paid = inwords.told("time_to_cash", data, "")
        assert f"{label}: {share:.1f} % of lots are paid for, half of these within {days:.0f} days." in paid
        first = 100 * sum(line["round"] == "1" for line in mine) / len(mine)
        assert f"{label}: round 1 {first:.1f} %, round 2" in inwords.told("rounds", data, "")
    effects = inwords.told("effects", data, "The caption.")
    known = [value for line in table(made / "contrasts.csv") if not line["group"] for value in line.values()]
    assert traced(made, effects, ["contrasts.csv"], LABELS.values()) == []
    assert len(numbers(effects, LABELS.values())) == 3 * 9
    assert known
    assert effects.endswith(". The caption.")
    assert "sell-through of flats" in inwords.told("by_class", data, "")


def test_figures_in_words_where_tables_are_missing(made):
    (made / "lots.csv").unlink()
    data = read(made)
    assert [inwords.told(name, data, "Caption.") for name in ("price_ecdf", "rounds", "time_to_cash")] == [
        "Caption."
    ] * 3
    assert inwords.told("effects", replace(data, contrasts=()), "") == ""
    assert set(inwords.TOLD) <= set(FIGURES)
