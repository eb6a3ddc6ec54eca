"""From a file to a study: defaults, like, extends, --set, arms, and the file that says everything."""

from __future__ import annotations

import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest

from sim.entities.study import Appraisal, Cara, PoissonCount, SellerGroup
from sim.entities.venue import Sessions
from sim.errors import ScenarioError
from sim.laws import Constant, Lognormal, Uniform
from sim.measures import BESIDES, DEFAULT, MEASURES
from sim.scenario import load, load_text
from sim.scenario.checking import check_text
from sim.scenario.listing import listing
from sim.scenario.templates import names, text
from sim.strategies import Equilibrium, Shaded, Truthful
from sim.tempo import TIMINGS
from sim.values import WORTHS
from tests.scenario.helpers import SMALL, said, small

CHECKOUT = Path(__file__).resolve().parents[2]
SHIPPED = sorted((CHECKOUT / "scenarios").rglob("*.yaml"))

UNIFORM = "{distribution: uniform, low: …, high: …}"


def reloaded(loaded):
    return load_text(loaded.resolved_yaml(), "resolved.yaml")


def test_defaults():
    study = small().study
    assert (study.title, study.question, study.seed) == ("Small", "", 7)
    assert (study.replications, study.horizon_days, study.tick) == (40, 365.0, 0.0)
    assert (study.start, study.currency) == (date(2024, 1, 1), "CNY")
    assert study.regions == {"region_1": 1.0}
    assert study.baseline == "hall"
    assert study.contrasts == (("site", "hall"),)
    assert (study.by, study.tables, study.measures) == (("lots",), ("lots",), DEFAULT)
    assert study.expect == {}
    lots = study.lots["flats"]
    assert (lots.count, lots.asset_class, lots.seller, lots.region) == (20, "flats", "court", "any")
    assert lots.appraisal == Appraisal(0.0, 0.10)
    assert study.arms["hall"].sellers == {"court": SellerGroup()}
    dealers = study.arms["site"].bidders["dealers"]
    assert isinstance(dealers.strategy, Truthful)
    assert isinstance(dealers.timing, TIMINGS["incremental"])
    assert dealers.reply_s == Lognormal(20.0, 1.0)
    assert (dealers.margin, dealers.wealth, dealers.wants, dealers.worth) == (None, None, None, None)


@pytest.mark.parametrize(
    ("change", "more"),
    [
        ("arms.site.place.registration_cost=10", ["bidders_came", "bidders_cost_per_lot"]),
        ("arms.site.place.travel_cost_same_region=10", ["bidders_came", "bidders_cost_per_lot"]),
        ("arms.hall.place.travel_cost_elsewhere=10", ["bidders_came", "bidders_cost_per_lot"]),
        ("arms.hall.place.inspection_sd=0.1", ["bidders_came", "bidders_cost_per_lot", "inspections_per_lot"]),
        ("bidders.dealers.cannot_pay=0.1", ["default_share"]),
        ("bidders.dealers.learns_before_paying=0.1", ["default_share"]),
        ("lots.flats.creditors=[{name: bank, owed: 100000}]", ["creditor_recovery"]),
    ],
)
def test_usual_measures_go_with_what_there_is(change, more):
    assert small(change).study.measures == (*DEFAULT, *more)
    assert small(change, "measures=[sell_through]").study.measures == ("sell_through",)
    assert set(more) < {name for names in BESIDES.values() for name in names} <= set(MEASURES)
    told = {line.split()[0]: line for line in listing("measures").splitlines()}
    assert all("  usual with " in told[name] for name in more)


def test_bidders_are_in_equilibrium_unless_said_otherwise():
    loaded = load_text(SMALL.replace(", strategy: truthful", ""))
    assert loaded.study.arms["hall"].bidders["dealers"].strategy == Equilibrium()


def test_hundred_lots_unless_said_otherwise():
    assert load_text(SMALL.replace("count: 20, ", "")).study.lots["flats"].count == 100
    stream = load_text(SMALL.replace("count: 20", "rate_per_day: 0.5")).study.lots["flats"]
    assert (stream.count, stream.rate_per_day) == (None, 0.5)


