"""A help page imports nothing heavy."""

from __future__ import annotations

import subprocess
import sys

import pytest

from tests.house.rooms import CHECKOUT, HEAVY

PROBE = """
import runpy, sys
sys.argv = ["run_sim.py", *{arguments!r}]
try:
    runpy.run_path("run_sim.py", run_name="__main__")
except SystemExit as leave:
    code = leave.code or 0
print("LOADED", code, *sorted(set({heavy!r}) & set(sys.modules)))
"""


@pytest.mark.parametrize("arguments", [["--help"], ["run", "--help"], ["check", "--help"]], ids=" ".join)
def test_help_imports_nothing_heavy(arguments):
    probe = PROBE.format(arguments=arguments, heavy=HEAVY)
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", probe],
        cwd=CHECKOUT,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert (done.stdout.splitlines()[-1:], done.stderr) == (["LOADED 0"], "")
