"""Published facts: each has a source, can be read off the lots, and says how it is graded."""

import re

import pytest

from sim import presets
from sim.errors import ScenarioError
from sim.measures import MEASURES, find
from sim.scenario.document import Document
from sim.scenario.facts import Fact, law_of, load_facts, published, read_facts
from sim.scenario.faults import Faults
from sim.scenario.nodes import find as node_at
from sim.scenario.presets import preset
from sim.scenario.reading import read_value
from sim.scenario.shapes.build import block_of
from tests.house.rooms import CHECKOUT

FACTS = published()
ARM = block_of(Document).by_name["arms"].shape.inner.by_name
KEYS = {f"{part}.{item}" for part in ("place", "rules") for item in ARM[part].shape.by_name}
GOOD = {
    "claim": "Prices rose", "source": "A book", "kind": "level", "use": "validate", "measure": "sell_through",
    "rules": "cn_spc_online_2017", "value": "[0.5]", "band": "[0.4, 0.6]", "why": "it may",
}  # fmt: skip


def text(**changes):
    lines = {name: value for name, value in (GOOD | changes).items() if value is not None}
    return "about: Mine\nfacts:\n  one:\n" + "".join(f"    {name}: {value}\n" for name, value in lines.items())


def refusal(**changes):
    with pytest.raises(ScenarioError) as refused:
        read_facts(text(**changes), "mine.yaml")
    return str(refused.value)


PAGE = (CHECKOUT / "docs" / "facts.md").read_text(encoding="utf-8")


def test_the_page_on_facts_names_every_fact_and_how_it_is_read():
    table = PAGE.partition("## What is held")[2].partition("\n## ")[0]
    rows = {row.split("|")[1].strip(" `"): row for row in table.splitlines() if row.startswith("| `")}
    assert set(rows) == set(FACTS)
    for name, fact in FACTS.items():
        assert all(f"`{item}`" in rows[name] for item in (fact.measure, fact.over, fact.against) if item)
        assert fact.rules in rows[name] or "the same" in rows[name]
        if fact.bounds:
            low, high = (f"{end:g}".replace("-", "\N{MINUS SIGN}") for end in fact.bounds)
            assert f"{low} to {high}" in rows[name].replace("0.50", "0.5")


def test_the_example_of_an_own_file_is_right():
    (example,) = re.findall(r"```yaml\n(.*?)```", PAGE, flags=re.DOTALL)
    assert list(read_facts(example, "mine.yaml")) == ["my_rate"]


@pytest.mark.parametrize("name", FACTS)
def test_every_fact_has_a_source_and_a_claim_in_a_sentence(name):
    fact = FACTS[name]
    assert len(fact.source) > 20
    assert len(fact.claim) > 40
    assert not fact.claim.endswith(".")
    assert not fact.source.endswith(".")


@pytest.mark.parametrize("name", FACTS)
def test_every_fact_reads_a_measure_of_the_program_and_speaks_of_what_there_is(name):
    fact = FACTS[name]
    assert fact.bids or find(fact.measure).measure.name in MEASURES
    assert {fact.rules, fact.against} - {""} <= set(presets.names("rules"))
    assert {*fact.more, *fact.less} <= KEYS


@pytest.mark.parametrize("name", FACTS)
def test_what_was_published_lies_in_its_own_band(name):
    fact = FACTS[name]
    if fact.bounds:
        low, high = fact.bounds
        assert low < high
        assert all(low <= value <= high for value in fact.value)


def test_bands_that_are_worked_out_from_other_facts():
    rate, overall, first = (FACTS[name].value[0] for name in (
        "spc_sale_rate_2017_2024", "daxing_sale_rate_2018", "daxing_first_round_share_2018"))  # fmt: skip
    assert FACTS["daxing_sale_rate_2018"].band == pytest.approx((rate, 1 - (1 - rate) ** 3), abs=5e-4)
    low, high = FACTS["spc_sale_rate_2017_2024"].band
    assert overall * first == pytest.approx(0.535, abs=5e-4)
    assert (low, high) == (0.50, round(overall - 0.0004, 2))
    shares = [one / (1 - (1 - one) ** 3) for one in (low, high)]
    assert FACTS["daxing_first_round_share_2018"].band == pytest.approx(shares, abs=5e-3)
    assert FACTS["spc_commission_saved"].value[0] == pytest.approx(89.701 / 2940, abs=5e-5)
    assert FACTS["spc_value_per_sold_lot"].value[0] == pytest.approx(2.94e12 / (9.7347e6 * rate), rel=1e-3)


