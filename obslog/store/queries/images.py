"""Reading images: by id, by file, by site, by ground; and those that nobody has looked at."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

from obslog.model.errors import NotFoundError
from obslog.model.images import Image
from obslog.store.apply import chunks
from obslog.store.queries.spatial import Box, rows_in_boxes
from obslog.store.rows.dates import WHEN_COLUMNS
from obslog.store.rows.images import image_of

if TYPE_CHECKING:
    from obslog.store.workspace import Workspace

_IMAGE = (
    "id", "name", "size", "acquisition_id", "driver", "width", "height", "bands", "dtype", "crs",
    "georeference",
    "footprint", "gsd_m", "provider", "platform", "instrument", "off_nadir_deg", "incidence_deg",
    "sun_elevation_deg", "cloud_fraction", "drawn", "tags", "field_basis", "warnings", "licence",
    "error_m", "acquisition_basis", "decoded", "phash", "valid_share", "valid_area", "ties",
    "attribution", "publication", "publication_reason",
    *WHEN_COLUMNS,
)  # fmt: skip
_COLUMNS = ", ".join(f"m.{name}" for name in _IMAGE)


def image(ws: Workspace, image_id: str) -> Image:
    """One image by its sha256, hidden ones too. Raises `NotFoundError`."""
    found = _images(ws, "m.id = :id", {"id": image_id})
    if not found:
        raise NotFoundError("image", image_id)
    return found[0]


def images_by_id(ws: Workspace, ids: Iterable[str]) -> dict[str, Image]:
    """The images of those ids, hidden ones too."""
    found: dict[str, Image] = {}
    for part in chunks(sorted(set(ids))):
        found.update((one.id, one) for one in _images(ws, "m.id IN :ids", {"ids": tuple(part)}))
    return found


def images(
    ws: Workspace,
    *,
    site_id: str | None = None,
    since: str | None = None,
    until: str | None = None,
    undated: bool = False,
    unexploited: bool = False,
    limit: int | None = None,
) -> list[Image]:
    """Images newest first, undated ones last; of one site, between two stamps, `undated` ones only, or only
    those that no closed or draft look reads (`unexploited`; with `site_id`, no look at that site).
    """
    where, values = ["m.live = 1"], dict[str, Any]()
    if site_id is not None:
        where.append("m.id IN (SELECT image_id FROM image_sites WHERE site_id = :site AND live = 1)")
        values["site"] = site_id
    if since is not None:
        where.append("m.latest >= :since")
        values["since"] = since
    if until is not None:
        where.append("m.earliest <= :until")
        values["until"] = until
    if undated:
        where.append("(m.earliest IS NULL OR m.latest IS NULL)")
    if unexploited:
        here = "AND k.site_id = :site" if site_id is not None else ""
        where.append(
            "NOT EXISTS (SELECT 1 FROM looks k WHERE k.image_id = m.id AND k.live = 1 "
            f"AND k.status <> 'retracted' {here})"
        )
    return _images(ws, " AND ".join(where), values, limit)


def images_of_site(ws: Workspace, site_id: str, **filters: Any) -> list[Image]:
    """The images of one site, with the filters of `images`."""
    return images(ws, site_id=site_id, **filters)


def images_in(ws: Workspace, boxes: Sequence[Box]) -> list[Image]:
    """Images whose footprint's box meets one of the boxes (degrees)."""
    return list(images_by_id(ws, rows_in_boxes(ws, "images", boxes)).values())


def images_by_path(ws: Workspace, path: str) -> list[Image]:
    """Images that have a file of that path."""
    here = "m.id IN (SELECT image_id FROM image_files WHERE path = :path AND live = 1)"
    return _images(ws, here, {"path": path})


def images_of_acquisition(ws: Workspace, acquisition_id: str) -> list[Image]:
    """All images that show one acquisition."""
    return _images(ws, "m.acquisition_id = :of AND m.live = 1", {"of": acquisition_id})


def known_images(ws: Workspace, ids: Iterable[str]) -> dict[str, bool]:
    """Which of these sha256 the log holds: id -> whether it is live (False: hidden by an undo)."""
    found: dict[str, bool] = {}
    for part in chunks(sorted(set(ids))):
        found.update(
            (r[0], bool(r[1])) for r in ws.fetch("SELECT id, live FROM images WHERE id IN :i", i=tuple(part))
        )
    return found


def files_of_image(ws: Workspace, image_id: str) -> list[dict[str, Any]]:
    """The files that hold an image, as rows of `image_files`, live ones, oldest first."""
    names = ("id", "path", "path_bytes", "size", "mtime_ns", "device", "inode", "role")
    rows = ws.fetch(
        f"SELECT {', '.join(names)} FROM image_files WHERE image_id = :id AND live = 1 ORDER BY id",
        id=image_id,
    )
    return [dict(zip(names, row, strict=True)) for row in rows]


def _images(ws: Workspace, where: str, values: dict[str, Any], limit: int | None = None) -> list[Image]:
    most = f"LIMIT {int(limit)}" if limit is not None else ""
    with ws.reading():
        rows = ws.fetch(
            f"SELECT {_COLUMNS} FROM images m WHERE {where} "
            f"ORDER BY m.latest IS NULL, m.latest DESC, m.id DESC {most}", **values,
        )  # fmt: skip
        if limit is not None and rows:
            where, values = "m.id IN :ids", {"ids": tuple(row[0] for row in rows)}
        among = f"(SELECT m.id FROM images m WHERE {where})"
        paths: dict[str, str] = {}
        for image_id, path in ws.fetch(
            f"SELECT image_id, path FROM image_files WHERE live = 1 AND image_id IN {among} ORDER BY id",
            **values,
        ):
            paths.setdefault(image_id, path)
        shares: dict[str, list[tuple[str, float]]] = {}
        for image_id, site_id, share in ws.fetch(
            "SELECT image_id, site_id, covered_share FROM image_sites "
            f"WHERE live = 1 AND image_id IN {among} ORDER BY site_id", **values,
        ):  # fmt: skip
            shares.setdefault(image_id, []).append((site_id, share if share is not None else 0.0))
    return [
        image_of(dict(zip(_IMAGE, row, strict=True)), paths.get(row[0], row[1] or ""), shares.get(row[0], ()))
        for row in rows
    ]
