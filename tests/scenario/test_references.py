"""The second pass: what one block says of another."""

from __future__ import annotations

import pytest

from tests.scenario.helpers import SMALL, faults, said, small


def only(change: str, *others: str) -> str:
    """The message about the last of some changes, without its place."""
    (line,) = said(*others, change)
    path = change.partition("=")[0]
    rest = line.removeprefix(f"--set {path}: ")
    return rest if rest.startswith(path) else f"{path}: {rest}"


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ("lots.flats.region=north", "lots.flats.region: there is no region north; known: any, region_1"),
        ("bidders.dealers.region=north", "bidders.dealers.region: there is no region north; known: any, region_1"),
        ("lots.flats.seller=courts", "lots.flats.seller: there is no seller courts; did you mean court?"),
        ("bidders.dealers.wants=[flat]", "bidders.dealers.wants.0: there is no asset class flat; did you mean flats?"),
        ("bidders.dealers.margin=1.5", "bidders.dealers.margin: must not exceed 1; it can be 1.5"),
        (
            "bidders.dealers.margin={distribution: uniform, low: 0.5, high: 2}",
            "bidders.dealers.margin: must not exceed 1; it can be 2",
        ),
        ("bidders.dealers.wealth=-5", "bidders.dealers.wealth: must not fall below 0; it can be -5"),
        (
            "bidders.dealers.reply_s={distribution: normal, mean: 20, sd: 5}",
            "bidders.dealers.reply_s: must not fall below 0; it can be -inf",
        ),
        ("baseline=hell", "baseline: there is no arm hell; did you mean hall?"),
        ("contrasts=[[site, hell]]", "contrasts.0: there is no arm hell; did you mean hall?"),
        ("contrasts=[[site, hall], [site, hall]]", "contrasts.1: site and hall is in the list already"),
        ("contrasts=[[hall, hall]]", "contrasts.0: compares hall with itself"),
        ("measures=[]", "measures: must name at least one measure, or be left out"),
        ("measures=[sell_through@sdd]", "measures.0: unknown statistic sdd of sell_through; known: sd, p0 to p100"),
        ("by=[lots, lots]", "by.1: lots is in the list already"),
        ("output.language=[]", "output.language: must name at least one language, or be left out"),
        ("output.language=[zh, en, zh]", "output.language.2: zh is in the list already"),
        ("output.language=[de]", 'output.language.0: must be one of en, zh, got text "de"'),
        ("arms.site.label=hall", "arms.site.label: hall is the label of hall already"),
        (
            "expect={p: {arm: hall, measure: sell_through, value: 1, group: flats}}",
            "expect.p.group: no rows are called flats; did you mean lots=flats?",
        ),
        (
            "arms.site.rules.buyer_fee=[{up_to: 100, rate: 0.1}]",
            "arms.site.rules.buyer_fee: the last tier must have `up_to: null`",
        ),
        ("arms.site.rules.seller_fee=[]", "arms.site.rules.seller_fee: the last tier must have `up_to: null`"),
        (
            "arms.site.rules.seller_fee=[{up_to: 5, rate: 0.1}, {up_to: 5, rate: 0.1}, {up_to: null, rate: 0}]",
            "arms.site.rules.seller_fee: tiers must be listed by ascending up_to",
        ),
        (
            "arms.site.rules.then=creditor",
            "arms.site.rules.then: no creditor of lots.flats may take them; give one `may_take: true`",
        ),
        (
            "arms.site.place.sessions={weekdays: []}",
            "arms.site.place.sessions.weekdays: must name at least one weekday",
        ),
        (
            "arms.hall.place.aware={dealer: 1}",
            "arms.hall.place.aware.dealer: there is no bidder group dealer; did you mean dealers?",
        ),
        ("title=''", 'title: must be some text, got text ""'),
    ],
)  # fmt: skip
def test_messages(change, message):
    assert only(change) == message


def test_a_stream_cannot_arrive_at_the_start():
    assert only("lots.flats.arrive=at_start", "lots.flats.rate_per_day=1") == (
        "lots.flats.arrive: a stream of lots (rate_per_day) cannot arrive at_start"
    )


NORMAL = "lots.flats.worth={model: common_normal, mean: 900000, sd: 1, signal_sd: 1}"


