"""Filed lots: what their file says is nature's, and what it leaves open is drawn given what it says."""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np

from sim.draws import Draws, digest, subject
from sim.entities.filed import FiledLot
from sim.entities.study import LotGroup
from sim.entities.units import DAY, MILLISECOND, Floats, Ids, Keys
from sim.values.filed import told_by_file


def subjects_of(group: LotGroup) -> Keys:
    """Hashed ids: another row, another order or another class moves no draw of a lot."""
    return subject("filed lot", np.array([digest(name) for name in group.rows or ()], dtype=np.uint64))


def given(group: LotGroup, cell: Callable[[FiledLot], float | None], drawn: Floats) -> Floats:
    """A column of the file, and what was drawn where a cell is empty."""
    cells = [cell(row) for row in (group.rows or {}).values()]
    return np.array([d if c is None else c for c, d in zip(cells, drawn.tolist(), strict=True)], dtype=np.float64)


def arrivals_of(draws: Draws, group: LotGroup, horizon: int) -> Ids:
    """Milliseconds at which lots arrive: as given, else as those of counted lots are drawn."""
    drawn = draws.uniform("arrival", subjects_of(group)) * (horizon if group.arrive == "spread" else 0)
    times = given(group, lambda row: None if row.arrive_day is None else row.arrive_day * (DAY // MILLISECOND), drawn)
    return np.rint(times).astype(np.int64)


def commons(draws: Draws, group: LotGroup, subjects: Keys) -> Floats:
    """Common worths: as given, or drawn from what median and appraisal leave open."""
    told = [told_by_file(group, name) for name in group.rows or ()]
    mean, sd = np.array([(each.mean, math.sqrt(each.variance)) for each in told]).T
    return given(group, lambda row: row.common_worth, np.exp(mean + sd * draws.normal("common", subjects)))
