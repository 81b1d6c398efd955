"""Maxar and DigitalGlobe: the IMD text, or the same in the `isd` XML, beside or in `vendor_metadata`.

Dated by the first line of the image. Corners are those of the first band; where the distributor rectified
the image (USGS HDDS), those of the rectified raster.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from obslog.imagery.claims import Claim
from obslog.imagery.sidecars import usgs_hdds
from obslog.imagery.sidecars.bounded import SidecarError
from obslog.imagery.sidecars.documents import first_tag
from obslog.imagery.sidecars.formats import SidecarFormat, everything, stem
from obslog.imagery.sidecars.listing import Folder
from obslog.imagery.sidecars.reading import instant, keyed, number, ring
from obslog.imagery.sidecars.rpc import Rpc
from obslog.imagery.sidecars.said import Said
from obslog.model.places import Geometry

_SATELLITES = {
    "QB02": "quickbird-2", "IK02": "ikonos-2", "GE01": "geoeye-1", "OV03": "orbview-3",
    "WV01": "worldview-1", "WV02": "worldview-2", "WV03": "worldview-3", "WV04": "worldview-4",
    **{f"LG0{unit}": f"worldview-legion-{unit}" for unit in range(1, 7)},
}  # fmt: skip
_TILE = re.compile(r"_R\d+C\d+(?=-)", re.IGNORECASE)
_CORNERS = ("ul", "ur", "lr", "ll")
_MAX_ELEMENTS = 4000

_Values = Mapping[str, Any]


def read(folder: Folder, name: str) -> Claim | None:
    """What the support data beside an image say. Raises `SidecarError`."""
    return None if _handed_on(folder) else _read(folder, name)


def read_handed_on(folder: Folder, name: str) -> Claim | None:
    """What the support data in `vendor_metadata` say of the image beside that folder. Raises `SidecarError`."""
    return _read(folder, name)


def _handed_on(folder: Folder) -> bool:
    return folder.shown.lower() == "vendor_metadata"


def _read(folder: Folder, name: str) -> Claim | None:
    values = _values(folder, name)
    image = _group(values, "image_1", "image")
    satellite = image.get("satid")
    if not isinstance(satellite, str) or not satellite:
        return None
    product = _group(values, "map_projected_product")
    said = Said.of("Maxar's support data", name)
    said.when = (
        instant(image.get("firstlinetime"))
        or instant(product.get("earliestacqtime"))
        or instant(image.get("tlctime"))
    )
    said.text("provider", "Maxar")
    said.text("platform", _SATELLITES.get(satellite.upper(), satellite.lower()))
    said.text("instrument", {"P": "pan"}.get(str(values.get("bandid")), "msi"))
    for gsd in (product.get("productgsd"), image.get("meanproductgsd"), image.get("meancollectedgsd")):
        said.number("gsd_m", gsd)
    said.number("off_nadir_deg", image.get("meanoffnadirviewangle"))
    said.number("incidence_deg", image.get("meansatel"), -1.0, 90.0)
    said.number("sun_elevation_deg", image.get("meansunel"))
    if (number(image.get("cloudcover")) or 0.0) >= 0:  # -999 where it was not assessed
        said.number("cloud_fraction", image.get("cloudcover"))
    said.text("product_level", values.get("productlevel"))
    said.text("band_names", " ".join(each[5:] for each in values if each.startswith("band_")).upper())
    said.footprint = _rectified(folder, name, values) if _handed_on(folder) else None
    said.footprint = said.footprint or _corners(values, product)
    said.tag("maxar:catid", image.get("catid"))
    said.tag("maxar:product", values.get("productorderid"))
    said.tag("maxar:descriptor", values.get("imagedescriptor"))
    said.tag("maxar:scan_direction", image.get("scandirection"))
    return said.claim()


def _values(folder: Folder, name: str) -> _Values:
    """The values of the IMD in nested groups, keys in lower case."""
    if not name.lower().endswith(".xml"):
        return _lowered(keyed(folder.text(name)))
    if first_tag(folder, name).lower() != "isd":
        return {}
    found = folder.xml(name).find("IMD")
    return _of_element(found, 0) if found is not None else {}


def _lowered(values: _Values) -> dict[str, Any]:
    return {key.lower(): _lowered(each) if isinstance(each, dict) else each for key, each in values.items()}


def _of_element(element: Any, depth: int) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for child in list(element)[:_MAX_ELEMENTS]:
        if not isinstance(child.tag, str):
            continue
        inner = len(child) and depth < 3
        found.setdefault(
            child.tag.lower(), _of_element(child, depth + 1) if inner else (child.text or "").strip()
        )
    return found


def _group(values: _Values, *keys: str) -> _Values:
    for key in keys:
        if isinstance(values.get(key), dict):
            return dict(values[key])
    return {}


def _corners(values: _Values, product: _Values) -> Geometry | None:
    """Through the four corners of the first band; of the map-projected product where no band has any."""
    bands = [each for key, each in values.items() if key.startswith("band_") and isinstance(each, dict)]
    for group in (*bands, product):
        points = [(number(group.get(f"{at}lon")), number(group.get(f"{at}lat"))) for at in _CORNERS]
        found = ring([(lon, lat) for lon, lat in points if lon is not None and lat is not None])
        if found is not None and all(lon is not None and lat is not None for lon, lat in points):
            return found
    return None


def _rectified(folder: Folder, name: str, values: _Values) -> Geometry | None:
    """The ground of the image that was made of this original: as the distributor states it, else by its RPCs.

    The original's raster is padded to whole tiles beyond its corners, and the rectified one with it.
    """
    home = folder.parent
    if home is None:
        return None
    stated = usgs_hdds.corners_of_rectified(home)
    if stated is not None or not usgs_hdds.holds_rectified(home):
        return stated
    rows, columns = number(values.get("numrows"), 1, 1e7), number(values.get("numcolumns"), 1, 1e7)
    beside = folder.find(stem(name) + ".RPB")
    if beside is None or rows is None or columns is None:
        return None
    try:
        model = Rpc.of(_group(_lowered(keyed(folder.text(beside))), "image"))
    except SidecarError:
        return None
    corners = model.corners(rows, columns) if model is not None else None
    return ring(corners) if corners is not None else None


def _bare(name: str) -> str:
    return _TILE.sub("", name)


_PATTERN = re.compile(r"(?!.*\.aux\.xml).*\.(?:imd|xml)", re.IGNORECASE | re.DOTALL)

FORMATS = (
    SidecarFormat("Maxar", _PATTERN, read, stem, _bare),
    SidecarFormat(
        "Maxar handed on", _PATTERN, read_handed_on, everything, depth=1, inside=("vendor_metadata",)
    ),
)
