"""The page of a fit in the languages that are asked for: nothing is left in English, the numbers are the same."""

from __future__ import annotations

import csv
import json
import re
from collections import Counter

import pytest

from sim.experiment.fit import comparing, misfit, moments
from sim.report import fit_page, fitted
from sim.report.figures import style
from sim.report.foreign import retold
from sim.report.tongue import ENGLISH, Tongue
from tests.report.test_build import Page

CHINESE = Tongue("zh")
HAN = re.compile("[\u4e00-\u9fff]")
FIT = "path,places,scale,assumed,estimate,se,ci_low,ci_high,low,high,identified,used,why"
ALONE = "by the data alone its standard error is"
SEEN = "what the data see is 0.80 log lots.flats.taste_sd - 0.60 log signal_sd, standard error 0.12"
ESTIMATES = (
    ("median", "factor", "1", "0.8", "0.1", "0.65", "0.95", "0.5", "2", "1", "0.8", ""),
    ("taste_sd", "log", "0.1", "0.3", "0.79", "0.06", "1.4", "0.01", "2", "0", "0.1",
     f"not identified: {ALONE} 0.79 in logs; {SEEN}"),
    ("signal_sd", "log", "0.2", "0.2", "11", "0.00", "9.2", "0.01", "2", "0", "0.2",
     f"not identified: {ALONE} above 10 in logs"),
    ("bias", "linear", "0", "0.1", "0.6", "-1.1", "1.3", "-1", "1", "0", "0",
     f"not identified: {ALONE} 0.61 of its box"),
    ("turnout", "factor", "1", "2", "0.1", "1.7", "2.4", "0.5", "2", "0", "1",
     "at the high end of its box: give fit.free.turnout a wider one"),
    ("lots.flats.appraisal.sd", "log", "0.2", "0.01", "0.1", "0.005", "0.02", "0.01", "2", "0", "0.2",
     "at the low end of its box: give fit.free.lots.flats.appraisal.sd a wider one"),
)  # fmt: skip
REASONS = (
    moments.ALIKE, moments.RARE, comparing.FEW, comparing.FEW_SIMULATED, comparing.MISSING, comparing.SAME,
)  # fmt: skip
HEAD = ("moment", "class", "observed", "se", "simulated", "simulated_se", "holdout", "holdout_se", "z", "why")
NUMBERS = ("-0.21", "0.013", "-0.25", "0.017", "-0.19", "0.024", "3.7")
MISSES = (
    {"moment": "ratio_mean@flats", "observed": -0.2, "simulated": -0.25, "apart": -3.5},
    {"moment": "ratio_sd", "observed": 0.31, "simulated": 0.44, "apart": 2.2},
)
MANIFEST = {
    "title": "Our sales",
    "data": {"sales.csv": "", "bids.csv": ""},
    "command": "python run_sim.py fit study.yaml",
    "lots": {"fitted_to": 42, "kept_apart": 18},
    "points": {"played": 135, "refused": 7, "boxes": 3},
    "over_identification": {"distance": 1512.3, "degrees": 9, "p_value": 0.0, "misses": MISSES},
}
NAMES = {
    *moments.MOMENTS, "flats", "sales.csv", "bids.csv", "Our", "median", "taste_sd", "signal_sd", "bias", "turnout",
    "log", "python", "run_sim.py", "fit", "study.yaml", "fitted.yaml", "fit.replications", "fit.free.turnout",
    "lots.flats.appraisal.sd", "lots.flats.taste_sd", "fit.free.lots.flats.appraisal.sd",
    "McFadden", "Gourieroux", "Monfort", "and", "Renault",
}  # fmt: skip
"""What stays as it is: names of the scenario and of files, what is typed, and authors."""


def dressed(folder, languages, words="", **manifest):
    """A folder of a fit in which all is said that can be said, with its pages."""
    with (folder / "moments.csv").open("w", newline="", encoding="utf-8") as file:
        table = csv.DictWriter(file, HEAD, restval="")
        table.writeheader()
        table.writerows(
            {"moment": name, "class": "flats", **dict(zip(HEAD[2:], NUMBERS, strict=False))} for name in moments.MOMENTS
        )
        table.writerows({"moment": "sell_through", "why": why} for why in REASONS)
    rows = (f'{path},{path},{",".join(rest)},"{why}"' for path, *rest, why in ESTIMATES)
    (folder / "fit.csv").write_text("\n".join([FIT, *rows, ""]), encoding="utf-8")
    (folder / "manifest.json").write_text(json.dumps({**MANIFEST, **manifest}), encoding="utf-8")
    output = f"output:\n  language: [{', '.join(languages)}]\n  words: {{{words}}}\n"
    (folder / "fitted.yaml").write_text(output, encoding="utf-8")
    fit_page.dress(folder)
    return folder


@pytest.fixture(autouse=True)
def fonts(monkeypatch):
    """As where some font has Chinese characters: any will do here, nobody looks at them."""
    monkeypatch.setattr(style, "CHINESE", ("DejaVu Sans",))


def page(path):
    return Page(path.read_text(encoding="utf-8"))