@pytest.mark.parametrize(
    ("key", "value", "read"),
    [
        ("count", "{poisson: 4.5}", PoissonCount(4.5)),
        ("risk_aversion", "0.5", 0.5),
        ("risk_aversion", "{cara: 2}", Cara(2.0)),
        ("margin", "0.1", Constant(0.1)),
        ("margin", "{distribution: uniform, low: 0.1, high: 0.3}", Uniform(0.1, 0.3)),
        ("wealth", "null", None),
        ("wants", "[flats]", ("flats",)),
        ("strategy", "{use: shaded, share: 0.9}", Shaded(0.9)),
    ],
)
def test_values_of_bidders(key, value, read):
    loaded = small(f"bidders.dealers.{key}={value}")
    assert getattr(loaded.study.arms["hall"].bidders["dealers"], key) == read
    assert reloaded(loaded).study == loaded.study


def test_a_number_becomes_a_float_where_a_float_is_meant():
    study = small("horizon_days=100", "arms.hall.rules.cut_share=0").study
    assert type(study.horizon_days) is float
    assert type(study.arms["hall"].venue.rules.cut_share) is float


def test_private_worth_is_written_flat():
    loaded = small(
        "lots.flats.worth={model: private, pool: 2, distribution: uniform, low: 0, high: 3}",
        "lots.flats.appraisal=none",
        "arms.hall={venue: frictionless}",
        "arms.site={venue: frictionless, label: other, rules: {format: clock}}",
    )
    worth = loaded.study.lots["flats"].worth
    assert worth == WORTHS["private"](Uniform(0.0, 3.0), 2)
    plain = {"model": "private", "distribution": "uniform", "low": 0.0, "high": 3.0, "pool": 2, "learnt": None}
    assert loaded.resolved["lots"]["flats"]["worth"] == plain
    assert reloaded(loaded).study == loaded.study


def test_private_worth_may_be_a_constant():
    loaded = small(
        "lots.flats={count: 1, appraisal: none, worth: {model: private, distribution: constant, value: 3}}",
        "arms={hall: {venue: frictionless}, site: {venue: frictionless, place: {lost_bid: 0.5}}}",
    )
    assert reloaded(loaded).study == loaded.study


def test_one_arm_has_no_contrasts():
    loaded = load_text(SMALL.replace("  site: {venue: cn_platform_2017}\n", ""))
    assert loaded.study.contrasts == ()
    assert reloaded(loaded).study == loaded.study


def test_faults_of_a_flat_worth_stand_at_the_worth():
    start = "lots.flats.worth={model: private, distribution: uniform, low: 1, "
    spot = "--set lots.flats.worth: lots.flats.worth"
    assert f"{spot}.high: is missing; write {UNIFORM} (highest value, above low)" in said(start + "pool: 1}")
    assert f"{spot}.pool: must be a whole number of at least 1, got 0" in said(start + "high: 2, pool: 0}")
    assert "--set lots.flats.worth: low must be below high, not 1 and 0" in said(start + "high: 0}")
    assert f"{spot}.mean: unknown key; did you mean model?" not in said(start + "high: 2, mean: 3}")
    assert any(line.startswith(f"{spot}.mean: unknown key") for line in said(start + "high: 2, mean: 3}"))


def test_sellers_default_to_the_only_one():
    loaded = small(add="sellers: {bank: {kind: bank, discount_rate: 0.1}}\n")
    assert loaded.study.lots["flats"].seller == "bank"
    assert said(add="sellers: {bank: {}, court: {}}\n") == [
        "t.yaml:4:3: lots.flats.seller: is missing; there are bank, court"
    ]


def test_regions_are_sorted_by_name():
    assert list(small("regions=11").study.regions)[:3] == ["region_1", "region_10", "region_11"]
    assert small("regions={west: 2, east: 1}").study.regions == {"east": 1.0, "west": 2.0}
    assert list(small("regions={west: 2, east: 1}").study.regions) == ["east", "west"]


def test_arms_keep_the_order_of_the_file_and_groups_are_sorted():
    swapped = SMALL.replace("  hall: {venue: cn_court_hall_2009}\n", "") + "  hall: {venue: cn_court_hall_2009}\n"
    assert list(load_text(swapped).study.arms) == ["site", "hall"]
    assert load_text(swapped).study.baseline == "site"
    loaded = small("bidders.agents={count: 1, strategy: truthful}")
    assert list(loaded.study.arms["hall"].bidders) == ["agents", "dealers"]


