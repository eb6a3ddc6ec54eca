"""What this version leaves out, in the words of the report. Each issue that removes a limit removes its sentence."""

from __future__ import annotations

LIMITS: tuple[str, ...] = (
    (
        "Bidders know their own worth. Unequal knowledge, inspection and disclosure come later, so nothing here says "
        "what a better description of the lots would do."
    ),
    (
        "Bidding up to one's worth is right within a round. Waiting for a later, cheaper round is not modelled: "
        "bidders come back to every round and never hold out for the next cut."
    ),
    (
        "Taking part costs nothing: there are no costs of travel, registration or inspection, so everybody takes "
        "part who hears of a lot, would pay its start price and can put up the deposit."
    ),
    "Nobody defaults: funds for a bid are put aside when it is made, and every winner pays, on the last day allowed.",
    "Nobody colludes, and nobody knows more than the public does about what a lot is worth to others.",
    (
        "How many bidders there are, whom a venue reaches and how tastes are spread is stated in the "
        "scenario. The intervals show chance in the draws, not doubt about these numbers."
    ),
)
