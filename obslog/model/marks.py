"""Marks: where on an image something was seen, by a point, a box, an oriented box or a four-click diamond.

Pixel coordinates are (column, row) from the outer upper-left corner of the image; whole numbers lie between
pixels. A mark supports a count and may disagree with it, with a reason.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Self

from obslog.model.counts import Count
from obslog.model.looks import Confidence

Point = tuple[float, float]


class MarkKind(StrEnum):
    """The form of a mark, which says what `Mark.points` holds."""

    #: One point.
    POINT = "point"
    #: Two opposite corners of an upright box, upper left first.
    BOX = "box"
    #: Four corners of a box at any angle, one after the other around it.
    ORIENTED = "oriented"
    #: Four clicks on an aircraft: nose, left wing tip, tail, right wing tip (left as the pilot sees it).
    DIAMOND = "diamond"


#: How many points each kind has.
POINTS_OF = {MarkKind.POINT: 1, MarkKind.BOX: 2, MarkKind.ORIENTED: 4, MarkKind.DIAMOND: 4}


class MarkStatus(StrEnum):
    """Whether a mark counts."""

    #: Made or confirmed by the analyst: it counts.
    STANDING = "standing"
    #: Carried forward from an earlier look and not yet confirmed: a question, never part of a count.
    CARRIED = "carried"
    #: Carried forward and then taken away: never shown, and not carried into that look again.
    REFUSED = "refused"


@dataclass(frozen=True)
class Mark:
    """One object marked on one image, in one look (None: on the image alone).

    `points` are (column, row) pixels as `MarkKind` says. `types` as in a sighting: one type, or the members of a
    candidate set. `lon`, `lat` (degrees, WGS 84) are the centre on the ground and `area` the area of the site it
    lies in, None where the image has no georeference or the area no polygon. `carried_from` is the mark of an
    earlier look that this one was carried from.
    """

    id: str
    image_id: str
    kind: MarkKind
    points: tuple[Point, ...]
    types: tuple[str, ...]
    confidence: Confidence = Confidence.CONFIRMED
    status: MarkStatus = MarkStatus.STANDING
    look_id: str | None = None
    area: str | None = None
    lon: float | None = None
    lat: float | None = None
    state: str | None = None
    remarks: str | None = None
    carried_from: str | None = None
    analyst: str = ""

    @property
    def centre(self) -> Point:
        """The middle of the mark in pixels (column, row)."""
        return (
            sum(column for column, _ in self.points) / len(self.points),
            sum(row for _, row in self.points) / len(self.points),
        )


class Carried(tuple[Mark, ...]):
    """The marks that were carried forward; also from which look (its id), and how many fell outside the image."""

    since: str
    left_out: int

    def __new__(cls, marks: Iterable[Mark] = (), *, since: str = "", left_out: int = 0) -> Self:
        """`marks` in the order they were made."""
        made = super().__new__(cls, tuple(marks))
        made.since, made.left_out = since, left_out
        return made


@dataclass(frozen=True)
class NewMark:
    """One object to be marked: `points` as `kind` says, `types` as a person writes them (`An-26|An-32`).

    `area` names an area of the site where the image cannot tell it; None leaves that to the ground of the image.
    """

    points: Sequence[Point]
    types: str
    kind: MarkKind | str = MarkKind.POINT
    confidence: Confidence | str = Confidence.CONFIRMED
    state: str | None = None
    remarks: str | None = None
    area: str | None = None


@dataclass(frozen=True)
class TallyRow:
    """One line of the tally of a look: what is stated, what is marked, and what the look will say.

    `types` may be a candidate set; `area` is an area's id or None; `stated` is the count that the analyst wrote,
    None where the marks alone count; `marks` how many standing marks support the line; `count` what counts. They
    `differ` where a stated count does not hold the number of marks (and there are marks); `because` says why.
    """

    types: tuple[str, ...]
    confidence: Confidence
    area: str | None
    state: str | None
    stated: Count | None
    marks: int
    count: Count
    differs: bool = False
    because: str | None = None


@dataclass(frozen=True)
class Alignment:
    """A stored shift between two images that lie askew, from two points on each that are one thing.

    A pixel p of image `before` lies at `scale * R(angle_deg) * p + (shift_column, shift_row)` on image `after`,
    with R turning columns towards rows. `pairs` are the points it was made from; `id` is empty for one not stored.
    """

    id: str
    before: str
    after: str
    scale: float
    angle_deg: float
    shift_column: float
    shift_row: float
    pairs: tuple[tuple[Point, Point], ...] = ()
    reason: str | None = None
    analyst: str = ""


@dataclass(frozen=True)
class QueueLine:
    """One image that waits at one site: nobody has closed a look at it.

    `name` is the file's own name, `when` its date in words (`undated` where it has none), `basis` how that is
    known; `covered` 0..1 the share of the site it shows (None: unknown), `clear` 0..1 by the image's metadata;
    `draft` is the id of the analyst's own draft.
    """

    image: str
    site_id: str
    site: str
    name: str
    when: str
    basis: str
    gsd_m: float | None = None
    covered: float | None = None
    clear: float | None = None
    draft: str | None = None
