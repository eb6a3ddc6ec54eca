"""Tables read back."""

from __future__ import annotations

import pytest

from sim.report import rulebook, words
from sim.report.columns import columns
from sim.report.figures import FIGURES
from sim.report.results import Contrast, Summary, read, records
from sim.report.tongue import ENGLISH, Tongue
from tests.report.folders import folder


def test_empty_fields_are_absent_and_missing_columns_empty(tmp_path):
    (tmp_path / "s.csv").write_text("arm,measure,group,mean,n\na,x,,,0\nb,x,,1.5,3\n", encoding="utf-8")
    assert records(Summary, tmp_path / "s.csv") == [
        Summary("a", "x", "", "", None, None, None, None, 0),
        Summary("b", "x", "", "", 1.5, None, None, None, 3),
    ]
    assert records(Contrast, tmp_path / "none.csv") == []


def test_new_columns_do_not_matter(tmp_path):
    (tmp_path / "s.csv").write_text("arm,range_low,measure,group,unit,n\na,0.1,x,,share,1\n", encoding="utf-8")
    assert records(Summary, tmp_path / "s.csv")[0].unit == "share"


def test_columns_that_are_not_there(tmp_path):
    (tmp_path / "t.csv").write_text("a,b\n1,\n", encoding="utf-8")
    assert columns(tmp_path / "t.csv", ("a", "c")) is None
    assert columns(tmp_path / "no.csv", ("a",)) is None
    found = columns(tmp_path / "t.csv", ("b", "a"))
    assert len(found) == 1
    assert found.number("a").tolist() == [1.0]
    assert found.number("b").tolist() != found.number("b").tolist(), "an empty field is nan"
    (tmp_path / "empty.csv").write_text("", encoding="utf-8")
    assert columns(tmp_path / "empty.csv", ("a",)) is None


def test_the_baseline_comes_first_whatever_the_order_of_the_table(tmp_path):
    made = folder(tmp_path / "r", replications=2, lots=4, manifest={"baseline": "platform"})
    assert read(made).arms == ("platform", "hall")
    (made / "manifest.json").unlink()
    assert read(made).baseline == "hall"
    (made / "contrasts.csv").unlink()
    assert read(made).arms == ("hall", "platform")


def test_differences_say_what_a_key_means(tmp_path):
    (table,) = rulebook.differences(read(folder(tmp_path / "r", replications=2, lots=4)))
    assert table.heads == ("Rule", "Court hall, rules of 2009", "Platform, rules of 2017", "Lever")
    rows = {row[0].note.split(",")[0]: [(cell.text, cell.note) for cell in row] for row in table.rows}
    assert rows["rules.proxy"] == [
        ("whether a limit may be lodged with the platform", "rules.proxy"), ("no", "chosen here"), ("yes", "art. 20"),
        ("format", ""),
    ]  # fmt: skip
    assert rows["rules.reserve"][1:] == [
        ("5", "chosen here"),
        (words.NOTHING, "chosen here"),
        ("reserve and rounds", ""),
    ]
    assert rows["place.aware_elsewhere"][0][1] == "place.aware_elsewhere, probability"


def test_an_unknown_key_is_printed_as_it_stands(tmp_path):
    made = folder(tmp_path / "r", replications=2, lots=4)
    with (made / "differences_in_rules.csv").open("a", encoding="utf-8") as file:
        file.write("platform,hall,rules.to_come,1,0,share,,,\n")
        file.write("platform,hall,rules.payment_days,10,30,days,default,,\n")
    (table,) = rulebook.differences(read(made))
    assert ("rules.to_come", "0", "1", "") in texts(table)
    assert texts(table)[-1][3] == "payment and default"


def test_candidates_stand_beside_one_another_and_what_tells_them_apart_comes_first(tmp_path):
    made = folder(tmp_path / "r", ("hall", "a", "b"), replications=2, lots=4)
    lines = (
        "a,hall,place.sessions,,every day,block,calendar,,art. 1",
        "a,hall,rules.rounds,2,3,rounds,reserve_and_rounds,draft,",
        "a,hall,rules.reserve_share,0.7,0.9,share,reserve_and_rounds,,art. 2",
        "b,hall,place.sessions,,every day,block,calendar,,art. 1",
        "b,hall,rules.reserve_share,0.6,0.9,share,reserve_and_rounds,,art. 2",
    )
    head = (made / "differences_in_rules.csv").read_text(encoding="utf-8").partition("\n")[0]
    (made / "differences_in_rules.csv").write_text("\n".join((head, *lines)) + "\n", encoding="utf-8")
    data = read(made)
    (table,) = rulebook.differences(data)
    assert table.caption == (
        f"“{data.label('a')}” and “{data.label('b')}”, each against “{data.label('hall')}”; first the rules in which "
        "they differ among themselves"
    )
    assert table.heads == ("Rule", data.label("hall"), data.label("a"), data.label("b"), "Lever")
    assert [[(cell.text, cell.note) for cell in row[1:-1]] for row in table.rows] == [
        [("3", "chosen here"), ("2", "draft"), ("3", "")],
        [("0.9", "art. 2"), ("0.7", "chosen here"), ("0.6", "chosen here")],
        [("every day", "art. 1"), (words.NOTHING, "chosen here"), (words.NOTHING, "chosen here")],
    ]


