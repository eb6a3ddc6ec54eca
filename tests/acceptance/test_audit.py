"""How far bids are from best replies: by quadrature, in the default market of three groups of ten."""

import statistics
import time

import numpy as np

from sim.equilibrium.anonymous import Crowd, Subgroup, solve, trials
from sim.equilibrium.audit import audit

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


def test_a_table_is_quick(verdict):
    seconds = []
    for repeat in range(5):
        began = time.perf_counter()
        solve(Crowd(PUBLIC + 1e-9 * repeat, crowd().subgroups))
        seconds.append(time.perf_counter() - began)
    median = statistics.median(seconds)
    verdict("one table against unseen rivals, median of 5, s", median, "below 0.3", median < 0.3)
