"""One look for all figures: colours that colour-blind readers can tell apart, and never colour alone."""

from __future__ import annotations

import io
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

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

FONTS = (
    "DejaVu Sans",
    "Noto Sans CJK SC",
    "Source Han Sans SC",
    "WenQuanYi Zen Hei",
    "Microsoft YaHei",
    "PingFang SC",
    "Arial Unicode MS",
)
"""The first comes with matplotlib; the others are asked only for characters it lacks, where they are installed."""

_LOOK: dict[Any, Any] = {
    "svg.hashsalt": "distressed-auctions",
    "svg.fonttype": "none",
    "font.family": ["sans-serif"],
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
    from matplotlib import font_manager

    with mpl.rc_context(), warnings.catch_warnings():
        warnings.filterwarnings("ignore", message="Glyph .* missing from")
        mpl.rcdefaults()
        installed = {font.name for font in font_manager.fontManager.ttflist}
        mpl.rcParams.update(_LOOK)
        mpl.rcParams["font.sans-serif"] = [name for name in FONTS if name in installed]
        yield


def canvas(height: float, **subplots: Any) -> tuple[Figure, Any]:
    """A figure of the common width and its axes, `height` in inches."""
    from matplotlib.figure import Figure

    figure = Figure(figsize=(WIDTH, height), layout="constrained")
    return figure, figure.subplots(**subplots)


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


def percent_axis(axes: Axes, which: str) -> None:
    """Tick labels of a share: ``40 %``."""
    _format(axes, which, lambda value: f"{100.0 * value:.4g} %")


def change_axis(axes: Axes, *, points: bool) -> None:
    """Tick labels of a change along x: ``+10`` points or ``+10 %``."""
    _format(axes, "x", lambda value: _signed(100.0 * value) + ("" if points else " %"))


def _signed(value: float) -> str:
    return f"{value:+.4g}".replace("-", "\N{MINUS SIGN}") if abs(value) > 1e-9 else "0"


def _format(axes: Axes, which: str, form: Callable[[float], str]) -> None:
    from matplotlib.ticker import FuncFormatter

    formatter = FuncFormatter(lambda value, _: form(value))
    (axes.xaxis if which == "x" else axes.yaxis).set_major_formatter(formatter)


def thousands(axis: Axis, most: int) -> None:
    """Tick labels of money, ``1,200,000``, about `most` of them."""
    from matplotlib.ticker import FuncFormatter, MaxNLocator

    axis.set_major_locator(MaxNLocator(most))
    axis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:,.10g}"))


def legend_above(axes: Axes, columns: int) -> None:
    """A legend over the plot, where it covers no data."""
    axes.legend(loc="lower left", bbox_to_anchor=(0.0, 1.0), ncols=columns, borderaxespad=0.3)


def shorten(text: str, width: int = 40) -> str:
    """A label that fits."""
    return text if len(text) <= width else text[: width - 1] + "…"
