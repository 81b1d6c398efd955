"""The act of exporting: what was asked for, in the format that the file's name asks for, recorded outside the chain."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

from obslog.exchange.files import folder_digest
from obslog.exchange.gathering import Gathered, Wanted, gather, parcel
from obslog.exchange.marks.mark_export import marked_images
from obslog.exchange.rows.layers import LAYERS
from obslog.model.errors import RefusedError, WordError
from obslog.observing.whole_files import write_file, write_folder
from obslog.store.exporting import record_export

if TYPE_CHECKING:
    from obslog.exchange.rows.pictures import Pictures
    from obslog.observing.desk import Desk


@dataclass(frozen=True)
class Format:
    """One format: the module that writes it, the endings that ask for it, and what it holds unless told otherwise."""

    name: str
    module: str
    endings: tuple[str, ...]
    usual: tuple[str, ...]
    makes_folder: bool = False


_EVERY, _MARKS = tuple(LAYERS), ("marks",)
#: The formats, by name.
FORMATS: dict[str, Format] = {
    one.name: one
    for one in (
        Format("geojson", "rows.geojson", (".geojson",), ("observations",)),
        Format("csv", "rows.csv_sheets", (".csv",), ("observations",)),
        Format("kml", "rows.kml", (".kml",), ("observations", "sites")),
        Format("kmz", "rows.kmz", (".kmz",), ("observations", "sites")),
        Format("xlsx", "rows.xlsx", (".xlsx",), _EVERY),
        Format("gpkg", "rows.gpkg", (".gpkg",), _EVERY),
        Format("stac", "catalogues.stac", (), ("images", "observations"), makes_folder=True),
        Format("coco", "marks.coco", (".json",), _MARKS),
        Format("cvat", "marks.cvat", (".xml",), _MARKS),
        Format("yolo-obb", "marks.yolo_obb", (), _MARKS, makes_folder=True),
        Format("dota", "marks.dota", (), _MARKS, makes_folder=True),
        Format("labelme", "marks.labelme", (), _MARKS, makes_folder=True),
    )
}


@dataclass(frozen=True)
class Exported:
    """What was written: where, in which format, how many rows of what, at which head, and what was left out."""

    path: str
    format: str
    sha256: str
    head: str
    rows: dict[str, int]
    left_out: tuple[str, ...]

    def to_wire(self) -> dict[str, object]:
        """The shape of `export --json`."""
        return {
            "path": self.path, "format": self.format, "sha256": self.sha256, "head": self.head,
            "rows": dict(self.rows), "left_out": list(self.left_out),
        }  # fmt: skip


def export(
    desk: Desk,
    output: str | Path,
    *,
    form: str | None = None,
    what: Sequence[str] = (),
    sites: Sequence[str] = (),
    since: str | None = None,
    until: str | None = None,
    types: Sequence[str] = (),
    drafts: bool = False,
    chips: bool = False,
) -> Exported:
    """Write what the log holds of it to `output`, whole or not at all; the same data gives the same bytes.

    `chips` puts pictures of what was looked at into a KMZ; of images that may only be credited none is cut.
    Raises `WordError` for a format, layer or date that cannot be read, `NotFoundError`, `RefusedError` for what the
    format cannot hold, and `FileRefusedError` where it cannot be written.
    """
    chosen = format_of(output, form, what)
    layers = _layers(what) or chosen.usual
    found = gather(desk, Wanted(layers, tuple(sites), since, until, tuple(types), drafts))
    pictures = _pictures(desk, chosen, found) if chips else None
    made = _made(chosen, found, layers, pictures)
    if chosen.makes_folder:
        write_folder(output, made.files)
        digest = folder_digest(made.files)
    else:
        data = next(iter(made.files.values()))
        write_file(output, data)
        digest = hashlib.sha256(data).hexdigest()
    # A name that is not UTF-8 is recorded with its odd bytes spelled out.
    path = str(output).encode("utf-8", "backslashreplace").decode("utf-8")
    record_export(desk.ws, path, chosen.name, digest, found.head)
    return Exported(path, chosen.name, digest, found.head, made.rows, (*found.left_out, *made.lost))


@dataclass(frozen=True)
class _Made:
    """The files by name, how many rows of what they hold, and what they cannot hold."""

    files: dict[str, bytes]
    rows: dict[str, int]
    lost: tuple[str, ...] = ()


def _pictures(desk: Desk, chosen: Format, found: Gathered) -> Pictures:
    from obslog.exchange.rows.pictures import cut_pictures

    if chosen.name != "kmz":
        raise WordError("chips", chosen.name, "only a .kmz holds pictures; obslog image chip cuts one")
    return cut_pictures(desk, found)


def _made(chosen: Format, found: Gathered, layers: Sequence[str], pictures: Pictures | None) -> _Made:
    write: Callable[..., Any] = import_module(f"obslog.exchange.{chosen.module}").write
    whole = parcel(found, layers)
    if pictures is not None:
        whole = replace(whole, files=pictures.files, pictures=pictures.of_looks)
        counted = {sheet.name: len(sheet.rows) for sheet in whole.sheets} | {"chips": len(pictures.of_looks)}
        return _Made({"": write(whole)}, counted, pictures.lost)
    if chosen.makes_folder and chosen.usual != _MARKS:
        files, lost = write(whole)
        return _Made(files, {sheet.name: len(sheet.rows) for sheet in whole.sheets}, lost)
    if chosen.usual != _MARKS:
        return _Made({"": write(whole)}, {sheet.name: len(sheet.rows) for sheet in whole.sheets})
    if tuple(layers) != _MARKS:
        raise WordError("what to export", ", ".join(layers), f"{chosen.name} holds marks only")
    images = marked_images(found)
    if not images:
        raise RefusedError("there are no marks to write")
    files, lost = write(images, whole.about())
    return _Made(files, {"marks": sum(len(image.marks) for image in images), "images": len(images)}, lost)


def _layers(what: Sequence[str]) -> tuple[str, ...]:
    for word in what:
        if word not in LAYERS:
            raise WordError("what to export", word, f"it can be {', '.join(LAYERS)}")
    return tuple(dict.fromkeys(what))


def format_of(output: str | Path, form: str | None, what: Sequence[str] = ()) -> Format:
    """The format that was named, else the one that the file's ending asks for. Raises `WordError`."""
    if form is not None:
        if form not in FORMATS:
            raise WordError("format", form, f"it can be {', '.join(FORMATS)}")
        return FORMATS[form]
    ending = Path(output).suffix.lower()
    for one in FORMATS.values():
        if ending in one.endings:
            return one
    known = ", ".join(ending for one in FORMATS.values() for ending in one.endings)
    raise WordError("export file", str(output), f"its name must end in {known}, or give --format")
