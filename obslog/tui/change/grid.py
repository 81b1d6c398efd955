"""Types by date as far as they are loaded: columns from newest pages, the cursor, and what of it is in sight."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Self

from obslog.tui.change.over_time import stamp

if TYPE_CHECKING:
    from obslog.log import Log
    from obslog.observing.overview import Matrix

Query = tuple[str, ...]


@dataclass(frozen=True)
class GridCell:
    """What one pass says of one type: `kind` as in the chart, `text` as printed."""

    kind: str
    text: str


@dataclass(frozen=True)
class Column:
    """One pass: its date in words, when it began (seconds since 1970, UTC), its looks, and a cell for each type."""

    name: str
    begin: float
    looks: tuple[str, ...]
    cells: Mapping[Query, GridCell] = field(default_factory=dict)


@dataclass(frozen=True)
class Grid:
    """The loaded columns in order of time and the types in the order of the tree; `older` are not loaded.

    `row` and `column` are the cursor's, `top` and `left` the first in sight, `anchor` a column kept for a change.
    """

    site_id: str = ""
    site: str = ""
    rows: tuple[Query, ...] = ()
    columns: tuple[Column, ...] = ()
    legend: tuple[str, ...] = ()
    older: int = 0
    row: int = 0
    column: int = 0
    top: int = 0
    left: int = 0
    anchor: int | None = None

    @property
    def pointed(self) -> tuple[Query, Column] | None:
        """Type and pass under the cursor."""
        if not self.rows or not self.columns:
            return None
        return self.rows[self.row], self.columns[self.column]

    def moved(self, down: int, right: int) -> Self:
        """The cursor moved, inside what is loaded."""
        return replace(
            self,
            row=max(0, min(len(self.rows) - 1, self.row + down)),
            column=max(0, min(len(self.columns) - 1, self.column + right)),
        )

    def seen_by(self, rows: int, columns: int) -> Self:
        """Scrolled no further than needed for the cursor to be in sight of so many rows and columns."""
        top = max(min(self.top, self.row), self.row - max(1, rows) + 1)
        left = max(min(self.left, self.column), self.column - max(1, columns) + 1)
        left = max(0, min(left, len(self.columns) - max(1, columns)))
        return replace(self, top=max(0, min(top, len(self.rows) - max(1, rows))), left=left)

    def anchored(self) -> Self:
        """The cursor's column is kept, or no longer so."""
        return replace(self, anchor=None if self.anchor == self.column else self.column)


def newest(log: Log, site: str, limit: int) -> Grid:
    """The newest `limit` passes of a site, the cursor on the newest of them."""
    found = log.matrix(site, limit=limit)
    columns = _columns(found)
    return Grid(
        found.site.id, found.site.name, tuple(query for query, _ in found.lines), columns, found.legend(),
        found.older, column=max(0, len(columns) - 1),
    )  # fmt: skip


def with_older(log: Log, grid: Grid, limit: int) -> Grid:
    """With up to `limit` passes more from before the first column; the cursor stays on its pass.

    A type that only one of the two pages names is asked of the other too: a list that is complete for a class says
    of each type below it that none was there.
    """
    if not grid.columns or not grid.older:
        return grid
    until = stamp(grid.columns[0].begin)
    page = log.matrix(grid.site_id, until=until, limit=limit + 1)
    asked = [query for query, _ in page.lines]
    rows = _in_order(log, (*grid.rows, *asked))
    known = {look for column in grid.columns for look in column.looks}
    more = _filled(log, grid, page, [query for query in grid.rows if query not in asked], until, limit + 1)
    before = tuple(column for column in more if not known.intersection(column.looks))
    missing = [query for query in asked if query not in grid.rows]
    columns = grid.columns
    if missing:
        again = log.matrix(grid.site_id, types=_names(missing), limit=len(columns))
        columns = _joined(columns, _columns(again))
    row = rows.index(grid.rows[grid.row]) if grid.rows else 0
    return replace(
        grid,
        rows=rows,
        columns=(*before, *columns),
        older=page.older if before else 0,
        legend=grid.legend or page.legend(),
        row=row,
        column=grid.column + len(before),
        left=grid.left + len(before),
        anchor=None if grid.anchor is None else grid.anchor + len(before),
    )


def _filled(
    log: Log, grid: Grid, page: Matrix, missing: Sequence[Query], until: str, limit: int
) -> tuple[Column, ...]:
    columns = _columns(page)
    if not missing:
        return columns
    return _joined(
        columns, _columns(log.matrix(grid.site_id, types=_names(missing), until=until, limit=limit))
    )


def _columns(found: Matrix) -> tuple[Column, ...]:
    return tuple(
        Column(
            name,
            begin.timestamp(),
            looks,
            {query: GridCell(cells[place].kind, cells[place].text) for query, cells in found.lines},
        )
        for place, (name, begin, looks) in enumerate(
            zip(found.columns, found.starts, found.looks, strict=True)
        )
    )


def _joined(columns: Sequence[Column], more: Sequence[Column]) -> tuple[Column, ...]:
    """The cells of `more` beside those of the same pass in `columns`."""
    by_looks = {column.looks: column.cells for column in more}
    return tuple(replace(one, cells={**one.cells, **by_looks.get(one.looks, {})}) for one in columns)


def _in_order(log: Log, found: Sequence[Query]) -> tuple[Query, ...]:
    order = {name: place for place, name in enumerate(log.types().names)}
    return tuple(sorted(dict.fromkeys(found), key=lambda q: ([order[name] for name in q[:1]], len(q), q)))


def _names(queries: Sequence[Query]) -> list[str]:
    return ["|".join(query) for query in queries]
