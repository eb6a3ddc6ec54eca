"""The page and its figures: same tables, same bytes; nothing from elsewhere; readable by people and by machines."""

from __future__ import annotations

import csv
import json
import re
import shutil
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path

import pytest

from sim.errors import SimError
from sim.report import FIGURES, build, limits
from sim.report.methods import definition, plans
from sim.report.results import Results
from sim.report.setting import read_setting
from tests.report import traces
from tests.report.folders import LABELS, folder

VOID = {"meta", "link", "br", "hr", "img", "input"}


class Page(HTMLParser):
    """Reads a page strictly: every tag closed in order, every attribute kept."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.words: list[str] = []
        self.feed(text)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag, attrs):
        assert len({name for name, _ in attrs}) == len(attrs), f"{tag} has an attribute twice"
        self.tags.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        self.words.append(data)

    def all(self, tag: str) -> list[dict[str, str | None]]:
        return [attrs for name, attrs in self.tags if name == tag]

    @property
    def text(self) -> str:
        return re.sub(r"\s+", " ", "".join(self.words))


@pytest.fixture(scope="module")
def built(tmp_path_factory) -> Path:
    made = folder(tmp_path_factory.mktemp("results") / "two")
    build(made)
    return made


@pytest.fixture(scope="module")
def html(built) -> str:
    return (built / "report.html").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def page(html) -> Page:
    return Page(html)


def contents(at: Path) -> dict[str, bytes]:
    return {str(path.relative_to(at)): path.read_bytes() for path in sorted(at.rglob("*")) if path.is_file()}


def test_every_figure_is_there_twice_and_nothing_is_left_lying_about(built):
    names = {f"figures/{name}.{kind}" for name in FIGURES for kind in ("svg", "png")}
    assert {name for name in contents(built) if name.startswith("figures")} == names
    assert [name for name in contents(built) if "/." in name or name.startswith(".")] == []


def test_the_same_tables_make_the_same_bytes_again_and_elsewhere(built, tmp_path):
    import matplotlib as mpl

    before = contents(built)
    elsewhere = tmp_path / "another_name"
    shutil.copytree(built, elsewhere)
    shutil.rmtree(elsewhere / "figures")
    with mpl.rc_context({"font.size": 23.0, "svg.hashsalt": None, "axes.facecolor": "red"}):
        build(built)
        build(elsewhere)
    assert contents(built) == before
    assert contents(elsewhere) == before


def test_a_changed_table_changes_the_page(built, tmp_path):
    other = tmp_path / "other"
    shutil.copytree(built, other)
    table = (other / "contrasts.csv").read_text(encoding="utf-8")
    (other / "contrasts.csv").write_text(table.replace("sell_through", "first_round_share"), encoding="utf-8")
    build(other)
    assert contents(other)["report.html"] != contents(built)["report.html"]


def test_no_clock_and_no_path_in_what_is_written(built):
    for name, content in contents(built).items():
        if name.startswith("figures") or name == "report.html":
            assert str(built).encode() not in content, name
            assert not re.search(rb"<dc:date>|Creation Time|tIME|Matplotlib v", content), name


def test_combinations_with_several_solutions_are_flagged(tmp_path):
    told = {"combinations": 64, "replications": 4, "several_solutions": {"hall with fees of platform": 3}}
    made = folder(tmp_path / "two", replications=4, lots=6, manifest={"decomposition": told})
    text = Page(build(made).read_text(encoding="utf-8")).text
    assert "Which lever did it?" in text
    assert "Some combinations of levers have several solutions;" in text
    assert "hall with fees of platform: 3 solutions" in text


def test_nothing_comes_from_elsewhere(page, html):
    names = ("src", "href", "xlink:href", "action", "poster", "data", "srcset")
    targets = [attrs[name] or "" for _, attrs in page.tags for name in names if name in attrs]
    assert targets
    assert [target for target in targets if not target.startswith("#")] == []
    assert page.all("script") == page.all("link") == page.all("iframe") == []
    assert not re.search(r"@import|url\((?!#)", html)
    assert set(re.findall(r"https?://[^\s\"'<]+", html)) <= {"http://www.w3.org/2000/svg"}


def test_the_page_can_be_read_aloud(page):
    assert page.all("html") == [{"lang": "en"}]
    assert "viewport" in [attrs.get("name") for attrs in page.all("meta")]
    for heading in page.all("th"):
        assert heading.get("scope") in {"col", "row"}
    assert len(page.all("caption")) == len(page.all("table")) > 0
    pictures = page.all("svg")
    assert len(pictures) == len(FIGURES)
    identifiers = [attrs["id"] for _, attrs in page.tags if "id" in attrs]
    assert len(identifiers) == len(set(identifiers))
    for picture in pictures:
        assert picture["role"] == "img"
        assert set((picture["aria-labelledby"] or "").split()) <= set(identifiers)
    for attrs in page.all("section"):
        assert attrs["aria-labelledby"] in identifiers


def test_inner_references_lead_somewhere(page, html):
    identifiers = {attrs["id"] for _, attrs in page.tags if "id" in attrs}
    used = set(re.findall(r"url\(#([^)]+)\)", html)) | {
        (attrs.get("href") or "")[1:] for _, attrs in page.tags if "href" in attrs
    }
    assert used
    assert used <= identifiers


def test_headings_do_not_skip_a_level(page):
    levels = [int(tag[1]) for tag, _ in page.tags if re.fullmatch(r"h[1-6]", tag)]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(later <= earlier + 1 for earlier, later in pairwise(levels))


def test_the_question_comes_first_and_the_answer_next(html):
    page = Page(re.sub("<nav.*?</nav>", "", html, flags=re.DOTALL))
    text = page.text
    order = ["The same lots in a hall", "Do court lots sell better", "The answer", "Lots sold more often with",
             "How the rule books differ", "Effects", "For which assets?", "Which lever did it?", "Where lots end",
             "What became of the same lots", "Who gains", "One lot", "s story", "Assumptions and caveats",
             "What this version leaves out", "How this was computed", "To run it again", "Command"]  # fmt: skip
    body = text[text.index("The same lots", text.index("The same lots") + 1) :]
    places = [body.index(part) for part in order]
    assert places == sorted(places)


def test_the_contents_name_every_section_in_its_order(page, html):
    links = re.findall(r'<li><a href="#([^"]+)">(.*?)</a></li>', html)
    assert links == re.findall(r'<h2 id="([^"]+)"[^>]*>(.*?)</h2>', html)
    assert len(links) == len(page.all("section")) > 8


def test_the_page_says_what_it_does_not_support_and_how_bids_were_found(page, built):
    for sentence in limits(read_setting(built)):
        assert sentence in page.text
    assert "dealers: dominant strategy (Vickrey 1961)" in page.text
    heuristic = "families: heuristic: shaded 0.9; stated error at most 1e-07 of the highest bid (named a heuristic"
    assert heuristic in page.text
    for fact in ("run scenarios/market/quickstart.yaml", "20170101", "numpy 2.4.6", "0f" * 32, "ab" * 32):
        assert fact in page.text


def test_a_method_is_said_once_with_its_largest_error():
    lines = [("dealers, looked", 2e-4), ("dealers", 3e-3), ("dealers", 0.0)]
    manifest = {"plans": [{"method": "fixed point", "bidders": who, "residual": error} for who, error in lines]}
    (method,) = plans(Results(Path(), manifest, (), ()))
    assert method.bidders == "dealers; dealers, looked"
    assert method.error == "at most 0.003 of the highest bid"
    assert not method.heuristic


def test_all_numbers_of_the_effects_table_are_there(page, built):
    with (built / "contrasts.csv").open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["measure"] == "sell_through"]
    for row in rows:
        assert f"{100 * float(row['difference']):.1f}\N{NO-BREAK SPACE}points" in "".join(page.words)


@pytest.mark.parametrize("arms", [("hall",), ("hall", "platform"), ("hall", "platform", "draft")])
def test_every_number_says_where_it_stands_and_stands_there(tmp_path, arms):
    made = folder(tmp_path / "r", arms, replications=5, lots=14)
    html = build(made).read_text(encoding="utf-8")
    html = re.sub('<section aria-labelledby="sweep">.*?</section>', "", html, flags=re.DOTALL)
    manifest = json.loads((made / "manifest.json").read_text(encoding="utf-8"))
    names = [*LABELS.values(), manifest["title"], manifest["question"]]
    known = {definition(line["measure"]) for line in traces.table(made / "summary.csv")}
    held, wrong, loose, _ = traces.held(made, html, names, known)
    assert (wrong, loose) == ([], [])
    assert held > 40 * len(arms)


def test_a_hall_that_calls_too_fast_is_a_caveat(tmp_path):
    made = folder(tmp_path / "r", replications=2, lots=4)
    told = "the hall calls a lot while bids on the one before it are still taken"
    assert told not in build(made).read_text(encoding="utf-8")
    place = "{place: {sessions: {lots: 9, minutes_per_lot: 20}}, rules: {window_hours: 0.5}}"
    (made / "scenario.resolved.yaml").write_text(f"arms: {{hall: {place}, platform: {{}}}}\n", encoding="utf-8")
    assert f"In “{LABELS['hall']}” {told}" in build(made).read_text(encoding="utf-8")


def test_one_arm_has_nothing_to_compare(tmp_path):
    made = folder(tmp_path / "one", arms=("hall",))
    text = Page(build(made).read_text(encoding="utf-8")).text
    assert re.search(
        r"Sell-through, Court hall, rules of 2009: 85\.6.% \(95 % interval .*?\)\. Nothing is compared\.", text
    )
    assert "Court hall, rules of 2009, all lots" in text
    assert " against " not in text.split("How this was computed")[0]
    assert not (made / "figures" / "effects.svg").exists()
    assert (made / "figures" / "price_ecdf.svg").exists()


def test_without_the_long_tables_there_are_fewer_figures_and_old_ones_go(tmp_path):
    made = folder(tmp_path / "few", replications=3, lots=6)
    build(made)
    assert (made / "figures" / "rounds.png").exists()
    for name in ("lots.csv", "bidders.csv", "transitions.csv", "differences_in_rules.csv"):
        (made / name).unlink()
    text = Page(build(made).read_text(encoding="utf-8")).text
    assert sorted(path.stem for path in (made / "figures").glob("*.svg")) == [
        "by_class", "conditions", "effects", "response", "tornado", "waterfall", "who_gains",
    ]  # fmt: skip
    assert "What became of the same lots" not in text
    assert "How the rule books differ" not in text


def test_tables_with_heads_only_are_like_no_tables(tmp_path):
    made = folder(tmp_path / "heads", replications=2, lots=4)
    for name in ("lots.csv", "bidders.csv", "transitions.csv", "differences_in_rules.csv"):
        lines = (made / name).read_text(encoding="utf-8").splitlines(keepends=True)
        (made / name).write_text(lines[0], encoding="utf-8")
    text = Page(build(made).read_text(encoding="utf-8")).text
    assert "What became of the same lots" not in text
    assert not (made / "figures" / "rounds.svg").exists()


def test_one_replication_and_a_measure_of_the_users_own(tmp_path):
    made = folder(tmp_path / "single", replications=1, lots=6)
    for name in ("summary.csv", "contrasts.csv"):
        table = (made / name).read_text(encoding="utf-8")
        (made / name).write_text(table.replace("bids_per_lot", "happiness_of_bidders"), encoding="utf-8")
    text = Page(build(made).read_text(encoding="utf-8")).text
    assert "differ in sell-through cannot be told without an interval, which takes at least two paired" in text
    assert "happiness of bidders" in text


def test_wide_and_dangerous_letters_in_titles(tmp_path):
    said = {"title": "网络司法拍卖 <b>&amp; “Ærø”</b>", "question": "溢价率? <script>alert(1)</script>"}
    made = folder(
        tmp_path / "wide", replications=2, lots=4, manifest=said | {"arms": {"hall": "拍卖厅 <&>", "platform": "平台"}}
    )
    page = Page(build(made).read_text(encoding="utf-8"))
    assert page.all("script") == page.all("b") == []
    assert said["title"] in page.text
    assert said["question"] in page.text
    assert "平台 against 拍卖厅 <&>" in page.text
    assert "拍卖厅 &lt;&amp;&gt;" in (made / "figures" / "price_ecdf.svg").read_text(encoding="utf-8")


def test_no_results_no_page(tmp_path):
    with pytest.raises(SimError, match="no results here"):
        build(tmp_path)
    (tmp_path / "summary.csv").write_text("arm,measure,group,unit,mean,sd,ci_low,ci_high,n\n", encoding="utf-8")
    with pytest.raises(SimError, match="no rows"):
        build(tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["summary.csv"]


def test_without_a_manifest_names_stand_for_labels(tmp_path):
    made = folder(tmp_path / "bare", replications=2, lots=4)
    (made / "manifest.json").unlink()
    text = Page(build(made).read_text(encoding="utf-8")).text
    assert "platform against hall" in text
    assert text.lstrip().startswith("bare")
