"""Every number that is printed is one of the tables: what a page or a sentence says, held against the files."""

from __future__ import annotations

import csv
import json
import math
import re
from collections import Counter
from collections.abc import Callable, Iterable
from functools import lru_cache
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import numpy as np
import yaml

from sim.judge.realism import realism
from sim.judge.telling import what
from sim.scenario import load
from sim.scenario.facts import published

NUMBER = re.compile(r"(?<![\w.:])-?\d[\d,]*(?:\.\d+)?(?:e[+-]?\d+)?(?!\w)")
CONSTANT = re.compile(r"95 %|told from 0|0\.2 % and 99\.8 %|SHA-256|\(Shapley 1953\)|\(Holm 1979\)")
Lines = list[dict[str, str]]
NAMED = 3
"""Groups that a sentence names at most; how many more there are is a number, too."""
GROUPS = "groups-"
DRAWN = (1500.0, 0.5)
VERDICTS = ("hit", "miss", "not shown", "not told")


def numbers(text: str, names: Iterable[str] = ()) -> list[str]:
    """Numbers of a text, but those in names and in ``95 %``."""
    text = text.replace("\N{MINUS SIGN}", "-").replace("\N{NO-BREAK SPACE}", " ")
    for name in sorted(names, key=len, reverse=True):
        text = text.replace(name, "")
    return NUMBER.findall(CONSTANT.sub("", text))


def traced(folder: Path, text: str, at: Iterable[str], names: Iterable[str] = ()) -> list[str]:
    """The numbers of a text that are none of those at these places; [] where all are."""
    known = [value for place in at for value in values(folder, place)]
    return [token for token in numbers(text, names) if not stands(token, known)]


def values(folder: Path, place: str) -> list[float]:
    """The numbers at a place: of the lines of a table, in the columns it names or in all; or what is made of them."""
    parts = urlsplit(place)
    keys = dict(parse_qsl(parts.query, keep_blank_values=True))
    if parts.path in ELSEWHERE:
        return ELSEWHERE[parts.path](folder, keys, parts.fragment)
    lines = [
        line for line in table(folder / parts.path) if all(line.get(name, "") == value for name, value in keys.items())
    ]
    assert lines, f"{place} leads nowhere"
    if parts.fragment in MADE:
        return [float(value) for value in MADE[parts.fragment](lines)]
    if parts.fragment.startswith(GROUPS):
        kind = parts.fragment.removeprefix(GROUPS)
        return verdicts([line for line in lines if line["group"].startswith(f"{kind}=")])
    columns = parts.fragment.split(",") if parts.fragment else list(lines[0])
    return [number for line in lines for name in columns for number in read(line[name])]


CHOICES = ("rules.", "place.disclosure_level", "place.sessions")
"""How keys begin that sellers decide."""


def _of_kind(line: dict[str, str], side: str) -> str:
    """Whether a value is cited, assumed or chosen."""
    source = line[f"source_{side}"]
    if source:
        return "assumed" if source.startswith("assumed") else "cited"
    return "chosen" if line["key"].startswith(CHOICES) else "assumed"


def verdicts(lines: Lines) -> list[float]:
    """How many groups there are, how many rise, fall and do neither, and how many of these are left unnamed."""
    ends = [(column(line, "ci_low"), column(line, "ci_high")) for line in lines]
    up = sum(low > 0.0 for low, _ in ends)
    down = sum(high < 0.0 for _, high in ends)
    counts = [len(lines), up, down, len(lines) - up - down]
    return [float(count) for count in (*counts, *(count - NAMED for count in counts))]


def column(line: dict[str, str], name: str) -> float:
    """A number of a line; nan where the field is empty."""
    return float(line[name]) if line[name] else float("nan")


def _shares(lines: Lines) -> list[float]:
    """The share of every lever in the whole gap, in %, and what all other levers do together."""
    whole = next(line for line in lines if line["part"] == "whole")
    found = [line for line in lines if line["part"] == "share" and line["measure"] == whole["measure"]]
    others = [line for line in lines if line["measure"] != whole["measure"]]
    made = [100.0 * float(line["effect"]) / float(whole["effect"]) for line in found if float(whole["effect"])]
    made += [float(whole["effect"]) - float(line["effect"]) for line in found]
    made += [float(whole["level"]) + float(whole["effect"])] if whole.get("level") else []
    return made + (_shares(others) if others else [])


def _fates(lines: Lines) -> list[float]:
    """Lots an arm, replications, and how many were sold in each arm."""
    arms = list(dict.fromkeys(line["arm"] for line in lines))
    mine = [[line for line in lines if line["arm"] == arm] for arm in arms]
    sold = [sum(line["hammer"] != "" for line in each) for each in mine]
    return [len(mine[0]), len({line["replication"] for line in lines}), *sold]


STEPS = ("interested", "aware", "came_once", "inspected", "entered", "bid")


