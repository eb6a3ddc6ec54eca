"""Real sales from CSV files: every fault with its place, and a run's own listings read as what was played."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from sim.errors import ScenarioError
from sim.experiment import Options, Store
from sim.experiment.family import ARM, alone, play_all
from sim.experiment.fit.reading import OWN, read_sales
from sim.experiment.fit.sales import Sales, joined, simulated
from sim.experiment.identity import arm_key
from sim.experiment.observed import write_observed
from sim.scenario import load_text

HEAD = "id,appraisal,hammer,round,bidders\n"
ROW = "a{},100,90,1,3\n"
MANY = "".join(ROW.format(i) for i in range(40))


@pytest.fixture
def told(tmp_path, monkeypatch):
    """Write files, read them, return the faults."""
    monkeypatch.chdir(tmp_path)

    def read(sales, bids=None, classes=("flats",), arm="hall"):
        (tmp_path / "sales.csv").write_text(sales, encoding="utf-8")
        if bids is not None:
            (tmp_path / "bids.csv").write_text(bids, encoding="utf-8")
        with pytest.raises(ScenarioError) as caught:
            read_sales(Path("sales.csv"), None if bids is None else Path("bids.csv"), arm, classes)
        return str(caught.value).splitlines()

    return read


def test_all_faults_at_once_each_with_line_and_column(told):
    rows = "a,1e5,,2.5,3\nb,-3,90,1,x\nc,,90,1,1\na,100,90,1,2\n"
    assert told(HEAD + rows) == [
        "sales.csv:2:8: round: must be a whole number, got 2.5",
        "sales.csv:3:3: appraisal: must be above 0, got -3",
        'sales.csv:3:11: bidders: must be a number, got "x"; leave it empty if it is not known',
        "sales.csv:4:3: appraisal: is missing",
        "sales.csv:5:1: id: a is there twice",
    ]


def test_columns(told):
    assert told("") == [f"sales.csv:1:1: the file is empty; its first line names columns: {', '.join(OWN)}"]
    assert told("appraisal,hamer\n1,2\n") == [
        "sales.csv:1:1: hamer: unknown column; did you mean hammer?",
        "sales.csv:1:1: hammer: the column is missing",
    ]
    assert told("appraisal,hammer,hammer\n1,2,3\n")[0] == "sales.csv:1:1: hammer: the column is there twice"
    assert told(HEAD + "a,100,90\n")[0] == "sales.csv:2:1: has 3 cells, and the first line names 5 columns"
    assert told(HEAD + '"a,100,90,1,1\n')[0] == (
        "sales.csv:2:1: not CSV: a quotation mark is not closed in this line, or text follows it"
    )


def test_cells_are_read_even_where_the_first_line_is_wrong(told):
    assert told("id,appraisal,price,bidders\nx12,1,2,abc\nx12,-1,2,3\n") == [
        "sales.csv:1:1: hammer: the column is missing",
        "sales.csv:1:1: price: unknown column; known: " + ", ".join(sorted(OWN)),
        'sales.csv:2:9: bidders: must be a number, got "abc"; leave it empty if it is not known',
        "sales.csv:3:1: id: x12 is there twice",
        "sales.csv:3:5: appraisal: must be above 0, got -1",
    ]
    sales = "id,appraisal,hammer,winner\n" + "".join(f"a{i},100,90,w\n" for i in range(40))
    assert told(sales, "id,bidders,bid\na1,w,5\na99,w,x\n") == [
        "bids.csv:1:1: bidder: the column is missing",
        "bids.csv:1:1: bidders: unknown column; did you mean bidder?",
        "bids.csv:3:1: id: there is no lot a99; did you mean a9?",
        'bids.csv:3:7: bid: must be a number, got "x"',
    ]


def test_what_to_write_instead_of_what_is_no_number(told):
    rows = 'x12,x12,x12\nx13,"1,200,300",1 200\nx14,"12,5",\n'
    assert told("id,appraisal,hammer\n" + rows) == [
        'sales.csv:2:5: appraisal: must be a number, got "x12"',
        'sales.csv:2:9: hammer: must be a number, got "x12"; leave it empty if the lot went unsold',
        'sales.csv:3:5: appraisal: must be a number, got "1,200,300": write 1200300, with no mark between thousands',
        'sales.csv:3:17: hammer: must be a number, got "1 200": write 1200, with no mark between thousands',
        'sales.csv:4:5: appraisal: must be a number, got "12,5"',
    ]


def test_too_few_lots_and_unknown_classes(told):
    assert told(HEAD + ROW.format(1)) == ["sales.csv:1:1: holds 1 lots; nothing is fitted to fewer than 30"]
    rows = "".join("flat,100,90\n" for _ in range(30)) + "shops,100,90\n"
    found = told("class,appraisal,hammer\n" + rows, classes=("flats", "shops"))
    assert found[0] == "sales.csv:2:1: class: the scenario has no class flat; did you mean flats?"
    rows = "".join("flats,100,90\n" for _ in range(30)) + "shops,100,90\n"
    assert told("class,appraisal,hammer\n" + rows, classes=("flats", "shops")) == [
        "sales.csv:1:1: class: class shops has 1 lots, fewer than 30; take them out, or leave the column out"
    ]


def test_drop_outs_descend(told):
    head = "appraisal,hammer,second,lowest\n"
    assert told(head + "100,90,95,\n100,90,80,85\n") == [
        "sales.csv:2:8: second: lies above the hammer price, 90",
        "sales.csv:3:11: lowest: lies above the second-highest drop-out, 80",
    ]


def test_bids_belong_to_lots(told):
    sales = "id,appraisal,hammer,winner\n" + "".join(f"a{i},100,90,w\n" for i in range(40))
    assert told(sales, "id,bidder,bid\na1,w,\na99,x,3\n") == [
        "bids.csv:2:6: bid: is missing",
        "bids.csv:3:1: id: there is no lot a99; did you mean a9?",
    ]
    assert told("appraisal,hammer\n1,1\n", "id,bidder,bid\n") == [
        "sales.csv:1:1: id: the column is missing",
        "sales.csv:1:1: winner: the column is missing",
    ]


def test_files_that_are_not_there(tmp_path):
    (tmp_path / "sales.csv").write_text("x")
    with pytest.raises(ScenarioError, match=r"sale.csv: there is no such file; did you mean sales.csv\?"):
        read_sales(tmp_path / "sale.csv", None, "a", ())
    (tmp_path / "bad.csv").write_bytes(b"id\n\xff\n")
    with pytest.raises(ScenarioError, match=r"bad.csv:2:1: not UTF-8 text"):
        read_sales(tmp_path / "bad.csv", None, "a", ())


def test_own_bids_make_the_ladder(tmp_path):
    """Lot a0: bids 90 (winner), 85 and 80, 60: of the losers 85 is the highest, 80 the second, 60 the lowest."""
    sales = "id,appraisal,hammer,winner\n" + "".join(f"a{i},100,90,w\n" for i in range(30))
    (tmp_path / "sales.csv").write_text(sales)
    bids = "id,bidder,bid\na0,x,70\na0,x,85\na0,w,90\na0,y,80\na0,z,60\na1,w,90\na1,x,85\n"
    (tmp_path / "bids.csv").write_text(bids)
    found, told = read_sales(tmp_path / "sales.csv", tmp_path / "bids.csv", "", ("flats",))
    assert (found.second[0], found.lowest[0]) == (pytest.approx(80.0), pytest.approx(60.0))
    assert found.spread[0] == pytest.approx(np.std(np.log([85.0, 80.0, 60.0]), ddof=1))
    assert np.isnan(found.second[1:]).all()
    assert told == []


STUDY = """
title: Seen
seed: 3
replications: 2
lots:
  flats: {count: 40, worth: {model: lognormal, median: 900000, common_sd: 0.4}}
