"""The manifest: all that is needed to play the same study again, and to see that nothing was changed since.

No clock time, no host, no number of workers: equal studies have equal manifests.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sim import __version__
from sim.entities.entry import Plans
from sim.entities.study import Study
from sim.experiment.identity import PACKAGE, arm_key, source_hash, versions
from sim.experiment.promises import told
from sim.experiment.turnouts import Came, entry_lines
from sim.experiment.work import lots_expected


@dataclass(frozen=True)
class Origin:
    """Where a study came from.

    Attributes
    ----------
    command : str
        The canonical command: the scenario and what changes it, without workers, engine, folder or quiet.
    resolved : str
        The scenario with everything written out.
    plugins : mapping
        File name to hash.
    """

    command: str
    resolved: str
    plugins: Mapping[str, str]


def file_hash(path: Path) -> str:
    """SHA-256 of a file."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


def manifest(
    folder: Path, study: Study, plans: Plans, origin: Origin, counted: Mapping[tuple[str, str], Came]
) -> dict[str, Any]:
    """The manifest of the tables in `folder`; `counted` is who came, by arm and lot group."""
    return {
        "title": study.title,
        "question": study.question,
        "currency": study.currency,
        "seed": study.seed,
        "replications": study.replications,
        "lots_per_replication": lots_expected(study),
        "arms": {name: study.arms[name].label for name in sorted(study.arms)},
        "baseline": study.baseline,
        "command": origin.command,
        "scenario_sha256": hashlib.sha256(origin.resolved.encode()).hexdigest(),
        "plugins": dict(sorted(origin.plugins.items())),
        "program": {"version": __version__, "source_sha256": source_hash(), "commit": commit(PACKAGE.parent)},
        "versions": versions(),
        "arm_keys": {name: arm_key(study, name) for name in sorted(study.arms)},
        "plans": plan_lines(plans),
        "entry": entry_lines(plans, counted),
        "sources": dict(sorted(study.sources.items())),
        "files": {
            path.relative_to(folder).as_posix(): file_hash(path) for path in sorted(folder.rglob("*")) if path.is_file()
        },
    }


def plan_lines(plans: Plans) -> list[dict[str, Any]]:
    """How each group's behaviour was found, with the stated error; rounds in which it is the same share a line."""
    found: dict[tuple[str, str, str, str, float], list[int]] = {}
    for (arm, lots, bidders, number), plan in sorted(plans.limits.items(), key=lambda item: item[0]):
        found.setdefault((arm, lots, bidders, told(plan), plan.residual), []).append(number)
    names = ("arm", "lots", "bidders", "method", "residual")
    return [{**dict(zip(names, key, strict=True)), "rounds": rounds} for key, rounds in found.items()]


def write_manifest(folder: Path, content: Mapping[str, Any]) -> None:
    """Write ``manifest.json``."""
    text = json.dumps(content, indent=1, ensure_ascii=False, allow_nan=False)
    (folder / "manifest.json").write_text(text + "\n", encoding="utf-8", newline="\n")


def command_of(folder: Path) -> str:
    """The canonical command whose results a folder holds; '' if it holds none that can be read."""
    try:
        return str(json.loads((folder / "manifest.json").read_text(encoding="utf-8"))["command"])
    except (OSError, ValueError, KeyError):
        return ""


def commit(checkout: Path) -> str | None:
    """The commit that is checked out, read from ``.git`` without running git; None outside a checkout."""
    git = checkout / ".git"
    if git.is_file():
        git = (checkout / git.read_text(encoding="utf-8").removeprefix("gitdir:").strip()).resolve()
    if not (git / "HEAD").is_file():
        return None
    head = (git / "HEAD").read_text(encoding="utf-8").strip()
    if not head.startswith("ref:"):
        return head
    name = head.removeprefix("ref:").strip()
    shared = git / "commondir"
    home = (git / shared.read_text(encoding="utf-8").strip()).resolve() if shared.is_file() else git
    if (home / name).is_file():
        return (home / name).read_text(encoding="utf-8").strip()
    packed = home / "packed-refs"
    lines: Sequence[str] = packed.read_text(encoding="utf-8").splitlines() if packed.is_file() else ()
    found = [line.split()[0] for line in lines if re.fullmatch(rf"[0-9a-f]{{40,64}} {re.escape(name)}", line)]
    return found[0] if found else None
