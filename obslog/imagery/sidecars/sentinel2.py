"""Sentinel-2: the product's and the tile's metadata of a SAFE, compact or old, and of the tile folders on AWS.

A SAFE is dated by the start of its datatake, as its name is; a tile that lies alone by its own sensing time.
"""

from __future__ import annotations

import re
from typing import Any

from obslog.imagery.claims import Claim
from obslog.imagery.ground import LonLat
from obslog.imagery.sidecars.bounded import SidecarError
from obslog.imagery.sidecars.formats import SidecarFormat, everything
from obslog.imagery.sidecars.listing import Folder
from obslog.imagery.sidecars.reading import found_text, instant, number, ring
from obslog.imagery.sidecars.said import Said, joined, lat_lon_pairs, member, texts
from obslog.imagery.sidecars.utm import utm_ring
from obslog.model.places import Geometry

_PRODUCT = re.compile(
    r"MTD_MSI(?:L1[ABC]|L2A)\.xml|product_metadata\.xml|S2[A-D]_[A-Z]{4}_MTD_(?:SAF|DMP)L\w+\.xml",
    re.IGNORECASE,
)
_TILE = re.compile(r"MTD_TL\.xml|metadata\.xml|S2[A-D]_[A-Z]{4}_MTD_L\w+_TL_\w+\.xml", re.IGNORECASE)
_UNIT = re.compile(r"S(?:entinel-?)?2([A-D])(?![A-Za-z])", re.IGNORECASE | re.ASCII)
_NAMED_UNIT = re.compile(r"\AS2([A-D])_", re.IGNORECASE | re.ASCII)
_EPSG = re.compile(r"EPSG:(?:[\d.]+:)?(\d{4,6})\Z", re.ASCII)
_LEVELS_UP = 4


def read_product(folder: Folder, name: str) -> Claim | None:
    """What the metadata of a user product say, with the sun of its one tile. Raises `SidecarError`."""
    root = folder.xml(name)
    if not str(root.tag).endswith("_User_Product"):
        return None
    said = Said.of("the Sentinel-2 product metadata", name)
    said.when = instant(found_text(root, ".//PRODUCT_START_TIME", ".//DATATAKE_SENSING_START"))
    spacecraft = _UNIT.search(found_text(root, ".//SPACECRAFT_NAME") or "")
    _common(said, spacecraft)
    said.text("product_level", _level(found_text(root, ".//PROCESSING_LEVEL") or ""))
    said.number("cloud_fraction", found_text(root, ".//Cloud_Coverage_Assessment"), 0.01)
    outlines = root.iter("Global_Footprint")
    lists = [text for outline in outlines for text in texts(outline, "EXT_POS_LIST", 100)]
    said.footprint = joined([_outline(text) for text in lists or texts(root, "EXT_POS_LIST", 100)])
    uri = found_text(root, ".//PRODUCT_URI", ".//PRODUCT_URI_1C", ".//PRODUCT_URI_2A")
    said.tag("sentinel2:product", uri.removesuffix(".SAFE") if uri else None)
    said.tag("sentinel2:baseline", found_text(root, ".//PROCESSING_BASELINE"))
    said.tag("sentinel2:orbit", found_text(root, ".//SENSING_ORBIT_NUMBER"))
    said.tag("sentinel2:orbit_direction", found_text(root, ".//SENSING_ORBIT_DIRECTION"))
    _sun_of_tiles(said, folder)
    if said.footprint is None:
        tile = _tile_root(folder, "metadata.xml")
        said.footprint = _tile_footprint(folder, tile) if tile is not None else None
    return said.claim()


def read_tile(folder: Folder, name: str) -> Claim | None:
    """What the metadata of one tile say; None within a product, which speaks itself. Raises `SidecarError`."""
    root = _tile_root(folder, name)
    if root is None or _within_product(folder):
        return None
    said = Said.of("the Sentinel-2 tile metadata", name)
    said.when = instant(found_text(root, ".//SENSING_TIME"))
    tile_id = found_text(root, ".//TILE_ID", ".//TILE_ID_2A") or ""
    _common(said, _NAMED_UNIT.search(tile_id))
    said.text("product_level", _level(str(root.tag)))
    said.number("cloud_fraction", found_text(root, ".//CLOUDY_PIXEL_PERCENTAGE"), 0.01)
    said.number("sun_elevation_deg", found_text(root, ".//Mean_Sun_Angle/ZENITH_ANGLE"), -1.0, 90.0)
    said.footprint = _tile_footprint(folder, root)
    said.tag("sentinel2:tile", tile_id)
    return said.claim()


def read_tile_info(folder: Folder, name: str) -> Claim | None:
    """What a `tileInfo.json` says where no tile metadata in XML lie beside it. Raises `SidecarError`."""
    if _tile_root(folder, "metadata.xml") is not None or _within_product(folder):
        return None
    info = folder.json(name)
    if not isinstance(info, dict) or "utmZone" not in info:
        return None
    said = Said.of("the Sentinel-2 tile description", name)
    said.when = instant(info.get("timestamp"))
    product = str(info.get("productName") or member(info, "datastrip", "id") or "")
    _common(said, _NAMED_UNIT.search(product))
    said.text("product_level", _level(product))
    said.number("cloud_fraction", info.get("cloudyPixelPercentage"), 0.01)
    said.footprint = _projected(info.get("tileDataGeometry")) or _projected(info.get("tileGeometry"))
    said.tag("sentinel2:product", product)
    return said.claim()