def test_the_band_of_the_commission_is_the_tariff():
    tiers = [(2e6, 0.05), (10e6, 0.03), (50e6, 0.02), (100e6, 0.01)]
    paid, start = 0.0, 0.0
    for end, rate in tiers:
        paid, start = paid + rate * (end - start), end
    assert FACTS["spc_commission_saved"].band == (paid / 100e6, 0.05)


def test_a_ratio_may_be_half_as_much_again_and_half_as_much():
    fact = read_facts(
        text(kind="ratio", value="[-0.45]", band=None, why=None, against="cn_court_offline_2009"), "mine.yaml"
    )["one"]
    assert fact.bounds == pytest.approx((-0.675, -0.225))


SIGN = {"kind": "sign", "value": None, "band": None, "why": None}


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"measure": "price_informativeness"}, "facts.one: price_informativeness is of all lots together"),
        ({"measure": "sel_through"}, "facts.one: unknown measure sel_through; did you mean sell_through?"),
        ({"measure": "reply_gap_s@sd"}, "facts.one: unknown measure reply_gap_s"),
        ({"measure": "reply_gap_s", "over": "sell_through"}, "facts.one: reply_gap_s is of single bids in one arm"),
        ({"measure": "late_bid_share", "against": "frictionless"}, "facts.one: late_bid_share is of single bids"),
        ({"over": "sell_through@x"}, "facts.one: unknown statistic x"),
        ({"rules": "cn_spc"}, "facts.one: there is no rule preset cn_spc"),
        ({"rules": None}, "facts.one: give one of rules, more and less"),
        ({"more": "[place.insiders]"}, "facts.one: give one of rules, more and less"),
        ({"rules": None, "more": "[place.insiders]", "against": "frictionless"}, "facts.one: against needs rules"),
        (SIGN, "facts.one: a sign is of a contrast: give against, more or less"),
        ({**SIGN, "against": "frictionless"}, "facts.one: a sign needs sign: up or down"),
        ({"kind": "ratio", "against": "frictionless", "value": "[1, 2]"}, "facts.one: a ratio needs one value"),
        ({"band": None}, "facts.one: a level or shape needs a band and why it is that wide"),
        ({"kind": "shape", "why": None}, "facts.one: a level or shape needs a band and why it is that wide"),
        ({"band": "[0.6, 0.4]"}, "facts.one: the band ends before it begins"),
        ({"source": None}, "mine.yaml:3:3: facts.one.source: is missing"),
        ({"colour": "red"}, "facts.one.colour: unknown key"),
    ],
)
def test_a_fact_that_cannot_be_read_or_graded_is_refused_with_its_line(changes, said):
    told = refusal(**changes)
    assert said in told
    assert told.startswith("mine.yaml:")


def test_a_users_own_file(tmp_path):
    file = tmp_path / "mine.yaml"
    file.write_text(text())
    assert load_facts(file)["one"] == Fact(
        claim="Prices rose", source="A book", kind="level", use="validate", measure="sell_through",
        rules="cn_spc_online_2017", value=(0.5,), band=(0.4, 0.6), why="it may",
    )  # fmt: skip
    file.write_bytes(b"about: \xff")
    with pytest.raises(ScenarioError, match=r"mine.yaml: not UTF-8 text"):
        load_facts(file)


def law(changes="", name="cn_court_offline_2009"):
    """The law of a preset's own values, some of them changed."""
    written = presets.text("rules", name)
    for change in filter(None, changes.split("; ")):
        key = change.partition(":")[0]
        written = "\n".join(f"  {change}" if row.startswith(f"  {key}: ") else row for row in written.split("\n"))
    return law_of(node_at(read_value(written, "x", Faults()), "rules"))


@pytest.mark.parametrize("name", presets.names("rules"))
def test_a_rule_book_keeps_its_own_law(name):
    assert law(name=name) == name
    assert preset("rules", name)


def test_what_a_preset_only_assumes_may_differ_and_what_it_cites_may_not():
    assert law("increment_share: 0.01; window_hours: 1") == "cn_court_offline_2009"
    assert law("cut_share: 0.1") != "cn_court_offline_2009"
    assert law("reserve_share: 0.7") != "cn_court_offline_2009"


def test_rules_that_cannot_be_read_keep_no_law():
    assert law("format: of_my_own") == ""
