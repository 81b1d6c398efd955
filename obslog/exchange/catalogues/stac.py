"""STAC 1.1: a static catalogue in a folder, an item for each image and each look, their rows whole in `obslog:rows`."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Mapping, Sequence
from pathlib import PurePath
from typing import Any
from urllib.parse import quote

from obslog.exchange.files import json_in
from obslog.exchange.rows.geojson import cell_in, geometry, place_of
from obslog.exchange.rows.layers import LAYERS
from obslog.exchange.rows.sheets import Cell, Parcel, Place, Row, Sheet
from obslog.exchange.showing import meant, shown
from obslog.model.errors import FileRefusedError, WordError
from obslog.model.places import Geometry

VERSION = "1.1.0"
_SCHEMAS = "https://stac-extensions.github.io/{}/schema.json"
#: Extension -> its path below stac-extensions.github.io.
_EXTENSIONS = {"eo": "eo/v1.1.0", "view": "view/v1.0.0", "proj": "projection/v2.0.0", "file": "file/v2.1.0"}
#: Column of an image -> the property of STAC, its factor, and the range that its schema allows.
_NUMBERS: dict[str, tuple[str, float, float, float]] = {
    "gsd_m": ("gsd", 1.0, 1e-9, 1e9),
    "cloud_fraction": ("eo:cloud_cover", 100.0, 0.0, 100.0),
    "off_nadir_deg": ("view:off_nadir", 1.0, 0.0, 90.0),
    "incidence_deg": ("view:incidence_angle", 1.0, 0.0, 90.0),
    "sun_elevation_deg": ("view:sun_elevation", 1.0, -90.0, 90.0),
}
_MEDIA = {
    ".tif": "image/tiff; application=geotiff", ".tiff": "image/tiff; application=geotiff", ".png": "image/png",
    ".jpg": "image/jpeg", ".jpeg": "image/jpeg", ".jp2": "image/jp2", ".ntf": "application/vnd.nitf",
}  # fmt: skip
_PLAIN = re.compile(r"[0-9A-Za-z_-]{1,100}")
_SHA256 = re.compile(r"[0-9a-f]{64}")
#: What a multihash of 32 bytes of SHA-256 begins with.
MULTIHASH = "1220"
_ITEM, _JSON = "application/geo+json", "application/json"
_NO_PIXELS = "The file is not in this catalogue: lay it beside this item. file:checksum is its sha256."
_HELD = ("images", "observations")


def write(parcel: Parcel) -> tuple[dict[str, bytes], tuple[str, ...]]:
    """The files of the catalogue by name, and what it cannot hold. Raises `WordError` for layers that are no items."""
    odd = next((sheet.name for sheet in parcel.sheets if sheet.name not in _HELD), None)
    if odd is not None:
        raise WordError("what to export", odd, f"a STAC catalogue holds {' and '.join(_HELD)}")
    groups = {
        "images": _groups(parcel, "images", lambda row: str(row.cells.get("image") or row.id)),
        "looks": _groups(parcel, "observations", lambda row: str(row.cells.get("look") or row.id)),
    }
    files: dict[str, bytes] = {}
    lost = []
    pictured = {_name(key) for key, rows in groups["images"].items() if _dated(rows[0].cells) is not None}
    about = {f"obslog:{name}": shown(text) for name, text in parcel.about().items()}
    for kind, items in groups.items():
        links = []
        for key, rows in items.items():
            dated = _dated(rows[0].cells)
            if dated is None:
                continue
            stem = _name(key)
            make = _image if kind == "images" else _look
            files[f"{kind}/{stem}/{stem}.json"] = _bytes(make(key, rows, dated, pictured))
            links.append({"rel": "item", "href": f"./{stem}/{stem}.json", "type": _ITEM})
        gone = len(items) - len(links)
        if gone:
            what = f"1 {kind[:-1]} that is" if gone == 1 else f"{gone} {kind} that are"
            lost.append(f"{what} not dated at both ends: a STAC item must be")
        if items:
            up = [_link("root", "../catalog.json", _JSON), _link("parent", "../catalog.json", _JSON)]
            files[f"{kind}/catalog.json"] = _bytes(
                _catalog(kind, f"The {kind} of an observation log", [*up, *links])
            )
    children = [
        _link("child", f"./{kind}/catalog.json", _JSON) for kind in groups if f"{kind}/catalog.json" in files
    ]
    told = "; ".join(f"{name}: {shown(text)}" for name, text in parcel.about().items())
    root = _catalog(
        "obslog",
        f"An observation log of satellite imagery. {told}",
        [_link("root", "./catalog.json", _JSON), *children],
    )
    files["catalog.json"] = _bytes({**root, **about})
    return files, tuple(lost)


def _groups(parcel: Parcel, name: str, key: Any) -> dict[str, list[Row]]:
    found: dict[str, list[Row]] = {}
    for sheet in parcel.sheets:
        for row in sheet.rows if sheet.name == name else ():
            found.setdefault(key(row), []).append(row)
    return found


def _name(key: str) -> str:
    """What an item is called in the folder: its id, or a digest of one that is no plain word."""
    return (
        key
        if _PLAIN.fullmatch(key)
        else hashlib.sha256(key.encode("utf-8", "surrogatepass")).hexdigest()[:32]
    )


def _dated(cells: Mapping[str, Cell]) -> dict[str, str | None] | None:
    first, last = cells.get("earliest"), cells.get("latest")
    if first is None or last is None:
        return None
    if first == last:
        return {"datetime": str(first)}
    return {"datetime": None, "start_datetime": str(first), "end_datetime": str(last)}


def _catalog(name: str, told: str, links: Sequence[Mapping[str, str]]) -> dict[str, Any]:
    return {"type": "Catalog", "stac_version": VERSION, "id": name, "description": told, "links": list(links)}


def _link(rel: str, href: str, kind: str) -> dict[str, str]:
    return {"rel": rel, "href": href, "type": kind}


def _bytes(document: Mapping[str, Any]) -> bytes:
    return (json.dumps(document, ensure_ascii=False, indent=1, allow_nan=False) + "\n").encode()


def _item(
    key: str, rows: Sequence[Row], dated: Mapping[str, str | None], layer: str, place: Place
) -> dict[str, Any]:
    ground = geometry(place)
    box = {} if ground is None else {"bbox": list(_box(place))}
    return {
        "type": "Feature", "stac_version": VERSION, "stac_extensions": [], "id": shown(key), "geometry": ground, **box,
        "properties": {
            **dated, "title": shown(rows[0].title) or shown(key), "obslog:layer": layer,
            "obslog:rows": [_row(row) for row in rows],
        },
        "links": [_link("root", "../../catalog.json", _JSON), _link("parent", "../catalog.json", _JSON)],
        "assets": {},
    }  # fmt: skip


def _box(place: Place) -> tuple[float, float, float, float]:
    if isinstance(place, Geometry):
        return place.bbox
    assert place is not None
    return place[0], place[1], place[0], place[1]


def _row(row: Row) -> dict[str, Any]:
    cells = {name: shown(cell) if isinstance(cell, str) else cell for name, cell in row.cells.items()}
    return {"id": shown(row.id), "title": shown(row.title), "place": geometry(row.place), "cells": cells}


def _image(key: str, rows: Sequence[Row], dated: Mapping[str, str | None], _: set[str]) -> dict[str, Any]:
    row = rows[0]
    item, cells = _item(key, rows, dated, "images", row.place), row.cells
    said: dict[str, Any] = item["properties"]
    for column, (name, factor, least, most) in _NUMBERS.items():
        value = cells.get(column)
        if isinstance(value, (int, float)) and least <= value * factor <= most:
            said[name] = value * factor
    if cells.get("platform"):
        said["platform"] = shown(str(cells["platform"]))
    if cells.get("instrument"):
        said["instruments"] = [shown(str(cells["instrument"]))]
    if cells.get("provider"):
        said["providers"] = [{"name": shown(str(cells["provider"])), "roles": ["producer"]}]
    crs = str(cells.get("crs") or "")
    if re.fullmatch(r"EPSG:[0-9]{1,6}", crs):
        said["proj:code"] = crs
        size = [cells.get("height"), cells.get("width")]
        if all(isinstance(side, int) and side >= 0 for side in size):
            said["proj:shape"] = size
    name = shown(str(cells.get("name") or key))
    asset: dict[str, Any] = {
        "href": f"./{quote(name, safe='')}",
        "title": name,
        "description": _NO_PIXELS,
        "roles": ["data"],
    }
    if (media := _MEDIA.get(PurePath(name).suffix.lower())) is not None:
        asset["type"] = media
    if _SHA256.fullmatch(key):
        asset["file:checksum"] = MULTIHASH + key
    if isinstance(size_b := cells.get("size"), int) and size_b >= 0:
        asset["file:size"] = size_b
    item["assets"] = {"data": asset}
    item["stac_extensions"] = _extensions([*said, *asset])
    return item


def _extensions(names: Iterable[str]) -> list[str]:
    used = {name.partition(":")[0] for name in names}
    return [_SCHEMAS.format(path) for name, path in _EXTENSIONS.items() if name in used]


def _look(
    key: str, rows: Sequence[Row], dated: Mapping[str, str | None], pictured: set[str]
) -> dict[str, Any]:
    item = _item(
        key, rows, dated, "observations", next((row.place for row in rows if row.place is not None), None)
    )
    item["properties"]["description"] = "; ".join(shown(row.title) for row in rows if row.title) or shown(key)
    if rows[0].cells.get("platform"):
        item["properties"]["platform"] = shown(str(rows[0].cells["platform"]))
    image = _name(str(rows[0].cells.get("image") or ""))
    if rows[0].cells.get("image") and image in pictured:
        item["links"].append(_link("derived_from", f"../../images/{image}/{image}.json", _ITEM))
    return item


def read(files: Mapping[str, bytes], name: str) -> tuple[Sheet, ...]:
    """The sheets in the items that obslog wrote, of any catalogue. Raises `FileRefusedError`."""
    rows: dict[str, list[Row]] = {}
    for file, data in files.items():
        document = json_in(data, f"{name}/{file}")
        for layer, row in rows_in(document, f"{name}/{file}"):
            rows.setdefault(layer, []).append(row)
    return tuple(Sheet(key, LAYERS[key].columns, tuple(found)) for key, found in rows.items())


def rows_in(document: object, name: str) -> list[tuple[str, Row]]:
    """The rows of a layer that an item holds; none for an item of anybody else. Raises `FileRefusedError`."""
    said = document.get("properties") if isinstance(document, dict) else None
    given = said.get("obslog:rows") if isinstance(said, dict) else None
    if not isinstance(said, dict) or given is None:
        return []
    layer = LAYERS.get(str(said.get("obslog:layer")))
    if layer is None or not isinstance(given, list):
        raise FileRefusedError(name, "its obslog:rows name no layer of obslog")
    found = []
    for number, row in enumerate(given, 1):
        try:
            if not isinstance(row, dict) or not isinstance(row.get("cells"), dict):
                raise WordError("row", str(row)[:40], "it holds cells")
            cells = {column.name: cell_in(column, row["cells"].get(column.name)) for column in layer.columns}
            place = place_of(row.get("place"))
        except WordError as error:
            raise FileRefusedError(name, f"row {number}: {error}") from None
        kept = {key: cell for key, cell in cells.items() if cell is not None}
        found.append(
            (layer.name, Row(meant(str(row.get("id"))), kept, place, meant(str(row.get("title") or ""))))
        )
    return found
