"""Counts: how many, as an interval whose upper end may be open, with the analyst's own words beside it."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from obslog.model.errors import WordError

#: The largest number that a count may be written with.
LARGEST = 10**9

# fmt: off
_UNITS = (
    "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve",
    "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen",
)
# fmt: on
_TENS = ("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
_WORD_VALUES = {word: value for value, word in enumerate(_UNITS)}
_WORD_VALUES |= {word: 10 * tens for tens, word in enumerate(_TENS, start=2)}
_WORD_VALUES |= {
    f"{word}{joint}{_UNITS[unit]}": 10 * tens + unit
    for tens, word in enumerate(_TENS, start=2)
    for unit in range(1, 10)
    for joint in ("-", " ")
}
_WORD_VALUES |= {"a dozen": 12, "dozen": 12, "a single": 1, "single": 1}

#: Words that are a count by themselves: (lo, hi, is an estimate, how it is printed). change.md 1.1.
_FIXED: dict[str, tuple[int, int | None, bool, str]] = {
    "none": (0, 0, False, "none"),
    "no": (0, 0, False, "none"),
    "nil": (0, 0, False, "none"),
    "pair": (2, 2, False, "two"),
    "couple": (2, 3, True, "a couple of"),
    "few": (3, 5, True, "a few"),
    "several": (3, None, True, "several"),
    "many": (10, None, True, "many"),
    "dozens": (24, None, True, "dozens of"),
    "some": (1, None, True, "some"),
}
_UNKNOWN = ("?", "unknown", "an unknown number")
_FIXED_FORM = re.compile(rf"(?:an? )?({'|'.join(_FIXED)})(?: of)?")
_NUMBER = rf"([0-9]+|{'|'.join(sorted(_WORD_VALUES, key=len, reverse=True))})"
_ABOUT_FORM = re.compile(
    rf"(?:~ ?|(?:about|approximately|approx\.?|around|roughly|circa|ca\.?|c\.) ?){_NUMBER}"
)

#: The long typographic signs that people paste, as the ASCII that the forms below are written in.
_SIGNS = str.maketrans({"≥": ">=", "≤": "<=", "≈": "~", "–": "-", "—": "-", "−": "-", "‐": "-", "‑": "-"})
_BLANKS = re.compile("[ \t\u00a0\u2009\u202f]+")

_HINT = (
    "write 2, 2+, <=3, 2-4, ~40, 0 or ?, or words such as at least two, up to 3, a pair, a few, several, none"
)


@dataclass(frozen=True)
class Count:
    """How many: every whole number from `lo` to `hi`, `hi` None where the upper end is open.

    `text` is what the analyst wrote, kept as it was. `estimate` is True where an estimate word (about, a
    couple, a few, several, many, dozens, some) made the bounds: no verdict that rests on it is certain.
    `unknown` marks `?`: no statement at all, [0, open). Raises `WordError` for bounds that hold no number.
    """

    lo: int
    hi: int | None
    text: str = ""
    estimate: bool = False
    unknown: bool = False

    def __post_init__(self) -> None:
        if self.lo < 0 or (self.hi is not None and self.hi < self.lo):
            raise WordError("count", f"{self.lo}-{self.hi}", "bounds go from 0 up, the smaller first")

    @classmethod
    def exactly(cls, n: int, text: str = "") -> Count:
        """[n, n]."""
        return cls(n, n, text)

    @classmethod
    def at_least(cls, n: int, text: str = "") -> Count:
        """[n, open)."""
        return cls(n, None, text)

    @classmethod
    def between(cls, lo: int, hi: int, text: str = "") -> Count:
        """[lo, hi]; raises `WordError` where hi < lo."""
        return cls(lo, hi, text)

    @classmethod
    def up_to(cls, n: int, text: str = "") -> Count:
        """[0, n]."""
        return cls(0, n, text)

    @property
    def is_exact(self) -> bool:
        """True if one number only is possible."""
        return self.lo == self.hi

    @property
    def is_open(self) -> bool:
        """True if nothing bounds the count above."""
        return self.hi is None

    @property
    def is_zero(self) -> bool:
        """True if the count is 0 and can be nothing else."""
        return self.lo == self.hi == 0

    def contains(self, n: int) -> bool:
        """True if `n` objects are possible."""
        return self.lo <= n and (self.hi is None or n <= self.hi)

    def __add__(self, other: Count) -> Count:
        """The count of two disjoint groups together (interval sum); the words of neither describe it."""
        hi = None if self.hi is None or other.hi is None else self.hi + other.hi
        lo = self.lo + other.lo
        unknown = lo == 0 and (self.unknown or other.unknown)
        return Count(lo, hi, estimate=self.estimate or other.estimate, unknown=unknown)

    def __and__(self, other: Count) -> Count | None:
        """What both counts of one group allow; None where they contradict each other.

        It is an estimate unless a count that is none already gives the same bounds.
        """
        lo = max(self.lo, other.lo)
        highs = [hi for hi in (self.hi, other.hi) if hi is not None]
        hi = min(highs) if highs else None
        if hi is not None and hi < lo:
            return None
        firm = any((each.lo, each.hi) == (lo, hi) and not each.estimate for each in (self, other))
        rests_on_estimate = not firm and (self.estimate or other.estimate)
        return Count(lo, hi, estimate=rests_on_estimate, unknown=self.unknown and other.unknown)

    def words(self) -> str:
        """The count in words, as they stand before a type: "two", "at least two", "no more than three",
        "two to four", "about 40", "a few", "none", "an unknown number of"."""
        if self.unknown:
            return "an unknown number of"
        if not self.estimate:
            return self._plain_words()
        about = self._said_about()
        if about is not None:
            return f"about {number_words(about)}"
        fixed = _FIXED_FORM.fullmatch(_normal(self.text))
        if fixed is not None and _FIXED[fixed[1]][:2] == (self.lo, self.hi):
            return _FIXED[fixed[1]][3]
        return f"by estimate {self._plain_words()}"

    def short(self) -> str:
        """The canonical short form: `2`, `2+`, `<=3`, `2-4`, `~40` (where the text said about 40), `0`, `?`.

        Reading it back gives the same bounds.
        """
        if self.unknown:
            return "?"
        about = self._said_about() if self.estimate else None
        if about is not None:
            return f"~{about}"
        if self.hi is None:
            return f"{self.lo}+"
        if self.lo == self.hi:
            return str(self.lo)
        return f"<={self.hi}" if self.lo == 0 else f"{self.lo}-{self.hi}"

    def _plain_words(self) -> str:
        if self.hi is None:
            return f"at least {number_words(self.lo)}"
        if self.lo == self.hi:
            return number_words(self.lo) if self.lo else "none"
        if self.lo == 0:
            return f"no more than {number_words(self.hi)}"
        return f"{number_words(self.lo)} to {number_words(self.hi)}"

    def _said_about(self) -> int | None:
        """The number that the text says the count is about, if the bounds are still those of the text."""
        said = _ABOUT_FORM.fullmatch(_normal(self.text))
        if said is None:
            return None
        n = _value(said[1], self.text)
        return n if about_bounds(n) == (self.lo, self.hi) else None


def number_words(n: int) -> str:
    """A number as a report prints it: zero to ten in words, above in digits."""
    return _UNITS[n] if n <= 10 else str(n)


def about_bounds(n: int) -> tuple[int, int]:
    """The bounds of "about n": [0.8 n rounded down, 1.2 n rounded up] (change.md 1.1), in whole numbers."""
    return 8 * n // 10, -(-12 * n // 10)


def parse_count(text: str) -> Count:
    """Read a count in figures or words; the text is kept, stripped. Raises `WordError` for anything else."""
    kept = text.strip()
    if len(kept) > 80:
        raise WordError("count", kept[:40] + "...", _HINT)
    plain = _normal(kept)
    if not plain:
        raise WordError("count", text, f"it is empty; {_HINT}")
    if plain.removesuffix(" of") in _UNKNOWN:
        return Count(0, None, kept, unknown=True)
    fixed = _FIXED_FORM.fullmatch(plain)
    if fixed is not None:
        lo, hi, estimate, _ = _FIXED[fixed[1]]
        return Count(lo, hi, kept, estimate)
    about = _ABOUT_FORM.fullmatch(plain)
    if about is not None:
        n = _value(about[1], kept)
        if n == 0:
            raise WordError("count", kept, "about none is no count: write 0, or an upper bound such as <=2")
        return Count(*about_bounds(n), kept, estimate=True)
    for form, made in _FORMS:
        match = form.fullmatch(plain)
        if match is not None:
            lo, hi = made(*(_value(number, kept) for number in match.groups()))
            if hi is not None and hi < lo:
                raise WordError("count", kept, "the smaller number comes first, and no count is below 0")
            return Count(lo, hi, kept)
    raise WordError("count", kept, _HINT)


_Bounds = tuple[int, int | None]


def _form(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern.replace("N", _NUMBER))


#: What is written (N is a number, blanks single, signs ASCII) and the bounds it gives.
_FORMS: tuple[tuple[re.Pattern[str], Callable[..., _Bounds]], ...] = (
    (_form("(?:=|exactly )? ?N"), lambda n: (n, n)),
    (_form(r"N ?(?:\+|or more|and more|or above)"), lambda n: (n, None)),
    (_form("(?:>= ?|(?:at least|(?:no|not) (?:fewer|less) than) )N"), lambda n: (n, None)),
    (_form("(?:> ?|(?:more than|over) )N"), lambda n: (n + 1, None)),
    (_form("(?:<= ?|(?:up to|at most|(?:no|not) more than) )N"), lambda n: (0, n)),
    (_form("N or (?:fewer|less)"), lambda n: (0, n)),
    (_form("(?:< ?|(?:fewer than|less than|under) )N"), lambda n: (0, n - 1)),
    (_form("N ?(?:-| to | or ) ?N"), lambda lo, hi: (lo, hi)),
    (_form("between N and N"), lambda lo, hi: (lo, hi)),
)


def _normal(text: str) -> str:
    """Blanks single, signs ASCII, lower case; empty for text with any other character outside ASCII."""
    plain = _BLANKS.sub(" ", text.strip()).translate(_SIGNS)
    return plain.lower() if plain.isascii() else "(not ASCII)" if plain else ""


def _value(number: str, text: str) -> int:
    if not number[0].isdigit():
        return _WORD_VALUES[number]
    if len(number) > len(str(LARGEST)) or int(number) > LARGEST:
        raise WordError("count", text, f"more than {LARGEST:,} is not a count")
    return int(number)
