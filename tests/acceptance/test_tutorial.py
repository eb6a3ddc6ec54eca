"""docs/tutorial.md as it stands: its commands print its tables, within a quarter of an hour."""

from __future__ import annotations

import shlex
import subprocess
import sys
import time

from tests.examples.tutorial import steps
from tests.house.rooms import CHECKOUT

PAGE = (CHECKOUT / "docs" / "tutorial.md").read_text(encoding="utf-8")


def test_the_page_holds_to_the_last_digit(tmp_path, verdict):
    file, printed, begun = tmp_path / "my_rules.yaml", [], time.perf_counter()
    for step in steps(PAGE):
        if step.kind == "yaml":
            file.write_text((file.read_text() if file.exists() else "") + step.text)
        for command in step.commands:
            script, *words = shlex.split(command)
            done = subprocess.run(
                [sys.executable, str(CHECKOUT / script), *words],
                cwd=tmp_path, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False,
            )  # fmt: skip
            assert done.returncode == 0, f"{command}: {done.stderr}"
            printed += [done.stdout.partition("\nReport: ")[0].strip()] if "\nReport: " in done.stdout else []
    seconds = time.perf_counter() - begun
    tables = [step.text.strip() for step in steps(PAGE) if step.kind == "text"]
    for number, (told, shown) in enumerate(zip(tables, printed, strict=True), start=1):
        verdict(
            f"docs/tutorial.md: table {number}", "as printed" if shown == told else shown, "as printed", shown == told
        )
    verdict("docs/tutorial.md: all commands, minutes", seconds / 60.0, "under 15", seconds < 900.0)
