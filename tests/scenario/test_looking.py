"""Lists, presets in full, differences, templates, and what `check` says."""

from __future__ import annotations

from dataclasses import fields

import pytest

from sim import presets
from sim.entities.study import BidderGroup, LotGroup
from sim.entities.venue import Place, Rules
from sim.errors import ScenarioError
from sim.measures import MEASURES
from sim.scenario import load, load_text
from sim.scenario.books import Book, Line, arm_book, book, diff, differences, preset_book
from sim.scenario.checking import cautions, check_text, expected_lots
from sim.scenario.document import Document
from sim.scenario.listing import columns, key_rows, kinds, listing
from sim.scenario.shapes.build import TABLES
from sim.scenario.showing import show
from sim.scenario.templates import about, names, new, text
from tests.scenario.helpers import SMALL, small


@pytest.mark.parametrize("kind", kinds())
def test_every_list_has_a_line_a_thing(kind):
    lines = listing(kind).splitlines()
    assert len(lines) >= 2
    assert all(line == line.rstrip() for line in lines)


def test_lists_name_everything():
    assert {line.split()[0] for line in listing("measures").splitlines()} == set(MEASURES)
    for kind, table in TABLES.items():
        assert [line.split()[0] for line in listing(kind).splitlines()] == list(table())
    shown = {tuple(line.split()[:2]) for line in listing("presets").splitlines()}
    assert shown == {(kind, name) for kind in presets.KINDS for name in presets.names(kind)}
    assert {line.split()[0] for line in listing("templates").splitlines()} == set(names())


def test_the_list_of_keys_is_the_classes():
    rows = {row[0]: row for row in key_rows()}
    paths = {
        Document: "",
        LotGroup: "lots.NAME.",
        BidderGroup: "bidders.NAME.",
        Place: "arms.NAME.place.",
        Rules: "arms.NAME.rules.",
    }
    for block, path in paths.items():
        for item in fields(block):
            name = {"asset_class": "class"}.get(item.name, item.name)
            key, unit, _, doc = rows[path + name]
            assert (key, unit, doc) == (path + name, item.metadata["unit"], item.metadata["doc"])
    assert rows["seed"][2] == "required"
    assert rows["arms.NAME.rules.cut_share"][2] == "0.2"
    assert rows["bidders.NAME.strategy"][2] == "equilibrium"
    assert rows["arms.NAME.rules.buyer_fee.up_to"][1] == "money"
    assert rows["arms.NAME.venue"] == ("arms.NAME.venue", "name", "none", "a place under rules to start from")
    assert "extends" in rows


def test_an_unknown_list_is_refused():
    with pytest.raises(ScenarioError, match=r"there is no list of measure; did you mean measures\?"):
        listing("measure")


def test_columns_line_up():
    assert columns([("a", "bb", "c"), ("aaa", "b", "")]) == "a    bb  c\naaa  b"


def test_a_preset_is_shown_with_its_articles():
    lines = show("cn_spc_online_2017").splitlines()
    assert lines[0] == "cn_spc_online_2017 (rules)"
    (line,) = [line for line in lines if line.startswith("rules.reserve_share ")]
    assert line.split()[1] == "0.7"
    assert "art. 10" in line


def test_a_name_of_several_things_shows_them_all():
    shown = show("frictionless")
    assert "frictionless (rules)" in shown
    assert "frictionless (venues)" in shown
    assert "lognormal (laws)" in show("lognormal")
    assert "lognormal (worths)" in show("lognormal")


@pytest.mark.parametrize("kind", TABLES)
def test_every_entry_can_be_shown(kind):
    for name, entry in TABLES[kind]().items():
        assert f"{name} ({kind})" in show(name)
        assert entry.__doc__.split("\n")[0] in show(name)


