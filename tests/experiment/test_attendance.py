"""Which game of entry a scenario describes: who might come, at what cost, and lots of which kinds."""

import math

import numpy as np
import pytest

from sim.entities.entry import Kind
from sim.entities.study import Appraisal, Behaviour, Defect, PoissonCount
from sim.errors import NoEquilibriumError
from sim.experiment.attendance import entry_game, levels
from sim.experiment.prepare import prepare, rivals_of
from sim.experiment.setting import Setting
from sim.laws import Constant, Uniform
from sim.nature import StudyNature
from sim.values import LognormalWorth
from tests.studies import a_bidder_group, a_lot_group, a_study, a_venue, an_arm


def setting(place=None, lots=None, groups=None, rules=None, **changes):
    base = {"worth": LognormalWorth(100.0, 0.4), "count": 4000, "appraisal": Appraisal(0.05, 0.2)} | (lots or {})
    given = groups or {"crowd": a_bidder_group(count=8, signal_sd=0.3)}
    venue = a_venue(place, **({"reserve": None, "reserve_share": 0.7} | (rules or {})))
    study = a_study(an_arm("one", given, venue=venue), lots={"flats": a_lot_group(**base)}, **changes)
    return Setting(study, study.arms["one"], study.lots["flats"], "flats")


def asked(case):
    """The game of entry that is solved."""
    return entry_game(case, case.listings[0], lambda kind: rivals_of(case, case.listings[0], kind, None, 0))


