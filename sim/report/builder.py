"""From the tables of a results folder to its figures and its pages. Same tables, same bytes."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from sim.report import drawings, files, page
from sim.report.results import read
from sim.report.tongue import Tongue


def build(folder: Path, languages: Sequence[str] = ()) -> Path:
    """Write ``figures/`` and the pages into a results folder and return the path of the first.

    The page in the first language of the scenario is ``report.html``; any other is ``report.LANGUAGE.html``, and its
    figures are ``figures/NAME.LANGUAGE.svg``. Only the folder's own tables are read. There is no clock time, host or
    random identifier in what is written.

    Parameters
    ----------
    folder : Path
    languages : sequence of str
        In which pages are made; those that the scenario asks for, if left out.

    Raises
    ------
    SimError
        If the folder holds no results.
    """
    setting = read(folder).setting
    asked = setting.languages
    made = []
    for language in dict.fromkeys(languages or asked):
        suffix = "" if language == asked[0] else f".{language}"
        data = read(folder, Tongue(language, setting.words(language)))
        text = page.render(data, drawings.draw(data, suffix))
        made.append(data.folder / f"report{suffix}.html")
        files.replace(made[-1], text.encode("utf-8"))
    return made[0]
