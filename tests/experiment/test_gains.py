"""Who gains, and round by round: tables of the stand-in, worked out again."""

from __future__ import annotations

import numpy as np
import pytest

from sim import measures
from sim.experiment.gains import who_gains
from sim.experiment.rounds import count, rounds
from sim.measures.parties import PARTIES
from tests.experiment import stub
from tests.experiment.test_running import go, table, worths


@pytest.fixture(scope="module")
def done(tmp_path_factory):
    folder = tmp_path_factory.mktemp("results") / "stub"
    go(folder)
    return folder


def test_parties_of_the_stand_in(done):
    """Lots sell at 0.9 of their worth, which is owed to one creditor; what does not sell yields nothing."""
    lines = {(line["group"], line["party"]): line for line in table(done, "who_gains.csv")}
    assert {group for group, _ in lines} == {"", "lots=flats", "lots=shops"}
    worth = worths()
    low, high = (np.where(0.9 * worth >= reserve, worth, 0.0) for reserve in (0.1, 0.6))
    for group, lots in (("", slice(None)), ("lots=flats", slice(3)), ("lots=shops", slice(3, None))):
        for party, share in (("first_creditor", 0.9), ("buyers", 0.1), ("all", 1.0)):
            line = lines[group, party]
            here, there = share * high[:, lots].mean(axis=1), share * low[:, lots].mean(axis=1)
            apart = here - there
            half = 2.4469118511449692 * apart.std(ddof=1) / np.sqrt(7)  # Student's t with 6 degrees
            found = [float(line[name]) for name in ("in_arm", "in_baseline", "difference", "ci_low", "ci_high")]
            expected = [here.mean(), there.mean(), apart.mean(), apart.mean() - half, apart.mean() + half]
            assert found == pytest.approx(expected, abs=1e-11)
            assert (line["arm"], line["baseline"], line["n"]) == ("high", "low", "7")
        others = set(PARTIES) - {"first_creditor", "buyers", "all"}
        assert {float(lines[group, party]["difference"]) for party in others} == {0.0}


def test_a_group_without_lots_in_a_replication_lowers_n():
    study = stub.study()
    here = {(party, ""): np.array([1.0, np.nan, 3.0, 5.0]) for party in PARTIES}
    there = {(party, ""): np.array([2.0, 1.0, np.nan, 4.0]) for party in PARTIES}
    nowhere = {(party, ""): np.full(4, np.nan) for party in PARTIES}
    line = next(who_gains(study, {"high": here, "low": there}))
    assert line[4:7] == (3.0, 3.0, 0.0)
    assert line[-1] == 2
    assert next(who_gains(study, {"high": here, "low": nowhere}))[4:6] == (None, None)


def test_rounds_of_the_stand_in(done):
    (line,) = [line for line in table(done, "rounds.csv") if (line["arm"], line["group"]) == ("high", "")]
    sold = 0.9 * worths() >= 0.6
    assert (line["round"], line["kind"], line["lots"], line["sold"]) == ("1", "auction", "35", str(sold.sum()))
    assert (line["taken"], line["passed_in"]) == ("0", str((~sold).sum()))
    assert float(line["sold_share"]) == pytest.approx(sold.mean())
    assert float(line["passed_in_share"]) == pytest.approx(1.0 - sold.mean())


LOTS = {
    "replication": np.array([0.0, 0.0, 0.0, 1.0, 1.0]),
    "state": np.array(["sold", "sold_off", "taken", "returned", "sold"]),
    "round": np.array([1.0, 3.0, 0.0, 0.0, 2.0]),
    "last_round": np.array([1.0, 3.0, 1.0, 3.0, 2.0]),
}


def test_lots_are_counted_in_every_round_they_are_called_in():
    """Called, sold, taken: by replication and round."""
    counts = count(LOTS, measures.cells(LOTS), 3)
    assert counts.tolist() == [
        [[3, 1, 1], [1, 0, 0], [1, 1, 0]],
        [[2, 0, 0], [2, 1, 0], [1, 0, 0]],
    ]
    study = stub.study(stub.SCENARIO, "arms.low.rules.rounds=2", "arms.low.rules.then=sell_off")
    lines = list(rounds(study, {("low", ""): counts}))
    assert [line[:8] for line in lines] == [
        ("low", "", 1, "auction", 5, 1, 1, 3),
        ("low", "", 2, "auction", 3, 1, 0, 2),
        ("low", "", 3, "sell_off", 2, 1, 0, 1),
    ]
    assert [line[8] for line in lines] == pytest.approx([1 / 6, 1 / 4, 1 / 2])
    assert [line[12:] for line in lines] == [pytest.approx(pair) for pair in ((1 / 6, 2 / 3), (0, 3 / 4), (0, 1 / 2))]
