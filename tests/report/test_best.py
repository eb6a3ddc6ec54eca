"""Why playing stopped, which rule book is best, and what is left after correction: in words, from the tables."""

import csv

import pytest

from sim.report import best, closing, effects, stopping, words
from sim.report.answer import answer
from sim.report.page import render
from sim.report.results import read
from tests.report import folders
from tests.report.traces import traced

STOP = {
    "min": 20, "max": 400, "played": 120, "why": "enough", "measure": "sell_through", "contrast": ["platform", "hall"],
    "half_width": 0.05, "group": "", "unit": "share", "pairs": 120, "reached": 0.0481, "needs": 9, "narrow": True,
}  # fmt: skip
CHOICE = {
    "measure": "net_proceeds_share", "group": "", "unit": "ratio", "best": "highest", "among": ["hall", "platform"],
    "probability": 0.9, "indifference": 0.02, "chosen": "platform", "chosen_at": 60, "leader": "platform",
    "short_of_best_at_most": 0.0, "still_in": ["platform"], "replications": 120,
}  # fmt: skip
LINES = (
    ("hall", "net_proceeds_share", "", "ratio", 0.61, -0.1, -0.13, -0.07, 120, 0, 40, 0, 0.9, 0.02),
    ("platform", "net_proceeds_share", "", "ratio", 0.71, 0, "", "", 120, 0, "", 1, 0.9, 0.02),
)
HEADS = (
    "arm", "measure", "group", "unit", "mean", "difference", "ci_low", "ci_high", "n", "better_by_at_most",
    "eliminated_at", "chosen", "probability", "indifference",
)  # fmt: skip
LABELS = {"hall": "Hall", "platform": "Platform", "draft": "Draft"}


def made(path, *, stopping=None, choice=None, lines=LINES, arms=("hall", "platform")):
    told = {"arms": LABELS} | {name: each for name, each in (("stopping", stopping), ("choice", choice)) if each}
    folder = folders.folder(path, arms, replications=4, lots=6, manifest=told)
    folders.write(folder / "choice.csv", HEADS, lines)
    return read(folder)


def stopped(path, **changes):
    data = made(path, stopping=STOP | changes)
    found = stopping.stopped(data)
    assert traced(data.folder, found.text, found.at) == []
    return found.text


def test_narrow_enough(tmp_path):
    assert stopped(tmp_path).endswith("was no wider than 5.0 points either way: 120, at 4.8 points.")


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"narrow": False, "reached": 0.08}, "Hall” is 8.0 points either way, and 5.0 points was asked for."),
        ({}, "is as narrow as asked, 4.8 points either way."),
        ({"reached": None, "pairs": 1}, "both have a value of sell-through in 1 of them."),
        ({"reached": 0.0, "narrow": False, "pairs": 400}, "by the same in all of 400 pairs"),
        ({"narrow": False, "needs": 900}, "a few of the 120 replications make the difference, and it takes about 900"),
    ],
)
def test_the_most_was_not_enough(tmp_path, changes, said):
    assert said in stopped(tmp_path, why="max", **changes)


def test_rules_that_only_wait_for_a_choice(tmp_path):
    bare = {"min": 20, "max": 400, "played": 90}
    for why, said in (("max", "90 replications were played, the most allowed."), ("enough", "a rule book could be")):
        assert said in stopping.stopped(made(tmp_path, stopping=bare | {"why": why})).text
    assert stopping.stopped(made(tmp_path)).text == ""


def test_the_best_with_its_promise(tmp_path):
    data = made(tmp_path, choice=CHOICE)
    (found,) = best.chosen(data)
    assert found.text == (
        "Of 2 rule books “Platform” is best by net proceeds to common worth, the highest: with a probability of at "
        "least 90 % it is the best, or within 2.0 points of it (60 replications settled it)."
    )
    assert traced(data.folder, found.text, found.at) == []
    assert best.chosen(made(tmp_path)) == []


