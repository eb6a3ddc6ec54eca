"""Small results folders, made up: what the report reads, without a simulation."""

from __future__ import annotations

import csv
import json
import math
from collections.abc import Sequence
from itertools import product
from pathlib import Path
from typing import Any

import numpy as np

from sim.entities.market import ROW_FIELDS
from sim.measures import find

MEASURES = (
    "sell_through",
    "listing_success",
    "price_to_worth",
    "price_if_sold",
    "net_proceeds_share",
    "time_to_cash_days",
    "bidders_entered",
    "bids_per_lot",
    "commission_per_lot",
)
LABELS = {"hall": "Court hall, rules of 2009", "platform": "Platform, rules of 2017", "draft": "Platform, the draft"}
CLASSES = ("flats", "shops")
Runs = dict[tuple[str, int, str, str], float]


def write(path: Path, header: Sequence[str], rows: Sequence[Sequence[Any]]) -> None:
    """A table as the experiment writes it: None is an empty field."""
    with path.open("w", encoding="utf-8", newline="") as file:
        lines = csv.writer(file, lineterminator="\n")
        lines.writerow(header)
        lines.writerows([["" if cell is None else _cell(cell) for cell in row] for row in rows])


def _cell(cell: Any) -> str:
    return f"{cell:.12g}" if isinstance(cell, float) else str(cell)


def folder(
    path: Path,
    arms: Sequence[str] = ("hall", "platform"),
    *,
    replications: int = 12,
    lots: int = 30,
    by_class: bool = True,
    manifest: dict[str, Any] | None = None,
) -> Path:
    """A whole results folder under `path`."""
    path.mkdir(parents=True, exist_ok=True)
    rows = [row for arm in arms for r in range(replications) for row in _lots(arm, r, lots)]
    write(path / "lots.csv", ("arm", "replication", *ROW_FIELDS), [list(row.values()) for row in rows])
    groups = ["", *(f"class={name}" for name in CLASSES)] if by_class else [""]
    runs = {
        (arm, r, measure, group): value
        for arm in arms
        for r in range(replications)
        for group in groups
        for measure, value in _measures([row for row in rows if (row["arm"], row["replication"]) == (arm, r)], group)
    }
    _summary(path, runs, arms, groups, replications)
    _contrasts(path, runs, arms, groups, replications)
    _bidders(path, arms)
    _small(path, arms)
    _gains(path, arms)
    _apart(path, runs, arms, replications)
    _slopes(path, arms)
    _swept(path, arms)
    told = {
        "title": "The same lots in a hall and on a platform",
        "question": "Do court lots sell better on a national platform than in the hall?",
        "currency": "CNY",
        "seed": 20170101,
        "baseline": arms[0],
        "arms": {arm: LABELS.get(arm, arm) for arm in arms},
        "command": "run scenarios/market/quickstart.yaml",
        "replications": replications,
        "lots_per_replication": float(lots),
        "program": {"version": "0.1.0", "source_sha256": "ab" * 32, "commit": None},
        "versions": {"python": "3.11.0", "numpy": "2.4.6"},
        "plugins": {},
        "scenario_sha256": "0f" * 32,
        "plans": [
            {
                "arm": arms[0],
                "lots": "flats",
                "bidders": "dealers",
                "method": "dominant strategy (Vickrey 1961)",
                "residual": 0.0,
                "rounds": [1],
            },
            {
                "arm": arms[0],
                "lots": "flats",
                "bidders": "families",
                "method": "heuristic: shaded 0.9",
                "residual": 1e-7,
                "rounds": [1],
            },
        ],
    }
    (path / "manifest.json").write_text(json.dumps(told | (manifest or {})), encoding="utf-8")
    return path