def _funnel(lines: Lines) -> list[float]:
    """Means over lots of who is left at each step in each arm, and shares of the step before in %."""
    found = _fates(lines)
    for arm in dict.fromkeys(line["arm"] for line in lines):
        mine = [line for line in lines if line["arm"] == arm]
        kept = [step for step in STEPS if all(line[step] for line in mine)]
        means = {step: float(np.mean([float(line[step]) for line in mine])) for step in kept}
        pairs = [*pairwise(means.values()), (means["came_once"], means["entered"])]
        found += [*means.values(), *(100.0 * after / before for before, after in pairs if before > 0.0)]
    return found


def _life(lines: Lines) -> list[float]:
    """All numbers of lots, and on which day since its notice each was sold and paid."""
    found = [number for line in lines for cell in line.values() for number in read(cell)]
    for line in lines:
        found += [column(line, name) - column(line, "listed_day") for name in ("hammer_day", "cash_day")]
    return [number for number in found if not math.isnan(number)]


def _marks(lines: Lines) -> list[float]:
    """Bidders an arm: all, and by group of lots those with an estimate; constants of the drawing."""
    counted = Counter((line["arm"],) for line in lines)
    seen = [line for line in lines if line.get("estimate") and line["limit"]]
    return [
        *counted.values(),
        *Counter((line["arm"], line["lot"].rpartition("-")[0]) for line in seen).values(),
        *DRAWN,
    ]


def _signs(lines: Lines) -> list[float]:
    """How often a difference has each sign over points; and how many points there are."""
    counted: dict[tuple[str, ...], list[float]] = {}
    for line in lines:
        key = tuple(line[name] for name in ("arm", "baseline", "measure", "group"))
        counted.setdefault(key, []).extend([column(line, "value")] if line["value"] else [])
    return [
        float(count)
        for values in counted.values()
        for count in (len(values), sum(value > 0.0 for value in values), sum(value < 0.0 for value in values))
    ]


def printed(lines: Lines) -> Lines:
    """Those about all lots, or about groups of a kind that has several, once each: the others say the same again.

    Two lines of a measure whose numbers are all the same are about the same lots.
    """
    groups = {line["group"] for line in lines}
    kinds = Counter(group.partition("=")[0] for group in groups)
    told = [line for line in lines if not line["group"] or kinds[line["group"].partition("=")[0]] > 1]
    once = {
        (not line["group"], *(line[name] for name in ("arm", "baseline", "measure", "difference", "ci_low"))): line
        for line in told
    }
    return list(once.values())


def _tested(lines: Lines) -> list[float]:
    """How many differences were tested: all, over all lots, by group; and how often the correction may fail."""
    mine = [line for line in lines if line["p_adjusted"]]
    whole = sum(not line["group"] for line in mine)
    return [len(mine), whole, len(mine) - whole, 1.0, 20.0]


MADE: dict[str, Callable[[Lines], Iterable[float]]] = {
    "count": lambda lines: [len(lines)],
    "tested": lambda lines: _tested(printed(lines)),
    "shown": lambda lines: [
        sum(not column(row, "ci_low") <= 0.0 <= column(row, "ci_high") for row in printed(lines) if row["p_adjusted"])
    ],
    "kept": lambda lines: [sum(float(line["p_adjusted"]) < 0.05 for line in printed(lines) if line["p_adjusted"])],
    "values": lambda lines: [2 * len(lines)],
    "channels": lambda lines: [len({line["channel"] for line in lines})],
    "assumed": lambda lines: [sum(_of_kind(line, side) == "assumed" for line in lines for side in ("here", "there"))],
    "chosen": lambda lines: [sum(_of_kind(line, side) == "chosen" for line in lines for side in ("here", "there"))],
    "paths": lambda lines: [len({line["path"] for line in lines})],
    "points": lambda lines: [
        len({line["point"] for line in lines}), len({line["point"] for line in lines if line["refused"]})
    ],
    "most": lambda lines: [3.0, 0.0],
    "levers": lambda lines: [len({line["lever"] for line in lines if line["lever"]})],
    "shares": _shares,
    "fates": _fates,
    "funnel": _funnel,
    "life": _life,
    "marks": _marks,
    "signs": _signs,
}  # fmt: skip
"""What is made of the lines of a table, made again."""


def _of_manifest(folder: Path, keys: dict[str, str], fragment: str) -> list[float]:
    """All numbers under some names of the manifest, how many things there are, and how many ways to switch them."""
    told = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    return [number for name in fragment.split(",") for number in _flat(told.get(name))]


def _flat(thing: Any) -> list[float]:
    if isinstance(thing, dict | list):
        inside = thing.values() if isinstance(thing, dict) else thing
        counts = [float(len(thing)), 2.0 ** min(len(thing), 30)]
        return [*counts, *(number for each in inside for number in _flat(each))]
    return [] if thing is None else read(str(thing))


