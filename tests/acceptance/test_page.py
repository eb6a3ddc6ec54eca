"""The page in a real browser: nothing from elsewhere, no error, no violation, prints, and every number is a table's.

Needs the extra ``browser`` and a Chromium: that of ``CHROMIUM``, else of the usual names.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from sim.report import build
from sim.report.methods import definition
from tests.report import traces

playwright = pytest.importorskip("playwright.sync_api")
axe_core = pytest.importorskip("axe_core_python.sync_playwright")

CHECKOUT = Path(__file__).resolve().parents[2]
SCENARIO = CHECKOUT / "tests" / "acceptance" / "page.yaml"
SECTIONS = (
    "answer", "differences", "effects", "levers", "endings", "gains", "story", "beside", "assumptions", "methods",
    "again",
)  # fmt: skip
DESK, PHONE = {"width": 1100, "height": 900}, {"width": 420, "height": 900}
PAPER = {"width": 673, "height": 900}
"""The type area of A4 with margins of 16 mm, in pixels of 1/96 inch."""
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


@pytest.fixture(scope="module")
def folder(tmp_path_factory) -> Path:
    """A study with something to say in every section, run from the command line."""
    out = tmp_path_factory.mktemp("page")
    command = [sys.executable, "run_sim.py", "run", str(SCENARIO), "--jobs", "2", "--quiet", "--out", str(out)]
    subprocess.run(command, cwd=CHECKOUT, check=True, capture_output=True)
    return out / SCENARIO.stem


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    """Chromium without a window."""
    names = (os.environ.get("CHROMIUM", ""), "chromium", "chromium-browser", "google-chrome", "chrome")
    path = next((found for name in names if name and (found := shutil.which(name))), None)
    with playwright.sync_playwright() as driver:
        opened = driver.chromium.launch(executable_path=path, args=["--no-sandbox", "--disable-gpu"])
        yield opened
        opened.close()


class Visit:
    """The page, opened, with all it asked for and all it complained of."""

    def __init__(self, browser: Any, folder: Path, size: dict[str, int]) -> None:
        self.page = browser.new_page(viewport=size)
        self.requests: list[str] = []
        self.complaints: list[str] = []
        self.page.on("request", lambda request: self.requests.append(request.url))
        self.page.on("console", lambda message: self.complaints.append(message.text))
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.goto((folder / "report.html").as_uri(), wait_until="load")


@pytest.fixture
def visit(browser, folder) -> Iterator[Visit]:
    """On a desk."""
    opened = Visit(browser, folder, DESK)
    yield opened
    opened.page.close()


def test_nothing_is_asked_of_anybody_and_nothing_goes_wrong(visit, verdict):
    foreign = [url for url in visit.requests if not url.startswith(("file:", "data:"))]
    verdict("requests to elsewhere", foreign, [], foreign == [])
    verdict("files asked for beside the page", len(visit.requests) - 1, 0, len(visit.requests) == 1)
    verdict("messages on the console", visit.complaints, [], visit.complaints == [])


@pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
def test_no_violation_of_accessibility(browser, folder, verdict, size):
    page = Visit(browser, folder, size).page
    page.evaluate("document.querySelectorAll('details').forEach(each => each.open = true)")
    found = axe_core.Axe().run(page, options={"runOnly": RULES})
    wrong = [f"{each['id']}: {each['nodes'][0]['html'][:120]}" for each in found["violations"]]
    verdict(f"violations at {size['width']} pixels", wrong, [], wrong == [])
    verdict(f"rules passed at {size['width']} pixels", len(found["passes"]), "at least 25", len(found["passes"]) >= 25)
    page.close()


def test_on_a_phone_nothing_but_tables_scrolls_sideways(browser, folder, verdict):
    page = Visit(browser, folder, PHONE).page
    width = page.evaluate("document.documentElement.scrollWidth")
    verdict("width of the page on a phone", width, f"at most {PHONE['width']}", width <= PHONE["width"])
    page.close()


def test_the_first_key_leads_past_the_contents(visit, verdict):
    visit.page.keyboard.press("Tab")
    first = visit.page.evaluate("document.activeElement.getAttribute('href')")
    seen = visit.page.evaluate("document.activeElement.getBoundingClientRect().left >= 0")
    visit.page.keyboard.press("Enter")
    there = visit.page.evaluate("document.activeElement.id")
    verdict(
        "first link, seen, leads to",
        f"{first}, {seen}, {there}",
        "#answer, True, answer",
        bool(seen) and there == "answer",
    )


def test_it_prints_and_no_table_is_cut(browser, folder, tmp_path, verdict):
    page = Visit(browser, folder, PAPER).page
    page.emulate_media(media="print")
    cut = page.evaluate(
        "[...document.querySelectorAll('table')]"
        ".filter(each => each.scrollWidth > each.closest('.wide').clientWidth + 1)"
        ".map(each => each.caption.textContent + ' ' + each.scrollWidth)"
    )
    verdict("tables wider than a sheet", cut, [], cut == [])
    hidden = page.evaluate(
        "[...document.querySelectorAll('details table, details dl')].filter(each => !each.offsetHeight).length"
    )
    verdict("folded tables missing in print", hidden, 0, hidden == 0)
    target = tmp_path / "page.pdf"
    page.pdf(path=str(target), prefer_css_page_size=True)
    pages = len(re.findall(rb"/Type\s*/Page\b", target.read_bytes()))
    verdict("pages in print", pages, "more than 3", pages > 3)
    page.close()


def test_the_same_tables_make_the_same_bytes(folder, verdict):
    files = [folder / "report.html", *sorted((folder / "figures").iterdir())]
    before = {path.name: path.read_bytes() for path in files}
    build(folder)
    changed = [path.name for path in files if path.read_bytes() != before[path.name]]
    verdict("files that change when the page is made again", changed, [], changed == [])


def test_every_number_is_one_of_the_tables(folder, verdict):
    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    names = [*manifest["arms"].values(), manifest["question"], manifest["title"]]
    measures = {line["measure"] for line in traces.table(folder / "summary.csv")}
    known = {definition(measure) for measure in measures}
    held, wrong, loose, where = traces.held(folder, (folder / "report.html").read_text(encoding="utf-8"), names, known)
    verdict("numbers that are not where they say", wrong, [], wrong == [])
    verdict("numbers that do not say where they stand", loose, [], loose == [])
    verdict("numbers held against the tables", held, "more than 800", held > 800)
    verdict("tables they come from", sorted(where), "at least 11", len(where) >= 11)


def test_every_section_is_there_in_its_order(folder, visit, verdict):
    found = visit.page.evaluate("[...document.querySelectorAll('main h2')].map(each => each.id)")
    verdict("sections", found, SECTIONS, found == list(SECTIONS))
    told = visit.page.evaluate("[...document.querySelectorAll('svg[role=img] > desc')].map(each => each.textContent)")
    drawn = len(list((folder / "figures").glob("*.svg")))
    numbered = [text for text in told if traces.numbers(text)]
    verdict("figures told in words with numbers", len(numbered), drawn, len(numbered) == drawn == len(told))
    lead = visit.page.evaluate("document.querySelector('.lead').textContent.split('. ').length")
    verdict("sentences of the answer", lead, 1, lead == 1)