def visible(path):
    """All that is read on a page, the words of its figure among it, without its style."""
    return re.sub(r"(?s)<style>.*?</style>", "", path.read_text(encoding="utf-8"))


def test_no_english_word_is_left(tmp_path):
    text = re.sub(r"<[^>]*>", " ", visible(dressed(tmp_path, ["en", "zh"]) / "fit.zh.html"))
    assert set(re.findall(r"[A-Za-z][\w.]*\w", re.sub("[\u2e80-\uffff]", " ", text))) - NAMES == {"sales"}
    assert "不可识别" in text


def test_numbers_are_those_of_the_english_page(tmp_path):
    dressed(tmp_path, ["en", "zh"])
    english, chinese = (
        Counter(re.findall(r"-?\d+(?:[.,]\d+)*", re.sub(r"<[^>]*>", " ", visible(tmp_path / name))))
        for name in ("fit.html", "fit.zh.html")
    )
    assert english["1512.3"] == 1
    assert english == chinese


def test_the_first_language_is_that_of_the_page_without_a_suffix(tmp_path):
    folder = dressed(tmp_path, ["zh", "en"])
    assert page(folder / "fit.html").all("html") == [{"lang": "zh-Hans"}]
    assert page(folder / "fit.en.html").all("html") == [{"lang": "en"}]
    assert {path.name for path in (folder / "figures").iterdir()} == {
        "fit.svg", "fit.png", "fit.en.svg", "fit.en.png",
    }  # fmt: skip
    assert HAN.search((folder / "figures" / "fit.svg").read_text(encoding="utf-8"))
    assert not HAN.search((folder / "figures" / "fit.en.svg").read_text(encoding="utf-8"))
    assert not HAN.search(visible(folder / "fit.en.html"))


def test_pages_of_one_process_do_not_mix(tmp_path):
    both, alone = tmp_path / "both", tmp_path / "alone"
    both.mkdir()
    alone.mkdir()
    dressed(both, ["zh", "en"])
    dressed(alone, ["en"])
    assert not list(alone.glob("fit.*.html"))
    assert (both / "fit.en.html").read_bytes() == (alone / "fit.html").read_bytes()
    assert (both / "figures" / "fit.en.svg").read_bytes() == (alone / "figures" / "fit.svg").read_bytes()


def test_a_model_that_fits_in_chinese(tmp_path):
    test = {"distance": 5.5, "degrees": 7, "p_value": 0.6, "misses": []}
    told = {"lots": {"fitted_to": 42, "kept_apart": 0}, "points": {"played": 20, "refused": 0, "boxes": 1}}
    text = visible(dressed(tmp_path, ["zh"], over_identification=test, **told) / "fit.html")
    assert "<p>过度识别检验未拒绝该模型" in text
    assert "p = 0.6。</p>" in text
    assert "共模拟 20 个参数点。</p>" in text
    text = visible(dressed(tmp_path, ["zh"], over_identification={**test, "p_value": None}) / "fit.html")
    assert "恰好识别" in text


def test_names_of_the_scenario_are_said_in_its_own_words(tmp_path):
    """What is to be typed stays as it is typed."""
    text = visible(dressed(tmp_path, ["zh"], words="zh: {flats: 住宅, Our sales: 我们的成交}") / "fit.html")
    assert "<h1>我们的成交" in text
    assert "ratio_mean@住宅 模拟值为 -0.25" in text
    assert "住宅的 lowest_sd" in text
    assert "flats" not in text.replace("fit.free.lots.flats", "")
    assert '<th scope="row">lots.住宅.appraisal.sd</th>' in text
    assert re.search("lots[.]住宅[.]appraisal[.]sd.估计值位于搜索范围的下端", text)
    assert "请在 fit.free.lots.flats.appraisal.sd 中放宽" in text
    assert "0.80 log lots.住宅.taste_sd" in text
    text = visible(dressed(tmp_path, ["en"], words="zh: {flats: 住宅}") / "fit.html")
    assert not HAN.search(text)


def test_the_terminal_is_in_english_whatever_the_page_is(tmp_path):
    assert not HAN.search(fitted.text(dressed(tmp_path, ["zh"])))


def test_without_a_chinese_font_the_figure_is_english_and_the_page_says_so(tmp_path, monkeypatch):
    monkeypatch.setattr(style, "CHINESE", ())
    folder = dressed(tmp_path, ["zh", "en"])
    assert "图内文字为英文" in visible(folder / "fit.html")
    assert "no font with" not in visible(folder / "fit.en.html")
    svg = (folder / "figures" / "fit.svg").read_text(encoding="utf-8")
    assert "simulated at the estimate" in svg
    assert not HAN.search(svg)


@pytest.mark.parametrize("text", [*REASONS, *(why for *_, why in ESTIMATES if why), misfit.missed(MISSES[0])])
def test_reasons_are_retold(text):
    assert HAN.search(retold(text, CHINESE))
    assert retold(text, ENGLISH) == text


def test_every_moment_is_defined_in_chinese():
    assert [name for name, moment in moments.MOMENTS.items() if not HAN.search(CHINESE.say(moment.doc))] == []
