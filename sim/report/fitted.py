"""What a fit found, told from its tables: on the terminal, as a figure, and on a page."""

from __future__ import annotations

import csv
import io
import json
import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sim.experiment.fit.misfit import UNLIKELY, missed
from sim.experiment.fit.moments import MOMENTS
from sim.report import files
from sim.report.drawings import Drawing, inline
from sim.report.figures.style import COLOURS, GREY, canvas, encode, look

if TYPE_CHECKING:
    from matplotlib.figure import Figure

Line = Mapping[str, str]
WIDE = 1.96
"""Standard errors on either side of an estimate that make a 95 % interval."""

FAR = 3.0
"""Standard errors that a moment of lots kept apart may lie from what is predicted without being named."""

LEAST = 1e-4
"""Probabilities below it are not told apart."""

TITLE = "Moments of the lots, observed and simulated"
CAPTION = (
    "Each row is a moment, in standard errors from what was observed of the lots that were fitted to. Lines are 95 % "
    "intervals. Where the simulated interval and that of the lots kept apart do not overlap, the fit does not predict."
)
HEADS = ("parameter", "assumed", "estimate", "95 % interval", "se", "used", "")


@dataclass(frozen=True)
class Fitted:
    """The tables of a fit; moments that are not compared are `left`."""

    estimates: Sequence[Line]
    moments: Sequence[Line]
    left: Sequence[Line]
    manifest: Mapping[str, Any]

    @property
    def table(self) -> list[tuple[str, ...]]:
        """A row a parameter, as it is shown."""
        return [_row(line) for line in self.estimates]


def _row(line: Line) -> tuple[str, ...]:
    """A parameter; a factor on what the scenario says is told as one."""
    times = "x " if line["scale"] == "factor" else ""
    return (
        line["path"],
        times + number(line["assumed"]),
        times + number(line["estimate"]),
        f"{times}{number(line['ci_low'])} to {number(line['ci_high'])}",
        number(line["se"], 2),
        times + number(line["used"]),
        "" if line["identified"] == "1" else ("not identified" if "not" in line["why"] else "end of box"),
    )


def read(folder: Path) -> Fitted:
    """The tables of a fit's folder."""
    tables = []
    for name in ("fit.csv", "moments.csv"):
        with (folder / name).open(encoding="utf-8", newline="") as file:
            tables.append(list(csv.DictReader(file)))
    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    moments, left = ([line for line in tables[1] if bool(line["why"]) is out] for out in (False, True))
    return Fitted(tables[0], moments, left, manifest)


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
            yield f"{line['path']}: {line['why']}."


def _size(fitted: Fitted) -> str:
    lots, points = fitted.manifest["lots"], fitted.manifest["points"]
    apart = f", {lots['kept_apart']} more kept apart" if lots["kept_apart"] else ""
    boxes = f" in {points['boxes']} boxes" if points["boxes"] > 1 else ""
    refused = f", {points['refused']} without equilibrium" if points["refused"] else ""
    return f"Fitted to {lots['fitted_to']} lots{apart}; {points['played']} points played{boxes}{refused}."


def _against(fitted: Fitted) -> Iterator[str]:
    """Whether the model can bring forth all moments at once (Hansen 1982), unless it cannot: that is a warning."""
    test = fitted.manifest["over_identification"]
    if test["p_value"] is None:
        yield "There are as many moments as parameters, so the data cannot speak against the model."
    elif test["p_value"] >= UNLIKELY:
        yield f"The data do not speak against the model: {_test(fitted)}."


def _test(fitted: Fitted) -> str:
    test = fitted.manifest["over_identification"]
    p = f"p = {test['p_value']:.2g}" if test["p_value"] >= LEAST else f"p below {LEAST:g}"
    return f"J = {test['distance']:.1f} with {test['degrees']} degrees of freedom, {p}"