def test_where_the_worth_gives_the_signals_a_group_knows_all_or_nothing_or_says_nothing():
    for value in ("0", "null", "0.2"):
        assert small(NORMAL, f"bidders.dealers.signal_sd={value}")
    assert only("bidders.dealers.signal_sd=0.3", NORMAL) == (
        "bidders.dealers.signal_sd: may here only be 0, who knows the worth, or null, who knows nothing: "
        "the worth model gives the signals"
    )
    private = "lots.flats.worth={model: private, distribution: uniform, low: 0, high: 1}"
    for key, value in (("signal_sd", 0), ("taste_sd", 0.3)):
        assert only(f"bidders.dealers.{key}={value}", private) == (
            f"bidders.dealers.{key}: counts only for lots whose worth has model lognormal; there are none they want"
        )


def test_verdicts_on_loans_are_chances():
    loan = "lots.flats.worth={model: two_state, bad: 0, good: 1, good_probability: 0.5, power: 2}"
    for steps in ("[0.8]", "[]"):
        assert small(loan, f"lots.flats.disclosure_steps={steps}")
    line, other = said(loan)
    assert line.partition(": ")[2] == (
        "arms.hall.place.disclosure_level: of lots.flats verdicts are published: its disclosure_steps must be the "
        "chances that they are right, above 0.5 and below 1, not 0.4; [] publishes none"
    )
    assert "arms.site.place" in other


def test_a_margin_without_an_upper_end_is_allowed():
    assert small("bidders.dealers.margin={distribution: exponential, mean: 0.1}")


def test_names_of_blocks_that_failed_are_still_known():
    text = SMALL.replace("count: 8", "count: -8") + "baseline: site\n"
    lines = faults(text, "arms.site.place.aware.dealers=1", "arms.site.bidders.dealers.count=2")
    assert lines == ["t.yaml:6:20: bidders.dealers.count: must be a whole number of at least 0, got -8"]


def test_classes_are_not_judged_while_a_lot_group_is_faulty():
    lines = said("lots.houses={class: home}", "bidders.dealers.wants=[home]")
    assert [line for line in lines if "wants" in line] == []


def test_faults_of_both_passes_come_together_sorted():
    text = SMALL.replace("count: 20", "count: x").replace("seed: 7", "seed: 7\nbaseline: nobody")
    assert faults(text) == [
        "t.yaml:3:11: baseline: there is no arm nobody; known: hall, site",
        't.yaml:5:18: lots.flats.count: must be a whole number of at least 0, got text "x"',
    ]


def test_a_fault_that_is_taken_over_is_told_once():
    text = SMALL.replace("count: 20", "count: -1") + "  again: {like: hall}\n"
    assert len(faults(text.replace("bidders:", "  more: {like: flats}\nbidders:"))) == 1


def test_rules_are_judged_where_the_key_at_fault_is_written():
    path = "arms.site.rules.increment_share"
    assert said("arms.site={rules: {format: english, reserve: 0}}", "arms.site.rules.increment_share=0.01") == [
        f"--set {path}: a share of a start price of 0 is no raise; write increment in money or proxy: true"
    ]


def test_deposits_on_an_appraisal_need_one():
    lines = said(
        "lots.flats.appraisal=none",
        "arms.hall.rules.reserve=0",
        "arms.hall.rules.increment=5",
        "arms.site={venue: frictionless}",
    )
    assert [line.partition(": ")[2] for line in lines] == [
        "arms.hall.rules.deposit_basis: lots.flats has no appraisal to take a share of"
    ]


@pytest.mark.parametrize("kind", ["lots", "bidders", "arms"])
def test_a_map_of_blocks_must_hold_one(kind):
    text = "\n".join(line for line in SMALL.splitlines())
    start = text.index(f"{kind}:")
    rest = text[start:].splitlines()
    end = next((i for i, line in enumerate(rest[1:], 1) if not line.startswith(" ")), len(rest))
    emptied = text[:start] + "\n".join([f"{kind}: {{}}", *rest[end:]]) + "\n"
    assert any(line.endswith(f": {kind}: must hold at least one block") for line in faults(emptied))