def test_order_of_groups_in_the_file_changes_nothing():
    first = small("bidders.b={count: 1}", "bidders.a={count: 2}", "lots.x={like: flats}")
    second = small("lots.x={like: flats}", "bidders.a={count: 2}", "bidders.b={count: 1}")
    assert first.resolved_yaml() == second.resolved_yaml()


# like


def test_like_starts_from_a_block_of_the_same_kind():
    loaded = small(
        "lots.flats.seller=bank", add="sellers: {court: {discount_rate: 0.1}, bank: {like: court, kind: bank}}\n"
    )
    assert loaded.study.arms["hall"].sellers["bank"] == SellerGroup("bank", 0.1)


def test_a_bare_name_is_like():
    study = small("lots.houses=flats", "arms.again=site").study
    assert study.lots["houses"].count == 20
    assert study.lots["houses"].asset_class == "houses"
    assert study.arms["again"].venue == study.arms["site"].venue
    assert study.arms["again"].label == "again"


def test_like_chains_and_later_blocks():
    study = small("lots.c={like: b, keep_value: 0.3}", "lots.b={like: flats, count: 5}").study
    assert (study.lots["c"].count, study.lots["c"].keep_value) == (5, 0.3)


def test_an_arm_like_another_takes_its_changes_but_not_its_label():
    study = small(
        "arms.draft={like: site, label: Draft, rules: {cut_share: 0.3}, bidders: {dealers: {count: 2}}}",
        "arms.floor={like: draft, rules: {rounds: 1}}",
    ).study
    floor, draft = study.arms["floor"], study.arms["draft"]
    assert (floor.label, draft.label) == ("floor", "Draft")
    assert (floor.venue.rules.cut_share, floor.venue.rules.rounds) == (0.3, 1)
    assert floor.bidders["dealers"].count == 2
    assert study.arms["site"].bidders["dealers"].count == 8


def test_another_model_replaces_the_old_one_whole():
    changed = small("lots.houses={like: flats, worth: {model: lognormal, common_sd: 0.1}}").study.lots["houses"]
    assert (changed.worth.median, changed.worth.common_sd) == (900000.0, 0.1)
    lines = said("lots.houses={like: flats, worth: {model: private, distribution: uniform, low: 0}}")
    assert [line for line in lines if "median" in line] == []
    assert any(
        line.endswith(f"lots.houses.worth.high: is missing; write {UNIFORM} (highest value, above low)")
        for line in lines
    )


def test_one_alternative_takes_the_other_away():
    study = small("lots.houses={like: flats, rate_per_day: 2}", "arms.site.rules.reserve=5e5").study
    assert (study.lots["houses"].count, study.lots["houses"].rate_per_day) == (None, 2.0)
    assert study.arms["site"].venue.rules.reserve == 5e5
    again = small("arms.site.rules.reserve=5e5", "arms.site.rules.reserve_share=0.9").study
    assert again.arms["site"].venue.rules.reserve is None
    assert again.arms["site"].venue.rules.reserve_share == 0.9


def test_null_takes_no_alternative_away():
    assert small("arms.site.rules.reserve=null").study.arms["site"].venue.rules.reserve_share == 0.7


# arms


def test_place_and_rules_by_name_or_with_changes():
    study = small(
        "arms.a={place: town_hall, rules: cn_spc_online_2017}",
        "arms.b={venue: cn_court_hall_2009, rules: cn_spc_online_2017}",
        "arms.c={place: {like: town_hall}, rules: {like: cn_spc_online_2017}}",
        "arms.d={venue: cn_platform_2017, place: {like: town_hall, lost_bid: 0.1}, rules: {rounds: 3}}",
    ).study
    hall, site = study.arms["hall"].venue, study.arms["site"].venue
    for name in "abc":
        assert study.arms[name].venue.place == hall.place
        assert study.arms[name].venue.rules == site.rules
    assert study.arms["d"].venue.place.lost_bid == 0.1
    assert study.arms["d"].venue.place.sessions == Sessions(("tue", "thu"), 10, 10, 30)
    assert study.arms["d"].venue.rules.rounds == 3


