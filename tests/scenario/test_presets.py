"""How presets are read: like, circles, faults of the files themselves."""

from __future__ import annotations

import pytest

from sim import presets
from sim.errors import ScenarioError
from sim.scenario import books
from sim.scenario import presets as reader
from sim.scenario.showing import show

FILES = {
    ("rules", "mother"): "about: m\nrules: {rounds: 3, cut_share: 0.1}\nsources: {rounds: art. 1, cut_share: art. 2}\n",
    ("rules", "child"): "about: c\nlike: mother\nrules: {rounds: 2}\nsources: {rounds: art. 9}\n",
    ("rules", "grandchild"): "about: g\nlike: child\nrules: {notice_days: 9}\nsources: {notice_days: art. 7}\n",
    ("rules", "cites"): "rules: {rounds: 2}\nsources:\n  rounds: art. 1\n  round: art. 1\n",
    ("rules", "a"): "like: b\nrules: {}\n",
    ("rules", "b"): "like: a\nrules: {}\n",
    ("rules", "wrong"): "rules: {a: 1, a: 2}\n",
    ("places", "bare"): "about: nothing\n",
    ("places", "empty"): "- 1\n",
}


@pytest.fixture
def files(monkeypatch):
    reader.preset.cache_clear()
    monkeypatch.setattr(presets, "text", lambda kind, name: FILES[kind, name])
    yield
    reader.preset.cache_clear()


@pytest.mark.usefixtures("files")
def test_a_preset_may_start_from_another():
    child = reader.preset("rules", "child")
    assert {name: node.value for name, node in child.values.entries.items()} == {"rounds": 2, "cut_share": 0.1}
    assert child.values.cites == {"rounds": "art. 9", "cut_share": "art. 2"}
    assert child.about == "c"


@pytest.mark.usefixtures("files")
def test_a_value_that_came_from_another_preset_says_so(monkeypatch):
    lines = books.preset_book("rules", "grandchild").lines
    assert lines["rules.notice_days"].source == "art. 7"
    assert lines["rules.rounds"].source == "art. 9, from child"
    assert lines["rules.cut_share"].source == "art. 2, from mother"
    monkeypatch.setattr(presets, "names", lambda kind: ("grandchild", "child") if kind == "rules" else ())
    assert "art. 2, from mother" in show("grandchild")
    assert "art. 9, from child" not in books.diff("grandchild", "child")
    assert "no source" in books.diff("grandchild", "child")


@pytest.mark.usefixtures("files")
def test_a_preset_may_be_all_defaults():
    assert reader.preset("places", "bare").values.entries == {}


@pytest.mark.usefixtures("files")
@pytest.mark.parametrize(
    ("name", "what"),
    [
        (("rules", "a"), "presets go in a circle: a -> b -> a"),
        (("rules", "wrong"), "rules/wrong.yaml:1:15: rules.a: is written twice; first in line 1"),
        (("rules", "cites"), "rules/cites.yaml:4:3: sources.round: unknown key; did you mean rounds?"),
        (("places", "empty"), "places/empty.yaml:1:1: a scenario is a map of keys, such as `title: My study`"),
    ],
)
def test_faults_of_presets(name, what):
    with pytest.raises(ScenarioError) as caught:
        reader.preset(*name)
    assert str(caught.value) == what
