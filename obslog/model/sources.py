"""Sources and what they say: collateral reports, each with its Admiralty code, never part of a look."""

from __future__ import annotations

from dataclasses import dataclass

from obslog.model.counts import Count
from obslog.model.errors import WordError
from obslog.model.when import When

#: Source reliability (NATO / Admiralty system). F means "cannot be judged", never "worst".
RELIABILITY = {
    "A": "completely reliable",
    "B": "usually reliable",
    "C": "fairly reliable",
    "D": "not usually reliable",
    "E": "unreliable",
    "F": "reliability cannot be judged",
}
#: Information credibility. 6 means "cannot be judged", never "worst".
CREDIBILITY = {
    "1": "confirmed by other sources",
    "2": "probably true",
    "3": "possibly true",
    "4": "doubtful",
    "5": "improbable",
    "6": "truth cannot be judged",
}


@dataclass(frozen=True)
class AdmiraltyCode:
    """Two grades judged apart: of the source (A-F) and of the information (1-6)."""

    reliability: str
    credibility: str

    def __str__(self) -> str:
        return self.reliability + self.credibility

    @property
    def words(self) -> str:
        """The code in words, e.g. "usually reliable; possibly true"."""
        return f"{RELIABILITY[self.reliability]}; {CREDIBILITY[self.credibility]}"

    @property
    def rank(self) -> tuple[int, int]:
        """For sorting, best first; F and 6 stand apart in the middle, since they are no judgement at all."""
        reliability = {"A": 0, "B": 1, "C": 2, "F": 3, "D": 4, "E": 5}[self.reliability]
        credibility = {"1": 0, "2": 1, "3": 2, "6": 3, "4": 4, "5": 5}[self.credibility]
        return reliability, credibility


#: The code of a record that nobody has graded.
UNJUDGED = AdmiraltyCode("F", "6")


def parse_admiralty(text: str) -> AdmiraltyCode:
    """Read a code such as `B2`, case-insensitively. Raises `WordError`."""
    word = text.strip().upper()
    if len(word) == 2 and word[0] in RELIABILITY and word[1] in CREDIBILITY:
        return AdmiraltyCode(word[0], word[1])
    raise WordError("Admiralty code", text, "write a letter A-F and a digit 1-6, such as B2; F6: not judged")


@dataclass(frozen=True)
class Source:
    """Who says so: an image provider, a news report, an official, a post."""

    id: str
    name: str
    kind: str
    reliability: str = "F"
    url: str | None = None
    notes: str | None = None


@dataclass(frozen=True)
class Claim:
    """One count in a statement: `types` asserted, the certain type where it differs, the count."""

    types: tuple[str, ...]
    count: Count
    certain: str | None = None
    state: str | None = None


@dataclass(frozen=True)
class Statement:
    """What a source says of a site, with its own date and counts. It never enters a strict bound.

    `origin` groups statements that rest on one origin (one acquisition, one agency text): together they count
    once. `movement` is None for a count of what was there, `arrived` or `left` for what moved.
    """

    id: str
    site_id: str
    source_id: str
    when: When
    text: str
    claims: tuple[Claim, ...] = ()
    code: AdmiraltyCode = UNJUDGED
    origin: str | None = None
    acquisition_id: str | None = None
    movement: str | None = None
    kind: str = "observation"