@pytest.mark.parametrize("level", [0, 2, "all"])
@pytest.mark.parametrize("common_sd", [0.4, 0.0])
def test_lots_are_levelled_where_they_are(level, common_sd):
    """Mean and spread of the start price given the public mean, as in a large replication."""
    case = setting({"disclosure_level": level}, {"worth": LognormalWorth(100.0, common_sd)}, rules={"buyer_fee": 0.05})
    found = levels(case, case.listings[0])
    nature = StudyNature(case.study, "one", 0)
    worth = case.lots.worth
    shown = 1 + (level if isinstance(level, int) else 3)
    means = np.array([worth.public(tuple(nature.looks(lot)[:shown])).mean for lot in nature.lots()])
    starts = np.array([math.log(0.7 * 1.05 * nature.appraisal(lot)) for lot in nature.lots()])
    assert found.means[len(found.means) // 2] == pytest.approx(math.log(100.0))
    if common_sd == 0.0:
        assert found.means == (pytest.approx(math.log(100.0)),)
        expected, rest = found.starts[0], np.std(starts)
    else:
        assert (found.means[-1] - found.means[0]) / 4 == pytest.approx(np.std(means), rel=0.05)
        expected = np.interp(means, found.means, found.starts)
        inner = np.abs(means - found.means[2]) < 1.9 * np.std(means)
        assert np.mean((starts - expected)[inner]) == pytest.approx(0.0, abs=4 * 0.2 / 4000**0.5)
        rest = np.std((starts - expected)[inner])
    if level == 0 and common_sd > 0.0:
        assert found.apart == (0.0,)
        assert rest < 1e-9, "nothing but the appraisal is public"
    else:
        assert found.apart[-1] / 1.5 == pytest.approx(rest, rel=0.06)
    assert np.mean(starts) == pytest.approx(np.mean(expected), abs=0.02)


def test_a_start_price_in_money_is_the_same_for_all():
    case = setting(rules={"reserve": 60.0})
    assert levels(case, case.listings[0]).starts == (pytest.approx(math.log(60.0)),) * 5
    free = setting(rules={"reserve": 0.0})
    assert levels(free, free.listings[0]).starts == (-math.inf,) * 5
    share = setting({"disclosure_level": 1}, rules={"reserve_share": 0.0})
    assert levels(share, share.listings[0]).apart == (0.0,)


def test_where_all_is_free_nobody_asks():
    assert asked(setting()) is None
    assert asked(setting({"inspection_sd": 0.1}, groups={"crowd": a_bidder_group(inspects="always")})) is None
    assert prepare(setting().study).turnouts == {}


def test_those_at_home_and_from_elsewhere_are_told_apart_where_it_matters():
    regions = {"regions": {"a": 1.0, "b": 1.0, "c": 1.0, "d": 1.0}}
    groups = {"crowd": a_bidder_group(count=8, signal_sd=0.3, interest=0.5, entry_cost_sd=0.4)}
    place = {"travel_cost_same_region": 1.0, "travel_cost_elsewhere": 3.0, "registration_cost": 0.5}
    home, away = asked(setting(place | {"aware_elsewhere": 0.2}, groups=groups, **regions)).comers
    assert (home.home, home.heads, home.heard, home.cost, home.spread) == (True, 8, pytest.approx(0.125), 1.5, 0.4)
    assert (away.home, away.heard, away.cost) == (False, pytest.approx(0.5 * 0.75 * 0.2), 3.5)
    assert home.reach == pytest.approx(1.0)
    (both,) = asked(setting({"registration_cost": 0.5}, groups=groups, **regions)).comers
    assert (both.home, both.heard) == (True, 0.5)
    (only,) = asked(setting(place, {"region": "a"}, {"crowd": a_bidder_group(region="a")}, **regions)).comers
    assert (only.home, only.heard) == (True, 1.0)


def test_regions_of_different_weight_are_refused_where_they_matter():
    regions = {"regions": {"a": 1.0, "b": 2.0}}
    with pytest.raises(NoEquilibriumError, match="regions differ in weight; give regions as a number"):
        asked(setting({"travel_cost_elsewhere": 1.0}, **regions))
    asked(setting({"registration_cost": 1.0}, **regions))
    asked(setting({"travel_cost_elsewhere": 1.0}, {"region": "a"}, **regions))
    at_home = {"crowd": a_bidder_group(region="a")}
    with pytest.raises(NoEquilibriumError, match="name the lots' region"):
        asked(setting({"travel_cost_elsewhere": 1.0}, groups=at_home, regions={"a": 1.0, "b": 1.0}))


def test_kinds_are_by_looks_and_by_what_they_may_find():
    flawed = {"defect": Defect(0.2, 0.3)}
    place = {"inspection_sd": 0.1, "inspection_cost": 2.0, "travel_cost_elsewhere": 1.0, "inspection_travel": True}
    groups = {
        "crowd": a_bidder_group(signal_sd=0.3),
        "eager": a_bidder_group(signal_sd=0.3, inspects="always"),
        "lazy": a_bidder_group(signal_sd=0.3, inspects="never"),
        "owner": a_bidder_group(signal_sd=0.0),
    }
    case = setting(place, flawed, groups, regions={"a": 1.0, "b": 1.0})
    kinds = {name: [kind.name.removeprefix(name) for kind in case.kinds(name)] for name in groups}
    looked = [", looked", ", looked, saw the defect"]
    assert kinds == {"crowd": ["", *looked], "eager": looked, "lazy": [""], "owner": ["", ", saw the defect"]}
    game = asked(case)
    looks = {(each.group, each.home): (each.look, each.always) for each in game.comers}
    assert looks["crowd", True] == (2.0, False)
    assert looks["crowd", False] == (3.0, False)
    assert looks["eager", True] == (2.0, True)
    assert looks["lazy", True] == looks["owner", True] == (None, False)
    informed = {kind.name: (rivals.informed, rivals.saw) for kind, rivals in game.kinds}
    assert informed["crowd"] == informed["lazy"] == (False, False)
    assert informed["owner"] == informed["crowd, looked"] == (True, False)
    assert informed["owner, saw the defect"] == (True, True)
    sharper = dict(game.kinds)[Kind("crowd", looked=True)].looks
    assert sharper.noise == pytest.approx(1 / (0.3**-2 + 0.1**-2))
    sound = setting(place, {}, groups)
    assert [kind.name for name in groups for kind in sound.kinds(name)] == [
        "crowd", "crowd, looked", "eager, looked", "lazy", "owner",
    ]  # fmt: skip


def test_what_is_not_told_may_still_be_there():
    case = setting({"defect_revealed": 0.5}, {"defect": Defect(0.4, 0.3)})
    assert case.hidden == pytest.approx(0.2 / 0.8)
    assert setting({"defect_revealed": 1.0}, {"defect": Defect(0.4, 0.3)}).hidden == 0.0
    assert setting().hidden == 0.0


def test_insiders_are_barred_or_their_file_is_read():
    groups = {"insider": a_bidder_group(signal_sd=0.0, taste_sd=0.1), "crowd": a_bidder_group(signal_sd=0.3)}
    assert list(setting(groups=groups).takers) == ["crowd", "insider"]
    assert list(setting({"insiders": "barred"}, groups=groups).takers) == ["crowd"]
    public = setting(groups=groups).public_variance
    read = setting({"insiders": "published"}, groups=groups).public_variance
    assert 1.0 / read == pytest.approx(1.0 / public + 0.1**-2)


def test_everybody_comes_if_the_scenario_says_so():
    free = Behaviour(entry="everyone")
    assert asked(setting({"registration_cost": 1.0}, behaviour=free)) is None
    (comers,) = asked(setting({"registration_cost": 1.0, "inspection_sd": 0.1}, behaviour=free)).comers
    assert (comers.cost, comers.look) == (0.0, 0.0)
    late = asked(setting({"registration_cost": 1.0}, behaviour=Behaviour(entry="after_signal", select="smallest")))
    assert (late.after_signal, late.select) == (True, "smallest")


def test_numbers_and_margins_are_passed_on():
    groups = {
        "a": a_bidder_group(count=PoissonCount(3.0), margin=Constant(0.1)),
        "b": a_bidder_group(count=4, margin=Uniform(0.0, 0.2)),
    }
    game = asked(setting({"registration_cost": 1.0}, groups=groups))
    assert [(each.heads, each.poisson) for each in game.comers] == [(3.0, True), (4.0, False)]
    keeps = [rivals.looks.keeps for _, rivals in game.kinds]
    assert keeps[0] == 0.9
    assert math.isnan(keeps[1])
