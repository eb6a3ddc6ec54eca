"""What a fit found, told from its tables; on the terminal in English, on a page in its language."""

from __future__ import annotations

import csv
import io
import json
import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sim.experiment.fit.misfit import UNLIKELY, Miss, missed
from sim.report.foreign import retold
from sim.report.tongue import ENGLISH, Tongue, message

Line = Mapping[str, str]
WIDE = 1.96
"""Standard errors on either side of an estimate that make a 95 % interval."""

FAR = 3.0
"""Standard errors that a moment of lots kept apart may lie from what is predicted without being named."""

LEAST = 1e-4
"""Probabilities below it are not told apart."""

HEADS = tuple(map(message, ("parameter", "assumed", "estimate", "95 % interval", "se", "used", "")))


@dataclass(frozen=True)
class Fitted:
    """The tables of a fit, and in which language they are told; moments that are not compared are `left`."""

    estimates: Sequence[Line]
    moments: Sequence[Line]
    left: Sequence[Line]
    manifest: Mapping[str, Any]
    tongue: Tongue = ENGLISH

    def say(self, message: str, /, **places: object) -> str:
        """A message in the language of the page; see :class:`sim.report.tongue.Tongue`."""
        return self.tongue.say(message, **places)

    @property
    def table(self) -> list[tuple[str, ...]]:
        """A row a parameter, as it is shown."""
        return [_row(self, line) for line in self.estimates]

    def name_of(self, line: Line) -> str:
        """A moment, and the class of its lots."""
        name, lots = line["moment"], line["class"]
        return self.say("{noun} of {group}", noun=name, group=self.tongue.own(lots)) if lots else name


def _row(fitted: Fitted, line: Line) -> tuple[str, ...]:
    """A parameter; a factor on what the scenario says is told as one."""
    say, factor = fitted.say, line["scale"] == "factor"

    def value(text: str) -> str:
        return say("x {number}", number=text) if factor else text

    flag = "" if line["identified"] == "1" else say("not identified" if "not" in line["why"] else "end of box")
    return (
        fitted.tongue.path(line["path"]),
        value(number(line["assumed"])),
        value(number(line["estimate"])),
        value(say("{low} to {high}", low=number(line["ci_low"]), high=number(line["ci_high"]))),
        number(line["se"], 2),
        value(number(line["used"])),
        flag,
    )


def read(folder: Path, tongue: Tongue = ENGLISH) -> Fitted:
    """The tables of a fit's folder, to be told in a language."""
    tables = []
    for name in ("fit.csv", "moments.csv"):
        with (folder / name).open(encoding="utf-8", newline="") as file:
            tables.append(list(csv.DictReader(file)))
    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    moments, left = ([line for line in tables[1] if bool(line["why"]) is out] for out in (False, True))
    return Fitted(tables[0], moments, left, manifest, tongue)


def number(text: str, digits: int = 3) -> str:
    """A field of a table with fewer digits.

    Examples
    --------
    >>> number("0.123456"), number("912345.678"), number(""), number("1e9")
    ('0.123', '912,000', '', '1,000,000,000')
    """
    if not text:
        return ""
    value = float(text)
    if value == 0.0 or not math.isfinite(value):
        return f"{value:g}"
    if abs(value) >= 1e12:
        return f"{value:.1e}"
    places = digits - 1 - math.floor(math.log10(abs(value)))
    return f"{round(value, places):,.{max(places, 0)}f}"


def sentences(fitted: Fitted) -> list[str]:
    """What there is to know besides the table, one sentence each."""
    return [*_seen(fitted), _size(fitted), *_against(fitted), *_left(fitted), *_apart(fitted)]


def _seen(fitted: Fitted) -> Iterator[str]:
    for line in fitted.estimates:
        if line["why"]:
            yield fitted.say("{path}: {why}.", path=fitted.tongue.path(line["path"]), why=_why(fitted, line["why"]))


def _why(fitted: Fitted, why: str) -> str:
    """Why a parameter is not identified, or which key to change: that stays as it is typed."""
    tongue = fitted.tongue
    return retold(tongue.path(why) if why.startswith("not identified") else why, tongue)


