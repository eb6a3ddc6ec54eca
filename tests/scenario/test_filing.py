"""Lots of one's own from a CSV file: what is read, what is told word for word, and what the resolved file says."""

from __future__ import annotations

from pathlib import Path

import pytest

from sim.entities.filed import FiledLot
from sim.errors import ScenarioError
from sim.experiment.identity import arm_key
from sim.scenario import Loaded, load, load_text
from sim.scenario.filing import MOST
from sim.scenario.portfolio import parted

STUDY = """\
title: Own lots
seed: 7
regions: {north: 1, south: 1}
lots:
  mine: {file: mine.csv, worth: {model: lognormal, common_sd: 0.25}}
bidders:
  dealers: {count: 8, strategy: truthful}
arms:
  site: {venue: cn_platform_2017}
"""

HEAD = "id,arrive_day,region,class,appraisal,common_worth,claim\n"
GOOD = HEAD + 'H1,10,north,home,1200000,,900000\nH2,,,home,450000,,\n"S,1",20.5,,shop,5400000,5000000,0\n'


def study(folder: Path, table: str | bytes, *sets: str, text: str = STUDY) -> Loaded:
    """A scenario beside its file."""
    (folder / "mine.csv").write_bytes(table if isinstance(table, bytes) else table.encode())
    (folder / "s.yaml").write_text(text)
    return load(folder / "s.yaml", sets)


def told(folder: Path, table: str | bytes, *sets: str, text: str = STUDY) -> list[str]:
    """The messages, without the folder."""
    with pytest.raises(ScenarioError) as caught:
        study(folder, table, *sets, text=text)
    return str(caught.value).replace(f"{folder}/", "").splitlines()


def test_a_line_becomes_a_lot_and_an_empty_cell_stays_open(tmp_path):
    lots = study(tmp_path, GOOD).study.lots
    assert lots["mine_home"].rows == {
        "H1": FiledLot(10.0, "north", "home", 1200000.0, 1200000.0, None, 900000.0),
        "H2": FiledLot(None, None, "home", 450000.0, 450000.0, None, None),
    }
    assert lots["mine_shop"].rows == {"S,1": FiledLot(20.5, None, "shop", 5400000.0, 5400000.0, 5000000.0, 0.0)}
    assert [each.asset_class for each in lots.values()] == ["home", "shop"]
    assert [each.count for each in lots.values()] == [None, None]


def test_a_typical_lot_is_the_geometric_mean_and_the_bias_is_taken_off(tmp_path):
    lots = study(tmp_path, HEAD + "A,,,,100,,\nB,,,,400,,\n", "lots.mine.appraisal={bias: 0.5, sd: 0.1}").study.lots
    assert list(lots) == ["mine"]
    assert lots["mine"].worth.median == pytest.approx(200.0 * 2.718281828459045**-0.5)
    assert lots["mine"].rows["A"].median == pytest.approx(100.0 * 2.718281828459045**-0.5)


def test_a_stated_median_is_that_of_all(tmp_path):
    lots = study(tmp_path, HEAD + "A,,,,100,,\nB,,,,,,\n", "lots.mine.worth.median=300").study.lots["mine"]
    assert (lots.worth.median, [row.median for row in lots.rows.values()]) == (300.0, [None, None])


def test_lots_of_one_region_are_a_group_there(tmp_path):
    assert study(tmp_path, HEAD + "A,,north,,9,,\nB,,north,,9,,\n").study.lots["mine"].region == "north"
    assert study(tmp_path, HEAD + "A,,north,,9,,\nB,,,,9,,\n").study.lots["mine"].region == "any"
    mixed = study(tmp_path, HEAD + "A,,north,,9,,\nB,,,,9,,\n", "lots.mine.region=south").study.lots["mine"]
    assert (mixed.region, [row.region for row in mixed.rows.values()]) == ("any", ["north", "south"])


def test_the_resolved_file_stands_alone_and_says_where_the_lots_come_from(tmp_path):
    loaded = study(tmp_path, GOOD)
    alone = load_text(loaded.resolved_yaml())
    assert alone.study == loaded.study
    assert alone.resolved_yaml() == loaded.resolved_yaml()
    assert loaded.sourced["lots.mine.rows"] == "the file mine.csv"
    assert not [path for path in loaded.assumed() if ".rows." in path]


def test_parts_parted_once_stay_as_they_are(tmp_path):
    lots = study(tmp_path, GOOD, "lots.mine.worth.pool=3").study.lots
    assert parted(lots) == lots


def test_another_file_is_another_study(tmp_path):
    key = arm_key(study(tmp_path, GOOD).study, "site")
    assert arm_key(study(tmp_path, GOOD).study, "site") == key
    assert arm_key(study(tmp_path, GOOD.replace("450000", "450001")).study, "site") != key


