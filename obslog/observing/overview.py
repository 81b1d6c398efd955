"""Counts over time: the timeline of a site, its type x date matrix, and what was last known."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from obslog.change.bounds import Bounds, Reading, Zone, pass_bounds
from obslog.change.matrix import CellKind, MatrixCell
from obslog.change.matrix import cells as pass_cells
from obslog.change.passes import Pass
from obslog.change.timeline import Windows, windows
from obslog.model.looks import Look
from obslog.model.places import Site
from obslog.model.types import TypeTree
from obslog.observing.comparison import on_parts, pass_name, zone_of

Query = tuple[str, ...]

#: How each kind of cell looks; no two alike, so that a zero, a gap and a cloud cannot be mistaken.
LEGEND = (
    "2  counted, all seen    2+  at least    2-4  between    0  looked, all visible, none    "
    "(0)  none in the part visible",
    "##  not observable    .  not looked for    [2]  by label only, not certain    !  looks of one pass conflict",
)


@dataclass(frozen=True)
class Cell:
    """What one pass says of one type: its bounds, its kind (`count`, `zero`, `part`, `cloud`, `gap`,
    `labelled`, `conflict`)."""

    kind: str
    text: str
    bounds: Bounds

    def wire(self) -> dict[str, Any]:
        """Bounds, kind and the looks they rest on."""
        return {
            "kind": self.kind,
            "bounds": [self.bounds.lo, self.bounds.hi],
            "estimate": self.bounds.estimate,
            "looks": list(self.bounds.looks),
        }


def cell(tree: TypeTree, site: Site, chosen: Pass, query: Query) -> Cell:
    """The strict bounds of one type in one pass, and what kind of knowledge they are.

    A type that was seen by label only (probable, possible) is neither a silence nor a none: kind `labelled`.
    """
    return column(tree, site, chosen, [query])[0]


def column(tree: TypeTree, site: Site, chosen: Pass, queries: Sequence[Query]) -> list[Cell]:
    """The cells of many types in one pass, as `cell` has each."""
    zone = zone_of(site, chosen.looks)
    looks = tuple(on_parts(look, zone.parts) for look in chosen.looks)
    found = pass_cells(tree, zone, looks, queries)
    return [_cell(tree, zone, looks, *one) for one in zip(queries, found, strict=True)]


def _cell(tree: TypeTree, zone: Zone, looks: tuple[Look, ...], query: Query, found: MatrixCell) -> Cell:
    if found.kind in (CellKind.PART, CellKind.GAP) and any(_names(tree, look, query) for look in looks):
        labelled = pass_bounds(tree, zone, looks, query, Reading.LABELLED)
        if labelled.lo > 0:
            return Cell("labelled", f"[{_numbers(labelled)}]", found.bounds)
    return Cell(str(found.kind), _text(str(found.kind), found.bounds), found.bounds)


def _names(tree: TypeTree, look: Look, query: Query) -> bool:
    return any(tree.is_at_or_below(kind, asked) for s in look.seen for kind in s.types for asked in query)


def _text(kind: str, bounds: Bounds) -> str:
    fixed = {"conflict": "!", "zero": "0", "part": "(0)", "cloud": "##", "gap": "."}
    return fixed.get(kind) or _numbers(bounds)


def _numbers(bounds: Bounds) -> str:
    if bounds.hi is None:
        return f"{bounds.lo}+"
    if bounds.lo == bounds.hi:
        return str(bounds.lo)
    text = f"<={bounds.hi}" if bounds.lo == 0 else f"{bounds.lo}-{bounds.hi}"
    return f"~{text}" if bounds.estimate else text


def mentioned(tree: TypeTree, passes: Iterable[Pass]) -> tuple[Query, ...]:
    """The types and sets that looks name, in the tree's order, most general first."""
    found: dict[Query, None] = {}
    for chosen in passes:
        for look in chosen.looks:
            for s in look.seen:
                found[s.types] = None
            for t in look.totals:
                found[(t.type,)] = None
            for scope in (*look.none, *look.complete_for):
                found[(scope.type,)] = None
    order = {name: number for number, name in enumerate(tree.names)}
    return tuple(sorted(found, key=lambda q: ([order[name] for name in q[:1]], len(q), q)))


@dataclass(frozen=True)
class Entry:
    """One moment of a timeline: a pass with its cells, or an image that nobody has looked at.

    `earliest` and `latest` (None: not asked) are UTC instants that bound it.
    """

    name: str
    earliest: datetime
    state: str
    cells: tuple[tuple[Query, Cell], ...] = ()
    looks: tuple[str, ...] = ()
    image: str | None = None
    latest: datetime | None = None


