"""What the timeline screen asks of the log: the types of a site, pages of its passes, and what a look says."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from obslog.tui.cells.chart import Moment, moments

if TYPE_CHECKING:
    from obslog.log import Log

#: Passes that are read at once: a screenful and some, in a quarter of a second.
PAGE = 120
#: Passes from which the list of types is made.
NEWEST = 12


@dataclass(frozen=True)
class TypeLine:
    """One type or set that looks of a site name, what the newest pass says of it, and how many passes count it."""

    query: tuple[str, ...]
    newest: str
    counted: int

    @property
    def name(self) -> str:
        """`An-26|An-32`."""
        return "|".join(self.query)


@dataclass(frozen=True)
class Course:
    """The counts of one type at a site over time, as far as it is loaded; `windows` say when it came and went.

    `older` says how many passes or looks before the first moment are not loaded.
    """

    site_id: str
    site: str
    query: tuple[str, ...]
    moments: tuple[Moment, ...] = ()
    windows: tuple[str, ...] = ()
    older: int = 0

    @property
    def name(self) -> str:
        """The type, or the members of the set."""
        return "|".join(self.query)


def types_of(log: Log, site: str) -> tuple[TypeLine, ...]:
    """The types that the newest passes name, in the tree's order."""
    grid = log.matrix(site, limit=NEWEST)
    return tuple(
        TypeLine(query, cells[-1].text, sum(cell.kind == "count" for cell in cells))
        for query, cells in grid.lines
    )


def counted_most(types: Sequence[TypeLine]) -> tuple[str, ...] | None:
    """The type that most passes count; None where none is named."""
    return max(types, key=lambda line: line.counted).query if types else None


def course(log: Log, site: str, query: Sequence[str]) -> Course:
    """The newest passes of a type, and the images that wait among them. Raises `NotFoundError`, `WordError`."""
    place = log.site_show(site)
    line = log.timeline(place.id, types=["|".join(query)], limit=PAGE)
    asked = line.windows[0][0] if line.windows else tuple(query)
    said = [text for _, found in line.windows for text in found.lines()]
    return Course(place.id, place.name, asked, moments(line, asked), tuple(said), line.older)


def with_older(log: Log, known: Course) -> Course:
    """With a page of passes from before the first that is loaded; what was said of windows is then said of more."""
    if not known.moments or not known.older:
        return known
    until = stamp(known.moments[0].begin)
    line = log.timeline(known.site_id, types=[known.name], until=until, limit=PAGE + 1)
    have = {key for one in known.moments for key in (*one.looks, one.image)}
    before = [
        one
        for one in moments(line, known.query)
        if not have.intersection(one.looks) and (one.image is None or one.image not in have)
    ]
    # A page that brings nothing new ends it: dozens of passes of one instant, which no chart could part.
    return replace(known, moments=(*before, *known.moments), older=line.older if before else 0)


def said_by(log: Log, looks: Sequence[str]) -> tuple[str, ...]:
    """What each of these looks says, in the log's own words, with what of it was assumed."""
    said = []
    for look_id in looks:
        look = log.look_show(look_id)
        assumed = log.assumptions(look)
        said.append(log.sentence(look))
        said += [f"  assumed: {', '.join(assumed)}"] if assumed else []
    return tuple(said)


def image_of(log: Log, looks: Sequence[str]) -> tuple[str, str] | None:
    """(image, look) of the first of these looks that has an image."""
    for look_id in looks:
        look = log.look_show(look_id)
        if look.image_id is not None:
            return look.image_id, look.id
    return None


def stamp(seconds: float) -> str:
    """An instant as EDTF, to the second."""
    return f"{datetime.fromtimestamp(seconds, UTC):%Y-%m-%dT%H:%M:%SZ}"


def day(seconds: float) -> str:
    """The UTC day of an instant as EDTF."""
    return f"{datetime.fromtimestamp(seconds, UTC):%Y-%m-%d}"
