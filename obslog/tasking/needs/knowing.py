"""What the log knows of sites at one moment: their newest passes, what sources say, what waits to be looked at."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cached_property
from typing import TYPE_CHECKING

from obslog.change.passes import Pass, group_passes
from obslog.model.looks import Look
from obslog.model.places import Site
from obslog.model.sources import Source, Statement
from obslog.model.types import TypeTree
from obslog.model.when import When
from obslog.observing.comparison import Comparison, Material, compare, pass_name
from obslog.observing.sides import PASS_MINUTES, Side
from obslog.store import queries
from obslog.store.queries.figures import recent_looks
from obslog.store.queries.waiting import Waiting, waiting
from obslog.tasking.needs.asking import read_instant

if TYPE_CHECKING:
    from obslog.observing.desk import Desk

#: So many of a site's newest looks are read to say what is open now.
LOOKS = 8
#: A log without a look for so many days is of a time past, and is told how to be asked of it.
_ARCHIVE_DAYS = 90.0
#: The share of a site that an image must show for it to be said that it may hold the answer.
_WORTH_A_LOOK = 0.1
#: So many images that nobody has looked at are read for all sites together.
_WAITING = 5_000


@dataclass(frozen=True)
class Known:
    """What is known of `site` at `now`. `passes` are its newest, in order of time; `area_names` names old areas too."""

    site: Site
    tree: TypeTree
    now: datetime
    passes: tuple[Pass, ...] = ()
    statements: tuple[tuple[Statement, Source], ...] = ()
    waiting: tuple[Waiting, ...] = ()
    area_names: Mapping[str, str] | None = None
    _made: dict[tuple[int, int], Comparison] = field(default_factory=dict, repr=False, compare=False)

    @property
    def last(self) -> Pass | None:
        """The newest pass."""
        return self.passes[-1] if self.passes else None

    @property
    def names(self) -> Mapping[str, str]:
        """Area id -> name."""
        return self.area_names if self.area_names is not None else {a.id: a.name for a in self.site.areas}

    @property
    def pass_names(self) -> tuple[str, ...]:
        """The passes as people name them."""
        return tuple(pass_name(one) for one in self.passes)

    @property
    def change(self) -> Comparison | None:
        """The newest pass against the one before it; None with fewer than two."""
        return self.between(-2, -1) if len(self.passes) > 1 else None

    def between(self, first: int, second: int) -> Comparison:
        """Two of the passes compared, by their places in `passes`."""
        size = len(self.passes)
        key = first % size, second % size
        if key not in self._made:
            before, after = self.passes[first], self.passes[second]
            material = Material(self.tree, self.site, (), self.statements, None)
            self._made[key] = compare(
                material, Side(pass_name(before), before), Side(pass_name(after), after)
            )
        return self._made[key]

    @cached_property
    def newer_waiting(self) -> tuple[Waiting, ...]:
        """Images newer than the last pass that nobody has looked at: they may hold the answer already."""
        last = self.last
        return tuple(
            one
            for one in self.waiting
            if one.when.earliest is not None
            and (last is None or one.when.earliest > last.latest)
            and (one.covered is None or one.covered >= _WORTH_A_LOOK)
        )


def as_of_instant(desk: Desk, as_of: str | datetime | None) -> datetime:
    """The moment asked: the log's clock, or what was given (a day is its end). Raises `WordError`."""
    now = desk.clock().astimezone(UTC)
    if as_of is None:
        return now
    if isinstance(as_of, datetime):
        return as_of.astimezone(UTC)
    return read_instant(as_of, now, end=True)


def known_sites(desk: Desk, site: str | None, now: datetime, each: int = LOOKS) -> list[Known]:
    """What is known at `now` of one site, or of all, by name; what came later is left out. Raises `NotFoundError`."""
    with desk.ws.reading():
        places = [desk.site(site)] if site else queries.sites(desk.ws)
        ids = [place.id for place in places]
        looks = recent_looks(desk.ws, ids, each, until=queries.stamp(now))
        said: dict[str, list[tuple[Statement, Source]]] = {}
        for statement, source in queries.statements(desk.ws, ids[0] if site else None):
            if _begun(statement.when, now):
                said.setdefault(statement.site_id, []).append((statement, source))
        unread: dict[str, list[Waiting]] = {}
        for one in waiting(desk.ws, ids[0] if site else None, _WAITING):
            if _begun(one.when, now):
                unread.setdefault(one.site_id, []).append(one)
        old = _old_areas(desk, places, looks)
    tree = desk.tree()
    return [
        Known(
            place, tree, now, group_passes(looks.get(place.id, ()), PASS_MINUTES), tuple(said.get(place.id, ())),
            tuple(unread.get(place.id, ())), old.get(place.id),
        )
        for place in places
    ]  # fmt: skip


def archive_hint(desk: Desk, as_of: str | datetime | None) -> str | None:
    """For a log whose newest look is long past: the moment to ask of instead; None for one in use, or with `as_of`."""
    if as_of is not None:
        return None
    ends = [latest for _, _, latest in queries.last_looks(desk.ws).values() if latest is not None]
    if not ends:
        return None
    newest = queries.read_stamp(max(ends))
    if desk.clock().astimezone(UTC) - newest < timedelta(days=_ARCHIVE_DAYS):
        return None
    day = f"{newest.day} {newest:%b} {newest.year}"
    return f"the newest look of this log is of {day}; --as-of {newest:%Y-%m-%d} asks as of then"


def _begun(when: When, now: datetime) -> bool:
    """True for what may have been before `now`; what is not dated is not known to be later."""
    return when.earliest is None or when.earliest <= now


def _old_areas(
    desk: Desk, places: Sequence[Site], looks: Mapping[str, Sequence[Look]]
) -> dict[str, dict[str, str]]:
    """Area names for the sites whose looks were made with areas that they no longer have."""
    found = {}
    for place in places:
        now = {area.id for area in place.areas} | {"elsewhere"}
        if any(part not in now for look in looks.get(place.id, ()) for part in (*look.parts, *look.visible)):
            found[place.id] = queries.area_names(desk.ws, place.id)
    return found