def test_a_part_of_a_block_in_a_preset_can_be_changed():
    place = small("arms.hall.place={sessions: {hour: 14}}").study.arms["hall"].venue.place
    assert place.sessions == Sessions(("tue", "thu"), 14, 10, 30)


def test_an_arm_changes_bidders_and_sellers():
    study = small(
        "bidders.dealers.strategy={use: shaded, share: 0.9}",
        "bidders.others={count: 3}",
        "arms.site.bidders={dealers: {strategy: {share: 0.8}, timing: sniper}}",
        "arms.site.sellers={court: {discount_rate: 0.07}}",
    ).study
    assert study.arms["site"].bidders["dealers"].strategy == Shaded(0.8)
    assert study.arms["site"].bidders["dealers"].timing == TIMINGS["sniper"]()
    assert study.arms["hall"].bidders["dealers"].strategy == Shaded(0.9)
    assert study.arms["site"].bidders["others"] == study.arms["hall"].bidders["others"]
    assert study.arms["site"].sellers["court"].discount_rate == 0.07
    assert study.arms["hall"].sellers["court"].discount_rate == 0.0


@pytest.mark.parametrize("key", ["margin", "worth", "taste_sd", "wealth", "interest", "region", "wants", "like"])
def test_nature_is_not_an_arms_business(key):
    end = "nature is not an arm's business: an arm may change only count, strategy, timing and inspects of bidders"
    assert said(f"arms.site.bidders.dealers.{key}=1") == [f"--set arms.site.bidders.dealers.{key}: {end}"]


def test_only_the_discount_rate_of_sellers():
    end = "an arm may change only discount_rate and holding_cost_share_per_year of sellers"
    assert said("arms.site.sellers.court.kind=bank") == [f"--set arms.site.sellers.court.kind: {end}"]


# extends


def test_extends_lays_a_file_over_another(tmp_path):
    (tmp_path / "base.yaml").write_text(SMALL)
    (tmp_path / "sub").mkdir()
    (tmp_path / "sub" / "middle.yaml").write_text(
        "extends: ../base.yaml\nlots: {flats: {count: 5}}\narms: {draft: {like: site, rules: {cut_share: 0.1}}}\n"
    )
    top = tmp_path / "top.yaml"
    top.write_text(
        "extends: sub/middle.yaml\ntitle: Top\narms: {draft: {rules: {rounds: 1}}, hall: {place: town_hall}}\n"
    )
    study = load(top).study
    assert (study.title, study.seed, study.lots["flats"].count) == ("Top", 7, 5)
    draft = study.arms["draft"].venue.rules
    assert (draft.cut_share, draft.rounds) == (0.1, 1)
    assert list(study.arms) == ["hall", "site", "draft"]


def test_naming_another_start_drops_the_changes_to_the_old_one(tmp_path):
    (tmp_path / "base.yaml").write_text(
        SMALL + "  draft: {venue: cn_platform_2017, rules: {like: frictionless, rounds: 3}}\n"
    )
    top = tmp_path / "top.yaml"
    top.write_text("extends: base.yaml\narms: {draft: {rules: cn_spc_online_2017}}\n")
    study = load(top).study
    assert study.arms["draft"].venue.rules == study.arms["site"].venue.rules


