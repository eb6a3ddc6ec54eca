"""One look for all figures: colours that colour-blind readers can tell apart, and never colour alone."""

from __future__ import annotations

import io
import re
import warnings
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from textwrap import wrap
from typing import TYPE_CHECKING, Any

from sim.report.tongue import ENGLISH, Tongue
from sim.report.wide import folded, wide
from sim.report.words import in_percent, is_share

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.axis import Axis
    from matplotlib.figure import Figure

COLOURS = ("#D55E00", "#0072B2", "#009E73", "#CC79A7", "#E69F00", "#56B4E9", "#000000")
"""Okabe and Ito (2008), *Color Universal Design*; the pale yellow is left out, it vanishes on white."""

LINES: tuple[Any, ...] = ("-", "--", "-.", ":", (0, (6, 1, 1, 1, 1, 1)), (0, (1, 3)), (0, (9, 3)))
MARKERS = ("o", "s", "^", "D", "v", "P", "X")
HATCHES = ("", "//", "\\\\", "||", "xx", "--", "++")
GREY = "#595959"
WIDTH = 7.2
LINE = 0.17
"""Height of a line of text, in inches."""

CHINESE = (
    "Noto Sans CJK SC",
    "Source Han Sans SC",
    "Source Han Sans CN",
    "WenQuanYi Zen Hei",
    "WenQuanYi Micro Hei",
    "Microsoft YaHei",
    "PingFang SC",
    "Hiragino Sans GB",
    "SimHei",
    "Arial Unicode MS",
    "Noto Sans CJK JP",
)
"""Families with Chinese characters, of the systems on which they come; the last is how old programs call the first."""
FILES = ("notosanscjk", "notosanssc", "sourcehansans", "wqy", "msyh", "simhei", "pingfang", "hiragino", "arialuni")
"""How files of such fonts begin, in small letters and without signs between."""
LATIN = "DejaVu Sans"
"""Comes with matplotlib; a Chinese family is asked only for characters it lacks."""

_LOOK: dict[Any, Any] = {
    "svg.hashsalt": "distressed-auctions",
    "svg.fonttype": "none",
    "font.size": 10.0,
    "axes.titlesize": 10.5,
    "axes.titleweight": "bold",
    "axes.titlelocation": "left",
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.edgecolor": GREY,
    "axes.axisbelow": True,
    "axes.grid": True,
    "grid.color": "#DDDDDD",
    "grid.linewidth": 0.6,
    "lines.linewidth": 2.0,
    "legend.frameon": False,
    "legend.handlelength": 2.8,
    "hatch.linewidth": 0.6,
    "figure.facecolor": "white",
    "savefig.facecolor": "white",
}


@contextmanager
def look() -> Iterator[None]:
    """Our settings and nobody else's: a reader's own matplotlib settings would change the bytes."""
    import matplotlib as mpl

    with mpl.rc_context(), warnings.catch_warnings():
        warnings.filterwarnings("ignore", message="Glyph .* missing from")
        mpl.rcdefaults()
        mpl.rcParams.update(_LOOK)
        searched()
        # matplotlib looks for missing characters in families named here, not in those of "sans-serif"
        mpl.rcParams["font.family"] = [LATIN, *installed(CHINESE)[:1], "sans-serif"]
        yield


def installed(families: Sequence[str]) -> list[str]:
    """Which of some font families matplotlib finds on this machine."""
    from matplotlib import font_manager

    found = {font.name for font in font_manager.fontManager.ttflist}
    return [name for name in families if name in found]


def searched() -> None:
    """Where matplotlib knows no family with Chinese characters, look for files: its list may be older than the fonts.

    A file that cannot be read is passed over.
    """
    from matplotlib import font_manager

    if installed(CHINESE):
        return
    for path in sorted(font_manager.findSystemFonts()):
        if re.sub("[^a-z]", "", Path(path).name.lower()).startswith(FILES):
            with suppress(OSError, RuntimeError):
                font_manager.fontManager.addfont(path)


def drawn_in(tongue: Tongue) -> Tongue:
    """In which language figures can be labelled here: English where no font has the characters of the other."""
    searched()
    return tongue if tongue.language == ENGLISH.language or installed(CHINESE) else ENGLISH


def canvas(height: float, **subplots: Any) -> tuple[Figure, Any]:
    """A figure of the common width and its axes, `height` in inches."""
    from matplotlib.figure import Figure
    from matplotlib.layout_engine import ConstrainedLayoutEngine

    figure = Figure(figsize=(WIDTH, height), layout=ConstrainedLayoutEngine(w_pad=0.08, h_pad=0.06))
    return figure, figure.subplots(**subplots)


