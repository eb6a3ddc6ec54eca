"""Broken scenarios: every message word for word, exit 2, nothing written."""

import subprocess
import sys
from pathlib import Path

CHECKOUT = Path(__file__).resolve().parents[2]
BROKEN = CHECKOUT / "tests" / "scenario" / "broken"


def test_broken_scenarios(tmp_path, verdict):
    cases = sorted(path for path in BROKEN.glob("*.yaml") if path.with_suffix(".txt").exists())
    wrong = []
    for path in cases:
        done = subprocess.run(
            [sys.executable, str(CHECKOUT / "run_sim.py"), path.name, "--out", str(tmp_path / "out")],
            cwd=BROKEN,
            capture_output=True,
            text=True,
            check=False,
        )
        said = done.stderr.strip() == path.with_suffix(".txt").read_text().strip()
        if done.returncode != 2 or not said or (tmp_path / "out").exists() or "Traceback" in done.stderr:
            wrong.append(path.stem)
    figure = f"{len(cases) - len(wrong)} of {len(cases)} {wrong}"
    verdict("broken scenarios refused word for word", figure, "all of at least 30", not wrong and len(cases) >= 30)
