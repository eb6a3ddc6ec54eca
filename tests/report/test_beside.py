"""The page's section on published facts says what ``realism`` prints."""

import pytest

from sim.judge import telling
from sim.judge.realism import realism
from sim.report import build
from sim.report.beside import FREE, GRADED, beside, findings_of, shown
from sim.report.results import read
from sim.report.tongue import ENGLISH
from sim.scenario import load_text
from sim.scenario.facts import published
from tests.report.folders import LABELS, folder

SCENARIO = """
title: Two venues
seed: 1
lots: {flats: {count: 2, worth: {model: lognormal, median: 1, common_sd: 0.1}}}
bidders: {all: {count: 3, strategy: truthful, signal_sd: 0}}
arms:
  hall: {venue: cn_court_hall_2009}
  platform: {venue: cn_platform_2017}
baseline: hall
"""


@pytest.fixture
def made(tmp_path):
    path = folder(tmp_path / "two")
    (path / "scenario.resolved.yaml").write_text(load_text(SCENARIO).resolved_yaml())
    return path


def told(made):
    data = read(made)
    return beside(data, findings_of(data))


def test_every_finding_is_a_row_with_its_source_and_the_reason_for_its_band(made):
    findings = realism(made, published())
    section = told(made)
    rows = [row for table in section.tables for row in table.rows]
    assert [table.caption for table in section.tables] == [GRADED, FREE]
    assert sorted(row[0].text for row in rows) == sorted(finding.fact.claim for finding in findings)
    for finding in findings:
        _, arm, value, _, _, bounds, verdict = next(row for row in rows if row[0].text == finding.fact.claim)
        assert arm.text.split(" less ")[0] == LABELS[finding.arm]
        assert value.note == finding.fact.source
        assert bounds.note == finding.fact.why
        assert (verdict.text, verdict.note) == (finding.verdict, finding.why)
    assert section.tally == telling.tally([item for item in findings if item.fact.use == "validate"])


def test_numbers_are_written_as_elsewhere_on_the_page(made):
    facts = published()
    assert shown(facts["spc_sale_rate_2017_2024"], ENGLISH)(0.6372) == "63.7 %"
    assert shown(facts["spc_commission_saved"], ENGLISH)(0.0305) == "3.05 %"
    assert shown(facts["spc_value_per_sold_lot"], ENGLISH)(474000.0) == "474,000"
    rate = next(row for row in told(made).tables[0].rows if row[1].note == "sell_through")
    assert [cell.text for cell in rate[:3]] == [facts["daxing_sale_rate_2018"].claim, LABELS["platform"], "85 %"]
    assert rate[5].text == "63.7 % to 95.2 %"


def test_what_nothing_is_known_of_has_a_dash(made):
    table = made / "lots.csv"
    table.write_text(table.read_text().replace(",bid,", ",offers,"))
    row = next(row for row in told(made).tables[0].rows if row[1].note == "bidders_per_sale")
    assert [cell.text for cell in row[3:5]] == ["\N{EN DASH}", "\N{EN DASH}"]
    assert row[6].note in (
        "lots.csv has no column bid",
        "no lots of class " + " or ".join(published()["cn_premium"].classes),
    )


def test_the_page_has_the_section_only_where_facts_speak(made):
    build(made)
    text = (made / "report.html").read_text(encoding="utf-8")
    assert '<h2 id="beside">Beside published facts</h2>' in text
    assert "Nothing was fitted to the facts that are graded" in text
    other = SCENARIO.replace("cn_court_hall_2009", "frictionless").replace("cn_platform_2017", "frictionless")
    (made / "scenario.resolved.yaml").write_text(load_text(other).resolved_yaml())
    assert told(made) is None
    (made / "scenario.resolved.yaml").unlink()
    assert told(made) is None
    build(made)
    assert "Beside published facts" not in (made / "report.html").read_text(encoding="utf-8")
