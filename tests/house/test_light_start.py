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


def loaded(arguments: list[str]) -> tuple[list[str], str]:
    """The last line of the output, which names the heavy packages that were imported, and what stderr says."""
    probe = PROBE.format(arguments=arguments, heavy=HEAVY)
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", probe],
        cwd=CHECKOUT,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    return done.stdout.splitlines()[-1:], done.stderr


def test_help_imports_nothing_heavy():
    assert loaded(["--help"]) == (["LOADED 0"], "")


@pytest.mark.parametrize("command", ["run", "check", "list"])
def test_help_of_a_command_imports_nothing_heavy_but_what_typer_reads_options_with(command):
    lines, errors = loaded([command, "--help"])
    assert (lines, errors) in [(["LOADED 0"], ""), (["LOADED 0 pydantic"], "")]
