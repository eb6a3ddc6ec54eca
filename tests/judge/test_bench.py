"""The plain programs of ``benchmarks/`` play the same market as the engines."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.errors import RunError
from sim.judge import bench, entry_bench
from sim.kernel import KERNEL


@pytest.mark.parametrize("name", bench.PLAIN)
@settings(max_examples=30, deadline=None)
@given(
    seed=st.integers(0, 2**32),
    step=st.sampled_from([0.001, 0.05, 0.3]),
    coarse=st.booleans(),
    slow=st.sampled_from([1, 30]),
)
def test_a_plain_program_finds_the_kernels_winner_price_and_bids(name, seed, step, coarse, slow):
    briefs = [_with(brief, step, slow, coarse=coarse) for brief in bench.auctions(8, seed)]
    found = bench.program(name).play([bench.sale(brief) for brief in briefs])
    assert found == [bench.outcome(KERNEL[brief.play](brief), brief) for brief in briefs]


def _with(brief, step, slow, *, coarse):
    """Another step, all looks in the last minutes so that the end moves, replies slower or on a grid of 5 seconds."""
    reply = slow * (brief.reply // 5_000_000 + 1) * 5_000_000 if coarse else slow * brief.reply
    first = brief.first // 1000 % 600_000 * 1000 + brief.closes - 600_000_000 + brief.first % 1000
    return replace(brief, ladder=replace(brief.ladder, step=step), reply=reply, first=first)


def test_the_auctions_are_worth_a_race():
    briefs = bench.auctions(50)
    records = [KERNEL[brief.play](brief) for brief in briefs]
    assert 20 < sum(record.bids for record in records) / len(briefs) < 100
    assert any(record.extended > 0 for record in records)


def test_the_table_names_every_player():
    lines = bench.bench(count=20, repetitions=1).splitlines()
    assert lines[0].startswith("20 ascending auctions")
    assert [line[:22].strip() for line in lines[2:]] == [
        "kernel",
        "staged",
        "process per bidder",
        "process per session",
    ]
    assert lines[3].endswith("1.00x")


def test_ratios_are_to_the_staged_engine():
    speeds = [bench.Speed("kernel", 10, 100, 0.5), bench.Speed("staged", 10, 100, 2.0)]
    assert bench.table(speeds).splitlines()[1].split() == ["kernel", "20", "200", "4.00x"]


def test_players_that_disagree_are_not_compared(monkeypatch):
    honest = bench.players

    def with_a_liar(briefs):
        return honest(briefs) | {"liar": lambda: [(-1, 0.0, 0)] * len(briefs)}

    monkeypatch.setattr(bench, "players", with_a_liar)
    with pytest.raises(RunError, match="auction 0: liar found"):
        bench.race(bench.auctions(3), repetitions=1)


def test_outside_a_checkout_the_message_says_so(monkeypatch, tmp_path):
    monkeypatch.setattr(bench, "PROGRAMS", tmp_path)
    with pytest.raises(RunError, match="from a checkout"):
        bench.program("process_per_bidder")


def test_entry_is_timed_at_every_venue_and_cost():
    head, names, *rows = entry_bench.entry_bench(repetitions=1).splitlines()
    assert "median of 1" in head
    assert names.split() == ["who", "comes", "seconds", "entrants", "residual"]
    numbers = {row.split()[0]: [float(cell) for cell in row.split()[1:]] for row in rows}
    assert list(numbers) == ["hall", "hall_cheap", "platform", "platform_cheap"]
    assert all(0.0 < seconds < 60.0 and residual < 1e-3 for seconds, _, residual in numbers.values())
    assert numbers["hall_cheap"][1] > numbers["hall"][1]
    assert numbers["platform_cheap"][1] > numbers["platform"][1]
