"""Every key of the grammar is told of: in docs/keys.md by the code, in docs/model.md where its mechanism stands."""

from __future__ import annotations

import re

import pytest

from sim.entities.study import Behaviour
from sim.entities.venue import Place, Rules
from sim.errors import ScenarioError
from sim.scenario.keypage import page, section
from sim.scenario.listing import NAME, key_rows
from sim.scenario.shapes.build import TABLES, block_of
from tests.house.rooms import CHECKOUT

KEYS = (CHECKOUT / "docs" / "keys.md").read_text(encoding="utf-8")
MODEL = (CHECKOUT / "docs" / "model.md").read_text(encoding="utf-8")
MECHANISMS = MODEL[MODEL.index("\n## Submodels") : MODEL.index("\n## What is left out")]
ODD = [
    "Purpose and patterns", "Entities, state variables and scales", "Process overview and scheduling",
    "Design concepts", "Initialization", "Input data", "Submodels",
]  # fmt: skip
CONCEPTS = [
    "Basic principles", "Emergence", "Adaptation", "Objectives", "Learning", "Prediction", "Sensing", "Interaction",
    "Stochasticity", "Collectives", "Observation",
]  # fmt: skip
HINT = "docs/keys.md is old: python run_sim.py list keys --markdown > docs/keys.md"


def named(text: str) -> set[str]:
    """Words inside code marks or code blocks."""
    blocks = re.findall(r"^```\w+\n(.*?)^```$", text, flags=re.MULTILINE | re.DOTALL)
    spans = re.findall(r"`([^`\n]+)`", re.sub(r"^```\w+\n.*?^```$", "", text, flags=re.MULTILINE | re.DOTALL))
    return set(re.findall(r"\w+", " ".join([*blocks, *spans])))


def prose(text: str) -> str:
    """Sentences and lists: no code blocks, tables or headings."""
    plain = re.sub(r"^```\w+\n.*?^```$", "", text, flags=re.MULTILINE | re.DOTALL)
    return "\n".join(line for line in plain.splitlines() if not line.startswith(("|", "#")))


def last(path: str) -> str:
    return path.rpartition(".")[2]


def test_the_page_of_keys_is_the_generated_one():
    assert page() == KEYS, HINT


def test_every_key_has_a_line_under_its_heading():
    found, here = set(), ""
    for line in KEYS.splitlines():
        if line.startswith("## "):
            here = (re.findall(r"`(.+)`", line) or [""])[0]
        if line.startswith("| `"):
            found.add((here, line.split("`")[1]))
    wanted = {(block := section(path), path.removeprefix(f"{block}.")) for path, *_ in key_rows()}
    assert wanted - found == set()


@pytest.mark.parametrize("kind", TABLES)
def test_what_is_chosen_by_name_is_on_the_page_with_its_parameters(kind):
    lines = re.findall(
        r"^\| `(\w+)` \| (.*?) \|", KEYS.split(f"## {kind.capitalize()}, by name")[1].split("## ")[0], re.MULTILINE
    )
    keys = {name: block_of(entry).keys for name, entry in TABLES[kind]().items()}
    wanted = {
        name: [item.name if item.spread is None else "distribution" for item in held] for name, held in keys.items()
    }
    assert {name: re.findall(r"(\w+) \(", told) for name, told in lines} == wanted


def test_only_keys_are_a_page():
    with pytest.raises(ScenarioError, match="--markdown makes the page of keys: list keys --markdown"):
        page("measures")


def test_the_model_is_told_under_the_headings_of_odd():
    heads = re.findall(r"^## (.+)$", MODEL, flags=re.MULTILINE)
    assert heads == [*ODD, "What is left out"]
    concepts = MODEL[MODEL.index("\n## Design concepts") : MODEL.index("\n## Initialization")]
    assert re.findall(r"^### (.+)$", concepts, flags=re.MULTILINE) == CONCEPTS


def test_every_key_is_named_in_the_model():
    told = named(MODEL)
    silent = [path for path, *_ in key_rows() if last(path) not in told and last(path) != NAME]
    assert silent == [], f"docs/model.md does not name {', '.join(silent)}"


@pytest.mark.parametrize("kind", [Place, Rules, Behaviour], ids=lambda kind: kind.__name__)
def test_every_key_of_place_rules_and_behaviour_is_tied_to_a_mechanism(kind):
    told = named(prose(MECHANISMS))
    silent = [path for path, *_ in key_rows(block_of(kind)) if last(path) not in told | {"like"}]
    assert silent == [], f"Submodels in docs/model.md do not say what {', '.join(silent)} does"


def test_the_model_points_to_the_page_of_keys():
    assert "(keys.md)" in MODEL


@pytest.mark.parametrize("name", ["seed", "sessions.hour", "creditors.owed_share"])
def test_a_key_that_is_not_named_is_noticed(name):
    text = re.sub(rf"\b{last(name)}\b", "", MODEL)
    assert last(name) not in named(text)
