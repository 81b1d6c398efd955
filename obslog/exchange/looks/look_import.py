"""The act of taking looks from a sheet: all of them in one entry of the journal, or none."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path, PurePath
from typing import TYPE_CHECKING

from obslog.exchange.looks.own_looks import looks_of_rows
from obslog.exchange.looks.sheet_files import lines_in, own_sheet
from obslog.exchange.looks.sheet_looks import LooksRead, SheetLine, read_looks
from obslog.exchange.looks.sheet_mapping import (
    FIELDS,
    MappingNeededError,
    SheetMapping,
    columns_of,
    propose,
    read_mapping,
)
from obslog.exchange.showing import shown
from obslog.model.errors import RefusedError, WordError
from obslog.model.looks import Look, LookStatus
from obslog.store import queries, rows
from obslog.store.journal import Op

if TYPE_CHECKING:
    from obslog.observing.desk import Desk


class LinesRefusedError(RefusedError):
    """Lines of a sheet that cannot be taken, so that nothing of it was; `lines` has one sentence for each."""

    def __init__(self, name: str, lines: Sequence[str]) -> None:
        self.lines = tuple(lines)
        more = f" (and {len(lines) - 1} more)" if len(lines) > 1 else ""
        super().__init__(f"{name}: nothing was taken: {lines[0]}{more}")


@dataclass(frozen=True)
class LooksTaken:
    """What an import of looks took: the looks; lines read; looks known already; lines refused; lines left out.

    `dry_run`: nothing was written, and `looks` are those that would be.
    """

    path: str
    looks: tuple[Look, ...]
    lines: int
    known: int
    refused: tuple[str, ...]
    unwanted: int
    dry_run: bool

    def to_wire(self) -> dict[str, object]:
        """The shape of the last line of `look import --json`."""
        return {
            "path": self.path, "lines": self.lines, "looks": len(self.looks), "known": self.known,
            "refused": list(self.refused), "unwanted": self.unwanted, "dry_run": self.dry_run,
        }  # fmt: skip


def look_mapping(path: str | Path, *, sheet: str | None = None, header: int | None = None) -> SheetMapping:
    """The mapping that the headers of a sheet suggest. Raises `FileRefusedError`."""
    headers, _ = lines_in(path, sheet, header)
    return replace(propose(headers), sheet=sheet, header=header)


def look_import(
    desk: Desk,
    path: str | Path,
    *,
    mapping: SheetMapping | str | Path | None = None,
    fixed: Mapping[str, str] | None = None,
    sheet: str | None = None,
    draft: bool = False,
    dry_run: bool = False,
) -> LooksTaken:
    """Take the looks that a sheet says; a second run takes none of them again.

    `mapping` says which column is what (a mapping, or its file); a file that obslog wrote needs none. `fixed` states
    fields for all lines. Raises `MappingNeededError`, `UnclearDatesError`, `UnknownLabelsError` for what a person
    must say first, `LinesRefusedError` with every line that cannot be taken, `FileRefusedError`; nothing half-written.
    """
    name = str(path)
    own = own_sheet(path, "observations")
    with desk.ws.transaction():
        if own is not None:
            read, number = looks_of_rows(desk, own.rows), len(own.rows)
        else:
            lines, told = _lines(path, mapping, fixed, sheet)
            status = LookStatus.DRAFT if draft else LookStatus.CLOSED
            read, number = read_looks(desk, lines, told, name, status), len(lines)
        new = _new(desk, read)
        taken = LooksTaken(
            name, tuple(new), number, len(read.looks) - len(new), read.refused, read.unwanted, dry_run
        )
        if dry_run:
            return taken
        if read.refused:
            raise LinesRefusedError(name, read.refused)
        if new:
            _write(desk, new, name)
    return taken


def _lines(
    path: str | Path,
    given: SheetMapping | str | Path | None,
    fixed: Mapping[str, str] | None,
    sheet: str | None,
) -> tuple[list[SheetLine], SheetMapping]:
    name = str(path)
    mapping = given if isinstance(given, SheetMapping) else read_mapping(given) if given is not None else None
    for key in fixed or {}:
        if key not in FIELDS:
            raise WordError("field", key[:40], f"it can be {', '.join(FIELDS)}")
    asked = mapping or SheetMapping()
    asked = replace(asked, fixed={**asked.fixed, **(fixed or {})}, sheet=sheet or asked.sheet)
    headers, lines = lines_in(path, asked.sheet, asked.header)
    if mapping is None or asked.missing():
        proposed = propose(headers) if mapping is None else asked
        raise MappingNeededError(name, proposed, headers, () if mapping is None else asked.missing())
    places = columns_of(asked, headers, name)
    read = []
    for number, cells in lines:
        found = dict(asked.fixed) | {
            key: cells[place]
            for key, place in places.items()
            if place < len(cells) and cells[place] not in (None, "")
        }
        read.append(SheetLine(number, found))
    if not read:
        raise RefusedError(f"{name}: it holds no lines below its headers")
    return read, asked


def _new(desk: Desk, read: LooksRead) -> list[Look]:
    """The looks that the log does not hold yet, as far as what they say tells."""
    known: set[tuple[object, ...]] = set()
    for site in {look.site_id for _, look in read.looks}:
        known |= {_said(look) for look in queries.looks_of_site(desk.ws, site, statuses=_STANDING)}
    return [look for _, look in read.looks if _said(look) not in known]


_STANDING = (LookStatus.CLOSED, LookStatus.DRAFT)


def _said(look: Look) -> tuple[object, ...]:
    """What makes two looks the same one: all but their ids, and how the counts were worded."""
    seen = sorted(
        (s.types, s.count.lo, s.count.hi or -1, str(s.confidence), s.area or "", s.state or "")
        for s in look.seen
    )
    totals = sorted((t.type, t.count.lo, t.count.hi or -1, t.area or "") for t in look.totals)
    scopes = [
        sorted((scope.type, scope.area or "") for scope in each) for each in (look.none, look.complete_for)
    ]
    return (
        look.site_id, look.image_id, look.when.edtf, look.when.earliest, look.analyst, str(seen), str(totals), str(scopes),
        str(sorted(look.not_observable.items())), look.remarks,
    )  # fmt: skip


def write_new(desk: Desk, read: LooksRead, name: str) -> tuple[Look, ...]:
    """Write the looks that the log does not hold yet, in one entry of the journal; those that it does are left out."""
    new = _new(desk, read)
    if new:
        _write(desk, new, name)
    return tuple(new)


def _write(desk: Desk, looks: Sequence[Look], name: str) -> None:
    ops: list[Op] = []
    for look in looks:
        ops += rows.look_ops(look, desk.tree(), desk.stamp())
    sites = sorted({desk.site_name(look.site_id) for look in looks})
    number = f"{len(looks)} looks" if len(looks) > 1 else "1 look"
    note = {"what": f"{number} at {', '.join(sites[:4])}{' ...' if len(sites) > 4 else ''}"}
    desk.write("look import", ops, {**note, "file": shown(PurePath(name).name)})
