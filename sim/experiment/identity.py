"""What the numbers of an arm depend on, as a key: equal keys, equal numbers.

The key covers the arm's rules, place, bidders and sellers, the lots and the clock, the seed, the program and the
libraries whose last bits matter. It leaves out what only tells how results are shown: titles, labels, measures,
contrasts, theory values. So an edited scenario plays again only the arms that it touched.
"""

from __future__ import annotations

import hashlib
import platform
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from datetime import date
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import Any

from sim.entities.study import Study

PACKAGE = Path(__file__).resolve().parents[1]
LIBRARIES = ("numpy", "scipy", "simpy")


def canonical(thing: Any) -> str:
    """A text that is equal for equal values: maps sorted by name, numbers to the last bit, classes by module and name.

    Raises
    ------
    TypeError
        For anything that is not plain data or a frozen dataclass of plain data.

    Examples
    --------
    >>> canonical({"b": 1, "a": (0.5, None)})
    '{a:[0.5,None],b:1}'
    """
    if is_dataclass(thing) and not isinstance(thing, type):
        inside = ",".join(f"{item.name}={canonical(getattr(thing, item.name))}" for item in fields(thing))
        return f"{type(thing).__module__}.{type(thing).__qualname__}({inside})"
    if isinstance(thing, Mapping):
        return "{" + ",".join(f"{key}:{canonical(thing[key])}" for key in sorted(thing)) + "}"
    if isinstance(thing, (list, tuple)):
        return "[" + ",".join(canonical(item) for item in thing) + "]"
    if thing is None or isinstance(thing, (str, int, float, date)):
        return repr(thing)
    raise TypeError(f"{type(thing).__name__} has no canonical form")


def digest(text: str) -> str:
    """SHA-256 of a text, in hexadecimal."""
    return hashlib.sha256(text.encode()).hexdigest()


@cache
def source_hash(package: Path = PACKAGE) -> str:
    """SHA-256 of the program's own source files: a changed program reuses nothing."""
    summed = hashlib.sha256()
    for path in sorted(package.rglob("*.py")):
        summed.update(path.relative_to(package).as_posix().encode() + b"\0" + path.read_bytes() + b"\0")
    return summed.hexdigest()


def versions() -> dict[str, str]:
    """Versions of Python and of the libraries whose last bits reach the numbers."""
    return {"python": platform.python_version(), **{name: version(name) for name in LIBRARIES}}


def program_key(plugins: Mapping[str, str]) -> str:
    """The key of everything that plays: program, libraries, plug-ins (file name to hash).

    Parts under another program's key can never be used again.
    """
    return digest(canonical({"source": source_hash(), "versions": versions(), "plugins": dict(plugins)}))


def keeps_listings(study: Study) -> bool:
    """Whether parts must hold every listing and payment, because more than `lots` is wanted."""
    return study.observed or bool({"bids", "bidders", "ledger"} & set(study.tables))


def arm_key(study: Study, arm_name: str) -> str:
    """The key of what one arm's replications depend on, besides the program and the replication's number."""
    arm = study.arms[arm_name]
    core = {
        "seed": study.seed,
        "start": study.start,
        "horizon_days": float(study.horizon_days),
        "tick": float(study.tick),
        "regions": study.regions,
        "lots": study.lots,
        "venue": arm.venue,
        "bidders": arm.bidders,
        "sellers": arm.sellers,
        "behaviour": study.behaviour,
        "frozen": None if study.frozen is None else (study.frozen.venue, study.frozen.bidders),
        "listings": keeps_listings(study),
        "observed": study.observed,
    }
    return digest(canonical(core))
