"""The methods paragraph: what a paper says of the study, ready to be pasted."""

from __future__ import annotations

from sim.report.grid import Said, place
from sim.report.methods import plans
from sim.report.results import Results
from sim.report.stopping import stopped

DIGITS = 12
"""Of a hash, enough to tell programs apart."""


def paragraph(data: Results) -> list[Said]:
    """What a paper says of the study, a sentence each, ready to be pasted."""
    told = (_design(data), stopped(data), _market(data), _bids(data), _estimates(data), _ranges(data), _program(data))
    return [said for said in told if said.text]


def _design(data: Results) -> Said:
    manifest = data.manifest
    known = {
        "arms": data.tongue.listed([f"“{data.label(arm)}”" for arm in data.arms]),
        "count": len(data.arms),
        "replications": manifest.get("replications", ""),
        "lots": f"{manifest.get('lots_per_replication', 0):,.6g}",
        "seed": manifest.get("seed", ""),
    }
    if "replications" not in manifest:
        return Said("")
    at = tuple(place("manifest.json", name) for name in ("replications", "lots_per_replication", "seed", "arms"))
    if len(data.arms) == 1:
        return Said(
            data.say(
                "One arm, {arms}, was simulated in {replications} replications of {lots} lots (seed {seed}).", **known
            ),
            at,
        )
    return Said(
        data.say(
            "{count} arms, {arms}, were simulated on common random numbers: in each of {replications} replications "
            "(seed {seed}) the same {lots} lots, worths and bidders were played under every arm.",
            **known,
        ),
        at,
    )


def _market(data: Results) -> Said:
    """The model of worths, and what bidders know; nothing where the scenario is not known."""
    setting = data.setting
    if not setting.known:
        return Said("")
    if setting.private:
        return Said(data.say("Worths are private and drawn from stated laws; every bidder knows its own."))
    if not setting.lognormal:
        return Said(
            data.say("Worths have a part that bidders share and parts of their own; bidders see them through noise.")
        )
    if setting.exact:
        return Said(
            data.say(
                "A bidder's worth of a lot is log-normal: a common part, a private taste and a margin; every bidder "
                "knows its own."
            )
        )
    return Said(
        data.say(
            "A bidder's worth of a lot is log-normal: a common part, a private taste and a margin; not every bidder "
            "knows its own, some see it through noise."
        )
    )


def _bids(data: Results) -> Said:
    """How bids were found, by groups of bidders."""
    found = plans(data)
    if not found:
        return Said("")
    told = [data.say("{method} ({bidders})", method=plan.name, bidders=plan.bidders) for plan in found]
    return Said(data.say("Bids: {methods}.", methods=data.say("; ").join(told)), (place("manifest.json", "plans"),))


def _estimates(data: Results) -> Said:
    if not data.pairs:
        return Said(data.say("Levels are means over replications with Student's t intervals of 95 %."))
    if all(row.p_adjusted is None for row in data.contrasts):
        return Said(
            data.say(
                "Differences are means of paired differences within replications, with Student's t intervals of 95 %; "
                "relative differences have Fieller's intervals; no correction is made for looking at many measures."
            )
        )
    return Said(
        data.say(
            "Differences are means of paired differences within replications; relative differences have Fieller's "
            "intervals, all others Student's t intervals of 95 %, each for itself. Which differences can be told from "
            "none is also said after correction for all comparisons of the study (Holm 1979)."
        )
    )


def _ranges(data: Results) -> Said:
    told = data.manifest.get("points")
    if not isinstance(told, dict):
        return Said("")
    return Said(
        data.say(
            "Ranges over assumptions are the least and the greatest estimate over a Latin hypercube of {points} points "
            "with {replications} replications each and the study itself.",
            points=told["asked"],
            replications=told["replications"],
        ),
        (place("manifest.json", "points"),),
    )


def _program(data: Results) -> Said:
    """Which program, libraries and scenario: enough to find the same again."""
    manifest = data.manifest
    if "program" not in manifest:
        return Said("")
    libraries = data.tongue.several([f"{name} {number}" for name, number in sorted(manifest["versions"].items())])
    return Said(
        data.say(
            "Computed with distressed-auctions {version} (source SHA-256 {source}), {libraries}; scenario SHA-256 "
            "{scenario}.",
            version=manifest["program"]["version"],
            source=manifest["program"]["source_sha256"][:DIGITS],
            libraries=libraries,
            scenario=str(manifest.get("scenario_sha256", ""))[:DIGITS],
        ),
        (place("manifest.json", "program", "versions", "scenario_sha256"),),
    )
