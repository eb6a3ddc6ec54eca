"""Files are replaced whole."""

from __future__ import annotations

from pathlib import Path

import pytest

from sim.report import files


def test_a_file_is_made_and_replaced(tmp_path):
    target = tmp_path / "new" / "page.html"
    files.replace(target, b"one")
    files.replace(target, b"two")
    assert target.read_bytes() == b"two"
    assert [path.name for path in target.parent.iterdir()] == ["page.html"]


def test_a_reader_never_sees_half_a_file(tmp_path, monkeypatch):
    target = tmp_path / "page.html"
    files.replace(target, b"old")

    def fails(self: Path, other: Path) -> None:
        assert self.read_bytes() == b"new"
        assert other.read_bytes() == b"old"
        raise OSError("no space")

    monkeypatch.setattr(Path, "replace", fails)
    with pytest.raises(OSError, match="no space"):
        files.replace(target, b"new")
    assert target.read_bytes() == b"old"
    assert [path.name for path in tmp_path.iterdir()] == ["page.html"]
