"""What an outsider saw is what rules let the board show, and nothing that only nature or the bidders know."""

from __future__ import annotations

from collections import Counter, defaultdict

import pytest

from sim.experiment import Options, Origin, run
from sim.experiment.board import told
from sim.experiment.observed import OBSERVED_BIDS, OBSERVED_LOTS, identity
from sim.measures.parties import PARTIES
from sim.scenario import load_text
from tests.experiment.test_running import nothing, table

SCENARIO = """
title: What is seen
seed: 3
replications: 2
tick: 1
regions: 2
lots:
  flats:
    count: 8
    worth: {model: lognormal, median: 500000, common_sd: 0.3}
    keep_value: 0.3
    creditors: [{name: mortgage, owed_share: 0.5}, {name: bank, owed_share: 0.2}]
sellers: {court: {holding_cost_share_per_year: 0.05}}
bidders:
  dealers: {count: 6, signal_sd: 0, strategy: truthful, cannot_pay: 0.3}
behaviour: {entry: everyone}
arms:
  shown:
    place: {registration_cost: 100, travel_cost_elsewhere: 900, admin_cost: 50}
    rules:
      format: english
      shows: [bids, bidder_count, identities]
      proxy: true
      reserve_share: 0.9
      rounds: 2
      deposit_share: 0.1
      buyer_fee: 0.02
      seller_fee: 0.01
      then: sell_off
  numbered: {like: shown, rules: {shows: [bids]}}
  hidden: {like: shown, rules: {shows: []}}
  clock: {like: shown, rules: {format: clock, shows: [dropouts], floor_share: 1.0}}
contrasts: [[numbered, shown]]
output: {tables: [lots, bids, bidders, ledger], observed: true}
"""


@pytest.fixture(scope="module")
def done(tmp_path_factory):
    folder = tmp_path_factory.mktemp("results") / "seen"
    found = load_text(SCENARIO)
    run(
        found.study,
        Origin("python run_sim.py seen.yaml", found.resolved_yaml(), {}),
        folder,
        Options(),
        nothing,
        nothing,
    )
    return folder


@pytest.fixture(scope="module")
def listings(done):
    return table(done, "observed/lots.csv")


def of(lines, arm):
    return [line for line in lines if line["arm"] == arm]


def auction(line):
    return line["arm"], line["replication"], line["lot"], line["attempt"]


def test_a_line_a_listing_as_it_was_published(done, listings):
    rows = {(line["arm"], line["replication"], line["lot"]): line for line in table(done, "lots.csv")}
    held = Counter((line["arm"], line["replication"], line["lot"]) for line in listings)
    assert held == {key: int(line["attempts"]) for key, line in rows.items()}
    for line in listings:
        row = rows[line["arm"], line["replication"], line["lot"]]
        assert [line[name] for name in ("appraisal", "region", "seller")] == [
            row[name] for name in ("appraisal", "region", "seller")
        ]
        assert float(line["listed_day"]) <= float(line["opens_day"]) <= float(line["ended_day"])
        assert float(line["deposit"]) == pytest.approx(0.1 * float(line["start"]))
        assert line["kind"] == ("sell_off" if line["round"] == "3" else "auction")
        if line["sold"] == "1":
            hammer = float(line["hammer"])
            assert hammer >= float(line["start"])
            assert float(line["buyer_fee"]) == pytest.approx(0.02 * hammer, abs=0.5)
            assert float(line["seller_fee"]) == pytest.approx(0.01 * hammer, abs=0.5)
        else:
            assert {line[name] for name in ("hammer", "buyer_fee", "seller_fee", "winner")} == {""}
    first = [line for line in listings if line["attempt"] == "1" and line["arm"] != "clock" and line["sold"] == "1"]
    assert len(first) > 10
    for line in first:
        assert line["hammer"] == rows[line["arm"], line["replication"], line["lot"]]["first_hammer"]


def test_a_floor_is_seen_as_the_start_price(listings):
    clock = of(listings, "clock")
    assert any(line["sold"] == "1" for line in clock)
    assert all(float(line["start"]) == pytest.approx(float(line["appraisal"]), abs=1.0) for line in clock)
    assert any(float(line["start"]) < 0.95 * float(line["appraisal"]) for line in of(listings, "shown"))


