"""README.txt of a results folder: every file and every column in a sentence."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from textwrap import fill

from sim import measures
from sim.entities.study import Study
from sim.experiment import choosing, decompose, gains, observed, ranges, rounds, sweep, tables, verdicts
from sim.experiment.columns import KINDS
from sim.measures.parties import PARTIES

FILES: Mapping[str, tuple[str, str]] = {
    "report.html": ("", "The results on a page: the answer, the table, the figures, how it was computed."),
    "report.en.html": ("", "The same page in English."),
    "report.zh.html": ("", "The same page in Chinese."),
    "figures": ("", "The figures of the page; NAME.LANGUAGE.svg and .png are those of a page in a further language."),
    "manifest.json": ("", "Seed, versions, hashes, the command that makes this folder again, how bids were found."),
    "scenario.resolved.yaml": ("", "The scenario with presets and defaults written out; it runs alone."),
    "runs.csv": ("RUNS", "A line an arm, replication, measure and group."),
    "summary.csv": ("SUMMARY", "A line an arm, measure and group: mean over replications."),
    "contrasts.csv": ("CONTRASTS", "A line a pair of arms, measure and group: the paired difference."),
    "transitions.csv": ("TRANSITIONS", "A line a pair of arms and group: what became of the same lots."),
    "who_gains.csv": ("WHO_GAINS", "A line a pair of arms, group and party: what the party has per lot."),
    "rounds.csv": ("ROUNDS", "A line an arm, group and round: what became of the lots that were called in it."),
    "differences_in_rules.csv": ("DIFFERENCES", "A line a key of place or rules on which two arms differ."),
    "points.csv": ("POINTS", "A line a point and uncertain path: the values that were tried."),
    "ranges.csv": ("RANGES", "A line a point and estimate: levels, and differences where a baseline is named."),
    "sensitivity.csv": ("SENSITIVITY", "A line a difference and uncertain path: how far that path alone moves it."),
    "decomposition.csv": ("DECOMPOSITION", "A line a measure, group, lever and part of the gap between two arms."),
    "interactions.csv": ("INTERACTIONS", "A line a measure, group and pair of levers: what they do only together."),
    "choice.csv": ("CHOICE", "A line an arm among which the best was looked for; then the same by group."),
    "sweep_points.csv": ("SWEEP_POINTS", "A line a cell and policy, then a line a point and condition: their values."),
    "sweep.csv": ("SWEEP", "A line a cell, point and estimate: levels, and differences where a baseline is named."),
    "sweep_sensitivity.csv": (
        "SWEEP_SENSITIVITY",
        "A line a cell, level or difference and condition: how far that condition alone moves it.",
    ),
    "optimum.csv": ("OPTIMUM", "A line a point, arm and policy, the others given: which value is the best."),
    "box.csv": ("BOX", "A line a cell, pair of arms and condition: where the arm loses to its baseline."),
    "lots.csv": ("lots", "A line an arm, replication and lot: how its life ended."),
    "bidders.csv": ("bidders", "A line an arm, replication, lot, auction and bidder who was aware of it."),
    "bids.csv": ("bids", "A line a bid, refused ones included."),
    "ledger.csv": ("ledger", "A line a payment about a lot; returned deposits are none."),
    "observed/lots.csv": ("OBSERVED_LOTS", "A line a listing, as the venue published it."),
    "observed/bids.csv": ("OBSERVED_BIDS", "A line for each bid that the board showed."),
}

OTHER_PAGES = {"report.en.html": "en", "report.zh.html": "zh"}
"""Pages in a further language."""

COLUMNS: Mapping[str, str] = {
    "arm": "The arm; its label is in manifest.json.",
    "baseline": "What the arm is held against.",
    "replication": "Number of the draw of nature, from 0; all arms are played on the same draws.",
    "measure": "Name of the measure; defined below.",
    "group": "In lots.csv the lot group. Elsewhere which lots: empty for all, class=home for those of a class.",
    "unit": "Unit of the measure; in differences_in_rules.csv of the key.",
    "value": "The measure in this replication.",
    "mean": "Mean over the replications that have a value.",
    "sd": "Standard deviation over those replications.",
    "ci_low": "Lower end of the 95 % interval (Student's t over replications).",
    "ci_high": "Upper end of it.",
    "n": "Replications (pairs) that have a value; in a contrast a pair with an empty cell is dropped.",
    "difference": "Mean of arm less baseline, pair by pair; in choice.csv less the arm chosen, or leading.",
    "range_low": "Least value over the points of what is uncertain, and the study itself; empty if nothing is.",
    "range_high": "Greatest of them.",
    "from": "The arm at which levers are switched.",
    "to": "The arm that they lead to.",
    "participation": "total: who comes is found anew; direct: those come who come to the arm at the start.",
    "lever": "What is switched; empty in the line of the whole gap.",
    "other_lever": "The other lever of the pair.",
    "keys": "The keys of place, rules, bidders or sellers that it switches; empty if the arms do not differ there.",
    "part": "whole: the gap; alone: the lever alone; last: all others being switched; share: its Shapley share; "
    "last_less_alone: the difference of these two, in pairs.",
    "effect": "Mean effect over replications; the shares add up to the whole.",
    "order_error": "Standard error of a share because only some orders are played; 0 where all are.",
    "lots_share": "On which share of the lots: prices are those of lots that sell in every combination, else 1.",
    "level": "Mean of the measure in the `from` arm on these lots and replications; with the whole, that of the other.",
    "point": "Number of a combination of uncertain values, from 1.",
    "path": "What is uncertain, as the scenario writes it; `*` is any name.",
    "refused": "Why there is no equilibrium at the point; empty if it was played.",
    "low": "Lowest value of the path.",
    "high": "Highest value.",
    "change": "How far the difference moves from low to high, other paths at their means: least squares over points.",
    "relative": "The difference as a share of the absolute value of the baseline's mean.",
    "relative_low": "Lower end of its 95 % interval (Fieller 1954); empty if the baseline's mean may be 0.",
    "relative_high": "Upper end of it.",
    "p": "p-value of no difference, by the paired t-test, each row by itself.",
    "p_adjusted": "The same corrected for all rows of the table (Holm 1979); a group that is all lots counts once.",
    "needs": "How many replications the interval needs to be trusted; empty where they were all the same.",
    "better_by_at_most": "If the arm is the best, by how much at most it is better than the one chosen, or leading.",
    "eliminated_at": "After how many replications the arm was shown not to be the best; empty if it may be.",
    "chosen": "1 if the arm was chosen, else 0.",
    "probability": "That the arm chosen is the best, or falls short of it by less than `indifference`, at least.",
    "indifference": "The smallest difference that matters.",
    "sold_in_both": "Lots, over all replications, that sold in the arm and in the baseline.",
    "only_here": "Lots that sold in the arm only.",
    "only_there": "Lots that sold in the baseline only.",
    "neither": "Lots that sold in neither.",
    "price_ratio": "Hammer prices in the arm over those in the baseline, on lots sold in both; mean over replications.",
    "price_ratio_low": "Lower end of its 95 % interval.",
    "price_ratio_high": "Upper end of it.",
    "party": "A party to the sales, defined below; all: all of them together.",
    "in_arm": "What the party has per lot in the arm, an unsold lot counting, money; mean over replications.",
    "in_baseline": "What it has in the baseline.",
    "kind": "auction, or sell_off after the last of them.",
    "cell": "Number of a combination of policies, from 1.",
    "given": "The arm's other policies, path=value; a line without a path is about all of them together.",
    "best": "The value with the best mean of those played; all policies together: the cell.",
    "alike": "The values played that may be the best: with 95 % it is among them (paired t-tests, Bonferroni).",
    "optimum": "The best value: where a curve through those played is best, or the best of them.",
    "by": "curve: of the slope of a curve; values: from the neighbours of the values that may be the best.",
    "reaches": "The end of what was tried that its interval reaches: low, high or both; there it has no end.",
    "found": "never (loses at no point), always (at all), box, or none (no limit tells losing points from others).",
    "coverage": "Share of the losing points that lie in the box.",
    "density": "Share of losing points among those in the box.",
    "inside": "Points in the box.",
    "losing": "Points at which the arm loses to its baseline.",
    "surely": "Those of them at which the interval of the difference excludes 0.",
    "points": "Points in all.",
    "chance": "Share of deals by chance of as many losing points in which a box as good is found.",
    "at_most": "Share of such conditions that is not refuted at 95 % where the arm loses at no point.",
    "payer": "Who paid: bidder group and number, a creditor's name, debtor, venue, outside, or escrow, where what a "
    "sale brings comes in and goes out again.",
    "payer_party": "Which party to the sale that is.",
    "payee": "Who was paid.",
    "payee_party": "Which party that is.",
    "what": "In ledger.csv what was paid for; in observed/bids.csv bid, sealed (seen when opened) or let_go (a clock).",
    "opens_day": "Day of the opening.",
    "closes_day": "Day of the scheduled end.",
    "ended_day": "Day of the end.",
    "deposit": "Deposit asked for, money.",
    "winner": "Who the hammer fell to, by the code of observed/bids.csv; empty if the board did not show it.",
    "registered": "How many registered, if the board showed the number.",
    "seen": "How many different bidders the board showed.",
    "standing": "Price that stood after the bid; of a sealed bid, or of who let go, the bidder's own price; money.",
    "holder": "Who held the lot after it.",
    "lots": "Lots that were called in the round, over all replications.",
    "sold": "Those of them that were sold and paid for in it; in observed/lots.csv 1 if the hammer fell, paid or not.",
    "taken": "Those that a creditor took after it.",
    "passed_in": "The others: they went on to the next round, or back.",
    "sold_share": "Share of the lots called in the round that were sold in it: mean over replications.",
    "taken_share": "Share that a creditor took.",
    "passed_in_share": "Share that went on or back.",
    "key": "Path of the key inside the arm.",
    "here": "Its value in the arm.",
    "there": "Its value in the baseline.",
    "channel": "Lever to which the key belongs.",
    "source_here": "Where the value in the arm comes from: the article of a preset, or the file's own source.",
    "source_there": "Where the value in the baseline comes from.",
    "lot": "Name of the lot: group and number.",
    "asset_class": "Asset class.",
    "region": "Where the lot lies.",
    "seller": "Who sells.",
    "state": "sold (in a round), sold_off (in the sell-off), taken (by a creditor) or returned (to the seller).",
    "round": "Round, the sell-off counting as one more; in lots.csv the one in which it sold, 0 if it did not.",
    "last_round": "Round of the last listing, sold or not.",
    "attempts": "Auctions held, the sell-off counting as one, and each that was held again after a default.",
    "attempt": "Which auction of the lot, from 1; above the round once a buyer has not paid.",
    "appraisal": "Appraisal published before the sale, money.",
    "first_start": "Start price of the first round, money.",
    "start": "Start price of the last listing, in observed/lots.csv of this one, money.",
    "first_hammer": "Price at the first hammer, paid or not, money; empty if no hammer fell.",
    "hammer": "Price of the sale that was paid for, in observed/lots.csv at the hammer, money; empty without one.",
    "buyer_fee": "Fee on top of the hammer price, money.",
    "seller_fee": "Fee taken from the hammer price, money.",
    "buyer_paid": "Hammer price and buyer's fee, money.",
    "defaults": "Buyers who did not pay.",
    "forfeited": "What they lost of their deposits, money; the seller has it.",
    "buyer_forfeited": "Of that, what the later buyer lost itself, money; 0 if nobody bought.",
    "buyer_costs": "What the buyer spent on coming and looking over all rounds, money; 0 if nobody bought.",
    "seller_net": "Hammer price less seller's fee, and what was forfeited, money.",
    "holding_costs": "The seller's costs of holding the lot from its arrival to its end, money.",
    "admin_costs": "The venue's costs of all auctions held, money.",
    "kept_value": "Keep value of a lot that did not sell, discounted to the arrival, money.",
    "kept_at_end": "The same when the lot's life ended, not discounted, money.",
    "present_value": "What the seller got or keeps, forfeits included, less holding costs, discounted, money.",
    "owed": "What is owed to all creditors, money; the same in every arm.",
    "owed_first": "What is owed to the first of them, money.",
    "taken_by": "The creditor that took the lot.",
    "taken_at": "What that counted for, money.",
    "worth_common": "What the lot is worth to a typical buyer, less a defect; money, the same in every arm.",
    "worth_market": "Market value: the common worth and the wedge to what it would bring in an ordinary sale, money.",
    "worth_public": "What public news alone say of it, money (the median where news are in logs); empty if nothing.",
    "worth_best": "Highest worth among the interested, or the keep value, money.",
    "worth_buyer": "Worth to the buyer, money.",
    "buyer_estimate": "What the buyer expected of its worth before winning taught anything, net of margin, money.",
    "buyer_limit": "The most the buyer would have bid, as a hammer price, money; empty if it played a script.",
    "buyer_break_even": "The same of one with its signal who allows for what winning teaches; empty if not known.",
    "defect": "1 if the lot has the hidden flaw of its group, else 0; empty if the group has none.",
    "buyer": "Who bought: bidder group and number.",
    "buyer_group": "The buyer's group.",
    "insider": "1 if the buyer is of a group with signal_sd 0, who know the worth beforehand, else 0.",
    "outsider": "1 if the buyer lives elsewhere than where the lot lies, else 0.",
    "interested": "Bidders who may ever want the lot.",
    "aware": "Those who heard of it in any round.",
    "came_once": "Those who came to at least one round.",
    "came": "In lots.csv those who bore the costs of coming, summed over rounds; in bidders.csv 1 if the bidder did.",
    "believed": "How many bidders believed would come, summed over all rounds; empty where all come who hear of it.",
    "inspected": "In lots.csv those who bought the closer look; in bidders.csv 1 if the bidder had by then, else 0.",
    "entry_costs": "What all who came spent on journeys and registration, money.",
    "inspection_costs": "What all who looked closer spent on it, money.",
    "estimates": "Estimates by those who came, counted anew in every round.",
    "squared_errors": "Sum over them of the squared log of estimate over worth.",
    "estimates_best": "Estimates by those of the groups with the most precise own looks.",
    "squared_errors_best": "Sum over them of the squared log of estimate over worth.",
    "estimates_worst": "Estimates by those of the groups with the least precise own looks.",
    "squared_errors_worst": "Sum over them of the squared log of estimate over worth.",
    "entered": "In lots.csv those who registered in at least one round; in bidders.csv 1 if the bidder did, else 0.",
    "bid": "Those who sent at least one accepted bid.",
    "bids": "Accepted bids; in lots.csv over all rounds, in observed/lots.csv those that the board showed.",
    "extension_s": "How long soft closes prolonged all rounds together, seconds.",
    "listed_day": "Day of the first notice, counted from the start of the study.",
    "hammer_day": "Day of the hammer.",
    "cash_day": "Day on which the money was there.",
    "bidder": "Who: bidder group and number; in observed/bids.csv a number within the auction, or, where the board "
    "shows who bids, a code that is the same in all auctions.",
    "bidder_group": "The bidder's group.",
    "home": "1 if the bidder lives where the lot lies, else 0.",
    "signal": "What the bidder went by, before its margin, in the unit of the worth model; empty if it did not come.",
    "estimate": "What it expected of its worth before winning taught anything, net of margin, money.",
    "worth": "Worth to the bidder net of margin, money.",
    "limit": "The most it would bid, money; empty if it did not come, would not bid or plays a written script.",
    "highest_bid": "The bidder's highest accepted bid, money.",
    "won": "1 if the hammer fell to the bidder, else 0.",
    "move": "Number of the bid within the round, from 1.",
    "day": "When, in days from the start of the study.",
    "second": "When, in seconds from the opening of the auction.",
    "amount": "The bid, money; in a clock auction the price at which the bidder let go; in ledger.csv what was paid.",
    "reason": "accepted, or why it was refused: below_ask, late, early, lost, holder.",
}

TABLES_OF = (tables, ranges, gains, rounds, observed, decompose, choosing, sweep, verdicts)
"""Modules that hold the columns of a table under its name."""


def header(name: str) -> Sequence[str]:
    """The columns of a table."""
    if name in KINDS:
        return "arm", *KINDS[name]
    return next(tuple(getattr(module, name)) for module in TABLES_OF if hasattr(module, name))


def text(study: Study) -> str:
    """The page for the results of a study."""
    return "\n".join(_paragraphs(study)) + "\n"


def _paragraphs(study: Study) -> Iterator[str]:
    yield from (study.title, "=" * len(study.title), "")
    yield fill(
        f"Money is in {study.currency or 'the unit of the scenario'}. Shares lie in [0, 1]. An empty field is absent. "
        "Numbers have 12 significant digits. Equal scenario, program and versions make equal files."
    )
    for name, (columns, what) in FILES.items():
        if columns in ("bids", "bidders", "ledger") and columns not in study.tables:
            continue
        if hasattr(observed, columns) and not (study.observed and ("lots" in name or "bids" in study.tables)):
            continue
        if hasattr(ranges, columns) and not (study.uncertain and study.ranges.points):
            continue
        if hasattr(decompose, columns) and study.decompose is None:
            continue
        if name in OTHER_PAGES and OTHER_PAGES[name] not in study.language[1:]:
            continue
        if hasattr(choosing, columns) and study.choose is None:
            continue
        if (hasattr(sweep, columns) or hasattr(verdicts, columns)) and not sweep.writes(study.sweep, columns):
            continue
        yield from ("", f"{name}: {what}")
        for column in header(columns) if columns else ():
            yield fill(f"{column}: {COLUMNS[column]}", 110, initial_indent="    ", subsequent_indent="        ")
    yield from ("", "Measures")
    for name in study.measures:
        quantity = measures.find(name)
        line = f"{name} ({quantity.measure.unit}): {quantity.definition}"
        yield fill(line, 110, initial_indent="    ", subsequent_indent="        ")
    yield from ("", "Parties")
    for name, party in PARTIES.items():
        yield fill(f"{name}: {party.definition}", 110, initial_indent="    ", subsequent_indent="        ")
