"""The folder of a fit: estimates, moments, the scenario with what was identified put in, and how it was found."""

from __future__ import annotations

import copy
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from textwrap import fill
from typing import Any

import numpy as np
from scipy.special import ndtri

from sim.experiment import csvfile
from sim.experiment.fit.box import Box, paths_of
from sim.experiment.fit.fitting import Found
from sim.experiment.fit.misfit import missed, misses, unlikely
from sim.experiment.fit.moments import MOMENTS
from sim.experiment.identity import source_hash, versions
from sim.experiment.manifest import Origin, file_hash
from sim.scenario.variants import matching, varied
from sim.scenario.writing import flow, written

FIT = (
    "path", "places", "scale", "assumed", "estimate", "se", "ci_low", "ci_high", "low", "high", "identified", "used",
    "why",
)  # fmt: skip
MOMENTS_CSV = (
    "moment", "class", "observed", "se", "simulated", "simulated_se", "holdout", "holdout_se", "z", "why",
)  # fmt: skip
WIDE = float(ndtri(0.975))
NAN = float("nan")

COLUMNS: Mapping[str, str] = {
    "path": "What was free, as the scenario writes it.",
    "places": "The paths that move together under it.",
    "scale": "linear, log, or factor on what the scenario says.",
    "assumed": "What the scenario says, its mean where it says several things; 1 where the scale is factor.",
    "estimate": "All parameters estimated together.",
    "se": "Standard error of the estimate, in logs where the scale is log or factor.",
    "ci_low": "Lower end of its 95 % interval.",
    "ci_high": "Upper end of it.",
    "low": "Lower end of the box in which it was looked for.",
    "high": "Upper end of it.",
    "identified": "1 if the data see it, else 0.",
    "used": "What fitted.yaml holds: what is identified, estimated again with the rest held at what is assumed; and "
    "what is assumed of the rest.",
    "why": "Why it is not identified.",
    "moment": "What is compared; defined below.",
    "class": "Of lots of which class; empty for all.",
    "observed": "The moment of the lots that were fitted to.",
    "simulated": "The same at the estimate, by the surface through the points that were played.",
    "simulated_se": "Its standard error as a prediction: estimates, noise of simulation, what the surface misses.",
    "holdout": "The moment of the lots kept apart; empty if there are none.",
    "holdout_se": "Its standard error, by resampling lots.",
    "z": "Holdout less simulated, over the standard error of that difference.",
}
OWN = {
    "se": "Standard error of what is observed, by resampling lots.",
    "why": "Why it is not compared; empty where it is.",
}

Line = tuple[str | float | None, ...]


@dataclass(frozen=True)
class Told:
    """What is known of a fit besides its numbers.

    Attributes
    ----------
    origin : Origin
        The scenario, resolved, and the command.
    resolved : dict
        The same as plain data.
    title : str
    arm : str
    files : dict of str to Path
        Data that were read: how the scenario names them, and where they were.
    box : Box
        What is fitted.
    assumed : dict of str to float
        What the scenario says of each parameter.
    """

    origin: Origin
    resolved: Mapping[str, Any]
    title: str
    arm: str
    files: Mapping[str, Path]
    box: Box
    assumed: Mapping[str, float]


def estimates(found: Found, told: Told) -> Iterator[Line]:
    """A line a parameter."""
    at, given = found.last.natural(found.joint.at), found.last.natural(found.given.at)
    for i, (name, of) in enumerate(found.box.free.items()):
        value, se = at[name], float(found.se[i])
        ends = (
            (value - WIDE * se, value + WIDE * se)
            if of.scale == "linear"
            else (value * _exp(-WIDE * se), value * _exp(WIDE * se))
        )
        known = bool(found.identified[i])
        used = given[name] if known else told.assumed[name]
        yield (
            name, " ".join(paths_of(name, of)), of.scale, told.assumed[name], value, se, *ends, of.low, of.high,
            int(known), used, found.why[i] or None,
        )  # fmt: skip


def _exp(log: float) -> float:
    """Of a standard error that may be endless."""
    return float(np.exp(min(log, 700.0)))


def moments(found: Found) -> Iterator[Line]:
    """A line a moment, then those that are not compared."""
    predicted, spread = found.predicted
    own, apart = found.seen, found.apart
    z = (apart.moments - predicted) / np.sqrt(np.diag(apart.errors) + np.diag(spread))
    columns = (
        own.moments, np.sqrt(np.diag(own.errors)), predicted, np.sqrt(np.diag(spread)), apart.moments,
        np.sqrt(np.diag(apart.errors)), z,
    )  # fmt: skip
    for (name, of), numbers in zip(found.cells.cells, np.transpose(columns).tolist(), strict=True):
        yield name, of, *numbers, None
    for name, of, why in found.cells.left:
        yield name, of, *[None] * 7, why