@pytest.mark.parametrize("kind", ["lots", "bidders", "arms", "sellers", "expect", "sources"])
def test_a_map_of_blocks_must_be_a_map(kind):
    assert f"--set {kind}: must be a map, got a list" in said(f"{kind}=[1]")


@pytest.mark.parametrize("part", ["place", "rules"])
def test_a_part_of_an_arm_is_a_name_or_a_map(part):
    assert said(f"arms.hall.{part}=[1]") == [f"--set arms.hall.{part}: must be a map, got a list"]
    assert said(f"arms.hall.{part}={{like: [1]}}") == [f"--set arms.hall.{part}: arms.hall.{part}.like: must be a name"]


def test_a_venue_is_a_name():
    assert said("arms.hall.venue=[1]") == ["--set arms.hall.venue: must be a name"]


def test_like_is_a_name():
    assert said("lots.houses={like: 3}") == ["--set lots.houses: lots.houses.like: must be a name"]
    assert said("lots.a=3", "lots.houses={like: a}") == ["--set lots.a: must be a map, got 3"]


def test_an_alias_for_a_name_is_one_fault():
    lines = said(add="  again: {like: *hall}\n")
    assert len(lines) == 1


def test_changes_that_are_no_maps():
    assert said("arms.hall.bidders.dealers=3") == ["--set arms.hall.bidders.dealers: must be a map, got 3"]
    assert said("arms.hall.bidders=3") == ["--set arms.hall.bidders: must be a map, got 3"]


def test_a_creditor_who_may_take_is_enough():
    arms = small(
        "lots.flats.creditors=[{name: bank, owed: 100}, {name: tax, may_take: true}]", "arms.site.rules.then=creditor"
    )
    bank, tax = arms.study.lots["flats"].creditors
    assert (bank.owed, bank.may_take, tax.owed, tax.owed_share) == (100.0, False, None, 1.0)


def test_a_floor_is_a_share_of_an_appraisal():
    told = said("lots.flats.appraisal=none", "arms.hall.rules.floor_share=0.5")
    assert any("floor_share: lots.flats has no appraisal to take a share of" in line for line in told)


def test_an_arm_may_change_what_holding_costs():
    study = small("arms.site.sellers={court: {holding_cost_share_per_year: 0.02}}").study
    assert study.arms["site"].sellers["court"].holding_cost_share_per_year == 0.02
    assert study.arms["hall"].sellers["court"].holding_cost_share_per_year == 0.0


def test_a_word_may_stand_beside_a_number():
    place = small("arms.site.place.disclosure_level=all").study.arms["site"].venue.place
    assert place.disclosure_level == "all"
    what = 'must be a whole number of at least 0 or all, got text "al"'
    path = "arms.site.place.disclosure_level"
    assert said(f"{path}=al") == [f"--set {path}: {what}"]


def test_a_bad_number_hides_no_bad_name():
    """All faults at once: what does not depend on the number is told with it."""
    assert said("choose={measure: sel_through, indifference: -1, among: [hall, sight], group: lots=flat}") == [
        "--set choose: choose.among.1: there is no arm sight; did you mean site?",
        "--set choose: choose.group: no lots are called lots=flat; did you mean lots=flats?",
        "--set choose: choose.indifference: must be a number above 0, got -1",
        "--set choose: choose.measure: unknown measure sel_through; did you mean sell_through?",
    ]
    (line,) = said("choose={measure: sell_through, indifference: 0.1, group: lots=fla}", "lots.flats.count=-1")
    assert "lots.flats.count" in line


def test_a_bad_cell_hides_no_other():
    rows = "{A: {appraisal: -1}, B: {appraisal: 5, region: north}, C: {arrive_day: 400, appraisal: 5}, D: 5}"
    assert said(f"lots.flats={{rows: {rows}, worth: {{model: lognormal, common_sd: 0.2}}}}") == [
        "--set lots.flats: lots.flats.rows.A.appraisal: must be a number above 0, got -1",
        "--set lots.flats: lots.flats.rows.B.region: there is no region north; known: region_1",
        "--set lots.flats: lots.flats.rows.C.arrive_day: must be below horizon_days, 365",
        "--set lots.flats: lots.flats.rows.D: must be a map, got 5",
    ]
