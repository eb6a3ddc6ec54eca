"""Shares of levers: the axioms, on games that are drawn, and against the definition by all orders."""

from __future__ import annotations

import math
from itertools import permutations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.experiment import shapley
from sim.experiment.shapley import alone, interaction, last, needed, orders, shares


def drawn(levers, seed, replications=3):
    rng = np.random.default_rng(seed)
    return {each: rng.normal(size=replications) for each in needed(levers)}


@given(levers=st.integers(1, 6), seed=st.integers(0, 10**6))
@settings(max_examples=40, deadline=None)
def test_shares_are_the_mean_over_all_orders_and_add_up(levers, seed):
    values = drawn(levers, seed)
    found, errors = shares(values, levers)
    every = [shapley._contributions(values, order) for order in permutations(range(levers))]
    assert found == pytest.approx(np.mean(every, axis=0), abs=1e-12)
    assert found.sum(axis=0) == pytest.approx(values[frozenset(range(levers))] - values[frozenset()], abs=1e-12)
    assert errors.tolist() == [0.0] * levers


@given(seed=st.integers(0, 10**6))
@settings(max_examples=20, deadline=None)
def test_a_dummy_has_exactly_nothing_and_equals_have_the_same(seed):
    rng = np.random.default_rng(seed)
    size = {(twins, rest): rng.normal(size=2) for twins in range(3) for rest in range(2)}
    values = {each: size[len(each & {0, 1}), len(each & {2})] for each in needed(4)}
    found, _ = shares(values, 4)
    assert found[3].tolist() == [0.0, 0.0]
    assert found[0].tolist() == found[1].tolist()
    assert interaction(values, 0, 3).tolist() == [0.0, 0.0]


def test_swapping_from_and_to_flips_all_signs():
    values = drawn(4, 7)
    everything = frozenset(range(4))
    swapped = {each: values[everything - each] for each in values}
    assert shares(swapped, 4)[0] == pytest.approx(-shares(values, 4)[0], abs=1e-12)
    for lever in range(4):
        assert alone(swapped, lever) == pytest.approx(-last(values, lever, 4), abs=1e-15)


def test_without_interactions_alone_last_and_share_are_one():
    effect = np.arange(1.0, 6.0)
    values = {each: np.array([sum(effect[lever] for lever in each)]) for each in needed(5)}
    found, _ = shares(values, 5)
    for lever in range(5):
        assert found[lever] == pytest.approx([effect[lever]])
        assert alone(values, lever) == pytest.approx([effect[lever]])
        assert last(values, lever, 5) == pytest.approx([effect[lever]])
    assert interaction(values, 1, 2) == pytest.approx([0.0])


def test_many_levers_are_shared_out_over_some_orders_with_their_error():
    """Ten levers of which neighbours interact: the true share is the own effect and half of each interaction."""
    rng = np.random.default_rng(5)
    own, both = rng.normal(size=10), rng.normal(size=9)

    def value(each):
        return np.array([sum(own[i] for i in each) + sum(both[i] for i in range(9) if {i, i + 1} <= each)])

    values = {each: value(each) for each in needed(10)}
    found, errors = shares(values, 10)
    true = own + 0.5 * np.concatenate([both, [0.0]]) + 0.5 * np.concatenate([[0.0], both])
    assert found[:, 0] == pytest.approx(true, abs=1e-12), "a pair of an order and its reverse is exact for pairs"
    assert found.sum() == pytest.approx(value(frozenset(range(10)))[0])
    assert errors == pytest.approx(0.0, abs=1e-12)
    triple = {each: np.array([float({0, 1, 2} <= each)]) for each in needed(10)}
    found, errors = shares(triple, 10)
    assert np.all(np.abs(found[:, 0] - np.array([1 / 3] * 3 + [0.0] * 7)) <= 4.0 * errors + 1e-12)
    assert errors[0] > 0.0


def test_what_has_to_be_played():
    assert len(needed(8)) == 256
    assert len(needed(9)) < 1100
    assert needed(3)[0] == frozenset()
    assert len(orders(9)) == 128
    assert all(sorted(order) == list(range(9)) for order in orders(9))
    assert math.isclose(len(set(orders(9))), 128)


@pytest.mark.parametrize("levers", [3, 9])
def test_where_no_replication_has_a_value_there_is_none(levers):
    found, errors = shares(dict.fromkeys(needed(levers), np.empty(0)), levers)
    assert found.shape == (levers, 0)
    assert np.isnan(errors).all() == (levers > shapley.EXACT)
