"""From the tables of a fit to its figure and its pages. Same tables, same bytes."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from sim.experiment.fit.moments import MOMENTS
from sim.report import files, fitted
from sim.report.drawings import Drawing, inline
from sim.report.figures.style import COLOURS, GREY, canvas, drawn_in, encode, look
from sim.report.fitted import HEADS, WIDE, Fitted, number
from sim.report.setting import read_setting
from sim.report.tongue import Tongue, message

if TYPE_CHECKING:
    from matplotlib.figure import Figure

TITLE = message("Moments of the lots, observed and simulated")
CAPTION = message(
    "Each row is a moment, in standard errors from what was observed of the lots that were fitted to. Lines are 95 % "
    "intervals. Where the simulated interval and that of the lots kept apart do not overlap, the fit does not predict."
)


def dress(folder: Path) -> None:
    """Add figures and pages to the tables of a fit, in the languages that its ``fitted.yaml`` asks for.

    The first language is that of ``fit.html`` and ``figures/fit.svg`` and ``.png``; any other is ``fit.LANGUAGE.html``
    and ``figures/fit.LANGUAGE.svg``.
    """
    setting = read_setting(folder, "fitted.yaml")
    for language in setting.languages:
        suffix = "" if language == setting.languages[0] else f".{language}"
        found = fitted.read(folder, Tongue(language, setting.words(language)))
        page = _page(found, _drawn(found, folder, f"fit{suffix}"))
        files.replace(folder / f"fit{suffix}.html", page.encode("utf-8"))


def _drawn(found: Fitted, folder: Path, name: str) -> Drawing:
    """The figure as files, and as it stands in the page."""
    with look():
        drawn = figure(replace(found, tongue=drawn_in(found.tongue)))
        images = {kind: encode(drawn, kind) for kind in ("svg", "png")}
    for kind, content in images.items():
        files.replace(folder / "figures" / f"{name}.{kind}", content)
    title, caption = found.say(TITLE), found.say(CAPTION)
    return Drawing("fit", title, caption, inline(images["svg"].decode(), "fit", title, caption), "fit")


def _page(found: Fitted, drawing: Drawing) -> str:
    from jinja2 import Environment, PackageLoader, StrictUndefined

    environment = Environment(
        loader=PackageLoader("sim.report"), autoescape=True, undefined=StrictUndefined, trim_blocks=True
    )
    names = dict.fromkeys(line["moment"] for line in found.moments)
    return environment.get_template("fit.html").render(
        say=found.say,
        code=found.tongue.code,
        plain=drawn_in(found.tongue) != found.tongue,
        title=found.say(
            "{title}: fitted to {data}",
            title=found.tongue.own(found.manifest["title"]),
            data=found.tongue.several([*found.manifest["data"]]),
        ),
        heads=[found.say(head) for head in HEADS],
        rows=found.table,
        warning=fitted.warning(found),
        sentences=fitted.sentences(found),
        drawing=drawing,
        moments={name: found.say(MOMENTS[name].doc) for name in names},
        command=found.manifest["command"],
    )


def figure(fitted: Fitted) -> Figure:
    """Observed and simulated moments with their intervals, and those of the lots kept apart."""
    lines = fitted.moments
    drawn, axes = canvas(1.1 + 0.42 * len(lines))
    say = fitted.say
    kinds = {
        say("observed"): ("observed", "se", "o", COLOURS[6]),
        say("simulated at the estimate"): ("simulated", "simulated_se", "s", COLOURS[0]),
        say("observed of the lots kept apart"): ("holdout", "holdout_se", "D", COLOURS[1]),
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
    axes.set_yticks(range(len(lines)), [f"{fitted.name_of(line)}  {number(line['observed'])}" for line in lines])
    axes.set_ylim(len(lines) - 0.5, -0.5)
    axes.set_xlabel(say("standard errors from what was observed"))
    drawn.legend(loc="outside upper left", ncols=3)
    return drawn
