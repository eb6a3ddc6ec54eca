"""Strict YAML 1.2: what scalars mean, where things stand, what is refused."""

from __future__ import annotations

import math
import string

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.errors import ScenarioError
from sim.scenario import load_text, reading
from sim.scenario.faults import Faults, Spot
from sim.scenario.nodes import Branch, Leaf, Series, find, plain_node, spot_of
from sim.scenario.reading import read, read_value
from sim.scenario.scalars import scalar
from sim.scenario.writing import flow, written


def value_of(text: str):
    """What a YAML text holds, as plain data."""
    faults = Faults()
    node = read_value(text, "t", faults)
    assert faults.found == []
    return plain(node)


def plain(node):
    if isinstance(node, Branch):
        return {name: plain(child) for name, child in node.entries.items()}
    return [plain(child) for child in node.items] if isinstance(node, Series) else node.value


def said(text: str) -> list[str]:
    faults = Faults()
    read(text, "t", faults)
    return [str(fault) for fault in faults.found]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("true", True), ("False", False), ("null", None), ("~", None), ("", None), ("12", 12), ("-3", -3), ("+4", 4),
        ("0o17", 15), ("0xff", 255), ("1e-3", 0.001), ("1.2e6", 1.2e6), (".5", 0.5), ("5.", 5.0), ("-.inf", -math.inf),
        ("010", 10),
    ],
)  # fmt: skip
def test_scalars(text, value):
    held = scalar(text)
    assert held == value
    assert type(held) is type(value)


@pytest.mark.parametrize(
    "text",
    [
        "on",
        "yes",
        "No",
        "off",
        "y",
        "10:00",
        "1_200_000",
        "2016-03-01",
        "0b11",
        "1,5",
        ".",
        "e3",
        "+",
        "0o9",
        "9" * 400,
    ],
)
def test_everything_else_is_text_or_too_large(text):
    assert scalar(text) in (text, math.inf)


def test_not_a_number_is_read_and_refused_where_a_number_must_stand():
    assert math.isnan(scalar(".nan"))


def test_quotes_make_text():
    assert value_of("{a: '1', b: \"true\", c: |-\n  x\n}".replace("c: |-\n  x\n", "c: ''")) == {
        "a": "1",
        "b": "true",
        "c": "",
    }
    assert value_of("a: |\n  12\nb: >-\n  null\n") == {"a": "12\n", "b": "null"}


def test_spots_count_from_one_and_a_block_stands_at_its_key():
    root = read("a:\n  b: [1, {c: 2}]\n", "t", Faults())
    assert spot_of(root, "a") == Spot("t", 1, 1)
    assert spot_of(root, "a.b.0") == Spot("t", 2, 7)
    assert spot_of(root, "a.b.1.c") == Spot("t", 2, 14)
    assert spot_of(root, "a.b.7") == spot_of(root, "a.b") == Spot("t", 2, 3)
    assert spot_of(root, "a.x.y") == Spot("t", 1, 1)
    assert find(root, "a.b.1.c").value == 2
    assert find(root, "a.b.2") is find(root, "a.x.y") is None


def test_columns_count_characters_not_bytes():
    root = read("a: [\u5e02, b]\n", "t", Faults())
    assert spot_of(root, "a.1") == Spot("t", 1, 8)


