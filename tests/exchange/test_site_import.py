"""Site lists come in from maps and tables: names, other names, ground and areas; hostile files are refused in one line."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import obslog as library
from commandline import obslog
from exchange.conftest import SITE, Filled
from exchange.rows import HOSTILE
from observing.scene import NOW, ground
from obslog.exchange.files import LARGEST
from obslog.exchange.places.site_files import read_places
from obslog.log import Log
from obslog.model.errors import ObslogError
from obslog.model.places import Site

SQUARE = "36,35 36.01,35 36.01,35.01 36,35.01 36,35"


@pytest.fixture
def empty(tmp_path: Path) -> Iterator[Log]:
    made = library.create(tmp_path / "places.db", analyst="first desk", clock=lambda: NOW)
    yield made
    made.close()


def kml(*placemarks: str) -> str:
    return f'<kml xmlns="http://www.opengis.net/kml/2.2"><Document><Folder>{"".join(placemarks)}</Folder></Document></kml>'


def polygon(ring: str) -> str:
    line = f"<LinearRing><coordinates>{ring}</coordinates></LinearRing>"
    return f"<Polygon><outerBoundaryIs>{line}</outerBoundaryIs></Polygon>"


def written(folder: Path, name: str, text: str | bytes) -> Path:
    path = folder / name
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


def known(site: Site) -> tuple[object, ...]:
    return (
        site.name, round(site.lon, 9), round(site.lat, 9), site.geometry, site.aliases, site.icao,
        site.timezone, site.country, site.cadence_days,
        tuple((area.name, area.geometry, area.capacity) for area in site.areas),
    )  # fmt: skip


@pytest.mark.parametrize("ending", ["geojson", "kml", "kmz", "csv", "xlsx", "gpkg"])
def test_sites_leave_one_log_and_enter_another_the_same(
    filled: Filled, empty: Log, tmp_path: Path, ending: str
) -> None:
    filled.log.site_edit(SITE, cadence_days=3)
    filled.log.area_add(SITE, "pier 7, [x]", capacity=["An-124=4", "Il-76=9"])
    filled.log.site_add("Tartus", position="34.91,35.86", aliases=["طرطوس", '["x"]'])
    out = tmp_path / f"sites.{ending}"
    filled.log.export(out, what=["sites"])
    done = empty.site_import(out)
    assert [known(empty.site_show(name)) for name in (SITE, "Tartus")] == [
        known(filled.log.site_show(name)) for name in (SITE, "Tartus")
    ]
    assert done.known == 0 and empty.site_import(out).known == 5
    empty.undo()
    assert empty.site_list() == (), "one undo takes the list away"
    assert empty.verify() == ()


def test_a_kml_of_google_earth_gives_sites_and_passes_over_paths(empty: Log, tmp_path: Path) -> None:
    text = kml(
        f"<Placemark><name>Base A</name>{polygon(SQUARE)}</Placemark>",
        "<Placemark><name>Base B</name><ExtendedData><Data name='aliases'><value>Bee; Beta</value></Data></ExtendedData>"
        "<Point><coordinates>36.5,35.5,0</coordinates></Point></Placemark>",
        "<Placemark><name>Road</name><LineString><coordinates>1,2 3,4</coordinates></LineString></Placemark>",
    )
    done = empty.site_import(written(tmp_path, "earth.kml", text), radius_m=500)
    assert [(site.name, site.aliases) for site in done.sites] == [("Base A", ()), ("Base B", ("Bee", "Beta"))]
    assert done.passed_over == 1
    west, _, east, _ = empty.site_show("Beta").geometry.bbox  # type: ignore[union-attr]
    assert 0.010 < east - west < 0.012, "a position has ground around it"


def test_the_places_of_a_file_may_be_the_areas_of_a_site(filled: Filled, tmp_path: Path) -> None:
    filled.log.site_add("Tartus", polygon=ground((35.85, 34.9, 35.88, 34.93)))
    text = kml(
        f"<Placemark><name>pier 1</name>{polygon('35.86,34.91 35.861,34.91 35.861,34.911 35.86,34.91')}</Placemark>",
        f"<Placemark><name>pier 2</name>{polygon('35.87,34.91 35.871,34.91 35.871,34.911 35.87,34.91')}</Placemark>",
    )
    path = written(tmp_path, "piers.kml", text)
    assert len(filled.log.site_import(path, areas_of="Tartus").areas) == 2
    assert [area.name for area in filled.log.area_list("Tartus")] == ["pier 1", "pier 2"]
    assert filled.log.site_import(path, areas_of="Tartus").known == 2
    overlapping = text.replace("<name>pier 1", "<name>mole").replace("<name>pier 2", "<name>quay")
    with pytest.raises(ObslogError, match=r"placemark 1 \(mole\): 'mole' overlaps the area 'pier 1'"):
        filled.log.site_import(written(tmp_path, "again.kml", overlapping), areas_of="Tartus")


def test_a_known_site_stays_as_it_is_unless_asked(filled: Filled, tmp_path: Path) -> None:
    before = known(filled.log.site_show(SITE))
    document = {
        "type": "FeatureCollection",
        "features": [
            {"type": "Feature", "properties": {"Name": "hmeimim", "aliases": ["Jableh"]},
             "geometry": ground((35.9, 35.3, 36, 35.5))}
        ],
    }  # fmt: skip
    path = written(tmp_path, "s.geojson", json.dumps(document))
    assert filled.log.site_import(path).known == 1 and known(filled.log.site_show(SITE)) == before
    assert filled.log.site_import(path, update=True).changed == (SITE,)
    assert filled.log.site_show("Jableh").geometry.bbox == (35.9, 35.3, 36, 35.5)  # type: ignore[union-attr]


def test_a_table_of_names_and_degrees_or_codes_is_a_list_of_sites(empty: Log, tmp_path: Path) -> None:
    text = "Name;Latitude;Longitude;Alias;ICAO\nTartus;34.91;35.86;Tartous|Тартус;\n;;;;OSLK\nStrip 9;35;36;;ZZZZ\n"
    done = empty.site_import(written(tmp_path, "s.csv", text))
    assert (done.sites[0].name, done.sites[0].icao) == ("Tartus", None)
    assert empty.site_show("Тартус").name == "Tartus"
    assert empty.site_show("OSLK").icao == "OSLK"
    assert empty.site_show("ZZZZ").name == "Strip 9", "a code that no airport has is another name"


def test_every_place_that_cannot_be_taken_is_named_and_nothing_is_written(empty: Log, tmp_path: Path) -> None:
    text = "name,lat,lon\nA,34,35\nB,95,35\nC,x,35\na,34,36\n,34,35\n"
    path = written(tmp_path, "s.csv", text)
    empty.close()
    where = str(tmp_path / "places.db")
    ran = obslog("site", "import", path, log=where)
    assert ran.code == 1
    for told in ("line 3: ", "line 4: position 'x", "line 5: 'a' names A already", "line 6: name ''"):
        assert told in ran.err, ran.err
    dry = obslog("site", "import", path, "--dry-run", "--json", log=where)
    assert (dry.code, dry.rows[-1]["summary"]["sites"]) == (3, 1)
    page = (Path(__file__).resolve().parents[2] / "docs" / "wire.md").read_text(encoding="utf-8")
    assert [key for key in dry.rows[-1]["summary"] if f"`{key}`" not in page] == []
    assert obslog("site", "list", "--json", log=where).ok().rows == []


def bomb() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("doc.kml", b" " * (LARGEST // 4))
    return out.getvalue()


def two_members() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("doc.kml", b"<kml/>")
        with pytest.warns(UserWarning, match="Duplicate"):
            archive.writestr("doc.kml", b"<kml/>")
    return out.getvalue()


HOSTILE_FILES: dict[str, tuple[Any, str]] = {
    "bomb.kmz": (bomb, "unpacks to far more"),
    "twice.kmz": (two_members, "two members of one name"),
    "empty.kmz": (lambda: b"PK\x05\x06" + b"\0" * 18, "without a .kml"),
    "torn.kmz": (lambda: b"PK\x03\x04torn", "no zip archive"),
    "entity.kml": (lambda: b'<!DOCTYPE k [<!ENTITY a "aaaa">]><kml>&a;</kml>', "DTD or entities"),
    "xxe.kml": (lambda: b'<!DOCTYPE k [<!ENTITY a SYSTEM "file:///etc/passwd">]><kml>&a;</kml>', "DTD or entities"),
    "deep.kml": (lambda: b"<kml>" + b"<Folder>" * 100_000, "it is not XML"),
    "no.kml": (lambda: b"<html/>", "its root is 'html'"),
    "far.kml": (
        lambda: kml(f"<Placemark><name>x</name>{polygon('999,1 2,3 4,5 999,1')}</Placemark>").encode(),
        r"placemark 1 \(x\): geometry",
    ),
    "many.kml": (
        lambda: kml(f"<Placemark><name>x</name>{polygon('1,1 ' * 60_000)}</Placemark>").encode(),
        "more than 50000 vertices",
    ),
    "bow.kml": (
        lambda: kml(f"<Placemark><name>x</name>{polygon('0,0 1,1 1,0 0,1 0,0')}</Placemark>").encode(),
        "self-intersection",
    ),
    "nan.kml": (
        lambda: kml("<Placemark><name>x</name><Point><coordinates>nan,inf</coordinates></Point></Placemark>").encode(),
        r"placemark 1 \(x\)",
    ),
    "touch.geojson": (
        lambda: json.dumps(
            {"type": "Feature", "properties": {"name": "x"},
             "geometry": {"type": "Polygon", "coordinates": [[[0, 0], [2, 0], [1, 1], [2, 2], [0, 2], [1, 1], [0, 0]]]}}
        ).encode(),
        "self-intersection",
    ),
    "metres.geojson": (
        lambda: b'{"type": "FeatureCollection", "crs": {"properties": {"name": "EPSG:3857"}}, "features": []}',
        "reproject it first",
    ),
    "deep.geojson": (lambda: b"[" * 200_000, "nested too deeply"),
    "number.geojson": (lambda: b'{"type": "Feature", "geometry": NaN}', "nan is no number"),
    "no.gpkg": (lambda: b"SQLite format 3\0" + b"\0" * 200, "no GeoPackage"),
    "nul.csv": (lambda: b"name,lat,lon\nA\0,1,2\n", "line 2: it holds a NUL"),
    "latin.csv": (lambda: b"name,lat,lon\nCaf\xe9,1,2\n", "line 2: it is not UTF-8"),
    "torn.csv": (lambda: b'name,lat,lon\n"A,1,2\n', "it is no CSV"),
    "none.csv": (lambda: b"", "no line with headers"),
    "none.shp": (lambda: b"", "its name must end in"),
}  # fmt: skip


@pytest.mark.parametrize("name", HOSTILE_FILES)
def test_a_hostile_file_is_refused_in_one_line_and_leaves_nothing(
    empty: Log, tmp_path: Path, name: str
) -> None:
    made, told = HOSTILE_FILES[name]
    head = empty.head()
    with pytest.raises(ObslogError, match=told) as error:
        empty.site_import(written(tmp_path, name, made()))
    assert "\n" not in str(error.value) and len(str(error.value)) < 500
    assert empty.head() == head


@settings(deadline=None)
@given(st.sampled_from([".kml", ".geojson", ".gpkg", ".csv", ".kmz", ".xlsx"]), st.binary(max_size=300))
def test_any_bytes_are_read_or_refused(tmp_path_factory: Any, ending: str, data: bytes) -> None:
    path = written(tmp_path_factory.mktemp("any"), f"x{ending}", data)
    try:
        read_places(path)
    except ObslogError as error:
        assert "\n" not in str(error)


@pytest.mark.parametrize(
    "name", [text for text in HOSTILE if text.strip() and "\0" not in text and "\ud800" not in text]
)
def test_a_hostile_name_stays_a_name(empty: Log, tmp_path: Path, name: str) -> None:
    document = {"type": "Feature", "properties": {"name": name}, "geometry": ground((36, 35, 36.1, 35.1))}
    (site,) = empty.site_import(written(tmp_path, "s.geojson", json.dumps(document))).sites
    assert site.name == name.strip()
