"""A wheel finds its presets and templates outside the checkout."""

from __future__ import annotations

import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

CODE = {".py", ".pyc"}
COMMANDS = (
    "list",
    "show cn_spc_online_2017",
    "new my_study.yaml",
    "check my_study.yaml",
    "run my_study.yaml --quiet",
)


def run(command: list[str], folder: Path, env: dict[str, str]) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        command, cwd=folder, env=env, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False
    )


def data(names: list[str]) -> set[str]:
    """Names of files that are not code, folders left out."""
    return {name for name in names if not name.endswith("/") and Path(name).suffix not in CODE}


@pytest.fixture
def installed(tmp_path, clone, bare):
    """An environment with the wheel, made from a fresh clone that is not in reach afterwards."""
    venv = tmp_path / "venv"
    python = str(venv / "bin" / "python")
    lock = ["-m", "pip", "install", "-q", "--require-hashes", "-r", str(clone / "requirements-test.lock")]
    build = ["-m", "pip", "wheel", "-q", "--no-deps", "--no-build-isolation", "-w", str(tmp_path), str(clone)]
    for command in ([sys.executable, "-m", "venv", str(venv)], [python, *lock], [python, *build]):
        done = run(command, tmp_path, bare)
        assert done.returncode == 0, done.stderr
    (wheel,) = tmp_path.glob("distressed_auctions-*.whl")
    done = run([python, "-m", "pip", "install", "-q", "--no-deps", str(wheel)], tmp_path, bare)
    assert done.returncode == 0, done.stderr
    clone.rename(tmp_path / "away")
    return venv / "bin", wheel, tmp_path / "away"


def test_a_wheel_works_outside_the_checkout(installed, tmp_path, bare, verdict):
    programs, wheel, source = installed
    packed = data([name for name in zipfile.ZipFile(wheel).namelist() if name.startswith("sim/")])
    kept = data([path.relative_to(source).as_posix() for path in (source / "sim").rglob("*.*") if path.is_file()])
    verdict("data files that the wheel lacks", sorted(kept - packed), [], not kept - packed and len(kept) > 5)
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    where = run([str(programs / "python"), "-c", "import sim; print(sim.__file__)"], elsewhere, bare).stdout
    verdict("the package is the installed one", "site-packages" in where, True, "site-packages" in where)
    for command in COMMANDS:
        done = run([str(programs / "distressed-auctions"), *command.split()], elsewhere, bare)
        verdict(f"distressed-auctions {command}, exit code", done.returncode, 0, done.returncode == 0)
