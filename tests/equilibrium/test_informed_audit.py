"""Noisy looks: from a game to its audit."""

from __future__ import annotations

import math
from dataclasses import replace

import pytest

from sim.entities.knowledge import Levels, Looks
from sim.entities.study import Cara
from sim.equilibrium.anonymous import Crowd, Subgroup, solve, trials
from sim.equilibrium.audit import audit
from sim.equilibrium.informed_audit import informed_audit
from sim.equilibrium.visible import trials as hall
from sim.equilibrium.visible.groups import Group
from sim.equilibrium.visible.intercept import Attitude
from sim.equilibrium.visible.path import Room
from sim.errors import NoEquilibriumError
from sim.strategies import Cursed, Equilibrium, Scripted, Shaded, Truthful
from tests.equilibrium.test_informed import HALF, SEEN, game, group

THEIRS = Looks(0.02, 0.03)


def two_groups(ours=None, theirs=None, shows=("bids",), **changes):
    ours, theirs = ours or Equilibrium(), theirs or Equilibrium()
    return game(group(strategy=ours), group(THEIRS, 3.0, "theirs", strategy=theirs), shows=shows, **changes)


@pytest.mark.parametrize("start", [-math.inf, -0.1])
@pytest.mark.parametrize("shows", [SEEN, ("bids",)])
def test_equilibria_pass_and_rules_of_thumb_fail(shows, start):
    reserve = math.exp(start)
    assert informed_audit(two_groups(shows=shows, reserve=reserve), start).passes
    for thumb in (Truthful(), Cursed(0.5), Shaded(0.8)):
        verdict = informed_audit(two_groups(thumb, thumb, shows, reserve=reserve), start)
        assert verdict.group == "ours"
        assert not verdict.passes


def test_one_fool_among_the_wise_has_most_to_gain_where_nobody_is_seen():
    fools = informed_audit(two_groups(Truthful()), -math.inf)
    crowd = Crowd(
        0.05, (Subgroup("ours", HALF.taste, HALF.noise, (3.0, 3.0), cursed=1.0), Subgroup("theirs", 0.02, 0.03, (3, 3)))
    )
    known = replace(crowd, knows="composition")
    expected = {each.group: each for each in audit(trials(solve(known)))}
    assert fools.gain == pytest.approx(expected["ours"].gain, rel=1e-6)


def test_the_hall_is_that_of_expected_numbers():
    """Others of the own group and oneself; half of the Poisson mean of six who hear of it; a margin is kept."""
    looks = Looks(0.04, 0.09, 0.9)
    found = informed_audit(
        game(
            group(looks, strategy=Cursed(0.3)),
            group(THEIRS, 6.0, "theirs", poisson=True, heard=0.5, risk_aversion=0.5),
            looks=looks,
            shows=SEEN,
        ),
        -math.inf,
    )
    room = Room(
        (
            Group("ours", 0.04, 0.09, 0.3, Attitude(discount=math.log(0.9))),
            Group("theirs", 0.02, 0.03, 0.0, Attitude(risk_aversion=0.5)),
        ),
        (3, 3),
        0.05,
    )
    assert (found,) == audit(hall.trials(room, only="ours"))


def test_numbers_that_depend_on_the_lot_are_those_of_a_typical_one():
    levels = Levels((-0.5, 0.0, 0.5), (-math.inf, -math.inf, -math.inf))
    ours = group(numbers=(1.0, 2.0, 3.0), poisson=True)
    theirs = group(THEIRS, 3.0, "theirs", numbers=(2.0, 4.0, 6.0), poisson=True)
    crowd = Crowd(0.05, (Subgroup("ours", 0.04, 0.09, (2.0, 2.0)), Subgroup("theirs", 0.02, 0.03, (4.0, 4.0))))
    found = informed_audit(game(ours, theirs, levels=levels), -math.inf)
    assert found.profit == pytest.approx(audit(trials(solve(crowd)))[0].profit)
    with pytest.raises(NoEquilibriumError, match="nobody of the group"):
        informed_audit(game(replace(ours, numbers=(0.0, 0.0, 0.0)), theirs, levels=levels), -math.inf)


def test_hidden_defects_are_part_of_the_game_among_unseen_rivals():
    hidden = two_groups(defect=0.2, loss=0.3)
    crowd = Crowd(
        0.05,
        (Subgroup("ours", 0.04, 0.09, (3.0, 3.0)), Subgroup("theirs", 0.02, 0.03, (3.0, 3.0))),
        "composition",
        defect=0.2,
        loss=0.3,
    )
    assert informed_audit(hidden, -math.inf).worth == pytest.approx(audit(trials(solve(crowd)))[0].worth)
    with pytest.raises(NoEquilibriumError, match="hidden defects where drop-outs are seen"):
        informed_audit(two_groups(shows=SEEN, defect=0.2, loss=0.3), -math.inf)


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        (game(form="first_price"), "no audit of first_price"),
        (game(rounds=3), "over 3 rounds waiting may pay"),
        (game(min_bidders=2), "may not be held"),
        (game(group(constrained=True)), "funds may run short"),
        (game(group(heard=math.nan)), "where the lot lies"),
        (game(public_variance=0.0), "nothing is left unknown"),
        (game(group(others=0.0)), "there is no rival"),
        (game(group(Looks(0.04, math.inf))), "ours has no look of its own"),
        (game(group(None)), "ours has no look of its own"),
        (game(group(Looks(0.04, 0.09, math.nan))), "margins differ within ours"),
        (game(group(risk_aversion=Cara(1.0))), "cara"),
        (two_groups(theirs=Scripted(((1.0, 2.0),))), "theirs plays scripted"),
    ],
)
def test_what_cannot_be_audited_says_so(changed, said):
    with pytest.raises(NoEquilibriumError, match=said):
        informed_audit(changed, -math.inf)