def test_only_what_the_board_shows(done, listings):
    bids = table(done, "observed/bids.csv")
    assert {line["arm"] for line in bids} == {"shown", "numbered", "clock"}
    assert {line["what"] for line in of(bids, "clock")} == {"let_go"}
    assert {line["what"] for line in of(bids, "shown")} == {"bid"}
    entered = Counter(auction(line) for line in table(done, "bidders.csv") if line["entered"] == "1")
    for line in listings:
        seen = [bid for bid in bids if auction(bid) == auction(line)]
        if line["arm"] == "hidden":
            assert (line["seen"], line["bids"], line["winner"], line["registered"]) == ("", "", "", "")
            continue
        assert (int(line["seen"]), int(line["bids"])) == (len({bid["bidder"] for bid in seen}), len(seen))
        assert line["registered"] == (str(entered[auction(line)]) if line["arm"] == "shown" else "")
        if line["arm"] == "numbered" and line["sold"] == "1":
            assert [seen[-1]["holder"], float(seen[-1]["standing"])] == [line["winner"], float(line["hammer"])]
            assert {bid["bidder"] for bid in seen} == {str(1 + number) for number in range(int(line["seen"]))}


def test_codes_are_the_same_across_auctions_only_where_identities_are_shown(done, listings):
    """The same bids are behind both boards: names there, numbers here."""
    bids = table(done, "observed/bids.csv")
    labels = {identity(f"dealers-{number}") for number in range(6)}
    shown, numbered = ([(bid["bidder"], bid["holder"]) for bid in of(bids, arm)] for arm in ("shown", "numbered"))
    assert len(shown) == len(numbered) > 20
    assert {name for pair in shown for name in pair} <= labels
    assert {name for pair in numbered for name in pair} <= set("123456")
    called = defaultdict(set)
    for (name, _), (number, _) in zip(shown, numbered, strict=True):
        called[number].add(name)
    assert len(called["1"]) > 1, "number 1 is not always the same bidder"


def test_times_do_not_tell_bidders_apart(done):
    """Every participant acts in a microsecond of its own; what is published is whole milliseconds."""
    seconds = [float(line["second"]) for line in table(done, "observed/bids.csv")]
    assert [round(1e6 * second) % 1000 for second in seconds] == [0] * len(seconds)
    assert (told(3_064_005), told(3_064_000)) == (3_064_000, 3_064_000)


def test_nothing_else_is_told(done):
    for name, header in (("lots", OBSERVED_LOTS), ("bids", OBSERVED_BIDS)):
        text = (done / "observed" / f"{name}.csv").read_text(encoding="utf-8")
        assert tuple(text.split("\n", 1)[0].split(",")) == header
        assert "dealers" not in text
    private = {"worth", "limit", "signal", "estimate", "bidder_group", "margin", "buyer", "cash_day", "state"}
    assert not private & ({*OBSERVED_LOTS} | {*OBSERVED_BIDS})


def test_the_ledger_has_what_each_party_has(done):
    """Sums of payments by party, and the buyer's worth, are the table who_gains; the escrow keeps nothing."""
    net = defaultdict(float)
    escrow = defaultdict(float)
    for line in table(done, "ledger.csv"):
        amount = float(line["amount"])
        assert amount > 0.0
        for party, sign in ((line["payer_party"], -1.0), (line["payee_party"], 1.0)):
            net[line["arm"], party] += sign * amount
            if party == "escrow":
                escrow[line["arm"], line["replication"], line["lot"]] += sign * amount
    rows = table(done, "lots.csv")
    for row in rows:
        net[row["arm"], "buyers"] += float(row["worth_buyer"] or 0.0)
    assert len(escrow) == len(rows)
    assert all(abs(left) < 1e-4 for left in escrow.values())
    lots = sum(row["arm"] == "shown" for row in rows)
    gains = {line["party"]: line for line in table(done, "who_gains.csv") if line["group"] == ""}
    for party in set(PARTIES) - {"all"}:
        assert float(gains[party]["in_arm"]) == pytest.approx(net["numbered", party] / lots, rel=1e-9, abs=1e-4)
        assert float(gains[party]["in_baseline"]) == pytest.approx(net["shown", party] / lots, rel=1e-9, abs=1e-4)
    assert {line["payee"] for line in table(done, "ledger.csv") if line["what"] == "distribution"} == {
        "mortgage", "bank", "debtor",
    }  # fmt: skip


def test_bids_of_an_outsider_are_written_only_if_bids_are_wanted(tmp_path):
    found = load_text(SCENARIO, sets=("output.tables=[lots]", "replications=1", "lots.flats.count=2"))
    folder = tmp_path / "few"
    run(found.study, Origin("", found.resolved_yaml(), {}), folder, Options(), nothing, nothing)
    assert [path.name for path in (folder / "observed").iterdir()] == ["lots.csv"]
    assert not (folder / "ledger.csv").exists()
    page = (folder / "README.txt").read_text(encoding="utf-8")
    assert "\nobserved/lots.csv: " in page
    assert "\nobserved/bids.csv: " not in page
