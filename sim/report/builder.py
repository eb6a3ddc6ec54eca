"""From the tables of a results folder to its figures and its page. Same tables, same bytes."""

from __future__ import annotations

from pathlib import Path

from sim.report import drawings, files, page
from sim.report.results import read


def build(folder: Path) -> Path:
    """Write ``figures/`` and ``report.html`` into a results folder and return the page's path.

    Only the folder's own tables are read. There is no clock time, host or random identifier in what is written.

    Raises
    ------
    SimError
        If the folder holds no results.
    """
    data = read(folder)
    text = page.render(data, drawings.draw(data))
    target = data.folder / "report.html"
    files.replace(target, text.encode("utf-8"))
    return target