bidders:
  buyers: {count: 30, interest: 0.2, taste_sd: 0.1, signal_sd: 0.2, strategy: truthful}
arms:
  hall:
    venue: frictionless
    rules: {format: english, increment_share: 0.01, reserve_share: 0.9, rounds: 2, shows: [bids, bidder_count]}
  clock:
    venue: frictionless
    rules: {format: clock, reserve_share: 0.9, rounds: 2, shows: [dropouts, bidder_count, identities]}
output: {tables: [lots, bids], observed: true}
"""


@pytest.mark.parametrize("arm", ["hall", "clock"])
def test_what_a_run_has_written_reads_as_what_was_played(tmp_path, arm):
    """The data of a user who kept what the venue showed, and the lots of a simulation, are the same lots."""
    study = load_text(STUDY).study
    store = Store(tmp_path / "store", "program")
    play_all([study], store, Options(), lambda done, total: None)
    write_observed(tmp_path, study, store)
    folder = tmp_path / "observed"
    read, _ = read_sales(folder / "lots.csv", folder / "bids.csv", arm, ("flats",))
    parts = store.read(arm_key(alone(study, arm), ARM), study.replications)
    played = joined([simulated(part) for _, part in parts])
    assert len(read) == len(played) == 80

    def sorted_by_appraisal(lots: Sales) -> Sales:
        return lots.where(np.argsort(lots.appraisal))

    one, two = sorted_by_appraisal(read), sorted_by_appraisal(played)
    for name in ("appraisal", "hammer", "start", "round", "bidders", "bids", "second", "lowest", "spread"):
        np.testing.assert_allclose(getattr(one, name), getattr(two, name), rtol=1e-9, err_msg=name)
    assert 0.0 < np.isnan(one.hammer).mean() < 1.0
    assert (~np.isnan(one.second)).sum() > 20


def test_another_arm_has_no_lots_here(tmp_path):
    study = replace(load_text(STUDY).study, tables=("lots",))
    store = Store(tmp_path / "store", "program")
    play_all([study], store, Options(), lambda done, total: None)
    write_observed(tmp_path, study, store)
    with pytest.raises(ScenarioError, match="holds 0 lots of arm site; nothing is fitted to fewer than 30"):
        read_sales(tmp_path / "observed" / "lots.csv", None, "site", ("flats",))
