"""The kernel is worth having."""

from __future__ import annotations

from sim.judge import bench


def test_the_kernel_is_faster_than_the_staged_engine(verdict):
    speeds = {speed.name: speed.seconds for speed in bench.race(bench.auctions(1000), repetitions=5)}
    for name, seconds in speeds.items():
        if name not in ("kernel", "staged"):
            verdict(f"staged time over time of {name}", speeds["staged"] / seconds, "printed beside", True)
    ratio = speeds["staged"] / speeds["kernel"]
    verdict("kernel over staged, same auctions", ratio, "at least 1.4", ratio >= 1.4)
