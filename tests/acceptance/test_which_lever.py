"""The gap between hall and platform, taken apart over eight levers: in time, adding up, and fair to every lever."""

from __future__ import annotations

import csv
import json
import math
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.acceptance.conftest import CHECKOUT

resource = pytest.importorskip("resource", reason="processor time of ended processes is told by POSIX systems only")

SCENARIO = "scenarios/policy/which_lever.yaml"
MINUTES = 15.0
LEVERS = 7
"""Named channels, at the least: what is left belongs to `other`."""
SMALL = {
    "regions": "1",
    "lots.homes.count": "4",
    "replications": "4",
    "decompose.replications": "4",
    "arms.hall.place.registration_cost": "500",
    "arms.hall.place.travel_cost_same_region": "500",
    "arms.platform.place.registration_cost": "200",
    "arms.platform.place.travel_cost_same_region": "200",
    "decompose.channels": "{papers: [place.registration_cost], way: [place.travel_cost_same_region], "
    "idle: [rules.deposit_release_days], equal: [rules.payment_days]}",
}
"""Everybody lives where the lots are, so that papers and the way there cost the same; nobody's funds are limited, so it
does not matter when a deposit is returned; and both rule books ask for the payment on the same day."""


def rows(folder: Path) -> list[dict[str, str]]:
    with (folder / "which_lever" / "decomposition.csv").open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


def effects(found: list[dict[str, str]], part: str) -> dict[tuple[str, ...], float]:
    """By measure, group, participation and lever."""
    keys = ("measure", "group", "participation", "lever")
    return {tuple(row[key] for key in keys): float(row["effect"]) for row in found if row["part"] == part}


def taken_apart(folder: Path, *sets: str) -> list[dict[str, str]]:
    """Run it on all processors, up to four, and read the parts."""
    options = [word for each in sets for word in ("--set", each)]
    command = [sys.executable, "run_sim.py", SCENARIO, "--out", str(folder), "--jobs", "4", "--quiet", *options]
    subprocess.run(command, cwd=CHECKOUT, capture_output=True, text=True, check=True)
    return rows(folder)


def ended() -> float:
    """Processor time of all processes that have ended, in minutes."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return (used.ru_utime + used.ru_stime) / 60.0


@pytest.fixture(scope="module")
def whole(tmp_path_factory):
    """The study as it is shipped: its parts, its manifest, minutes on the clock and minutes of all processors."""
    folder, began, before = tmp_path_factory.mktemp("whole"), time.monotonic(), ended()
    found = taken_apart(folder)
    taken = (time.monotonic() - began) / 60.0, ended() - before
    return found, json.loads((folder / "which_lever" / "manifest.json").read_text(encoding="utf-8")), taken


@pytest.fixture(scope="module")
def small(tmp_path_factory):
    """A shrunk market with levers of which much is known beforehand: there, and back."""
    folder = tmp_path_factory.mktemp("small")
    sets = [f"{path}={value}" for path, value in SMALL.items()]
    there = taken_apart(folder, *sets)
    return there, taken_apart(folder, *sets, "decompose.from=platform", "decompose.to=hall")


def test_it_is_taken_apart_in_time(whole, verdict):
    _, manifest, (clock, work) = whole
    told = manifest["decomposition"]
    played = f"{told['combinations']} combinations, {told['distinct_arms']} arms x {told['replications']} replications"
    verdict(f"minutes of all processors, {played}", work, f"below 4 x {MINUTES:g}", work < 4.0 * MINUTES)
    verdict("minutes on the clock, four processes", clock, f"below {MINUTES:g} on four idle cores", clock < MINUTES)


def test_every_lever_has_an_interval(whole, verdict):
    found, manifest, _ = whole
    named = [lever for lever, paths in manifest["decomposition"]["levers"].items() if paths and lever != "other"]
    verdict("levers that are named and differ", len(named), f"at least {LEVERS}", len(named) >= LEVERS)
    measures = sorted({row["measure"] for row in found})
    lacking = [
        (measure, participation, lever, part)
        for measure in measures
        for participation in ("total", "direct")
        for lever in named
        for part in ("alone", "last", "share")
        if not [
            row
            for row in found
            if (row["measure"], row["participation"], row["lever"], row["part"])
            == (measure, participation, lever, part)
            and all(math.isfinite(float(row[name])) for name in ("effect", "ci_low", "ci_high"))
        ]
    ]
    verdict(f"{len(measures)} measures: parts without a finite interval", lacking, [], not lacking)


@pytest.mark.parametrize("which", ["whole", "small"])
def test_parts_add_up(which, request, verdict):
    found = request.getfixturevalue(which)[0]
    sums: dict[tuple[str, ...], float] = {}
    for (*gap, _), effect in effects(found, "share").items():
        sums[tuple(gap)] = sums.get(tuple(gap), 0.0) + effect
    gaps = {key[:3]: effect for key, effect in effects(found, "whole").items()}
    miss = max(abs(effect - sums[gap]) for gap, effect in gaps.items())
    kinds = sorted({participation for _, _, participation in gaps})
    verdict(f"{which}: {len(gaps)} gaps, {' and '.join(kinds)}: largest miss", miss, "below 1e-9", miss < 1e-9)


def test_the_way_back_flips_every_sign(small, verdict):
    for part in ("share", "whole"):
        there, back = (effects(found, part) for found in small)
        miss = max(abs(effect + back[key]) for key, effect in there.items() if key[2] == "total")
        verdict(f"{part} there and back: largest sum", miss, "below 1e-9", miss < 1e-9)
    there, back = effects(small[0], "alone"), effects(small[1], "last")
    miss = max(abs(effect + back[key]) for key, effect in there.items() if key[2] == "total")
    verdict("alone there, last on the way back: largest sum", miss, "below 1e-9", miss < 1e-9)


def test_what_does_nothing_gets_nothing_and_equals_get_the_same(small, verdict):
    for found in small:
        for part in ("alone", "last", "share"):
            parts = effects(found, part)
            idle = {key: effect for key, effect in parts.items() if key[3] in ("idle", "equal")}
            verdict(f"{part} of {len(idle)} dummies", max(map(abs, idle.values())), "0", not any(idle.values()))
            apart = max(abs(effect - parts[*key[:3], "way"]) for key, effect in parts.items() if key[3] == "papers")
            verdict(f"{part}: papers less way", apart, "0", apart == 0.0)
    moved = max(abs(effect) for key, effect in effects(small[0], "share").items() if key[3] == "papers")
    verdict("the largest share of papers", moved, "above 0", moved > 0.0)
