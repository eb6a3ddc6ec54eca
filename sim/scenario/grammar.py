"""Faults in the grammar of YAML, in plain words where one is likely."""

from __future__ import annotations

import yaml

from sim.scenario.faults import Spot

ASKEW = (
    "expected <block end>, but found '<block mapping start>'",
    "expected <block end>, but found '<block sequence start>'",
    "expected '<document start>', but found '<block mapping start>'",
)
"""What the parser says of a line that is indented neither like one above nor inside it."""

Told = tuple[Spot, str, str]


def syntax(text: str, file: str, error: yaml.YAMLError) -> Told:
    """Where the text stops being YAML and why, in the words of the Python parser whichever parser met it."""
    try:
        for _ in yaml.parse(text, Loader=yaml.SafeLoader):
            pass
    except yaml.YAMLError as same:
        error = same
    if isinstance(error, yaml.MarkedYAMLError):
        return _marked(text, file, error)
    position = getattr(error, "position", 0)
    before = text[:position]
    spot = Spot(file, before.count("\n") + 1, position - before.rfind("\n"))
    return spot, "", f"not YAML: the character U+{ord(text[position]):04X} is not allowed"


def _marked(text: str, file: str, error: yaml.MarkedYAMLError) -> Told:
    mark = error.problem_mark or error.context_mark
    if mark is None:
        return Spot(file, 1, 1), "", f"not YAML: {error.problem}"
    at, what = Spot(file, mark.line + 1, mark.column + 1), " ".join(filter(None, (error.context, error.problem)))
    problem = str(error.problem)
    if "'\\t'" in problem:
        what = "use spaces, not tabs"
    elif problem.startswith("could not find expected ':'") and error.context_mark is not None:
        at, what = _no_colon(file, error.context_mark.line)
    elif problem.startswith("mapping values"):
        at, what = _needless_colon(text.splitlines(), at, what)
    elif problem in ASKEW:
        at, what = _askew(text.splitlines(), at)
    return at, "", f"not YAML: {what}"


def _no_colon(file: str, line: int) -> tuple[Spot, str]:
    return Spot(file, line + 1, 1), f"does line {line + 1} lack its colon?"


def _needless_colon(lines: list[str], at: Spot, what: str) -> tuple[Spot, str]:
    """For a colon where none can be: the second of its line, or in a line that the one above it swallows."""
    if ": " in lines[at.line - 1][: at.column - 1]:
        return at, f"{what}; text that holds `: ` needs quotes"
    above = _above(lines, at)
    if ":" not in _bare(lines[above]):
        return _no_colon(at.file, above)
    return at, "indented deeper than the line above, which has a value already; indent like the line above"


def _askew(lines: list[str], at: Spot) -> tuple[Spot, str]:
    """For a line that is indented like nothing above, or more deeply than a line that has no colon."""
    above = _above(lines, at)
    bare = _bare(lines[above])
    if ":" not in bare and not bare.startswith("-"):
        return _no_colon(at.file, above)
    return at, "the indentation fits no line above; indent like the line above"


def _above(lines: list[str], at: Spot) -> int:
    """The index of the last line above that says something."""
    return max((i for i in range(at.line - 1) if _bare(lines[i])), default=0)


def _bare(line: str) -> str:
    """A line without its comment."""
    return line.partition("#")[0].strip()