def _of_scenario(folder: Path, keys: dict[str, str], fragment: str) -> list[float]:
    thing: Any = yaml.safe_load((folder / "scenario.resolved.yaml").read_text(encoding="utf-8"))
    for name in fragment.split("."):
        thing = thing[int(name)] if isinstance(thing, list) else thing[name]
    return read(str(thing))


def _of_facts(folder: Path, keys: dict[str, str], fragment: str) -> list[float]:
    """What `realism` makes of a fact, or how many facts of each verdict there are."""
    findings = findings_of(folder)
    if fragment == "verdicts":
        graded = [finding for finding in findings if finding.fact.use == "validate"]
        counts = [sum(finding.verdict == verdict for finding in graded) for verdict in VERDICTS]
        claims = [number for finding in graded for number in read(finding.fact.claim)]
        return [len(graded), *counts, counts[1] - NAMED, *claims]
    (finding,) = [
        each
        for each in findings
        if (each.name, each.arm, each.baseline) == (keys["name"], keys["arm"], keys["baseline"])
    ]
    fact, found = finding.fact, finding.found
    known = {
        "value": list(fact.value), "source": read(fact.source), "mean": [found.mean], "share": [finding.share],
        "low": [found.low], "high": [found.high], "why": read(fact.why), "held": [finding.held],
        "claim": read(fact.claim), "what": read(what(fact)),
        "points": [len(finding.points), *read(finding.why)], "bounds": [*(fact.bounds or ()), 0.0],
    }  # fmt: skip
    return [float(number) for name in fragment.split(",") for number in known[name]]


def _of_assumed(folder: Path, keys: dict[str, str], fragment: str) -> list[float]:
    path = folder / "scenario.resolved.yaml"
    return [float(len(load(path).assumed()))] if path.is_file() else [0.0]


def _of_chosen(folder: Path, keys: dict[str, str], fragment: str) -> list[float]:
    return [float(len(load(folder / "scenario.resolved.yaml").chosen()))]


def _of_source(folder: Path, keys: dict[str, str], fragment: str) -> list[float]:
    return read(load(folder / "scenario.resolved.yaml").source(fragment))


ELSEWHERE = {
    "source": _of_source,
    "manifest.json": _of_manifest,
    "scenario.resolved.yaml": _of_scenario,
    "facts": _of_facts,
    "assumed": _of_assumed,
    "chosen": _of_chosen,
}
"""What is no table of lines."""


@lru_cache
def findings_of(folder: Path) -> tuple[Any, ...]:
    """What published facts make of a folder."""
    return tuple(realism(folder, published()))


@lru_cache
def table(path: Path) -> Lines:
    """Lines of a table."""
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def read(cell: str) -> list[float]:
    """A field as a number, or the numbers in its text."""
    try:
        return [float(cell)]
    except ValueError:
        return [float(token.replace(",", "")) for token in NUMBER.findall(cell)]


def stands(token: str, known: Iterable[float]) -> bool:
    """Whether a printed number is one of these, or one in per cent, rounded as it is printed; its sign may be said."""
    plain = token.replace(",", "")
    value = float(plain)
    error = abs(value) * 0.5 if "e" in plain else 0.5000001 * 10.0 ** -len(plain.partition(".")[2])
    signs = (1.0,) if value < 0.0 else (1.0, -1.0)
    return any(
        abs(value - sign * factor * number) <= error for number in known for factor in (1.0, 100.0) for sign in signs
    )


UNREAD = {"svg", "style", "code", "title", "nav"}
VOID = {"meta", "link", "br", "hr", "img", "input"}


class Texts(HTMLParser):
    """Texts of a page, each with the elements around it."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.around: list[tuple[str, dict[str, str | None]]] = []
        self.found: list[tuple[list[tuple[str, dict[str, str | None]]], str]] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in VOID:
            self.around.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        assert self.around.pop()[0] == tag

    def handle_data(self, data: str) -> None:
        if data.strip() and not UNREAD & {tag for tag, _ in self.around}:
            self.found.append((list(self.around), data.strip()))


def held(
    folder: Path, html: str, names: Iterable[str], known: Iterable[str] = ()
) -> tuple[int, list[str], list[str], set[str]]:
    """All numbers of a page: how many were looked up, those that are wrong, those without a place, and the tables.

    Parameters
    ----------
    folder : Path
    html : str
    names : iterable of str
        Labels and titles, whose numbers are words.
    known : iterable of str
        Whole texts that say nothing of the study, such as definitions.
    """
    counted, wrong, loose, where = 0, [], [], set()
    for around, text in Texts(html).found:
        printed = numbers(text, names)
        if not printed or text in known:
            continue
        at = next((attrs["data-at"] for _, attrs in reversed(around) if attrs.get("data-at")), None)
        if at is None:
            loose.append(text[:100])
            continue
        counted += len(printed)
        where |= {place.partition("?")[0].partition("#")[0] for place in at.split()}
        left = traced(folder, text, at.split(), names)
        wrong += [f"{left} of {text[:100]!r} at {at[:100]}"] if left else []
    return counted, wrong, loose, where