def _size(fitted: Fitted) -> str:
    say, lots, points = fitted.say, fitted.manifest["lots"], fitted.manifest["points"]
    return say(
        "Fitted to {lots} lots{apart}; {points} points played{boxes}{refused}.",
        lots=lots["fitted_to"],
        apart=say(", {count} more kept apart", count=lots["kept_apart"]) if lots["kept_apart"] else "",
        points=points["played"],
        boxes=say(" in {count} boxes", count=points["boxes"]) if points["boxes"] > 1 else "",
        refused=say(", {count} without equilibrium", count=points["refused"]) if points["refused"] else "",
    )


def _against(fitted: Fitted) -> Iterator[str]:
    """Whether the model can bring forth all moments at once (Hansen 1982), unless it cannot: that is a warning."""
    test = fitted.manifest["over_identification"]
    if test["p_value"] is None:
        yield fitted.say("There are as many moments as parameters, so the data cannot speak against the model.")
    elif test["p_value"] >= UNLIKELY:
        yield fitted.say("The data do not speak against the model: {test}.", test=_test(fitted))


def _test(fitted: Fitted) -> str:
    test = fitted.manifest["over_identification"]
    likely = test["p_value"] >= LEAST
    return fitted.say(
        "J = {distance} with {degrees} degrees of freedom, p = {p}"
        if likely
        else "J = {distance} with {degrees} degrees of freedom, p below {p}",
        distance=f"{test['distance']:.1f}",
        degrees=test["degrees"],
        p=f"{test['p_value']:.2g}" if likely else f"{LEAST:g}",
    )


def warning(fitted: Fitted) -> str:
    """That the model does not fit, and where; empty if the data do not speak against it."""
    test = fitted.manifest["over_identification"]
    if test["p_value"] is None or test["p_value"] >= UNLIKELY:
        return ""
    return fitted.say(
        "The model does not fit these data: {test}. Missed most: {misses}. What is estimated is that of a model that "
        "is wrong, and its intervals do not hold: change what is held, or free more, before you use fitted.yaml.",
        test=_test(fitted),
        misses=fitted.say("; ").join(_missed(fitted, miss) for miss in test["misses"]),
    )


def _missed(fitted: Fitted, miss: Miss) -> str:
    name, apart, lots = str(miss["moment"]).partition("@")
    return retold(missed({**miss, "moment": f"{name}{apart}{fitted.tongue.own(lots)}"}), fitted.tongue)


def _left(fitted: Fitted) -> Iterator[str]:
    """What is not compared, by reason."""
    for why in dict.fromkeys(line["why"] for line in fitted.left):
        names = [fitted.name_of(line) for line in fitted.left if line["why"] == why]
        yield fitted.say(
            "Not compared: {names} ({why}).", names=fitted.tongue.several(names), why=retold(why, fitted.tongue)
        )


def _apart(fitted: Fitted) -> Iterator[str]:
    tried = [line for line in fitted.moments if line["z"]]
    if not tried:
        return
    far = [
        fitted.say("{noun} ({note})", noun=fitted.name_of(line), note=f"z = {float(line['z']):.1f}")
        for line in tried
        if abs(float(line["z"])) > FAR
    ]
    yield fitted.say(
        "Moments of the lots kept apart in the 95 % interval of the prediction: {inside} of {all}{far}.",
        inside=sum(abs(float(line["z"])) <= WIDE for line in tried),
        all=len(tried),
        far=fitted.say("; far from it: {names}", names=fitted.tongue.several(far)) if far else "",
    )


def text(folder: Path) -> str:
    """What a fit ends with on the terminal."""
    from rich.console import Console
    from rich.table import Table

    fitted = read(folder)
    table = Table(box=None, pad_edge=False)
    for head in HEADS:
        table.add_column(head, justify="left" if head in HEADS[:1] + HEADS[-1:] else "right")
    for row in fitted.table:
        table.add_row(*row)
    buffer = io.StringIO()
    Console(file=buffer, width=400, color_system=None, emoji=False, markup=False).print(table)
    lines = [line.rstrip() for line in buffer.getvalue().splitlines()]
    alarm = warning(fitted)
    return "\n".join([*([f"Warning: {alarm}", ""] if alarm else []), *lines, "", *sentences(fitted)])