def test_what_tables_of_offices_write_is_read(tmp_path):
    plain = study(tmp_path, GOOD).study
    assert study(tmp_path, b"\xef\xbb\xbf" + GOOD.replace("\n", "\r\n").encode()).study == plain
    assert study(tmp_path, GOOD.replace(",", " , ").replace('"S , 1" ', '"S,1"') + ",,,,,,\n\n").study == plain
    assert study(tmp_path, GOOD.replace("1200000", '"1200000"')).study == plain


def test_a_file_lies_beside_the_one_that_names_it(tmp_path):
    (tmp_path / "base").mkdir()
    base = study(tmp_path / "base", GOOD).study
    (tmp_path / "over.yaml").write_text("extends: base/s.yaml\nseed: 8\n")
    assert load(tmp_path / "over.yaml").study.lots == base.lots
    (tmp_path / "other.csv").write_text(HEAD + "A,,,,100,,\n")
    assert list(load(tmp_path / "over.yaml", ("lots.mine.file=other.csv",)).study.lots["mine"].rows) == ["A"]


def test_a_count_replaces_an_inherited_file_and_the_other_way(tmp_path):
    more = "  few: {like: mine, count: 3, worth: {median: 5}}\n"
    lots = study(tmp_path, GOOD, text=STUDY.replace("bidders:", more + "bidders:")).study.lots
    assert (lots["few"].rows, lots["few"].count) == (None, 3)
    assert study(tmp_path, GOOD, "lots.mine.file=null", "lots.mine.worth.median=5").study.lots["mine"].count == 100


FAULTS = {
    "columns": (
        HEAD.replace("appraisal", "apraisal").replace("claim", "") + "H1,,,home,9,,\n",
        """
mine.csv:1:28: lots.mine.rows: unknown column apraisal; did you mean appraisal?
mine.csv:1:50: lots.mine.rows: a column without a name
mine.csv:2:1: lots.mine.rows.H1: has no appraisal, and lots.mine.worth no median to draw one from
""",
    ),
    "cells": (
        HEAD + "H1,soon,nroth,home,-5,0,\nH1,,,,7,,\n,,,,7,,\n",
        """
mine.csv:2:4: lots.mine.rows.H1.arrive_day: must be a number of at least 0, got text "soon"
mine.csv:2:9: lots.mine.rows.H1.region: there is no region nroth; did you mean north?
mine.csv:2:20: lots.mine.rows.H1.appraisal: must be a number above 0, got -5
mine.csv:2:23: lots.mine.rows.H1.common_worth: must be a number above 0, got 0
mine.csv:3:1: lots.mine.rows: H1 is the id of the lot in line 2 already
mine.csv:4:1: lots.mine.rows: has no id: every lot needs a name of its own
""",
    ),
    "study": (
        HEAD + "H1,400,nroth,home,5,,\n",
        """
mine.csv:2:4: lots.mine.rows.H1.arrive_day: must be below horizon_days, 365
mine.csv:2:8: lots.mine.rows.H1.region: there is no region nroth; did you mean north?
""",
    ),
    "numbers": (
        HEAD + 'H1,,,,"1.250.000,5",,\nH2,,,,"1,250,000",,"12,5"\nH3,,,,1,5,,\n',
        """
mine.csv:2:7: lots.mine.rows.H1.appraisal: must be a number above 0, got text "1.250.000,5"; write 1250000.5
mine.csv:3:7: lots.mine.rows.H2.appraisal: must be a number above 0, got text "1,250,000"; write 1250000
mine.csv:3:20: lots.mine.rows.H2.claim: must be a number of at least 0, got text "12,5"; write 12.5
mine.csv:4:12: lots.mine.rows: has 8 cells, and the first line names 7 columns; \
a comma separates cells, so write 1250000.5 for 1.250.000,5
""",
    ),
    "lines": (
        HEAD + 'H1,,,,5,,\nH2,,"home,5,,\nH3,5\n',
        """
mine.csv:3:1: lots.mine.rows: not CSV: a quotation mark is not closed in this line, or text follows it
mine.csv:4:1: lots.mine.rows: has 2 cells, and the first line names 7 columns
""",
    ),
    "nothing": (
        "",
        """
mine.csv:1:1: lots.mine.rows: the file is empty; its first line names columns: \
id, arrive_day, region, class, appraisal, median, common_worth, claim
""",
    ),
    "no_lots": (
        HEAD,
        """
mine.csv:1:1: lots.mine.rows: the file holds no lots: a line each under the names of the columns
""",
    ),
    "no_names": (
        "region,appraisal,region\n,5,\n",
        """
mine.csv:1:1: lots.mine.rows: there is no column id: every lot needs a name of its own
mine.csv:1:18: lots.mine.rows: the column region is there twice
""",
    ),
    "semicolons": (
        HEAD.replace(",", ";") + "H1;;;;5;;\n",
        """
mine.csv:1:1: lots.mine.rows: columns are separated by `;`; save it with commas, and write decimals with a point
""",
    ),
    "tabs": (
        HEAD.replace(",", "\t"),
        """
mine.csv:1:1: lots.mine.rows: columns are separated by tabs; save it with commas, and write decimals with a point
""",
    ),
    "utf_16": (
        (HEAD + "H1,,,,5,,\n").encode("utf-16"),
        """
mine.csv:1:1: lots.mine.file: is UTF-16 text; save it as CSV in UTF-8
""",
    ),
    "gbk": (
        HEAD.encode() + "H1,,,商铺,5,,\n".encode("gbk"),
        """
mine.csv:2:6: lots.mine.file: not UTF-8 text; save it as CSV in UTF-8
""",
    ),
    "too_many": (
        HEAD + "".join(f"H{i},,,,5,,\n" for i in range(MOST + 1)),
        """
mine.csv:1:1: lots.mine.rows: the file holds 5001 lots; at most 5000 are read
""",
    ),
}


