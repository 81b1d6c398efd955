"""Dates of passes as a sentence names them: the clock time only where two passes of the period share a day."""

from __future__ import annotations

import re
from collections.abc import Sequence

from obslog.observing.comparison import Comparison, pass_name

_CLOCK = re.compile(r" \d\d(:\d\d|h)Z$")
_DAY = re.compile(r"(\d+) (\w+) (\d{4,})")


def brief(passes: Sequence[str], name: str) -> str:
    """The name of a pass without its clock time, unless another of `passes` (names) has the same day."""
    day = _CLOCK.sub("", name)
    same = [one for one in passes if _CLOCK.sub("", one) == day]
    return day if len(same) < 2 else name


def between(passes: Sequence[str], comparison: Comparison) -> str:
    """The two passes after the word "between": `8 and 13 Dec 2024` where they share a month."""
    first, last = (brief(passes, pass_name(side.chosen)) for side in (comparison.before, comparison.after))
    one, two = _DAY.fullmatch(first), _DAY.fullmatch(last)
    if one and two and one.groups()[1:] == two.groups()[1:]:
        return f"{one[1]} and {last}"
    return f"{first} and {last}"
