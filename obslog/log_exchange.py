"""The part of `Log` that writes and reads the files of other tools."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from obslog.exchange.catalogues.stac_import import StacTaken
    from obslog.exchange.exporting import Exported
    from obslog.exchange.looks.look_import import LooksTaken
    from obslog.exchange.looks.sheet_mapping import SheetMapping
    from obslog.exchange.marks.mark_import import MarksTaken
    from obslog.exchange.places.site_import import SitesTaken
    from obslog.observing.desk import Desk


class ExchangeMethods:
    """A part of `Log`; `Log` is this and the rest."""

    _desk: Desk

    def export(
        self,
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
        """Write observations, marks, sites or images to a file that other tools open (docs/exchange.md).

        The format is the ending of `output` unless `form` names one; nothing of an image that may not be published
        leaves. `chips` puts pictures into a KMZ. Raises `WordError`, `NotFoundError`, `RefusedError`,
        `FileRefusedError`; nothing half-written.
        """
        from obslog.exchange import exporting

        return exporting.export(
            self._desk,
            output,
            form=form,
            what=what,
            sites=sites,
            since=since,
            until=until,
            types=types,
            drafts=drafts,
            chips=chips,
        )

    def mark_import(
        self,
        path: str | Path,
        *,
        image: str | None = None,
        look: str | None = None,
        form: str | None = None,
        types: Mapping[str, str] | None = None,
        type_map: str | Path | None = None,
    ) -> MarksTaken:
        """Take marks from a file or folder of another tool: COCO, YOLO-OBB, DOTA, labelme, CVAT, VIA, DotDotGoose, markers.

        They go to `look`, to `image` alone, or to the images that the file names. `types` maps its labels to types
        ("" leaves one out), and so does the file `type_map`. One entry of the journal. Raises `FileRefusedError`,
        `UnknownLabelsError` (a `RefusedError`), `NotFoundError`, `RefusedError`; nothing half-written.
        """
        from obslog.exchange.marks import mark_import

        return mark_import.mark_import(
            self._desk, path, image=image, look=look, form=form, types=types, type_map=type_map
        )

    def look_mapping(
        self, path: str | Path, *, sheet: str | None = None, header: int | None = None
    ) -> SheetMapping:
        """Which column of a sheet (CSV, XLSX) is what, as its headers suggest. Raises `FileRefusedError`."""
        from obslog.exchange.looks import look_import

        return look_import.look_mapping(path, sheet=sheet, header=header)

    def look_import(
        self,
        path: str | Path,
        *,
        mapping: SheetMapping | str | Path | None = None,
        fixed: Mapping[str, str] | None = None,
        sheet: str | None = None,
        draft: bool = False,
        dry_run: bool = False,
    ) -> LooksTaken:
        """Take looks from a sheet (docs/exchange.md): all of it in one entry of the journal, or nothing.

        `mapping` is needed but for files that obslog wrote; `fixed` states fields for all lines. Raises
        `MappingNeededError`, `UnclearDatesError`, `UnknownLabelsError` (`RefusedError`s: say it and ask again),
        `LinesRefusedError` with a sentence for each line, `FileRefusedError`; nothing half-written.
        """
        from obslog.exchange.looks import look_import

        return look_import.look_import(
            self._desk, path, mapping=mapping, fixed=fixed, sheet=sheet, draft=draft, dry_run=dry_run
        )

    def site_import(
        self,
        path: str | Path,
        *,
        areas_of: str | None = None,
        name_from: str | None = None,
        radius_m: float | None = None,
        update: bool = False,
        dry_run: bool = False,
    ) -> SitesTaken:
        """Take sites and areas from KML, KMZ, GeoJSON, GeoPackage, CSV or XLSX (docs/exchange.md).

        Sites that are known by any name stay as they are unless `update`. Raises `LinesRefusedError` with a sentence
        for each place that cannot be taken, `FileRefusedError`, `NotFoundError` (`areas_of`); nothing half-written.
        """
        from obslog.exchange.places import site_import

        return site_import.site_import(
            self._desk,
            path,
            areas_of=areas_of,
            name_from=name_from,
            radius_m=radius_m,
            update=update,
            dry_run=dry_run,
        )

    def stac_import(
        self,
        path: str | Path,
        *,
        dry_run: bool = False,
        on_outcome: Callable[[dict[str, Any]], None] = lambda line: None,
    ) -> StacTaken:
        """Take STAC items, one or a catalogue of them: their images on this disk, and looks that obslog wrote in them.

        Nothing is fetched, and no link is followed out of the folder. `on_outcome` gets a line a file as of
        `import_images`. Raises `FileRefusedError`, `RefusedError`, `LinesRefusedError`.
        """
        from obslog.exchange.catalogues import stac_import

        return stac_import.stac_import(self._desk, path, dry_run=dry_run, on_outcome=on_outcome)
