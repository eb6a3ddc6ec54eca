"""The table on the terminal."""

from __future__ import annotations

import io

import pytest
from rich.console import Console

from sim.report import closing_table, closing_text
from tests.report.folders import MEASURES, folder


@pytest.fixture(scope="module")
def two(tmp_path_factory):
    return folder(tmp_path_factory.mktemp("closing") / "two", replications=4, lots=10)


def test_a_row_a_measure_with_its_interval(two):
    lines = closing_text(two).split("\n\n")[0].splitlines()
    assert len(lines) == 1 + len(MEASURES)
    assert lines[0].split("  ")[0] == "measure"
    assert "Court hall, rules of 2009" in lines[0]
    assert lines[1].startswith("sell-through")
    assert " points " in lines[1]
    assert lines[1].endswith(" 4")


def test_plain_text_is_ascii_however_narrow_the_terminal(two, monkeypatch):
    wide = closing_text(two)
    monkeypatch.setenv("COLUMNS", "20")
    assert closing_text(two) == wide
    assert wide.isascii()
    assert all(line == line.rstrip() for line in wide.splitlines())


def test_several_arms_have_a_line_each(tmp_path):
    made = folder(tmp_path / "three", ("hall", "platform", "draft"), replications=3, lots=8)
    text = closing_text(made)
    assert "Platform, the draft against Court hall, rules of 2009" in text
    assert text.split("\n\n")[0].count("sell-through") == 2


def test_levers_of_the_first_measure_follow(tmp_path):
    made = folder(tmp_path / "two", replications=4, lots=10)
    rows = "hall,platform,sell_through,,share,"
    lines = [
        "from,to,measure,group,unit,lever,keys,part,effect,ci_low,ci_high,n,order_error",
        f"{rows},,whole,0.4,0.35,0.45,4,",
        *(f"{rows}fees,rules.buyer_fee,{part},0.1,0.05,0.15,4,0" for part in ("alone", "last", "share")),
        *(f"{rows}reach,place.aware,{part},0.3,0.25,0.35,4,0" for part in ("alone", "last", "share")),
        *(f"{rows}board,rules.shows,{part},0,0,0,4,0" for part in ("alone", "last", "share")),
    ]
    (made / "decomposition.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    text = closing_text(made)
    assert text.isascii()
    assert text.split("\n\n")[1].splitlines() == [
        "which lever did it: sell-through, Platform, rules of 2017 against Court hall, rules of 2009",
        "lever                alone         last        share  95 % interval",
        "reach          30.0 points  30.0 points  30.0 points   25.0 to 35.0",
        "fees           10.0 points  10.0 points  10.0 points    5.0 to 15.0",
        "board           0.0 points   0.0 points   0.0 points     0.0 to 0.0",
        "the whole gap                            40.0 points   35.0 to 45.0",
    ]


def test_one_arm(tmp_path):
    made = folder(tmp_path / "one", ("hall",), replications=3, lots=8)
    lines = closing_text(made).splitlines()
    assert lines[0].split() == ["measure", "Court", "hall,", "rules", "of", "2009", "95", "%", "interval", "n"]
    assert lines[1 + len(MEASURES)] == "", "what a sweep amounts to comes after the table"


def test_one_replication_has_no_interval(tmp_path):
    text = closing_text(folder(tmp_path / "single", replications=1, lots=8))
    assert [line.split()[-2:] for line in text.splitlines() if line.startswith("sell-through")] == [["-", "1"]]


def test_the_table_in_a_terminal(two):
    buffer = io.StringIO()
    Console(file=buffer, force_terminal=True, width=140, color_system="standard").print(closing_table(two))
    assert "The same lots in a hall" in buffer.getvalue()


def test_what_is_absent_is_a_plain_dash(tmp_path):
    made = folder(tmp_path / "unsold", replications=2, lots=4)
    for name in ("summary.csv", "contrasts.csv"):
        lines = (made / name).read_text(encoding="utf-8").splitlines()
        blank = [",".join([*line.split(",")[: 4 if name[0] == "s" else 5], *[""] * 7]) for line in lines]
        kept = [empty if ",price_to_worth,," in line else line for line, empty in zip(lines, blank, strict=True)]
        (made / name).write_text("\n".join(kept) + "\n", encoding="utf-8")
    text = closing_text(made)
    assert text.isascii()
    assert [line.split()[-5:] for line in text.splitlines() if line.startswith("price to common worth")] == [
        ["-", "-", "-", "-", "0"]
    ]
    one = folder(tmp_path / "one", ("hall",), replications=1, lots=4)
    lines = (one / "summary.csv").read_text(encoding="utf-8").splitlines()
    lines = [f"{line.rsplit(',', 5)[0]},,,,,0" if ",price_to_worth,," in line else line for line in lines]
    (one / "summary.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    assert closing_text(one).isascii()
