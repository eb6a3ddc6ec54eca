"""What README.md promises: two lines from a fresh clone, and a quick start."""

from __future__ import annotations

import statistics
import subprocess
import sys
import time
from pathlib import Path

from tests.house import readme
from tests.house.rooms import CHECKOUT, HEAVY

STUDY = ["run_sim.py", "scenarios/market/quickstart.yaml"]


def finished(command: list[str], folder: Path, env: dict[str, str] | None = None) -> subprocess.CompletedProcess[str]:
    """The command, run to its end whatever becomes of it."""
    return subprocess.run(
        command, cwd=folder, env=env, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False
    )


def test_the_study_line_works_from_a_fresh_clone(clone, bare, verdict):
    done = finished(["bash", "-c", readme.setup("bash")[0]], clone, bare)
    report = clone / "results" / "quickstart" / "report.html"
    verdict("README's study line from a fresh clone, exit code", done.returncode, 0, done.returncode == 0)
    verdict("README's study line leaves a report", report.is_file(), True, report.is_file())
    named = "report.html" in "".join(done.stdout.splitlines()[-3:])
    verdict("its last lines name the report", named, True, named)


def test_the_tests_line_works_from_a_fresh_clone(clone, bare, verdict):
    done = finished(["bash", "-c", readme.setup("bash")[1]], clone, bare)
    closing = done.stdout.strip().splitlines()[-1]
    verdict("README's tests line from a fresh clone", closing, "passed", done.returncode == 0 and " passed" in closing)


def test_the_study_is_quick(tmp_path, verdict):
    begun = time.perf_counter()
    done = finished([sys.executable, *STUDY, "--out", str(tmp_path)], CHECKOUT)
    seconds = time.perf_counter() - begun
    assert done.returncode == 0, done.stderr
    verdict("README's study without set-up, seconds", seconds, "under 10", seconds < 10.0)


def test_help_is_quick(verdict):
    times = []
    for _ in range(9):
        begun = time.perf_counter()
        subprocess.run([sys.executable, "run_sim.py", "--help"], cwd=CHECKOUT, check=True, stdout=subprocess.DEVNULL)
        times.append(time.perf_counter() - begun)
    seconds = statistics.median(times)
    verdict("--help, seconds, median of 9", seconds, "under 0.3", seconds < 0.3)


def test_help_imports_nothing_heavy(verdict):
    done = finished([sys.executable, "-X", "importtime", "run_sim.py", "--help"], CHECKOUT)
    imported = {line.rpartition("|")[2].strip().partition(".")[0] for line in done.stderr.splitlines()}
    heavy = sorted(imported & set(HEAVY))
    verdict("heavy packages that --help imports", heavy, [], "typer" in imported and not heavy)
