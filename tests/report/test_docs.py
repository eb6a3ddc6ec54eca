"""The page about results names every column and every figure there is."""

from __future__ import annotations

import re

import pytest

from sim.experiment.readme import FILES, header
from sim.report import FIGURES
from tests.house.rooms import CHECKOUT

PAGE = (CHECKOUT / "docs" / "results.md").read_text(encoding="utf-8")
SECTIONS = dict(re.findall(r"^### (\S+\.csv)\n(.*?)(?=^##)", PAGE, flags=re.MULTILINE | re.DOTALL))


def test_every_table_has_a_section():
    assert set(SECTIONS) == {name for name in FILES if name.endswith(".csv")}


@pytest.mark.parametrize("name", SECTIONS)
def test_every_column_is_explained_and_no_other(name):
    rows = [line.split("|")[1] for line in SECTIONS[name].splitlines() if line.startswith("| `")]
    assert sorted(re.findall(r"`(\w+)`", " ".join(rows))) == sorted(header(FILES[name][0]))


def test_every_figure_has_a_row_and_no_other():
    rows = re.findall(r"^\| `(\w+)` \|", PAGE[PAGE.index("## Figures") :], flags=re.MULTILINE)
    assert rows == list(FIGURES)


def test_every_section_of_the_page_is_told_in_its_order():
    template = (CHECKOUT / "sim" / "report" / "templates" / "report.html").read_text(encoding="utf-8")
    there = re.findall(r'<h[23][^>]*>\{\{ say\("([^"]+)"\) \}\}</h', template)
    page = " ".join(PAGE[PAGE.index("## The page") : PAGE.index("## Figures")].split())
    assert re.findall(r"\*\*([^*]+?)\.?\*\*", page) == there
