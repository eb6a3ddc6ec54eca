"""Places, spans and limits of a sweep in words."""

from __future__ import annotations

from collections.abc import Sequence

from sim.report import words
from sim.report.assumptions import named
from sim.report.sweeps import Best, Limit, Sweeping
from sim.report.tongue import message


def span(found: Sweeping, path: str) -> str:
    """A condition, and between which values it was tried."""
    (low, high, scale), data = found.tried(path), found.data
    said = message("{name}, times {low} to {high}") if scale == "factor" else message("{name}, {low} to {high}")
    return data.say(said, name=named(path, data), low=f"{low:g}", high=f"{high:g}")


def with_policies(found: Sweeping, cell: int, told: str) -> str:
    """A sentence about one combination of policies, which it names first."""
    if not found.policies:
        return told[:1].upper() + told[1:]
    policies = [
        found.data.say("{policy} {value}", policy=named(path, found.data), value=f"{value:g}")
        for path, value in found.cells[cell].items()
    ]
    return found.data.say("With {policies}: {told}", policies=found.data.tongue.listed(policies), told=told)


def where(found: Sweeping, row: Best) -> str:
    """The optimum with its interval, or the end of what was tried beyond which it may lie."""
    data, values = found.data, found.policies[row.path]
    at, low, high = row.optimum, row.ci_low, row.ci_high
    if at is None:
        return f"{row.best:g}"
    ends = [values[0] if low is None else low, values[-1] if high is None else high]
    places = dict(zip(("at", "low", "high"), _figures((at, *ends), values, played=row.by == "values"), strict=True))
    if ends[0] == ends[1]:
        return data.say("{at}, and no other value within the 95 % interval", **places)
    if low is not None and high is not None:
        return data.say("{at} (95 % interval {low} to {high})", **places)
    if low is None and high is None:
        return data.say("{at} (no 95 % interval within what was tried, {low} to {high})", **places)
    if high is None:
        return data.say("{at} (95 % interval from {low} on: it reaches the end of what was tried, {high})", **places)
    return data.say("{at} (95 % interval up to {high}: it reaches the end of what was tried, {low})", **places)


def _figures(ends: Sequence[float], values: Sequence[float], *, played: bool) -> list[str]:
    """An optimum and its interval: values that were played as they were written, places between them rounded."""
    if played:
        return [f"{end:g}" for end in ends]
    decimals = words.decimals((), (ends[2] - ends[1]) / 2.0 or (values[-1] - values[0]) / 100.0)
    return [words.number(end, decimals) for end in ends]


def condition(found: Sweeping, row: Limit) -> str:
    """A limit of the box in words."""
    data = found.data
    factor = found.tried(row.path)[2] == "factor"
    places = {
        "name": named(row.path, data),
        "low": "" if row.low is None else f"{row.low:.3g}",
        "high": "" if row.high is None else f"{row.high:.3g}",
    }
    if row.low is None:
        said = message("{name} is at most {high} times the study's") if factor else message("{name} is at most {high}")
    elif row.high is None:
        said = message("{name} is at least {low} times the study's") if factor else message("{name} is at least {low}")
    else:
        said = (
            message("{name} is from {low} to {high} times the study's")
            if factor
            else message("{name} is from {low} to {high}")
        )
    return data.say(said, **places)