def panels(titles: Sequence[str]) -> tuple[Figure, list[Axes]]:
    """A panel a title, two beside each other, on common scales."""
    columns = min(2, len(titles))
    rows = -(-len(titles) // columns)
    figure, grid = canvas(0.6 + 3.3 * rows, nrows=rows, ncols=columns, squeeze=False, sharex=True, sharey=True)
    shown: list[Axes] = list(grid.flat)[: len(titles)]
    for axes, title in zip(shown, titles, strict=True):
        axes.tick_params(labelbottom=True, labelleft=True)
        axes.set_title(wrapped(title, 27 if columns == 2 else 60))
    for axes in list(grid.flat)[len(titles) :]:
        axes.set_axis_off()
    return figure, shown


def encode(figure: Figure, kind: str) -> bytes:
    """The figure as ``svg`` or ``png``: no date, no program, no random identifier."""
    buffer = io.BytesIO()
    nothing: dict[str, Any] = dict.fromkeys(("Date", "Creator", "Format", "Type") if kind == "svg" else ("Software",))
    figure.savefig(buffer, format=kind, dpi=150, metadata=nothing)
    figure.set_layout_engine("none")  # the places that were found serve the other kind as well
    return buffer.getvalue()


def arm(index: int) -> dict[str, Any]:
    """Colour and line style of the index-th arm."""
    return {"color": COLOURS[index % len(COLOURS)], "linestyle": LINES[index % len(LINES)]}


def percent_axis(axes: Axes, which: str, tongue: Tongue) -> None:
    """Tick labels of a share: ``40 %``."""
    _format(axes, which, lambda value: in_percent(f"{100.0 * value:.4g}", tongue))


def change_axis(axes: Axes, tongue: Tongue, *, points: bool, which: str = "x") -> None:
    """Tick labels of a change: ``+10`` points or ``+10 %``."""
    _format(axes, which, lambda value: change(value, tongue, points=points))


def change(value: float, tongue: Tongue = ENGLISH, *, points: bool) -> str:
    """A change as its tick label says it."""
    number = _signed(100.0 * value)
    return number if points else in_percent(number, tongue)


def minus(number: str) -> str:
    """A number with a true minus sign."""
    return number.replace("-", "\N{MINUS SIGN}")


def _signed(value: float) -> str:
    return minus(f"{round(value, 6):+,.12g}") if abs(value) > 1e-9 else "0"


def _format(axes: Axes, which: str, form: Callable[[float], str]) -> None:
    from matplotlib.ticker import FuncFormatter

    formatter = FuncFormatter(lambda value, _: minus(form(value)))
    (axes.xaxis if which == "x" else axes.yaxis).set_major_formatter(formatter)


def thousands(axis: Axis, most: int) -> None:
    """Tick labels of money, ``1,200,000``, about `most` of them."""
    from matplotlib.ticker import FuncFormatter, MaxNLocator

    axis.set_major_locator(MaxNLocator(most))
    axis.set_major_formatter(FuncFormatter(lambda value, _: minus(f"{value:,.10g}")))


def band(axes: Axes, ends: Sequence[tuple[float, float | None, float | None]], index: int) -> None:
    """A band in the colour of the index-th arm: x, lower and upper end, where there are both."""
    whole = [(x, low, high) for x, low, high in ends if low is not None and high is not None]
    x, low, high = ([each[column] for each in whole] for column in range(3))
    axes.fill_between(x, low, high, color=arm(index)["color"], alpha=0.2, linewidth=0.0)


def ruler(axes: Axes, which: str, unit: str, tongue: Tongue) -> None:
    """Tick labels of levels in a unit: per cent for shares, thousands separated for everything else."""
    if is_share(unit):
        percent_axis(axes, which, tongue)
    else:
        thousands(axes.xaxis if which == "x" else axes.yaxis, 6)


def legend_below(figure: Figure, axes: Axes, keys: Sequence[Any] | None = None) -> None:
    """One column under the plot, names in full: the figure grows by what the legend needs.

    Its entries are `keys`, each with a label of its own, or else whatever the axes hold that has a label.
    """
    handles, labels = (keys, [key.get_label() for key in keys]) if keys else axes.get_legend_handles_labels()
    labels = [wrapped(label, 76) for label in labels]
    grow(figure, 0.1 + LINE * lines(labels) + 0.05 * len(labels))
    figure.legend(handles, labels, loc="outside lower left", ncols=1)


def grow(figure: Figure, height: float) -> None:
    """Make a figure higher by so many inches."""
    figure.set_figheight(figure.get_figheight() + height)


def wrapped(text: str, width: int) -> str:
    """A name over as many lines as it needs; a Chinese character is as wide as two letters."""
    return "\n".join(folded(text, width) if wide(text) else wrap(text, width)) or text


def lines(labels: Sequence[str]) -> int:
    """How many lines the labels take together."""
    return sum(label.count("\n") + 1 for label in labels)
