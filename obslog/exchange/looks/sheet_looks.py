"""Lines of a sheet as looks: lines of one site, date and image together, each line checked and refused by its number."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from obslog.exchange.image_names import image_finder
from obslog.exchange.looks.sheet_dates import order_of, when_in
from obslog.exchange.looks.sheet_mapping import SheetMapping
from obslog.exchange.marks.type_map import types_for
from obslog.exchange.rows.xlsx import Value
from obslog.model.counts import Count, parse_count
from obslog.model.errors import NotFoundError, ObslogError, RefusedError, WordError
from obslog.model.images import Image
from obslog.model.looks import Confidence, Look, LookStatus, Scope, Sighting
from obslog.model.places import Site
from obslog.model.when import UNDATED, When
from obslog.observing.drafting import Content, area_id, area_ids, draft, refuse_empty
from obslog.observing.looks import image_of
from obslog.store import queries
from obslog.store.ids import new_id

if TYPE_CHECKING:
    from obslog.observing.desk import Desk

_HEX = frozenset("0123456789abcdef")
_LEAST_SHA256, _SHA256 = 8, 64


@dataclass(frozen=True)
class SheetLine:
    """One line of a sheet: its number and its cells by field; empty cells are not in it."""

    number: int
    cells: Mapping[str, Value]

    def text(self, name: str) -> str:
        """A cell as text: a whole number without its decimal point; empty where there is none."""
        cell = self.cells.get(name)
        if isinstance(cell, float) and cell.is_integer():
            return str(int(cell))
        return "" if cell is None else str(cell).strip()


@dataclass
class Together:
    """Lines that are one look."""

    site: Site
    when: When | None
    image: Image | None
    analyst: str
    lines: list[SheetLine] = field(default_factory=list)


@dataclass(frozen=True)
class LooksRead:
    """The looks of a sheet, each with the lines it is from; the lines refused; how many were mapped to nothing."""

    looks: tuple[tuple[str, Look], ...]
    refused: tuple[str, ...]
    unwanted: int = 0


def read_looks(
    desk: Desk, lines: Sequence[SheetLine], mapping: SheetMapping, name: str, status: LookStatus
) -> LooksRead:
    """The looks that the lines say. Raises `UnknownLabelsError`, `UnclearDatesError`: what a person must say first."""
    order = order_of([line.cells.get("when") for line in lines], mapping.order, name)
    labels = [_label(line.text("type"), mapping) for line in lines if line.text("type")]
    types = types_for(desk.tree(), labels, mapping.types, name)
    reader = _Reader(desk, mapping, types, order)
    refused: list[str] = []
    groups: dict[tuple[object, ...], Together] = {}
    unwanted = 0
    for line in lines:
        label = _label(line.text("type"), mapping)
        if label and types[label] is None:
            unwanted += 1
            continue
        try:
            reader.add(line, groups)
        except ObslogError as error:
            refused.append(f"line {line.number}: {error}")
    found = []
    for group in groups.values():
        where = _where(group.lines)
        try:
            found.append((where, reader.look(group, status)))
        except ObslogError as error:
            told = str(error)
            refused.append(told if told.startswith("line ") else f"{where}: {told}")
    return LooksRead(tuple(found), tuple(refused), unwanted)


def _where(lines: Sequence[SheetLine]) -> str:
    numbers = [str(line.number) for line in lines]
    shown = ", ".join(numbers[:6]) + (" ..." if len(numbers) > 6 else "")
    return f"line {shown}" if len(numbers) == 1 else f"lines {shown}"


def _label(text: str, mapping: SheetMapping) -> str:
    """A type as the log writes candidate sets: `An-26 or An-32` is `An-26|An-32`."""
    if text in mapping.types or " or " not in text:
        return text
    return "|".join(part.strip() for part in text.split(" or "))


class _Reader:
    """Reads lines with one mapping; sites and images are looked up once."""

    def __init__(
        self, desk: Desk, mapping: SheetMapping, types: Mapping[str, str | None], order: str | None
    ) -> None:
        self._desk, self._mapping, self._types, self._order = desk, mapping, types, order
        self._sites: dict[str, Site | ObslogError] = {}
        self._finder: Callable[[str], set[str]] | None = None
        self._numbered: dict[str, tuple[object, ...]] = {}

    def add(self, line: SheetLine, groups: dict[tuple[object, ...], Together]) -> None:
        """Put a line to those of its look. Raises `ObslogError` for one that cannot be read."""
        site = self._site(line.text("site"))
        when = when_in(line.cells.get("when"), line.cells.get("time"), self._order, self._mapping.zone)
        image = self._image(line.text("image"), when)
        if when is None and image is None:
            raise WordError("date", line.text("when"), "a look needs its date, or an image that has one")
        self._item(line, site)
        analyst = line.text("analyst") or self._desk.actor.name
        moment = image.id if image is not None else (when.edtf if when is not None else "")
        key = (site.id, moment, analyst, line.text("source"), line.text("look"))
        number = line.text("look")
        if number and self._numbered.setdefault(number, key) != key:
            raise RefusedError(f"look {number[:40]!r} is another site, date, image or analyst further up")
        groups.setdefault(key, Together(site, when, image, analyst)).lines.append(line)

    def _site(self, text: str) -> Site:
        if not text:
            raise WordError("site", "", "it is empty")
        if text not in self._sites:
            try:
                self._sites[text] = self._desk.site(self._mapping.sites.get(text, text))
            except NotFoundError as error:
                self._sites[text] = error
        found = self._sites[text]
        if isinstance(found, ObslogError):
            raise found
        return found

    def _image(self, text: str, when: When | None) -> Image | None:
        if not text:
            return None
        word = text.casefold()
        if _LEAST_SHA256 <= len(word) <= _SHA256 and set(word) <= _HEX:
            image = image_of(self._desk, word)
        else:
            self._finder = self._finder or image_finder(self._desk)
            ids = self._finder(text)
            if len(ids) != 1:
                hint = "several images have that name: write the sha256" if ids else "obslog import it first"
                raise NotFoundError("image", text[:80], hint=hint)
            image = queries.image(self._desk.ws, next(iter(ids)))
        dated = image.identity.when
        if when is not None and not dated.is_dated:
            raise RefusedError(
                f"image {image.id[:12]} is undated: obslog image date {image.id[:12]} {when.edtf} first"
            )
        if when is not None and not dated.overlaps(when):
            raise RefusedError(
                f"it says {when.describe()}, its image {image.id[:12]} is of {dated.describe()} (basis {dated.basis})"
            )
        return image

    def _item(self, line: SheetLine, site: Site) -> Sighting | Scope | None:
        """What a line says was seen, or None for one that says only that nothing could be seen."""
        text = line.text("type")
        area = area_id(site, line.text("area")) if line.text("area") else None
        if not text:
            if line.text("not_observable"):
                return None
            raise WordError("type", "", "it is empty")
        types = tuple(str(self._types[_label(text, self._mapping)]).split("|"))
        count = _count(line)
        if count.is_zero:
            if len(types) > 1:
                raise WordError("type", text[:80], "none of a candidate set: write a line for each type")
            return Scope(types[0], area)
        tree = self._desk.tree()
        certain = tree.resolve(line.text("certain")) if line.text("certain") else None
        if certain is not None and not all(tree.is_at_or_below(name, certain) for name in types):
            raise WordError("certain", certain, f"it must be {' and '.join(types)} or above")
        because = line.text("because") or ("the sheet gives no number" if count.unknown else None)
        return Sighting(
            types, count, certain, self._confidence(line.text("confidence")), area, line.text("state") or None, because
        )  # fmt: skip

    def _confidence(self, text: str) -> Confidence:
        word = self._mapping.confidence.get(text, text).strip().casefold()
        if not word:
            return Confidence.CONFIRMED
        try:
            return Confidence(word)
        except ValueError:
            hint = f"write {', '.join(Confidence)}, or map it below [confidence]"
            raise WordError("confidence", text[:40], hint) from None

    def look(self, group: Together, status: LookStatus) -> Look:
        """The look that lines say together. Raises `ObslogError`."""
        items = [item for line in group.lines if (item := self._item(line, group.site)) is not None]
        image = group.image
        base = Look(
            id=new_id(), when=group.when or UNDATED, visible={}, site_id=group.site.id,
            image_id=image.id if image else None, acquisition_id=image.acquisition_id if image else None,
            analyst=group.analyst, analyst_basis=self._desk.actor.basis if not self._mapping.has("analyst") else "stated",
            status=status, parts=area_ids(group.site),
            seen=tuple(item for item in items if isinstance(item, Sighting)),
            none=tuple(dict.fromkeys(item for item in items if isinstance(item, Scope))),
        )  # fmt: skip
        hidden = {
            line.text("area") or "all": line.text("not_observable")
            for line in group.lines
            if line.text("not_observable")
        }
        content = Content(
            visible=_stated(group.lines), not_observable=hidden,
            resolves=_one(group.lines, "resolves"), remarks=_remarks(group.lines),
        )  # fmt: skip
        look = draft(base, group.site, image, self._desk.tree(), content)
        refuse_empty(look)
        return look


def _count(line: SheetLine) -> Count:
    if line.cells.get("count") is not None and not isinstance(line.cells["count"], (str, int, float)):
        raise WordError(
            "count", line.text("count"), "the spreadsheet took it for a date: format the column as text"
        )
    text, least, most = (line.text(name) for name in ("count", "count_min", "count_max"))
    if text:
        return parse_count(text)
    if not least and not most:
        raise WordError("count", "", "it is empty: write ? where nobody counted, 0 for none")
    if not all(word.isascii() and word.isdigit() and len(word) < 10 for word in (least, most) if word):
        raise WordError("count", f"{least}-{most}", "bounds are whole numbers")
    low, high = int(least or 0), int(most) if most else None
    return Count(low, high, f"{low}+" if high is None else str(low) if low == high else f"{low}-{high}")


def _stated(lines: Sequence[SheetLine]) -> tuple[str, ...]:
    """What is said of visibility, each once. Raises `RefusedError` where lines of one look say two things of an area."""
    said: dict[str, str] = {}
    for line in lines:
        for part in filter(None, (part.strip() for part in line.text("visible").split(";"))):
            name, equals, value = part.partition("=")
            name, value = (name.strip(), value.strip()) if equals else (line.text("area") or "all", part)
            if said.setdefault(name, value) != value:
                raise RefusedError(
                    f"line {line.number}: visible {name} is {value} here and {said[name]} further up"
                )
    return tuple(f"{name}={value}" for name, value in said.items())


def _one(lines: Sequence[SheetLine], name: str) -> str | None:
    values = list(dict.fromkeys(line.text(name) for line in lines if line.text(name)))
    if len(values) > 1:
        raise RefusedError(f"{name} is {' and '.join(values[:3])} in lines of one look")
    return values[0] if values else None


def _remarks(lines: Sequence[SheetLine]) -> str | None:
    told = [line.text("remarks") for line in lines]
    told += [f"source: {line.text('source')}" for line in lines if line.text("source")]
    return "; ".join(dict.fromkeys(part for part in told if part)) or None
