"""What makers write into tags is read in its unit, its placeholders are nothing, and nothing hostile breaks it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from making_formats import copied, nitf
from making_rasters import geotiff, jpeg
from obslog.imagery.file_tags import claim_of_tags
from obslog.imagery.identify import identify
from obslog.imagery.maker_tags import NUMBER_KEYS, TEXT_KEYS, WHEN_KEYS, maker_instant, spread
from obslog.model.images import Identity
from obslog.model.when import Basis
from realdata import shared_data

USE00A = "045024.0 00000" + " " * 7 + "12.34-12.34" + " " * 37 + "0000001001000001" + " " * 6 + " +45.5123.4"


def tre(name: str, *fields: tuple[int, str], size: int) -> dict[str, str]:
    """One NITF extension of `size` characters with texts at these offsets."""
    text = [" "] * size
    for at, value in fields:
        text[at : at + len(value)] = value
    return {"TRE": f"{name}={''.join(text)}"}


def known(path: Path) -> Identity:
    return identify(path, sidecars=False).identity


def test_the_date_of_a_nitf_image_is_its_acquisition_and_the_files_is_not(tmp_path: Path) -> None:
    found = known(nitf(tmp_path / "a.ntf", IDATIM="20241213081211", FDT="20250101000000"))
    assert (found.when.edtf, found.when.basis) == ("2024-12-13T08:12:11Z", Basis.TAGS)
    undated = known(nitf(tmp_path / "b.ntf", FDT="20250101000000"))
    assert not undated.when.is_dated
    assert any("file time" in warning for warning in undated.warnings)


def test_the_extensions_of_a_nitf_are_read_in_their_units(tmp_path: Path) -> None:
    csexra = tre(
        "CSEXRA", (0, "PAN"), (45, "012.2"), (88, "015.10"), (101, "9"), (103, "180.000+31.250"), size=132
    )
    found = known(nitf(tmp_path / "a.ntf", **csexra))
    assert found.instrument == "PAN"
    csdida = tre("CSDIDA", (0, "13DEC2024WV0301002AAP10000"), (26, "20241213081211"), size=70)
    found = known(nitf(tmp_path / "b.ntf", **csdida))
    assert (found.platform, found.when.edtf) == ("worldview-3", "2024-12-13T08:12:11Z")
    piaimc = tre("PIAIMC", (0, "045Y"), size=362)
    assert known(nitf(tmp_path / "c.ntf", **piaimc)).cloud_fraction == 0.45
    unknown = tre("PIAIMC", (0, "999N"), size=362)
    assert known(nitf(tmp_path / "d.ntf", **unknown)).cloud_fraction is None
    expltb = tre("EXPLTB", (0, "123.456"), (29, "35.50"), size=101)
    assert known(nitf(tmp_path / "e.ntf", **expltb)).incidence_deg == 54.5


def test_lengths_in_inches_become_metres() -> None:
    tags = {"NITF_USE00A_MEAN_GSD": "024.0", "NITF_USE00A_SUN_EL": "+45.5"}
    assert claim_of_tags(tags).fields == {"gsd_m": 0.6096, "sun_elevation_deg": 45.5}
    unknown = {"NITF_USE00A_MEAN_GSD": "000.0", "NITF_USE00A_SUN_EL": "999.9"}
    assert claim_of_tags(unknown).fields == {}


@pytest.mark.parametrize(
    ("text", "edtf"),
    [
        ("20241213081211", "2024-12-13T08:12:11Z"),
        ("202412130812--", "2024-12-13T08:12Z"),
        ("20241213------", "2024-12-13"),
        ("13081211ZDEC24", "2024-12-13T08:12:11Z"),
        ("13081211ZDEC98", "1998-12-13T08:12:11Z"),
        ("20021216151629", None),
        ("--------------", None),
        ("00000000000000", None),
        ("", None),
    ],
)
def test_dates_of_both_versions_of_nitf(text: str, edtf: str | None) -> None:
    assert maker_instant("NITF_IDATIM", text) == edtf


def test_more_than_one_image_in_a_nitf_is_told(tmp_path: Path) -> None:
    path = copied(tmp_path / "a.ntf", "NITF", ICORDS="N", NUMI="2")
    try:
        found = known(path)
    except Exception:
        pytest.skip("this GDAL writes no second segment")
    if found.warnings:
        assert all("\n" not in warning for warning in found.warnings)


def test_capella_says_itself_in_json(tmp_path: Path) -> None:
    said: dict[str, Any] = {
        "product_type": "GEO",
        "collect": {
            "platform": "capella-14",
            "start_timestamp": "2024-12-13T02:12:11.123456789Z",
            "stop_timestamp": "2024-12-13T02:12:31.0Z",
            "collect_id": "abc",
            "mode": "spotlight",
            "radar": {"pointing": "left", "prf": [{"start": 1}] * 400},
            "image": {"center_pixel": {"incidence_angle": 41.5}},
        },
    }
    path = geotiff(tmp_path / "a.tif", tags={"TIFFTAG_IMAGEDESCRIPTION": json.dumps(said)})
    found = known(path)
    assert (found.provider, found.platform) == ("Capella Space", "capella-14")
    assert found.when.edtf.startswith("2024-12-13T02:12:11")
    assert found.incidence_deg == 41.5
    assert (found.tags["capella:collect_id"], found.tags["capella:pointing"]) == ("abc", "left")


@pytest.mark.parametrize(
    "text", ["{", "{}", '{"collect": 1}', '{"collect": {"start_timestamp": []}}', "[" * 9999]
)
def test_other_json_in_a_description_says_nothing(text: str) -> None:
    assert spread({"TIFFTAG_IMAGEDESCRIPTION": text}, {}) == {}


def test_keys_that_radar_and_sentinel_products_leave_in_translated_files(tmp_path: Path) -> None:
    tags = {
        "SATELLITE_NAME": "ICEYE_X7",
        "ACQUISITION_START_UTC": "2021-10-27T18:32:03.5",
        "INCIDENCE_CENTER": "27.5",
    }
    found = known(geotiff(tmp_path / "a.tif", tags=tags))
    assert (found.platform, found.incidence_deg) == ("iceye-x7", 27.5)
    assert (found.when.zone, found.when.edtf[:19]) == ("utc", "2021-10-27T18:32:03")
    tags = {"DATATAKE_1_SPACECRAFT_NAME": "Sentinel-2A", "CLOUD_COVERAGE_ASSESSMENT": "12.5"}
    tags["DATATAKE_1_DATATAKE_SENSING_START"] = "2024-12-13T08:23:31.024Z"
    found = known(geotiff(tmp_path / "b.tif", tags=tags))
    assert (found.platform, found.cloud_fraction) == ("sentinel-2a", 0.125)


def test_a_camera_s_position_is_no_footprint(tmp_path: Path) -> None:
    found = known(shared_data() / "rasters" / "rio_tiler" / "no_geo.jpg")
    assert found.footprint is None
    assert found.tags["exif:camera_position"] == "47.99286, -3.36052"
    assert any("where it was" in warning for warning in found.warnings)
    assert (found.when.basis, found.when.edtf) == (Basis.EXIF, "2022-07-23T11:20:39+02:00")


def test_exif_without_a_zone_is_of_unknown_zone(tmp_path: Path) -> None:
    found = known(jpeg(tmp_path / "a.jpg", exif={36867: "2024:12:13 08:12:11"}))
    assert (found.when.zone, found.when.basis) == ("unknown", Basis.EXIF)


KEYS = [*WHEN_KEYS, *(k for keys in TEXT_KEYS.values() for k in keys)]
KEYS += [reading[0] for readings in NUMBER_KEYS.values() for reading in readings]
KEYS += ["TIFFTAG_IMAGEDESCRIPTION", "EXIF_GPSLatitude", "EXIF_GPSLongitude", "NITF_CSDIDA_PLATFORM_CODE"]


@settings(max_examples=500, deadline=None)
@given(
    st.dictionaries(
        st.sampled_from(KEYS), st.text(max_size=60) | st.from_regex(r"[-+0-9.TZ:e()]{1,20}"), max_size=8
    ),
    st.dictionaries(st.just("EXPLTB"), st.text(max_size=120)),
)
def test_no_tags_make_it_raise(tags: dict[str, str], extensions: dict[str, str]) -> None:
    claim = claim_of_tags(tags | spread(tags, extensions))
    assert claim.basis in (Basis.TAGS, Basis.EXIF)
    assert 0 <= float(claim.fields.get("cloud_fraction", 0)) <= 1
