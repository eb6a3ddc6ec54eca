"""The commands that README.md tells people to type."""

from __future__ import annotations

import re

from tests.house.rooms import CHECKOUT

FENCE = re.compile(r"^```(?P<language>\w+)\n(?P<body>.*?)^```$", re.MULTILINE | re.DOTALL)


def blocks(language: str) -> list[list[str]]:
    """The lines of every code block in this language, in order."""
    text = (CHECKOUT / "README.md").read_text(encoding="utf-8")
    return [found["body"].splitlines() for found in FENCE.finditer(text) if found["language"] == language]


def setup(language: str) -> list[str]:
    """The two lines that set up everything themselves: the study, then the tests."""
    return [line for lines in blocks(language) for line in lines if " -m venv " in line]
