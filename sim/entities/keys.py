"""What a scenario key says of itself: its unit, its meaning, the channel it belongs to."""

from __future__ import annotations

from dataclasses import field
from typing import Any

REQUIRED: Any = object()


def key(default: Any = REQUIRED, *, unit: str, doc: str, channel: str = "", left_out: Any = REQUIRED) -> Any:
    """A dataclass field that is a scenario key.

    Parameters
    ----------
    default : object
        The default; left out, the key is required. A callable makes a new default each time.
    unit : str
        Unit or kind: ``"share"``, ``"seconds"``, ``"money"``, ``"name"``.
    doc : str
        One sentence for ``list keys`` and the editor's pop-up.
    channel : str
        For place and rules: the lever this key belongs to when a gap is taken apart.
    left_out : object
        What it means to leave the key out of a file, where whoever makes the object must say it.
    """
    metadata = {"unit": unit, "doc": doc, "channel": channel}
    if left_out is not REQUIRED:
        metadata["left_out"] = left_out
    if default is REQUIRED:
        return field(metadata=metadata)
    if callable(default):
        return field(default_factory=default, metadata=metadata)
    return field(default=default, metadata=metadata)
