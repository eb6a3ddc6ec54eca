"""A draft on a portfolio of one's own: intervals and ranges, levers that add up, a file that stands alone.

Few replications, but all points of the ranges and all combinations of levers: whether figures are there, and whether
parts add up, does not depend on how often nature is drawn.
"""

from __future__ import annotations

import csv
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from sim.scenario import load

CHECKOUT = Path(__file__).resolve().parents[2]
SCENARIO = CHECKOUT / "scenarios" / "policy" / "second_round.yaml"
FEW = ("--replications", "3", "--set", "ranges.replications=2")
CLASSES = ("", "class=home", "class=plant", "class=shop")


def run(scenario, out, *more):
    return subprocess.run(
        [sys.executable, "run_sim.py", str(scenario), "--out", str(out), "--quiet", *more],
        cwd=CHECKOUT,
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    out = tmp_path_factory.mktemp("policy")
    done = run(SCENARIO, out, *FEW)
    assert done.returncode == 0, done.stderr
    return out / "second_round"


def rows(folder, table):
    with (folder / table).open(newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def test_every_measure_has_an_interval_and_a_range_for_every_class(folder, verdict):
    study, found = load(SCENARIO).study, rows(folder, "contrasts.csv")
    whole = {
        (row["arm"], row["measure"], row["group"])
        for row in found
        if all(row[name] for name in ("difference", "ci_low", "ci_high", "range_low", "range_high"))
    }
    wanted = {
        (arm, measure, group)
        for arm in ("draft", "draft_with_floor")
        for measure in study.measures
        for group in CLASSES
    }
    name = f"{len(study.measures)} measures, 2 arms, {len(CLASSES)} groups, with interval and range"
    verdict(name, sorted(wanted - whole), [], wanted <= whole)


def test_the_levers_add_up(folder, verdict):
    found = [row for row in rows(folder, "decomposition.csv") if row["participation"] == "total"]
    whole = {(row["measure"], row["group"]): float(row["effect"]) for row in found if row["part"] == "whole"}
    shares = {where: {} for where in whole}
    for row in found:
        if row["part"] == "share":
            shares[row["measure"], row["group"]][row["lever"]] = float(row["effect"])
    assert all(set(parts) == {"cut", "deposit"} for parts in shares.values())
    off = max(abs(sum(shares[at].values()) - gap) / max(abs(gap), 1.0) for at, gap in whole.items())
    verdict(f"cut and deposit: largest miss of the sum of shares in {len(whole)} gaps", off, "below 1e-9", off < 1e-9)


def test_the_resolved_file_alone_makes_the_same_tables(folder, tmp_path, verdict):
    shutil.copy(folder / "scenario.resolved.yaml", tmp_path / "second_round.yaml")
    done = run(
        tmp_path / "second_round.yaml", tmp_path / "again", "--set", "ranges.points=0", "--set", "decompose=null"
    )
    assert done.returncode == 0, done.stderr
    once = run(SCENARIO, tmp_path / "once", *FEW, "--set", "ranges.points=0", "--set", "decompose=null")
    assert once.returncode == 0, once.stderr
    here, there = tmp_path / "once" / "second_round", tmp_path / "again" / "second_round"
    names = sorted(path.name for path in here.glob("*.csv"))
    differing = [name for name in names if (here / name).read_bytes() != (there / name).read_bytes()]
    verdict(f"{len(names)} tables of the resolved file alone: differing", differing, [], bool(names) and not differing)


def test_lots_bear_the_ids_of_the_file(folder, verdict):
    with (SCENARIO.parent / "portfolio.csv").open(newline="", encoding="utf-8") as file:
        own = {row["id"]: row for row in csv.DictReader(file)}
    found = rows(folder, "lots.csv")
    wrong = [
        row["lot"]
        for row in found
        if row["asset_class"] != own[row["lot"]]["class"]
        or float(row["appraisal"]) != float(own[row["lot"]]["appraisal"])
        or own[row["lot"]]["region"] not in {"", row["region"]}
    ]
    verdict("lots by id that differ from the file", wrong, [], not wrong and {row["lot"] for row in found} == set(own))


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("H999,3,noth,home,900000,,", "region: there is no region noth; did you mean north?"),
        ("H999,3,north,home,-900000,,", "appraisal: must be a number above 0, got -900000"),
        ("H999,3,north,home,900.000;00,,", 'appraisal: must be a number above 0, got text "900.000;00"'),
    ],
)
def test_a_fault_in_a_cell_is_told_and_nothing_is_written(tmp_path, line, told, verdict):
    for name in ("second_round.yaml", "portfolio.csv"):
        shutil.copy(SCENARIO.parent / name, tmp_path / name)
    with (tmp_path / "portfolio.csv").open("a", encoding="utf-8") as file:
        file.write(f"{line}\n")
    done = run(tmp_path / "second_round.yaml", tmp_path / "results")
    column = line.index("noth" if "noth," in line else line.split(",")[4]) + 1
    wanted = f"{tmp_path}/portfolio.csv:98:{column}: lots.portfolio.rows.H999.{told}\n"
    figure = (done.returncode, done.stdout, done.stderr == wanted, (tmp_path / "results").exists())
    verdict(f"exit, output, message, folder of: {told}", figure, (2, "", True, False), figure == (2, "", True, False))
