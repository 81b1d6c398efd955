"""Writing scenes: tiled JPEG GeoTIFFs with overviews, the 16-bit crop, the press crop, STAC items."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

import numpy as np
import rasterio
from canvas import UTM, Grid, to_lonlat
from painting import WARNING
from PIL import Image
from rasterio.enums import Resampling
from rasterio.transform import from_origin

SOFTWARE = "obslog imagery/draw.py"
ABOUT = f"{WARNING}: a drawn scene for demonstration and tests, it shows nothing real"


def _tags(extra: Mapping[str, str]) -> dict[str, str]:
    return {"TIFFTAG_IMAGEDESCRIPTION": ABOUT, "TIFFTAG_SOFTWARE": SOFTWARE, "OBSLOG_DRAWN": "yes", **extra}


def levels(width: int, height: int) -> list[int]:
    """Overview factors down to about 256 pixels."""
    factors = [2]
    while max(width, height) / factors[-1] > 400:
        factors.append(factors[-1] * 2)
    return factors


def write_colour(path: Path, image: np.ndarray, grid: Grid, quality: int, tags: Mapping[str, str]) -> None:
    """Write uint8 (row, column, 3) as a tiled YCbCr JPEG GeoTIFF with internal overviews."""
    profile = {
        "driver": "GTiff",
        "width": grid.width,
        "height": grid.height,
        "count": 3,
        "dtype": "uint8",
        "crs": UTM,
        "transform": from_origin(grid.west, grid.north, grid.res, grid.res),
        "tiled": True,
        "blockxsize": 256,
        "blockysize": 256,
        "compress": "JPEG",
        "photometric": "YCBCR",
        "jpeg_quality": quality,
    }
    with rasterio.Env(
        JPEG_QUALITY_OVERVIEW=quality,
        COMPRESS_OVERVIEW="JPEG",
        PHOTOMETRIC_OVERVIEW="YCBCR",
        GDAL_TIFF_OVR_BLOCKSIZE=256,
    ):
        with rasterio.open(path, "w", **profile) as sink:
            sink.write(np.moveaxis(image, 2, 0))
            sink.update_tags(**_tags(tags))
        with rasterio.open(path, "r+") as sink:
            sink.build_overviews(levels(grid.width, grid.height), Resampling.average)


def write_16bit(path: Path, image: np.ndarray, grid: Grid, tags: Mapping[str, str]) -> None:
    """Write uint16 (row, column) as a tiled deflate GeoTIFF with internal overviews."""
    profile = {
        "driver": "GTiff",
        "width": grid.width,
        "height": grid.height,
        "count": 1,
        "dtype": "uint16",
        "crs": UTM,
        "transform": from_origin(grid.west, grid.north, grid.res, grid.res),
        "tiled": True,
        "blockxsize": 256,
        "blockysize": 256,
        "compress": "DEFLATE",
        "predictor": 2,
        "zlevel": 9,
    }
    with rasterio.open(path, "w", **profile) as sink:
        sink.write(image, 1)
        sink.update_tags(**_tags(tags))
    with rasterio.open(path, "r+") as sink:
        sink.build_overviews([2], Resampling.average)


def write_press(path: Path, image: np.ndarray) -> None:
    """Write a JPEG as a newsroom would pass it on: no georeference and no date, only who made it."""
    exif = Image.Exif()
    exif[0x010E], exif[0x0131] = ABOUT, SOFTWARE
    Image.fromarray(image).save(path, quality=80, subsampling=1, exif=exif, comment=ABOUT.encode())


def write_stac(
    path: Path, scene: Path, grid: Grid, title: str, when: str, numbers: Mapping[str, float]
) -> None:
    """Write a STAC 1.0 item beside a scene; `numbers` are its view, eo and gsd properties."""
    ring = to_lonlat(grid.corners())
    ring = [*ring[::-1], ring[-1]]
    lons, lats = [p[0] for p in ring], [p[1] for p in ring]
    item = {
        "type": "Feature",
        "stac_version": "1.0.0",
        "id": scene.stem,
        "stac_extensions": [
            "https://stac-extensions.github.io/eo/v1.1.0/schema.json",
            "https://stac-extensions.github.io/view/v1.0.0/schema.json",
        ],
        "geometry": {"type": "Polygon", "coordinates": [ring]},
        "bbox": [min(lons), min(lats), max(lons), max(lats)],
        "properties": {
            "datetime": when,
            "title": title,
            "description": ABOUT,
            "platform": "drawn",
            "instruments": ["draw.py"],
            **numbers,
        },
        "links": [],
        "assets": {
            "visual": {
                "href": f"./{scene.name}",
                "type": "image/tiff; application=geotiff",
                "roles": ["visual", "data"],
            }
        },
    }
    path.write_text(json.dumps(item, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
