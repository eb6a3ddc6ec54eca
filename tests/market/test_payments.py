"""Who paid whom: payments, parties and welfare agree lot by lot, whatever the rules."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import fields, replace
from datetime import date
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sim.entities.market import Ledger, Row
from sim.entities.payment import Payment
from sim.entities.study import Behaviour, BidderGroup, Creditor, SellerGroup
from sim.entities.units import DAY
from sim.entities.venue import Place, Rules, Venue
from sim.laws import Constant
from sim.measures.parties import PARTIES, TOTAL
from sim.measures.welfare import WELFARE_PER_LOT
from sim.values import PrivateWorth
from tests.market.test_defaults import bidders as one
from tests.market.test_defaults import rules as book_of
from tests.market.test_market import AFTER, BANKS, BOOKS, COSTLY, FATES, GROUPS, HALL, SITE, homes, ledger
from tests.studies import a_lot_group, a_study, an_arm

OWING = st.tuples(
    st.sampled_from([(), BANKS[1:], BANKS, (*BANKS, Creditor("tax"))]),
    st.sampled_from([0.0, 0.05, 3.0]),
)
"""Creditors, and what it costs to hold a lot, as a share of its worth a year."""

LOOKS = {"inspection_cost": 50.0, "inspection_sd": 0.2, "inspection_travel": True}


def columns(rows: Sequence[Row]) -> dict[str, np.ndarray]:
    """Rows as the measures read them."""
    held = {}
    for item in fields(Row):
        values = [getattr(row, item.name) for row in rows]
        text = str(item.type).startswith("str")
        held[item.name] = (
            np.array(["" if value is None else value for value in values])
            if text
            else np.array([np.nan if value is None else value for value in values], dtype=np.float64)
        )
    return held


def gains(row: Row, payments: Sequence[Payment]) -> dict[str, float]:
    """What each party has of a lot by its payments, and by the worth of what it holds in the end."""
    net: dict[str, float] = defaultdict(float)
    for payment in payments:
        net[payment.payer.party] -= payment.amount
        net[payment.payee.party] += payment.amount
    net["buyers"] += row.worth_buyer or 0.0
    return net


def agree(rows: Sequence[Row], payments: Sequence[Payment]) -> None:
    """Payments against parties against welfare, lot by lot."""
    held = columns(rows)
    by_party = {name: party.numerator(held) for name, party in PARTIES.items()}
    by_lot: dict[str, list[Payment]] = defaultdict(list)
    for payment in payments:
        by_lot[payment.lot].append(payment)
    for place, row in enumerate(rows):
        made, scale = by_lot[row.lot], 1e-6 * max(row.worth_common, 1.0)
        net = gains(row, made)
        assert net["escrow"] == pytest.approx(0.0, abs=1e-6 * scale), "what comes in goes out"
        for name in set(PARTIES) - {TOTAL}:
            assert by_party[name][place] == pytest.approx(net[name], abs=scale), name
        assert set(net) <= {*PARTIES, "escrow", "outside"}
        total = sum(by_party[name][place] for name in PARTIES if name != TOTAL)
        spent = row.entry_costs + row.inspection_costs + row.holding_costs + row.admin_costs
        holds = row.worth_buyer if row.hammer is not None else row.kept_at_end
        assert total == pytest.approx(holds - spent, rel=1e-6)
        assert by_party[TOTAL][place] == pytest.approx(total, rel=1e-6)
        assert all(payment.amount > 0.0 for payment in made)
        assert [payment.when for payment in made] == sorted(payment.when for payment in made)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    BOOKS, AFTER, GROUPS, FATES, st.sampled_from([HALL, SITE]), st.sampled_from([0.0, 0.01, 100.0]), OWING,
    st.integers(0, 99),
)  # fmt: skip
def test_the_parties_have_the_welfare_and_payments_add_up(book, after, groups, fates, place, tick, owing, seed):
    """Defaults, creditors, sell-offs, fees, journeys, looks and costs of holding that may eat up everything."""
    groups = {name: replace(group, **fates, inspects="always") for name, group in groups.items()}
    creditors, holding = owing
    if not creditors:
        after = after | {"then": "return", "creditor_takes_at": None}
    arm = an_arm(
        "one",
        groups,
        venue=Venue(replace(place, **COSTLY, **LOOKS), replace(book, **after)),
        sellers={"court": SellerGroup(discount_rate=0.08, holding_cost_share_per_year=holding)},
    )
    study = a_study(
        arm, lots={"homes": homes(creditors=creditors)}, tick=tick, seed=seed, start=date(2016, 1, 4),
        regions={"east": 1.0, "west": 2.0}, behaviour=Behaviour(entry="everyone"),
    )  # fmt: skip
    played_out = ledger(study, "kernel", keep=True)
    agree(played_out.rows, played_out.payments)
    rate = replace(arm, sellers={"court": SellerGroup(holding_cost_share_per_year=holding)})
    rows = ledger(replace(study, arms={"one": rate}), "kernel").rows
    held = columns(rows)
    assert PARTIES[TOTAL].numerator(held) == pytest.approx(WELFARE_PER_LOT.numerator(held), rel=1e-9)


def test_payments_of_a_lot_by_hand():
    """The highest bidder fails and loses its deposit; the next auction sells at 70, of which the creditor gets 60."""
    groups = {
        "able": one(84.0, entry_cost_sd=0.0),
        "also": one(73.5, entry_cost_sd=0.0),
        "broke": one(105.0, entry_cost_sd=0.0, cannot_pay=1.0),
    }
    rules = book_of(buyer_fee=0.05, seller_fee=0.01)
    place = Place(registration_cost=1.0, admin_cost=2.0)
    made = sold_once(groups, rules, place).payments
    assert [(each.payer.name, each.payee.name, each.amount, each.what) for each in made] == [
        ("able-0", "outside", 1.0, "journeys and registration"),
        ("also-0", "outside", 1.0, "journeys and registration"),
        ("broke-0", "outside", 1.0, "journeys and registration"),
        ("venue", "outside", 2.0, "administration"),
        ("broke-0", "escrow", 10.0, "forfeited deposit"),
        ("able-0", "outside", 1.0, "journeys and registration"),
        ("also-0", "outside", 1.0, "journeys and registration"),
        ("venue", "outside", 2.0, "administration"),
        ("able-0", "escrow", pytest.approx(70.0), "price"),
        ("able-0", "venue", pytest.approx(3.5), "buyer's fee"),
        ("escrow", "venue", pytest.approx(0.7), "seller's fee"),
        ("escrow", "creditor", pytest.approx(60.0), "distribution"),
        ("escrow", "debtor", pytest.approx(19.3), "distribution"),
    ]
    assert made[4].when == made[3].when + 10 * DAY
    assert {each.payer.party for each in made[:5]} == {"buyers", "other_bidders", "venue"}


def test_a_buyer_may_have_failed_before():
    """Not kept out, it finds the money in the end: what it lost is its own loss, not that of other bidders."""
    made = sold_once({"lucky": one(90.0, cannot_pay=0.5)}, book_of(bars_defaulter=False, reauctions=9), count=30)
    agree(made.rows, made.payments)
    late = [row for row in made.rows if row.hammer is not None and row.defaults]
    assert len(late) > 5
    for row in late:
        assert row.buyer_forfeited == row.forfeited == 10.0 * row.defaults


def test_a_lot_that_nobody_wants_costs_its_creditor_and_without_one_its_owner():
    """Ten times its worth to hold for a year, kept at half of 60: the rest is advanced."""
    seller = SellerGroup(holding_cost_share_per_year=10.0)
    for creditors, bears in (((Creditor("bank"),), "bank"), ((), "debtor")):
        made = sold_once({}, book_of(), seller=seller, creditors=creditors)
        agree(made.rows, made.payments)
        kept, held, advanced = made.payments
        assert (kept.amount, kept.what, advanced.what, advanced.payer.name) == (
            30.0, "keep value", "costs advanced", bears,
        )  # fmt: skip
        assert advanced.amount == pytest.approx(held.amount - 30.0)


def sold_once(
    groups: Mapping[str, BidderGroup],
    rules: Rules,
    place: Place | None = None,
    seller: SellerGroup | None = None,
    **lots: Any,
) -> Ledger:
    """What is left of one replication of lots that are worth 60 and kept at half of it."""
    group = a_lot_group(**({"worth": PrivateWorth(Constant(60.0)), "count": 1, "keep_value": 0.5} | lots))
    arm = an_arm("one", groups, venue=Venue(place or Place(), rules), sellers={"court": seller or SellerGroup()})
    return ledger(a_study(arm, lots={"homes": group}, behaviour=Behaviour(entry="everyone")), keep=True)