@pytest.mark.parametrize(("table", "messages"), FAULTS.values(), ids=FAULTS)
def test_every_fault_of_a_file_is_told_word_for_word(tmp_path, table, messages):
    assert told(tmp_path, table) == messages.strip().splitlines()


def test_faults_of_the_file_stand_beside_those_of_the_scenario(tmp_path):
    lines = told(tmp_path, HEAD + "H1,,,home,-5,,\n", text=STUDY.replace("seed: 7", "seed: -7") + "by: [clas]\n")
    assert lines == [
        "mine.csv:2:11: lots.mine.rows.H1.appraisal: must be a number above 0, got -5",
        "s.yaml:2:7: seed: must be a whole number from 0 to 9223372036854775807, got -7",
        's.yaml:10:6: by.0: must be one of lots, class, region, seller, got text "clas"; did you mean class?',
    ]


def test_a_file_that_is_not_there_is_looked_for_nearby(tmp_path):
    lines = told(tmp_path, GOOD, text=STUDY.replace("mine.csv", "mnie.csv"))
    assert lines == ["s.yaml:5:16: lots.mine.file: there is no file mnie.csv; did you mean mine.csv?"]
    lines = told(tmp_path, GOOD, text=STUDY.replace("mine.csv", "no/where.csv"))
    assert lines == ["s.yaml:5:16: lots.mine.file: there is no file no/where.csv"]
    (tmp_path / "folder.csv").mkdir()
    lines = told(tmp_path, GOOD, text=STUDY.replace("mine.csv", "folder.csv"))
    assert lines == ["s.yaml:5:16: lots.mine.file: folder.csv cannot be read: Is a directory"]


@pytest.mark.parametrize(
    ("sets", "message"),
    [
        (("lots.mine.count=5",), "give count or file, not both"),
        (("lots.mine.file=5",), "must be the name of a CSV file"),
        (("lots.mine.appraisal=none",), "is given, and lots.mine.appraisal is none; so do 2 more"),
        (("lots.mine.worth={model: private, distribution: uniform, low: 0, high: 1}",), "lots of a file need worths"),
        (("lots.mine.rows={}", "lots.mine.file=null"), "must hold at least one lot"),
        (("lots.mine.rows={A: {clas: home}}", "lots.mine.file=null"), "unknown key; did you mean class?"),
        (("bidders.dealers.wants=[hom]",), "there is no asset class hom; did you mean home?"),
    ],
)
def test_what_does_not_go_with_a_file(tmp_path, sets, message):
    text = STUDY if "count" not in sets[0] else STUDY.replace("file: mine.csv", "file: mine.csv, count: 5")
    assert message in told(tmp_path, GOOD, *(() if "count" in sets[0] else sets), text=text)[0]


def test_names_of_lots_and_groups_are_their_own(tmp_path):
    other = "  yours: {like: mine}\n  mine_home: {count: 3, worth: {model: lognormal, median: 5, common_sd: 0.2}}\n"
    lines = told(
        tmp_path, HEAD + "mine_home-2,,,home,5,,\nB,,,shop,5,,\n", text=STUDY.replace("bidders:", other + "bidders:")
    )
    assert lines == [
        "mine.csv:2:1: lots.mine.rows.mine_home-2: lots of lots.mine_home are called so; give another id",
        "mine.csv:2:1: lots.yours.rows.mine_home-2: mine_home-2 is the id of a lot of lots.mine already",
        "mine.csv:3:1: lots.yours.rows.B: B is the id of a lot of lots.mine already",
        "s.yaml:7:3: lots.mine_home: is what a class of lots.mine is called; give another name",
    ]


def test_a_law_of_worths_without_a_file_still_needs_its_median():
    with pytest.raises(ScenarioError) as caught:
        load_text(STUDY.replace("file: mine.csv, ", ""), "t.yaml")
    assert str(caught.value) == "t.yaml:5:10: lots.mine.worth.median: is missing (median of the common worth)"
