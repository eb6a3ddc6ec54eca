"""How each measure is spoken of: the clauses that sentences begin with."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Phrase:
    """How one measure is spoken of.

    Attributes
    ----------
    label : str
        Noun, as in tables and figures.
    more, less : str
        Clause that opens a sentence when the measure rises or falls.
    many : bool
        Whether the noun is a plural: bids rise, the price rises.
    """

    label: str
    more: str
    less: str
    many: bool = False


PHRASES: dict[str, Phrase] = {
    "sell_through": Phrase("sell-through", "Lots sold more often", "Lots sold less often"),
    "listing_success": Phrase(
        "success per listing", "A listing succeeded more often", "A listing succeeded less often"
    ),
    "first_round_share": Phrase(
        "share sold in the first round", "More lots sold in the first round", "Fewer lots sold in the first round"
    ),
    "default_share": Phrase(
        "share of sales not paid for", "Buyers failed to pay more often", "Buyers failed to pay less often"
    ),
    "revenue_per_lot": Phrase("revenue per lot", "A lot brought in more", "A lot brought in less"),
    "price_if_sold": Phrase("price if sold", "Lots sold in both went for more", "Lots sold in both went for less"),
    "price_to_worth": Phrase(
        "price to common worth",
        "Lots sold in both fetched more of their common worth",
        "Lots sold in both fetched less of their common worth",
    ),
    "price_to_market": Phrase(
        "price to market value",
        "Lots sold in both fetched more of their market value",
        "Lots sold in both fetched less of their market value",
    ),
    "price_to_appraisal": Phrase(
        "price to appraisal",
        "Lots sold in both fetched more of their appraisal",
        "Lots sold in both fetched less of their appraisal",
    ),
    "premium_over_start": Phrase(
        "premium over the start price", "Bidding went further above the start", "Bidding ended nearer to the start"
    ),
    "price_at_hammer": Phrase("price at the first hammer", "The hammer fell higher", "The hammer fell lower"),
    "fire_sale_share": Phrase(
        "share of sales under half of worth", "More lots went for a song", "Fewer lots went for a song"
    ),
    "net_proceeds_share": Phrase(
        "net proceeds to common worth",
        "Sellers ended with more of what the lots are worth",
        "Sellers ended with less of what the lots are worth",
        many=True,
    ),
    "net_proceeds_per_lot": Phrase(
        "net proceeds per lot", "A lot left the seller more", "A lot left the seller less", many=True
    ),
    "time_to_cash_days": Phrase("time to cash", "The money took longer to come", "The money came sooner"),
    "cash_within_180_days": Phrase(
        "share of lots paid within 180 days",
        "The money came within 180 days more often",
        "The money came within 180 days less often",
    ),
    "commission_per_lot": Phrase(
        "commission per lot", "The venue took more commission", "The venue took less commission"
    ),
    "admin_cost_per_lot": Phrase(
        "cost of auctions per lot", "The venue spent more on its auctions", "The venue spent less on its auctions"
    ),
    "creditor_recovery": Phrase("share of debts recovered", "Creditors recovered more", "Creditors recovered less"),
    "first_creditor_recovery": Phrase(
        "share of the first debt recovered", "The first creditor recovered more", "The first creditor recovered less"
    ),
    "loss_given_default": Phrase(
        "share of debts lost", "Creditors lost more of their claims", "Creditors lost less of their claims"
    ),
    "debtor_surplus": Phrase("what is left for the debtor", "More was left for debtors", "Less was left for debtors"),
    "bidders_aware": Phrase(
        "bidders who heard of a lot", "Word reached more bidders", "Word reached fewer bidders", many=True
    ),
    "bidders_came": Phrase(
        "visits per lot, every round counted", "Bidders came more often", "Bidders came less often", many=True
    ),
    "inspections_per_lot": Phrase(
        "closer looks per lot", "More bidders looked closer", "Fewer bidders looked closer", many=True
    ),
    "bidders_cost_per_lot": Phrase(
        "what bidders spent per lot",
        "Bidders spent more on coming and looking",
        "Bidders spent less on coming and looking",
    ),
    "loser_cost_per_lot": Phrase(
        "costs of those who did not buy, per lot",
        "Those who did not buy spent more",
        "Those who did not buy spent less",
    ),
    "bidders_entered": Phrase(
        "bidders registered per lot", "More bidders registered", "Fewer bidders registered", many=True
    ),
    "bidders_per_sale": Phrase("bidders per sale", "More bid for a lot sold", "Fewer bid for a lot sold", many=True),
    "outsider_share": Phrase(
        "share of lots bought from elsewhere",
        "More of the lots went to buyers from elsewhere",
        "Fewer of the lots went to buyers from elsewhere",
    ),
    "bids_per_lot": Phrase("bids per lot", "More bids were made", "Fewer bids were made", many=True),
    "extension_minutes": Phrase(
        "extension by late bids", "Late bids prolonged the auctions more", "Late bids prolonged the auctions less"
    ),
    "buyer_profit": Phrase("buyer's profit per sale", "Buyers gained more on a sale", "Buyers gained less on a sale"),
    "buyer_loss_share": Phrase(
        "share of buyers who paid above their worth",
        "More buyers paid above their own worth",
        "Fewer buyers paid above their own worth",
    ),
    "surplus_per_bidder": Phrase("surplus per bidder", "Bidders gained more", "Bidders gained less"),
    "welfare_per_lot": Phrase(
        "welfare per lot", "Lots ended with those who value them more", "Lots ended with those who value them less"
    ),
    "welfare_share": Phrase(
        "share of best worth realised", "More of the best worth was realised", "Less of the best worth was realised"
    ),
    "right_winner_share": Phrase(
        "share of lots to the highest worth",
        "The bidder of highest worth won more often",
        "The bidder of highest worth won less often",
    ),
    "price_error": Phrase(
        "distance of price and common worth", "Prices lay further from the worth", "Prices lay nearer to the worth"
    ),
    "price_informativeness": Phrase(
        "share of the unknown worth told by prices", "Prices told more of the worth", "Prices told less of the worth"
    ),
    "overestimate": Phrase(
        "buyer's estimate over its worth, in logs",
        "Buyers had expected more of what they got",
        "Buyers had expected less of what they got",
    ),
    "estimate_error": Phrase(
        "error of estimates, in logs", "Bidders knew less of their worths", "Bidders knew more of their worths"
    ),
    "information_gap": Phrase(
        "gap between errors of the least and the best informed",
        "The least informed were further behind the best",
        "The least informed were nearer to the best",
    ),
    "curse_gap": Phrase(
        "limit above what winning teaches, to common worth",
        "Buyers went further beyond what winning teaches",
        "Buyers went less far beyond what winning teaches",
    ),
    "insider_share": Phrase(
        "share of lots bought by insiders", "Insiders bought more of the lots", "Insiders bought fewer of the lots"
    ),
    "insider_gain": Phrase("insiders' gain per lot", "Insiders gained more", "Insiders gained less"),
}
