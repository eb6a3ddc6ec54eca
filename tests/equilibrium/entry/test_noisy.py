"""Entry of bidders with noisy looks: against auctions drawn one by one, what must be so, and what is refused."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest
from scipy.special import ndtr

from sim.entities.entry import Kind, Prospects
from sim.entities.knowledge import Levels, Looks, Public
from sim.entities.protocols import Rivals
from sim.entities.study import Cara
from sim.equilibrium.anonymous import trials
from sim.equilibrium.audit import audit
from sim.equilibrium.entry import Comers, EntryGame, attend, essence, market
from sim.equilibrium.hall_plan import HallPlan
from sim.equilibrium.levels import every, middle
from sim.equilibrium.site_crowd import People
from sim.equilibrium.site_plan import SitePlan, solved_once
from sim.errors import NoEquilibriumError
from sim.formats import FORMATS
from sim.strategies import Cursed, Equilibrium, Shaded, Truthful
from tests.equilibrium.games import a_game

V0, START = 0.02, math.log(0.8)
HALF, SHARP = Looks(0.0225, 0.0625), Looks(0.0225, 0.0086)
ONE = Levels((0.0,), (START,))


def sort(name="dealers", **changes):
    given = {"home": True, "heads": 12.0, "heard": 0.5, "poisson": True, "cost": 0.02, "spread": 0.5}
    return Comers(name, **(given | changes))


def kind(name="dealers", looks=HALF, *, looked=False, saw=False, **changes):
    own = Kind(name, looked, saw)
    given = {"law": None, "others": 12.0, "poisson": True, "heard": 0.5, "strategy": Equilibrium(), "name": own.name}
    return own, Rivals(**(given | {"looks": looks, "saw": saw} | changes))


def entry(*sorts, kinds=None, **changes):
    sorts = sorts or (sort(),)
    given = {
        "comers": sorts,
        "kinds": kinds or tuple(kind(each.group) for each in sorts),
        "format": FORMATS["english"](),
        "reserve": float("nan"),
        "public_variance": V0,
        "levels": ONE,
        "defect": 0.0,
        "loss": 0.0,
        "after_signal": False,
        "select": "largest",
        "dropouts": False,
        "rounds": 1,
        "min_bidders": 1,
    }
    return EntryGame(**(given | changes))


def plan(of, game, come, **changes):
    """The bids of a kind among the entrants of a solved game."""
    kinds = sorted(game.kinds, key=lambda each: each[0] != of)
    people = [replace(rivals, numbers=come.numbers(own)) for own, rivals in kinds]
    told = {"looks": people[0].looks, "public_variance": game.public_variance, "levels": game.levels}
    asked = a_game(None, format=game.format, reserve=game.reserve, rivals=tuple(people), **told)
    return people[0].strategy.plan(replace(asked, defect=game.defect, loss=game.loss, **changes))


def public(level, loss=0.0):
    return Public(level.mean, V0, math.exp(level.mean + level.start), loss)


def drawn(game, come, auctions=60_000, seed=3):
    """Mean profit of one more entrant of each kind, and its error, in auctions drawn one by one.

    By Slivnyak's theorem the profits of all who come, over how many come, are those of one more.
    """
    rng = np.random.default_rng(seed)
    level = every(game.levels)[middle(game.levels)]
    c = level.mean + math.sqrt(V0) * rng.standard_normal(auctions)
    bad = rng.random(auctions) < game.defect
    first, second = np.full((2, auctions), -np.inf)
    who, worth = np.full(auctions, -1), np.zeros(auctions)
    counts, kinds = [], [each for each in game.kinds if not each[0].saw]
    for index, (own, rivals) in enumerate(kinds):
        many = rng.poisson(come.numbers(own)[middle(game.levels)], auctions)
        counts.append(many.sum())
        at = np.repeat(np.arange(auctions), many)
        w = c[at] + math.sqrt(rivals.looks.taste) * rng.standard_normal(len(at))
        x = np.exp(w + math.sqrt(rivals.looks.noise) * rng.standard_normal(len(at)))
        bids = plan(own, game, come).limit(x, public(level))
        if rivals.informed:
            bids = np.where(bad[at], plan(replace(own, saw=True), game, come).limit(x, public(level)), bids)
        left = np.exp(w) * np.where(bad[at], 1.0 - game.loss, 1.0)
        for a, bid, v in zip(at.tolist(), bids.tolist(), left.tolist(), strict=True):
            if bid > first[a]:
                first[a], second[a], who[a], worth[a] = bid, first[a], index, v
            else:
                second[a] = max(second[a], bid)
    profit = np.where(who >= 0, worth - np.maximum(second, math.exp(level.mean + level.start)), 0.0)
    of = [profit * (who == index) for index in range(len(kinds))]
    means = np.array([each.sum() / count for each, count in zip(of, counts, strict=True)])
    errors = np.array([each.std() * math.sqrt(auctions) / count for each, count in zip(of, counts, strict=True)])
    return means, errors


def earned(come):
    """Expected profits at the middle level, (plain, looked), by sort."""
    at = middle(come.levels)
    return {key: (prospect.plain[at], prospect.looked[at]) for key, (_, prospect) in come.comers.items()}


def test_who_comes_is_whose_cost_is_earned():
    game = entry(sort(cost=0.03), sort("others", cost=0.02, heads=20.0))
    come = attend(game)
    profits = [earned(come)[name, True][0] for name in ("dealers", "others")]
    means, errors = drawn(game, come)
    assert np.all(np.abs(means - profits) < 4.0 * errors)
    assert np.all(errors < 0.03 * means)
    for name, cost, reach, profit in (("dealers", 0.03, 6.0, profits[0]), ("others", 0.02, 10.0, profits[1])):
        (number,) = come.numbers(Kind(name))
        assert number == pytest.approx(reach * ndtr(math.log(profit / cost) / 0.5), abs=1e-3)
        assert 0.5 < number < 0.9 * reach
    assert come.residual < 1e-3
    assert "Levin & Smith 1994" in come.method
    assert "Poisson numbers" in come.method
    assert come.solutions == ({"dealers": come.numbers(Kind("dealers"))[0], "others": come.numbers(Kind("others"))[0]},)


def test_decisions_are_those_that_were_solved():
    game = entry(sort(cost=0.03))
    come, level = attend(game), every(ONE)[0]
    profit = earned(come)["dealers", True][0]
    cost = 0.03 * np.exp(0.5 * np.random.default_rng(1).standard_normal(40_000))
    rest = np.full(len(cost), np.nan)
    comes, looks = come.decide(Prospects("dealers", True, rest, rest, cost, rest, rest, cost < 0.0), public(level))
    assert np.array_equal(comes, cost <= profit)
    assert not looks.any()
    assert 6.0 * comes.mean() == pytest.approx(come.expected(public(level)), abs=4 * 6.0 * 0.5 / 200.0)


def test_nobody_gains_by_another_bid():
    game = entry(sort(cost=0.03), sort("others", cost=0.02, heads=20.0))
    come = attend(game)
    people = People(tuple((rivals, 0.0) for _, rivals in game.kinds), V0)
    crowd = people.crowd([come.numbers(own)[0] for own, _ in game.kinds])
    assert all(verdict.passes for verdict in audit(trials(solved_once(crowd), START)))


def test_more_rivals_or_dearer_ways_keep_more_away():
    few, many = (attend(entry(sort(), sort("others", heads=heads))) for heads in (5.0, 40.0))
    assert many.numbers(Kind("dealers"))[0] < few.numbers(Kind("dealers"))[0]
    cheap, dear = (attend(entry(sort(cost=cost))) for cost in (0.01, 0.05))
    assert dear.numbers(Kind("dealers"))[0] < cheap.numbers(Kind("dealers"))[0]


def test_whom_it_costs_nothing_comes():
    come = attend(entry(sort(cost=0.0), sort("others")))
    assert come.numbers(Kind("dealers"))[0] == pytest.approx(6.0)
    assert come.numbers(Kind("others"))[0] < 5.0


def test_dear_lots_draw_more_and_high_start_prices_fewer():
    levels = Levels((-1.0, 0.0, 1.0), (-1.0 + START, START, 1.0 + START), (-0.1, 0.0, 0.1))
    come = attend(entry(levels=levels))
    table = np.array(come.numbers(Kind("dealers"))).reshape(3, 3)
    assert np.all(np.diff(table, axis=0) > 0.0)
    assert np.all(np.diff(table, axis=1) < 0.0)
    alone = attend(entry(levels=Levels((1.0,), (1.0 + START,))))
    assert table[2, 1] == pytest.approx(alone.numbers(Kind("dealers"))[0], abs=2e-3)


def test_those_from_elsewhere_are_of_one_kind_with_those_at_home():
    near, far = sort(heard=0.25), sort(home=False, heard=0.25, cost=0.06)
    come = attend(entry(near, far, kinds=(kind(),)))
    (profit, _), (again, _) = (earned(come)["dealers", home] for home in (True, False))
    assert profit == again
    expected = 3.0 * (ndtr(math.log(profit / 0.02) / 0.5) + ndtr(math.log(profit / 0.06) / 0.5))
    assert come.numbers(Kind("dealers"))[0] == pytest.approx(expected, abs=1e-3)


LOOKING = {"look": 0.01, "heads": 16.0}


def test_who_looks_closer_earns_what_it_costs():
    game = entry(sort(**LOOKING), kinds=(kind(), kind(looks=SHARP, looked=True)))
    come = attend(game)
    (plain, looked), (_, worth) = earned(come)["dealers", True], come.comers["dealers", True]
    means, errors = drawn(game, come)
    assert np.all(np.abs(means - [plain, looked]) < 4.0 * errors)
    assert looked > plain
    rng = np.random.default_rng(5)
    cost, look = (base * np.exp(0.5 * rng.standard_normal(40_000)) for base in (0.02, 0.01))
    rest = np.full(len(cost), np.nan)
    comes, looks = come.decide(
        Prospects("dealers", True, rest, rest, cost, rest, look, cost < 0.0), public(every(ONE)[0])
    )
    assert np.max(look[looks]) <= looked - plain <= np.min(look[~looks])
    for looked_too in (False, True):
        mean = 8.0 * np.mean(comes & (looks == looked_too))
        assert mean == pytest.approx(come.numbers(Kind("dealers", looked_too))[0], abs=4 * 8.0 * 0.5 / 200.0)
    assert worth.share != worth.share  # nobody mixes


def test_a_hidden_defect_is_found_by_those_who_look():
    found = (kind(informed=True, looks=SHARP, looked=True), kind(informed=True, looks=SHARP, looked=True, saw=True))
    game = entry(sort(**LOOKING), kinds=(kind(), *found), defect=0.2, loss=0.2)
    come = attend(game)
    means, errors = drawn(game, come)
    assert np.all(np.abs(means - earned(come)["dealers", True]) < 4.0 * errors + 0.01 * means)
    blind = attend(replace(game, kinds=game.kinds[:2], defect=0.0))
    gains = [np.subtract(*reversed(earned(each)["dealers", True])) for each in (come, blind)]
    assert gains[0] > gains[1]


def test_looks_that_all_have_and_looks_that_are_free():
    always = attend(entry(sort(look=0.01, always=True), kinds=(kind(looks=SHARP, looked=True),)))
    _, profit = earned(always)["dealers", True]
    rng = np.random.default_rng(6)
    cost, look = (base * np.exp(0.5 * rng.standard_normal(400_000)) for base in (0.02, 0.01))
    (number,) = always.numbers(Kind("dealers", looked=True))
    assert number == pytest.approx(6.0 * np.mean(cost + look <= profit), abs=0.02)
    free = attend(entry(sort(look=0.0), kinds=(kind(), kind(looks=SHARP, looked=True))))
    assert free.numbers(Kind("dealers"))[0] == pytest.approx(0.0, abs=1e-6)
    assert free.numbers(Kind("dealers", looked=True))[0] > 2.0


def test_with_equal_costs_so_many_come_that_it_makes_no_difference():
    come = attend(entry(sort(cost=0.03, spread=0.0)))
    (_, worth), (number,) = come.comers["dealers", True], come.numbers(Kind("dealers"))
    assert worth.plain[0] == pytest.approx(0.03, rel=1e-6)
    assert worth.share[0] == pytest.approx(number / 6.0)
    spread = attend(entry(sort(cost=0.03, spread=1e-3))).numbers(Kind("dealers"))[0]
    assert number == pytest.approx(spread, abs=0.01)
    ranks = np.linspace(0.0, 1.0, 1001)
    rest = np.full(1001, 0.03)
    comes, _ = come.decide(
        Prospects("dealers", True, rest, ranks, rest, ranks, rest, rest < 0.0), public(every(ONE)[0])
    )
    assert comes.mean() == pytest.approx(number / 6.0, abs=2e-3)
    assert attend(entry(sort(cost=1e-4, spread=0.0))).numbers(Kind("dealers")) == (6.0,)
    assert attend(entry(sort(cost=9.0, spread=0.0))).numbers(Kind("dealers"))[0] < 1e-6
    both = attend(entry(sort(cost=0.02, look=0.01, always=True, spread=0.0), kinds=(kind(looked=True),)))
    assert both.numbers(Kind("dealers", looked=True))[0] == pytest.approx(number, abs=1e-6)


class Crowding:
    """Profits where each kind is hurt more by the other than by its own."""

    def __init__(self, crowd):
        self.kinds = len(crowd.subgroups)

    def __call__(self, numbers, log_start=None):
        return 0.2 / (1.0 + numbers + 3.0 * numbers[::-1])


class Moody(Crowding):
    """Profits with which no number is content."""

    def __call__(self, numbers, log_start=None):
        return np.where(numbers > 1.0, 1e-9, 1e9)


TWINS = (sort("a", heads=40.0, cost=0.02, spread=0.1), sort("b", heads=40.0, cost=0.02, spread=0.1))


def test_several_solutions_are_all_told_and_one_is_chosen(monkeypatch):
    monkeypatch.setattr(market, "Profits", Crowding)
    levels = Levels((0.0, 0.1), (START, START))
    most, least = (attend(entry(*TWINS, select=select, levels=levels)) for select in ("largest", "smallest"))
    assert len(most.solutions) == len(least.solutions) >= 2
    totals = [sum(each.values()) for each in most.solutions]
    assert totals == sorted(totals, reverse=True)
    assert list(least.solutions) == list(most.solutions)[::-1]
    for each in (most, least):
        played = {name: each.numbers(Kind(name))[middle(levels)] for name in "ab"}
        assert played == each.solutions[0]


def test_no_solution_is_an_error_that_says_what_to_change(monkeypatch):
    monkeypatch.setattr(market, "Profits", Moody)
    with pytest.raises(NoEquilibriumError, match=r"no entry equilibrium is found .* raise entry_cost_sd"):
        attend(entry(sort(spread=0.01)))


def test_a_level_that_cannot_be_followed_is_searched_anew(monkeypatch):
    whole = attend(entry(levels=Levels((0.0, 0.5), (START, 0.5 + START))))
    monkeypatch.setattr(market, "follow", lambda *_: None)
    again = attend(entry(levels=Levels((0.0, 0.5), (START, 0.5 + START))))
    assert again.numbers(Kind("dealers")) == pytest.approx(whole.numbers(Kind("dealers")), abs=2e-3)


def test_where_nobody_hears_of_anything_nobody_comes():
    come = attend(entry(sort(heard=0.0)))
    assert come.numbers(Kind("dealers")) == (0.0,)
    assert come.expected(public(every(ONE)[0])) == 0.0


def test_naive_rivals_are_counted_as_they_bid():
    wise, naive = (attend(entry(kinds=(kind(strategy=each),))) for each in (Equilibrium(), Truthful()))
    half = attend(entry(kinds=(kind(strategy=Cursed(0.5)),)))
    numbers = [each.numbers(Kind("dealers"))[0] for each in (wise, half, naive)]
    assert numbers == sorted(numbers, reverse=True)


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"format": FORMATS["first_price"]()}, "for first_price with noisy looks; use english"),
        ({"kinds": (kind(looks=replace(HALF, keeps=math.nan)),)}, "with margins that differ within a group"),
        ({"kinds": (kind(risk_aversion=Cara(1.0)),)}, "with cara and noisy looks"),
        ({"kinds": (kind(constrained=True),)}, "among bidders whose funds may run short"),
        ({"kinds": (kind(looks=Looks(0.02, math.inf)),)}, "for bidders without a look of their own; give signal_sd"),
        ({"kinds": (kind(strategy=Shaded(0.9)),)}, "against dealers, who play shaded on noisy looks"),
        ({"after_signal": True}, "decided on a noisy look; use behaviour.entry: before_signal"),
        ({"min_bidders": 2}, "held before 2 bidders or more only; set min_bidders: 1"),
        ({"comers": (sort(spread=0.0), sort("others"))}, "several sorts of bidders have equal costs"),
        ({"comers": (sort(spread=0.0, cost=0.0, look=0.1),)}, "closer looks cost everybody the same"),
        ({"comers": (sort(spread=0.0, cost=0.1, look=0.0),)}, "closer looks cost everybody the same"),
    ],
)
def test_what_is_refused(changes, message):
    with pytest.raises(NoEquilibriumError, match=message) as error:
        attend(entry(**changes))
    assert "use truthful" not in str(error.value)
    assert "shaded" in message or "or use behaviour.entry: everyone" in str(error.value)


def test_the_method_says_what_was_left_out():
    assert "fixed groups counted as Poisson" in attend(entry(kinds=(kind(poisson=False),))).method


def outlasted(game, come, auctions=3000, seed=8):
    """Mean profits, by kind, of all who come to a hall in which drop-outs are seen, and their errors."""
    rng = np.random.default_rng(seed)
    names = tuple(own.name for own, _ in game.kinds)
    hall = plan(game.kinds[0][0], game, come, shows=("bids", "dropouts"))
    assert isinstance(hall, HallPlan)
    (level,) = every(game.levels)
    profit, counts = np.zeros((auctions, len(names))), np.zeros(len(names))
    for each in profit:
        many = [rng.poisson(come.numbers(own)[0]) for own, _ in game.kinds]
        member = np.repeat(np.arange(len(names)), many)
        looks = [game.kinds[k][1].looks for k in member]
        taste, noise = (np.array([getattr(own, what) for own in looks]) for what in ("taste", "noise"))
        w = math.sqrt(V0) * rng.standard_normal() + np.sqrt(taste) * rng.standard_normal(len(member))
        x = w + np.sqrt(noise) * rng.standard_normal(len(member))
        limits = hall.together(names, member, np.exp(x), public(level))
        counts += many
        if np.any(np.isfinite(limits)):
            best = int(np.argmax(limits))
            price = max(math.exp(level.start), np.max(np.delete(limits, best), initial=-np.inf))
            each[member[best]] = math.exp(w[best]) - price
    return profit.sum(axis=0) / counts, profit.std(axis=0) * math.sqrt(auctions) / counts


@pytest.mark.parametrize("cost", [0.004, 0.02])
def test_in_a_hall_it_counts_that_rivals_are_seen(cost):
    """Who knows much is read, and earns less; among many the others gain by reading."""
    sorts = sort(cost=cost), sort("vague", cost=cost)
    kinds = kind(looks=SHARP), kind("vague", looks=Looks(0.0225, 0.16))
    blind, seen = (attend(entry(*sorts, kinds=kinds, dropouts=shown)) for shown in (False, True))
    means, errors = outlasted(entry(*sorts, kinds=kinds, dropouts=True), seen)
    solved = np.array([earned(seen)[name, True][0] for name in ("dealers", "vague")])
    assert np.all(np.abs(means - solved) < 4.0 * errors + 0.04 * solved)
    assert seen.numbers(Kind("dealers")) < blind.numbers(Kind("dealers"))
    assert cost > 0.01 or seen.numbers(Kind("vague")) > blind.numbers(Kind("vague"))
    assert "1024 fixed draws" in seen.method
    assert seen.residual < 1e-3


def test_equal_costs_and_rare_kinds_in_a_hall():
    mixing = attend(entry(sort(cost=0.03, spread=0.0), dropouts=True))
    (_, worth), other = mixing.comers["dealers", True], attend(entry(sort(cost=0.03, spread=0.0)))
    assert worth.plain[0] == pytest.approx(0.03, rel=1e-6)
    assert mixing.numbers(Kind("dealers"))[0] < other.numbers(Kind("dealers"))[0]
    nobody = attend(entry(sort(cost=50.0), dropouts=True))
    assert nobody.numbers(Kind("dealers"))[0] < 1e-6
    rare = attend(entry(sort(cost=0.02), sort("rare", heard=1e-3), dropouts=True))
    profits = attend(entry(sort(cost=0.02), sort("rare", heard=1e-3)))
    ratio = [earned(rare)[name, True][0] / earned(profits)[name, True][0] for name in ("dealers", "rare")]
    assert ratio[1] == pytest.approx(ratio[0], rel=0.02)


@pytest.mark.parametrize("strategy", [Equilibrium(), Truthful()])
def test_a_defect_that_nobody_can_see_takes_off_every_bid_what_it_takes_on_average(strategy):
    x, at = np.exp(np.linspace(-0.5, 0.5, 9)), Public(0.0, V0)
    sound = entry(kinds=(kind(strategy=strategy),), levels=Levels((0.0,), (-math.inf,)))
    come = attend(sound)
    games = sound, replace(sound, defect=0.2, loss=0.3)
    clean, hidden = (plan(Kind("dealers"), game, come).limit(x, at) for game in games)
    np.testing.assert_allclose(np.log(hidden / clean), math.log(1.0 - 0.2 * 0.3), atol=1e-8)


def test_who_saw_a_defect_that_all_see_bids_what_is_left():
    people = tuple(kind(looks=SHARP, looked=True, informed=True, saw=saw) for saw in (False, True))
    levels = Levels((0.0,), (-math.inf,), told=0.3)
    game = entry(sort(look=0.0, always=True), kinds=people, defect=0.2, loss=0.3, levels=levels)
    come, x, at = attend(game), np.exp(np.linspace(-0.5, 0.5, 9)), Public(0.0, V0)
    clean, saw = (plan(own, game, come) for own, _ in people)
    assert isinstance(clean, SitePlan)
    np.testing.assert_allclose(saw.limit(x, at), 0.7 * clean.limit(x, at), rtol=1e-6)
    sound, told = come.numbers(Kind("dealers", looked=True))
    assert told < sound
    less = replace(game, kinds=people[:1], defect=0.0, levels=Levels((math.log(0.7),), (-math.inf,)))
    alone = attend(less)
    assert told == pytest.approx(alone.numbers(Kind("dealers", looked=True))[0], abs=2e-3)
    more = plan(Kind("dealers", looked=True), less, alone)
    np.testing.assert_allclose(
        clean.limit(x, Public(0.0, V0, loss=0.3)), 0.7 * more.limit(x, Public(0.0, V0)), rtol=1e-4
    )


def test_who_comes_to_rounds_at_a_price_is_the_same_question():
    """Where drop-outs are not seen formats differ in name only; not where they are, nor of what is refused."""
    blind = entry()
    sold_off = entry(format=FORMATS["posted_price"](opens_window=True), reserve=1.0, dropouts=True)
    assert essence(blind) == essence(sold_off) != blind
    assert attend(essence(blind)).believed == attend(blind).believed
    hall, refused, private = entry(dropouts=True), entry(format=FORMATS["dutch"]()), entry(levels=None)
    assert essence(hall) is hall
    assert essence(refused) is refused
    assert essence(private) is private


def test_in_a_hall_the_fewest_are_followed_where_they_are_asked_for(monkeypatch):
    sorts = sort(), sort("vague")
    kinds = kind(looks=SHARP), kind("vague", looks=Looks(0.0225, 0.16))
    most, least = (attend(entry(*sorts, kinds=kinds, dropouts=True, select=which)) for which in ("largest", "smallest"))
    for name in ("dealers", "vague"):  # there is but one solution
        assert least.numbers(Kind(name)) == pytest.approx(most.numbers(Kind(name)), rel=1e-3)
    monkeypatch.setattr(market, "reached", lambda *_: None)
    anew = attend(entry(*sorts, kinds=kinds, dropouts=True))
    assert anew.numbers(Kind("vague")) == pytest.approx(most.numbers(Kind("vague")), rel=1e-3)
