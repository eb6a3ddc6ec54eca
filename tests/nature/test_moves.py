"""Nothing moves a draw but its own name: neither groups, lots, arms, rules, counts nor the order in the file."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.entities.study import Appraisal, PoissonCount, SellerGroup
from sim.formats import FORMATS
from sim.laws import Uniform
from sim.values import LognormalWorth
from tests.nature.facts import of_lots, of_pairs
from tests.studies import a_bidder_group, a_lot_group, a_study, a_venue, an_arm

MARKET = LognormalWorth(median=1e6, common_sd=0.4)
LOTS = {
    "cars": a_lot_group(count=6, arrive="spread", region="north", worth=MARKET),
    "flats": a_lot_group(count=8, arrive="spread", worth=MARKET, appraisal=Appraisal(0.1, 0.2)),
    "loans": a_lot_group(count=None, rate_per_day=0.05),
    "plots": a_lot_group(count=5),
}
TRAITS = {"margin": Uniform(0.0, 0.2), "wealth": Uniform(1e5, 1e7)}
BIDDERS = {
    "amateurs": a_bidder_group(count=1500, interest=0.01, **TRAITS),
    "brokers": a_bidder_group(count=4, interest=0.5, taste_sd=0.3, region="south"),
    "crowd": a_bidder_group(count=PoissonCount(6.0), interest=0.8, **TRAITS),
    "dealers": a_bidder_group(count=3, worth=Uniform(2.0, 3.0), wants=("cars", "plots")),
}
REGIONS = {"north": 2.0, "south": 1.0, "west": 3.0}


def study(lots=LOTS, bidders=BIDDERS, **changes):
    return a_study(an_arm(bidders=bidders), lots=lots, regions=REGIONS, **changes)


WHOLE = study()
LOT_FACTS, PAIR_FACTS = of_lots(WHOLE), of_pairs(WHOLE)


def within(names, lots=LOTS, bidders=BIDDERS):
    """Pairs of these lot and bidder groups."""
    groups = set(lots), set(bidders)
    return {
        (lot, who): fact
        for (lot, who), fact in names.items()
        if lot.rpartition("-")[0] in groups[0] and who.rpartition("-")[0] in groups[1]
    }


def test_the_study_of_these_tests_has_everything():
    assert {lot.rpartition("-")[0] for lot in LOT_FACTS} == set(LOTS)
    assert {who.rpartition("-")[0] for _, who in PAIR_FACTS} == set(BIDDERS)
    assert any(who.startswith("amateurs") and int(who.rpartition("-")[2]) >= 1024 for _, who in PAIR_FACTS)


@settings(max_examples=40, deadline=None)
@given(st.sets(st.sampled_from(sorted(LOTS)), min_size=1), st.sets(st.sampled_from(sorted(BIDDERS))), st.booleans())
def test_groups_do_not_know_of_one_another(lots, bidders, backwards):
    some_lots = {name: LOTS[name] for name in sorted(lots, reverse=backwards)}
    some_bidders = {name: BIDDERS[name] for name in sorted(bidders, reverse=backwards)}
    part = study(some_lots, some_bidders)
    assert of_lots(part) == {name: fact for name, fact in LOT_FACTS.items() if name.rpartition("-")[0] in lots}
    assert of_pairs(part) == within(PAIR_FACTS, some_lots, some_bidders)


@pytest.mark.parametrize(
    "changes",
    [
        {"venue": a_venue({"aware_elsewhere": 0.2, "lost_bid": 0.1}, format=FORMATS["first_price"](), reserve=5.0)},
        {"label": "the other one"},
        {"sellers": {"bank": SellerGroup(kind="bank")}},
    ],
    ids=["place and rules", "label", "seller"],
)
def test_rules_move_nothing(changes):
    other = an_arm(bidders=BIDDERS, **changes)
    changed = a_study(other, lots=LOTS, regions=REGIONS)
    assert of_lots(changed) == LOT_FACTS
    assert of_pairs(changed) == PAIR_FACTS


def test_another_arm_moves_nothing_and_draws_the_same():
    twin = an_arm("another", bidders=dict(reversed(BIDDERS.items())))
    both = a_study(an_arm(bidders=BIDDERS), twin, lots=LOTS, regions=REGIONS)
    assert of_pairs(both) == of_pairs(both, "another") == PAIR_FACTS


def test_neither_do_the_words_around_it():
    around = study(title="other", replications=99, tick=1.0, currency="EUR", by=("class",))
    assert of_pairs(around) == PAIR_FACTS


@pytest.mark.parametrize("changes", [{"seed": 2}, {"seed": 10}, {"seed": 2**64 + 1}])
def test_another_seed_moves_everything(changes):
    assert not set(of_pairs(study(**changes)).items()) & set(PAIR_FACTS.items())


def test_replications_and_seeds_may_not_be_swapped():
    draws = [of_pairs(study(seed=seed), replication=number) for seed, number in ((1, 10), (10, 1), (11, 0), (1, 0))]
    reaches = [{fact[1] for fact in found.values()} for found in draws]
    assert not any(reaches[i] & reaches[j] for i in range(4) for j in range(i))


@pytest.mark.parametrize("count", [0, 1, 900, 1023, 1024, 1025, 1400, 2047, 2048, 2049, 7000])
def test_the_kth_bidder_keeps_his_draws_whatever_the_count(count):
    other = of_pairs(study(bidders=BIDDERS | {"amateurs": replace(BIDDERS["amateurs"], count=count)}))
    smaller = min(count, 1500)

    def early(facts):
        return {
            pair: fact
            for pair, fact in facts.items()
            if not pair[1].startswith("amateurs") or int(pair[1].rpartition("-")[2]) < smaller
        }

    assert early(other) == early(PAIR_FACTS)
    numbers = [int(who.rpartition("-")[2]) for _, who in other if who.startswith("amateurs")]
    assert all(number < count for number in numbers)


@pytest.mark.parametrize("mean", [0.0, 2.0, 6.0, 15.0])
def test_a_larger_mean_only_adds_visitors(mean):
    other = of_pairs(study(bidders=BIDDERS | {"crowd": replace(BIDDERS["crowd"], count=PoissonCount(mean))}))
    few, many = (PAIR_FACTS, other) if mean >= 6.0 else (other, PAIR_FACTS)
    assert set(few.items()) <= set(many.items())
    assert len({lot for lot, who in few if who == "crowd-0"}) <= len({lot for lot, who in many if who == "crowd-0"})


@pytest.mark.parametrize("name", ["amateurs", "brokers"])
def test_more_interest_only_adds_bidders(name):
    before = BIDDERS[name].interest
    other = of_pairs(study(bidders=BIDDERS | {name: replace(BIDDERS[name], interest=2 * before)}))
    assert set(PAIR_FACTS) < set(other)
    for pair, fact in PAIR_FACTS.items():
        half = 2.0 if pair[1].startswith(name) else 1.0
        assert half * other[pair][1] == pytest.approx(fact[1], rel=1e-14)
        assert other[pair][2:] == fact[2:]
    assert all(fact[1] >= 0.5 for pair, fact in other.items() if pair not in PAIR_FACTS)


def test_a_group_keeps_its_draws_when_its_own_traits_change():
    richer = replace(BIDDERS["amateurs"], wealth=Uniform(2e5, 2e7), margin=None, taste_sd=0.2)
    other = of_pairs(study(bidders=BIDDERS | {"amateurs": richer}))
    assert other.keys() == PAIR_FACTS.keys()
    for pair, fact in PAIR_FACTS.items():
        factor = 2.0 if pair[1].startswith("amateurs") else 1.0
        assert other[pair][:3] == fact[:3]
        assert other[pair][4] == pytest.approx(factor * fact[4])


@pytest.mark.parametrize("count", [3, 8, 20])
def test_more_lots_leave_the_others_where_they_are(count):
    other = of_lots(study(LOTS | {"flats": replace(LOTS["flats"], count=count)}))
    few, many = sorted((LOT_FACTS, other), key=len)
    assert set(few.items()) <= set(many.items())


def test_a_longer_horizon_prolongs_a_stream():
    short, long = (
        {name: fact for name, fact in of_lots(study(horizon_days=length)).items() if name.startswith("loans")}
        for length in (365.0, 730.0)
    )
    assert len(long) > len(short)
    assert short.keys() < long.keys()
    for name, fact in short.items():
        assert abs(long[name][1] - fact[1]) <= 1000  # one millisecond of rounding
        assert long[name][:1] + long[name][2:] == fact[:1] + fact[2:]