@pytest.mark.parametrize(
    ("name", "line"),
    [
        ("shaded", "strategy: {use: shaded, share: …}"),
        ("truthful", "strategy: truthful"),
        ("uniform", "margin: {distribution: uniform, low: …, high: …}"),
        ("private", "worth: {model: private, distribution: …}"),
        ("english", "format: english"),
        ("incremental", "timing: incremental"),
    ],
)
def test_an_entry_is_shown_as_it_is_written(name, line):
    assert f"\n\nWritten as `{line}`." in show(name)


def test_measures_and_keys_can_be_shown():
    assert show("sell_through") == f"sell_through (measure, share)\n{MEASURES['sell_through'].definition}"
    assert show("cut_share").split()[:2] == ["arms.NAME.rules.cut_share", "share"]
    assert show("lots.NAME.count").startswith("lots.NAME.count  lots")


def test_nothing_of_that_name():
    with pytest.raises(ScenarioError, match=r"there is nothing called englsh; did you mean english\?"):
        show("englsh")


def test_how_two_venues_differ():
    found = {line.key: line for line in differences(book("cn_court_hall_2009"), book("cn_platform_2017"))}
    reserve = found["rules.reserve_share"]
    assert (reserve.a, reserve.b, reserve.unit, reserve.channel) == (
        1.0,
        0.7,
        "share of appraisal",
        "reserve_and_rounds",
    )
    assert "art. 13" in reserve.source_a
    assert reserve.source_b.startswith("art. 10")
    assert "rules.cut_share" not in found
    assert found["place.sessions"].b is None
    assert "rules.increment_share" not in found


def test_a_key_that_only_one_book_has():
    found = {line.key: line for line in differences(book("rules/frictionless"), book("cn_spc_online_2017"))}
    assert (found["rules.reserve"].a, found["rules.reserve"].b) == (0.0, None)
    assert (found["rules.reserve_share"].a, found["rules.reserve_share"].b) == (None, 0.7)
    assert found["rules.reserve"].source_b == ""


def test_the_text_of_a_difference():
    text = diff("cn_spc_online_2017", "cn_court_offline_2009")
    start = text.index("rules.cut") if "rules.cut" in text else 0
    assert start == 0
    assert "rules.rounds (rounds; reserve_and_rounds)\n  cn_spc_online_2017     2  art. 26" in text
    assert diff("town_hall", "town_hall") == "town_hall and town_hall do not differ"


def test_differences_without_a_source_say_so(tmp_path):
    path = tmp_path / "s.yaml"
    path.write_text(SMALL + "  low: {like: site, rules: {rounds: 4}}\n")
    assert diff(f"{path}:site", f"{path}:low").splitlines() == [
        "rules.rounds (rounds; reserve_and_rounds)",
        f"  {path}:site  2  art. 26: one further auction after a failed one",
        f"  {path}:low   4  no source",
    ]


def test_only_what_both_have_is_compared():
    assert "rules." not in diff("town_hall", "cn_platform_2017")
    with pytest.raises(ScenarioError, match="nothing in common to compare: one is a place, the other rules"):
        diff("town_hall", "rules/frictionless")


def test_unknown_books(tmp_path):
    with pytest.raises(
        ScenarioError, match=r"there is no preset town_hal; did you mean town_hall\?; an arm is written"
    ):
        book("town_hal")
    with pytest.raises(ScenarioError) as caught:
        book("zzz")
    assert str(caught.value).count("frictionless,") == 1
    path = tmp_path / "s.yaml"
    path.write_text(SMALL)
    with pytest.raises(ScenarioError, match=r"has no arm hal; did you mean hall\?"):
        book(f"{path}:hal")


def test_an_arm_of_a_preset_is_the_preset():
    study = small().study
    assert differences(arm_book(study, "hall"), preset_book("venues", "cn_court_hall_2009")) == ()


def test_equal_values_are_no_difference_whatever_they_cite():
    one = Book("a", {"k": Line("k", 1, "u", "c", "x")})
    two = Book("b", {"k": Line("k", 1, "u", "c", "y")})
    assert differences(one, two) == ()


# templates and check


