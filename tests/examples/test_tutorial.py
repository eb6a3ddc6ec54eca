"""Every file and command of docs/tutorial.md, as a reader would type them, on fewer lots and levers."""

from __future__ import annotations

import html
import re
import shlex
import subprocess
import sys

import pytest

from sim.cli.main import COMMANDS
from tests.examples.tutorial import Step, steps
from tests.house.rooms import CHECKOUT

PAGE = (CHECKOUT / "docs" / "tutorial.md").read_text(encoding="utf-8")
LEVERS = "channels: [reach, disclosure, reserve_and_rounds, fees]"
FEWER = {
    "replications: 24\n": "replications: 2\n",
    "count: 40\n": "count: 6\n",
    "ranges: {points: 12, replications: 5}": "ranges: {points: 1, replications: 2}",
    LEVERS: "channels: [reach, fees]",
}
"""What is made smaller in the file; everything else is as on the page."""


def shrunk(text: str) -> str:
    for long, short in FEWER.items():
        text = text.replace(long, short)
    return text


@pytest.fixture(scope="module")
def desk(tmp_path_factory):
    """An empty folder in which the whole page has been followed; what each command said."""
    folder = tmp_path_factory.mktemp("desk")
    said: list[tuple[str, subprocess.CompletedProcess[str]]] = []
    for step in steps(PAGE):
        if step.kind == "yaml":
            with (folder / "my_rules.yaml").open("a", encoding="utf-8") as file:
                file.write(shrunk(step.text))
        for command in step.commands:
            script, *words = shlex.split(command)
            jobs = ["--jobs", "1"] if words[0] not in {"diff", "check", "trace"} else []
            done = subprocess.run(
                [sys.executable, str(CHECKOUT / script), *words, *jobs],
                cwd=folder, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False, timeout=240,
            )  # fmt: skip
            said.append((command, done))
    return folder, said


def test_every_command_does_what_it_should(desk):
    _, said = desk
    assert {command: done.stderr for command, done in said if done.returncode != 0 or "Traceback" in done.stderr} == {}


def test_all_that_can_be_shrunk_is_there():
    written = "".join(step.text for step in steps(PAGE) if step.kind == "yaml")
    assert [long for long in FEWER if long not in written] == []


def test_the_commands_begin_with_the_interpreter_of_the_readme():
    lines = [line for step in steps(PAGE) if step.kind == "bash" for line in step.text.splitlines()]
    assert [line for line in lines if not line.startswith(".venv/bin/python run_sim.py ")] == []
    words = {shlex.split(line)[2] for line in lines}
    assert {word for word in words if not word.endswith(".yaml")} <= set(COMMANDS)


def test_nothing_in_the_file_is_warned_of(desk):
    _, said = desk
    assert [line for _, done in said for line in done.stderr.splitlines() if line.startswith("warning")] == []


def test_what_is_printed_has_the_lines_of_the_page(desk):
    """Numbers differ on fewer lots; names of measures and levers do not."""
    _, said = desk
    tables = [step.text for step in steps(PAGE) if step.kind == "text"]
    printed = [done.stdout for command, done in said if "Report: " in done.stdout]
    assert len(tables) == len(printed) == 3
    few = {"disclosure", "reserve and rounds"}
    for told, shown in zip(tables, printed, strict=True):
        assert Step("text", told).names - few <= Step("text", shown).names


def test_sections_of_the_report_that_are_named_are_there(desk):
    folder, _ = desk
    page = html.unescape((folder / "results" / "my_rules" / "report.html").read_text(encoding="utf-8"))
    told = " ".join(PAGE[PAGE.index("In `report.html`") : PAGE.index("## 7")].split())
    named = re.findall(r"\*([A-Z][^*]+)\*", told)
    heads = re.findall(r"<h2[^>]*>(?:<[^>]+>)*([^<]+)", page)
    assert len(named) >= 3
    assert [name for name in named if name not in heads] == []


def test_links_lead_somewhere():
    targets = [target.partition("#")[0] for target in re.findall(r"\]\(([^)]+)\)", PAGE) if "://" not in target]
    assert [target for target in targets if not (CHECKOUT / "docs" / target).exists()] == []
