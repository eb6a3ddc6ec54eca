"""What a study leaves out depends on the study."""

from __future__ import annotations

from sim.report import limits
from sim.report.setting import Setting

PRIVATE = {"worth": {"model": "private"}, "appraisal": None, "disclosure_steps": [0.4]}
SHARED = {"worth": {"model": "lognormal"}, "appraisal": {"sd": 0.1}, "disclosure_steps": [0.4]}
KNOWS = "Bidders know their own worth, so nothing here says what a better description of the lots would do."


def told(lots, signal_sd=0.2, dealers=0.1, rules=None, **place) -> str:
    arms = {"one": {"rules": {"rounds": 1, "then": "return"} | (rules or {}), "place": {"disclosure_level": 0} | place}}
    groups = {"dealers": {"signal_sd": dealers}, "crowd": {"signal_sd": signal_sd}}
    return "\n".join(limits(Setting({"lots": {"a": lots}, "bidders": groups, "arms": arms})))


def test_bidders_who_know_their_worth():
    for text in (told(PRIVATE), told(SHARED, signal_sd=0, dealers=0)):
        assert text.startswith(KNOWS)
        assert "how well they see" not in text
    assert KNOWS not in told(SHARED)
    assert KNOWS not in told(SHARED, signal_sd=None)


def test_noisy_looks_say_what_is_seen():
    assert "worth; they have a look of their own and the appraisal." in told(SHARED)
    assert "have a look of their own, the appraisal and the steps that a venue publishes." in told(
        SHARED, disclosure_level="all"
    )
    assert "they have a look of their own." in told(SHARED | {"appraisal": None})
    assert "own, in some arms a second look and the appraisal." in told(SHARED, own_look_sd=0.1)
    bare = SHARED | {"disclosure_steps": [], "appraisal": None}
    assert "they have a look of their own." in told(bare, disclosure_level=2)
    assert "they have nothing to look at." in told(bare, signal_sd=None, dealers=None)
    assert "Some bidders know their own worth, the others have a look of their own." in told(bare, dealers=0)
    assert "How many bidders there are, how well they see, whom a venue reaches" in told(SHARED)


def test_waiting_for_a_cheaper_round_needs_a_second_round():
    assert "cheaper round" not in told(PRIVATE)
    assert "cheaper round is not modelled" in told(PRIVATE, rules={"rounds": 2})
    assert "cheaper round is not modelled" in told(PRIVATE, rules={"then": "sell_off"})


def test_without_a_scenario_only_what_always_holds_is_said():
    text = "\n".join(limits(Setting({})))
    assert "know" not in text
    assert "Nobody defaults" in text
    assert "cheaper round" in text


def test_who_may_default():
    assert "Nobody defaults" in told(SHARED)
    for key in ("cannot_pay", "learns_before_paying"):
        groups = {"dealers": {"signal_sd": 0.2, key: 0.1}}
        text = "\n".join(limits(Setting({"lots": {"a": SHARED}, "bidders": groups, "arms": {}})))
        assert "Nobody defaults" not in text
        assert "Buyers who default do so on the last day allowed" in text


def test_what_coming_costs():
    free = "Taking part costs nothing"
    assert free in told(SHARED)
    for costs in ({"travel_cost_elsewhere": 50}, {"registration_cost": 10}, {"inspection_sd": 0.1}):
        assert free not in told(SHARED, **costs)
        assert "Who comes for several lots pays for each of them" in told(SHARED, **costs)


def test_what_is_hidden_and_what_is_looked_for():
    both = "is given: nobody pays for an inspection to see more; there are no hidden defects."
    assert both in told(SHARED)
    assert "is given: there are no hidden defects." in told(SHARED, inspection_sd=0.1)
    flawed = SHARED | {"defect": {"probability": 0.1, "loss_share": 0.2}}
    assert "is given: nobody pays for an inspection to see more." in told(flawed)
    assert "How much a look tells is given." in told(flawed, inspection_sd=0.1)


def test_who_looks_ahead_may_wait():
    arms = {"one": {"rules": {"rounds": 2, "then": "return"}, "place": {}}}
    plain = {"lots": {"a": SHARED}, "arms": arms, "bidders": {"all": {"strategy": "equilibrium"}}}
    texts = {
        foresight: "\n".join(limits(Setting(plain | {"behaviour": {"foresight": foresight}})))
        for foresight in ("strategic", "myopic")
    }
    assert "may wait for a later, cheaper one" in texts["strategic"]
    assert "Waiting for a later, cheaper round is not modelled" in texts["myopic"]
    naive = plain | {"bidders": {"all": {"strategy": "truthful"}}, "behaviour": {"foresight": "strategic"}}
    assert "is not modelled" in "\n".join(limits(Setting(naive)))
