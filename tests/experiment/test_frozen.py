"""Who comes as in another arm: the same numbers at the same lots, whatever the start price here."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from sim.entities.entry import Kind, Prospects
from sim.entities.knowledge import Levels, Public
from sim.experiment.family import alone
from sim.experiment.frozen import as_in
from sim.experiment.identity import arm_key
from sim.experiment.prepare import attended, prepare, signature
from sim.market.market import play
from tests.experiment.test_solving import study


@pytest.fixture(scope="module")
def there():
    """The turnout of an arm, by its key (arm, lots, round)."""
    return next(iter(attended(alone(study(), "here")).values()))


def test_numbers_are_those_there_at_the_same_public_mean(there):
    (kind, *_) = [kind for kind in map(Kind, ("all", "dealers", "a")) if kind in there.believed] or [
        next(iter(there.believed))
    ]
    same = as_in(there, there.levels)
    middle = len(there.levels.apart) // 2
    usual = np.array(there.numbers(kind)).reshape(len(there.levels.means), -1)[:, middle]
    found = np.array(same.numbers(kind)).reshape(len(there.levels.means), -1)
    assert found == pytest.approx(np.repeat(usual[:, None], found.shape[1], axis=1))
    between = Levels((0.5 * (there.levels.means[0] + there.levels.means[1]),), (0.0,))
    assert as_in(there, between).numbers(kind) == pytest.approx([0.5 * (usual[0] + usual[1])])
    assert as_in(there, None).numbers(kind) == there.numbers(kind)
    assert set(as_in(there, there.levels).numbers(Kind("nobody"))) == {0.0}
    assert same.method.startswith("as in another arm: ")
    assert (same.residual, same.solutions) == (there.residual, there.solutions)


def test_who_comes_does_not_answer_to_the_start_price_here(there):
    (group, home), (sort, _) = next(iter(there.comers.items()))
    ranks = (np.arange(200) + 0.5) / 200
    costs = sort.cost * np.exp(np.linspace(-3.0, 3.0, 200))
    nobody = np.zeros(200, dtype=np.bool_)
    who = Prospects(group, home, np.full(200, np.nan), ranks, costs, ranks, np.full(200, np.inf), nobody)
    mean = there.levels.means[len(there.levels.means) // 2]
    usual, dear = Public(mean=mean), Public(mean=mean, start=np.exp(mean + 1.0))
    here = as_in(there, there.levels)
    for public in (usual, dear):
        assert (here.decide(who, public)[0] == there.decide(who, usual)[0]).all()
        assert here.expected(public) == there.expected(usual)


def test_an_arm_in_which_nothing_is_switched_has_the_visitors_of_the_arm_itself():
    of = alone(study(), "here")
    frozen = replace(of, frozen=of.arms["arm"])
    assert arm_key(frozen, "arm") != arm_key(of, "arm")
    assert signature(frozen) != signature(of)
    own, held = ([row.came for row in play(each, "arm", 0, prepare(each)).rows] for each in (of, frozen))
    assert sum(own) > 0
    assert sum(held) == pytest.approx(sum(own), rel=0.1)


class Asked:
    """A turnout that keeps what it was asked, at lots whose start prices differ."""

    method, residual, solutions = "by hand", 0.0, ({},)
    levels = Levels((0.0,), (-0.2,), (-0.1, 0.0, 0.1))

    def __init__(self):
        self.heard = []

    def numbers(self, kind):
        return (1.0, 2.0, 4.0)

    def decide(self, who, public):
        self.heard.append(public)
        return np.ones(1, dtype=np.bool_), np.zeros(1, dtype=np.bool_)

    def expected(self, public):
        self.heard.append(public)
        return 2.0


def test_the_usual_start_price_there_is_what_counts():
    asked = Asked()
    here = as_in(asked, Levels((0.0, 0.5), (-0.3, 0.2), (-0.2, 0.0, 0.2)))
    assert here.numbers(Kind("a")) == (2.0,) * 6
    public = Public(mean=0.0, variance=0.1, start=0.9)
    here.decide(None, public)
    here.expected(public)
    assert [(each.mean, each.variance, np.isnan(each.start)) for each in asked.heard] == [(0.0, 0.1, True)] * 2
