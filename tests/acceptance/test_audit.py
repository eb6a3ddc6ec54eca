"""How far bids are from best replies: by quadrature, in the default market of three groups of ten."""

import math
import statistics
import time

import numpy as np
import pytest

from sim.equilibrium.anonymous import Crowd, Subgroup, solve, trials
from sim.equilibrium.audit import audit
from sim.equilibrium.visible.groups import Group
from sim.equilibrium.visible.path import Room
from sim.equilibrium.visible.trials import trials as hall_trials

PUBLIC = 1.0 / (1.0 / 0.45**2 + 1.0 / 0.12**2)
"""Variance left by an appraisal with error 0.12 of a common part with spread 0.45."""


def crowd(**changes):
    groups = (("sharp", 0.15), ("middling", 0.20), ("blunt", 0.25))
    return Crowd(PUBLIC, tuple(Subgroup(name, 0.01, sd**2, (10.0, 10.0), **changes) for name, sd in groups))


def test_best_replies_pass_and_naive_bids_fail(verdict):
    for name, made, passes in (("equilibrium", crowd(), True), ("naive bidding", crowd(cursed=1.0), False)):
        verdicts = audit(trials(solve(made), -np.inf))
        gains = {each.group: f"{each.gain:.2g}" for each in verdicts}
        found = all(each.passes for each in verdicts)
        verdict(f"audit of {name}, three groups of ten", gains, "passes" if passes else "fails", found is passes)


HALL = tuple(Group(name, 0.01, sd**2) for name, sd in (("sharp", 0.15), ("middling", 0.20), ("blunt", 0.25)))


def own_estimate(group):
    """The log limit of a bidder who forgets that winning is news."""
    nu = (PUBLIC + group.taste) / (PUBLIC + group.taste + group.noise)
    return lambda x: nu * x + 0.5 * nu * group.noise


def silence(x):
    return np.full(x.shape, -math.inf)


@pytest.mark.parametrize("start", [-math.inf, 0.0], ids=["no start price", "a start price"])
def test_with_drop_outs_seen_equilibrium_passes_and_other_replies_fail(start, verdict):
    """One bidder of a group replies otherwise, among others who play the equilibrium with drop-outs seen."""
    room, began = Room(HALL, (10, 10, 10), PUBLIC, start), time.process_time()
    right = audit(hall_trials(room))
    seconds = time.process_time() - began
    gains = {each.group: f"{each.gain / each.worth:.2g}" for each in right}
    where = f"drop-outs seen, three groups of ten, start {start:g}"
    verdict(f"{where}: gain of best replies to worth", gains, "passes", all(each.passes for each in right))
    verdict(f"{where}: one audit, s", seconds, "below 10", seconds < 10.0)
    for name, limits in (
        ("own estimate", {each.name: own_estimate(each) for each in HALL}),
        ("silence", {each.name: silence for each in HALL}),
    ):
        wrong = audit(hall_trials(room, limits))
        gains = {each.group: f"{each.gain / each.worth:.2g}" for each in wrong}
        verdict(f"{where}: one bidder's {name}", gains, "fails", not any(each.passes for each in wrong))
        for each, best in zip(wrong, right, strict=True):
            assert each.gain + each.profit == pytest.approx(best.gain + best.profit)


def test_a_table_is_quick(verdict):
    seconds = []
    for repeat in range(5):
        began = time.process_time()
        solve(Crowd(PUBLIC + 1e-9 * repeat, crowd().subgroups))
        seconds.append(time.process_time() - began)
    median = statistics.median(seconds)
    verdict("one table against unseen rivals, median of 5, s", median, "below 0.3", median < 0.3)
