"""Draw the demonstration scenes: python imagery/draw.py [FOLDER [SCENE...]]. They are drawings and show nothing real.

The same library versions give the same bytes; no clock, no chance, no files read.
"""

from __future__ import annotations

import json
import platform
import shutil
import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import khmeimim
import numpy as np
import PIL
import rasterio
import tartus
from canvas import Grid, to_lonlat
from files import ABOUT, SOFTWARE, write_16bit, write_colour, write_press, write_stac
from painting import WARNING
from PIL import Image
from scenes import SCENES, Picture, bar, draw, truth

PAN = "khmeimim_20241205T081500Z_16bit.tif"
PRESS = "press/khmeimim_transports.jpg"
COPIED, COPY = "tartus_2024-12-11.tif", "tartus_2024-12-11_copy.tif"


def write_scene(picture: Picture, folder: Path) -> dict[str, Any]:
    """Write a scene (and its STAC item, if it has one); gives back its truth."""
    scene, grid = picture.scene, picture.grid
    facts = truth(picture)
    dated = {"ACQUISITION_DATETIME": scene.when} if scene.tagged and not scene.stac else {}
    write_colour(folder / scene.file, picture.finished(bar(scene)), grid, scene.quality, dated)
    if scene.stac:
        numbers = {
            "gsd": grid.res,
            "eo:cloud_cover": 100 * float(str(facts["cloud_share"])),
            "view:off_nadir": scene.off_nadir,
        }
        item = (folder / scene.file).with_suffix(".json")
        write_stac(item, folder / scene.file, grid, f"{WARNING}: {scene.stac}", scene.when, numbers)
    facts["when_basis"] = "stac" if scene.stac else "tags" if dated else "file_name"
    return facts


def write_pan(folder: Path) -> dict[str, Any]:
    """The 16-bit crop: part of the north apron on 5 December at 0.5 m, values so low that it looks black."""
    scene = replace(SCENES[0], file=PAN, res=0.5)
    centre = khmeimim.frame().at(570, -215)
    grid = Grid.around(centre[0] - 130, centre[1] - 120, centre[0] + 130, centre[1] + 120, 0.5)
    picture = draw(scene, grid)
    grey = picture.finished(WARNING + " - obslog imagery/draw.py").astype(np.float64) @ np.array(
        [0.3, 0.5, 0.2]
    )
    values = np.rint(90 + grey * 2.6).astype(np.uint16)
    write_16bit(folder / PAN, values, grid, {"ACQUISITION_DATETIME": scene.when})
    return {**truth(picture), "when_basis": "tags"}


def write_crop(folder: Path) -> dict[str, Any]:
    """The press crop: the transports of 13 December, cut out and made larger, without georeference or date."""
    scene = next(s for s in SCENES if s.when.startswith("2024-12-13"))
    centre = khmeimim.frame().at(540, -190)
    grid = Grid.around(centre[0] - 110, centre[1] - 260, centre[0] + 110, centre[1] + 260, 0.8)
    picture = draw(scene, grid)
    image = np.clip(np.rint(picture.image), 0, 255).astype(np.uint8)
    turned = Image.fromarray(image).rotate(90, expand=True).resize((1000, 424), Image.Resampling.BICUBIC)
    picture.image = np.asarray(turned, dtype=np.float32)
    (folder / "press").mkdir(exist_ok=True)
    write_press(folder / PRESS, picture.finished(f"{WARNING} - obslog imagery/draw.py"))
    facts = truth(picture)
    for key in ("footprint", "gsd_m", "cloud_share"):
        facts.pop(key)
    for thing in facts["objects"]:  # type: ignore[attr-defined]
        thing.pop("pixel_box")
    return {**facts, "file": PRESS, "when_basis": "unknown", "same_acquisition_as": scene.file}


def sites() -> list[dict[str, Any]]:
    """The two sites and their areas as records: degrees WGS 84, closed rings."""

    def ring(module: Any, corners: Any) -> list[list[float]]:
        points = [list(p) for p in to_lonlat(module.frame().points(corners))]
        area = sum(a[0] * b[1] - b[0] * a[1] for a, b in zip(points, [*points[1:], points[0]], strict=True))
        points = points if area > 0 else points[::-1]
        return [*points, points[0]]

    def site(module: Any, **facts: Any) -> dict[str, Any]:
        areas = [{"name": n, "polygon": ring(module, c)} for n, c in module.AREAS.items()]
        return {
            **facts,
            "timezone": "Asia/Damascus",
            "country": "SY",
            "polygon": ring(module, module.SITE),
            "areas": areas,
        }

    return [
        site(
            khmeimim,
            name="Khmeimim",
            icao="OSLK",
            lon=35.949,
            lat=35.401,
            aliases=["Hmeimim", "Hmemim", "Chmeimim", "Xmeimim", "Humaymim", "OSLK", "Хмеймим", "حميميم"],
        ),
        site(
            tartus,
            name="Tartus",
            icao=None,
            lon=35.87,
            lat=34.91,
            aliases=["Tartous", "Tartuz", "Тартус", "طرطوس"],
        ),
    ]


def made_with() -> dict[str, str]:
    """The versions that the bytes rest on."""
    versions = {"numpy": np.__version__, "pillow": PIL.__version__, "gdal": rasterio.__gdal_version__}
    return {**versions, "machine": platform.machine()}


def draw_all(folder: Path, only: Sequence[str] = ()) -> None:
    """Draw every file into a folder, and records.json with the sites and the truth; or `only` those scenes."""
    folder.mkdir(parents=True, exist_ok=True)
    facts = [write_scene(draw(scene), folder) for scene in SCENES if scene.file in only or not only]
    if only:
        return
    facts += [write_pan(folder), write_crop(folder)]
    shutil.copyfile(folder / COPIED, folder / COPY)
    original = next(f for f in facts if f["file"] == COPIED)
    facts.append({**original, "file": COPY, "duplicate_of": COPIED})
    records = {
        "about": ABOUT,
        "made_by": SOFTWARE,
        "made_with": made_with(),
        "sites": sites(),
        "truth": {"files": facts},
    }
    (folder / "records.json").write_text(_compact(records), encoding="utf-8")


def _compact(records: Any) -> str:
    """JSON with one short list or object a line, so that a change of one object is one changed line."""
    import re

    text = json.dumps(records, indent=1, ensure_ascii=False)
    for _ in range(2):
        text = re.sub(
            r"([\[{])\n\s+([^\[\]{}]{0,400}?)\n\s+([\]}])",
            lambda m: m[1] + re.sub(r",\n\s+", ", ", m[2]) + m[3],
            text,
        )
    return text + "\n"


if __name__ == "__main__":
    draw_all(Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).resolve().parent, sys.argv[2:])
