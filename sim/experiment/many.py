"""Many comparisons at once: what is left of each when chance had as many tries."""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence

import numpy as np

from sim.entities.study import Study


def holm(values: Sequence[float]) -> list[float]:
    """p-values after the step-down correction of Holm (1979).

    The chance that even one true null is at or below 0.05 afterwards is at most 5 %, however they depend on each other.

    Parameters
    ----------
    values : sequence of float
        In [0, 1]; nan, where nothing was tested, stays and does not count.

    Examples
    --------
    >>> holm([0.01, 0.04, 0.03])
    [0.03, 0.06, 0.06]
    """
    found = np.asarray(values, dtype=float)
    there = np.flatnonzero(~np.isnan(found))
    order = there[np.argsort(found[there], kind="stable")]
    steps = np.arange(len(order), 0, -1) * found[order]
    found[order] = np.minimum(np.maximum.accumulate(steps), 1.0) if len(order) else []
    return [float(value) for value in found]


def corrected(values: Mapping[Hashable, float]) -> dict[Hashable, float]:
    """The same by key: each key is one comparison, under however many names its row is printed."""
    return dict(zip(values, holm(list(values.values())), strict=True))


def lots_of(study: Study, group: str) -> frozenset[str]:
    """What lots a group of results is about: groups that are about the same lots are one.

    Those of a region that is not the only one are named by the region, since where a lot lies may be drawn.
    """
    kind, _, name = group.partition("=")
    everything = frozenset(study.lots)
    if kind == "region":
        return everything if len(study.regions) == 1 else frozenset({group})
    if not kind:
        return everything
    called = {own: {"lots": own, "class": lots.asset_class, "seller": lots.seller} for own, lots in study.lots.items()}
    return frozenset(own for own, names in called.items() if names[kind] == name)
