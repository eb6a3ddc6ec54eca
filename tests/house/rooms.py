"""The plan of the house: the rooms in order, what each may import from outside, and how to read the source."""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator
from pathlib import Path

CHECKOUT = Path(__file__).resolve().parents[2]
SIM = CHECKOUT / "sim"

ROOMS = (
    "errors", "tables", "entities", "laws", "draws", "values", "disclosure", "money",
    "formats", "procedures", "tempo", "sellers",
    "measures", "nature", "equilibrium", "strategies", "plugins", "kernel", "market", "presets", "scenario",
    "experiment", "judge", "report", "cli",
)  # fmt: skip
"""A room imports only from itself and from rooms before it."""

PURE = (
    "tables", "errors", "draws", "laws", "entities", "values", "disclosure",
    "formats", "procedures", "money", "tempo", "sellers",
    "measures", "nature", "equilibrium", "strategies", "kernel",
)  # fmt: skip
"""Rooms without clock, file or process: every line of them is covered by tests."""

NO_NUMPY = ("errors", "tables", "cli")
OUTSIDE = {
    "simpy": ("market",),
    "matplotlib": ("report",),
    "jinja2": ("report",),
    "yaml": ("scenario", "presets"),
    "scipy": ("laws", "draws", "equilibrium", "experiment"),
    "typer": ("cli",),
    "rich": ("cli", "report"),
    "numpy": tuple(room for room in ROOMS if room not in NO_NUMPY),
    "annotated_types": ROOMS,
    "_typeshed": ROOMS,
}
"""Outside package -> rooms that may import it. What is not here and not in the standard library is refused."""

HEAVY = ("numpy", "scipy", "matplotlib", "pydantic", "simpy", "jinja2", "yaml")
"""What a help page can do without."""


def modules() -> list[Path]:
    """Every source file of the package, by name."""
    return sorted(SIM.rglob("*.py"))


def room(path: Path) -> str:
    """The room a file belongs to; the package's own ``__init__`` is the house itself, ''."""
    first = path.relative_to(SIM).parts[0]
    return "" if first == "__init__.py" else first.removesuffix(".py")


def dotted(path: Path) -> str:
    """``sim/money/fees.py`` as ``sim.money.fees``."""
    parts = list(path.relative_to(CHECKOUT).with_suffix("").parts)
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def tree(path: Path) -> ast.Module:
    """The parsed source."""
    return ast.parse(path.read_text(encoding="utf-8"), str(path))


def imports(path: Path) -> Iterator[tuple[int, str]]:
    """Line and dotted name of every import, wherever in the file it stands."""
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            if node.level:
                yield node.lineno, "." * node.level
            elif node.module == "sim":
                yield from ((node.lineno, f"sim.{alias.name}") for alias in node.names)
            else:
                yield node.lineno, node.module or ""


def refusal(here: str, name: str) -> str:
    """Why the room `here` may not import `name`; empty if it may."""
    if name.startswith("."):
        return "relative import"
    top, _, rest = name.partition(".")
    if top == "sim":
        there = rest.partition(".")[0]
        if there not in ROOMS:
            return "" if there in ("", "__version__") else f"{there} is not a room of the house"
        allowed = here not in ROOMS or ROOMS.index(there) <= ROOMS.index(here)
        return "" if allowed else f"{there} comes after {here}"
    if top in sys.stdlib_module_names or here in OUTSIDE.get(top, ()):
        return ""
    return f"{top} is not allowed in {here}" if top in OUTSIDE else f"{top} is not on the list of outside packages"
