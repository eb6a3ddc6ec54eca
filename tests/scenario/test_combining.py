"""Levers between two arms: what they hold, what lies between, and what is refused."""

from __future__ import annotations

import pytest

from sim.errors import ScenarioError
from sim.scenario.combining import CHANNELS, OTHER, TOGETHER, between, differing, levers_of
from tests.scenario.helpers import said, small

ASK = "\ndecompose: {from: hall, to: site, channels: [reach, fees, insiders]}\n"
OWN = "\ndecompose: {{from: hall, to: site, channels: {{{}}}}}\n"


def test_levers_hold_what_differs_and_other_holds_the_rest():
    study = small(add=ASK).study
    levers = levers_of(study)
    assert list(levers.paths) == ["reach", "fees", "insiders", OTHER]
    assert levers.paths["fees"] == ("rules.buyer_fee",)
    assert levers.paths["insiders"] == ()
    held = [path for paths in levers.paths.values() for path in paths]
    assert sorted(held) == sorted(differing(study.arms["hall"], study.arms["site"]))
    assert all(CHANNELS[path] not in ("reach", "fees") for path in levers.paths[OTHER])


def test_all_levers_lead_from_one_arm_to_the_other():
    study = small(add=ASK).study
    levers = levers_of(study)
    assert levers.at(()) == study.arms["hall"]
    there = levers.at(levers.paths)
    assert (there.venue, there.bidders, there.sellers) == (
        study.arms["site"].venue,
        study.arms["site"].bidders,
        study.arms["site"].sellers,
    )
    some = levers.at(("fees",)).venue
    assert some.rules.buyer_fee == study.arms["site"].venue.rules.buyer_fee
    assert some.place == study.arms["hall"].venue.place


def test_what_is_between_is_read_as_a_file():
    study = small(add=ASK).study
    levers = levers_of(study)
    for switched in ((), ("reach",), tuple(levers.paths)):
        (arm,) = between(study, levers, switched).arms.values()
        assert arm.venue == levers.at(switched).venue
        assert arm.bidders == levers.at(switched).bidders


def test_levers_of_ones_own_and_changes_of_bidders_and_sellers():
    own = OWN.format("crowd: [bidders.dealers.count], money: [rules.buyer_fee, sellers.court.discount_rate]")
    changes = ("arms.site.bidders.dealers.count=20", "arms.site.sellers.court.discount_rate=0.1")
    study = small(*changes, add=own).study
    levers = levers_of(study)
    assert levers.paths["crowd"] == ("bidders.dealers.count",)
    assert levers.paths["money"] == ("rules.buyer_fee", "sellers.court.discount_rate")
    (arm,) = between(study, levers, ("crowd", "money")).arms.values()
    assert (arm.bidders["dealers"].count, arm.sellers["court"].discount_rate) == (20, 0.1)
    assert arm.venue.rules.buyer_fee == 0.0


def test_without_anything_else_there_is_no_other():
    study = small("arms.twin={like: hall, rules: {payment_days: 3}}", add=(
        "\ndecompose: {from: hall, to: twin, channels: [default]}\n")).study  # fmt: skip
    assert list(levers_of(study).paths) == ["default"]


def test_a_combination_that_is_no_rule_book_is_named():
    """A clock may rise without steps; a hall in which bids are called out may not."""
    own = OWN.format("format: [rules.format], step: [rules.increment_share]")
    study = small("arms.site.rules.format=clock", "arms.site.rules.increment_share=0", add=own).study
    levers = levers_of(study)
    between(study, levers, ("format",))
    with pytest.raises(ScenarioError, match=r"^decompose: hall with step of site is no rule book: arms.hall.rules"):
        between(study, levers, ("step",))


def test_a_study_that_asks_for_nothing():
    with pytest.raises(ScenarioError, match="has no block `decompose`"):
        levers_of(small().study)


WRONG = {
    "{from: hal, to: site, channels: [reach]}": "decompose.from: there is no arm hal; did you mean hall?",
    "{from: hall, to: hall, channels: [reach]}": "decompose.to: is the arm it starts from, hall",
    "{from: hall, to: site, channels: [raech]}": "there is no channel raech; did you mean reach?",
    "{from: hall, to: site, channels: [buyer_fee]}": (
        "buyer_fee is a key of the channel fees; write that, or levers of your own: "
        "channels: {buyer_fee: [rules.buyer_fee]}"
    ),
    "{from: hall, to: site, channels: [place.sessions]}": "place.sessions is a key of the channel calendar",
    "{from: hall, to: site, channels: [fees, fees]}": "decompose.channels: names a channel twice",
    "{from: hall, to: site, channels: [fees], measures: [price_to_worth, price_to_worth]}": (
        "decompose.measures: names a measure twice"
    ),
    "{from: hall, to: site, channels: [fees], measures: [prise]}": "unknown measure prise",
    "{from: hall, to: site, channels: {a: [rules.cut_shar]}}": (
        "an arm has no rules.cut_shar; did you mean rules.cut_share?"
    ),
    "{from: hall, to: site, channels: {a: [rules.cut_share], b: [rules.cut_share]}}": (
        "rules.cut_share belongs to a already"
    ),
    "{from: hall, to: site, channels: {a: [rules.cut_share], b: [rules.rounds]}}": (
        "rules.rounds is in b and rules.cut_share in a, but the cut is taken from round to round: "
        "put both into one lever"
    ),
}


@pytest.mark.parametrize("written", WRONG)
def test_what_is_refused(written):
    (message,) = said(add=f"\ndecompose: {written}\n")
    assert message.startswith("t.yaml:11:")
    assert WRONG[written] in message


def test_keys_that_belong_together_exist():
    assert {path for keys in TOGETHER for path in keys} <= set(CHANNELS)


def test_where_participation_is_held_fixed_who_may_come_is_not_switched():
    study = small(add=ASK).study
    levers = levers_of(study)
    assert levers.at(("reach",), frozen=True) == study.arms["hall"]
    assert levers.at(("fees",), frozen=True) == levers.at(("fees",))
    frozen = between(study, levers, ("reach", "fees"), frozen=True)
    assert frozen.frozen == study.arms["hall"]
    assert between(study, levers, ("reach", "fees")).frozen is None
    (arm,) = frozen.arms.values()
    assert arm.venue.place.aware_elsewhere == study.arms["hall"].venue.place.aware_elsewhere
    assert arm.venue.rules.buyer_fee == study.arms["site"].venue.rules.buyer_fee
