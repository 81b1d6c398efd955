"""Maxar: an image is dated by its first line; corners are its own, or of the raster that was rectified."""

from __future__ import annotations

import json

import pytest
from hypothesis import given

from imagery.sidecars.fuzzing import FUZZING, FolderOfBytes, mutated, storable, tried
from obslog.imagery.claims import Claim
from obslog.imagery.sidecars.maxar import FORMATS, read, read_handed_on
from obslog.ingest.identifying import identify_paths
from obslog.model.images import Identity
from realdata import shared_data

NAME = "24DEC13081211-M1BS-000000000001_01_P001.IMD"
IMD = b"""version = "28.3";
generationTime = 2024-12-13T10:00:00.000000Z;
productOrderId = "000000000001_01_P001";
imageDescriptor = "Basic1B";
bandId = "Multi";
numRows = 1000;
numColumns = 2000;
productLevel = "LV1B";
BEGIN_GROUP = BAND_B
	ULLon =  35.90000000;
	ULLat =  35.50000000;
	URLon =  36.00000000;
	URLat =  35.51000000;
	LRLon =  36.01000000;
	LRLat =  35.41000000;
	LLLon =  35.91000000;
	LLLat =  35.40000000;
END_GROUP = BAND_B
BEGIN_GROUP = IMAGE_1
	satId = "WV03";
	CatId = "1040010000000000";
	TLCTime = 2024-12-13T08:12:11.500000Z;
	TLCList = (
	(0,  0.000000),
	(13077,  2.615400)	);
	firstLineTime = 2024-12-13T08:12:11.704850Z;
	meanProductGSD =   1.232;
	meanSunEl =  31.5;
	meanSatEl =  70.0;
	meanOffNadirViewAngle =   18.2;
	cloudCover = 0.008;
END_GROUP = IMAGE_1
END;
"""
XML_NAME = NAME.replace(".IMD", ".XML")
XML = b"""<?xml version="1.0"?><isd><IMD><PRODUCTLEVEL>LV2A</PRODUCTLEVEL><BANDID>P</BANDID>
<BAND_P><ULLON>3.59e+01</ULLON><ULLAT>35.5</ULLAT><URLON>36.0</URLON><URLAT>35.5</URLAT>
<LRLON>36.0</LRLON><LRLAT>35.4</LRLAT><LLLON>35.9</LLLON><LLLAT>35.4</LLLAT></BAND_P>
<IMAGE><SATID>GE01</SATID><FIRSTLINETIME>2024-12-13T08:12:11.704850Z</FIRSTLINETIME>
<CLOUDCOVER>-999</CLOUDCOVER></IMAGE></IMD></isd>"""
#: A model whose sample runs with the longitude, its line against the latitude: 1,000 x 1,000 pixels a degree.
_NUMERATOR, _ONE = (
    "(\n0, {}, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0)",
    "(\n1" + ", 0" * 19 + ")",
)
RPB = f"""satId = "WV03";
BEGIN_GROUP = IMAGE
	lineOffset = 500;
	sampOffset = 500;
	latOffset = 35.5;
	longOffset = 36.5;
	heightOffset = 100;
	lineScale = 500;
	sampScale = 500;
	latScale = 0.5;
	longScale = 0.5;
	heightScale = 500;
	lineNumCoef = (
	0, 0, -1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0);
	lineDenCoef = {_ONE};
	sampNumCoef = {_NUMERATOR.format(1)};
	sampDenCoef = {_ONE};
END_GROUP = IMAGE
END;
""".encode()
USGS_NAME = "WV03N35_411000E035_9488332024121300000000MS00_DR005003002.txt"
USGS = b"""ENTITY_ID=WV03N35_411000E035_9488332024121300000000MS00
PLATFORM=WORLDVIEW
PLATFORM_NUMBER=3
ACQUISITION_DATE=20241213
UL_LAT=35.6
UL_LONG=35.8
UR_LAT=35.6
UR_LONG=36.1
LR_LAT=35.3
LR_LONG=36.1
LL_LAT=35.3
LL_LONG=35.8
"""
RECTIFIED = USGS_NAME.replace("_DR", "_GR").replace(".txt", ".tif")


def _handed_on(home: dict[str, bytes], vendor: dict[str, bytes]) -> Claim | None:
    inner = FolderOfBytes(vendor, place="/p/vendor_metadata")
    FolderOfBytes(home, {"vendor_metadata": inner})
    return read_handed_on(inner, NAME)


