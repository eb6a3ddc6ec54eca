"""The user's own words in another language: what is wrong with them is told, and no study is another for them."""

from __future__ import annotations

import pytest

from sim.errors import ScenarioError
from sim.scenario import load, load_text
from sim.scenario.combining import between, levers_of
from tests.scenario.helpers import SMALL, faults, small

NAMED = """\
title: A cut in three
question: Does it pay, or not?
seed: 7
regions: {north: 1, south: 2}
lots:
  flats:
    class: home
    count: 4
    worth: {model: lognormal, median: 900000, common_sd: 0.4}
    creditors: [{name: bank, owed_share: 0.8, may_take: true}]
  files:
    worth: {model: lognormal, common_sd: 0.2}
    rows: {A1: {class: shop, appraisal: 4}, B1: {class: plant, appraisal: 9}}
sellers: {bailiff: {}}
bidders:
  dealers: {count: 8, strategy: truthful, margin: 0.1}
arms:
  hall: {venue: cn_court_hall_2009, label: Old rules}
  site: {venue: cn_platform_2017}
decompose: {from: hall, to: site, channels: {steps: [rules.cut_share], money: [rules.deposit_share]}}
uncertain: {bidders.dealers.margin: {low: 0.05, high: 0.2}}
ranges: {points: 2, replications: 2}
sources: {bidders.dealers.margin: a guess}
"""
ALL = (
    "A cut in three", "Does it pay, or not?", "CNY", "Old rules", "hall", "site", "flats", "files", "files_shop", "A1",
    "home", "shop", "north", "bailiff", "dealers", "bank", "steps", "money", "a guess",
)  # fmt: skip
"""One of everything that a file calls something."""


def words(**said: str) -> str:
    """The block, on one line."""
    return f"output: {{words: {{zh: {{{', '.join(f'{name}: {word}' for name, word in said.items())}}}}}}}\n"


def quoted(names: tuple[str, ...]) -> str:
    return "output: {words: {zh: {" + ", ".join(f'"{name}": "{place} 号"' for place, name in enumerate(names)) + "}}}\n"


def test_everything_that_a_file_names_has_words():
    study = load_text(NAMED + quoted(ALL)).study
    assert study.words == {"zh": dict(sorted((name, f"{place} 号") for place, name in enumerate(ALL)))}


def test_without_words_there_are_none():
    assert small().study.words == {}


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("Olds rules", "nothing in this file is called that; did you mean 'Old rules'?"),
        ("A cat", "nothing in this file is called that; did you mean 'A cut in three'?"),
        ("dealer", "nothing in this file is called that; did you mean 'dealers'?"),
        ("margin", "nothing in this file is called that"),
        ("cut_share", "nothing in this file is called that"),
    ],
)
def test_words_for_what_is_not_there(name, told):
    line = NAMED.count("\n") + 1
    assert faults(NAMED + f"output: {{words: {{zh: {{{name}: 号}}}}}}\n") == [
        f"t.yaml:{line}:23: output.words.zh.{name}: {told}"
    ]


def test_languages_that_are_not_known():
    assert faults(SMALL + "output: {words: {de: {flats: Wohnungen}}}\n") == [
        "t.yaml:10:18: output.words.de: there is no language de; known: en, zh"
    ]


def test_a_language_without_a_page_is_none_of_these():
    """`--lang en` and `report --lang zh` ask for others than the file does."""
    assert small("output.language=[en]", add=words(flats="住宅")).study.words == {"zh": {"flats": "住宅"}}
    assert small(add=words(flats="住宅")).study.language == ("en",)


def test_words_are_words():
    assert faults(SMALL + 'output: {words: {zh: {flats: ""}}}\n') == [
        't.yaml:10:30: output.words.zh.flats: must be some text, got text ""'
    ]
    assert faults(SMALL + "output: {words: {zh: 住宅}}\n") == [
        't.yaml:10:22: output.words.zh: must be a map, got text "住宅"'
    ]


def test_two_things_of_a_kind_need_two_words():
    assert faults(NAMED + words(home="房屋", shop="房屋", dealers="房屋")) == [
        "t.yaml:24:23: output.words.zh.home: 房屋 is what 'shop' is called already"
    ]
    assert faults(NAMED + words(hall="site")) == [
        "t.yaml:24:23: output.words.zh.hall: site is what 'site' is called already"
    ]


def test_while_something_else_is_wrong_names_are_not_judged():
    told = faults(SMALL.replace("count: 8", "count: -8") + words(dealer="商"))
    assert told == ["t.yaml:6:20: bidders.dealers.count: must be a whole number of at least 0, got -8"]


def test_what_the_command_line_takes_away_needs_no_word():
    loaded = load_text(NAMED + words(steps="降价", home="住宅"), sets=("decompose=null",))
    assert loaded.study.words == {"zh": {"home": "住宅"}}
    assert load_text(loaded.resolved_yaml()).study.words == loaded.study.words


def test_what_a_file_that_extends_takes_away_needs_no_word(tmp_path):
    (tmp_path / "base.yaml").write_text(NAMED + words(steps="降价", home="住宅"), encoding="utf-8")
    (tmp_path / "own.yaml").write_text("extends: base.yaml\ndecompose: null\n", encoding="utf-8")
    assert load(tmp_path / "own.yaml").study.words == {"zh": {"home": "住宅"}}
    (tmp_path / "own.yaml").write_text("extends: base.yaml\n" + words(hom="住宅"), encoding="utf-8")
    with pytest.raises(ScenarioError, match=r"own.yaml:2:23: output.words.zh.hom: .*; did you mean 'home'\?"):
        load(tmp_path / "own.yaml")


def test_the_resolved_file_holds_them():
    loaded = load_text(NAMED + quoted(ALL))
    again = load_text(loaded.resolved_yaml())
    assert again.study.words == loaded.study.words
    assert again.resolved_yaml() == loaded.resolved_yaml()


def test_studies_made_of_the_study_are_the_same_with_words_and_without():
    """Points and combinations of levers have fewer names than the file; they are read again all the same."""
    told, bare = load_text(NAMED + quoted(ALL)), load_text(NAMED)
    assert [point.study for point in told.points()] == [point.study for point in bare.points()]
    assert told.points()[0].study.words == {}
    one, other = (between(each.study, levers_of(each.study), ["steps"]) for each in (told, bare))
    assert one == other
