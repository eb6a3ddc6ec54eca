"""The Chinese studies: what they print, whether beliefs come true, whether it matters who resolves the auctions."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.acceptance.test_market import CHECKOUT, played, rows

STUDIES = {"cn_courts": "platform", "cinda_zhejiang_2015": "platform"}
PRINTED = (
    "sell_through", "listing_success", "price_to_worth", "price_to_market", "price_to_appraisal", "net_proceeds_share",
    "time_to_cash_days", "bidders_entered", "outsider_share", "curse_gap", "welfare_share",
)  # fmt: skip
SMALL = {
    "cn_courts": ("--set", "lots.homes.count=60", "--set", "lots.shops.count=30", "--set", "lots.plants.count=20"),
    "cinda_zhejiang_2015": ("--set", "lots.secured.count=60", "--set", "lots.unsecured.count=40"),
}
MARKETS = sorted(path.stem for path in (CHECKOUT / "scenarios" / "market").glob("*.yaml"))
PAGE = (CHECKOUT / "docs" / "studies.md").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return str(tmp_path_factory.mktemp("studies"))


@pytest.mark.parametrize("study", STUDIES)
def test_every_contrast_has_an_interval_and_a_range_for_every_class(study, folder, verdict):
    """Shrunk: whether the figures are there does not depend on how many lots they are made of."""
    more = ("--replications", "4", "--set", "ranges.points=3", "--set", "ranges.replications=2")
    played(folder, study, *SMALL[study], *more)
    found = rows(folder, study, "contrasts.csv")
    groups = sorted({row["group"] for row in found})
    lacking = [
        f"{measure}{group}"
        for measure in PRINTED
        for group in groups
        if not [
            row
            for row in found
            if (row["measure"], row["group"]) == (measure, group)
            and all(row[name] for name in ("difference", "ci_low", "ci_high", "range_low", "range_high"))
        ]
    ]
    name = f"{study}: {len(PRINTED)} measures for {len(groups)} groups, with interval and range"
    verdict(name, f"lacking {lacking}", "lacking []", not lacking)


@pytest.mark.parametrize("study", STUDIES)
def test_every_measure_is_explained(study, verdict):
    from sim.scenario import load

    lacking = [
        name
        for name in load(CHECKOUT / "scenarios" / "market" / f"{study}.yaml").study.measures
        if f"`{name}`" not in PAGE
    ]
    verdict(f"{study}: measures that docs/studies.md does not tell", lacking, [], not lacking)


@pytest.mark.parametrize("market", MARKETS)
def test_beliefs_come_true(market, folder, verdict):
    """Within a tenth, or the page says why not."""
    out = f"{folder}/beliefs"
    played(out, market, "--replications", "10", "--set", "ranges.points=0")
    manifest = json.loads((Path(out) / market / "manifest.json").read_text(encoding="utf-8"))
    gaps = {f"{line['arm']}/{line['lots']}": line["belief_gap"] for line in manifest["entry"] if "belief_gap" in line}
    wide = [f"{where} {gap:+.1%}" for where, gap in gaps.items() if abs(gap) > 0.10]
    told = market in PAGE and "belief" in PAGE
    largest = max((abs(gap) for gap in gaps.values()), default=0.0)
    name = f"{market}: who came beside who was believed to come, {len(gaps)} pairs of arm and lots"
    verdict(name, f"largest gap {largest:.1%}; above a tenth: {wide}", "none, or explained", not wide or told)


@pytest.mark.parametrize("study", [*STUDIES, "doubtful_goods"])
def test_either_engine_makes_the_same_tables(study, folder, verdict):
    small = (*SMALL.get(study, ()), "--replications", "2", "--set", "output.tables=[lots, bids, bidders]")
    more = ("--set", "ranges.points=0", *small) if study in STUDIES else small
    tables = {}
    for engine in ("kernel", "staged"):
        out = f"{folder}/{engine}"
        played(out, study, *more, "--engine", engine)
        tables[engine] = {path.name: path.read_bytes() for path in sorted((Path(out) / study).glob("*.csv"))}
    differ = [name for name, data in tables["kernel"].items() if tables["staged"].get(name) != data]
    verdict(f"{study}: tables that differ between engines, of {len(tables['kernel'])}", differ, [], not differ)
