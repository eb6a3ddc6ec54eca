"""The user's own words: a page in the other language says no name as the scenario writes it, and nothing else moves."""

from __future__ import annotations

import re
import shutil
from html import unescape
from pathlib import Path

import pytest
import yaml

from sim.entities.brief import Reason
from sim.experiment import Options, Origin, run
from sim.report import build
from sim.report.assumptions import named
from sim.report.figures import style
from sim.report.foreign import retold
from sim.report.levers import levers
from sim.report.results import read
from sim.report.tongue import ENGLISH, Tongue
from sim.scenario import load
from tests.house.rooms import CHECKOUT
from tests.report import traces
from tests.report.folders import LABELS, folder
from tests.report.test_build import Page
from tests.report.test_chinese import cells, labels, text
from tests.report.test_story import OPENS, a_listing, a_record, a_row, tell

WORDS = {
    "The same lots in a hall and on a platform": "同一批标的：现场与平台",
    "Do court lots sell better on a national platform than in the hall?": "全国平台是否比现场卖得更好？",
    "CNY": "元",
    LABELS["hall"]: "法院现场",
    "platform": "网络平台",
    "flats": "公寓",
    "shops": "商铺",
    "dealers": "经销商",
    "families": "家庭",
    "reach": "触达范围",
    "reserve_and_rounds": "底价与轮次",
    "fees": "费用",
    "an article": "某条",
}
CHINESE = Tongue("zh", WORDS)
ADDRESS = re.compile(r"\b(?:arms|bidders|lots|sellers)\.[\w.*]+|\b[\w.]+\.csv\b")
"""Keys of the file, and tables, stand beside the words as they are written."""


def told(path: Path, words: dict[str, str] | None, languages: tuple[str, ...] = ("en", "zh")) -> None:
    output = {"language": list(languages)} | ({"words": {"zh": words}} if words is not None else {})
    (path / "scenario.resolved.yaml").write_text(
        yaml.safe_dump({"output": output}, allow_unicode=True), encoding="utf-8"
    )


def left(page: str, names: list[str]) -> set[str]:
    """Names that a page still says as they are written, outside of addresses and of the command."""
    said = " ".join(Page(re.sub("<section aria-labelledby=.again.>.*?</section>", "", page, flags=re.DOTALL)).words)
    said = ADDRESS.sub("", said)
    return {name for name in names if re.search(rf"(?<![\w.]){re.escape(name)}(?![\w.(])", said)}


@pytest.fixture(scope="module")
def study(tmp_path_factory) -> Path:
    """Pages in both languages, with words; any font will do."""
    path = folder(tmp_path_factory.mktemp("words") / "study", replications=4, lots=12)
    told(path, WORDS)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(style, "CHINESE", ("DejaVu Sans",))
        build(path)
    return path


def test_a_name_a_number_and_another_name():
    assert CHINESE.own("dealers") == "经销商"
    assert CHINESE.own("dealers-12") == "经销商-12"
    assert CHINESE.own("dealers-x") == "dealers-x"
    assert CHINESE.own("nobody-1") == "nobody-1"
    assert CHINESE.own("", "platform") == "网络平台"
    assert CHINESE.own("Platform, rules of 2017", "platform") == "网络平台"
    assert CHINESE.own(LABELS["hall"], "platform") == "法院现场"
    assert ENGLISH.own("dealers-12") == "dealers-12"


def test_only_names_in_a_path_are_said():
    tongue = Tongue("zh", {"dealers": "经销商", "count": "数", "law": "法", "bidders": "竞买人"})
    assert tongue.path("bidders.dealers.count") == "bidders.经销商.count"
    assert tongue.path("arms.law.bidders.dealers.count") == "arms.法.bidders.经销商.count"
    assert tongue.path("aware.dealers") == "aware.经销商"
    assert tongue.path("bidders.*.count") == "bidders.*.count"
    assert ENGLISH.path("bidders.dealers.count") == "bidders.dealers.count"


def test_sources_are_the_users_or_ours():
    assert CHINESE.cited("an article") == "某条"
    assert CHINESE.cited("assumed") == Tongue("zh").say("assumed") != "assumed"


def test_no_name_is_left_on_the_page(study):
    assert left(text(study / "report.html"), list(WORDS)) >= {"flats", "dealers", "reach"}
    assert left(text(study / "report.zh.html"), [*WORDS, *LABELS.values(), "reserve and rounds"]) == set()


def test_every_word_is_on_the_page(study):
    page = Page(text(study / "report.zh.html")).text
    assert {word for word in WORDS.values() if word not in page} == {"某条"}


def test_the_english_page_is_the_same_to_the_byte(study, tmp_path, monkeypatch):
    monkeypatch.setattr(style, "CHINESE", ("DejaVu Sans",))
    bare = tmp_path / "bare"
    shutil.copytree(study, bare)
    told(bare, None)
    build(bare, ["en"])
    for name in ("report.html", *(f"figures/{path.name}" for path in (study / "figures").glob("*.svg"))):
        assert (bare / name).read_bytes() == (study / name).read_bytes(), name


def test_numbers_are_those_of_the_english_page(study):
    english, chinese = cells(text(study / "report.html")), cells(text(study / "report.zh.html"))
    assert len(english) > 50
    assert english == chinese


