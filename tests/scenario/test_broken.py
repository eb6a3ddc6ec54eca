"""Broken scenarios, each beside its messages word for word."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from sim.errors import ScenarioError
from sim.scenario import load

BROKEN = Path(__file__).parent / "broken"
LINE = re.compile(r"[a-z0-9_]+\.yaml:[1-9]\d*:[1-9]\d*: \S.*[^.\s]")


def files() -> list[Path]:
    return sorted(BROKEN.glob("*.yaml"))


@pytest.mark.parametrize("path", files(), ids=lambda path: path.stem)
def test_every_fault_is_told_word_for_word(path, monkeypatch):
    monkeypatch.chdir(BROKEN)
    with pytest.raises(ScenarioError) as caught:
        load(path.name)
    assert str(caught.value) + "\n" == path.with_suffix(".txt").read_text(encoding="utf-8")


@pytest.mark.parametrize("path", files(), ids=lambda path: path.stem)
def test_every_line_names_its_place(path):
    lines = path.with_suffix(".txt").read_text(encoding="utf-8").splitlines()
    assert lines
    assert [line for line in lines if not LINE.fullmatch(line)] == []


def test_there_are_thirty():
    assert len(files()) >= 30


def test_a_folder_is_no_scenario(tmp_path):
    with pytest.raises(ScenarioError, match="is a folder, not a scenario file"):
        load(tmp_path)


def test_a_missing_file_is_looked_for_nearby(tmp_path):
    (tmp_path / "quickstart.yaml").write_text("title: x\n")
    with pytest.raises(ScenarioError, match=r"quikstart.yaml: there is no such file; did you mean quickstart.yaml\?"):
        load(tmp_path / "quikstart.yaml")
    with pytest.raises(ScenarioError, match=r"there is no such file$"):
        load(tmp_path / "nowhere" / "a.yaml")


def test_that_both_are_yaml_makes_no_names_similar(tmp_path):
    (tmp_path / "07_until.yaml").write_text("title: x\n")
    (tmp_path / "lots.csv").write_text("id\n")
    with pytest.raises(ScenarioError, match=r"nofile.yaml: there is no such file$"):
        load(tmp_path / "nofile.yaml")
    with pytest.raises(ScenarioError, match=r"07_until: there is no such file; did you mean 07_until.yaml\?$"):
        load(tmp_path / "07_until")
    (tmp_path / "a.yaml").write_text("lots: {a: {file: lost.csv}, b: {file: abc.csv}}\n")
    with pytest.raises(ScenarioError) as caught:
        load(tmp_path / "a.yaml")
    assert "there is no file lost.csv; did you mean lots.csv?\n" in str(caught.value)
    assert str(caught.value).endswith("there is no file abc.csv")


def test_a_file_that_may_not_be_read(tmp_path, monkeypatch):
    def refuse(path):
        raise PermissionError

    monkeypatch.setattr(Path, "read_bytes", refuse)
    with pytest.raises(ScenarioError, match=r"a\.yaml: may not be read"):
        load(tmp_path / "a.yaml")


def test_text_must_be_utf_8(tmp_path):
    path = tmp_path / "latin.yaml"
    path.write_bytes(b"title: x\nquestion: caf\xe9\n")
    with pytest.raises(ScenarioError, match=r"latin\.yaml:2:14: not UTF-8 text"):
        load(path)
