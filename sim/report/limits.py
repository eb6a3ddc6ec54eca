"""What a study leaves out, in the words of the report. Each issue that removes a limit removes its sentence."""

from __future__ import annotations

from sim.report.setting import Setting
from sim.report.tongue import ENGLISH, Tongue, message


def limits(setting: Setting, tongue: Tongue = ENGLISH) -> tuple[str, ...]:
    """One sentence or two a limit, those that concern this study.

    Parameters
    ----------
    setting : Setting
        Where it knows nothing, only what holds for every study is said.
    tongue : Tongue
    """
    told = (
        knowledge(setting, tongue),
        *map(tongue.say, (rounds(setting), participation(setting), payment(setting), COLLUSION, assumed(setting))),
    )
    return tuple(sentence for sentence in told if sentence)


COLLUSION = message("Nobody colludes.")


def payment(setting: Setting) -> str:
    """Whether winners pay."""
    if not setting.defaults:
        return message(
            "Nobody defaults: funds for a bid are put aside when it is made, and every winner pays, on the last day "
            "allowed."
        )
    return message(
        "Buyers who default do so on the last day allowed, for want of money at a stated rate or because they have "
        "learnt that the lot is worth less to them than paying costs. Bids reckon with the right to walk away where "
        "worths are seen through noise, not with want of money, with a second auction of the lot or with a turn as "
        "next bidder."
    )


def participation(setting: Setting) -> str:
    """What it costs to come; empty where nothing is known of it."""
    if setting.known and setting.costly:
        return message(
            "Who comes for several lots pays for each of them, and what was spent on coming is not taken from the "
            "funds for bids. Bidders know how many rivals to expect, not how many have come."
        )
    return message(
        "Taking part costs nothing: there are no costs of travel, registration or inspection, so everybody takes "
        "part who hears of a lot, would pay its start price and can put up the deposit."
    )


def knowledge(setting: Setting, tongue: Tongue = ENGLISH) -> str:
    """What bidders know: their worth, or what they have looked at; empty where nothing is known of it."""
    if not setting.known:
        return ""
    if setting.exact:
        return tongue.say(
            "Bidders know their own worth, so nothing here says what a better description of the lots would do."
        )
    looks = (
        (setting.own_look, message("a look of their own")),
        (setting.second_look, message("in some arms a second look")),
        (setting.appraised, message("the appraisal")),
        (setting.steps, message("the steps that a venue publishes")),
    )
    given = (
        (not setting.inspected, message("nobody pays for an inspection to see more")),
        (not setting.defects, message("there are no hidden defects")),
    )
    seen, rest = ([tongue.say(said) for there, said in some if there] for some in (looks, given))
    who = tongue.say(
        "Some bidders know their own worth, the others have {looks}."
        if setting.insiders
        else "Bidders do not know their worth; they have {looks}.",
        looks=tongue.listed(seen) or tongue.say("nothing to look at"),
    )
    told = tongue.say(
        "How much a look tells is given: {rest}." if rest else "How much a look tells is given.",
        rest=tongue.say("; ").join(rest),
    )
    return tongue.sentences([who, told])


def rounds(setting: Setting) -> str:
    """That nobody waits for a cheaper round; empty where there is one round only."""
    if setting.known and not setting.rounds:
        return ""
    if setting.known and setting.waits:
        return message(
            "The same bidders come back to every round. Who plays equilibrium may wait for a later, cheaper one; "
            "whether to come at all, where that costs something, is decided as if each round were the last."
        )
    return message(
        "Bids are made as if each round were the last. Waiting for a later, cheaper round is not modelled: "
        "bidders come back to every round and never hold out for the next cut."
    )


def assumed(setting: Setting) -> str:
    """What the scenario states and the intervals do not cover."""
    if setting.exact or not setting.known:
        return message(
            "How many bidders there are, whom a venue reaches and how tastes are spread is stated in the scenario. The "
            "intervals show chance in the draws, not doubt about these numbers."
        )
    return message(
        "How many bidders there are, how well they see, whom a venue reaches and how tastes are spread is stated in "
        "the scenario. The intervals show chance in the draws, not doubt about these numbers."
    )
