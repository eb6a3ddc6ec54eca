"""The page in Chinese: nothing is forgotten, no English sentence is left, the numbers are those of the English page."""

from __future__ import annotations

import ast
import json
import re
import shutil
from pathlib import Path

import matplotlib as mpl
import pytest
from matplotlib import font_manager

from sim.report import FIGURES, build
from sim.report.figures import style
from sim.report.foreign import FITS, METHODS, OTHERS, retold
from sim.report.results import read
from sim.report.tongue import ENGLISH, Tongue, catalogue
from tests.house.rooms import SIM, room
from tests.report.folders import LABELS, folder
from tests.report.messages import ROOM, messages, places
from tests.report.test_build import Page

CHINESE = Tongue("zh")
HAN = re.compile("[\u4e00-\u9fff]")
SENTENCE = re.compile(r"[A-Za-z]{2,}[,;:]? [a-z]{2,}[,;:]? [a-z]{2,}")
"""Three words in a row, the last two without a capital: names and titles do not look so."""


@pytest.fixture(scope="module")
def both(tmp_path_factory) -> Path:
    """Both pages, as they are where some font has Chinese characters: any will do here, nobody looks at them."""
    path = folder(tmp_path_factory.mktemp("zh") / "study")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(style, "CHINESE", ("DejaVu Sans",))
        build(path, ["en", "zh"])
    return path


def text(path: Path) -> str:
    return path.read_text(encoding="utf-8")


def test_every_message_has_a_chinese_text():
    assert sorted(messages() - set(catalogue("zh"))) == []


def test_no_chinese_text_is_for_a_message_that_nobody_says():
    assert sorted(set(catalogue("zh")) - messages() - {"{names} and {last}", ", ", " "}) == []


def test_chinese_texts_are_chinese():
    """Names of values and of authors, signs and places stay as they are."""
    plain = {said for said in catalogue("zh").values() if not HAN.search(said)}
    left = sorted(
        re.sub(r"\{\w*\}", "", said) for said in plain if re.search("[A-Za-z]{2}", re.sub(r"\{\w*\}", "", said))
    )
    assert left == [
        "CARA ，Matthews 1987", "CRRA ，Cox, Smith and Walker 1982", "all、shortfall", "hard、soft",
        "present、barred、published", "return、sell_off、creditor", "start、appraisal",
    ]  # fmt: skip


def test_no_english_sentence_is_left(both):
    page = Page(text(both / "report.zh.html"))
    said = [line.strip() for line in page.words if SENTENCE.search(line) and "{" not in line]
    ours = {json.loads(text(both / "manifest.json"))[name] for name in ("title", "question")} | set(LABELS.values())
    for name in sorted(ours, key=len, reverse=True):
        said = [line.replace(name, "") for line in said]
    left = [line for line in said if SENTENCE.search(line) and "font-" not in line and "numpy" not in line]
    assert left == []


def test_the_page_says_in_which_language_it_is(both):
    assert Page(text(both / "report.zh.html")).all("html") == [{"lang": "zh-Hans"}]
    assert Page(text(both / "report.html")).all("html") == [{"lang": "en"}]
    assert "标的" in Page(text(both / "report.zh.html")).text
    assert not HAN.search(Page(text(both / "report.html")).text)


def cells(page: str) -> list[tuple[str, list[str]]]:
    """(place, numbers) of every cell of a table that has a place."""
    found = re.findall(r'<td data-at="([^"]*)">(.*?)</td>', page)
    return [(at, sorted(re.findall(r"\u2212?\d+(?:[.,]\d+)*", re.sub("<small>.*", "", cell)))) for at, cell in found]


def test_numbers_are_those_of_the_english_page(both):
    english, chinese = cells(text(both / "report.html")), cells(text(both / "report.zh.html"))
    assert len(english) > 50
    assert english == chinese


def test_pages_of_one_process_do_not_mix(both, tmp_path, monkeypatch):
    alone = tmp_path / "study"
    shutil.copytree(both, alone)
    shutil.rmtree(alone / "figures")
    for path in alone.glob("report*"):
        path.unlink()
    monkeypatch.setattr(style, "CHINESE", ("DejaVu Sans",))
    build(alone)
    assert sorted(path.name for path in alone.glob("report*")) == ["report.html"]
    assert (alone / "report.html").read_bytes() == (both / "report.html").read_bytes()
    assert {path.name for path in (alone / "figures").iterdir()} == {
        path.name for path in (both / "figures").iterdir() if ".zh." not in path.name
    }
    build(alone, ["zh", "en"])
    assert (alone / "report.zh.html").read_bytes() == (both / "report.zh.html").read_bytes()
    assert (alone / "report.html").read_bytes() == (both / "report.html").read_bytes()


def test_the_scenario_says_in_which_languages(tmp_path):
    path = folder(tmp_path / "study", replications=2, lots=4)
    (path / "scenario.resolved.yaml").write_text("output:\n  language:\n    - zh\n    - en\n", encoding="utf-8")
    assert build(path) == path / "report.html"
    assert HAN.search(text(path / "report.html"))
    assert 'lang="en"' in text(path / "report.en.html")
    assert (path / "figures" / "effects.en.svg").is_file()


def labels(path: Path, tongue: Tongue) -> str:
    """All that is written into figures."""
    data, found = read(path, tongue), []
    with style.look():
        for picture in FIGURES.values():
            figure = picture.figure(data)
            found += [item.get_text() for item in figure.findobj(lambda it: hasattr(it, "get_text"))] if figure else []
    return "\n".join(found)