def test_extends_in_a_longer_circle(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    Path("a.yaml").write_text("extends: b.yaml\n" + SMALL)
    Path("b.yaml").write_text("extends: a.yaml\n")
    with pytest.raises(ScenarioError, match=r"^b.yaml:1:10: extends: goes in a circle: a.yaml extends this file$"):
        load("a.yaml")


def test_extends_must_name_a_file(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    Path("a.yaml").write_text("extends: [b.yaml]\n" + SMALL)
    with pytest.raises(ScenarioError, match=r"^a.yaml:1:1: extends: must be the name of a file$"):
        load("a.yaml")


def test_a_base_that_holds_nothing_is_a_fault(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    Path("a.yaml").write_text("extends: b.yaml\n" + SMALL)
    Path("b.yaml").write_text("")
    with pytest.raises(ScenarioError, match=r"^b.yaml:1:1: the file is empty$"):
        load("a.yaml")


# --set


def test_set_is_as_if_written_in_the_file():
    study = small(
        "bidders.dealers.count=3", "seed=9", "arms.site.rules.deposit_share=0.2", "output.tables=[bids]"
    ).study
    assert (study.seed, study.tables) == (9, ("bids",))
    assert study.arms["hall"].bidders["dealers"].count == 3
    assert study.arms["site"].venue.rules.deposit_share == 0.2


def test_set_makes_what_is_not_there_yet():
    assert small("output.tables=[lots, bids]").study.tables == ("lots", "bids")
    assert said("contrasts.0=[site, hall]") == ["--set contrasts.0: contrasts: must be a list, got a map"]
    assert said("lots=3", "lots.flats.count=3") == [
        "--set lots: must be a map, got 3",
        "--set lots.flats.count: lots: is 3, not a map",
    ]
    assert said("bidders.dealers.strategy.a.b=3") == [
        "--set bidders.dealers.strategy.a.b: bidders.dealers.strategy.a: unknown key"
    ]


def test_the_last_set_counts():
    assert small("seed=1", "seed=2").study.seed == 2


def test_set_inside_a_bare_name():
    study = small("bidders.dealers.strategy.use=shaded", "bidders.dealers.strategy.share=0.7").study
    assert study.arms["hall"].bidders["dealers"].strategy == Shaded(0.7)
    assert (
        small("arms.hall.place=town_hall", "arms.hall.place.lost_bid=0.2").study.arms["hall"].venue.place.lost_bid
        == 0.2
    )


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ("bidders.dealer.count=3", "bidders.dealer: there is no such block; did you mean dealers?"),
        ("bidders.dealers.count=-3", "bidders.dealers.count: must be a whole number of at least 0, got -3"),
        ("bidders.dealers.counts=3", "bidders.dealers.counts: unknown key; did you mean count?"),
        ("lots.flats.worth={model: lognormal, median: 0}", "lots.flats.worth.median: must be a number above 0, got 0"),
        ("seed.x=3", "seed: is 7, not a map"),
        ("seed=[1", "seed: not YAML: while parsing a flow sequence expected ',' or ']', but got '<stream end>'"),
        ("seed=", "seed: must be a whole number from 0 to 9223372036854775807, got nothing"),
    ],
)
def test_faults_of_a_change_stand_at_the_change(change, message):
    path = change.partition("=")[0]
    assert said(change) == [f"--set {path}: {message.removeprefix(f'{path}: ')}"], "its path is said once"


@pytest.mark.parametrize("change", ["seed", "=3", "a..b=3"])
def test_a_change_is_a_path_and_a_value(change):
    assert said(change) == [f"--set {change}: must be PATH=VALUE, such as `bidders.retail.count=800`"]


# the file that says everything


def a_bit_of_everything():
    return small(
        "regions={b: 1, a: 2.5}",
        "question=Does it, or does it not?",
        "lots.houses={rate_per_day: 0.2, class: home, region: a, worth: {model: lognormal, median: 1e6, common_sd: 0}}",
        "lots.houses.appraisal.sd=0.2",
        "bidders.visitors={count: {poisson: 3}, wants: [home], risk_aversion: {cara: 0.1}}",
        "bidders.visitors.timing={use: jump, to: 5}",
        "bidders.script={count: 1, strategy: {use: scripted, bids: [[0, 5], [1.5, 7]]}}",
        "arms.site.rules.reserve=5",
        "arms.site.bidders.visitors.count=4",
        "arms.site.place.aware={visitors: 0.5, dealers: 1}",
        "arms.site.sellers.court.discount_rate=0.2",
        "contrasts=[[hall, site]]",
        "expect={P1: {arm: hall, measure: sell_through, value: 1, group: class=home}}",
        "sources={lots.houses.worth: a survey}",
        "by=[class, region]",
        "tick=0.5",
        "start=2016-02-29",
    )


def is_fixed_point(loaded):
    again = reloaded(loaded)
    return (
        again.study == loaded.study
        and again.resolved == loaded.resolved
        and again.resolved_yaml() == loaded.resolved_yaml()
        and list(again.study.arms) == list(loaded.study.arms)
    )


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)
def test_shipped_scenarios_load_and_their_resolved_files_are_fixed_points(path):
    assert is_fixed_point(load(path))


