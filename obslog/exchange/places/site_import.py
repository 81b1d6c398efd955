"""The act of taking sites and areas from a file: all that is new in one transaction, or nothing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path, PurePath
from typing import TYPE_CHECKING, Any

from obslog.exchange.looks.look_import import LinesRefusedError
from obslog.exchange.places.site_files import Given, ground_in, read_places
from obslog.exchange.rows.sheets import parted
from obslog.exchange.showing import shown
from obslog.model.errors import ObslogError, RefusedError, WordError
from obslog.model.places import Area, Site
from obslog.model.text import fold
from obslog.observing import sites
from obslog.store import queries, rows
from obslog.store.journal import Op

if TYPE_CHECKING:
    from obslog.observing.desk import Desk


@dataclass(frozen=True)
class SitesTaken:
    """What an import of places took: new sites, new areas of sites that were known, sites changed.

    `known` were there already and stay as they are; `passed_over` have no place; `refused` are sentences. `dry_run`:
    nothing was written.
    """

    path: str
    sites: tuple[Site, ...]
    areas: tuple[Area, ...]
    changed: tuple[str, ...]
    known: int
    passed_over: int
    refused: tuple[str, ...]
    dry_run: bool

    def to_wire(self) -> dict[str, object]:
        """The shape of the last line of `site import --json`."""
        return {
            "path": self.path, "sites": len(self.sites),
            "areas": len(self.areas) + sum(len(site.areas) for site in self.sites), "changed": list(self.changed),
            "known": self.known, "passed_over": self.passed_over, "refused": list(self.refused), "dry_run": self.dry_run,
        }  # fmt: skip


def site_import(
    desk: Desk,
    path: str | Path,
    *,
    areas_of: str | None = None,
    name_from: str | None = None,
    radius_m: float | None = None,
    update: bool = False,
    dry_run: bool = False,
) -> SitesTaken:
    """Take the sites of a file, and their areas; with `areas_of`, its places are areas of that site.

    Sites that are known by any of their names stay as they are; `update` gives them the ground and the other names of
    the file. `name_from` says which property or column is the name, `radius_m` how far the ground of a mere position
    reaches. Raises `LinesRefusedError` with every place that cannot be taken, `FileRefusedError`; nothing half-written.
    """
    name = str(path)
    places = read_places(path, name_from)
    if not places.given and not places.refused:
        raise RefusedError(f"{name}: it holds no places")
    with desk.ws.transaction():
        act = _Act(desk, radius_m, update, list(places.refused))
        parts = [
            (each, areas_of or each.said["name"]) for each in places.given if areas_of or "area" in each.said
        ]
        if areas_of is None:
            for given in places.given:
                if "area" not in given.said:
                    act.attempt(given, lambda given=given: act.site(given))
        else:
            desk.site(areas_of)
        for given, site in parts:
            act.attempt(given, lambda given=given, site=site: act.area(given, site))
        taken = SitesTaken(
            name, tuple(act.new.values()), tuple(area for _, area, _ in act.areas), tuple(act.changes), act.known,
            places.passed_over, tuple(act.refused), dry_run,
        )  # fmt: skip
        if dry_run:
            return taken
        if act.refused:
            raise LinesRefusedError(name, act.refused)
        act.write(name)
    desk.forget()
    return taken


class _Act:
    """Places of a file held against the log: what is new, what changes, what is refused; written when all is read."""

    def __init__(self, desk: Desk, radius_m: float | None, update: bool, refused: list[str]) -> None:
        self._desk, self._radius_m, self._update = desk, radius_m, update
        self.refused = refused
        self.new: dict[str, Site] = {}
        self.areas: list[tuple[Site, Area, Given]] = []
        self.changes: dict[str, dict[str, Any]] = {}
        self.known = 0
        self._names: dict[str, str] = {}

    def attempt(self, given: Given, act: Any) -> None:
        """Do it, or keep the sentence that says why it cannot be."""
        try:
            act()
        except ObslogError as error:
            self.refused.append(f"{given.where}: {error}")

    def site(self, given: Given) -> None:
        """A place that is a site."""
        title = given.said.get("name") or given.said.get("icao")
        if not title:
            raise WordError("name", "", "it has none: say which property or column it is (--name-from)")
        stands = queries.site_by_name(self._desk.ws, title)
        if stands is not None:
            self._stands(stands, given)
            return
        made = _site(self._desk, title, given, self._radius_m)
        sites.refuse_names_in_use(self._desk, made, (made.name, *made.aliases))
        for each in (made.name, *made.aliases):
            if (other := self._names.setdefault(fold(each), made.name)) != made.name or (
                each == made.name and fold(each) in self.new
            ):
                raise RefusedError(f"{each!r} names {other} already, further up in the file")
        self.new[fold(made.name)] = made

    def _stands(self, stands: Site, given: Given) -> None:
        changes: dict[str, Any] = {}
        drawn = ground_in(given)
        if drawn is not None and drawn != stands.geometry:
            changes["polygon"] = drawn
        other = [
            each
            for each in given.names
            if fold(each) not in {fold(x) for x in (stands.name, *stands.aliases)}
        ]
        if other:
            changes["aliases"] = other
        if changes and self._update:
            self.changes[stands.name] = changes
        else:
            self.known += 1

    def area(self, given: Given, site: str) -> None:
        """A place that is an area of a site, new or known."""
        title = given.said.get("area") or given.said.get("name", "")
        drawn = ground_in(given)
        if drawn is None and given.place is not None:
            raise WordError("area", title, "an area is a polygon, or has no ground")
        new = self.new.get(fold(site))
        place = new or self._desk.site(site)
        stands = next((area for area in place.areas if fold(area.name) == fold(title)), None)
        if stands is not None and new is None:
            self.known += 1
            return
        for other, area, _ in self.areas:
            if other.id == place.id:
                place = replace(place, areas=(*place.areas, area))
        made = sites.area_made(self._desk, place, title, drawn, parted(given.said.get("capacity")))
        if new is not None:
            self.new[fold(site)] = replace(new, areas=(*new.areas, made))
        else:
            self.areas.append((place, made, given))

    def write(self, name: str) -> None:
        """Write all: new sites in one entry of the journal, a change of a known one in one each."""
        ops: list[Op] = []
        for site in self.new.values():
            ops += [*rows.site_ops(site), *queries.join_ops(self._desk.ws, site)]
        if ops:
            number = f"{len(self.new)} sites" if len(self.new) > 1 else "1 site"
            self._desk.write("site import", ops, {"what": number, "file": shown(PurePath(name).name)})
        for title, changes in self.changes.items():
            sites.site_edit(self._desk, title, **changes)
        for place, area, _ in self.areas:
            sites.area_add(
                self._desk, place.id, area.name, polygon=area.geometry, capacity=dict(area.capacity)
            )


def _site(desk: Desk, title: str, given: Given, radius_m: float | None) -> Site:
    said = given.said
    point = given.place if isinstance(given.place, tuple) else None
    own = _numbers(said)
    code, names = said.get("icao"), given.names
    if code is not None and given.place is not None and not _is_known(code):
        # A code that no airport has here is a name like any other.
        names, code = (*names, code), None
    made = sites.site_made(
        desk, title, icao=code, position=point or own or said.get("position"),
        radius_m=_number(said, "radius_m") or radius_m, polygon=ground_in(given), aliases=names,
        timezone=said.get("timezone"), cadence_days=_number(said, "cadence_days"),
    )  # fmt: skip
    return made if made.country or "country" not in said else replace(made, country=said["country"])


def _is_known(code: str) -> bool:
    from obslog.places import gazetteer

    try:
        gazetteer.airport(code)
    except ObslogError:
        return False
    return True


def _numbers(said: Mapping[str, str]) -> tuple[float, float] | None:
    """The position that stands beside drawn ground."""
    lon, lat = _number(said, "lon"), _number(said, "lat")
    if lon is None or lat is None or not (-180 <= lon <= 180 and -90 <= lat <= 90):
        return None
    return lon, lat


def _number(said: Mapping[str, str], name: str) -> float | None:
    text = said.get(name)
    if text is None:
        return None
    try:
        return float(text)
    except ValueError:
        raise WordError(name, text[:40], "it is a number") from None


def words(taken: SitesTaken) -> Sequence[str]:
    """What was taken, a sentence each."""
    would = " would be" if taken.dry_run else ""
    areas = len(taken.areas) + sum(len(site.areas) for site in taken.sites)
    told = [f"{_many(len(taken.sites), 'site')} and {_many(areas, 'area')}{would} added from {taken.path}"]
    if taken.changed:
        told.append(f"{_many(len(taken.changed), 'site')}{would} changed: {', '.join(taken.changed)}")
    if taken.known:
        told.append(f"{taken.known} known already, left as they are")
    if taken.passed_over:
        told.append(f"{taken.passed_over} passed over: they have no place that is a point or a polygon")
    return told


def _many(number: int, name: str) -> str:
    return f"{number} {name}" if number == 1 else f"{number} {name}s"
