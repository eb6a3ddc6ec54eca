"""Numbers and measures in words: formatting by unit, and the phrases the sentences are made of."""

from __future__ import annotations

import math
from dataclasses import dataclass

NOTHING = "\N{EN DASH}"
"""Stands where there is no number."""


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
    "bidders_came": Phrase("bidders who came per lot", "More bidders came", "Fewer bidders came", many=True),
    "inspections_per_lot": Phrase(
        "closer looks per lot", "More bidders looked closer", "Fewer bidders looked closer", many=True
    ),
    "bidders_cost_per_lot": Phrase(
        "what bidders spent per lot",
        "Bidders spent more on coming and looking",
        "Bidders spent less on coming and looking",
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
    "insider_share": Phrase(
        "share of lots bought by insiders", "Insiders bought more of the lots", "Insiders bought fewer of the lots"
    ),
    "insider_gain": Phrase("insiders' gain per lot", "Insiders gained more", "Insiders gained less"),
}
ORDER = tuple(PHRASES)


def _statistic(name: str) -> str:
    """``p10`` → ``10 % quantile over lots``; ``sd`` → ``standard deviation over lots``."""
    if name.startswith("p"):
        return f"{name[1:]} % quantile over lots"
    return "standard deviation over lots" if name == "sd" else name


def label(measure: str) -> str:
    """The noun for a measure: ``time_to_cash_days`` → ``time to cash``; ``x@p10`` → ``x (10 % quantile over lots)``.

    Examples
    --------
    >>> label("sell_through@sd")
    'sell-through (standard deviation over lots)'
    >>> label("my_own_measure")
    'my own measure'
    """
    base, _, statistic = measure.partition("@")
    noun = PHRASES[base].label if base in PHRASES else base.replace("_", " ")
    return f"{noun} ({_statistic(statistic)})" if statistic else noun


def plural(measure: str) -> bool:
    """Whether the noun takes a plural verb."""
    return measure in PHRASES and PHRASES[measure].many


def opening(measure: str, *, rises: bool) -> str:
    """The clause before the colon; empty where only the number can speak."""
    phrase = PHRASES.get(measure, Phrase("", "", ""))
    return phrase.more if rises else phrase.less


def rank(measure: str) -> tuple[int, str]:
    """Sort key: the order of :data:`PHRASES`, then everything else by name."""
    base = measure.partition("@")[0]
    return (ORDER.index(base) if base in ORDER else len(ORDER), measure)


def is_share(unit: str) -> bool:
    """Whether a unit is a ratio that is shown in % and whose differences are points."""
    return unit in {"share", "ratio"}


def is_money(unit: str) -> bool:
    """Whether a unit is an amount of money."""
    return unit == "money"


def decimals(values: tuple[float | None, ...], spread: float | None = None) -> int:
    """How many decimals to show: two significant digits of the half-width, else four of the largest value.

    Whole numbers without an interval are shown whole.

    Examples
    --------
    >>> decimals((27.2,), 3.1), decimals((27.2,), 0.31), decimals((1234567.0,)), decimals((0.671875,))
    (1, 2, 0, 4)
    """
    if spread is not None and spread > 0.0 and math.isfinite(spread):
        return min(6, max(0, 1 - math.floor(math.log10(spread))))
    if all(value is None or value == round(value) for value in values):
        return 0
    size = max((abs(value) for value in values if value), default=0.0)
    return min(6, max(0, 3 - math.floor(math.log10(size))))


def number(value: float | None, places: int) -> str:
    """A number with thousands separators and a plain minus sign; a dash where there is none.

    Examples
    --------
    >>> number(-1234567.4, 0), number(None, 1), number(-0.01, 1)
    ('-1,234,567', '–', '0.0')
    """
    if value is None or not math.isfinite(value):
        return NOTHING
    text = f"{value:,.{places}f}"
    return text[1:] if text.startswith("-") and not text.strip("-0.,") else text


@dataclass(frozen=True)
class Scale:
    """How the numbers of one row are written: factor, decimals, and what follows a level or a difference.

    One scale serves a row's levels, difference and interval, so that the reader can subtract what is printed.
    """

    factor: float
    places: int
    level_unit: str
    difference_unit: str

    def bare(self, value: float | None) -> str:
        """The number alone."""
        return number(None if value is None else value * self.factor, self.places)

    def level(self, value: float | None) -> str:
        """The number with the unit of levels: ``61.2 %``."""
        return self._with(value, self.level_unit)

    def difference(self, value: float | None) -> str:
        """The number with the unit of differences: ``27.2 points``."""
        return self._with(value, self.difference_unit)

    def _with(self, value: float | None, unit: str) -> str:
        text = self.bare(value)
        return text if text == NOTHING or not unit else f"{text} {unit}"


def scale(unit: str, currency: str, values: tuple[float | None, ...], half_width: float | None = None) -> Scale:
    """The scale for values of a unit.

    Parameters
    ----------
    unit : str
        As in the tables: ``share``, ``money``, ``days``, …
    currency : str
        The scenario's label for money.
    values : tuple
        What will be shown, for the number of decimals.
    half_width : float or None
        Half the width of the interval shown beside them.
    """
    if is_share(unit):
        wanted = decimals((), None if half_width is None else 100.0 * half_width) or 1
        return Scale(100.0, min(4, max(1, wanted)), "%", "points")
    places = decimals(values, half_width)
    if is_money(unit):
        if max((abs(value) for value in values if value), default=0.0) >= 1000.0:
            places = 0 if half_width is None or half_width >= 5.0 else min(places, 2)
        return Scale(1.0, places, currency, currency)
    word = "" if unit in {"bidders", "bids"} else unit  # the measure's name has it already
    return Scale(1.0, min(places, 4), word, word)


def percent(value: float | None, half_width: float | None = None) -> str:
    """A relative change in %, with one decimal, or none where the interval is wide.

    Examples
    --------
    >>> percent(0.1234), percent(None)
    ('12.3 %', '–')
    """
    places = decimals((), None if half_width is None else 100.0 * half_width) if half_width else 1
    text = number(None if value is None else 100.0 * value, min(1, places))
    return text if text == NOTHING else f"{text} %"