def warning(fitted: Fitted) -> str:
    """That the model does not fit, and where; empty if the data do not speak against it."""
    test = fitted.manifest["over_identification"]
    if test["p_value"] is None or test["p_value"] >= UNLIKELY:
        return ""
    return (
        f"The model does not fit these data: {_test(fitted)}. Missed most: {'; '.join(map(missed, test['misses']))}. "
        "What is estimated is that of a model that is wrong, and its intervals do not hold: change what is held, or "
        "free more, before you use fitted.yaml."
    )


def _left(fitted: Fitted) -> Iterator[str]:
    """What is not compared, by reason."""
    for why in dict.fromkeys(line["why"] for line in fitted.left):
        names = [name_of(line) for line in fitted.left if line["why"] == why]
        yield f"Not compared: {', '.join(names)} ({why})."


def _apart(fitted: Fitted) -> Iterator[str]:
    tried = [line for line in fitted.moments if line["z"]]
    if not tried:
        return
    far = [f"{name_of(line)} (z = {float(line['z']):.1f})" for line in tried if abs(float(line["z"])) > FAR]
    inside = sum(abs(float(line["z"])) <= WIDE for line in tried)
    missed = f"; far from it: {', '.join(far)}" if far else ""
    yield f"Moments of the lots kept apart in the 95 % interval of the prediction: {inside} of {len(tried)}{missed}."


def name_of(line: Line) -> str:
    """A moment, and the class of its lots."""
    return f"{line['moment']} of {line['class']}" if line["class"] else line["moment"]


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


def figure(fitted: Fitted) -> Figure:
    """Observed and simulated moments with their intervals, and those of the lots kept apart."""
    lines = fitted.moments
    drawn, axes = canvas(1.1 + 0.42 * len(lines))
    kinds = {
        "observed": ("observed", "se", "o", COLOURS[6]),
        "simulated at the estimate": ("simulated", "simulated_se", "s", COLOURS[0]),
        "observed of the lots kept apart": ("holdout", "holdout_se", "D", COLOURS[1]),
    }
    for step, (label, (value, error, marker, colour)) in enumerate(kinds.items()):
        there = [(place, line) for place, line in enumerate(lines) if line[value] and line[error]]
        if not there:
            continue
        off = [(float(line[value]) - float(line["observed"])) / float(line["se"]) for _, line in there]
        wide = [WIDE * float(line[error]) / float(line["se"]) for _, line in there]
        at = [place + 0.24 * (step - 1) for place, _ in there]
        axes.errorbar(off, at, xerr=wide, fmt=marker, color=colour, label=label, markersize=5, linewidth=1.4)
    axes.axvline(0.0, color=GREY, linewidth=1.0, zorder=0)
    axes.set_yticks(range(len(lines)), [f"{name_of(line)}  {number(line['observed'])}" for line in lines])
    axes.set_ylim(len(lines) - 0.5, -0.5)
    axes.set_xlabel("standard errors from what was observed")
    drawn.legend(loc="outside upper left", ncols=3)
    return drawn


def dress(folder: Path) -> None:
    """Add ``figures/fit.svg``, ``figures/fit.png`` and ``fit.html`` to the tables of a fit."""
    from jinja2 import Environment, PackageLoader, StrictUndefined

    fitted = read(folder)
    with look():
        drawn = figure(fitted)
        images = {kind: encode(drawn, kind) for kind in ("svg", "png")}
    for kind, content in images.items():
        files.replace(folder / "figures" / f"fit.{kind}", content)
    picture = Drawing("fit", TITLE, CAPTION, inline(images["svg"].decode(), "fit", TITLE, CAPTION), "fit")
    environment = Environment(
        loader=PackageLoader("sim.report"), autoescape=True, undefined=StrictUndefined, trim_blocks=True
    )
    page = environment.get_template("fit.html").render(
        title=fitted.manifest["title"],
        data=", ".join(fitted.manifest["data"]),
        heads=HEADS,
        rows=fitted.table,
        warning=warning(fitted),
        sentences=sentences(fitted),
        drawing=picture,
        moments={name: MOMENTS[name].doc for name in dict.fromkeys(line["moment"] for line in fitted.moments)},
        command=fitted.manifest["command"],
    )
    files.replace(folder / "fit.html", page.encode("utf-8"))
