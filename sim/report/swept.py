"""What the page says of a sweep: which value of a policy is best, and under which conditions an arm loses."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from sim.report import words
from sim.report.assumptions import named
from sim.report.grid import Said, Table, place
from sim.report.results import Results
from sim.report.sweeps import MEAN, OWN, Best, Limit, Sweeping, given, sweeping
from sim.report.swept_tables import boxes, moves, optima
from sim.report.swept_words import condition, span, where, with_policies
from sim.report.tongue import message

DESIGNS = {
    "grid": message("a grid"),
    "lhs": message("a Latin hypercube"),
    "sobol": message("a scrambled Sobol set"),
}
TRIED = ("sweep_points.csv", "manifest.json#sweep")
"""Where it stands what was tried."""
LIKELY = 0.05
"""A box as good that is found in more than this share of deals says nothing."""


@dataclass(frozen=True)
class Section:
    """A section of the page.

    Attributes
    ----------
    method : Said
        What was swept, counted.
    sentences : tuple of Said
        The best values, then the boxes.
    tables : tuple of Table
    """

    method: Said
    sentences: tuple[Said, ...]
    tables: tuple[Table, ...]


def swept(data: Results) -> Section | None:
    """The section; None where nothing was swept."""
    found = sweeping(data)
    if found is None:
        return None
    tables = (optima(found), boxes(found), moves(found))
    method = Said(_method(found), TRIED)
    return Section(method, tuple(verdicts(found)), tuple(table for table in tables if table.rows))


def leading(data: Results) -> list[Said]:
    """What stands first on the page: the best value of each policy, shown ones first; nothing where none is sought."""
    found = sweeping(data)
    if found is None:
        return []
    rows = sorted(_optima(found), key=lambda row: row.optimum is None or row.reaches == "both")
    said = [Said(_located(found, row), (row.at("optimum", "ci_low", "ci_high"), *TRIED)) for row in rows]
    return [*said, _as_stated(found)] if said else []


def _as_stated(found: Sweeping) -> Said:
    """At which values of the policies the answers after the best ones are: those that the file itself has."""
    data = found.data
    stated = {path: data.setting.number(path) for path in found.policies}
    if not all(stated.values()):
        return Said(data.say("What follows is with the file's own values."))
    told = [data.say("{policy} {value}", policy=named(path, data), value=value) for path, value in stated.items()]
    said = data.say("What follows is with the file's own values: {policies}.", policies=data.tongue.listed(told))
    return Said(said, tuple(place("scenario.resolved.yaml", path) for path in stated))


def verdicts(found: Sweeping) -> Iterator[Said]:
    """The best value of each policy of each arm, and the box of each pair of arms, in the cells that are best."""
    for row in _optima(found):
        yield Said(_best(found, row), (row.at("best", "alike", "optimum", "ci_low", "ci_high"), *TRIED))
    for arm, baseline in found.data.pairs:
        mine = [
            each for each in found.limits if (each.arm, each.baseline, each.cell) == (arm, baseline, found.chosen(arm))
        ]
        if mine:
            yield Said(_box(found, mine), (*(each.at() for each in mine), *TRIED))
            yield from _elsewhere(found, mine[0])


def _optima(found: Sweeping) -> Iterator[Best]:
    """The best value of each policy of each arm, its other policies at their best."""
    for arm in found.data.arms:
        cell = found.chosen(arm)
        for row in found.best:
            if (
                (row.arm, row.point) == (arm, found.where)
                and row.path
                and given(row.given).items() <= found.cells[cell].items()
            ):
                yield row


def _method(found: Sweeping) -> str:
    data, told = found.data, found.data.manifest.get("sweep") or {}
    said = []
    if found.policies:
        policies = [
            data.say(
                "{policy} ({values})", policy=named(path, data), values=data.tongue.several([f"{v:g}" for v in values])
            )
            for path, values in found.policies.items()
        ]
        said.append(
            data.say(
                "Policies that were tried, each with each: {policies}; {count} combinations.",
                policies=data.tongue.listed(policies),
                count=len(found.cells),
            )
        )
    if found.points:
        paths = list(next(iter(found.points.values())))
        where = data.say(
            "Each is played under the conditions of the study and at {count} points, {design}, of what may be "
            "otherwise: {conditions}.",
            count=len(found.points),
            design=data.say(DESIGNS.get(str(told.get("design")), DESIGNS["grid"])),
            conditions=data.tongue.listed([span(found, path) for path in paths]),
        )
        said.append(where)
    if "replications" in told:
        said.append(data.say("{count} replications each, on the same draws.", count=told["replications"]))
    if refused := told.get("refused"):
        said.append(data.say("Left out, as no equilibrium is known: {count} of them.", count=len(refused)))
    return data.tongue.sentences(said)


def _best(found: Sweeping, row: Best) -> str:
    """Where the best value of a policy is, how sure that is, and where it would be at other points."""
    data = found.data
    said = [_located(found, row)]
    if len(row.candidates) == 1 and row.reaches == "both":
        said.append(data.say("Of the values played {value} is the best.", value=row.alike))
    elif 1 < len(row.candidates) < len(found.policies[row.path]):
        values = data.tongue.listed(row.candidates)
        said.append(data.say("Of the values played, {values} may be the best.", values=values))
    same = [each for each in found.best if (each.arm, each.path, each.given) == (row.arm, row.path, row.given)]
    own = next((each for each in same if each.point == OWN and each.optimum is not None), None)
    if row.point == MEAN and own is not None and "both" not in (row.reaches, own.reaches):
        said.append(data.say("Under the conditions of the study it is {place}.", place=where(found, own)))
    points = sorted({each.best for each in same if each.point not in (MEAN, OWN)})
    if len(points) > 1:
        said.append(
            data.say(
                "From point to point the best of the values played goes from {low} to {high}.",
                low=f"{points[0]:g}",
                high=f"{points[-1]:g}",
            )
        )
    elif points:
        said.append(data.say("At every point the best of the values played is {value}.", value=f"{points[0]:g}"))
    return data.tongue.sentences(said)


def _located(found: Sweeping, row: Best) -> str:
    """The first sentence: the best value, or that none is shown."""
    data = found.data
    others = [
        data.say("{policy} {value}", policy=named(path, data), value=f"{value:g}")
        for path, value in given(row.given).items()
    ]
    said = {
        "policy": named(row.path, data),
        "measure": data.noun(row.measure),
        "place": where(found, row),
        "given": data.say(", with {policies}", policies=data.tongue.listed(others)) if others else "",
        "low": f"{found.policies[row.path][0]:g}",
        "high": f"{found.policies[row.path][-1]:g}",
        "count": len(found.points),
        "arm": data.label(row.arm),
    }
    if row.optimum is None:
        return data.say("{arm}: {policy} does not move {measure}{given}.", **said)
    if row.reaches == "both":
        return data.say(
            "{arm}: which {policy} is best by {measure} is not shown; the interval holds all that was tried, {low} to "
            "{high}{given}.",
            **said,
        )
    if row.point == MEAN:
        return data.say(
            "{arm}: {measure}, on average over the {count} sets of conditions tried, is lowest where {policy} is "
            "{place}{given}."
            if found.lowest
            else "{arm}: {measure}, on average over the {count} sets of conditions tried, is highest where {policy} is "
            "{place}{given}.",
            **said,
        )
    return data.say(
        "{arm}: {measure} is lowest where {policy} is {place}{given}."
        if found.lowest
        else "{arm}: {measure} is highest where {policy} is {place}{given}.",
        **said,
    )


def _elsewhere(found: Sweeping, chosen: Limit) -> Iterator[Said]:
    """How often an arm loses in the combinations of policies that are not the best; nothing if there are none."""
    pair = chosen.arm, chosen.baseline
    others = {
        each.cell: each for each in found.limits if (each.arm, each.baseline) == pair and each.cell != chosen.cell
    }
    if not others:
        return
    kinds = ["all" if each.losing == each.points else "some" if each.losing else "none" for each in others.values()]
    said = found.data.say(
        "Of the {others} other combinations of policies it loses at all points in {all}, at some in {some}, at none in "
        "{none}.",
        others=len(others),
        **{kind: kinds.count(kind) for kind in ("all", "some", "none")},
    )
    yield Said(said, ("box.csv",))


def _box(found: Sweeping, rows: Sequence[Limit]) -> str:
    """Under which conditions an arm loses to its baseline, in one combination of policies."""
    return with_policies(found, rows[0].cell, _losing(found, rows))


def _losing(found: Sweeping, rows: Sequence[Limit]) -> str:
    """The same, without the policies."""
    data, first = found.data, rows[0]
    places = {
        "arm": data.label(first.arm),
        "baseline": data.label(first.baseline),
        "measure": data.noun(first.measure),
        "losing": first.losing,
        "surely": first.surely,
        "points": first.points,
        "share": words.number(100.0 * (first.at_most or 0.0), 0),
        "chance": words.number(100.0 * (first.chance or 0.0), 0),
        "coverage": words.number(100.0 * (first.coverage or 0.0), 0),
        "density": words.number(100.0 * (first.density or 0.0), 0),
        "inside": first.inside,
        "box": data.tongue.listed([condition(found, row) for row in rows if row.path]),
    }
    if first.found == "never" and first.at_most is None:
        return data.say("in {measure}, {arm} loses to {baseline} at none of {points} sets of conditions.", **places)
    if first.found == "never":
        return data.say(
            "in {measure}, {arm} loses to {baseline} at none of {points} sets of conditions: of those spread like "
            "these, at most {share} % are such that it does (95 %, as if they were drawn independently).",
            **places,
        )
    if first.found == "always":
        return data.say("in {measure}, {arm} loses to {baseline} at all {points} sets of conditions.", **places)
    lost = data.say(
        "in {measure}, {arm} loses to {baseline} at {losing} of {points} sets of conditions, at {surely} of them "
        "beyond chance.",
        **places,
    )
    if first.found == "none" or (first.chance or 0.0) > LIKELY:
        return data.tongue.sentences([lost, data.say("No box of conditions tells where, better than chance would.")])
    box = data.say(
        "It loses where {box}: this box holds {coverage} % of the sets at which it loses, and at {density} % of its "
        "{inside} sets it does. A box as good is found by chance in {chance} % of deals.",
        **places,
    )
    return data.tongue.sentences([lost, box])
