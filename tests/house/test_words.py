"""No file names the machine it was written on."""

from __future__ import annotations

import re
import subprocess

import pytest

from tests.house.rooms import CHECKOUT

FOREIGN = re.compile(
    r"/work/|/root/|/home/\w|/opt/|/tmp/|[A-Z]:\\\\Users|(?:extra-)?index-url|find-links|files\.pythonhosted|/simple\b",
    re.IGNORECASE,
)
SOLVED_LATER = re.compile(r"\b(?:TODO|FIXME|XXX)\b|type: ignore|noqa|pragma: no|pytest\.mark\.(?:skip|xfail)")
TEXT = {".py", ".md", ".yaml", ".toml", ".txt", ".lock", ".cff", ".json", ".html", ".j2", ".css", ""}
HERE = "tests/house/test_words.py"


def tracked() -> list[str]:
    """Files of the checkout as git or, in an unpacked archive, the folder knows them."""
    listed = subprocess.run(["git", "ls-files"], cwd=CHECKOUT, capture_output=True, text=True, check=False)
    if listed.returncode == 0:
        return [name for name in listed.stdout.splitlines() if (CHECKOUT / name).is_file()]
    folders = ("sim", "tests", "scenarios", "docs", "benchmarks", ".ci")
    return [str(path.relative_to(CHECKOUT)) for folder in folders for path in (CHECKOUT / folder).rglob("*.*")]


def offences(pattern: re.Pattern[str], text: str) -> list[str]:
    return [f"{number}: {line.strip()}" for number, line in enumerate(text.splitlines(), 1) if pattern.search(line)]


@pytest.fixture(scope="module")
def texts() -> dict[str, str]:
    names = [name for name in tracked() if (CHECKOUT / name).suffix in TEXT and name != HERE]
    return {name: (CHECKOUT / name).read_text(encoding="utf-8") for name in names}


def test_no_file_names_a_machine_or_an_address_of_packages(texts):
    assert {name: found for name, text in texts.items() if (found := offences(FOREIGN, text))} == {}


def test_nothing_is_left_for_later(texts):
    assert {name: found for name, text in texts.items() if (found := offences(SOLVED_LATER, text))} == {}


@pytest.mark.parametrize("line", ["see /home/anna/x", "--index-url https://a.b", "/tmp/x"])
def test_offences_are_noticed(line):
    assert offences(FOREIGN, line) == [f"1: {line}"]