@pytest.mark.parametrize("name", names())
def test_templates_load_and_their_resolved_files_are_fixed_points(name):
    assert is_fixed_point(load_text(text(name)))


def test_a_bit_of_everything_is_a_fixed_point():
    assert is_fixed_point(a_bit_of_everything())


def test_the_resolved_file_needs_no_preset_and_no_default():
    resolved = small().resolved
    assert "venue" not in resolved["arms"]["hall"]
    assert resolved["arms"]["site"]["rules"]["notice_days"] == 30
    assert resolved["bidders"]["dealers"]["interest"] == 1.0
    assert resolved["lots"]["flats"]["class"] == "flats"
    assert resolved["contrasts"] == [["site", "hall"]]


# sources


def test_presets_bring_their_articles():
    loaded = small()
    assert loaded.sourced["arms.site.rules.reserve_share"].startswith("art. 10")
    assert loaded.study.sources == loaded.sourced
    assert "arms.site.rules.reserve_share" not in loaded.assumed()
    assert "arms.site.rules.payment_days" in loaded.assumed()
    assert "lots.flats.worth.median" in loaded.assumed()


def test_a_changed_number_loses_its_article():
    loaded = small("arms.site.rules.reserve_share=0.8", "arms.draft={like: site, label: Draft, rules: {rounds: 1}}")
    assert "arms.site.rules.reserve_share" not in loaded.sourced
    assert "arms.draft.rules.rounds" not in loaded.sourced
    assert "arms.draft.rules.cut_share" in loaded.sourced
    assert {"arms.site.rules.reserve_share", "arms.draft.rules.rounds"} <= set(loaded.chosen())


def test_what_a_rule_book_decides_is_chosen_and_what_nobody_has_measured_is_assumed():
    """Reach and costs are facts about the world, and so is a rule of which the preset says that it is assumed."""
    sessions = "arms.site.place.sessions={weekdays: [mon], lots: 4}"
    loaded = small("arms.site.rules.reserve_share=0.8", "arms.site.place.aware_elsewhere=0.4", sessions)
    chosen, assumed = set(loaded.chosen()), set(loaded.assumed())
    assert not chosen & assumed
    own = {"rules.reserve_share", "place.sessions.lots", "place.sessions.minutes_per_lot"}
    assert {path.removeprefix("arms.site.") for path in chosen if path.startswith("arms.site.")} >= own
    assert {"arms.site.place.aware_elsewhere", "arms.site.rules.payment_days"} <= assumed
    assert loaded.sourced["arms.site.rules.payment_days"].startswith("assumed")
    assert all(path.split(".")[2] in ("rules", "place") for path in chosen)
    counts = f"{len(assumed)} numbers assumed about the world, {len(chosen)} chosen in rule books, "
    assert f"{counts}{len(loaded.sourced)} values with a source" in check_text(loaded)


def test_a_source_speaks_for_a_number_or_a_block():
    loaded = small(add="sources: {lots.flats.worth: registry, arms.site.rules.payment_days: survey}\n")
    assert "lots.flats.worth.common_sd" not in loaded.assumed()
    assert "arms.site.rules.payment_days" not in loaded.assumed()
    assert loaded.sourced["arms.site.rules.payment_days"] == "survey"


def test_a_number_set_on_the_command_line_has_no_source_of_the_file():
    resolved = small().resolved_yaml()
    again = load_text(resolved, sets=("arms.site.rules.reserve_share=0.8",))
    assert "arms.site.rules.reserve_share" not in again.sourced
    assert "arms.site.rules.cut_share" in again.sourced


def test_loading_imports_neither_scipy_nor_matplotlib():
    code = (
        "import sys; from sim.scenario import load; load('scenarios/market/quickstart.yaml');"
        "print(sorted({'scipy', 'matplotlib', 'simpy'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=CHECKOUT, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_a_block_may_have_the_name_of_a_key_that_takes_another_away():
    """`reserve` written over `reserve` is an alternative among rules, and just a name among arms."""
    file = SMALL.replace("site:", "reserve:").replace("[site, hall]", "[reserve, hall]")
    study = load_text(file, sets=("arms.reserve.label=Other",)).study
    assert study.arms["reserve"].label == "Other"
    assert study.arms["reserve"].venue == load_text(file).study.arms["reserve"].venue