def test_figures_are_labelled_in_chinese(both):
    assert not HAN.search(labels(both, ENGLISH))
    left = [line for line in labels(both, CHINESE).splitlines() if SENTENCE.search(line)]
    assert [line for line in left if line not in LABELS.values() and " of " not in line] == []


def test_without_a_chinese_font_figures_are_english_and_the_page_says_so(both, tmp_path, monkeypatch):
    monkeypatch.setattr(style, "CHINESE", ())
    assert style.drawn_in(CHINESE) == ENGLISH == style.drawn_in(ENGLISH)
    path = tmp_path / "study"
    shutil.copytree(both, path)
    page = text(build(path, ["zh"]))
    assert "图内文字为英文" in page
    svg = text(path / "figures" / "effects.zh.svg")
    assert "difference in points" in svg
    assert not HAN.search(svg)
    monkeypatch.setattr(style, "CHINESE", ("DejaVu Sans",))
    assert style.drawn_in(CHINESE) == CHINESE


@pytest.mark.parametrize(
    ("name", "whole", "found"),
    [
        ("NotoSansCJK-Regular.ttc", True, True),
        ("wqy-microhei.ttc", True, True),
        ("NotoSansCJK-Regular.ttc", False, False),
        ("Verdana.ttf", True, False),
    ],
)
def test_a_font_that_is_newer_than_the_list_of_fonts_is_found(tmp_path, monkeypatch, name, whole, found):
    font = Path(font_manager.findfont("DejaVu Sans"))
    (tmp_path / name).write_bytes(font.read_bytes() if whole else b"no font")
    monkeypatch.setattr(font_manager.fontManager, "ttflist", [])
    monkeypatch.setattr(style, "CHINESE", (font_manager.get_font(font).family_name,))
    monkeypatch.setattr(font_manager, "findSystemFonts", lambda: [str(tmp_path / name)])
    assert style.drawn_in(CHINESE) == (CHINESE if found else ENGLISH)


def test_the_characters_that_one_family_lacks_are_looked_for_in_the_other(monkeypatch):
    monkeypatch.setattr(style, "CHINESE", ("DejaVu Serif", "DejaVu Sans Mono"))
    with style.look():
        assert mpl.rcParams["font.family"] == ["DejaVu Sans", "DejaVu Serif", "sans-serif"]


def test_chinese_lines_are_as_wide_as_they_look():
    lines = style.wrapped("与“基准方案”的差值，仅计均成交的标的", 12).splitlines()
    assert lines == ["与“基准方案”", "的差值，仅计", "均成交的标的"]
    assert style.wrapped("基准方案，差值", 8) == "基准方案，\n差值"
    assert style.wrapped("95% 置信区间 CNY", 8) == "95% 置信\n区间 CNY"


def written() -> str:
    """All texts that other rooms write out."""
    found = []
    for path in sorted(SIM.rglob("*.py")):
        if room(path) not in ("report", "cli"):
            nodes = ast.walk(ast.parse(path.read_text(encoding="utf-8")))
            found += [node.value for node in nodes if isinstance(node, ast.Constant) and isinstance(node.value, str)]
    return "\n".join(found)


def test_other_rooms_still_say_so():
    """What `foreign` takes apart is put together there, piece by piece."""
    texts = written()
    for said in (*METHODS, *OTHERS, *FITS):
        pieces = [piece.strip(" ,:") for piece in re.split(r"\{\w+\}|[;()]", said)]
        assert [piece for piece in pieces if piece not in texts] == [], said


@pytest.mark.parametrize(
    ("english", "chinese"),
    [
        ("dominant strategy (Vickrey 1961) in each round; heuristic: truthful, as waiting may pay",
         "占优策略（Vickrey 1961）（就每一轮而言）；启发式：如实出价，因为等待可能更有利"),
        ("heuristic: shaded 0.9", "启发式：按 0.9 压低出价"),
        ("equilibrium, affiliated first price, 4 bidders (Milgrom and Weber 1982; cursed 1, Eyster and Rabin 2005)",
         "均衡，关联价值的第一价格拍卖，4 名竞买人（Milgrom and Weber 1982；受诅咒程度 1，Eyster and Rabin 2005）"),
        ("equilibrium against unseen rivals, known numbers (Milgrom & Weber 1982; waits for later rounds)",
         "看不到对手出价的均衡，人数已知（Milgrom & Weber 1982；等待后续轮次）"),
        ("something of a plug-in", "something of a plug-in"),
    ],
)  # fmt: skip
def test_methods_are_retold(english, chinese):
    assert retold(english, CHINESE) == chinese
    assert retold(english, ENGLISH) == english


def test_places_stand_apart_and_stay_as_they_are():
    assert CHINESE.listed(["甲2", "b", "丙"]) == "甲2、b 和丙"
    assert CHINESE.say("{number} %", number="12.5") == "12.5%"
    assert places("{a} {{b}} {c}") == {"a", "c"}


@pytest.mark.parametrize("name", ["report.html", "fit.html"])
def test_the_template_itself_has_no_words(name):
    """Whatever a reader sees is said by ``say`` or comes from the tables."""
    source = text(ROOM / "templates" / name)
    bare = re.sub(r"<[^>]*>", "", re.sub(r"\{%.*?%\}|\{\{.*?\}\}", "", source))
    assert re.findall("[A-Za-z]+", bare) == []
    assert re.findall(r'\{\{\s*"|(?:aria-label|title|alt)="[^"{]', source) == []
