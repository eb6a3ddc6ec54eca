"""Keys name draws: the same whoever asks, different whenever one key differs."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.draws import Draws, absorb, digest, permutation, subject, unit, words

WORDS = st.integers(0, 2**64 - 1)


def test_mixing_is_splitmix64():
    # Steele, Lea & Flood 2014; first outputs of the reference code from state 1234567
    published = [6457827717110365317, 3203168211198807973, 9817491932198370423, 4593380528125082431]
    assert [absorb(1234567, k) for k in range(1, 5)] == published


def test_draws_have_not_changed():
    # results of earlier versions are only reproducible while these stand
    assert digest("flats") == 0x7C4D095A21A62CCA
    assert subject("flats", 17).tolist() == [0x19BCDA6F6E92038E]
    assert Draws(1, 0).bits("taste", 2, 3, 4).tolist() == [0x9C6EFACE89958587]


@settings(deadline=None)
@given(WORDS, st.lists(WORDS, min_size=1, max_size=5))
def test_one_key_or_many_give_the_same_bits(state, keys):
    array = np.array(keys, dtype=np.uint64)
    assert absorb(state, array).tolist() == [absorb(state, key) for key in keys]
    assert absorb(array, state).tolist() == [absorb(key, state) for key in keys]


@settings(deadline=None)
@given(st.integers(-(2**63), 2**63 - 1))
def test_signed_and_unsigned_keys_are_one_key(key):
    assert absorb(5, key) == absorb(5, key % 2**64) == absorb(5, np.array([key]))[0]


@settings(deadline=None)
@given(a=st.lists(WORDS, min_size=1, max_size=4), b=st.lists(WORDS, min_size=1, max_size=4), k=WORDS)
def test_draws_are_broadcast_without_changing(a, b, k):
    draws = Draws(7, 3)
    rows, columns = np.array(a, dtype=np.uint64)[:, None], np.array(b, dtype=np.uint64)
    table = draws.uniform("purpose", rows, columns, k)
    assert table.shape == (len(a), len(b))
    for (i, x), (j, y) in itertools.product(enumerate(a), enumerate(b)):
        assert table[i, j] == draws.uniform("purpose", x, y, k)[0] == draws.uniform("purpose", rows[i], y, k)[0]


def test_a_numpy_scalar_is_a_key():
    assert Draws(1, 1).uniform("p", np.uint64(2**64 - 1), np.int64(3)) == Draws(1, 1).uniform("p", 2**64 - 1, 3)


def test_no_draws_for_no_keys():
    nobody = words(np.zeros(0, dtype=np.int64))
    assert Draws(1, 1).normal("p", 4, nobody).shape == (0,)
    assert permutation(nobody, 5, nobody).shape == (0,)


def test_the_order_and_the_number_of_keys_count():
    draws = Draws(1, 1)
    different = [draws.uniform("p", *keys)[0] for keys in itertools.permutations((0, 1, 2))]
    different += [draws.uniform("p", *keys)[0] for keys in ((1,), (1, 1), (1, 1, 1), (0, 1), (0, 0, 1))]
    assert len(set(different)) == len(different)
    subjects = [subject("p", *keys)[0] for keys in ((), (0,), (0, 0), (1,), (1, 0), (0, 1))]
    assert len(set(subjects)) == len(subjects)


def test_no_two_draws_of_a_grid_share_their_bits():
    seeds, numbers, purposes = (0, 1, 2, 10, 11, 2**32, 2**64, 2**64 + 1), (0, 1, 10, 11, 100), ("p", "1", "p1", "")
    a = np.arange(10)[:, None, None]
    b = np.arange(10)[:, None]
    k = np.arange(10)
    bits = [
        Draws(seed, number).bits(purpose, a, b, k).ravel()
        for seed, number, purpose in itertools.product(seeds, numbers, purposes)
    ]
    assert len(np.unique(np.concatenate(bits))) == len(seeds) * len(numbers) * len(purposes) * 1000


@pytest.mark.parametrize(
    ("one", "other"), [((1, 10), (11, 0)), ((1, 0), (10, 0)), ((1, 2), (2, 1)), ((12, 3), (1, 23))]
)
def test_seeds_and_replications_do_not_run_together(one, other):
    a = np.arange(100)
    assert not np.isin(Draws(*one).bits("p", a), Draws(*other).bits("p", a)).any()


def test_uniforms_are_exact_and_never_0_or_1():
    ends = unit(np.array([0, 2**64 - 1, 2**63], dtype=np.uint64))
    assert ends.tolist() == [2.0**-53, 1.0 - 2.0**-53, 0.5 + 2.0**-53]
    assert (1.0 - ends).tolist() == [1.0 - 2.0**-53, 2.0**-53, 0.5 - 2.0**-53]


@pytest.mark.parametrize("key", range(3))
def test_every_bit_of_a_key_flips_every_bit_of_the_draw_half_the_time(key):
    draws, trials = Draws(5, 5), 2000
    keys = [np.arange(trials, dtype=np.uint64) * np.uint64(step) for step in (1, 7, 13)]
    before = draws.bits("p", *keys)
    for bit in range(64):
        keys[key] = keys[key] ^ np.uint64(1 << bit)
        flipped = before ^ draws.bits("p", *keys)
        keys[key] = keys[key] ^ np.uint64(1 << bit)
        share = np.unpackbits(flipped.view(np.uint8)).reshape(trials, 64).mean(axis=0)
        assert np.abs(share - 0.5).max() < 5.5 * 0.5 / np.sqrt(trials)
