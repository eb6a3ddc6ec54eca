"""How the venues of two arms differ, key by key."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass
from typing import Any

from sim.entities.study import Study
from sim.entities.venue import Venue
from sim.experiment.csvfile import cell


def differences(study: Study) -> Iterator[tuple[str, str, str, str, str]]:
    """A line a key of place or rules on which an arm and its baseline differ: arm, baseline, key, here, there."""
    for arm, baseline in study.contrasts:
        here, there = flat(study.arms[arm].venue), flat(study.arms[baseline].venue)
        for key in dict.fromkeys((*here, *there)):
            if here.get(key) != there.get(key):
                yield arm, baseline, key, here.get(key, ""), there.get(key, "")


def flat(venue: Venue) -> dict[str, str]:
    """Every key of a venue with its value as text, in the order of the documentation."""
    return {
        f"{block}.{item.name}": said(getattr(part, item.name))
        for block, part in (("place", venue.place), ("rules", venue.rules))
        for item in fields(part)
    }


def said(value: Any) -> str:
    """A value of a key as text: yes and no as 1 and 0, absent as empty.

    Examples
    --------
    >>> said(True), said(0.2), said(None), said({"regulars": 1.0}), said(("mon", "tue"))
    ('1', '0.2', '', '{regulars: 1}', '[mon, tue]')
    """
    if value is None or isinstance(value, (str, float, int)):
        return cell(int(value) if isinstance(value, bool) else value)
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{key}: {said(value[key])}" for key in sorted(value)) + "}"
    if isinstance(value, (list, tuple)):
        return "[" + ", ".join(map(said, value)) + "]"
    if is_dataclass(value):
        inside = {item.name: getattr(value, item.name) for item in fields(value)}
        name = getattr(value, "name", "")
        return (f"{name} " if inside and name else name) + (said(inside) if inside else "")
    return str(value)
