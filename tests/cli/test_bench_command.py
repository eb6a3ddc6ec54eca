"""``bench`` from the command line."""

from __future__ import annotations

import subprocess
import sys

from tests.house.rooms import CHECKOUT


def test_bench_prints_its_table():
    command = [sys.executable, "run_sim.py", "bench", "--auctions", "10", "--passes", "1"]
    done = subprocess.run(command, cwd=CHECKOUT, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=True)
    assert done.stdout.startswith("10 ascending auctions")
    assert "process per bidder" in done.stdout
    assert done.stderr == ""
