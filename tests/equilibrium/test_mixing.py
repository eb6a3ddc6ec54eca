"""Mixed iterations find fixed points that plain ones cycle around."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.testing import assert_allclose

from sim.equilibrium.mixing import Mixing


def test_a_linear_map_is_solved_in_as_many_steps_as_it_has_dimensions():
    matrix = np.array([[-3.0, 1.0, 0.0], [0.5, -2.0, 0.3], [0.0, 0.2, 0.9]])
    shift = np.array([1.0, 2.0, 3.0])
    place, mixing = np.zeros(3), Mixing(np.ones(3))
    for _ in range(5):
        place = mixing.next(place, matrix @ place + shift - place, 0.5)
    assert_allclose(place, np.linalg.solve(np.eye(3) - matrix, shift), rtol=1e-6)


def test_the_first_step_is_damped():
    assert_allclose(Mixing(np.ones(2)).next(np.array([1.0, 2.0]), np.array([1.0, -1.0]), 0.25), [1.25, 1.75])


def test_memory_is_short():
    mixing = Mixing(np.ones(1), memory=1)
    place = np.array([0.2])
    for _ in range(8):
        place = mixing.next(place, np.cos(place) - place, 0.5)
    assert place[0] == pytest.approx(0.7390851332151607, abs=1e-9)
