"""Draw the figures of a study, as files and as pictures inside the page."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from html import escape

from sim.report import files, inwords
from sim.report.figures import FIGURES
from sim.report.figures.style import drawn_in, encode, look
from sim.report.results import Results
from sim.report.words import typeset

KINDS = ("svg", "png")
SHOWN = ("svg",)
"""What the page shows, whether it is written beside it or not."""


@dataclass(frozen=True)
class Drawing:
    """A figure as it stands in the page: `svg` is markup; `section` is where it stands, `at` where its numbers do."""

    name: str
    title: str
    caption: str
    svg: str
    section: str = ""
    at: str = ""


def draw(data: Results, suffix: str = "") -> list[Drawing]:
    """Draw what the tables allow, write ``figures/NAME.svg`` and ``.png``, remove what they no longer allow.

    Parameters
    ----------
    data : Results
    suffix : str
        Put behind the names of files: ``.zh`` for those of a page in a further language.
    """
    drawn = []
    wanted, tongue = data.setting.figures, drawn_in(data.tongue)
    labelled = data if tongue == data.tongue else replace(data, tongue=tongue)
    for name, picture in FIGURES.items():
        paths = {kind: data.folder / "figures" / f"{name}{suffix}.{kind}" for kind in KINDS}
        with look():
            figure = picture.figure(labelled)
            images = {} if figure is None else {kind: encode(figure, kind) for kind in KINDS if kind in SHOWN + wanted}
        for kind, path in paths.items():
            if kind in images and kind in wanted:
                files.replace(path, images[kind])
            else:
                path.unlink(missing_ok=True)
        if not images:
            continue
        title, caption = data.say(picture.title), picture.caption(data)
        svg = inline(images["svg"].decode(), name, title, typeset(inwords.told(name, data, caption)))
        drawn.append(Drawing(name, title, caption, svg, picture.section, picture.at))
    return drawn


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
