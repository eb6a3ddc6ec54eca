"""The way to an auction: who comes, who looks closer, what it costs, and what is hidden from them."""

from dataclasses import dataclass, replace

import numpy as np
import pytest

from sim.entities.entry import Kind, Plans
from sim.entities.study import Appraisal, Defect
from sim.laws import Constant
from sim.market.market import play
from sim.nature import StudyNature
from sim.values import LognormalWorth
from tests.studies import a_bidder_group, a_lot_group, a_study, a_venue, an_arm

LOTS = 400


@dataclass(frozen=True)
class Share:
    """A plan that bids a share of what it sees."""

    share: float
    method: str = "stub"
    residual: float = 0.0
    script: tuple = ()

    def limit(self, signal, public):
        return self.share * (1.0 - public.loss) * signal


@dataclass(frozen=True)
class Below:
    """A turnout: who has own costs below `most` comes, who would look for less than `look` looks."""

    most: float
    look: float = 0.0
    method: str = "stub"
    residual: float = 0.0
    solutions: tuple = ()
    levels: None = None

    def decide(self, who, public):
        assert np.isfinite(public.mean)
        assert public.start == 50.0
        return who.cost <= self.most, (who.look_cost > 0.0) & (who.look_cost <= self.look)

    def expected(self, public):
        return 1.5


def market(place=None, arms=None, lots=None, **groups):
    """Lots worth about 100 in two regions, from a start price of 50; homes of bidders in either."""
    given = groups or {"crowd": crowd()}
    held = {
        name: an_arm(name, given, venue=a_venue(each, reserve=50.0))
        for name, each in (arms or {"one": place or {}}).items()
    }
    base = {"worth": LognormalWorth(100.0, 0.3), "count": LOTS, "appraisal": Appraisal()} | (lots or {})
    return a_study(
        *held.values(),
        lots={"flats": a_lot_group(**base)},
        regions={"east": 1.0, "west": 1.0},
    )


def crowd(**changes):
    return a_bidder_group(**{"count": 6, "taste_sd": 0.1, "signal_sd": 0.3} | changes)


def plans(shares, turnout=None, arm="one"):
    limits = {(arm, "flats", name, 1): Share(share) for name, share in shares.items()}
    return Plans(limits, {} if turnout is None else {(arm, "flats", 1): turnout})


def rows(study, solved, arm="one", keep=False):
    ledger = play(study, arm, 0, solved, "kernel", keep=keep)
    return ledger if keep else ledger.rows


def test_where_all_is_free_everybody_comes_who_hears():
    study = market({"aware_same_region": 0.5, "aware_elsewhere": 0.5})
    for row in rows(study, plans({"crowd": 1.0})):
        assert row.came == row.aware
        assert row.believed is None
        assert row.entry_costs == row.inspection_costs == row.inspected == 0


def test_who_comes_pays_for_the_journey_and_those_from_elsewhere_pay_more():
    place = {"travel_cost_same_region": 1.0, "travel_cost_elsewhere": 3.0, "registration_cost": 0.5}
    study = market(place, crowd=crowd(entry_cost_sd=0.0))
    nature = StudyNature(study, "one", 0)
    homes = {lot.name: int(np.sum(nature.interested(lot).region == lot.region)) for lot in nature.lots()}
    for row in rows(study, plans({"crowd": 1.0})):
        at_home = homes[row.lot]
        assert row.came == row.came_once == 6
        assert row.entry_costs == pytest.approx(1.5 * at_home + 3.5 * (6 - at_home))


def test_own_costs_are_spread_around_the_places_and_decide_who_comes():
    study = market({"registration_cost": 2.0}, crowd=crowd(entry_cost_sd=0.5))
    everybody = rows(study, plans({"crowd": 1.0}))
    costs = np.array([row.entry_costs for row in everybody])
    mean, spread = 12.0 * np.exp(0.125), 2.0 * np.sqrt(6.0 * np.exp(0.25) * np.expm1(0.25))
    assert costs.mean() == pytest.approx(mean, abs=4 * spread / LOTS**0.5)
    some = rows(study, plans({"crowd": 1.0}, Below(2.0)))
    came = np.array([row.came for row in some])
    assert came.mean() == pytest.approx(3.0, abs=4 * (1.5 / LOTS) ** 0.5)
    assert all(row.entry_costs <= 2.0 * row.came and row.believed == 1.5 for row in some)
    assert all(row.entered <= row.came for row in some)
    nobody = rows(study, plans({"crowd": 1.0}, Below(0.0)))
    assert all(row.state == "returned" and row.came == 0 for row in nobody)