def test_a_template_is_written_and_is_right(tmp_path):
    for name in names():
        path = tmp_path / f"{name}.yaml"
        said = new(name, path)
        assert said.splitlines()[0] == f"{path} written from the template {name}"
        assert load(path).study.title
        assert path.read_text(encoding="utf-8") == text(name)
        assert text(name).startswith(f"# {about(name)}")


def test_a_template_replaces_nothing(tmp_path):
    path = tmp_path / "mine.yaml"
    path.write_text("mine")
    with pytest.raises(ScenarioError, match="is there already; choose another name"):
        new("market", path)
    assert path.read_text() == "mine"
    with pytest.raises(ScenarioError, match="there is no folder"):
        new("market", tmp_path / "no" / "x.yaml")
    with pytest.raises(ScenarioError, match=r"there is no template markt; did you mean market\?"):
        new("markt", tmp_path / "x.yaml")


def test_check_tells_how_much_is_to_be_played():
    lines = check_text(small()).splitlines()
    assert lines[:4] == [
        "small.yaml: right",
        "Small",
        "2 arms: hall, site",
        "20 lots x 40 replications x 2 arms = 1600 lots to play",
    ]
    assert lines[4].endswith("values with a source")


def test_check_of_a_rule_says_between_how_many():
    loaded = load_text(SMALL, sets=("replications={max: 50}", "choose={measure: sell_through, indifference: 0.1}"))
    assert check_text(loaded).splitlines()[3] == "20 lots x 20 to 50 replications x 2 arms = 800 to 2000 lots to play"


def test_check_of_a_stream_is_about():
    loaded = load_text(SMALL.replace("count: 20", "rate_per_day: 2"), sets=("replications=1", "horizon_days=10"))
    assert "about 20 lots x 1 replication x 2 arms = 40 lots to play" in check_text(loaded)
    assert expected_lots(loaded.study.lots["flats"], 10.0) == 20.0


def test_a_class_that_nobody_wants_is_a_caution():
    rows = "{A: {appraisal: 5, class: home}, B: {appraisal: 6, class: hoem}}"
    lots = f"lots.flats={{rows: {rows}, worth: {{model: lognormal, common_sd: 0.2}}}}"
    told = "lots.flats_hoem: no group of bidders wants class hoem; did you mean home?"
    assert cautions(small(lots, "bidders.dealers.wants=[home]").study, ()) == [told]
    (other,) = cautions(small(lots.replace("hoem", "barn"), "bidders.dealers.wants=[home]").study, ())
    assert other == "lots.flats_barn: no group of bidders wants class barn; those that are wanted are home"
    assert cautions(small(lots, "bidders.dealers.wants=[home, hoem]").study, ()) == []
    assert cautions(small(lots).study, ()) == []


def test_a_rare_class_called_nearly_as_another_is_a_caution():
    homes = ", ".join(f"H{i}: {{appraisal: 5, class: home}}" for i in range(10))

    def told(*kinds, wants="null"):
        others = "".join(f", X{i}: {{appraisal: 5, class: {kind}}}" for i, kind in enumerate(kinds))
        lots = f"lots.flats={{rows: {{{homes}{others}}}, worth: {{model: lognormal, common_sd: 0.2}}}}"
        return cautions(small(lots, f"bidders.dealers.wants={wants}").study, ())

    assert told("hmoe") == ["lots.flats_hmoe: class hmoe has 1 lot; did you mean home?"]
    assert told("hmoe", "hmoe") == ["lots.flats_hmoe: class hmoe has 2 lots; did you mean home?"]
    assert told("hmoe", "hmoe", "hmoe") == []
    assert told("barn") == []
    assert told("hmoe", wants="[home, hmoe]") == []


def test_check_counts_lots_of_a_file():
    rows = "{A: {appraisal: 5}, B: {appraisal: 6, class: home}}"
    study = small(f"lots.flats={{rows: {rows}, worth: {{model: lognormal, common_sd: 0.2}}}}")
    assert "2 lots x 40 replications x 2 arms = 160 lots to play" in check_text(study)