def _common(said: Said, unit: re.Match[str] | None) -> None:
    said.text("provider", "ESA")
    said.text("platform", f"sentinel-2{unit.group(1).lower()}" if unit else "sentinel-2")
    said.text("instrument", "msi")


def _level(text: str) -> str:
    match = re.search(r"L(?:evel-?)?(1[ABC]|2A)", text, re.IGNORECASE)
    return f"L{match.group(1).upper()}" if match else ""


def _tile_root(folder: Folder, name: str) -> Any:
    """The root of a tile's metadata in that file of the folder; None if there is no such file, or it is other."""
    there = folder.find(name)
    if there is None:
        return None
    root = folder.xml(there)
    return root if str(root.tag).endswith("_Tile_ID") else None


def _within_product(folder: Folder) -> bool:
    """True if the metadata of a user product lie in this folder or in one of those above."""
    here: Folder | None = folder
    for _ in range(_LEVELS_UP):
        if here is None:
            return False
        for name in here.shown_names:
            if _PRODUCT.fullmatch(name) and name.lower() != "product_metadata.xml":
                return True
        here = here.parent
    return False


def _sun_of_tiles(said: Said, folder: Folder) -> None:
    """The sun's elevation of a product of one tile, from that tile's metadata."""
    granules = folder.folder("GRANULE")
    inner = granules.subfolders() if granules is not None else []
    tile = granules.folder(inner[0]) if granules is not None and len(inner) == 1 else None
    for name in tile.shown_names if tile is not None else ():
        if tile is not None and _TILE.fullmatch(name):
            try:
                root = _tile_root(tile, name)
            except SidecarError:
                return
            if root is not None:
                zenith = found_text(root, ".//Mean_Sun_Angle/ZENITH_ANGLE")
                said.number("sun_elevation_deg", zenith, -1.0, 90.0)


def _outline(text: str) -> Geometry | None:
    """The ground of one EXT_POS_LIST: `lat lon` pairs, in some versions with a height after each."""
    points = lat_lon_pairs(text)
    return ring(points) if points else None


def _tile_footprint(folder: Folder, root: Any) -> Geometry | None:
    """Where the tile has data (`tileInfo.json` beside it), else the outline of its product, else all of it."""
    info: Any = None
    beside = folder.find("tileInfo.json")
    if beside is not None:
        try:
            info = folder.json(beside)
        except SidecarError:
            info = None
    return _projected(member(info, "tileDataGeometry")) or _product_outline(folder) or _square(root)


def _product_outline(folder: Folder) -> Geometry | None:
    there = folder.find("product_metadata.xml")
    if there is None:
        return None
    try:
        return joined([_outline(text) for text in texts(folder.xml(there), "EXT_POS_LIST", 100)])
    except SidecarError:
        return None


def _square(root: Any) -> Geometry | None:
    """The whole tile from its upper left corner and its size in cells."""
    code = _EPSG.search(found_text(root, ".//HORIZONTAL_CS_CODE") or "")
    parts = [found_text(root, f".//{tag}") for tag in ("ULX", "ULY", "XDIM", "YDIM", "NCOLS", "NROWS")]
    west, north, step_x, step_y, columns, rows = (number(part, -1e8, 1e8) for part in parts)
    if code is None or west is None or north is None or step_x is None or step_y is None:
        return None
    if columns is None or rows is None:
        return None
    east, south = west + step_x * columns, north + step_y * rows
    return utm_ring([(west, north), (east, north), (east, south), (west, south)], int(code.group(1)))


def _projected(shape: Any) -> Geometry | None:
    """The ground of a GeoJSON polygon that names a projected reference system; None if it is not usable."""
    code = _EPSG.search(str(member(shape, "crs", "properties", "name") or "")[-40:])
    coordinates = member(shape, "coordinates")
    polygons = [coordinates] if member(shape, "type") == "Polygon" else coordinates
    if code is None or not isinstance(polygons, list):
        return None
    parts: list[Geometry | None] = []
    for polygon in polygons[:100]:
        outer = polygon[0] if isinstance(polygon, list) and polygon else None
        points = [_position(each) for each in outer] if isinstance(outer, list) else [None]
        if None in points or len(points) > 10_000:
            return None
        parts.append(utm_ring([each for each in points if each is not None], int(code.group(1))))
    return joined(parts)


def _position(value: Any) -> LonLat | None:
    if not isinstance(value, list) or len(value) < 2:
        return None
    x, y = number(value[0], -1e8, 1e8), number(value[1], -1e8, 1e8)
    return None if x is None or y is None else (x, y)


FORMATS = (
    SidecarFormat("Sentinel-2 product", _PRODUCT, read_product, everything, depth=5),
    SidecarFormat("Sentinel-2 tile", _TILE, read_tile, everything, depth=2),
    SidecarFormat(
        "Sentinel-2 tile description",
        re.compile(r"tileInfo\.json", re.IGNORECASE),
        read_tile_info,
        everything,
        depth=2,
    ),
)
