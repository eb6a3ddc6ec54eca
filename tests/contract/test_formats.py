"""What every format promises; a new line in FORMATS inherits this page."""

from __future__ import annotations

import pickle
from dataclasses import FrozenInstanceError, fields, is_dataclass, replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.entities.brief import Play
from sim.entities.protocols import Format
from sim.entities.units import DAY
from sim.entities.venue import Rules
from sim.formats import FORMATS
from sim.market.engines import ENGINES
from tests.briefs import brief

START = 100.0
every_format = pytest.mark.parametrize("name", FORMATS)


def made(name: str, **changes) -> Format:
    return FORMATS[name](**changes)


def limits(seed: int, step: float):
    """Fifty lots, six bidders; some absent, some below the start price, many equal, many on a rung."""
    rng = np.random.default_rng(seed)
    held = START + np.round(rng.uniform(-30, 120, (50, 6)) / 5) * 5 + rng.choice([0.0, 0.0, 1.7], (50, 6))
    held[rng.random(held.shape) < 0.1] = np.nan
    held[rng.random(held.shape) < 0.1] = -np.inf
    return held, rng.random(held.shape)


@every_format
def test_it_is_a_frozen_value(name):
    one, other = made(name), made(name)
    assert isinstance(one, Format)
    assert one.name == name
    assert isinstance(one.play, Play)
    assert is_dataclass(one)
    assert one == other
    assert hash(one) == hash(other)
    assert pickle.loads(pickle.dumps(one)) == one
    with pytest.raises(FrozenInstanceError):
        one.anything = 1
    assert all({"unit", "doc"} <= set(item.metadata) for item in fields(one))


@every_format
@pytest.mark.parametrize("changes", [{}, {"increment": 5.0}, {"proxy": True}, {"close": "hard"}], ids=str)
def test_its_ladder_can_be_played(name, changes):
    rules = Rules(**{"format": made(name), "reserve": START} | changes)
    ladder = rules.format.ladder(rules, START)
    assert ladder == rules.format.ladder(rules, START)
    assert ladder.step >= 0
    assert all(number % 1000 == 0 and number >= 0 for number in (ladder.trigger, ladder.extension, ladder.window))
    assert ladder.cap == -1 or ladder.cap % 1000 == 0
    assert rules.format.complaints(rules) == ()
    assert ladder.step > 0 or ladder.proxy or rules.format.play is not Play.ASCENDING


@every_format
@pytest.mark.parametrize("step", [0.0, 5.0, 12.5])
@settings(derandomize=True, max_examples=20)
@given(seed=st.integers(0, 10**6))
def test_its_rule(name, step, seed):
    rule = made(name)
    held, ties = limits(seed, step)
    given_limits, given_ties = held.copy(), ties.copy()
    got = rule.clear(held, START, step, ties)
    assert np.array_equal(held, given_limits, equal_nan=True)
    assert np.array_equal(ties, given_ties)

    # sold if and only if somebody would pay the start price, never below it, never above the buyer's limit
    sold = (held >= START).any(axis=1)
    assert np.array_equal(got.winner >= 0, sold)
    assert np.isnan(got.price[~sold]).all()
    bought = held[sold, got.winner[sold]]
    assert (got.price[sold] >= START).all()
    assert (bought >= got.price[sold]).all()

    # who stands where does not matter; nor do the absent
    order = np.random.default_rng(seed).permutation(held.shape[1])
    again = rule.clear(held[:, order], START, step, ties[:, order])
    assert np.array_equal(order[again.winner[sold]], got.winner[sold])
    assert np.array_equal(again.price, got.price, equal_nan=True)
    absent = np.full((len(held), 1), -np.inf)
    more = rule.clear(np.hstack([held, absent]), START, step, np.hstack([ties, absent]))
    assert np.array_equal(more.winner, got.winner)
    assert np.array_equal(more.price, got.price, equal_nan=True)


@every_format
@pytest.mark.parametrize("bidders", [0, 1])
def test_nobody_and_one_alone(name, bidders):
    got = made(name).clear(np.full((3, bidders), 150.0), START, 0.0, np.full((3, bidders), 0.5))
    assert got.winner.tolist() == [bidders - 1] * 3
    assert np.isnan(got.price).all() == (bidders == 0)


@every_format
@pytest.mark.parametrize("engine", ENGINES)
@settings(derandomize=True, max_examples=25)
@given(seed=st.integers(0, 10**6), step=st.sampled_from([5.0, 12.5]))
def test_its_play_keeps_the_rule(name, engine, seed, step):
    """Played with everybody in time, a lot sells when the rule says so, at a price that keeps within a step."""
    rng = np.random.default_rng(seed)
    rules = Rules(format=made(name), increment=step, reserve=START)
    ladder = rules.format.ladder(rules, START)
    held, ties = (column[0] for column in limits(seed, step))
    held = np.nan_to_num(held, nan=-np.inf, neginf=-np.inf)
    rule = rules.format.clear(held[None], START, ladder.step, ties[None])
    played = brief(
        rules.format.play,
        held,
        pays_second=rules.format.pays_second,
        ladder=ladder,
        closes=DAY,
        ties=ties,
        first=rng.permutation(6) * 10_000_000 + np.arange(1, 7),
    )
    record = ENGINES[engine].resolve([played])[0]
    assert record.sold == (rule.winner[0] >= 0)
    if record.sold:
        assert START <= record.price <= held[record.winner]
        assert abs(record.price - rule.price[0]) <= step
    if rules.format.play in (Play.SEALED, Play.BUTTON, Play.DESCENDING):
        assert record.winner == rule.winner[0]
        assert np.array_equal(record.price, rule.price[0], equal_nan=True)


def test_fields_change_the_value():
    for name in FORMATS:
        for item in fields(made(name)):
            changed = replace(made(name), **{item.name: 3.5 if item.name != "opens_window" else True})
            assert changed != made(name)
