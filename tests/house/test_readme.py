"""What README.md tells people to type is what is tested; what it points to is there."""

from __future__ import annotations

import re
import subprocess
import sys

import pytest

from sim.cli.main import COMMANDS
from tests.house import readme
from tests.house.rooms import CHECKOUT

PYTHON = ".venv/bin/python "
STUDY = "run_sim.py scenarios/market/quickstart.yaml"
TESTS = "-m pytest -q -n auto"
OWN = [
    "run_sim.py new my_study.yaml",
    "run_sim.py check my_study.yaml",
    "run_sim.py my_study.yaml",
    "run_sim.py trace my_study.yaml",
]


def typed(language: str) -> list[list[str]]:
    """The commands of each code block, without the interpreter's path."""
    blocks = readme.blocks(language)
    return [[line.rpartition("venv")[2].partition("python ")[2].rstrip(" }") for line in block] for block in blocks]


def test_the_commands_are_those_that_are_tested():
    assert typed("bash") == [[STUDY], [TESTS], OWN]


def test_the_lines_for_powershell_say_the_same():
    assert [[line.replace("\\", "/") for line in block] for block in typed("powershell")] == [[STUDY], [TESTS]]
    for unix, windows in zip(readme.setup("bash"), readme.setup("powershell"), strict=True):
        lock = re.compile(r"-m pip install -q --require-hashes -r ([\w.-]+)")
        assert lock.findall(unix) == lock.findall(windows) != []
        assert "&&" not in windows


def test_every_code_block_is_commands_or_what_they_print():
    text = (CHECKOUT / "README.md").read_text(encoding="utf-8")
    languages = re.findall(r"^```(\w+)$", text, re.MULTILINE)
    assert set(languages) == {"bash", "powershell", "text"}
    assert len(re.findall(r"^\s*(?:```|~~~)", text, re.MULTILINE)) == 2 * len(languages)


def test_the_script_runs_the_tests_as_the_readme_does():
    script = (CHECKOUT / ".ci" / "run").read_text(encoding="utf-8")
    assert f'"$venv/bin/python" {TESTS}\n' in script


@pytest.mark.parametrize("page", ["README.md", "DESIGN.md", "CONTRIBUTING.md", "CHANGELOG.md", "results/README.md"])
def test_links_lead_somewhere(page):
    text = (CHECKOUT / page).read_text(encoding="utf-8")
    targets = [target for target in re.findall(r"\]\(([^)]+)\)", text) if "://" not in target]
    assert [target for target in targets if not (CHECKOUT / page).parent.joinpath(target).exists()] == []


@pytest.mark.parametrize("name", ["README.md", "CONTRIBUTING.md", "CHANGELOG.md"])
def test_every_command_that_is_named_exists(name):
    named = re.findall(r"run_sim\.py ([a-z]+)(?![\w./\\])", (CHECKOUT / name).read_text(encoding="utf-8"))
    assert set(named) - set(COMMANDS) == set()


def test_an_own_study_works_as_told_but_on_fewer_draws(tmp_path):
    for command in OWN:
        script, *arguments = command.split()
        if arguments == ["my_study.yaml"]:
            arguments += ["--replications", "2"]
        done = subprocess.run(
            [sys.executable, str(CHECKOUT / script), *arguments],
            cwd=tmp_path, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False, timeout=120,
        )  # fmt: skip
        assert done.returncode == 0, f"{command}: {done.stderr}"
        assert "Traceback" not in done.stderr
    assert (tmp_path / "results" / "my_study" / "report.html").is_file()
