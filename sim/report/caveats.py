"""Three caveats, computed: what carries the answer, what is no equilibrium, what real markets say otherwise."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from sim.judge.findings import HIT, MISS, Finding
from sim.report import sentences
from sim.report.assumptions import named
from sim.report.grid import Said, place
from sim.report.held import held
from sim.report.results import Results, records
from sim.report.sweeps import Sweeping, sweeping
from sim.report.swept_words import span, with_policies
from sim.report.uncertain import Slope

NAMED = 3
"""Facts or groups named at most."""


def caveats(data: Results, findings: Sequence[Finding], assumed: int) -> list[Said]:
    """What a reader must hold against the answer.

    Parameters
    ----------
    data : Results
    findings : sequence of Finding
        Of published facts that are graded.
    assumed : int
        How many numbers are assumed.
    """
    first = carries(data, assumed)
    first = replace(first, text=data.tongue.sentences([first.text, held(data)]))
    return [first, played(data), real(data, findings)]


def carries(data: Results, assumed: int) -> Said:
    """Which assumption moves the answer most; that none was varied, where none was."""
    lines = [line for line in records(Slope, data.folder / "sensitivity.csv") if not line.group]
    if data.pairs and not lines and (found := sweeping(data)) is not None and found.points:
        return _in_sweep(found, assumed)
    if not data.pairs or not lines:
        return Said(
            data.say(
                "No assumption was varied: how far the answer rests on the {count} assumed numbers is not known.",
                count=assumed,
            ),
            (place("assumed", "count"),),
        )
    measure = sentences.primary(data)
    pair = sentences.pairs(data)[0]
    about = (*pair, measure)
    mine = [line for line in lines if (line.arm, line.baseline, line.measure) == about and line.change is not None]
    top = max(mine, key=lambda line: abs(line.change or 0.0), default=None)
    row = next((row for row in data.between(*pair) if row.measure == measure), None)
    known: dict[str, object] = {"noun": data.noun(measure), "count": assumed}
    if top is None or row is None:
        return _unknown(data, known)
    scale = sentences.scale_of(data, row)
    known |= {"assumption": named(top.path, data), "low": f"{top.low:g}", "high": f"{top.high:g}"}
    known |= {"change": scale.difference(top.change), "interval": scale.interval(top.ci_low, top.ci_high)}
    known["difference"] = scale.difference(row.difference)
    at = (
        place("sensitivity.csv", arm=top.arm, baseline=top.baseline, measure=measure, group="", path=top.path),
        place("contrasts.csv", arm=top.arm, baseline=top.baseline, measure=measure, group=""),
        place("assumed", "count"),
    )
    if top.shown:
        said = data.say(
            "Of what was varied, {assumption} carries most: as it goes from {low} to {high}, the difference in {noun}, "
            "{difference}, moves by {change} ({interval}). Of the {count} assumed numbers all others are held fixed.",
            **known,
        )
    else:
        said = data.say(
            "None of the assumptions that were varied is shown to move the difference in {noun} of {difference}; most "
            "moves with {assumption}, from {low} to {high}: {change} ({interval}). {count} numbers are assumed.",
            **known,
        )
    return Said(said, at)


def _unknown(data: Results, known: Mapping[str, object]) -> Said:
    return Said(
        data.say(
            "Too few points were tried to say which assumption carries the difference in {noun}; {count} numbers "
            "are assumed.",
            **known,
        ),
        (place("assumed", "count"),),
    )


def _in_sweep(found: Sweeping, assumed: int) -> Said:
    """The same where a sweep varies conditions: which of them moves the answer most, with the best policies."""
    data, (arm, baseline) = found.data, sentences.pairs(found.data)[0]
    about = found.chosen(arm), arm, baseline
    mine = [move for move in found.moves if (move.cell, move.arm, move.baseline) == about and move.change is not None]
    measure = next((name for name in (sentences.primary(data), found.measure) if name in {m.measure for m in mine}), "")
    top = max((m for m in mine if m.measure == measure), key=lambda move: abs(move.change or 0.0), default=None)
    known: dict[str, object] = {"noun": data.noun(measure or found.measure), "count": assumed}
    if top is None:
        return _unknown(data, known)
    half = None if top.ci_low is None or top.ci_high is None else (top.ci_high - top.ci_low) / 2.0
    scale = data.scale(top.unit, (top.change,), half)
    known |= {"span": span(found, top.path), "change": scale.difference(top.change)}
    known |= {"interval": scale.interval(top.ci_low, top.ci_high)}
    said = data.say(
        "of the conditions that the sweep varies this one carries most: {span}. From end to end the difference in "
        "{noun} moves by {change} ({interval}). Of the {count} assumed numbers all others are held fixed."
        if top.shown
        else "none of the conditions that the sweep varies is shown to move the difference in {noun}; most moves with "
        "{span}: {change} ({interval}). {count} numbers are assumed.",
        **known,
    )
    at = place(
        "sweep_sensitivity.csv", cell=top.cell, arm=arm, baseline=baseline, measure=measure, group="", path=top.path
    )
    return Said(with_policies(found, top.cell, said), (at, "sweep_points.csv", place("assumed", "count")))


def played(data: Results) -> Said:
    """Whose bids are no equilibrium of the whole game, and whose are computed to within an error."""
    plans: Sequence[Mapping[str, Any]] = data.manifest.get("plans", ())
    if not plans:
        return Said(data.say("How bids were found is not told."))
    rough = sorted({str(plan["bidders"]).partition(",")[0] for plan in plans if "heuristic" in str(plan["method"])})
    first = [data.own(name) for name in rough[:NAMED]]
    some = data.tongue.listed(first)
    if len(rough) > NAMED:
        some = data.say("{names} and {count} more", names=data.tongue.several(first), count=len(rough) - NAMED)
    worst = max(float(plan.get("residual") or 0.0) for plan in plans)
    known = {"names": some, "error": f"{100.0 * worst:.2g}"}
    at = (place("manifest.json", "plans"),)
    if rough and worst:
        return Said(
            data.say(
                "In some auctions bids of {names} follow a heuristic, named in the methods, that is no equilibrium of "
                "the whole game; what is computed is so to within {error} % of the highest bid.",
                **known,
            ),
            at,
        )
    if rough:
        return Said(
            data.say(
                "In some auctions bids of {names} follow a heuristic, named in the methods, that is no equilibrium of "
                "the whole game.",
                **known,
            ),
            at,
        )
    if worst:
        return Said(
            data.say("Bids are best replies to one another, computed to within {error} % of the highest bid.", **known),
            at,
        )
    return Said(data.say("Bids are best replies to one another, known exactly."), at)


def real(data: Results, findings: Sequence[Finding]) -> Said:
    """How many published facts the study misses, and which."""
    hits = sum(finding.verdict == HIT for finding in findings)
    misses = [finding for finding in findings if finding.verdict == MISS]
    if not findings:
        return Said(
            data.say(
                "None of the published facts that come with the program is about rule books like these: nothing here "
                "was compared with a real market."
            )
        )
    known = {"hits": hits, "misses": len(misses), "all": len(findings)}
    at = (place("facts", "verdicts"),)
    if not misses:
        return Said(
            data.say("Of {all} published facts that test it, {hits} are met and none is missed; the rest stays open.",
                     **known), at)  # fmt: skip
    claims = list(dict.fromkeys(finding.fact.claim for finding in misses))
    told = data.say("; ").join(data.say(claim) for claim in claims[:NAMED])
    if len(claims) > NAMED:
        told = data.say("{names}; and {count} more", names=told, count=len(claims) - NAMED)
    return Said(
        data.say(
            "Of {all} published facts that test it, {hits} are met and {misses} missed: {names}.", names=told, **known
        ),
        at,
    )