@pytest.mark.parametrize(
    ("key", "value", "told", "chinese"),
    [
        ("rules.shows", "[bids, dropouts]", "bids, dropouts", "出价、退出"),
        ("rules.close", "soft", "soft", "可顺延"),
        ("rules.cut_share", "[0.2, 0.1]", "0.2, 0.1", "0.2、0.1"),
        ("rules.shows", "[]", words.NOTHING, words.NOTHING),
        (
            "place.sessions",
            "{weekdays: [tue, thu], hour: 10, lots: 10, minutes_per_lot: 20}",
            "tue, thu, from 10:00, at most 10 lots of 20 minutes",
            "周二、周四,10:00 起,至多 10 件标的,每件 20 分钟",
        ),
        (
            "rules.buyer_fee",
            "[{up_to: 2000000, rate: 0.05}, {up_to: 1e8, rate: 0.01}, {up_to: null, rate: 0.005}]",
            "0.05 up to 2,000,000; 0.01 up to 100,000,000; 0.005 above",
            "2,000,000 以内 0.05;100,000,000 以内 0.01;以上 0.005",
        ),
        (
            "place.sessions",
            "{weekdays: [mon], hour: 9, lots: null, minutes_per_lot: 15}",
            "mon, from 9:00, 15 minutes a lot",
            "周一,9:00 起,每件标的 15 分钟",
        ),
    ],
)
def test_values_that_are_words_are_said_in_words(tmp_path, key, value, told, chinese):
    made = folder(tmp_path / "r", replications=2, lots=4)
    head = (made / "differences_in_rules.csv").read_text(encoding="utf-8").partition("\n")[0]
    line = f'platform,hall,{key},"{value}",,list,board,,'
    (made / "differences_in_rules.csv").write_text(f"{head}\n{line}\n", encoding="utf-8")
    for tongue, said in ((ENGLISH, told), (Tongue("zh"), chinese)):
        (table,) = rulebook.differences(read(made, tongue))
        plain = {"\N{FULLWIDTH COMMA}": ",", "\N{FULLWIDTH SEMICOLON}": ";"}
        assert table.rows[0][2].text.translate(str.maketrans(plain)) == said


def texts(table: rulebook.Table) -> list[tuple[str, ...]]:
    return [tuple(cell.text for cell in row) for row in table.rows]


def test_transitions(tmp_path):
    (table,) = rulebook.transitions(read(folder(tmp_path / "r", replications=2, lots=4)))
    assert texts(table) == [("all", "1,250", "70", "10", "30", "0.971", "0.952 to 0.989")]


def test_transitions_without_a_lot_sold_in_both(tmp_path):
    made = folder(tmp_path / "r", replications=2, lots=4)
    head = (made / "transitions.csv").read_text(encoding="utf-8").splitlines()[0]
    (made / "transitions.csv").write_text(f"{head}\nplatform,hall,class=flats,0,3,0,1,,,,0\n", encoding="utf-8")
    (table,) = rulebook.transitions(read(made))
    assert texts(table) == [("flats", "0", "3", "0", "1", words.NOTHING, words.NOTHING)]


def test_groups_stand_by_size_kind_by_kind(tmp_path):
    made = folder(tmp_path / "r", replications=2, lots=4)
    lines = [("class=flats", 1, 10), ("class=shops", 1, 30), ("class=flats", 2, 90), ("", 1, 40)]
    rows = "".join(f"hall,{group},{number},auction,{lots}\n" for group, number, lots in lines)
    (made / "rounds.csv").write_text(f"arm,group,round,kind,lots\n{rows}", encoding="utf-8")
    assert read(made).groups == ("class=shops", "class=flats")


def test_a_single_group_is_no_group(tmp_path):
    made = folder(tmp_path / "r", replications=2, lots=4)
    assert read(made).groups == ("class=flats", "class=shops")
    for name in ("summary.csv", "contrasts.csv"):
        lines = (made / name).read_text(encoding="utf-8").splitlines(keepends=True)
        (made / name).write_text("".join(line for line in lines if "class=shops" not in line), encoding="utf-8")
    with (made / "transitions.csv").open("a", encoding="utf-8") as file:
        file.write("platform,hall,class=flats,1,0,0,0,1,,,1\n")
    data = read(made)
    assert data.groups == ()
    assert [row[0].text for row in rulebook.transitions(data)[0].rows] == ["all"]


def test_arms_follow_the_scenario_else_the_contrasts(tmp_path):
    made = folder(tmp_path / "r", ("hall", "zeta", "platform", "draft"), replications=2, lots=4)
    for name in ("summary.csv",):
        head, *rows = (made / name).read_text(encoding="utf-8").splitlines(keepends=True)
        (made / name).write_text(head + "".join(sorted(rows)), encoding="utf-8")
    assert read(made).arms == ("hall", "zeta", "platform", "draft")
    (made / "scenario.resolved.yaml").write_text("arms: {draft: {}, gone: {}, zeta: {}, hall: {}, platform: {}}\n")
    assert read(made).arms == ("hall", "draft", "zeta", "platform")


STILL = (
    "lots: {{a: {{arrive: {}, worth: {{model: private}}}}}}\narms: {{hall: {{rules: {{rounds: 1, then: return}}}}}}\n"
)


def test_days_are_left_out_where_all_is_sold_at_once(tmp_path):
    made = folder(tmp_path / "r", replications=2, lots=4)
    for arrive, told in (("spread", True), ("at_start", False)):
        (made / "scenario.resolved.yaml").write_text(STILL.format(arrive), encoding="utf-8")
        data = read(made)
        measures = {row.measure for row in (*data.summary, *data.contrasts)}
        assert ("time_to_cash_days" in measures) == told
        assert (FIGURES["time_to_cash"].figure(data) is not None) == told
        assert (FIGURES["time_to_cash"].caption(data) != "") == told
    for name in ("summary.csv", "contrasts.csv"):
        head, *lines = (made / name).read_text(encoding="utf-8").splitlines(keepends=True)
        (made / name).write_text(head + "".join(line for line in lines if "time_to_cash" in line), encoding="utf-8")
    assert {row.measure for row in read(made).summary} == {"time_to_cash_days"}, "better than nothing"
