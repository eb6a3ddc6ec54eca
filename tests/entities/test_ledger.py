"""The ledger as columns."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pytest

from sim.entities.market import Ledger


@dataclass
class Line:
    """As much of a row as a column needs."""

    hammer: float | None
    buyer: str | None


@pytest.fixture
def ledger() -> Ledger:
    return Ledger([Line(10.0, "dealers-1"), Line(None, None), Line(20.0, "dealers-2")], [])


def test_an_absent_number_is_nan(ledger):
    np.testing.assert_array_equal(ledger.column("hammer"), [10.0, np.nan, 20.0])


def test_an_absent_text_is_empty(ledger):
    assert ledger.column("buyer").tolist() == ["dealers-1", "", "dealers-2"]