def test_more_come_where_costs_are_lower_and_they_are_the_same_people_and_more():
    study = market(arms={"one": {"registration_cost": 4.0}, "two": {"registration_cost": 2.0}})
    few = rows(study, plans({"crowd": 1.0}, Below(2.0)), keep=True)
    many = rows(study, plans({"crowd": 1.0}, Below(2.0), "two"), "two", keep=True)
    for a, b in zip(few.listings, many.listings, strict=True):
        assert set(a.who.subject.tolist()) <= set(b.who.subject.tolist())
    assert sum(len(listing.who) for listing in many.listings) > sum(len(listing.who) for listing in few.listings)


def test_a_closer_look_is_paid_for_and_is_sharper():
    place = {"inspection_cost": 1.0, "inspection_sd": 0.05, "registration_cost": 1.0}
    study = market(place, crowd=crowd(entry_cost_sd=0.0))
    both = plans({"crowd": 1.0, "crowd, looked": 1.0}, Below(1.0, look=1.0))
    blind = plans({"crowd": 1.0, "crowd, looked": 1.0}, Below(1.0, look=0.5))
    errors = {}
    for name, solved in (("looked", both), ("blind", blind)):
        ledger = rows(study, solved, keep=True)
        limits = np.concatenate([listing.brief.limit for listing in ledger.listings])
        worths = np.concatenate([listing.worth for listing in ledger.listings])
        errors[name] = np.std(np.log(limits / worths))
        looked = 6 if name == "looked" else 0
        assert all(row.inspected == looked and row.inspection_costs == looked for row in ledger.rows)
    assert errors["blind"] == pytest.approx(0.3, rel=0.1)
    assert errors["looked"] == pytest.approx((0.3**-2 + 0.05**-2) ** -0.5, rel=0.1)


@dataclass(frozen=True)
class Again(Below):
    """A turnout to which only those come who have looked before."""

    def decide(self, who, public):
        return who.looked, np.zeros(len(who.looked), dtype=bool)


def test_who_has_looked_before_is_known_in_the_next_round_and_pays_only_once():
    place = {"inspection_cost": 1.0, "inspection_sd": 0.05, "registration_cost": 1.0}
    group = {"crowd": crowd(entry_cost_sd=0.5)}
    venue = a_venue(place, reserve=50.0, rounds=2)
    study = market(place, **group)
    study = replace(study, arms={"one": an_arm("one", group, venue=venue)})
    names = ("crowd", "crowd, looked")
    limits = {("one", "flats", name, number): Share(0.0) for name in names for number in (1, 2)}
    turnouts = {("one", "flats", 1): Below(9.0, look=1.0), ("one", "flats", 2): Again(9.0)}
    for row in rows(study, Plans(limits, turnouts)):
        assert row.attempts == 2
        assert row.came == 6 + row.inspected
        assert row.came_once == 6
        assert row.inspection_costs <= row.inspected


def test_those_who_always_look_do_so_where_nothing_has_to_be_decided():
    study = market({"inspection_cost": 1.0, "inspection_sd": 0.05}, crowd=crowd(inspects="always"))
    assert all(row.inspected == 6 for row in rows(study, plans({"crowd, looked": 1.0})))


def test_a_second_look_of_the_place_does_not_change_the_first():
    study = market(arms={"one": {}, "two": {"own_look_sd": 0.2}, "three": {"inspection_sd": 0.1}})
    nature = StudyNature(study, "one", 0)
    lot = nature.lots()[0]
    who = nature.interested(lot)
    first = np.log(nature.signal(lot, who, (None, None)))
    second = (np.log(nature.signal(lot, who, (0.2, None))) * (0.3**-2 + 0.2**-2) - first * 0.3**-2) * 0.2**2
    third = (np.log(nature.signal(lot, who, (0.2, 0.1))) * (0.3**-2 + 0.2**-2 + 0.1**-2)) * 0.1**2
    third -= (first * 0.3**-2 + second * 0.2**-2) * 0.1**2
    alone = (np.log(nature.signal(lot, who, (None, 0.1))) * (0.3**-2 + 0.1**-2) - first * 0.3**-2) * 0.1**2
    assert np.allclose(third, alone)
    assert not np.allclose(second, third)


FLAWED = {"defect": Defect(probability=0.3, loss_share=0.4)}