@dataclass(frozen=True)
class Timeline:
    """A site's looks in order of time, with the gaps between them."""

    site: Site
    entries: tuple[Entry, ...]
    windows: tuple[tuple[Query, Windows], ...]
    older: int = 0

    def wire(self) -> Iterable[dict[str, Any]]:
        """A line a moment and type; then a line a type with its windows."""
        for entry in self.entries:
            for query, one in entry.cells or (((), None),):
                yield {
                    "site": self.site.name,
                    "when": entry.name,
                    "earliest": entry.earliest.isoformat().replace("+00:00", "Z"),
                    "state": entry.state,
                    "type": "|".join(query) or None,
                    "image": entry.image,
                    **(
                        one.wire()
                        if one
                        else {"kind": None, "bounds": None, "estimate": False, "looks": list(entry.looks)}
                    ),
                }
        for query, found in self.windows:
            yield {"site": self.site.name, "type": "|".join(query), "windows": found.wire()}

    def lines(self) -> Iterable[str]:
        """The timeline for a terminal."""
        if not self.entries:
            yield f"{self.site.name}: no closed looks in that period"
            return
        if self.older:
            yield f"({self.older} older passes are not shown; --limit N for more)"
        wide = max(len(entry.name) for entry in self.entries)
        before: datetime | None = None
        for entry in self.entries:
            days = (entry.earliest - before).days if before is not None else 0
            if days >= 2:
                yield f"{'':{wide}}  :  {days} days without a look"
            said = ", ".join(f"{'|'.join(q)} {c.text}" for q, c in entry.cells if c.kind != "gap")
            yield f"{entry.name:<{wide}}  {entry.state:<14}  {said}".rstrip()
            if entry.looks:
                before = entry.earliest
        for query, found in self.windows:
            yield from (f"{'|'.join(query)}: {line}" for line in found.lines())
        yield from LEGEND


def timeline(
    tree: TypeTree,
    site: Site,
    passes: Sequence[Pass],
    queries: Sequence[Query],
    waiting: Sequence[Entry],
    older: int,
) -> Timeline:
    """Put passes and images that nobody has looked at in one order; windows for each type asked."""
    wanted = tuple(queries) or mentioned(tree, passes)
    entries = [
        Entry(
            pass_name(p),
            p.earliest,
            " / ".join(dict.fromkeys(str(look.state) for look in p.looks)),
            tuple(zip(wanted, column(tree, site, p, wanted), strict=True)),
            tuple(look.id for look in p.looks),
            latest=p.latest,
        )
        for p in passes
    ]
    entries = sorted([*entries, *waiting], key=lambda entry: entry.earliest)
    found: list[tuple[Query, Windows]] = []
    if passes:
        zone = zone_of(site, passes[-1].looks)
        aligned = tuple(
            Pass(tuple(on_parts(look, zone.parts) for look in p.looks), p.earliest, p.latest) for p in passes
        )
        found = [(query, windows(tree, zone, aligned, query)) for query in queries]
    return Timeline(site, tuple(entries), tuple(found), older)


@dataclass(frozen=True)
class Matrix:
    """Types by passes, in order of time. `looks` are the ids of the looks of each column, `starts` when it began;
    `older` says how many passes or looks before the first column were left out."""

    site: Site
    columns: tuple[str, ...]
    lines: tuple[tuple[Query, tuple[Cell, ...]], ...]
    looks: tuple[tuple[str, ...], ...] = ()
    starts: tuple[datetime, ...] = ()
    older: int = 0

    def rows(self) -> list[list[str]]:
        """Cells as text, for a table."""
        return [["|".join(query), *(c.text for c in cells)] for query, cells in self.lines]

    def legend(self) -> tuple[str, ...]:
        """What each kind of cell means."""
        return LEGEND if self.lines else ()

    def wire(self) -> Iterable[dict[str, Any]]:
        """A line a type."""
        for query, cells in self.lines:
            yield {
                "site": self.site.name,
                "type": "|".join(query),
                "cells": [{"when": when, **c.wire()} for when, c in zip(self.columns, cells, strict=True)],
            }


def matrix(
    tree: TypeTree, site: Site, passes: Sequence[Pass], queries: Sequence[Query], older: int = 0
) -> Matrix:
    """The type x date matrix of the given passes."""
    wanted = tuple(queries) or mentioned(tree, passes)
    columns = [column(tree, site, p, wanted) for p in passes]
    return Matrix(
        site,
        tuple(pass_name(p) for p in passes),
        tuple((query, tuple(cells[n] for cells in columns)) for n, query in enumerate(wanted)),
        tuple(p.ids for p in passes),
        tuple(p.earliest for p in passes),
        older,
    )


@dataclass(frozen=True)
class LastKnown:
    """The newest pass that says anything of a type, and how old it is: never the current count."""

    site: str
    type: str
    count: str
    when: str
    age_h: float
    bounds: Bounds

    @property
    def age(self) -> str:
        """How old, in days from two days on."""
        return age_words(self.age_h)

    def wire(self) -> dict[str, Any]:
        """The shape of a line of `last --json`."""
        return {
            "site": self.site,
            "type": self.type,
            "bounds": [self.bounds.lo, self.bounds.hi],
            "when": self.when,
            "age_h": self.age_h,
            "looks": list(self.bounds.looks),
        }


def age_words(hours: float) -> str:
    """An age as people say it: hours below two days, then days."""
    return f"{hours:.0f} h" if hours < 48 else f"{hours / 24:.0f} d"


def last_known(
    tree: TypeTree, site: Site, passes: Sequence[Pass], queries: Sequence[Query], now: datetime
) -> tuple[LastKnown, ...]:
    """For each type the newest pass that shows or bounds it. `passes` in order of time."""
    found = []
    for query in queries or mentioned(tree, passes):
        for chosen in reversed(passes):
            one = cell(tree, site, chosen, query)
            if one.kind in ("count", "zero", "conflict"):
                age = round((now - chosen.latest).total_seconds() / 3600, 1)
                found.append(
                    LastKnown(site.name, "|".join(query), one.text, pass_name(chosen), age, one.bounds)
                )
                break
    return tuple(found)