def test_no_name_is_left_in_figures(study):
    said = labels(study, CHINESE)
    assert "法院现场" in said
    assert "公寓" in said
    assert [
        line for line in said.splitlines() if re.search(r"\b(dealers|families|flats|shops|Platform|Court hall)\b", line)
    ] == []


def test_without_a_chinese_font_figures_say_names_as_they_are_written(study, monkeypatch):
    monkeypatch.setattr(style, "CHINESE", ())
    assert style.drawn_in(CHINESE) == ENGLISH
    english = Tongue("en", {"住宅": "homes"})
    assert style.drawn_in(english) == english


def test_words_serve_a_page_that_the_scenario_does_not_ask_for(study, tmp_path):
    other = tmp_path / "study"
    shutil.copytree(study, other)
    told(other, WORDS, ("en",))
    assert "网络平台" in text(build(other, ["zh"]))


def test_words_for_english_in_a_study_written_in_chinese(study, tmp_path):
    data = read(study, Tongue("en", {"flats": "flats of the court"}))
    assert data.member("class=flats") == "flats of the court"
    assert data.say("{count} replications", count="") == " replications"
    assert retold("dealers, looked", Tongue("en", {"dealers": "traders"})) == "traders, looked"


def test_an_assumption_is_named_in_words(study):
    data = read(study, CHINESE)
    assert named("bidders.dealers.margin", data) == "经销商的 margin"
    assert named("arms.platform.place.aware.dealers", data) == "“网络平台”的 aware.经销商"
    assert named("regions.flats", data) == "regions.公寓"


def test_a_warning_of_an_entry_game_is_said_in_words():
    said = retold(
        "2 entry solutions at platform/flats: the first of the manifest is played; see behaviour.select", CHINESE
    )
    assert "网络平台/公寓" in said


def test_combinations_of_levers_are_said_in_words(study, tmp_path):
    other = folder(
        tmp_path / "study",
        replications=3,
        lots=6,
        manifest={
            "decomposition": {
                "combinations": 8,
                "replications": 3,
                "several_solutions": {
                    "hall with reach, fees of platform": 2,
                    "hall with nothing of platform, those coming who come to the former": 3,
                    "somehow": 4,
                },
            }
        },
    )
    for tongue, said in (
        (ENGLISH, ("hall with reach, fees of platform: 2 solutions",
                   "hall with nothing of platform, those coming who come to the former: 3 solutions",
                   "somehow: 4 solutions")),
        (Tongue("zh", WORDS | {"hall": "现场"}),
         ("现场，引入网络平台的触达范围、费用：2 个解",
          "现场，不引入网络平台的任何因素，到场者与前者相同：3 个解", "somehow：4 个解")),
    ):  # fmt: skip
        assert levers(read(other, tongue)).doubts == said


def test_the_story_says_bidders_by_their_group():
    lines = "\n".join(
        tell(
            a_listing(a_record([(OPENS, 1, 1_000_000.0, Reason.ACCEPTED)], winner=1, price=1_000_000.0)),
            row=a_row(),
            tongue=Tongue("zh", {"dealers": "经销商", "court": "法院", "flat": "公寓", "flats": "住宅", "CNY": "元"}),
        )
    )
    assert "由法院处置" in lines
    assert "标的住宅-3（公寓）" in lines
    assert "经销商-1" in lines
    assert not re.search(r"dealers|court|flat|CNY", lines)


SHRUNK = (
    "replications=2", "uncertain={}", "bidders.families.strategy=truthful", "bidders.dealers.strategy=truthful",
    "bidders.families.count=60", "bidders.dealers.count=12", "measures=[creditor_recovery]",
)  # fmt: skip


@pytest.fixture(scope="module")
def second_round(tmp_path_factory) -> Path:
    path = tmp_path_factory.mktemp("second") / "second_round"
    loaded = load(CHECKOUT / "scenarios" / "policy" / "second_round.yaml", SHRUNK)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(style, "CHINESE", ("DejaVu Sans",))
        run(
            loaded.study,
            Origin("run", loaded.resolved_yaml(), {}),
            path,
            Options(jobs=1),
            lambda *_: None,
            build,
            (),
            None,
        )
    return path


def test_a_played_study_in_chinese_has_no_english_name(second_round):
    words = list(load(second_round / "scenario.resolved.yaml").study.words["zh"])
    assert len(words) > 25
    page = unescape(text(second_round / "report.zh.html"))
    assert left(page, words) == set()
    assert {"Draft", "home", "families", "cut"} <= left(unescape(text(second_round / "report.html")), words)
    said = labels(second_round, Tongue("zh", read(second_round).setting.words("zh")))
    assert {name for name in words if re.search(rf"\b{re.escape(name)}\b", said)} == set()


def test_every_number_of_the_chinese_page_still_stands_in_the_tables(second_round):
    """Published facts are said by the program, not by the user; every other number is looked up where it stands."""
    setting = read(second_round).setting
    sources = [*setting.plain["sources"].values()]
    chinese = [Tongue("zh", setting.words("zh")).cited(source) for source in sources]
    page = text(second_round / "report.zh.html").replace("95%", "95 %")
    page = page.replace("0.2% 至 99.8%", "0.2 % and 99.8 %")
    held, wrong, _, _ = traces.held(second_round, page, [*chinese, *setting.words("zh").values()])
    assert [each for each in wrong if " at facts?" not in each] == []
    assert held > 200
