"""Requirements: a question that only a new look can answer, what would answer it, and where it stands."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from obslog.model.places import Geometry


class Rule(StrEnum):
    """Why a requirement exists: what the log itself noticed, or that an analyst asked."""

    #: A person asked.
    ANALYST = "analyst"
    #: Nobody has seen the site for longer than its cadence.
    STALE = "stale"
    #: A count too wide to answer the question.
    WIDE = "wide"
    #: Looks, or a look and a statement, that cannot both hold.
    CONTRADICTION = "contradiction"
    #: A change that one pass alone shows.
    SEEN_ONCE = "seen once"
    #: An area that the last look could not see.
    UNSEEN = "not observable"


class SensorKind(StrEnum):
    """What may answer: optical, SAR, or either."""

    OPTICAL = "optical"
    SAR = "sar"
    ANY = "any"


class RequirementState(StrEnum):
    """What the analyst decided; ordered and expired are worked out from orders and the clock, never kept."""

    #: Accepted: it waits for an answer.
    OPEN = "open"
    #: An analyst judged that an image answered it.
    SATISFIED = "satisfied"
    #: Not pursued, with a reason; a proposal that was dropped is kept so that it is not proposed again.
    DROPPED = "dropped"


@dataclass(frozen=True)
class Evidence:
    """What a requirement rests on: ids of looks, images (sha256) and statements."""

    looks: tuple[str, ...] = ()
    images: tuple[str, ...] = ()
    statements: tuple[str, ...] = ()


@dataclass(frozen=True)
class Needs:
    """What an image must be to answer. None: it does not matter. Instants are aware UTC, angles degrees.

    `earliest`..`latest` is the time in which it may be taken, `useful_until` the last instant at which an answer is
    still of use (None: `latest`). `max_gsd_m` metres a pixel, `min_niirs` the level (either may be None),
    `max_cloud` and `min_covered` fractions 0..1 of the ground asked for.
    """

    earliest: datetime
    latest: datetime
    useful_until: datetime | None = None
    sensor: SensorKind = SensorKind.ANY
    max_gsd_m: float | None = None
    min_niirs: float | None = None
    max_off_nadir_deg: float | None = None
    min_sun_deg: float | None = None
    max_cloud: float | None = None
    min_covered: float = 0.95


@dataclass(frozen=True)
class Requirement:
    """A question about a site (or one area of it) with what would answer it.

    `question` is the sentence asked; `why` the reason in words; `rule` what noticed it; `types` the types to be told
    apart or counted; `geometry` the ground asked for, None for the area's or the site's own (a point where those have
    none). `subject` names a proposal of the log: the same evidence gives the same subject, new evidence another.
    `priority` is 1 (first) to 4.
    """

    id: str
    site_id: str
    question: str
    why: str
    needs: Needs
    rule: Rule = Rule.ANALYST
    area_id: str | None = None
    geometry: Geometry | None = None
    types: tuple[str, ...] = ()
    evidence: Evidence = field(default_factory=Evidence)
    subject: str | None = None
    priority: int = 3
    asked_by: str = ""
    state: RequirementState = RequirementState.OPEN
    state_reason: str | None = None
    analyst: str = ""
    created_at: datetime | None = None


@dataclass(frozen=True)
class Proposal:
    """A requirement that the log itself proposes; `key` names it in commands and stays while its evidence does.

    Nothing is kept of it until a person accepts or drops it. `since` is since when the question has been open.
    """

    key: str
    requirement: Requirement
    since: datetime | None = None


class Fit(StrEnum):
    """How one thing that was asked compares with what an image is."""

    MET = "met"
    NOT_MET = "not met"
    #: The image does not say.
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class Check:
    """One thing that was asked of an image: `what` (`ground`, `time`, `sensor`, ...), asked, found, and whether it fits."""

    what: str
    asked: str
    found: str
    fit: Fit


@dataclass(frozen=True)
class Match:
    """An image held against a requirement. `full`: all that was asked is met and nothing is unknown.

    `covered` is the share of the ground asked for that this image shows, `together` with the images accepted before
    it. `order_id` is the order that it came by, where that is known.
    """

    requirement_id: str
    image_id: str
    checks: tuple[Check, ...]
    covered: float | None
    together: float | None
    order_id: str | None = None

    @property
    def full(self) -> bool:
        """All that was asked is met."""
        return all(check.fit is Fit.MET for check in self.checks)

    @property
    def candidate(self) -> bool:
        """Nothing that was asked is unmet, but the image leaves something unsaid."""
        return not self.full and all(check.fit is not Fit.NOT_MET for check in self.checks)

    @property
    def part(self) -> bool:
        """Only ground is missing: it shows some of what was asked, and nothing else is unmet."""
        unmet = [check.what for check in self.checks if check.fit is Fit.NOT_MET]
        return unmet == ["ground"] and bool(self.covered)

    @property
    def proposed(self) -> bool:
        """Whether the log would show it to the analyst: it answers, may answer, or answers a part."""
        return self.full or self.candidate or self.part


class Decision(StrEnum):
    """What an analyst judged of an image against a requirement."""

    #: It answers the question.
    SATISFIES = "satisfies"
    #: It answers a part; the requirement stays open.
    IN_PART = "in part"
    #: It does not.
    NO = "no"


@dataclass(frozen=True)
class Answer:
    """An analyst's judgement of one image against one requirement, with the checks as they stood then."""

    id: str
    requirement_id: str
    image_id: str
    decision: Decision
    checks: tuple[Check, ...]
    order_id: str | None = None
    reason: str | None = None
    analyst: str = ""
    created_at: datetime | None = None
