"""One auction as readable lines: what was said, what became of it, where the end moved."""

from __future__ import annotations

from sim.entities.brief import Brief, Play, Reason, Record
from sim.entities.units import HOUR, MINUTE, SECOND, Instant

VERB = {
    Play.SEALED: "hands in",
    Play.BUTTON: "lets go at",
    Play.ASCENDING: "bids",
    Play.DESCENDING: "stops at",
    Play.POSTED: "takes it at",
}
REFUSED = {
    Reason.BELOW_ASK: "refused, below the ask",
    Reason.LATE: "refused, too late",
    Reason.EARLY: "refused, before the opening",
    Reason.LOST: "never arrives",
    Reason.HOLDER: "refused, holds the standing bid",
}


def clock(t: Instant) -> str:
    """``1:04:59.003``; the participant's remainder is not shown."""
    sign, ms = ("-", -(t // 1000)) if t < 0 else ("", t // 1000)
    ms *= 1000
    seconds = ms % MINUTE / SECOND
    return f"{sign}{ms // HOUR}:{ms % HOUR // MINUTE:02d}:{seconds:06.3f}"


def transcript(brief: Brief, record: Record, names: list[str]) -> list[str]:
    """The story of one auction; ends are worked out from the moves and the rule, not read from the record."""
    early, story, late = [], [], []
    end = brief.closes
    moves = zip(record.t.tolist(), record.rank.tolist(), record.amount.tolist(), record.reason.tolist(), strict=True)
    for t, who, amount, reason in moves:
        what = f"{clock(t):>12}  {names[who]} {verb(brief)} {amount:g}"
        if reason == Reason.ACCEPTED:
            then = moved(brief, t, end, opens=all("refused" in line for line in story))
            what += f"; the end moves to {clock(then)}" if then != end else ""
            end = then
        else:
            what += f": {REFUSED[Reason(reason)]}"
        {Reason.EARLY: early, Reason.LATE: late}.get(Reason(reason), story).append(what)
    result = f"sold to {names[record.winner]} at {record.price:g}" if record.sold else "passed in"
    return [
        *early,
        f"{clock(brief.opens):>12}  opens at {brief.start:g}, closes {clock(brief.closes)}",
        *story,
        f"{clock(record.hammer):>12}  hammer: {result}",
        *late,
    ]


def verb(brief: Brief) -> str:
    """What a move is called; a posting that opens a window is bid for."""
    return "bids" if brief.ladder.window else VERB[brief.play]


def moved(brief: Brief, t: Instant, end: Instant, *, opens: bool) -> Instant:
    """The end after an accepted bid at `t`."""
    ladder = brief.ladder
    if ladder.window and opens:
        return t + ladder.window
    if brief.play not in (Play.ASCENDING, Play.POSTED) or end - t > ladder.trigger:
        return end
    latest = brief.closes + ladder.cap if ladder.cap >= 0 else t + ladder.extension
    return max(end, min(t + ladder.extension, latest))