def test_the_lowest_and_who_may_be_as_good(tmp_path):
    data = made(tmp_path, choice=CHOICE | {"best": "lowest", "still_in": ["hall", "platform"], "group": "class=shop"})
    found = best.chosen(data)[0].text
    assert "best by net proceeds to common worth (shop), the lowest" in found
    assert found.endswith("“Hall” may be better than it, but by less than that.")


def test_without_a_choice_those_still_in_are_named(tmp_path):
    open_ = {"chosen": None, "chosen_at": None, "still_in": ["hall", "platform"], "short_of_best_at_most": 0.031}
    data = made(tmp_path, choice=CHOICE | open_)
    (found,) = best.chosen(data)
    assert "no rule book could be chosen in 120 replications" in found.text
    assert "the best is among “Hall” and “Platform”. “Platform” leads, and falls short of the best by at most 3.1" in (
        found.text
    )
    assert traced(data.folder, found.text, found.at) == []
    unknown = best.chosen(made(tmp_path, choice=CHOICE | open_ | {"short_of_best_at_most": None}))[0].text
    assert unknown.endswith("“Hall” and “Platform” are still in, and how far they are apart is not known.")


THREE = CHOICE | {"among": ["hall", "draft", "platform"], "indifference": 0.05, "still_in": ["draft", "platform"]}


def line(arm, difference, low, high, group="", mean=0.7):
    return (arm, "net_proceeds_share", group, "share", mean, difference, low, high, 120, "", "", 0, 0.9, 0.05)


def told(path, *lines, arms=("hall", "draft", "platform"), **choice):
    """What is said of a choice between three, each sentence held against the tables."""
    data = made(path, choice=THREE | choice, lines=(*lines, line("platform", 0, "", "")), arms=arms)
    said = best.chosen(data)
    assert [traced(data.folder, each.text, each.at) for each in said] == [[]] * len(said)
    return [each.text for each in said]


def test_two_that_differ_by_less_than_matters_are_a_tie_first_of_all(tmp_path):
    tie, promise = told(tmp_path, line("hall", -0.1, -0.13, -0.04), line("draft", -0.004, -0.02, 0.012))
    assert tie == (
        "By net proceeds to common worth either of “Platform” and “Draft” will do: they cannot be told apart by more "
        "than 5.0 points, the smallest difference that matters here (“Draft” less “Platform” is -0.4 points, 95 % "
        "interval -2.0 to 1.2)."
    )
    assert promise == (
        "“Platform” is chosen: with a probability of at least 90 % it is the best (the highest) of 3 rule books, or "
        "within 5.0 points of it (60 replications settled it)."
    )


@pytest.mark.parametrize("ends", [(-0.06, 0.01), (-0.01, 0.051)])
def test_an_interval_that_reaches_beyond_what_matters_is_no_tie(tmp_path, ends):
    (said,) = told(tmp_path, line("hall", -0.1, -0.13, -0.07), line("draft", -0.01, *ends))
    assert said.startswith("Of 3 rule books “Platform” is best by net proceeds")
    assert said.endswith("“Draft” may be better than it, but by less than that.")


def test_several_may_tie_with_the_chosen_one(tmp_path):
    tie, promise = told(tmp_path, line("hall", -0.02, -0.03, -0.01), line("draft", 0.001, -0.01, 0.012), best="lowest")
    assert tie == (
        "By net proceeds to common worth any of “Platform”, “Draft” and “Hall” will do: none can be told apart from "
        "“Platform” by more than 5.0 points, the smallest difference that matters here."
    )
    assert "it is the best (the lowest) of 3 rule books" in promise


NOT_EVERY = "Not in every group of lots"
BY_3, BY_4 = "by 3.0 points, 95 % interval 1.0 to 5.0", "by 4.0 points, 95 % interval 2.0 to 6.0"