@pytest.mark.parametrize("slow", [True, False])
def test_both_parsers_of_the_library_agree(slow, monkeypatch):
    if slow:
        monkeypatch.setattr(reading, "_FAST", reading.yaml.SafeLoader)
    assert said("a: {b: 1\nc: 2\n") == [
        "t:2:2: not YAML: while parsing a flow mapping expected ',' or '}', but got ':'"
    ]
    assert said("a: b: c\n") == [
        "t:1:5: not YAML: mapping values are not allowed here; text that holds `: ` needs quotes"
    ]
    assert said("a: 1\nb: \x07\n") == ["t:2:4: not YAML: the character U+0007 is not allowed"]
    assert value_of("a: [1, 'x', {b: null}]\n") == {"a": [1, "x", {"b": None}]}


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("title: X\nseed 7\nlots:\n  a: 1\n", "t:2:1: not YAML: does line 2 lack its colon?"),
        ("title: X\nseed 7", "t:2:1: not YAML: does line 2 lack its colon?"),
        ("lots # all\n\n  # which\n  flats: {a: 1}\n", "t:1:1: not YAML: does line 1 lack its colon?"),
        ("lots:\n  flats\n    count: 8\n", "t:2:1: not YAML: does line 2 lack its colon?"),
        (
            "lots:\n  flats:\n    count: 20\n   worth: 3\n",
            "t:4:4: not YAML: the indentation fits no line above; indent like the line above",
        ),
        ("a:\n  - 1\n - 2\n", "t:3:2: not YAML: the indentation fits no line above; indent like the line above"),
        (" a: 1\nb: 2\n", "t:2:1: not YAML: the indentation fits no line above; indent like the line above"),
        (
            "lots:\n  count: 20\n    worth: 3\n",
            (
                "t:3:10: not YAML: indented deeper than the line above, which has a value already; "
                "indent like the line above"
            ),
        ),
        ("lots:\n\tflats: 3\n", "t:2:1: not YAML: use spaces, not tabs"),
    ],
)
def test_common_slips_are_told_in_plain_words(text, what):
    assert said(text) == [what]


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("a: &x 1\n", "t:1:4: a: anchors (`&name`) are not used here; write `like: NAME`"),
        ("a: [1, *x]\n", "t:1:8: a.1: aliases (`*name`) are not used here; write `like: NAME`"),
        ("a: !foo 1\n", "t:1:4: a: tags (`!foo`) are not used here"),
        ("<<: {b: 1}\n", "t:1:1: merge keys (`<<`) are not used here; write `like: NAME`"),
        ("%YAML 1.1\n---\na: 1\n", "t:1:1: directives (`%YAML`, `%TAG`) are not used here"),
        ("? [a]\n: 1\n", "t:1:3: a key must be a name"),
        ("'': 1\n", "t:1:1: a key must be a name"),
        ("a: 1\nb: {c: 1, c: 2}\n", "t:2:11: b.c: is written twice; first in line 2"),
        ("just text\n", "t:1:1: a scenario is a map of keys, such as `title: My study`"),
    ],
)
def test_what_scenarios_do_not_use_is_refused(text, what):
    assert said(text) == [what]


def test_of_a_repeated_key_the_first_is_kept():
    root = read("a: 1\na: {b: 2}\nc: 3\n", "t", Faults())
    assert plain(root) == {"a": 1, "c": 3}


def test_a_document_mark_is_no_second_document():
    assert value_of("---\na: 1\n...\n") == {"a": 1}


def test_sizes_are_bounded():
    assert said("x" * 1_000_001) == ["t:1:1: the file has 1000001 characters; at most 1000000 are read"]
    deep = "a: " + "[" * 15 + "]" * 15 + "\n"
    assert said(deep) == []
    assert said("b: " + "[" * 16 + "]" * 16 + "\n")[0].endswith("more than 16 maps and lists inside one another")


def test_a_long_number_is_no_fault_of_the_program():
    with pytest.raises(ScenarioError, match="seed: must be a whole number"):
        load_text(f"title: x\nseed: {'9' * 5000}\n")


@settings(deadline=None)
@given(st.text(alphabet=string.printable + "\u5e02\U0001f600\u2028\x07", max_size=200))
def test_any_text_is_read_or_refused(text):
    with pytest.raises(ScenarioError):
        load_text(text, "t.yaml")


simple = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-(2**70), 2**70),
    st.floats(allow_nan=False, allow_infinity=False),
    st.text(max_size=20),
    st.sampled_from(["1e-3", "0o17", "on", "10:00", "null", "~", "2016-03-01", "1_000", "-", "a: b", "#", "=", "<<"]),
)
nested = st.recursive(
    simple,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(min_size=1, max_size=8), inner, max_size=3),
    max_leaves=8,
)


def without_merge_keys(held):
    if isinstance(held, dict):
        return {name: without_merge_keys(item) for name, item in held.items() if name != "<<"}
    return [without_merge_keys(item) for item in held] if isinstance(held, list) else held


@settings(deadline=None)
@given(st.dictionaries(st.text(min_size=1, max_size=8), nested, min_size=1, max_size=4))
def test_what_is_written_reads_back(held):
    held = without_merge_keys(held)
    assert value_of(flow(held)) == held
    if held:
        assert value_of(written(held)) == held


@settings(deadline=None)
@given(st.dictionaries(st.text(min_size=1, max_size=8), nested, min_size=1, max_size=4))
def test_what_is_written_reads_back_in_readers_of_yaml_1_1(held):
    held = without_merge_keys(held)
    assert yaml.safe_load(flow(held)) == held


@pytest.mark.parametrize("word", ["yes", "No", "on", "OFF", "y", "true", "null", "012", "1:30", "=", "2016-03-01"])
def test_words_that_others_read_otherwise_are_quoted(word):
    assert flow(word) == f'"{word}"'


def test_plain_data_becomes_nodes_at_one_spot():
    spot = Spot("--set a")
    node = plain_node({"a": [1, None], "b": "x"}, spot)
    assert plain(node) == {"a": [1, None], "b": "x"}
    assert spot_of(node, "a.1") == spot
    assert isinstance(find(node, "b"), Leaf)
    with pytest.raises(TypeError, match="no YAML for set"):
        plain_node({1}, spot)
