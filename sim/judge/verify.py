"""Theory beside simulation: scenarios that carry ``expect:`` say what should come out, this room says whether it does.

A value passes if it lies within four standard errors (over replications) of the simulation, widened by the theory
value's own stated error; at four, 150 right values raise a false alarm in about one suite of a hundred. A standard
error that is larger than the scenario allows is a miss too: a wide net proves nothing.
"""

from __future__ import annotations

import math
import tempfile
from dataclasses import dataclass, replace
from pathlib import Path

from sim import measures
from sim.entities.study import Expect, Study
from sim.errors import RunError
from sim.experiment.evaluation import Evaluation, evaluate
from sim.experiment.identity import program_key
from sim.experiment.prepare import prepare
from sim.experiment.runner import Options, simulate
from sim.experiment.solving import Watch
from sim.experiment.statistics import Estimate, estimate
from sim.experiment.store import Store
from sim.judge.columns import columns

STANDARD_ERRORS = 4.0


@dataclass(frozen=True)
class Verdict:
    """One theory value and what the simulation made of it."""

    name: str
    expect: Expect
    found: Estimate

    @property
    def quantity(self) -> str:
        """Measure, arm and group as printed."""
        where = f"{self.expect.arm}, {self.expect.group}" if self.expect.group else self.expect.arm
        return f"{self.expect.measure} ({where})"

    @property
    def z(self) -> float:
        """Distance in standard errors; 0 for a value that is met exactly, without spread."""
        distance = self.found.mean - self.expect.value
        return (
            distance / self.found.se if self.found.se > 0.0 else math.copysign(math.inf, distance) if distance else 0.0
        )

    @property
    def verdict(self) -> str:
        """``ok``, ``miss``, ``too wide`` or ``empty``."""
        if math.isnan(self.found.mean) or math.isnan(self.found.se):
            return "empty"
        allowed = STANDARD_ERRORS * self.found.se + self.expect.error
        rounding = 1e-12 * abs(self.expect.value)
        if abs(self.found.mean - self.expect.value) > allowed + rounding:
            return "miss"
        if self.expect.se_below is not None and self.found.se > self.expect.se_below:
            return "too wide"
        return "ok"

    @property
    def told(self) -> str:
        """The verdict, and what to do about a net that is too wide."""
        if self.verdict != "too wide" or self.expect.se_below is None:
            return self.verdict
        return f"too wide: std. error {self.found.se:.2g} above {self.expect.se_below:.2g}: more replications"

    @property
    def passed(self) -> bool:
        """Whether theory and simulation agree closely enough."""
        return self.verdict == "ok"


def verify(study: Study, options: Options, watch: Watch) -> list[Verdict]:
    """Play the arms that theory speaks of, in a temporary folder, and compare.

    Raises
    ------
    RunError
        If the study has no ``expect``.
    """
    if not study.expect:
        raise RunError(f"{study.title}: there is no expect block, so there is nothing to verify")
    asked = narrowed(study)
    with tempfile.TemporaryDirectory() as folder:
        store = Store(Path(folder), program_key({}))
        simulate(asked, prepare(asked, options.how()), store, options, watch)
        made = evaluate(asked, store)
    return [Verdict(name, study.expect[name], _found(made, study.expect[name])) for name in sorted(study.expect)]


def narrowed(study: Study) -> Study:
    """The study with the arms, measures and groups that are expected, and no more."""
    expected = study.expect.values()
    return replace(
        study,
        arms={name: arm for name, arm in study.arms.items() if name in {item.arm for item in expected}},
        contrasts=(),
        stopping=None,
        choose=None,
        measures=tuple(sorted({item.measure for item in expected})),
        by=tuple(
            kind for kind in measures.GROUP_COLUMNS if any(item.group.startswith(f"{kind}=") for item in expected)
        ),
        tables=("lots",),
    )


def _found(made: Evaluation, expect: Expect) -> Estimate:
    return estimate(made.values[expect.arm].get((expect.measure, expect.group), made.empty()))


def lines(verdicts: list[Verdict]) -> list[str]:
    """The verdicts as a table of text."""
    head = ("id", "quantity", "theory", "simulated", "std. error", "z", "verdict")
    rows = [
        (
            item.name,
            item.quantity,
            f"{item.expect.value:.6g}",
            f"{item.found.mean:.6g}",
            f"{item.found.se:.2g}",
            f"{item.z:+.2f}",
            item.told,
        )
        for item in verdicts
    ]
    return columns([head, *rows])
