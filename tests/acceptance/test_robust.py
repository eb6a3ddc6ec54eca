"""The same bytes whatever happens: workers, engines, ten deaths, an edited arm."""

import hashlib
import os
import random
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

CHECKOUT = Path(__file__).resolve().parents[2]
QUICKSTART = CHECKOUT / "scenarios" / "market" / "quickstart.yaml"


def command(folder, *options, scenario=QUICKSTART):
    return [sys.executable, "run_sim.py", str(scenario), "--out", str(folder), "--quiet", *options]


def run(folder, *options, scenario=QUICKSTART):
    subprocess.run(command(folder, *options, scenario=scenario), cwd=CHECKOUT, check=True, capture_output=True)
    return folder / scenario.stem


def digest(folder):
    """Every file that a person sees, by name and content; the store of parts is the program's own."""
    return {
        str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and ".parts" not in path.parts
    }


def parts(folder):
    """Every file of the store with its time of writing."""
    return {path: path.stat().st_mtime_ns for path in (folder / ".parts").rglob("*") if path.is_file()}


@pytest.fixture(scope="module")
def clean(tmp_path_factory):
    return digest(run(tmp_path_factory.mktemp("clean"), "--jobs", "1"))


@pytest.mark.parametrize("options", [("--jobs", "4"), ("--jobs", "2", "--engine", "staged")], ids=["jobs4", "staged"])
def test_workers_and_engines(clean, tmp_path, options, verdict):
    found = digest(run(tmp_path, *options))
    different = [name for name in clean.keys() | found.keys() if clean.get(name) != found.get(name)]
    verdict(f"bytes of 1 worker against {' '.join(options)}", f"{len(different)} files differ", "0", not different)


def test_killed_ten_times(clean, tmp_path, verdict):
    """SIGKILL to the whole process group at ten random moments, then run to the end."""
    rng = random.Random(10)
    left = []
    killed = 0
    for _ in range(10):
        process = subprocess.Popen(
            command(tmp_path, "--jobs", "2"),
            cwd=CHECKOUT,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        time.sleep(rng.uniform(0.5, 3.0))
        killed += process.poll() is None
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        left.append(len(parts(tmp_path / "quickstart")) if (tmp_path / "quickstart").exists() else 0)
    found = digest(run(tmp_path, "--jobs", "2"))
    different = [name for name in clean.keys() | found.keys() if clean.get(name) != found.get(name)]
    expected = len(parts(run(tmp_path / "again", "--jobs", "2")))
    stray = len(parts(tmp_path / "quickstart")) - expected
    figure = f"{killed} kills in flight, files in the store after each {left}, {len(different)} differ, {stray} stray"
    verdict("killed ten times and rerun", figure, "0 differ, 0 stray", not different and stray == 0 and killed == 10)


def test_parent_killed_leaves_no_process(tmp_path, verdict):
    """SIGKILL to the parent alone: its workers notice and end."""
    process = subprocess.Popen(
        command(tmp_path, "--jobs", "2", "--replications", "400"),
        cwd=CHECKOUT,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    time.sleep(4.0)
    session = process.pid
    process.kill()
    process.wait()
    deadline = time.monotonic() + 20.0
    while (alive := group(session)) and time.monotonic() < deadline:
        time.sleep(0.5)
    if alive:
        os.killpg(session, signal.SIGKILL)
    verdict("workers left when the parent is killed", len(alive), "0 within 20 s", not alive)


def group(session):
    """Living processes of a process group."""
    listed = subprocess.run(["ps", "-eo", "pid,pgid,stat"], capture_output=True, text=True, check=True).stdout
    rows = [line.split() for line in listed.splitlines()[1:]]
    return [pid for pid, pgid, state in rows if int(pgid) == session and not state.startswith("Z")]


def test_edited_arm(tmp_path, verdict):
    """Editing one arm writes new parts for that arm and leaves the others' alone."""
    scenario = tmp_path / "edited.yaml"
    shutil.copy(QUICKSTART, scenario)
    folder = run(tmp_path / "out", "--jobs", "2", scenario=scenario)
    before = parts(folder)
    text = scenario.read_text()
    assert "    venue: cn_platform_2017\n" in text
    scenario.write_text(
        text.replace("    venue: cn_platform_2017\n", "    venue: cn_platform_2017\n    rules: {cut_share: 0.1}\n")
    )
    run(tmp_path / "out", "--jobs", "2", scenario=scenario)
    after = parts(folder)
    untouched = sum(after.get(path) == written for path, written in before.items())
    fresh = len(after.keys() - before.keys())
    figure = f"{untouched} of {len(before)} files kept as they were, {fresh} new"
    half = len(before) // 2
    only = half <= untouched and fresh == half
    verdict("an edited arm re-runs only that arm", figure, f"{half} kept, {half} new", only)
