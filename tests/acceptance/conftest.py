"""Acceptance: slow promises, each with figure, target and verdict. Run by ``pytest tests/acceptance``."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

CHECKOUT = Path(__file__).resolve().parents[2]
PROPERTY = "verdict"
Verdict = Callable[[str, object, object, bool], None]


@pytest.fixture
def verdict(record_property) -> Verdict:
    """``verdict(name, figure, target, ok)``: one line in the closing list, and a failed test unless `ok`."""

    def judge(name: str, figure: object, target: object, ok: bool) -> None:
        line = f"{'ok  ' if ok else 'MISS'}  {name}: {_text(figure)} (target: {_text(target)})"
        record_property(PROPERTY, line)
        assert ok, line

    return judge


def _text(figure: object) -> str:
    return f"{figure:.4g}" if isinstance(figure, float) else str(figure)


def pytest_terminal_summary(terminalreporter) -> None:
    """Print every verdict, passed or missed, in the order of the tests."""
    reports = [report for kind in ("passed", "failed") for report in terminalreporter.stats.get(kind, [])]
    reports.sort(key=lambda report: report.nodeid)
    lines = [
        line for report in reports if report.when == "call" for name, line in report.user_properties if name == PROPERTY
    ]
    if lines:
        terminalreporter.section("verdicts")
        for line in lines:
            terminalreporter.write_line(line)


@pytest.fixture(scope="session")
def bare(tmp_path_factory) -> dict[str, str]:
    """The environment of a machine that has Python 3.11 as ``python3``, pip, git and nothing of ours."""
    folder = tmp_path_factory.mktemp("bin")
    (folder / "python3").symlink_to(Path(sys.base_prefix) / "bin" / "python3.11")
    ours = {"PYTHONPATH", "PYTHONHOME", "VIRTUAL_ENV", "PYTEST_ADDOPTS", "PYTEST_XDIST_WORKER", "PYTEST_CURRENT_TEST"}
    kept = {name: value for name, value in os.environ.items() if name not in ours}
    return kept | {"PATH": f"{folder}{os.pathsep}/usr/local/bin{os.pathsep}/usr/bin{os.pathsep}/bin"}


@pytest.fixture
def clone(tmp_path) -> Path:
    """A fresh clone of what is committed."""
    git = shutil.which("git")
    assert git is not None
    folder = tmp_path / "clone"
    subprocess.run([git, "clone", "--quiet", str(CHECKOUT), str(folder)], check=True)
    return folder
