"""Lines of text in which a character may be as wide as two letters, as Chinese ones are."""

from __future__ import annotations

import re
from unicodedata import category, east_asian_width

CLOSING = ("Pe", "Pf", "Po")
"""Classes of signs that no line begins with."""
WHOLE = (
    "保留价|保证金|公示板|知情人|轮次|其余|一切|差异|覆盖|范围|信息|披露|截止|方式|"
    "拍卖|管理|成本|参与|付款|悔拍|佣金|公告|日程"
)
"""Words of levers' names, which no line breaks."""


def wide(text: str) -> bool:
    """Whether there is a wide character in a text.

    Examples
    --------
    >>> wide("a lot"), wide("\u6807\u7684")
    (False, True)
    """
    return any(map(_double, text))


def folded(text: str, width: int) -> list[str]:
    """Lines of a text; one may end after any wide character, but not within a word of a lever's name.

    Nor before a closing sign or the number of a name.

    Parameters
    ----------
    text : str
    width : int
        Of a line, in letters.
    """
    made, size = [""], 0
    for piece in re.findall(rf"{WHOLE}|[\u2e80-\uffff](?:-\d+)?|[^\u2e80-\uffff\s]+\s*|\s+", text):
        long = sum(1 + _double(letter) for letter in piece.rstrip())
        if size + long > width and made[-1].strip() and category(piece[0]) not in CLOSING:
            made[-1], size = made[-1].rstrip(), 0
            made.append("")
        made[-1] += piece
        size += long + len(piece) - len(piece.rstrip())
    return [line.rstrip() for line in made]


def _double(letter: str) -> bool:
    return east_asian_width(letter) in "WF"
