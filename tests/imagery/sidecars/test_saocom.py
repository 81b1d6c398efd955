"""SAOCOM: dated by the start of the acquisition; the product's own files go before the delivery's summary."""

from __future__ import annotations

import os
from pathlib import Path
from zipfile import ZipFile

import pytest
from hypothesis import given

from imagery.sidecars.fuzzing import FUZZING, FolderOfBytes, mutated, tried
from obslog.imagery.sidecars.listing import Folder
from obslog.imagery.sidecars.registry import homed, sidecars_of
from obslog.imagery.sidecars.saocom import FORMATS, read_image, read_xemt

POINT = '<{0}><Point><val N="1">{1}</val><val N="2">{2}</val><val N="3">0</val></Point></{0}>'
IMAGE_NAME = "gtc-acqId0000304132-a-tna-0000000000-hh-m.xml"
IMAGE = (
    '<SAOCOM_XMLProduct><Channel Number="1"><DataSetInfo><SensorName>SAO1A</SensorName>'
    "<AcquisitionMode>TOPSAR</AcquisitionMode><SideLooking>RIGHT</SideLooking></DataSetInfo><SwathInfo>"
    "<AcquisitionStartTime>13-DEC-2024 04:14:38.399000000000</AcquisitionStartTime></SwathInfo>"
    "<StateVectorData><OrbitDirection>ASCENDING</OrbitDirection></StateVectorData><GroundCornerPoints>"
    + POINT.format("NorthWest", 36.5, 35.1)
    + POINT.format("NorthEast", 36.4, 36.2)
    + POINT.format("SouthWest", 35.5, 35.0)
    + POINT.format("SouthEast", 35.4, 36.1)
    + "</GroundCornerPoints></Channel></SAOCOM_XMLProduct>"
).encode()
VERTEX = "<vertex><lat>{}</lat><lon>{}</lon></vertex>"
XEMT_NAME = "S1A_OPER_SAR_EOSSP__CORE_L1A_OLF_20241217T174240.xemt"
XEMT = (
    '<xmt:xemt xmlns:xmt="urn:XEMT"><product><id>EOL1ASARSAO1A3111864</id><productType><sub>'
    "<platform>SAO1B</platform><procLevel>L1A</procLevel></sub></productType><features><scene><frame>"
    + VERTEX.format(35.0, 35.3)
    + VERTEX.format(36.0, 35.1)
    + VERTEX.format(36.1, 35.6)
    + VERTEX.format(35.1, 35.8)
    + "</frame><timeFrame><timePeriod><startTime>2024-12-13T22:17:23.058780</startTime></timePeriod></timeFrame>"
    "</scene><acquisition><acquisitionTime><startTime>2024-12-13T22:17:16.000602</startTime></acquisitionTime>"
    "<parameters><acqMode>SM</acqMode><datatakeTime><InitSequence><startTime>2024-12-13T22:17:15.304000</startTime>"
    "</InitSequence></datatakeTime></parameters></acquisition></features></product></xmt:xemt>"
).encode()


def test_an_image_is_dated_by_the_start_of_its_acquisition() -> None:
    claim = read_image(FolderOfBytes({IMAGE_NAME: IMAGE}), IMAGE_NAME)
    assert claim is not None and claim.when is not None and claim.footprint is not None
    assert str(claim.when.earliest) == "2024-12-13 04:14:38.399000+00:00"
    assert (claim.fields["platform"], claim.fields["product_level"]) == ("saocom-1a", "GTC")
    assert claim.footprint.bbox == (35.0, 35.4, 36.2, 36.5)


def test_the_files_in_data_make_one_product_of_the_folder_above() -> None:
    data = FolderOfBytes({IMAGE_NAME: IMAGE, IMAGE_NAME[:-4]: b""})
    home = FolderOfBytes({XEMT_NAME: XEMT}, {"Data": data})
    [found] = [s for s in sidecars_of(data, IMAGE_NAME[:-4].encode()) if s.claim() is not None]
    assert found.product == (home.place, "")
    said = [s for by_scene in homed(home).values() for each in by_scene.values() for s in each]
    assert [s.name for s in said if s.claim() is not None] == [IMAGE_NAME], (
        "the summary adds no second product"
    )


def test_an_image_in_radar_geometry_is_outlined_by_the_delivery() -> None:
    data = FolderOfBytes({IMAGE_NAME: IMAGE.replace(b"NorthWest", b"None")})
    FolderOfBytes({XEMT_NAME: XEMT}, {"Data": data})
    claim = read_image(data, IMAGE_NAME)
    assert claim is not None and claim.footprint is not None
    assert claim.footprint.bbox == (35.1, 35.0, 35.8, 36.1)


def test_the_delivery_alone_is_dated_by_the_start_of_its_datatake() -> None:
    claim = read_xemt(FolderOfBytes({XEMT_NAME: XEMT}), XEMT_NAME)
    assert claim is not None and claim.when is not None and claim.footprint is not None
    assert str(claim.when.earliest) == "2024-12-13 22:17:15.304000+00:00"
    assert (claim.fields["platform"], claim.fields["product_level"]) == ("saocom-1b", "L1A")


def test_an_image_in_radar_geometry_is_outlined_by_its_picture_where_no_delivery_says_it() -> None:
    quad = b"35.1,36.5 36.2,36.4 36.1,35.4 35.0,35.5"
    kml = (
        b"<kml><GroundOverlay><LatLonQuad><coordinates>"
        + quad
        + b"</coordinates></LatLonQuad></GroundOverlay></kml>"
    )
    data = FolderOfBytes({IMAGE_NAME: IMAGE.replace(b"NorthWest", b"None")})
    FolderOfBytes({}, {"Data": data, "Images": FolderOfBytes({"slc.kml": kml})})
    claim = read_image(data, IMAGE_NAME)
    assert claim is not None and claim.footprint is not None
    assert claim.footprint.bbox == (35.0, 35.4, 36.2, 36.5)


@pytest.mark.parametrize(("member", "speaks"), [(f"Data/{IMAGE_NAME}", False), ("Config/a.xml", True)])
def test_the_delivery_is_silent_where_its_archive_holds_the_product(
    tmp_path: Path, member: str, speaks: bool
) -> None:
    (tmp_path / XEMT_NAME).write_bytes(XEMT)
    with ZipFile(tmp_path / XEMT_NAME.replace("xemt", "zip"), "w") as archive:
        archive.writestr(member, IMAGE)
    claim = read_xemt(Folder.of_folder(os.fsencode(tmp_path)), XEMT_NAME)
    assert (claim is not None) is speaks


def test_a_month_that_is_none_is_no_date() -> None:
    claim = read_image(FolderOfBytes({IMAGE_NAME: IMAGE.replace(b"-DEC-", b"-ECJ-")}), IMAGE_NAME)
    assert claim is not None and claim.when is None
    assert "no usable time" in claim.warnings[0]


@FUZZING
@given(mutated([IMAGE, XEMT]))
def test_damage_never_does_more_than_refuse(data: bytes) -> None:
    tried(FORMATS[0], IMAGE_NAME, data)
    tried(FORMATS[1], XEMT_NAME, data)
