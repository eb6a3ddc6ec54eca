"""What a scenario key says of itself: its unit, its meaning, the channel it belongs to."""

from __future__ import annotations

from dataclasses import field
from typing import Any

REQUIRED: Any = object()


def key(default: Any = REQUIRED, *, unit: str, doc: str, channel: str = "") -> Any:
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
    """
    metadata = {"unit": unit, "doc": doc, "channel": channel}
    if default is REQUIRED:
        return field(metadata=metadata)
    if callable(default):
        return field(default_factory=default, metadata=metadata)
    return field(default=default, metadata=metadata)