def _bbox(claim: Claim | None) -> list[float]:
    assert claim is not None and claim.footprint is not None
    points = [point for polygon in claim.footprint.polygons for ring in polygon for point in ring]
    lons, lats = zip(*points, strict=True)
    return [round(value, 4) for value in (min(lons), min(lats), max(lons), max(lats))]


def test_an_image_is_dated_by_its_first_line_and_lies_within_its_corners() -> None:
    claim = read(FolderOfBytes({NAME: IMD}), NAME)
    assert claim is not None and claim.when is not None
    assert claim.when.edtf == "2024-12-13T08:12:11.704850Z"
    assert claim.fields["platform"] == "worldview-3"
    assert claim.fields["provider"] == "Maxar"
    assert claim.fields["off_nadir_deg"] == 18.2
    assert claim.fields["incidence_deg"] == 20.0
    assert claim.fields["cloud_fraction"] == 0.008
    assert claim.tags["maxar:catid"] == "1040010000000000"
    assert _bbox(claim) == [35.9, 35.4, 36.01, 35.51]


def test_the_xml_says_the_same_and_a_cloud_not_assessed_is_not_stated() -> None:
    claim = read(FolderOfBytes({XML_NAME: XML}), XML_NAME)
    assert claim is not None
    assert claim.fields["platform"] == "geoeye-1"
    assert claim.fields["instrument"] == "pan"
    assert "cloud_fraction" not in claim.fields
    assert claim.warnings == ()


def test_another_xml_or_text_is_none_of_ours() -> None:
    assert read(FolderOfBytes({"a.xml": b"<other/>"}), "a.xml") is None
    assert read(FolderOfBytes({"a.imd": b"nothing"}), "a.imd") is None


def test_an_image_handed_on_takes_the_corners_of_the_rectified_raster() -> None:
    claim = _handed_on({USGS_NAME: USGS, RECTIFIED: b""}, {NAME: IMD, NAME.replace("IMD", "RPB"): RPB})
    assert _bbox(claim) == [35.8, 35.3, 36.1, 35.6]
    assert claim is not None and claim.when is not None and claim.when.edtf == "2024-12-13T08:12:11.704850Z"


def test_without_the_distributors_text_the_rectified_raster_is_found_by_its_rpcs() -> None:
    claim = _handed_on({RECTIFIED: b""}, {NAME: IMD, NAME.replace("IMD", "RPB"): RPB})
    assert _bbox(claim) == [36.0, 35.0, 38.0, 36.0]


def test_an_image_handed_on_as_it_was_keeps_its_own_corners() -> None:
    raw = RECTIFIED.replace("_GR", "_GU")
    assert _bbox(_handed_on({raw: b""}, {NAME: IMD})) == [35.9, 35.4, 36.01, 35.51]


def test_tiles_belong_to_the_product_whose_name_they_break() -> None:
    assert FORMATS[0].bare("24DEC13081211-M1BS_R1C2-000000000001_01_P001") == NAME[:-4]


def test_a_real_delivery_agrees_with_its_independent_item() -> None:
    home = shared_data() / "products" / "maxar" / "WV03S00"
    item = json.loads(next(home.glob("MetadataExtractorsTests_*.json")).read_text())
    answers = [answer for _, answer in identify_paths([home / "data"])]
    assert len(answers) == 1 and isinstance(answers[0], Identity)
    found = answers[0]
    assert found.platform == item["properties"]["platform"]
    assert found.when.earliest is not None
    assert found.when.earliest.strftime("%Y-%m-%dT%H:%M:%SZ") == item["properties"]["datetime"]
    assert found.footprint is not None
    assert found.footprint.bbox == pytest.approx(item["bbox"], abs=1e-3)


@FUZZING
@given(mutated([IMD]))
def test_damage_to_the_text_harms_nothing(data: bytes) -> None:
    tried(FORMATS[0], NAME, data)


@FUZZING
@given(mutated([RPB]))
def test_damage_to_the_model_harms_nothing(data: bytes) -> None:
    claim = _handed_on({RECTIFIED: b""}, {NAME: IMD, NAME.replace("IMD", "RPB"): data})
    assert claim is not None
    storable(claim)


@FUZZING
@given(mutated([XML]))
def test_damage_to_the_xml_harms_nothing(data: bytes) -> None:
    tried(FORMATS[0], XML_NAME, data)