@pytest.mark.parametrize(
    ("best_is", "signs", "said"),
    [
        (
            "highest",
            (1, -1),
            f"{NOT_EVERY}: “Draft” is better in flats ({BY_3}), “Platform” in shops ({BY_4}).",
        ),
        (
            "lowest",
            (1, -1),
            f"{NOT_EVERY}: “Draft” is better in shops ({BY_4}), “Platform” in flats ({BY_3}).",
        ),
        ("highest", (1, 0), f"{NOT_EVERY}: “Draft” is better than “Platform” in flats ({BY_3})."),
        ("highest", (0, -1), None),
    ],
)
def test_a_rival_that_is_better_in_a_class_is_named_with_its_interval(tmp_path, best_is, signs, said):
    flats = line("draft", 0.03, *((0.01, 0.05) if signs[0] else (-0.01, 0.05)), group="class=flats")
    shops = line("draft", -0.04, *((-0.06, -0.02) if signs[1] else (-0.06, 0.02)), group="class=shops")
    same = (line("hall", -0.1, -0.13, -0.07), line("draft", -0.01, -0.06, 0.04))
    texts = told(tmp_path, *same, flats, shops, best=best_is)
    assert texts[1:] == ([] if said is None else [said])
    tables = best.standings(read(tmp_path))
    assert [len(table.rows) for table in tables] == [3], "the table is about all lots"


def test_the_choice_comes_first_and_the_chosen_arm_before_the_others(tmp_path):
    told(tmp_path, line("hall", -0.1, -0.13, -0.07), line("draft", -0.01, -0.06, 0.04))
    page = render(read(tmp_path), [])
    first, second = (said.text for said in answer(read(tmp_path)).heads)
    assert ("“Platform”" in first, "“Draft”" in second) == (True, True)
    assert page.index('<p class="lead">') < page.index("rule books “Platform” is best") < page.index("<p>")
    assert "<h3>Platform against Hall</h3>" in page


def test_both_reasons_to_go_on_are_told_and_which_came_last(tmp_path):
    rule = STOP | {"narrow_at": 120}
    for at, chosen_at, said in (
        (60, 120, "the choice came last, the interval was narrow enough after 60."),
        (120, 80, "the interval came last, the choice was clear after 80."),
        (120, 120, "both came at once."),
    ):
        data = made(tmp_path, stopping=rule | {"narrow_at": at}, choice=CHOICE | {"chosen_at": chosen_at})
        found = stopping.stopped(data)
        assert found.text.endswith(
            f"no wider than 5.0 points either way and a rule book could be chosen: 120, at 4.8 points; {said}"
        )
        assert traced(data.folder, found.text, found.at) == []


def test_the_table_puts_the_leader_first(tmp_path):
    (table,) = best.standings(made(tmp_path, choice=CHOICE))
    texts = [[cell.text for cell in row] for row in table.rows]
    assert [row[0] for row in texts] == ["Platform", "Hall"]
    assert texts[1][1:] == ["61.0 %", "-10.0 points", "-13.0 to -7.0", "0.0 points", "40"]
    assert texts[0][2:] == [words.NOTHING] * 4
    assert (table.rows[0][0].note, table.rows[1][0].note) == ("the choice", "")
    assert best.standings(made(tmp_path)) == []


def with_p(folder, *, kept):
    """The contrasts of a folder with corrected p-values: the first `kept` of those shown stay so."""
    path = folder / "contrasts.csv"
    with path.open(newline="") as file:
        rows = list(csv.DictReader(file))
    shown = [row for row in rows if row["ci_low"] and (float(row["ci_low"]) > 0) == (float(row["ci_high"]) > 0)]
    for row in rows:
        row["p_adjusted"] = "0.01" if row in shown[:kept] else "0.2" if row["ci_low"] else ""
    folders.write(path, list(rows[0]), [list(row.values()) for row in rows])
    return len([row for row in rows if row["p_adjusted"]]), len(shown)


