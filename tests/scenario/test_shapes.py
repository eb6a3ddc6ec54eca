"""Every class of every table, and every kind of value, can be read, written and described."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import date
from itertools import count
from typing import Annotated, Literal

import pytest
from annotated_types import Ge, Gt, Le, Lt, MultipleOf

from sim.entities.keys import key
from sim.entities.protocols import Law, Strategy
from sim.scenario import load_text
from sim.scenario.document import Document
from sim.scenario.faults import FAILED, Faults, Spot
from sim.scenario.nodes import plain_node
from sim.scenario.reading import read_value
from sim.scenario.shapes.blocks import Block
from sim.scenario.shapes.build import CHOICES, TABLES, block_of, shape_of
from sim.scenario.shapes.choices import Choice
from sim.scenario.shapes.composite import Either, Fixed, ListOf, MapOf, Maybe
from sim.scenario.shapes.hints import number_hint
from sim.scenario.shapes.leaves import Day, Flag, Number, OneOf, Text
from tests.scenario.helpers import SMALL, faults, said, small

HERE = Spot("here", 1, 1)


def read(shape, text: str):
    """A value and the messages about it."""
    faults = Faults()
    value = shape.read(read_value(text, "t", faults), "k", faults)
    return value, [fault.what for fault in faults.found]


def sample(shape, numbers):
    """Some plain data of a shape, each number above the one before."""
    if isinstance(shape, Number):
        value = max(shape.least or 0, shape.above or 0) + next(numbers)
        return value if shape.most is None else min(value, shape.most)
    if isinstance(shape, ListOf | Fixed):
        inners = shape.inners if isinstance(shape, Fixed) else [shape.inner] * 2
        return [sample(inner, numbers) for inner in inners]
    if isinstance(shape, Choice):
        return sample_of(shape.tag, "uniform", shape.table()["uniform"], numbers)
    return {Text: lambda: "some", Flag: lambda: True, OneOf: lambda: shape.words[-1]}[type(shape)]()


def sample_of(tag: str, name: str, kind: type, numbers):
    required = [item for item in block_of(kind).keys if item.required]
    plain = {tag: name}
    for item in required:
        held = sample(item.shape, numbers)
        plain |= held if item.spread else {item.name: held}
    return plain


@pytest.mark.parametrize(
    ("protocol", "name"), [(protocol, name) for protocol, choice in CHOICES.items() for name in choice.table()]
)
def test_every_entry_of_every_table_reads_and_writes_itself(protocol, name):
    choice = CHOICES[protocol]
    plain = sample_of(choice.tag, name, choice.table()[name], count(1))
    faults = Faults()
    value = choice.read(plain_node(plain, HERE), "k", faults)
    assert faults.found == []
    assert type(value) is choice.table()[name]
    again = choice.read(plain_node(choice.plain(value), HERE), "k", faults)
    assert again == value
    assert choice.plain(again) == choice.plain(value)


@pytest.mark.parametrize("choice", CHOICES.values(), ids=lambda choice: choice.noun)
def test_every_choice_refuses_other_names_and_other_things(choice):
    assert read(choice, "{zzz: 1}") == (FAILED, [f"is missing{_known(choice)}"])
    value, what = read(choice, f"{{{choice.tag}: nonsense_xyz}}")
    assert value is FAILED
    assert what[0].startswith(f"unknown {choice.noun} nonsense_xyz")
    assert read(choice, f"{{{choice.tag}: [1]}}") == (FAILED, [f"must be the name of a {choice.noun}, got a list"])
    assert read(choice, "[1]") == (FAILED, [f"must be {choice.what}, got a list"])
    assert read(choice, "true")[0] is FAILED


def _known(choice):
    names = sorted(choice.table())
    return f"; known: {', '.join(names)}" if len(names) <= 12 else ""


@pytest.mark.parametrize("choice", [held for held in CHOICES.values() if held.bare], ids=lambda choice: choice.noun)
def test_a_bare_name_is_short_for_a_map(choice):
    for name, kind in choice.table().items():
        if block_of(kind).optional:
            assert read(choice, name) == read(choice, f"{{use: {name}}}") == (kind(), [])
            assert choice.plain(kind()) == (name if not fields(kind) else choice.plain(kind()))


def test_a_number_is_a_constant_law():
    constant = TABLES["laws"]()["constant"]
    assert read(CHOICES[Law], "0.2") == (constant(0.2), [])
    assert CHOICES[Law].plain(constant(0.2)) == 0.2
    assert read(CHOICES[Law], ".inf") == (FAILED, ["must be a number, got .inf"])
    assert read(CHOICES[Law], "'0.2'")[0] is FAILED


def test_an_entry_added_later_can_be_written():
    @dataclass(frozen=True)
    class Timid:
        """Bids little."""

        share: Annotated[float, Ge(0.0)] = key(0.5, unit="share", doc="how little")

    class Strange:
        """Cannot be written."""

    table = dict(TABLES["strategies"]())
    choice = Choice("strategy", "use", lambda: table | {"timid": Timid}, block_of, bare=True)
    assert read(choice, "timid") == (Timid(), [])
    assert read(choice, "{use: timid, share: 0.2}") == (Timid(0.2), [])
    choice = Choice("strategy", "use", lambda: {"strange": Strange}, block_of, bare=True)
    value, what = read(choice, "strange")
    assert value is FAILED
    assert what[0].startswith("the strategy strange cannot be written in a file: ")


@pytest.mark.parametrize(
    ("hint", "shape", "what"),
    [
        (Annotated[float, Ge(0), Le(1)], Number(least=0, most=1), "a number from 0 to 1"),
        (Annotated[int, Gt(2)], Number(whole=True, above=2), "a whole number above 2"),
        (Annotated[float, Ge(1), Lt(2)], Number(least=1, below=2), "a number of at least 1 and below 2"),
        (Annotated[float, Le(2)], Number(most=2), "a number of at most 2"),
        (int, Number(whole=True), "a whole number"),
        (bool, Flag(), "true or false"),
        (str, Text(), "text"),
        (date, Day(), "a date such as 2016-03-01"),
        (Literal["a", "b"], OneOf(("a", "b")), "one of a, b"),
        (float | None, Maybe(Number()), "a number, or null"),
        (tuple[float, ...], ListOf(Number()), "a list"),
        (tuple[str, float], Fixed((Text(), Number())), "a list of 2"),
        (Mapping[str, float], MapOf(Number()), "a map"),
        (Mapping[str, str], MapOf(Text(), free=True), "a map"),
        (float | tuple[str, ...], Either((Number(), ListOf(Text())), (int | float, tuple)), "a number or a list"),
        (Strategy, CHOICES[Strategy], "a name or a map with `use`"),
        (Law, CHOICES[Law], "a number or a map with `distribution`"),
    ],
)
def test_shapes_of_annotations(hint, shape, what):
    assert shape_of(hint) == shape
    assert shape_of(hint).what == what


@pytest.mark.parametrize("hint", [complex, bytes, object])
def test_other_annotations_are_refused(hint):
    with pytest.raises(TypeError, match="no scenario key can hold"):
        shape_of(hint)


def test_unknown_bounds_are_refused():
    with pytest.raises(TypeError, match="no bound is known by"):
        shape_of(Annotated[int, MultipleOf(2)])


@pytest.mark.parametrize(
    ("shape", "text", "value"),
    [
        (Number(), "3", 3.0),
        (Number(least=0, most=1), "1", 1.0),
        (Number(whole=True), "0x10", 16),
        (Text(), "10:00", "10:00"),
        (Text(), "2016-03-01", "2016-03-01"),
        (Flag(), "false", False),
        (Day(), "2016-03-01", date(2016, 3, 1)),
        (Maybe(Number()), "null", None),
        (Maybe(Number()), "none", None),
        (Maybe(Text()), "none", "none"),
        (MapOf(Number()), "{b: 1, a: 2}", {"a": 2.0, "b": 1.0}),
        (Either((Number(), ListOf(Text())), (float, tuple)), "[x]", ("x",)),
    ],
)
def test_values_that_are_right(shape, text, value):
    assert read(shape, text) == (value, [])


@pytest.mark.parametrize(
    ("shape", "text", "what"),
    [
        (Number(above=0), "0", "must be a number above 0, got 0"),
        (Number(below=1), "1", "must be a number below 1, got 1"),
        (Number(), "true", "must be a number, got true"),
        (Number(), ".nan", "must be a number, got .nan"),
        (Number(), "1e999", "must be a number, got 1e999"),
        (Number(), "{a: 1}", "must be a number, got a map"),
        (Number(), "1,5x", 'must be a number, got text "1,5x"'),
        (Number(), "10:00", 'must be a number, got text "10:00"'),
        (Number(whole=True), "3.0", "must be a whole number, got 3.0; write 3"),
        (Number(whole=True, least=0), "-3.0", "must be a whole number of at least 0, got -3.0"),
        (Number(whole=True, least=0), "2.000", "must be a whole number of at least 0, got 2.000; write 2 or 2000"),
        (Number(whole=True), "4e1", "must be a whole number, got 4e1; write 40"),
        (Number(whole=True), "2.500", "must be a whole number, got 2.500; write 2500"),
        (Number(whole=True, least=5, most=9), "2.000", "must be a whole number from 5 to 9, got 2.000"),
        (Number(whole=True), "1.0000", "must be a whole number, got 1.0000; write 1"),
        (Number(whole=True), "[1.0]", "must be a whole number, got a list"),
        (Number(whole=True), "1e300", "must be a whole number, got 1e300"),
        (Text(), "12", 'must be text, got 12; write "12"'),
        (Text(), "~", "must be text, got nothing"),
        (Text(), "[a]", "must be text, got a list"),
        (Text(), "true", 'must be text, got true; write "true"'),
        (Flag(), "off", 'must be true or false, got text "off"; write false'),
        (Flag(), "1", "must be true or false, got 1"),
        (OneOf(("hard", "soft")), "sft", 'must be one of hard, soft, got text "sft"; did you mean soft?'),
        (OneOf(("hard", "soft")), "[soft]", "must be one of hard, soft, got a list"),
        (Day(), "2016-3-1", 'must be a date such as 2016-03-01, got text "2016-3-1"'),
        (Day(), "20160301", "must be a date such as 2016-03-01, got 20160301"),
        (ListOf(Number()), "3", "must be a list, got 3"),
        (Fixed((Text(), Text())), "[a]", "must be a list of 2, got 1"),
        (Fixed((Text(), Text())), "a", 'must be a list of 2, got text "a"'),
        (MapOf(Number()), "[1]", "must be a map, got a list"),
        (Text(), '"' + "x" * 60 + '"\n', None),
        (Number(), '"' + "x" * 60 + '"\n', f'must be a number, got text "{"x" * 40}…"'),
    ],
)
def test_values_that_are_wrong(shape, text, what):
    value, found = read(shape, text)
    assert found == ([] if what is None else [what])
    assert (value is FAILED) == (what is not None)


@pytest.mark.parametrize(
    ("text", "hint"),
    [
        ("1_200_000", "; write 1200000"),
        ("1'200'000", "; write 1200000"),
        ("1 000.5", "; write 1000.5"),
        ("0,1", "; write 0.1"),
        ("-0,05", "; write -0.05"),
        ("0,125", "; write 0.125"),
        ("1,5", "; write 1.5"),
        ("1000,000", "; write 1000.000"),
        ("12,3456", "; write 12.3456"),
        ("350,000", "; write 350000, or 350.000 if the comma marks decimals"),
        ("1,250,000", "; write 1250000"),
        ("1,250.5", "; write 1250.5"),
        ("1.250.000", "; write 1250000"),
        ("1.250.000,5", "; write 1250000.5"),
        ("1,250,000,5", ""),
        ("0,1,2", ""),
        ("01", "; write 0.1 or 1"),
        ("5 %", ""),
        ("%", ""),
        ("12", "; leave the quotes out"),
        ("true", ""),
        ("many", ""),
        ("_", ""),
    ],
)
def test_hints_for_numbers(text, hint):
    assert number_hint(text) == hint


@pytest.mark.parametrize(
    ("text", "hint"), [("2,000", "; write 2000"), ("12,5", ""), ("040", "; write 40"), ("three", "")]
)
def test_hints_for_whole_numbers(text, hint):
    assert number_hint(text, whole=True) == hint


@pytest.mark.parametrize(
    ("path", "value", "told"),
    [
        ("bidders.dealers.interest", "01", "must be a number above 0 and at most 1, got 01; write 0.1 or 1"),
        (
            "bidders.dealers.interest",
            "'005'",
            'must be a number above 0 and at most 1, got text "005"; write 0.05 or 5',
        ),
        ("bidders.dealers.taste_sd", "-02", "; write -0.2 or -2"),
        ("bidders.dealers.margin", "02", "got 02; write 0.2 or 2"),
        ("bidders.dealers.count", "040", "got 040; write 40"),
        ("arms.site.rules.cut_share", "02", "got 02; write 0.2 or 2"),
        ("arms.site.rules.cut_share", "0,2", 'got text "0,2"; write 0.2'),
    ],
)
def test_a_nought_that_leads(path, value, told):
    """In YAML 01 is 1; who leaves a comma out of 0,1 would turn 10 % into 100 %."""
    (line,) = said(f"{path}={value}")
    assert line.endswith(told)


@pytest.mark.parametrize(
    ("path", "value", "told"),
    [
        ("lots.flats.worth.common_sd", "40", "a number from 0 to 3, got 40; it is in logs: for about 40 % write 0.4"),
        ("lots.flats.appraisal.sd", "12", "; it is in logs: for about 12 % write 0.12"),
        ("lots.flats.appraisal.bias", "-5", "must be a number from -3 to 3, got -5"),
        ("bidders.dealers.taste_sd", "8", "; it is in logs: for about 8 % write 0.08"),
        ("bidders.dealers.signal_sd", "20", "; it is in logs: for about 20 % write 0.2"),
        ("bidders.dealers.entry_cost_sd", "3.5", "; it is in logs: for about 3.5 % write 0.035"),
        ("arms.site.place.own_look_sd", "5", "; it is in logs: for about 5 % write 0.05"),
        ("arms.site.place.inspection_sd", "0", "must be a number above 0 and at most 3, got 0"),
        (
            "lots.flats.disclosure_steps",
            "[0.3, 20]",
            "steps.1: must be at most 3, got 20; it is in logs, where 0.4 is about 40 %",
        ),
        ("lots.flats.wedge", "30", "wedge: must not exceed 3; it can be 30"),
        ("bidders.dealers.reply_s", "{distribution: lognormal, median: 20, sd: 20}", "for about 20 % write 0.2"),
    ],
)
def test_logs_are_no_per_cents(path, value, told):
    """At a spread of 40 a worth is 10^17 times the median or nothing, and sums of money lose their cents."""
    (line,) = said(f"{path}={value}")
    assert line.endswith(told)


def test_steps_in_money_may_be_large():
    plain = SMALL.replace("cn_court_hall_2009", "frictionless").replace("cn_platform_2017", "frictionless")
    worth = "lots.flats.worth={model: common_normal, mean: 100, sd: 20, signal_sd: 10}"
    found = load_text(plain, "t.yaml", (worth, "lots.flats.disclosure_steps=[20]", "lots.flats.appraisal=none"))
    assert found.study.lots["flats"].disclosure_steps == (20.0,)


def test_noughts_alone_are_nothing():
    assert small("tick=00", "seed=0").study.tick == 0.0


@pytest.mark.parametrize(
    ("text", "unit", "hint"),
    [
        ("5 %", "share", "; write 0.05"),
        ("0,5 %", "share", "; write 0.005"),
        ("1,5%", "per year", "; write 0.015"),
        (",%", "share", ""),
        ("30%", "probability", "; write 0.3"),
        ("30%", "share of worth", "; write 0.3"),
        ("30%", "days", ""),
        ("30%", "logs", ""),
        ("24h", "hours", "; write 24"),
        ("24 hours", "hours", "; write 24"),
        ("1.5 d", "days", "; write 1.5"),
        ("20s", "seconds, number or law", "; write 20"),
        ("24h", "days", ""),
        ("5 CNY", "money", "; write 5"),
        ("5k", "money", ""),
    ],
)
def test_hints_for_numbers_in_a_unit(text, unit, hint):
    assert number_hint(text, unit) == hint


@pytest.mark.parametrize(
    ("key", "value", "tail"),
    [
        ("horizon_days", "30%", 'got text "30%"'),
        ("arms.site.rules.buyer_fee", "5", "got 5; for 5 % write 0.05"),
        ("arms.site.rules.cut_share", "20", "got 20; for 20 % write 0.2"),
        ("arms.site.rules.reserve_share", "90", "must be a number from 0 to 10, got 90; for 90 % write 0.9"),
        ("arms.site.rules.reserve_share", "-1", "must be a number from 0 to 10, got -1"),
        ("arms.site.rules.cut_share", "20%", 'got text "20%"; write 0.2'),
        ("arms.site.rules.cut_share", "200", "got 200"),
        ("arms.site.rules.rounds", "0", "got 0"),
        ("arms.site.rules.window_hours", "24h", 'got text "24h"; write 24'),
        ("arms.site.place.aware", "{dealers: 30%}", 'got text "30%"; write 0.3'),
        ("bidders.dealers.margin", "20%", 'got text "20%"; write 0.2'),
        ("bidders.dealers.reply_s", "20s", 'got text "20s"; write 20'),
    ],
)
def test_hints_know_the_unit_of_their_key(key, value, tail):
    (line,) = said(f"{key}={value}")
    assert line.endswith(tail)


MILLION = "; a comma separates keys; write 1200000.5"


@pytest.mark.parametrize(
    ("rules", "hints"),
    [
        (
            "{reserve: 30,000}",
            {"000": "; a comma separates keys; write 30000, or 30.000 if the comma marks decimals"},
        ),
        ("{reserve_share: 0,85, rounds: 2}", {"85": "; a comma separates keys; write 0.85"}),
        ("{reserve_share: 0,125}", {"125": "; a comma separates keys; write 0.125"}),
        (
            "{reserve: 1,200,000.5, rounds: 2}",
            dict.fromkeys(("200", "000.5"), "; a comma separates keys; write 1200000.5"),
        ),
        ("{rounds: 2, 000: 1}", {"000": ""}),
        ("{000: 1}", {"000": ""}),
        ("{reserve: 30, 100: 1}", {"100": ""}),
    ],
)
def test_a_comma_in_a_number(rules, hints):
    lines = faults(SMALL.replace("{venue: cn_platform_2017}", f"{{venue: cn_platform_2017, rules: {rules}}}"))
    for name, hint in hints.items():
        assert any(line.endswith(f"arms.site.rules.{name}: unknown key{hint}") for line in lines)


def test_two_commas_with_the_same_end():
    (line,) = [line for line in said("arms.site.rules={reserve: 30,000, increment: 1,000}") if "twice" in line]
    assert line.endswith("a comma separates keys: decimals take a point, thousands no mark")


@pytest.mark.parametrize(
    ("key", "value", "path", "example"),
    [
        ("bidders.dealers.strategy", "shaded", "share", "{use: shaded, share: …}"),
        ("bidders.dealers.strategy", "{use: scripted}", "bids", "{use: scripted, bids: …}"),
        ("bidders.dealers.margin", "{distribution: lognormal}", "sd", "{distribution: lognormal, median: …, sd: …}"),
    ],
)
def test_a_choice_that_lacks_a_parameter_is_told_how_it_is_written(key, value, path, example):
    lines = [line for line in said(f"{key}={value}") if f"{key}.{path}: " in line]
    assert f"is missing; write {example} (" in lines[0]


def test_a_broken_leaf_is_passed_over_in_silence():
    lines = said(add="question: &q x\ncurrency: *q\n")
    assert [line.split(": ", 2)[1] for line in lines] == ["question", "currency"]


def test_every_key_of_the_document_has_a_unit_and_a_meaning():
    def walk(block: Block, path: str):
        for item in block.keys:
            yield f"{path}{item.name}", item
            inner = item.shape
            while isinstance(inner, Maybe | ListOf | MapOf):
                inner = inner.inner
            if isinstance(inner, Block):
                yield from walk(inner, f"{path}{item.name}.")

    assert [path for path, item in walk(block_of(Document), "") if not (item.unit and item.doc)] == []


def test_alternatives_inside_alternatives():
    shape = Either((Maybe(Number()), Either((ListOf(Text()), MapOf(Number())), (tuple, dict))), (float, object))
    assert shape.what == "a number, or null or a list or a map"
    assert read(shape, "[a]") == (("a",), [])
    assert read(shape, "{a: 1}") == ({"a": 1.0}, [])
    assert read(shape, "null") == (None, [])
    assert Fixed((Text(),)).takes(plain_node(["a"], HERE))
    for choice in CHOICES.values():
        assert choice.takes(plain_node({}, HERE))
        assert choice.takes(plain_node("a", HERE)) == bool(choice.bare or choice.number)


def test_either_refuses_to_write_what_it_cannot_read():
    with pytest.raises(TypeError, match="str is none of these kinds"):
        Either((Number(), ListOf(Text())), (float, tuple)).plain("x")


def test_alternatives_are_refused_together_only_if_both_say_something():
    assert (
        small("arms.site.rules={reserve: null, reserve_share: 0.8}").study.arms["site"].venue.rules.reserve_share == 0.8
    )
    assert said("arms.site.rules={increment: 5, increment_share: 0.8}") == [
        "--set arms.site.rules: arms.site.rules.increment_share: give increment or increment_share, not both"
    ]
    assert said("bidders.dealers.timing={use: jump, to: 5, share: 0.5}") == [
        "--set bidders.dealers.timing: bidders.dealers.timing.share: give to or share, not both"
    ]