def test_a_defect_takes_its_share_and_shows_only_to_those_who_look_closer():
    study = market({"inspection_sd": 0.05}, lots=FLAWED, crowd=crowd(inspects="always"), blind=crowd())
    sound = market({"inspection_sd": 0.05}, crowd=crowd(inspects="always"), blind=crowd())
    solved = plans({"crowd, looked": 1.0, "crowd, looked, saw the defect": 0.1, "blind": 1.0})
    here, there = (rows(each, solved, keep=True) for each in (study, sound))
    flawed = np.array([a.worth_common < b.worth_common for a, b in zip(here.rows, there.rows, strict=True)])
    assert flawed.mean() == pytest.approx(0.3, abs=4 * (0.21 / LOTS) ** 0.5)
    for row, base, defect in zip(here.rows, there.rows, flawed, strict=True):
        assert row.worth_common == pytest.approx(base.worth_common * (0.6 if defect else 1.0), rel=1e-12)
        assert row.worth_best == pytest.approx(base.worth_best * (0.6 if defect else 1.0), rel=1e-12)
        assert row.worth_market == row.worth_common
        if defect:
            assert row.buyer_group in ("blind", None), "who saw the defect bids a tenth of its worth"


def test_a_published_defect_is_everybodys_and_telling_more_tells_the_same_and_more():
    arms = {name: {"defect_revealed": share} for name, share in (("none", 0.0), ("half", 0.5), ("all", 1.0))}
    study = market(arms=arms, lots=FLAWED)
    worth = Kind("crowd").name
    played = {name: rows(study, plans({worth: 1.0}, arm=name), name) for name in arms}
    changed = {
        name: [i for i, row in enumerate(played[name]) if row.hammer != played["none"][i].hammer] for name in arms
    }
    assert set(changed["half"]) < set(changed["all"])
    nature = StudyNature(study, "all", 0)
    defective = [lot.id for lot in nature.lots() if nature.defective(lot)]
    assert set(changed["all"]) <= set(defective)
    assert len(changed["half"]) == pytest.approx(len(changed["all"]) / 2, abs=4 * (len(changed["all"]) / 4) ** 0.5)


def test_insiders_may_be_barred_or_read():
    arms = {name: {"insiders": name} for name in ("present", "barred", "published")}
    study = market(arms=arms, insider=crowd(count=1, signal_sd=0.0, taste_sd=0.05), crowd=crowd())
    played = {name: rows(study, plans({"insider": 1.0, "crowd": 0.9}, arm=name), name) for name in arms}
    assert any(row.buyer_group == "insider" for row in played["present"])
    assert not any(row.buyer_group == "insider" for row in played["barred"])
    assert all(a.aware == b.aware + 1 for a, b in zip(played["present"], played["barred"], strict=True))
    assert all(a.aware == b.aware for a, b in zip(played["present"], played["published"], strict=True))
    errors = {
        name: np.std([np.log(row.worth_public / row.worth_common) for row in lines]) for name, lines in played.items()
    }
    assert errors["present"] == errors["barred"] == pytest.approx((0.3**-2 + 0.1**-2) ** -0.5, rel=0.15)
    assert errors["published"] == pytest.approx((0.3**-2 + 0.1**-2 + 0.05**-2) ** -0.5, rel=0.15)


def test_the_wedge_parts_market_value_from_common_worth():
    plain = market()
    study = replace(plain, lots={"flats": replace(plain.lots["flats"], wedge=Constant(0.1))})
    here, there = (rows(each, plans({"crowd": 1.0})) for each in (study, plain))
    for a, b in zip(here, there, strict=True):
        assert a.worth_market == pytest.approx(b.worth_common * np.exp(0.1), rel=1e-12)
        assert (a.hammer, a.worth_common) == (b.hammer, b.worth_common)


def test_who_cannot_put_up_the_deposit_does_not_set_out():
    study = market({"registration_cost": 1.0}, crowd=crowd(wealth=Constant(20.0)))
    assert all(row.came == 0 and row.entry_costs == 0.0 for row in rows(study, plans({"crowd": 1.0})))


def test_a_place_may_reach_only_some_groups():
    study = market(
        {"aware_same_region": 0.0, "aware_elsewhere": 0.0, "aware": {"crowd": 1.0}}, crowd=crowd(), rest=crowd()
    )
    solved = plans({"crowd": 1.0, "rest": 1.0})
    assert all(row.came == 6 for row in rows(study, solved))
