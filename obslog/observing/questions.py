"""The questions a person asks of the log: diff, timeline, matrix, last."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime

from obslog.change.passes import Pass, group_passes
from obslog.model.errors import NotFoundError, RefusedError, WordError
from obslog.model.images import Image
from obslog.model.looks import Look
from obslog.model.notation import Notation
from obslog.model.places import Site
from obslog.model.when import When
from obslog.observing import overview
from obslog.observing.comparison import Comparison, Material, compare
from obslog.observing.desk import Desk
from obslog.observing.overview import Entry, LastKnown, Matrix, Query, Timeline
from obslog.observing.sides import (
    PASS_MINUTES,
    Side,
    choose,
    read_when,
    refuse_overlap,
    refuse_overlapping_whens,
)
from obslog.store import queries
from obslog.store.queries.figures import count_looks, recent_looks

#: How many of the newest looks are read to find what was last known of a type, site by site.
LAST_LOOKS = 40


def read_types(desk: Desk, types: Sequence[str]) -> tuple[Query, ...]:
    """Types and sets (`An-26|An-32`) as asked for. Raises `NotFoundError`, `WordError`."""

    def no_area(name: str) -> str:
        raise WordError("area", name, "leave @AREA out: this asks of the whole site")

    return tuple(Notation(desk.tree(), no_area).type_set(text) for text in types)


def diff(
    desk: Desk,
    site: str,
    before: str,
    after: str,
    *,
    types: Sequence[str] = (),
    local: bool = False,
    with_statements: bool = False,
) -> Comparison:
    """The change between two WHENs. Raises `WordError`, `NotFoundError`, `RefusedError` (they overlap)."""
    place = desk.site(site)
    asked = read_types(desk, types)
    when1, when2 = _when(place, before, local), _when(place, after, local)
    refuse_overlapping_whens(when1, when2, (before, after))
    side1, side2 = _side(desk, place, before, when1), _side(desk, place, after, when2)
    refuse_overlap(side1, side2)
    day = f"days of {place.timezone}" if local else "UTC days"
    return compare(
        material(desk, place, side1, side2), side1, side2, asked, day=day, with_statements=with_statements
    )


def material(desk: Desk, place: Site, side1: Side, side2: Side) -> Material:
    """What a comparison of two sides needs beside them: the looks between, statements, the moment."""
    between = looks_between(desk, place, side1.chosen.earliest, side2.chosen.latest)
    return Material(
        tree=desk.tree(),
        site=place,
        between=between,
        statements=queries.statements(desk.ws, place.id),
        now=desk.clock().astimezone(UTC),
    )


def looks_between(desk: Desk, place: Site, first: datetime | None, last: datetime | None) -> list[Look]:
    """Closed looks of a site that may have been made between two instants (None is open), in order of time."""
    return queries.looks_of_site(desk.ws, place.id, since=_stamp(first), until=_stamp(last))


def _stamp(instant: datetime | None) -> str | None:
    return queries.stamp(instant) if instant is not None else None


def _when(place: Site, text: str, local: bool) -> When | None:
    if text.casefold() in ("last", "prev") or _is_id(text):
        return None
    return read_when(text, place, local=local)


def _is_id(text: str) -> bool:
    # A look's id, or its end as tables print it: letters and digits of Crockford's alphabet, some letter in it.
    return len(text) in (8, 26) and text.isascii() and text.isalnum() and not text.isdigit()


def _side(desk: Desk, place: Site, text: str, when: When | None) -> Side:
    if when is not None:
        looks = looks_between(desk, place, when.earliest, when.latest)
        return choose(looks, text, when)
    if _is_id(text):
        return _side_of_look(desk, place, text)
    newest = queries.looks_of_site(desk.ws, place.id, limit=LAST_LOOKS, newest_first=True)
    side = choose(newest, text, None)
    if text.casefold() == "last":
        return Side(text, side.chosen)
    if not side.others:
        raise NotFoundError("look in", text, hint=f"{place.name} has only one pass with closed looks")
    return Side(text, side.others[-1])


def _side_of_look(desk: Desk, place: Site, text: str) -> Side:
    look = queries.look(desk.ws, queries.find_id(desk.ws, "looks", text))
    if look.site_id != place.id or look.status != "closed":
        raise RefusedError(f"look {text} is not a closed look of {place.name}")
    if look.when.earliest is None or look.when.latest is None:
        raise RefusedError(
            f"look {text} rests on an undated image: obslog image date IMAGE WHEN --because REASON"
        )
    near = looks_between(desk, place, look.when.earliest, look.when.latest)
    for chosen in group_passes([x for x in near if x.when.is_dated], PASS_MINUTES):
        if any(member.id == look.id for member in chosen.looks):
            return Side(text, chosen)
    raise NotFoundError("look", text)


def period(
    desk: Desk, place: Site, since: str | None, until: str | None
) -> tuple[datetime | None, datetime | None]:
    """First and last instant of a period; None is open. Raises `RefusedError` where it ends before it begins."""
    first = read_when(since, place) if since else None
    last = read_when(until, place) if until else None
    if first and last and first.earliest and last.latest and first.earliest > last.latest:
        raise RefusedError(f"--from {since} is later than --to {until}")
    return (first.earliest if first else None), (last.latest if last else None)


def passes_of(
    desk: Desk, place: Site, since: str | None, until: str | None, limit: int | None
) -> tuple[tuple[Pass, ...], int]:
    """The newest `limit` passes of a period in order of time, and how many looks before them were left out."""
    first, last = period(desk, place, since, until)
    # A pass rarely holds more than three looks: read that many and group.
    most = None if limit is None else limit * 3 + 10
    begin, end = _stamp(first), _stamp(last)
    looks = queries.looks_of_site(desk.ws, place.id, since=begin, until=end, limit=most, newest_first=True)
    dated: list[Look] = [look for look in looks if look.when.is_dated]
    passes = group_passes(dated, PASS_MINUTES)
    shown = passes if limit is None else passes[-limit:]
    cut = len(passes) - len(shown)
    if most is not None and len(looks) == most:
        cut = max(cut, count_looks(desk.ws, place.id, since=begin, until=end) - len(shown))
    return tuple(shown), cut


def timeline(
    desk: Desk,
    site: str,
    *,
    types: Sequence[str] = (),
    since: str | None = None,
    until: str | None = None,
    limit: int | None = 40,
) -> Timeline:
    """Counts over time, with the images that nobody has looked at in their places."""
    place = desk.site(site)
    asked = read_types(desk, types)
    passes, older = passes_of(desk, place, since, until, limit)
    first = passes[0].earliest if older and passes else None
    waiting = [
        Entry(
            image.identity.when.describe(),
            image.identity.when.earliest,
            "NOT EXPLOITED",
            image=image.id,
            latest=image.identity.when.latest,
        )
        for image in waiting_images(desk, place, since, until, limit or 1000)
        if image.identity.when.earliest is not None
        and (first is None or image.identity.when.earliest >= first)
    ]
    return overview.timeline(desk.tree(), place, passes, asked, waiting, older)


def waiting_images(
    desk: Desk, place: Site, since: str | None, until: str | None, limit: int = 1000
) -> tuple[Image, ...]:
    """Dated images of a site and period that nobody has looked at, newest first."""
    first, last = period(desk, place, since, until)
    found = queries.images(
        desk.ws, site_id=place.id, since=_stamp(first), until=_stamp(last), unexploited=True, limit=limit
    )
    return tuple(image for image in found if image.identity.when.is_dated)


def matrix(
    desk: Desk,
    site: str,
    *,
    types: Sequence[str] = (),
    since: str | None = None,
    until: str | None = None,
    limit: int | None = 12,
) -> Matrix:
    """The type x date matrix of the newest passes of a period."""
    place = desk.site(site)
    asked = read_types(desk, types)
    passes, older = passes_of(desk, place, since, until, limit)
    return overview.matrix(desk.tree(), place, passes, asked, older)


def last(desk: Desk, site: str | None = None, *, types: Sequence[str] = ()) -> tuple[LastKnown, ...]:
    """What was last known, of one site or of all, each with its age."""
    asked = read_types(desk, types)
    now = desk.clock().astimezone(UTC)
    places = (desk.site(site),) if site else queries.sites(desk.ws)
    recent = recent_looks(desk.ws, [place.id for place in places], LAST_LOOKS if site else 6)
    found: list[LastKnown] = []
    for place in places:
        looks = [look for look in recent.get(place.id, []) if look.when.is_dated]
        found += overview.last_known(desk.tree(), place, group_passes(looks, PASS_MINUTES), asked, now)
    return tuple(found)
