"""Looks: one analyst reading one image for one site, and what was seen, not seen and could not be seen."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from obslog.model.counts import Count
from obslog.model.when import When


class LookState(StrEnum):
    """What one look says of its site; the words are DESIGN section 1's."""

    OBSERVED = "OBSERVED"
    NOT_SEEN = "NOT SEEN"
    NOT_OBSERVABLE = "NOT OBSERVABLE"
    NOT_COVERED = "NOT COVERED"
    NOT_EXPLOITED = "NOT EXPLOITED"
    NO_CHANGE_SINCE = "NO CHANGE SINCE"


class LookStatus(StrEnum):
    """Where a look stands in its life: only closed looks enter a diff, a report, `last` or `find`."""

    DRAFT = "draft"
    CLOSED = "closed"
    RETRACTED = "retracted"


class Confidence(StrEnum):
    """How sure the analyst is of the type (not of the number)."""

    CONFIRMED = "confirmed"
    PROBABLE = "probable"
    POSSIBLE = "possible"


@dataclass(frozen=True)
class Visible:
    """How much of one area a look could see: fraction 0..1 (None = unknown) and where that figure is from.

    `basis` is `stated` (the analyst), `footprint` (computed from valid pixels) or `unknown`. `reason` says
    why less than all could be seen (cloud, shadow, crop), if the analyst gave one.
    """

    fraction: float | None
    basis: str = "stated"
    reason: str | None = None


@dataclass(frozen=True)
class Sighting:
    """One line of what was seen: a type or a candidate set, a count, and how sure.

    `types` holds the asserted type, or each member of a candidate set (An-26 or An-32). `certain` is the most
    specific type that is certain, where the analyst gave one; otherwise `change.bounds.certain_type` derives
    it from `confidence`. `area` is the id of the area it stands in, None where the look does not say.
    """

    types: tuple[str, ...]
    count: Count
    certain: str | None = None
    confidence: Confidence = Confidence.CONFIRMED
    area: str | None = None
    state: str | None = None
    because: str | None = None


@dataclass(frozen=True)
class Total:
    """A count that includes the sightings below its type ("12 aircraft, of which 8 fighters")."""

    type: str
    count: Count
    area: str | None = None


@dataclass(frozen=True)
class Scope:
    """A type, in one area or (None) in all that the look could see; used for `none` and `complete_for`."""

    type: str
    area: str | None = None


@dataclass(frozen=True)
class Look:
    """One analyst's reading of one image for one site. Areas are named by id; `elsewhere` is the rest.

    `visible` maps each area that the look reads to how much of it could be seen: an area not in the mapping
    was not covered. `min_resolved_m` is the smallest object in metres that the image can clear (5 x GSD
    unless stated; None = no limit known or the analyst's word given). `parts` is the set of areas the look
    was made with. `derived_from` names the baseline look whose items NO CHANGE SINCE copied: such a look is
    never independent evidence.
    """

    id: str
    when: When
    visible: Mapping[str, Visible]
    seen: tuple[Sighting, ...] = ()
    totals: tuple[Total, ...] = ()
    none: tuple[Scope, ...] = ()
    complete_for: tuple[Scope, ...] = ()
    min_resolved_m: float | None = None
    site_id: str = ""
    image_id: str | None = None
    acquisition_id: str | None = None
    analyst: str = ""
    analyst_basis: str = "stated"
    status: LookStatus = LookStatus.CLOSED
    parts: tuple[str, ...] = ()
    not_observable: Mapping[str, str] = field(default_factory=dict)
    no_change_since: str | None = None
    derived_from: str | None = None
    remarks: str | None = None

    @property
    def state(self) -> LookState:
        """The one word for the whole look, derived from its parts (DESIGN sections 1 and 6).

        NOT SEEN needs every part of the area set at 1.0; a look that saw nothing of the site for a stated
        reason is NOT OBSERVABLE; one whose image holds none of it is NOT COVERED.
        """
        if self.no_change_since is not None:
            return LookState.NO_CHANGE_SINCE
        if self.seen or self.totals:
            return LookState.OBSERVED
        could_see = [v for v in self.visible.values() if v.fraction is None or v.fraction > 0]
        if not could_see:
            return LookState.NOT_OBSERVABLE if self.not_observable else LookState.NOT_COVERED
        if (self.none or self.complete_for) and all(
            part in self.visible and self.visible[part].fraction == 1.0 for part in self.parts
        ):
            return LookState.NOT_SEEN
        return LookState.OBSERVED
