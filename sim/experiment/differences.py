"""How the rule books and places of two arms differ, key by key."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sim.entities.study import Study
from sim.scenario import books
from sim.scenario.writing import flow


def differences(study: Study) -> Iterator[tuple[str, ...]]:
    """A line a key on which an arm and its baseline differ.

    Yields
    ------
    tuple of str
        Arm, baseline, key, value here, value there, unit, channel, source here, source there.
    """
    for arm, baseline in study.contrasts:
        for line in books.differences(books.arm_book(study, arm), books.arm_book(study, baseline)):
            values = said(line.a), said(line.b)
            yield arm, baseline, line.key, *values, line.unit, line.channel, line.source_a, line.source_b


def said(value: Any) -> str:
    """A value as in the scenario file, but yes and no as 1 and 0, absent as empty.

    Examples
    --------
    >>> said(True), said(0.2), said(None), said({"regulars": 1.0})
    ('1', '0.2', '', '{regulars: 1}')
    """
    if value is None:
        return ""
    return str(int(value)) if isinstance(value, bool) else flow(value)
