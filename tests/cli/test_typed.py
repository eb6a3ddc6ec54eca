"""Commands in a process of their own, as they are typed."""

from __future__ import annotations

import subprocess
import sys

from tests.house.rooms import CHECKOUT


def typed(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "run_sim.py", *arguments],
        cwd=CHECKOUT, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=True,
    )  # fmt: skip


def test_bench_prints_its_table():
    done = typed("bench", "--auctions", "10", "--passes", "1")
    assert done.stdout.startswith("10 ascending auctions")
    assert "process per bidder" in done.stdout
    assert done.stderr == ""


def test_the_schema_does_not_depend_on_what_else_was_imported():
    assert typed("schema").stdout == (CHECKOUT / "scenarios" / "schema.json").read_text(encoding="utf-8")
