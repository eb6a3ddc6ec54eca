"""Draw the figures of a study, as files and as pictures inside the page."""

from __future__ import annotations

import re
from dataclasses import dataclass
from html import escape
from pathlib import Path

from sim.report import files
from sim.report.figures import FIGURES
from sim.report.figures.style import encode, look
from sim.report.results import Results


@dataclass(frozen=True)
class Drawing:
    """A figure as it stands in the page: ``svg`` is markup, the rest is text; `section` is where it stands."""

    name: str
    title: str
    caption: str
    svg: str
    section: str


def draw(data: Results) -> list[Drawing]:
    """Draw what the tables allow, write ``figures/NAME.svg`` and ``.png``, remove what they no longer allow."""
    drawn = []
    for name, picture in FIGURES.items():
        paths = {kind: data.folder / "figures" / f"{name}.{kind}" for kind in ("svg", "png")}
        with look():
            figure = picture.figure(data)
            images = {} if figure is None else {kind: encode(figure, kind) for kind in paths}
        if not images:
            _remove(paths)
            continue
        for kind, content in images.items():
            files.replace(paths[kind], content)
        caption = picture.caption(data)
        svg = inline(images["svg"].decode(), name, picture.title, caption)
        drawn.append(Drawing(name, picture.title, caption, svg, picture.section))
    return drawn


def _remove(paths: dict[str, Path]) -> None:
    for path in paths.values():
        path.unlink(missing_ok=True)


def inline(svg: str, name: str, title: str, description: str) -> str:
    """An SVG file as an element of a page: named, described, and with identifiers that are its own.

    Parameters
    ----------
    svg : str
        What matplotlib wrote.
    name : str
        Put before every identifier, since a page has one name space for all its pictures.
    title, description : str
        Read out in place of the picture.
    """
    body = svg[svg.index("<svg") :]
    body = re.sub(r"\s*<metadata>.*?</metadata>|\s*<metadata/>", "", body, flags=re.DOTALL)
    body = re.sub(r"\s*<style type=\"text/css\">.*?</style>", "", body, count=1, flags=re.DOTALL)
    body = re.sub(r'(\bid="|href="#|url\(#)', rf"\g<1>{name}-", body)
    opening, rest = body.split(">", 1)
    opening = re.sub(r'\s(width|height|version|xmlns:xlink)="[^"]*"', "", opening)
    heads = f'<title id="{name}-name">{escape(title)}</title><desc id="{name}-about">{escape(description)}</desc>'
    return f'{opening} role="img" aria-labelledby="{name}-name {name}-about">{heads}{rest}'.replace(
        "xlink:href", "href"
    )