def fitted_yaml(found: Found, told: Told) -> str:
    """The scenario with what is identified put in; it runs as it is.

    What was uncertain of a fitted number is left out, for a range around what was assumed says nothing any more.
    """
    given = found.last.natural(found.given.at)
    known = {name: given[name] for name, yes in zip(found.box.free, found.identified, strict=True) if yes}
    values = found.box.at_paths(known)
    places = {at: path for path in values for at in matching(told.resolved, path)}
    plain = varied(told.resolved, found.box.ranges(), values)
    uncertain = {
        path: of
        for path, of in told.resolved["uncertain"].items()
        if not places.keys() & set(matching(told.resolved, path))
    }
    data = next(iter(told.files))
    source = f"fitted to {data}{', which speak against the model' if unlikely(found) else ''}"
    sources = dict(told.resolved["sources"]) | dict.fromkeys(sorted(places), source)
    output = {**plain["output"], "words": _words(told.resolved, sources)}
    sweep = copy.deepcopy(told.resolved["sweep"])
    whole = {**plain, "uncertain": uncertain, "sweep": sweep, "sources": sources, "output": output}
    rest = [name for name in found.box.free if name not in known]
    head = [f"Fitted to {data}: {', '.join(known) or 'nothing'}."]
    if unlikely(found):
        test = f"J = {found.joint.distance:.1f}, p = {found.joint.p_value:.2g}"
        head.append(
            f"The model does not fit these data ({test}): the numbers below are those of a model that is wrong."
        )
        head.append(f"Missed most: {'; '.join(map(missed, misses(found)))}.")
    if rest:
        head.append(f"Not identified, and left as assumed: {', '.join(rest)}.")
    return "".join(f"# {line}\n" for line in head) + written(whole)


def _words(resolved: Mapping[str, Any], sources: Mapping[str, str]) -> dict[str, dict[str, str]]:
    """The scenario's own words for its pages, but those for sources that it no longer has."""
    gone = set(resolved["sources"].values()) - set(sources.values())
    told = resolved["output"]["words"]
    return {language: {name: words[name] for name in words if name not in gone} for language, words in told.items()}


def write_fit(folder: Path, found: Found, told: Told) -> None:
    """All files of a fit but the figure and the page."""
    csvfile.write(folder / "fit.csv", FIT, estimates(found, told))
    csvfile.write(folder / "moments.csv", MOMENTS_CSV, moments(found))
    (folder / "fitted.yaml").write_text(fitted_yaml(found, told), encoding="utf-8", newline="\n")
    (folder / "README.txt").write_text(readme(told), encoding="utf-8", newline="\n")
    text = json.dumps(summary(found, told), indent=1, ensure_ascii=False, allow_nan=False)
    (folder / "manifest.json").write_text(text + "\n", encoding="utf-8", newline="\n")


def summary(found: Found, told: Told) -> dict[str, Any]:
    """How the fit was made and how well it does, for the manifest."""
    z = [line[MOMENTS_CSV.index("z")] for line in moments(found)]
    beyond = [name for name, each in zip(found.cells.names, z, strict=False) if abs(float(each or 0.0)) > 3.0]
    return {
        "title": told.title,
        "arm": told.arm,
        "command": told.origin.command,
        "data": {name: file_hash(path) for name, path in told.files.items()},
        "lots": {"fitted_to": found.seen.lots, "kept_apart": found.apart.lots},
        "points": {"played": found.points, "refused": found.refused, "boxes": found.rounds},
        "over_identification": {
            "distance": _number(found.joint.distance),
            "degrees": found.joint.spare,
            "p_value": _number(found.joint.p_value),
            "misses": [dict(miss) for miss in misses(found)] if unlikely(found) else [],
        },
        "singular_values": [_number(value) for value in found.joint.singular.tolist()],
        "surface_error": {
            name: _number(value)
            for name, value in zip(found.cells.names, np.sqrt(np.diag(found.surface.error)).tolist(), strict=True)
        },
        "surface_share_of_variance": {
            name: _number(value) for name, value in zip(found.box.free, found.joint.shares.tolist(), strict=True)
        },
        "missed_out_of_sample": beyond,
        "program": {"source_sha256": source_hash()},
        "versions": versions(),
    }


def _number(value: float) -> float | None:
    """Twelve significant digits, as in all tables; None if it is not a number."""
    return float(format(value, ".12g")) if np.isfinite(value) else None


def readme(told: Told) -> str:
    """What each file and column says."""
    title = f"{told.title}: fitted to {flow(list(told.files))[1:-1]}"
    lines = [title, "=" * len(title), ""]
    lines += _columns("fit.csv: A line a parameter.", FIT, {})
    lines += _columns("moments.csv: A line a moment of the lots, observed and simulated.", MOMENTS_CSV, OWN)
    lines += ["fitted.yaml: The scenario with what is identified put in; it runs as it is.", ""]
    lines += ["manifest.json: The command, what was read, and how good the fit is.", "", "Moments"]
    lines += [_indented(f"{name}: {moment.doc}.") for name, moment in MOMENTS.items()]
    return "\n".join(lines) + "\n"


def _columns(head: str, names: tuple[str, ...], own: Mapping[str, str]) -> list[str]:
    return [head, *(_indented(f"{name}: {own.get(name) or COLUMNS[name]}") for name in names), ""]


def _indented(text: str) -> str:
    return fill(text, 110, initial_indent="    ", subsequent_indent="        ")
