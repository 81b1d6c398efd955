"""Other programs open what leaves: GDAL's ogrinfo, openpyxl, and fastkml with the schema of the OGC."""

from __future__ import annotations

import json
import shutil
import subprocess
import warnings
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from exchange.conftest import Filled

EVERY = ["observations", "marks", "sites", "images"]
#: A site that an outsider named.
ODD = "=1+1 <b>&\u202e\x1b]]>"


def ogrinfo(path: Path, *words: str) -> str:
    """What GDAL says of a file; a file that it does not open fails the test."""
    if shutil.which("ogrinfo") is None:
        pytest.skip("GDAL's ogrinfo is not here (Debian: apt install gdal-bin)")
    ran = subprocess.run(
        ["ogrinfo", str(path), *(words or ["-al"])], capture_output=True, text=True, timeout=60
    )
    assert ran.returncode == 0 and "ERROR" not in ran.stderr, ran.stdout + ran.stderr
    return ran.stdout


@pytest.fixture
def odd(filled: Filled) -> Filled:
    """The airfield, and a site with a hostile name and a hostile note."""
    filled.log.site_add(ODD, position="35.0,36.0")
    filled.log.look_add(
        ODD, image=filled.crop("2024-12-17"), saw=["ship=1"], visible={"all": 1}, remarks="@SUM(1)"
    )
    return filled


@pytest.mark.parametrize("ending", ["geojson", "gpkg", "kml", "kmz", "csv"])
def test_gdal_opens_what_leaves(odd: Filled, tmp_path: Path, ending: str) -> None:
    path = tmp_path / f"out.{ending}"
    done = odd.log.export(path, what=["observations"] if ending == "csv" else EVERY)
    said = ogrinfo(path)
    assert said.count("OGRFeature(") >= sum(done.rows.values())
    assert "An-26|An-32" in said and done.head in said
    assert "\u202e" not in said and "\x1b" not in said and "\\u202e" in said
    assert "POINT (35.941 35.4015)" in said or ending == "csv", "longitude comes first"


def test_gdal_reads_instants_of_a_geopackage_as_utc(odd: Filled, tmp_path: Path) -> None:
    odd.log.export(tmp_path / "out.gpkg")
    said = ogrinfo(tmp_path / "out.gpkg", "observations", "-where", "types = 'An-124'")
    assert "earliest (DateTime) = 2024/12/10 08:00:00+00" in said
    assert "earliest_text (String) = 2024-12-10T08:00:00Z" in said
    assert "count_min (Integer64) = 2" in said


def test_a_geopackage_says_which_state_of_the_log_it_is(odd: Filled, tmp_path: Path) -> None:
    done = odd.log.export(tmp_path / "out.gpkg")
    assert done.head in ogrinfo(tmp_path / "out.gpkg").split("Layer name: obslog_about")[1]


def test_openpyxl_reads_real_dates_their_text_and_no_formula(odd: Filled, tmp_path: Path) -> None:
    openpyxl = pytest.importorskip("openpyxl")
    done = odd.log.export(tmp_path / "out.xlsx")
    book = openpyxl.load_workbook(tmp_path / "out.xlsx")
    assert book.sheetnames == [*EVERY, "about"]
    page = book["observations"]
    names = [cell.value for cell in page[1]]
    first = dict(zip(names, (cell.value for cell in page[2]), strict=True))
    assert first["earliest_date"] == datetime(2024, 12, 10, 8)
    assert (first["earliest"], first["count_min"]) == ("2024-12-10T08:00:00Z", 2)
    assert page.freeze_panes == "A2"
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
    assert {cell.data_type for cell in cells} <= {"s", "n", "d", "b"}, "no cell is a formula"
    assert "'=1+1 <b>&\\u202e\\x1b]]>" in {cell.value for cell in cells}
    assert "'@SUM(1)" in {cell.value for cell in cells}
    assert [row[1].value for row in book["about"].iter_rows()][1] == done.head
    assert book.properties.created.year == 2024, "a file says when the log stood so, not when it was written"


def test_kml_holds_to_the_schema_of_the_ogc(odd: Filled, tmp_path: Path) -> None:
    pytest.importorskip("lxml", reason="fastkml validates with lxml, which is not installed")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        fastkml = pytest.importorskip("fastkml")
        from fastkml import validator

        odd.log.export(tmp_path / "out.kml", what=EVERY)
        assert validator.validate(file_to_validate=tmp_path / "out.kml") is True
        found = fastkml.KML.parse(tmp_path / "out.kml")
    placemarks = list(_placemarks(found.features[0]))
    spans = [mark.times.begin.dt for mark in placemarks if mark.times is not None]
    assert datetime.fromisoformat("2024-12-10T08:00:00Z") in spans
    assert len(placemarks) == sum(len(list(_placemarks(folder))) for folder in found.features[0].features)


def _placemarks(folder: Any) -> Any:
    for feature in folder.features:
        if hasattr(feature, "features"):
            yield from _placemarks(feature)
        else:
            yield feature


def test_text_is_not_markup_in_a_balloon(odd: Filled, tmp_path: Path) -> None:
    odd.log.export(tmp_path / "out.kml", what=["sites"])
    text = (tmp_path / "out.kml").read_text(encoding="utf-8")
    assert "<b>" not in text and "=1+1 &lt;b&gt;&amp;\\u202e\\x1b]]&gt;" in text


def test_an_open_bound_is_null_and_not_a_number(odd: Filled, tmp_path: Path) -> None:
    odd.log.export(tmp_path / "out.geojson", types=["fighter"])
    (row,) = json.loads((tmp_path / "out.geojson").read_text(encoding="utf-8"))["features"]
    assert (row["properties"]["count_min"], row["properties"]["count_max"]) == (3, None)
