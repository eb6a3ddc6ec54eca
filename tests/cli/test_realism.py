"""What ``realism`` prints: a table, sources and a tally, whether facts are met or missed."""

import sys

import pytest

from sim.cli import main
from sim.scenario.facts import published
from tests.judge.made_up import make

MINE = """
about: Mine
facts:
  sold: {claim: Half was sold, source: A book, kind: level, use: validate, measure: sell_through,
         rules: cn_court_offline_2009, value: [0.5], band: [0.4, 0.6], why: it may}
  missed: {claim: Little was sold, source: A book, kind: level, use: validate, measure: sell_through,
           rules: cn_court_offline_2009, value: [0.1], band: [0, 0.2], why: it may}
"""


@pytest.fixture
def typed(tmp_path, capsys, monkeypatch):
    """Run ``realism`` in a folder with a results folder ``played``; returns exit code, stdout, stderr."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(sys, "excepthook", sys.__excepthook__)
    (tmp_path / "played").mkdir()
    make(tmp_path / "played")
    (tmp_path / "mine.yaml").write_text(MINE)

    def run(*arguments):
        monkeypatch.setattr(sys, "argv", ["run_sim.py", "realism", *arguments])
        code = 0
        try:
            main()
        except SystemExit as leave:
            code = leave.code or 0
        printed = capsys.readouterr()
        return code, printed.out, printed.err

    return run


def test_own_facts_word_for_word(typed):
    code, out, err = typed("played", "--facts", "mine.yaml")
    assert (code, err) == (0, "")
    assert out == (
        "  fact    arm   what is read  published  simulated  95 % interval  should lie  verdict\n"
        "  missed  hall  sell_through  0.1        0.5        0.5 to 0.5     0 to 0.2    miss\n"
        "  sold    hall  sell_through  0.5        0.5        0.5 to 0.5     0.4 to 0.6  hit\n"
        "\n"
        "Sources\n"
        "  missed: Little was sold. Source: A book. Band: it may.\n"
        "  sold: Half was sold. Source: A book. Band: it may.\n"
        "\n"
        "Nothing was fitted to the facts that are graded, and none of them is an input. A level from another\n"
        "place, time or kind of goods is only a band in which this market may plausibly lie; the reason for\n"
        "its width is given. A miss is a finding, not an error. Not shown: the interval lies on both sides of\n"
        "a bound. Intervals cover chance in the draws, not the assumptions; where a study states which of\n"
        "these are uncertain, points are draws of them.\n"
        "\n"
        "0 of 2 facts speak of no arm in this folder.\n"
        "1 hit, 1 miss, 0 not shown, 0 not told\n"
    )


def test_the_facts_that_come_along(typed):
    code, out, err = typed("played")
    assert (code, err) == (0, "")
    named = [name for name in published() if f"  {name}  " in out]
    assert "spc_sale_rate_2017_2024" in named
    assert all(f"  {name}: {published()[name].claim[:40]}" in out for name in named)
    assert out.splitlines()[-1].endswith(" not told")


def test_what_is_no_folder_of_results(typed):
    assert typed("elsewhere") == (1, "", "error: elsewhere: no results here (there is no scenario.resolved.yaml)\n")
    assert typed("played", "--facts", "none.yaml") == (1, "", "error: none.yaml: No such file or directory\n")
    assert typed("played", "--facts", "played/lots.csv")[0] == 2
