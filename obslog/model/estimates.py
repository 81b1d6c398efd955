"""Assessments: what the analyst concludes, in the likelihood words and confidence levels of ICD 203."""

from __future__ import annotations

import re
from collections.abc import Iterator
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
_ENDINGS = {
    "improbably": "improbable",
    "highly improbably": "highly improbable",
    "probably": "probable",
    "highly probably": "highly probable",
    "almost certainly": "almost certain",
    "nearly certainly": "nearly certain",
}


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
    "almost no chance|very unlikely|unlikely|roughly even chance|very likely|likely|almost certain(?:ly)?"
)
_ROW_B = (
    "remote|highly improbabl[ey]|improbabl[ey]|roughly even odds|highly probabl[ey]|probabl[ey]|"
    "nearly certain(?:ly)?"
)
_TERM = re.compile(rf"\b(?:(?P<A>{_ROW_A})|(?P<B>{_ROW_B}))\b", re.IGNORECASE)
_CHANCE = re.compile(r"\b(?:chances?|possibility|likelihood|probability|odds|prospects?)\b", re.IGNORECASE)
#: How many characters away a chance makes `remote` a likelihood; a remote airfield is none.
_NEAR = 30
_LEVEL = "(?:high|moderate|medium|low)"
_CONFIDENCE = re.compile(
    rf"\b(?:{_LEVEL}(?:[- ]to[- ]{_LEVEL})?[- ]confidence"
    rf"|confidence(?: level)?(?:: ?| (?:is|of|was|remains) ){_LEVEL})\b",
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

    Looks for words of both rows in one text, a likelihood and a confidence in one sentence, and 0 % or 100 %
    given as a likelihood.
    """
    findings = []
    sentences = _sentences(re.sub(r"[^\S\n]+", " ", text))
    rows: dict[str, str] = {}
    for row, word in (term for sentence in sentences for term in _terms(sentence)):
        rows.setdefault(row, word)
    if len(rows) == 2:
        findings.append(
            f"mixed rows: {rows['A']!r} is of row A and {rows['B']!r} of row B; "
            f"write {_twin(rows['B'])!r} or {_twin(rows['A'])!r}"
        )
    for sentence in sentences:
        term, level = next(_terms(sentence), None), _CONFIDENCE.search(sentence)
        if term is not None and level is not None:
            findings.append(
                f"likelihood and confidence in one sentence: {term[1]!r} and {level[0].lower()!r}; "
                "write two sentences"
            )
        for match in _CERTAIN_PERCENT.finditer(sentence):
            findings.append(
                f"{match[0]} is no likelihood: what is certain is an observation; log it in a look"
            )
    return tuple(findings)


def _terms(sentence: str) -> Iterator[tuple[str, str]]:
    """Each word of the scale in a sentence, with its row."""
    for match in _TERM.finditer(sentence):
        word = match[0].lower()
        near = (max(0, match.start() - _NEAR), match.end() + _NEAR)
        if word != "remote" or _CHANCE.search(sentence, *near):
            yield str(match.lastgroup), word


def _twin(word: str) -> str:
    """The word of the same degree in the other row."""
    plain = _ENDINGS.get(word, word)
    twins = {degree.row_a: degree.row_b for degree in SCALE} | {
        degree.row_b: degree.row_a for degree in SCALE
    }
    return twins[plain]


def _sentences(text: str) -> list[str]:
    """The sentences of a text; a stop before a small letter (i.e. so) ends none."""
    sentences, start = [], 0
    for stop in _SENTENCE_END.finditer(text):
        if not text[stop.end() : stop.end() + 1].islower():
            sentences.append(text[start : stop.end()].replace("\n", " "))
            start = stop.end()
    return [*sentences, text[start:].replace("\n", " ")]
