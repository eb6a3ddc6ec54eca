"""Rule books as data: complete, each value with its article, and saying what the statutes say."""

from __future__ import annotations

from dataclasses import fields

import pytest

from sim import presets
from sim.entities.venue import FeeTier, Place, Rules, Sessions
from sim.formats import FORMATS
from sim.scenario.books import PARTS, preset_book
from sim.scenario.faults import Faults
from sim.scenario.merging import ALTERNATIVES
from sim.scenario.presets import PART_OF, preset
from sim.scenario.shapes.build import block_of

PARTIAL = [(kind, name) for kind in PART_OF for name in presets.names(kind)]
SECOND = {second: first for first, second in ALTERNATIVES} | dict(ALTERNATIVES)


def read(kind: str, name: str) -> Place | Rules:
    faults = Faults()
    part = PART_OF[kind]
    held = block_of(PARTS[part]).read(preset(kind, name).values, part, faults)
    faults.stop_if_any()
    return held


@pytest.mark.parametrize(("kind", "name"), PARTIAL)
def test_every_value_has_a_source_and_every_source_a_value(kind, name):
    values = preset(kind, name).values
    assert set(values.cites) == set(values.entries)
    assert all(text.strip() for text in values.cites.values())


@pytest.mark.parametrize(("kind", "name"), PARTIAL)
def test_every_key_is_written_out(kind, name):
    written = set(preset(kind, name).values.entries)
    missing = {item.name for item in fields(PARTS[PART_OF[kind]])} - written
    assert {key for key in missing if SECOND.get(key) not in written} == set()


@pytest.mark.parametrize(("kind", "name"), PARTIAL)
def test_every_preset_can_be_read_and_says_what_it_is(kind, name):
    read(kind, name)
    assert len(preset(kind, name).about) > 20


@pytest.mark.parametrize("name", presets.names("venues"))
def test_a_venue_is_only_a_place_and_rules(name):
    pair = preset("venues", name)
    assert list(pair.values.entries) == ["place", "rules"]
    assert pair.values.text("place") in presets.names("places")
    assert pair.values.text("rules") in presets.names("rules")
    assert pair.about


@pytest.mark.parametrize("name", presets.names("rules"))
def test_every_rule_book_can_be_played(name):
    rules = read("rules", name)
    assert rules.format.complaints(rules) == ()


def test_the_rules_of_2017():
    rules = read("rules", "cn_spc_online_2017")
    assert isinstance(rules.format, FORMATS["english"])
    first = rules.reserve_share
    assert first == 0.70
    assert first * (1 - rules.cut_share) == pytest.approx(0.56)
    assert (rules.rounds, rules.then, rules.selloff_days, rules.selloff_opens_window) == (2, "sell_off", 60.0, True)
    assert rules.gap_days + rules.notice_days_later <= 30
    assert (rules.notice_days, rules.notice_days_later) == (30.0, 15.0)
    assert (rules.window_hours, rules.close_trigger_s, rules.close_extend_s) == (24.0, 300.0, 300.0)
    assert (rules.close, rules.close_cap_minutes) == ("soft", None)
    assert 0.05 <= rules.deposit_share <= 0.20
    assert rules.deposit_basis == "start"
    assert (rules.deposit_release_days, rules.selloff_deposit_share, rules.min_bidders) == (1.0, 1.0, 1)
    assert (rules.buyer_fee, rules.seller_fee) == (0.0, 0.0)


def test_the_rules_of_2009():
    rules = read("rules", "cn_court_offline_2009")
    assert (rules.reserve_share, rules.rounds, rules.cut_share) == (1.0, 3, 0.20)
    assert rules.reserve_share * (1 - rules.cut_share) ** 2 == pytest.approx(0.64)
    assert (rules.notice_days, rules.notice_days_later) == (15.0, 15.0)
    assert (rules.deposit_share, rules.deposit_basis, rules.deposit_release_days) == (0.05, "appraisal", 3.0)
    assert (rules.then, rules.selloff_gap_days, rules.selloff_days) == ("sell_off", 7.0, 60.0)
    assert not rules.selloff_opens_window
    assert rules.buyer_fee == (
        FeeTier(2e6, 0.05),
        FeeTier(1e7, 0.03),
        FeeTier(5e7, 0.02),
        FeeTier(1e8, 0.01),
        FeeTier(None, 0.005),
    )


def test_who_does_not_pay():
    """Since 2017 the deposit is gone; in the hall only what covers the loss, and a creditor may take the lot."""
    site, hall = read("rules", "cn_spc_online_2017"), read("rules", "cn_court_offline_2009")
    assert (site.forfeit, site.bars_defaulter, site.next_bidder, site.creditor_takes_at) == ("all", True, False, None)
    assert (hall.forfeit, hall.bars_defaulter, hall.next_bidder, hall.creditor_takes_at) == (
        "shortfall", True, False, 1.0,
    )  # fmt: skip


def test_relisting_in_the_hall_keeps_to_sixty_days():
    """The longest wait for a session is from a Thursday to the next Tuesday."""
    rules = read("rules", "cn_court_offline_2009")
    sessions = read("places", "town_hall").sessions
    assert sessions == Sessions(("tue", "thu"), 10, sessions.lots, sessions.minutes_per_lot)
    assert rules.gap_days + rules.notice_days_later + 5 <= 60


def test_the_hall_calls_one_lot_after_the_other():
    window = read("rules", "cn_court_offline_2009").window_hours
    assert window * 60 <= read("places", "town_hall").sessions.minutes_per_lot


def test_the_textbook_has_no_friction():
    rules, place = read("rules", "frictionless"), read("places", "frictionless_place")
    assert place == Place()
    assert (rules.reserve, rules.increment, rules.deposit_share, rules.buyer_fee, rules.seller_fee) == (0.0,) * 5
    assert (rules.notice_days, rules.payment_days, rules.rounds, rules.then) == (0.0, 0.0, 1, "return")


def test_a_platform_reaches_further_than_a_hall():
    hall, site = read("places", "town_hall"), read("places", "national_platform")
    assert hall.aware_elsewhere < hall.aware_same_region < site.aware_same_region
    assert hall.aware_elsewhere < site.aware_elsewhere <= site.aware_same_region


def test_a_book_holds_both_halves_of_a_venue():
    book = preset_book("venues", "cn_platform_2017")
    assert book.lines["rules.reserve_share"].source.startswith("art. 10")
    assert book.lines["place.aware_elsewhere"].source.startswith("assumed")


def test_unknown_presets_are_refused():
    with pytest.raises(KeyError, match="unknown kind of preset books; known: rules, places, venues"):
        presets.names("books")
    with pytest.raises(KeyError, match="unknown preset attic among places"):
        presets.text("places", "attic")