def _lots(arm: str, replication: int, lots: int) -> list[dict[str, Any]]:
    """Lots that share their nature over arms: worth and luck are drawn by replication only."""
    nature = np.random.default_rng(1000 + replication)
    made = []
    for number in range(lots):
        kind = CLASSES[number % len(CLASSES)]
        worth = float(900_000 * math.exp(0.45 * nature.normal())) * (1.0 if kind == "flats" else 3.0)
        appraisal = worth * math.exp(0.1 * nature.normal())
        luck, price, wait, crowd = (float(nature.uniform()) for _ in range(4))
        hall = arm == "hall"
        odds = (0.45, 0.7, 0.8) if hall else (0.6, 0.85, 0.93)
        at = next((index for index, odd in enumerate(odds) if luck < odd), None)
        start = appraisal * (1.0 if hall else 0.7) * 0.8 ** (2 if at is None else at)
        hammer = None if at is None else start * (1.0 + (0.15 if hall else 0.45) * price)
        row = dict.fromkeys(ROW_FIELDS)
        row |= {
            "lot": f"{kind}-{number}", "group": kind, "asset_class": kind, "region": "here", "seller": "court",
            "state": "returned" if at is None else "sold_off" if at == 2 else "sold",
            "round": 0 if at is None else at + 1, "attempts": 3 if at is None else at + 1, "appraisal": appraisal,
            "first_start": appraisal, "start": start, "hammer": hammer, "buyer_fee": (hammer or 0) * 0.05 * hall,
            "seller_fee": 0.0, "buyer_paid": (hammer or 0) * (1 + 0.05 * hall), "seller_net": hammer or 0.0,
            "present_value": hammer or 0.4 * worth, "worth_common": worth, "worth_public": None,
            "worth_best": worth * 1.2,
            "worth_buyer": None if at is None else worth * 1.1, "buyer": None if at is None else "dealers-1",
            "buyer_group": None if at is None else "dealers", "insider": None if at is None else 0,
            "interested": 40, "aware": 5 if hall else 25, "came_once": 4 if hall else 16,
            "entered": int(1 + crowd * (4 if hall else 15)), "bid": 2, "bids": int(crowd * (6 if hall else 60)),
            "extension_s": 0.0, "listed_day": 3.0 * number,
            "hammer_day": None if at is None else 3.0 * number + 20 + 45 * at,
            "cash_day": None if at is None else 3.0 * number + 25 + 45 * at + 10 * wait,
        }  # fmt: skip
        made.append({"arm": arm, "replication": replication} | row)
    return made


def _measures(rows: list[dict[str, Any]], group: str) -> list[tuple[str, float]]:
    chosen = [row for row in rows if not group or group == f"class={row['asset_class']}"]
    columns = {
        name: np.array([np.nan if row[name] is None else row[name] for row in chosen], dtype=float)
        for name, value in chosen[0].items()
        if isinstance(value, (int, float, type(None))) and name not in {"buyer", "buyer_group"}
    }
    values = []
    for name in MEASURES:
        measure = find(name).measure
        top, bottom = measure.numerator(columns).sum(), measure.denominator(columns).sum()
        values.append((name, float(top / bottom) if bottom else math.nan))
    return values


def interval(values: np.ndarray) -> tuple[float | None, float | None, float | None, float | None, int]:
    """Mean, sd, ends of the interval and n of what is not nan."""
    values = values[~np.isnan(values)]
    n = len(values)
    if n == 0:
        return None, None, None, None, 0
    if n == 1:
        return float(values[0]), None, None, None, 1
    mean, sd = float(values.mean()), float(values.std(ddof=1))
    half = 2.2 * sd / math.sqrt(n)
    return mean, sd, mean - half, mean + half, n


def _summary(path: Path, runs: Runs, arms: Sequence[str], groups: Sequence[str], replications: int) -> None:
    rows = []
    for arm in arms:
        for measure in MEASURES:
            for group in groups:
                values = np.array([runs[arm, r, measure, group] for r in range(replications)])
                rows.append((arm, measure, group, find(measure).measure.unit, *interval(values)))
    write(path / "summary.csv", ("arm", "measure", "group", "unit", "mean", "sd", "ci_low", "ci_high", "n"), rows)


