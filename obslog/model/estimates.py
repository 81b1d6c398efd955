"""Assessments: what the analyst concludes, in the likelihood words and confidence levels of ICD 203."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

from obslog.model.errors import WordError
from obslog.model.when import When


class ConfidenceLevel(StrEnum):
    """How good the basis of a judgement is (sources, argument, gaps, assumptions); never how likely it is."""

    HIGH = "high"
    MODERATE = "moderate"
    LOW = "low"


@dataclass(frozen=True)
class Likelihood:
    """One degree of the ICD 203 scale: its word in row A and in row B, and its bounds in percent."""

    row_a: str
    row_b: str
    low: int
    high: int


#: The scale, least likely first (ICD 203; there is no 0 % and no 100 % on it).
SCALE = (
    Likelihood("almost no chance", "remote", 1, 5),
    Likelihood("very unlikely", "highly improbable", 5, 20),
    Likelihood("unlikely", "improbable", 20, 45),
    Likelihood("roughly even chance", "roughly even odds", 45, 55),
    Likelihood("likely", "probable", 55, 80),
    Likelihood("very likely", "highly probable", 80, 95),
    Likelihood("almost certain", "nearly certain", 95, 99),
)

#: Other endings of the words of the scale, as sentences need them.
_ENDINGS = {"improbably": "improbable", "probably": "probable"} | {
    f"{how} {word}ly": f"{how} {word}" for how, word in (("almost", "certain"), ("nearly", "certain"))
}
_ENDINGS |= {f"highly {short}": f"highly {long}" for short, long in tuple(_ENDINGS.items())[:2]}


@dataclass(frozen=True)
class Assessment:
    """A conclusion about a site, kept apart from what is observed.

    `likelihood` is a word of the scale and `confidence` a level, both optional and never in one sentence.
    `based_on` holds ids of looks. `supersedes` is the id of the assessment that this one replaces and `why`
    says what changed.
    """

    id: str
    site_id: str
    text: str
    likelihood: str | None = None
    confidence: ConfidenceLevel | None = None
    based_on: tuple[str, ...] = ()
    when: When | None = None
    supersedes: str | None = None
    why: str | None = None


def likelihood_for(percent: float, row: str = "A") -> str:
    """The word of row `A` or `B` for a percentage above 0 and below 100.

    A boundary (5, 20, 45, 55, 80, 95) belongs to two words; the lower one is taken. Raises `WordError` for 0,
    100 and beyond: what is certain is an observation, not an assessment.
    """
    if row not in ("A", "B"):
        raise WordError("row of likelihood words", row, "it is A or B")
    if not 0 < percent < 100:
        raise WordError("likelihood", f"{percent} %", "0 % and 100 % are observations, not assessments")
    degree = next((each for each in SCALE if percent <= each.high), SCALE[-1])
    return degree.row_a if row == "A" else degree.row_b


def parse_likelihood(text: str) -> str:
    """The word of the scale that was written (`probably` is `probable`). Raises `WordError`."""
    plain = " ".join(text.lower().split())
    plain = _ENDINGS.get(plain, plain)
    if plain in (word for degree in SCALE for word in (degree.row_a, degree.row_b)):
        return plain
    words = ", ".join(degree.row_a for degree in SCALE)
    raise WordError("likelihood", text[:80], f"write one of {words}, or their row B twins such as probable")


def parse_confidence(text: str) -> ConfidenceLevel:
    """`high`, `moderate` or `low`, with or without the word confidence. Raises `WordError`."""
    try:
        return ConfidenceLevel(" ".join(text.lower().split()).removesuffix(" confidence"))
    except ValueError:
        raise WordError("confidence", text[:80], "write high, moderate or low") from None


_ROW_A = (
    r"almost no chance|very unlikely|unlikely|roughly even chance|very likely|likely|almost certain(?:ly)?"
)
_CHANCES = "chance|chances|possibility|likelihood|probability|odds|prospect"
# A remote airfield and remote sensing are no likelihood: the word counts only beside a chance.
_ROW_B = (
    rf"remote(?= (?:{_CHANCES})\b)|(?<=chance is )remote|(?<=possibility is )remote|(?<=likelihood is )remote|"
    r"(?<=probability is )remote|(?<=chances are )remote|(?<=odds are )remote|highly improbabl[ey]|improbabl[ey]|"
    r"roughly even odds|highly probabl[ey]|probabl[ey]|nearly certain(?:ly)?"
)
_TERM = re.compile(rf"\b(?:(?P<A>{_ROW_A})|(?P<B>{_ROW_B}))\b", re.IGNORECASE)
_LEVEL = r"(?:high|moderate|medium|low)"
_CONFIDENCE = re.compile(
    rf"\b(?:very )?{_LEVEL}(?:[- ]to[- ]{_LEVEL})?[- ]confidence\b|\bconfidence (?:level )?(?:is|of|was|remains):? {_LEVEL}\b"
    rf"|\bconfidence: ?{_LEVEL}\b",
    re.IGNORECASE,
)
_CERTAIN_PERCENT = re.compile(
    r"(?<![\w.,+-])(?:(?:100|0)(?:[.,]0+)?[- ]?(?:%|per ?cent\b)|(?:zero|(?:a |one )?hundred) per ?cent\b)"
    # A share of ground (100 % of the apron, 100 % visible) is an observation and may stand.
    r"(?!\s*(?:of|visible|clear|complete|seen|in|cloud\w*|cover\w*|overlap\w*|obscured|shadow\w*)\b)",
    re.IGNORECASE,
)
_SENTENCE_END = re.compile(r"[.!?…][\"'”’)\]]*\s+|\n\s*\n")


def lint(text: str) -> tuple[str, ...]:
    """What an assessment's text breaks of ICD 203, one finding each; empty where it keeps the rules.

    Words of both rows in one text; a likelihood and a confidence in one sentence; 0 % or 100 % as a likelihood.
    """
    findings = []
    plain = re.sub(r"[^\S\n]+", " ", text)
    rows: dict[str, str] = {}
    for match in _TERM.finditer(plain.replace("\n", " ")):
        rows.setdefault(str(match.lastgroup), match[0].lower())
    if len(rows) == 2:
        findings.append(
            f"mixed rows: {rows['A']!r} is of row A and {rows['B']!r} of row B; "
            f"use {_twin(rows['B'])!r} or {_twin(rows['A'])!r}"
        )
    for sentence in _sentences(plain):
        term, level = _TERM.search(sentence), _CONFIDENCE.search(sentence)
        if term is not None and level is not None:
            findings.append(
                f"likelihood and confidence in one sentence: {term[0].lower()!r} and {level[0].lower()!r}; "
                "write two sentences"
            )
    for match in _CERTAIN_PERCENT.finditer(plain):
        findings.append(f"{match[0]} is no likelihood: what is certain is an observation; log it in a look")
    return tuple(findings)


def _twin(word: str) -> str:
    """The word of the same degree in the other row."""
    plain = _ENDINGS.get(word, word)
    for degree in SCALE:
        if plain == degree.row_a:
            return degree.row_b
        if plain == degree.row_b:
            return degree.row_a
    return plain


def _sentences(text: str) -> list[str]:
    """The sentences of a text; a stop before a small letter (i.e. so) ends none."""
    sentences, start = [], 0
    for stop in _SENTENCE_END.finditer(text):
        if not text[stop.end() : stop.end() + 1].islower():
            sentences.append(text[start : stop.end()].replace("\n", " "))
            start = stop.end()
    return [*sentences, text[start:].replace("\n", " ")]