def test_what_is_left_after_correction_is_counted_and_marked(tmp_path):
    folder = folders.folder(tmp_path, replications=12, lots=30)
    assert effects.counted(read(folder)).text == ""
    tested, shown = with_p(folder, kept=2)
    assert shown > 3
    found = effects.counted(read(folder))
    assert found.text.startswith(
        f"Of {tested} differences, {tested // 3} over all lots and {tested - tested // 3} by group, {shown} can be "
        "told from 0 each by itself"
    )
    assert "and 2 after correction" in found.text
    assert found.text.endswith("lets at most 1 study in 20 claim even one difference that is none.")
    tables = [*effects.all_lots(read(folder)), *effects.by_group(read(folder))]
    assert sum(cell.note == "alone" for table in tables for row in table.rows for cell in row) == shown - 2
    assert "“Alone”: told from none by itself" in tables[0].caption


def test_differences_made_by_a_few_replications_are_named(tmp_path):
    folder = folders.folder(tmp_path, replications=12, lots=30)
    assert effects.doubtful(read(folder)).text == ""
    path = folder / "contrasts.csv"
    with path.open(newline="") as file:
        rows = list(csv.DictReader(file))
    for row in rows:
        row["needs"] = {"sell_through": "1400", "price_to_worth": "25", "listing_success": ""}.get(row["measure"], "24")
    folders.write(path, list(rows[0]), [list(row.values()) for row in rows])
    found = effects.doubtful(read(folder))
    assert "so in sell-through (1,400) and price to common worth (25); in brackets, how many it would" in found.text
    assert traced(folder, found.text, found.at) == []
    for row in rows:
        row["needs"] = "50"
    folders.write(path, list(rows[0]), [list(row.values()) for row in rows])
    assert "(50) and others; in brackets" in effects.doubtful(read(folder)).text


def test_page_and_terminal_say_it(tmp_path):
    data = made(tmp_path, stopping=STOP, choice=CHOICE)
    with_p(tmp_path, kept=1)
    page, text = render(read(tmp_path), []), closing.closing_text(tmp_path)
    for said in (stopping.stopped(data).text, best.chosen(data)[0].text):
        assert " ".join(said.split()) in " ".join(text.split())
    assert "Which is best?" in page
    assert "settled it" in page
    assert "can be told from 0 each by itself" in page


@pytest.mark.parametrize(
    ("classes", "groups", "counts"),
    [
        (("home", "shop"), ("lots=flats", "lots=kiosks"), "Of 3 differences, 1 over all lots and 2 by group, "),
        (
            ("home", "home", "shop"),
            ("lots=flats", "lots=kiosks", "lots=barns", "class=home", "class=shop"),
            "Of 5 differences, 1 over all lots and 4 by group, ",
        ),
    ],
)
def test_groups_about_the_same_lots_count_once_and_are_told_once(tmp_path, classes, groups, counts):
    """A class that is one block of lots says what that block says."""
    blocks = dict(zip(("flats", "kiosks", "barns"), classes, strict=False))
    names = ["", *(f"lots={own}" for own in blocks), *(f"class={name}" for name in dict.fromkeys(classes))]
    head = ("arm", "measure", "group", "unit", "mean", "sd", "ci_low", "ci_high", "n")
    rows = [(arm, "sell_through", name, "share", 0.5, 0.1, 0.4, 0.6, 8) for arm in ("here", "there") for name in names]
    folders.write(tmp_path / "summary.csv", head, rows)
    head = ("arm", "baseline", "measure", "group", "unit", "difference", "ci_low", "ci_high", "n", "p_adjusted")
    pair = ("here", "there", "sell_through")
    rows = [(*pair, name, "share", 0.1 + 0.01 * at, 0.05, 0.2, 8, 0.01) for at, name in enumerate(names)]
    folders.write(tmp_path / "contrasts.csv", head, rows)
    told = "\n".join(f"  {own}: {{class: {name}}}" for own, name in blocks.items())
    (tmp_path / "scenario.resolved.yaml").write_text(f"lots:\n{told}\n", encoding="utf-8")
    data = read(tmp_path)
    assert data.groups == groups
    assert effects.counted(data).text.startswith(counts)
    (tmp_path / "scenario.resolved.yaml").unlink()
    assert len(read(tmp_path).groups) == len(names) - 1, "where nothing is known, nothing is the same"
