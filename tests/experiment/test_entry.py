"""Who comes, from a scenario to its ledgers: as many as were believed, whose costs are covered by what they earn."""

from __future__ import annotations

import math

import numpy as np
import pytest

from sim.entities.entry import Kind
from sim.equilibrium.hall_plan import HallPlan
from sim.errors import NoEquilibriumError
from sim.experiment import prepare
from sim.market.market import play
from sim.scenario import load_text

MARKET = """
title: Who comes
seed: 11
replications: 1
lots:
  flats:
    count: 400
    arrive: at_start
    worth: {model: lognormal, median: 100, common_sd: 0.3}
    appraisal: {bias: 0.05, sd: 0.15}
bidders:
  dealers: {count: {poisson: 12}, taste_sd: 0.15, signal_sd: 0.25, strategy: equilibrium}
arms:
  here:
    place: {like: frictionless_place, registration_cost: 2}
    rules: {like: frictionless, format: second_price, reserve_share: 0.7, shows: [bids]}
baseline: here
"""
ONE_PRICE = ("lots.flats.appraisal=none", "arms.here.rules.reserve=80")
"""All lots are alike before anybody looks."""


def study(*sets):
    return load_text(MARKET, sets=sets).study


def played(of, plans, replications, arm="here"):
    """Rows of several replications."""
    return [row for r in range(replications) for row in play(of, arm, r, plans).rows]


def column(rows, name):
    return np.array([math.nan if getattr(row, name) is None else getattr(row, name) for row in rows], dtype=float)


VARIANTS = {
    "start prices that differ": (),
    "one start price": ONE_PRICE,
    "no start price": ("arms.here.rules.reserve=0",),
    "regions": ("regions=8", "arms.here.place.travel_cost_elsewhere=4", "arms.here.place.aware_elsewhere=0.6"),
    "a fee and steps": ("arms.here.rules.buyer_fee=0.05", "arms.here.place.disclosure_level=2"),
    "naive bidders": ("bidders.dealers.strategy=truthful",),
    "a known number": ("bidders.dealers.count=12",),
    "equal costs": ("bidders.dealers.entry_cost_sd=0", *ONE_PRICE),
    "closer looks": ("arms.here.place.inspection_sd=0.1", "arms.here.place.inspection_cost=0.5"),
    "defects, some told": (
        "lots.flats.defect={probability: 0.3, loss_share: 0.2}",
        "arms.here.place.defect_revealed=0.5",
    ),
}


@pytest.mark.parametrize("sets", VARIANTS.values(), ids=list(VARIANTS))
def test_as_many_come_as_are_believed_to(sets):
    of = study(*sets)
    rows = played(of, prepare(of), 5)
    off = column(rows, "came") - column(rows, "believed")
    assert abs(off.mean()) < 4.0 * off.std() / math.sqrt(len(off))
    assert off.std() > 0.3
    assert 0.5 < column(rows, "came").mean() < 11.0


def test_who_comes_last_earns_what_it_costs():
    """The profits of all who come, over how many come, are those that one more may expect; costs stop there."""
    of = study(*ONE_PRICE)
    plans = prepare(of)
    rows = played(of, plans, 40)
    ((sort, worth),) = plans.turnouts["here", "flats", 1].comers.values()
    came, profit = column(rows, "came"), np.nan_to_num(column(rows, "worth_buyer") - column(rows, "buyer_paid"))
    mean, error = profit.sum() / came.sum(), profit.std() * math.sqrt(len(rows)) / came.sum()
    assert error < 0.02 * mean
    (last,) = worth.plain
    assert abs(mean - last) < 4.0 * error
    spent = column(rows, "entry_costs").sum() / came.sum()
    draws = 2.0 * np.exp(0.5 * np.random.default_rng(2).standard_normal(400_000))
    assert came.mean() / 12.0 == pytest.approx(np.mean(draws <= last), abs=0.006)
    assert spent == pytest.approx(draws[draws <= last].mean(), rel=0.01)
    assert sort.group == "dealers"


def test_cheaper_ways_bring_more_and_free_ones_everybody():
    came = []
    for cost in (4.0, 1.0, 0.0):
        of = study(f"arms.here.place.registration_cost={cost}")
        came.append(column(played(of, prepare(of), 2), "came").mean())
    assert came == sorted(came)
    assert came[-1] == pytest.approx(12.0, abs=4 * math.sqrt(12.0 / 800.0))


def test_who_buys_the_look_depends_on_what_it_costs():
    looked = []
    for cost in (0.1, 1.0, 10.0):
        sets = "arms.here.place.inspection_sd=0.1", f"arms.here.place.inspection_cost={cost}"
        of = study(*sets)
        rows = played(of, prepare(of), 2)
        looked.append(column(rows, "inspected").sum() / column(rows, "came").sum())
    assert looked == sorted(looked, reverse=True)
    assert looked[0] > 0.9
    assert looked[-1] < 0.05


def test_a_hall_is_played_among_those_who_come():
    of = study("arms.here.rules.format=clock", "arms.here.rules.shows=[bids, identities, dropouts]")
    plans = prepare(of)
    assert isinstance(plans.limits["here", "flats", "dealers", 1], HallPlan)
    assert "times what they are with drop-outs seen" in plans.turnouts["here", "flats", 1].method
    rows = played(of, plans, 3)
    off = column(rows, "came") - column(rows, "believed")
    assert abs(off.mean()) < 4.0 * off.std() / math.sqrt(len(off))


def test_numbers_at_the_levels_reach_the_plans():
    of = study("arms.here.place.inspection_sd=0.1", "arms.here.place.inspection_cost=0.5")
    plans = prepare(of)
    turnout = plans.turnouts["here", "flats", 1]
    assert set(plans.limits) == {("here", "flats", name, 1) for name in ("dealers", "dealers, looked")}
    for kind in (Kind("dealers"), Kind("dealers", looked=True)):
        assert plans.limits["here", "flats", kind.name, 1].levels == turnout.levels
        assert len(turnout.numbers(kind)) == 5


@pytest.mark.parametrize(
    ("sets", "message"),
    [
        (("arms.here.rules.format=first_price",), r"arms.here, lots.flats: .* with noisy looks; use english"),
        (("bidders.dealers.entry_cost_sd=0", "regions=4", "arms.here.place.travel_cost_elsewhere=1"), "equal costs"),
        (("behaviour.entry=after_signal",), "use behaviour.entry: before_signal; or use behaviour.entry: everyone"),
    ],
)
def test_what_is_not_solved_names_arm_lots_and_a_way_out(sets, message):
    with pytest.raises(NoEquilibriumError, match=message):
        prepare(study(*sets))
