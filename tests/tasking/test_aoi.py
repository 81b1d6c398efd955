"""The ground of a requirement as a file that a provider's web form takes."""

from __future__ import annotations

import json
from itertools import pairwise
from pathlib import Path
from xml.etree import ElementTree

import pytest
import shapely

from obslog.model.errors import NotFoundError, WordError
from obslog.places.ground import area_m2, parse_geojson_geometry
from tasking.port import SITE, Port

KML = "{http://www.opengis.net/kml/2.2}"
#: A square with a hole, its rings the wrong way round.
HOLED = {
    "type": "Polygon",
    "coordinates": [
        [[35.86, 34.90], [35.86, 34.92], [35.88, 34.92], [35.88, 34.90], [35.86, 34.90]],
        [[35.865, 34.905], [35.875, 34.905], [35.875, 34.915], [35.865, 34.915], [35.865, 34.905]],
    ],
}  # fmt: skip
PACIFIC = {
    "type": "Polygon",
    "coordinates": [[[179.9, 10], [-179.9, 10], [-179.9, 10.1], [179.9, 10.1], [179.9, 10]]],
}


def anticlockwise(ring: list[list[float]]) -> bool:
    return sum(a[0] * b[1] - b[0] * a[1] for a, b in pairwise(ring)) > 0


def test_geojson_as_the_standard_has_it(harbour: Port, tmp_path: Path) -> None:
    wanted = harbour.log.requirement_add(SITE, "what lies there?", geometry=HOLED).id
    path = harbour.log.aoi_export(wanted, tmp_path / "ground.geojson")
    (feature,) = json.loads(path.read_text("utf-8"))["features"]
    outer, hole = feature["geometry"]["coordinates"]
    assert anticlockwise(outer) and not anticlockwise(hole)
    assert outer[0] == outer[-1]
    assert feature["properties"]["name"] == SITE
    again = parse_geojson_geometry(feature)
    assert area_m2(again) == pytest.approx(area_m2(parse_geojson_geometry(HOLED)), rel=1e-6)


def test_kml_is_well_formed_whatever_a_site_is_called(harbour: Port, tmp_path: Path) -> None:
    name = 'Pier <3> & "Sons" \x1b\u202e'
    harbour.log.site_add(name, position="34.9,35.9")
    wanted = harbour.log.requirement_add(name, "what lies there?").id
    root = ElementTree.parse(harbour.log.aoi_export(wanted, tmp_path / "p.kml")).getroot()
    assert root.findtext(f".//{KML}Placemark/{KML}name") == 'Pier <3> & "Sons" \\x1b\\u202e'
    corners = [
        tuple(map(float, one.split(","))) for one in (root.findtext(f".//{KML}coordinates") or "").split()
    ]
    assert shapely.Polygon(corners).contains(shapely.Point(35.9, 34.9))


@pytest.mark.parametrize(("ground", "parts"), [(HOLED, 1), (PACIFIC, 2)])
def test_all_formats_hold_the_same_ground(
    harbour: Port, tmp_path: Path, ground: dict[str, object], parts: int
) -> None:
    wanted = harbour.log.requirement_add(SITE, "what lies there?", geometry=ground).id
    text = harbour.log.aoi_export(wanted, tmp_path / "a.wkt").read_text()
    shape = shapely.from_wkt(text)
    assert shape.is_valid and len(getattr(shape, "geoms", [shape])) == parts
    feature = json.loads(harbour.log.aoi_export(wanted, tmp_path / "a.json").read_text())["features"][0]
    assert shapely.from_geojson(json.dumps(feature["geometry"])).equals_exact(shape, 1e-7, normalize=True)
    root = ElementTree.parse(harbour.log.aoi_export(wanted, tmp_path / "a.kml")).getroot()
    rings = [
        [tuple(map(float, one.split(","))) for one in (ring.text or "").split()]
        for ring in root.iterfind(f".//{KML}outerBoundaryIs//{KML}coordinates")
    ]
    assert len(rings) == parts
    assert sum(shapely.Polygon(ring).area for ring in rings) >= shape.area - 1e-12


def test_a_wrong_ending_or_folder_or_requirement_leaves_nothing(harbour: Port, tmp_path: Path) -> None:
    wanted = harbour.log.requirement_add(SITE, "what lies there?").id
    with pytest.raises(WordError, match=r"\.geojson, \.json, \.kml, \.wkt"):
        harbour.log.aoi_export(wanted, tmp_path / "a.shp")
    with pytest.raises(OSError):
        harbour.log.aoi_export(wanted, tmp_path / "none" / "a.kml")
    with pytest.raises(NotFoundError):
        harbour.log.aoi_export("01ARZ3NDEKTSV4RRFFQ69G5FAV", tmp_path / "a.kml")
    assert not list(tmp_path.glob("*.kml")) and not list(tmp_path.glob(".*"))
