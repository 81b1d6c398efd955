"""Landsat: the MTL file says the same whatever its age and its writing."""

from __future__ import annotations

import json

import pytest
from hypothesis import given

from imagery.sidecars.fuzzing import FUZZING, FolderOfBytes, mutated, tried
from obslog.imagery.sidecars.landsat import FORMATS, read, read_alone, scene
from obslog.imagery.sidecars.registry import sidecars_of

CORNERS = {
    f"CORNER_{corner}_{axis}_PRODUCT": value
    for corner, (lat, lon) in {
        "UL": ("36.1", "35.2"),
        "UR": ("36.2", "37.6"),
        "LL": ("33.9", "35.3"),
        "LR": ("34.0", "37.7"),
    }.items()
    for axis, value in (("LAT", lat), ("LON", lon))
}
VALUES = {
    "SPACECRAFT_ID": "LANDSAT_9",
    "SENSOR_ID": "OLI_TIRS",
    "WRS_PATH": "174",
    "WRS_ROW": "36",
    "CLOUD_COVER": "12.50",
    "SUN_ELEVATION": "29.5",
    "DATE_ACQUIRED": "2024-12-13",
    "SCENE_CENTER_TIME": "08:12:11.1234560Z",
    "PROCESSING_LEVEL": "L2SP",
    **CORNERS,
}
NAME = "LC09_L2SP_174036_20241213_20241215_02_T1_MTL"
TEXT = "\n".join(
    [
        "GROUP = LANDSAT_METADATA_FILE",
        "  GROUP = IMAGE_ATTRIBUTES",
        *(f'    {key} = "{value}"' for key, value in VALUES.items()),
        "  END_GROUP = IMAGE_ATTRIBUTES",
        "END_GROUP = LANDSAT_METADATA_FILE",
        "END",
    ]
).encode()
JSON = json.dumps({"LANDSAT_METADATA_FILE": {"IMAGE_ATTRIBUTES": VALUES}}).encode()
XML = (
    "<LANDSAT_METADATA_FILE><IMAGE_ATTRIBUTES>"
    + "".join(f"<{key}>{value}</{key}>" for key, value in VALUES.items())
    + "</IMAGE_ATTRIBUTES></LANDSAT_METADATA_FILE>"
).encode()
OLD = b"""GROUP = L1_METADATA_FILE
  GROUP = PRODUCT_METADATA
    SPACECRAFT_ID = "Landsat7"
    SENSOR_ID = "ETM+"
    ACQUISITION_DATE = 2003-03-19
    SCENE_CENTER_SCAN_TIME = 07:58:01.2345678Z
    STARTING_ROW = 36
    PRODUCT_UL_CORNER_LAT = 36.1
    PRODUCT_UL_CORNER_LON = 35.2
    PRODUCT_UR_CORNER_LAT = 36.2
    PRODUCT_UR_CORNER_LON = 37.6
    PRODUCT_LL_CORNER_LAT = 33.9
    PRODUCT_LL_CORNER_LON = 35.3
    PRODUCT_LR_CORNER_LAT = 34.0
    PRODUCT_LR_CORNER_LON = 37.7
  END_GROUP = PRODUCT_METADATA
END_GROUP = L1_METADATA_FILE
END
"""


@pytest.mark.parametrize(("ending", "data"), [("txt", TEXT), ("json", JSON), ("xml", XML)])
def test_text_json_and_xml_say_the_same(ending: str, data: bytes) -> None:
    claim = read(FolderOfBytes({f"{NAME}.{ending}": data}), f"{NAME}.{ending}")
    assert claim is not None and claim.when is not None and claim.footprint is not None
    assert claim.when.edtf == "2024-12-13T08:12:11.123456Z"
    assert claim.footprint.bbox == (35.2, 33.9, 37.7, 36.2)
    assert claim.fields == {
        "provider": "USGS",
        "platform": "landsat-9",
        "instrument": "oli, tirs",
        "sun_elevation_deg": 29.5,
        "cloud_fraction": 0.125,
        "product_level": "L2SP",
    }
    assert (claim.tags["landsat:path"], claim.warnings) == ("174", ())


def test_a_file_from_before_the_collections_is_read() -> None:
    claim = read(FolderOfBytes({"L71174036_MTL.txt": OLD}), "L71174036_MTL.txt")
    assert claim is not None and claim.when is not None and claim.footprint is not None
    assert (claim.fields["platform"], claim.when.edtf) == ("landsat-7", "2003-03-19T07:58:01.234567Z")
    assert claim.footprint.bbox == (35.2, 33.9, 37.7, 36.2)


def test_a_cloud_cover_of_minus_one_is_unknown_not_wrong() -> None:
    claim = read(FolderOfBytes({"a_MTL.txt": TEXT.replace(b"12.50", b"-1")}), "a_MTL.txt")
    assert claim is not None
    assert "cloud_fraction" not in claim.fields and claim.warnings == ()


def test_the_bands_of_its_scene_are_described_and_no_other_scene() -> None:
    folder = FolderOfBytes(
        {f"{NAME}.txt": TEXT, "LC09_X_B4.TIF": b"", f"{scene(NAME + '.txt')}_SR_B4.TIF": b""}
    )
    assert len(sidecars_of(folder, f"{scene(NAME + '.txt')}_SR_B4.TIF".encode())) == 1
    assert sidecars_of(folder, b"LC09_X_B4.TIF") == []


def test_a_delivery_with_its_metadata_in_a_folder_of_their_own_is_one_product() -> None:
    metadata = FolderOfBytes({f"{NAME}.txt": TEXT, f"{scene(NAME + '.txt')}_QA_PIXEL.TIF": b""})
    metadata.place = b"/p/vendor_metadata"
    home = FolderOfBytes({"LS09_B02.TIF": b""}, {"vendor_metadata": metadata})
    above = [s for s in sidecars_of(home, b"LS09_B02.TIF") if s.claim() is not None]
    inside = [
        s
        for s in sidecars_of(metadata, f"{scene(NAME + '.txt')}_QA_PIXEL.TIF".encode())
        if s.claim() is not None
    ]
    assert {s.product for s in above} == {s.product for s in inside} == {(b"/p", "")}
    assert read_alone(metadata, f"{NAME}.txt") is None


@FUZZING
@given(mutated([TEXT, JSON, XML, OLD]))
def test_damage_never_does_more_than_refuse(data: bytes) -> None:
    ending = "json" if data.startswith(b"{") else "xml" if data.startswith(b"<") else "txt"
    tried(FORMATS[0], f"{NAME}.{ending}", data)
