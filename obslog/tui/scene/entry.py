"""A count as it is typed on a row of the tally, one character after the other: `2`, `2+`, `2-4`, `~40`, `<=3`."""

from __future__ import annotations

import re
from dataclasses import dataclass

from obslog.model.counts import Count, parse_count
from obslog.model.errors import WordError

#: Every beginning of a count in figures.
_BEGUN = re.compile(r"~?[0-9]{0,9}|[0-9]{1,9}(?:\+|-[0-9]{0,9})|[<>]=?[0-9]{0,9}")

#: The characters that counts are typed with.
CHARACTERS = "0123456789+-~<>="


@dataclass(frozen=True)
class CountEntry:
    """What was typed so far; immutable, empty when nothing is being typed."""

    text: str = ""

    def __bool__(self) -> bool:
        return bool(self.text)

    def typed(self, character: str, now: int = 0) -> CountEntry:
        """With one more character; what cannot follow is dropped.

        `+` as the first makes what stands there (`now` objects) a lower bound, `-` begins a range from it.
        """
        text = self.text + character
        if not self.text and character in "+-" and now:
            text = f"{now}{character}"
        return CountEntry(text) if _BEGUN.fullmatch(text) else self

    def erased(self) -> CountEntry:
        """With the last character taken away."""
        return CountEntry(self.text[:-1])

    @property
    def count(self) -> Count | None:
        """The count that was typed; None while it is not whole (`2-`, `~`)."""
        try:
            return parse_count(self.text) if self.text else None
        except WordError:
            return None
