"""Prices taken apart, in words: on which lots, so that nobody takes the gap for the difference on lots sold in both."""

from __future__ import annotations

from dataclasses import replace

import pytest

from sim.report import further
from sim.report.closing import closing_text
from sim.report.figures import style, waterfall
from sim.report.gap import gaps
from sim.report.gap_sentences import sentence, untold
from sim.report.levers import levers
from sim.report.results import Results, read
from sim.report.tongue import Tongue
from tests.report.folders import folder, write
from tests.report.test_levers import HEADER, LINES, PAIRS, lines
from tests.report.traces import traced

PRICE = "price_to_worth"
ON = "price to common worth on the 43 % of lots that sell in every combination"
REACH = {"reach": (0.06, 0.05, 0.055), "fees": (0.01, 0.0, 0.003)}


def made(path, share: float, *measures: str) -> Results:
    """Levels of 78 % and 84 % in the arms, of 70.1 % and 75.9 % on the lots that sell whatever is switched."""
    levels = [(arm, name, "", "ratio", mean, 0.1, mean - 0.01, mean + 0.01, 8)
              for name in measures for arm, mean in (("hall", 0.78), ("platform", 0.84))]  # fmt: skip
    write(path / "summary.csv", HEADER, levels)
    rows = [(*line, share if name == PRICE else 1.0, 0.701 if name == PRICE else 0.78)
            for name in measures for line in lines(name, "ratio", 0.058, REACH, half=0.002)]  # fmt: skip
    write(path / "decomposition.csv", (*LINES, "lots_share", "level"), rows)
    head = ("hall", "platform", PRICE, "", "ratio")
    write(path / "interactions.csv", PAIRS, [(*head, "fees", "reach", -0.01, -0.012, -0.008, 8)])
    return replace(read(path), manifest={"arms": {"hall": "Hall", "platform": "Platform"}, "baseline": "hall"})


@pytest.fixture
def data(tmp_path) -> Results:
    return made(tmp_path, 0.4312, PRICE, "net_proceeds_share")


def test_the_answer_says_on_which_lots_and_of_what(data):
    said = further.lever(data, ("platform", "hall"), PRICE)
    assert said.text == (
        f"Of the difference in {ON}, the lever reach has the largest share, 5.50 points (95 % interval 5.30 to 5.70) "
        "of 5.80 points."
    )
    elsewhere = further.lever(data, ("platform", "hall"), "sell_through")
    assert elsewhere.text.startswith(f"Of the difference in {ON}, the lever reach"), "another measure than the headline"


def test_the_sentence_has_the_levels_on_these_lots(data):
    price, proceeds = gaps(data)
    assert sentence(data, price).startswith(f"P{ON[1:]}, from 70.10 % to 75.90 %: the largest share is that of reach")
    assert (price.start, price.end) == pytest.approx((0.701, 0.759))
    assert (proceeds.start, proceeds.end) == (0.78, 0.84), "of all lots: the levels of the summary"


def test_tables_and_the_note_say_it(data):
    section = levers(data)
    price, proceeds, pairs = section.tables
    assert price.caption.startswith(f"P{ON[1:]} (points), from 70.10 % to 75.90 %;")
    assert "every combination" not in proceeds.caption
    assert [row[0].text for row in pairs.rows] == [ON]
    assert "Prices are taken apart on the lots that sell in every combination: the same lots in each" in section.note


def test_the_waterfall_starts_and_ends_on_these_lots(data):
    with style.look():
        first, _ = waterfall.figure(data).axes
    assert first.get_title(loc="left").replace("\n", " ") == ON
    assert [text.get_text() for text in first.texts][-2:] == ["70.10 %", "75.90 %"]
    assert f"In {ON}" not in waterfall.caption(data), "the steps do end at the level on the right"


def test_its_numbers_are_those_of_the_tables(data):
    section = levers(data)
    said = [further.lever(data, ("platform", "hall"), PRICE), *section.sentences]
    places = [*((each.text, each.at) for each in said), *((each.caption, each.at) for each in section.tables[:2])]
    for text, at in places:
        assert traced(data.folder, text, at) == []
    for cell in section.tables[2].rows[0]:
        assert traced(data.folder, cell.text, [cell.at] if cell.at else []) == []


def test_in_chinese(data):
    said = further.lever(replace(data, tongue=Tongue("zh")), ("platform", "hall"), PRICE)
    assert "所有组合下均成交的 43% 标的的成交价与共同价值之比" in said.text


@pytest.mark.parametrize(("share", "told"), [(0.99, "99 %"), (0.9987, "99.9 %"), (0.0042, "0.4 %")])
def test_shares_near_all_and_none_are_not_rounded_to_them(tmp_path, share, told):
    found = made(tmp_path, share, PRICE)
    assert f"on the {told} of lots that sell in every combination" in sentence(found, gaps(found)[0])


def test_where_all_lots_sell_in_every_combination_nothing_is_said_of_them(tmp_path):
    found = made(tmp_path, 1.0, PRICE)
    assert sentence(found, gaps(found)[0]).startswith("Price to common worth: the largest share")
    assert "combination" not in levers(found).note


def test_where_no_lot_is_left_it_is_said(tmp_path):
    whole = folder(tmp_path / "two", replications=4, lots=10)
    head = ("hall", "platform", PRICE, "", "ratio")
    empty = [(*head, "", "", "whole", None, None, None, 0, None, 0.0, None),
             *((*head, "reach", "place.reach", part, None, None, None, 0, 0, 0.0, None)
               for part in ("alone", "last", "share"))]  # fmt: skip
    told = "No lot sells in every combination, so that price to common worth cannot be taken apart."
    write(whole / "decomposition.csv", (*LINES, "lots_share", "level"), empty)
    found = read(whole)
    assert untold(found) == told
    assert gaps(found) == []
    assert levers(found) is None
    assert further.lever(found, ("platform", "hall"), PRICE).text == told
    assert told in closing_text(whole)
    sells = [(*line, 1.0, 0.2) for line in lines("sell_through", "share", 0.4, {"reach": (0.4, 0.4, 0.4)})]
    write(whole / "decomposition.csv", (*LINES, "lots_share", "level"), [*empty, *sells])
    assert levers(read(whole)).note.endswith(told)


def test_the_terminal_names_the_lots(tmp_path):
    whole = folder(tmp_path / "two", replications=4, lots=10)
    rows = [(*line, 0.43, 0.7) for line in lines(PRICE, "ratio", 0.058, REACH, half=0.002)]
    write(whole / "decomposition.csv", (*LINES, "lots_share", "level"), rows)
    assert f"which lever did it: {ON}, Platform" in closing_text(whole)