def _contrasts(path: Path, runs: Runs, arms: Sequence[str], groups: Sequence[str], replications: int) -> None:
    header = ("arm", "baseline", "measure", "group", "unit", "difference", "ci_low", "ci_high", "n", "relative",
              "relative_low", "relative_high")  # fmt: skip
    rows = []
    for arm in arms[1:]:
        for measure in MEASURES:
            for group in groups:
                base = np.array([runs[arms[0], r, measure, group] for r in range(replications)])
                own = np.array([runs[arm, r, measure, group] for r in range(replications)])
                difference, _, low, high, n = interval(own - base)
                mean = float(base[~np.isnan(own - base)].mean()) if n else 0.0
                relative = [None if x is None or mean == 0.0 else x / mean for x in (difference, low, high)]
                unit = find(measure).measure.unit
                rows.append((arm, arms[0], measure, group, unit, difference, low, high, n, *relative))
    write(path / "contrasts.csv", header, rows)


def _bidders(path: Path, arms: Sequence[str]) -> None:
    rows = []
    for arm in arms:
        draws = np.random.default_rng(7)
        for number in range(60):
            worth = float(draws.uniform())
            limit = worth / 2 if arm == "hall" else worth
            made = limit * 0.9 if draws.uniform() < 0.7 else None
            rows.append((arm, number // 6, f"flats-{number // 3}", 1, f"dealers-{number}", worth, limit, made))
    header = ("arm", "replication", "lot", "round", "bidder", "worth", "limit", "highest_bid")
    write(path / "bidders.csv", header, rows)


def _small(path: Path, arms: Sequence[str]) -> None:
    if len(arms) == 1:
        return
    write(
        path / "transitions.csv",
        ("arm", "baseline", "group", "sold_in_both", "only_here", "only_there", "neither", "price_ratio",
         "price_ratio_low", "price_ratio_high", "n"),
        [(arm, arms[0], "", 1250, 70, 10, 30, 0.971, 0.952, 0.989, 12) for arm in arms[1:]],
    )  # fmt: skip
    write(
        path / "differences_in_rules.csv",
        ("arm", "baseline", "key", "here", "there", "unit", "channel", "source_here", "source_there"),
        [
            (arm, arms[0], *rest)
            for arm in arms[1:]
            for rest in (
                ("place.aware_elsewhere", "0.05", "0", "probability", "reach", "assumed", "assumed: <none>"),
                ("rules.proxy", "1", "0", "true or false", "format", "art. 20", ""),
                ("rules.reserve", "", "5", "money", "reserve_and_rounds", "", ""),
                ("rules.deposit_share", "0.1", "0.05", "share", "deposit", "art. 17", "2004, art. 10"),
            )
        ],
    )


def _gains(path: Path, arms: Sequence[str]) -> None:
    """Creditors gain, the venue loses its fees, buyers are not shown to gain; nothing is owed to others."""
    header = ("arm", "baseline", "group", "party", "in_arm", "in_baseline", "difference", "ci_low", "ci_high", "n")
    parties = {
        "first_creditor": (90_000.0, 10_000.0),
        "other_creditors": (0.0, 0.0),
        "buyers": (20_000.0, 25_000.0),
        "venue": (-11_000.0, 1_200.0),
        "all": (99_000.0, 30_000.0),
    }
    rows = [
        (arm, arms[0], group, party, 1e5 + apart, 1e5, apart, apart - half, apart + half, 12)
        for arm in arms[1:]
        for group in ("", "class=flats")
        for party, (apart, half) in parties.items()
    ]
    write(path / "who_gains.csv", header, rows)


LEVERS = {
    "reach": ("place.aware_elsewhere", 0.8, 0.7, 0.75),
    "calendar": ("", 0.0, 0.0, 0.0),
    "board": ("rules.shows", 0.0, 0.0, 0.0),
    "reserve_and_rounds": ("rules.reserve_share rules.rounds", 0.25, 0.35, 0.3),
    "fees": ("rules.buyer_fee", -0.02, -0.08, -0.05),
    "other": ("rules.forfeit", 0.0, 0.0, 0.0),
}
"""Lever to its keys and to which part of the gap it makes alone, last and as its share."""


def _apart(path: Path, runs: Runs, arms: Sequence[str], replications: int) -> None:
    """The gap between the first two arms: reach makes three quarters of it, fees work against it."""
    if len(arms) == 1:
        return
    header = (
        "from", "to", "measure", "group", "unit", "lever", "keys", "part", "effect", "ci_low", "ci_high", "n",
        "order_error",
    )  # fmt: skip
    rows = []
    for measure in ("sell_through", "time_to_cash_days"):
        head = (*arms[:2], measure, "", find(measure).measure.unit)
        there, here = (np.array([runs[arm, r, measure, ""] for r in range(replications)]) for arm in arms[:2])
        for lever, (keys, *parts) in {"": ("", 1.0), **LEVERS}.items():
            for part, size in zip(("alone", "last", "share") if lever else ("whole",), parts, strict=True):
                effect, _, low, high, n = interval(size * (here - there))
                rows.append((*head, lever, keys, part, effect, low, high, n, 0 if part == "share" else None))
    write(path / "decomposition.csv", header, rows)
    write(
        path / "interactions.csv",
        ("from", "to", "measure", "group", "unit", "lever", "other_lever", "effect", "ci_low", "ci_high", "n"),
        [
            (*arms[:2], "sell_through", "", "share", "reach", "reserve_and_rounds", 0.05, 0.02, 0.08, replications),
            (*arms[:2], "sell_through", "", "share", "reach", "fees", -0.01, -0.03, 0.01, replications),
        ],
    )


def _slopes(path: Path, arms: Sequence[str]) -> None:
    """Three assumptions: the spread of tastes moves nothing for sure."""
    made = {
        "bidders.*.taste_sd": (0.5, 1.5, -0.01, 0.04),
        "arms.platform.place.aware_elsewhere": (0.3, 3.0, 0.08, 0.02),
        "bidders.dealers.margin.high": (0.2, 0.5, -0.15, 0.05),
    }
    rows = [
        (arm, arms[0], measure, "", find(measure).measure.unit, tried, low, high, size * change,
         *sorted((size * (change - half), size * (change + half))), 8)
        for arm in arms[1:]
        for measure, size in (("sell_through", 1.0), ("time_to_cash_days", -200.0))
        for tried, (low, high, change, half) in made.items()
    ]  # fmt: skip
    header = (
        "arm", "baseline", "measure", "group", "unit", "path", "low", "high", "change", "ci_low", "ci_high", "n",
    )  # fmt: skip
    write(path / "sensitivity.csv", header, rows)


def _swept(path: Path, arms: Sequence[str]) -> None:
    """Three reserves times two deposits at eight points; the last arm loses where tastes are alike."""
    reserves, deposits = (0.7, 0.8, 0.9), (0.05, 0.2)
    last = arms[-1]
    policies = {f"arms.{last}.rules.reserve_share": reserves, f"arms.{last}.rules.deposit_share": deposits}
    cells = [dict(zip(policies, values, strict=True)) for values in product(*policies.values())]
    held = [
        {"bidders.*.taste_sd": 0.5 + number / 7.0, "arms.*.place.aware_elsewhere": 0.3 + 0.05 * (number * 3 % 8)}
        for number in range(8)
    ]
    lines = [(cell, None, path_, value) for cell, values in enumerate(cells, 1) for path_, value in values.items()]
    lines += [(None, point, path_, value) for point, values in enumerate(held, 1) for path_, value in values.items()]
    write(path / "sweep_points.csv", ("cell", "point", "path", "value"), lines)

    def level(arm: str, cell: int, point: int) -> float:
        tastes = held[point - 1]["bidders.*.taste_sd"] if point else 1.0
        reserve, deposit = cells[cell - 1].values()
        return 0.7 + (0.3 * (tastes - 0.8) - (reserve - 0.8) ** 2 - 0.1 * deposit if arm == last else 0.0)

    found = []
    for cell in range(1, len(cells) + 1):
        for point in (*range(len(held) + 1), None):
            at = range(1, 9) if point is None else [point]
            levels = {arm: sum(level(arm, cell, each) for each in at) / len(at) for arm in arms}
            told = [(arm, "", levels[arm], 0.01) for arm in arms]
            told += [(arm, arms[0], levels[arm] - levels[arms[0]], 0.005) for arm in arms[1:]]
            found += [
                (cell, point, arm, base, "net_proceeds_share", "", "share", value, value - half, value + half, 12)
                for arm, base, value, half in told
            ]
    header = ("cell", "point", "arm", "baseline", "measure", "group", "unit", "value", "ci_low", "ci_high", "n")
    write(path / "sweep.csv", header, found)
    _verdicts(path, arms, policies, len(cells))


def _verdicts(path: Path, arms: Sequence[str], policies: dict[str, tuple[float, ...]], cells: int) -> None:
    """What the sweep amounts to."""
    last, measure, (reserve, deposit) = arms[-1], "net_proceeds_share", policies
    slopes = [
        (
            cell,
            arm,
            "" if arm == arms[0] else arms[0],
            measure,
            "",
            "share",
            tried,
            low,
            high,
            change,
            change - half,
            change + half,
            8,
        )
        for cell in range(1, cells + 1)
        for arm in arms
        for tried, (low, high, change, half) in {
            "bidders.*.taste_sd": (0.5, 1.5, 0.3, 0.01),
            "arms.*.place.aware_elsewhere": (0.3, 0.7, 0.0, 0.01),
        }.items()
    ]
    header = (
        "cell", "arm", "baseline", "measure", "group", "unit", "path", "low", "high", "change", "ci_low", "ci_high",
        "n",
    )  # fmt: skip
    write(path / "sweep_sensitivity.csv", header, slopes)
    best = [
        (point, last, measure, "share", *line, 12)
        for point in (0, 1, 8, None)
        for line in (
            (reserve, f"{deposit}=0.05", 0.8, 0.7, "0.7 0.8", 0.801, 0.77, 0.83, "", "curve"),
            (reserve, f"{deposit}=0.2", 0.8, 0.69, "0.8", 0.802, 0.78, 0.82, "", "curve"),
            (deposit, f"{reserve}=0.8", 0.05, 0.7, "0.05", 0.05, None, 0.2, "low", "values"),
            (None, None, 3, 0.7, "3", None, None, None, "", ""),
        )
    ]
    header = (
        "point", "arm", "measure", "unit", "path", "given", "best", "value", "alike", "optimum", "ci_low", "ci_high",
        "reaches", "by", "n",
    )  # fmt: skip
    write(path / "optimum.csv", header, best)
    boxes = [
        (cell, arm, arms[0], measure, "box", "bidders.*.taste_sd", None, 0.79, 0.75, 1.0, 3, 4, 3, 8, 0.01, None)
        if arm == last
        else (cell, arm, arms[0], measure, "never", None, None, None, None, None, None, 0, 0, 8, None, 0.3123)
        for cell in range(1, cells + 1)
        for arm in arms[1:]
    ]
    header = (
        "cell", "arm", "baseline", "measure", "found", "path", "low", "high", "coverage", "density", "inside", "losing",
        "surely", "points", "chance", "at_most",
    )  # fmt: skip
    write(path / "box.csv", header, boxes)
