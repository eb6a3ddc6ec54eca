"""What ranges over assumptions, or a sweep, do not cover: kinds of assumptions that were held fixed at every point."""

from __future__ import annotations

from sim.report.results import Results
from sim.report.sweeps import conditions
from sim.report.tongue import message

NUMBERS = (
    (("count", "interest"), message("how many bidders there are (`count`, `interest`)")),
    (("aware",), message("who hears of a lot (`aware_same_region`, `aware_elsewhere`)")),
    (("common_sd", "taste_sd", "worth"), message("how far worths spread (`common_sd`, `taste_sd`)")),
    (("margin",), message("margins (`margin`)")),
    (("signal_sd",), message("how precise looks are (`signal_sd`)")),
    (("wealth",), message("funds (`wealth`)")),
)
"""Keys that may be listed under ``uncertain``, by how their names begin, and what they are."""


def held(data: Results) -> str:
    """A sentence that names the kinds of assumptions that were not varied; empty where nothing was, or all."""
    plain = data.setting.plain
    ranged = plain.get("uncertain") if (data.folder / "sensitivity.csv").is_file() else None
    paths = ranged or ((plain.get("sweep") or {}).get("uncertainties") if conditions(data) else None)
    if not paths:
        return ""
    tried = {key for path in paths for key in path.split(".")}
    fixed = [data.say(said) for keys, said in NUMBERS if not any(key.startswith(keys) for key in tried)]
    if data.setting.rounds:
        fixed.append(data.say("whether bidders wait for a later round (`foresight`)"))
    rules = _heuristics(data)
    if rules:
        fixed.append(data.say("that bids follow a heuristic (`strategy`: {names})", names=data.tongue.several(rules)))
    if not fixed:
        return ""
    return data.say(
        "Ranges cover only what is listed under `uncertain`. Not varied were, among others: {kinds}."
        if ranged
        else "The sweep varies only what is listed under `uncertainties`. Not varied were, among others: {kinds}.",
        kinds=data.tongue.listed(fixed),
    )


def _heuristics(data: Results) -> list[str]:
    """Strategies of groups that no game is solved for, where some of their bids are a heuristic."""
    if not any("heuristic" in str(plan.get("method")) for plan in data.manifest.get("plans", ())):
        return []
    used = (str(group.get("strategy")) for group in data.setting.bidders)
    return [name for name in dict.fromkeys(used) if name not in ("equilibrium", "None")]
