"""NovaSAR's metadata, and the XML beside ASTER, MODIS and VIIRS granules."""

from __future__ import annotations

import pytest
from hypothesis import given

from imagery.sidecars.fuzzing import FUZZING, FolderOfBytes, mutated, tried
from obslog.imagery.sidecars import nasa_granule, novasar
from obslog.model.when import Precision

TIE = '<TiePoint><latitude units="deg">{}</latitude><longitude units="deg">{}</longitude></TiePoint>'
NOVASAR = (
    "<metadata><Product><ProductName>NovaSAR_01_1234_scd</ProductName></Product><Source_Attributes>"
    "<Satellite>NovaSAR-1</Satellite><OperationalModeName>6m Stripmap</OperationalModeName></Source_Attributes>"
    "<Image_Generation_Parameters><ProductType>SCD</ProductType>"
    "<ZeroDopplerTimeFirstLine>2024-12-13T10:00:08.5Z</ZeroDopplerTimeFirstLine>"
    "<ZeroDopplerTimeLastLine>2024-12-13T10:00:01.5Z</ZeroDopplerTimeLastLine></Image_Generation_Parameters>"
    "<geographicInformation><NumberOfRangeTiepoints>3</NumberOfRangeTiepoints>"
    + "".join(TIE.format(lat, lon) for lat in (36.0, 35.5) for lon in (35.0, 35.5, 36.0))
    + "</geographicInformation></metadata>"
).encode()
POINT = "<Point><PointLongitude>{}</PointLongitude><PointLatitude>{}</PointLatitude></Point>"
HEAD = """<?xml version="1.0"?>
<!DOCTYPE GranuleMetaDataFile SYSTEM "http://example.org/ScienceGranuleMetadata.dtd">
<GranuleMetaDataFile><GranuleURMetaData><CollectionMetaData><ShortName>{}</ShortName></CollectionMetaData>"""
BOUNDARY = (
    "<Boundary>" + "".join(POINT.format(*p) for p in ((35, 36), (36, 36), (36, 35), (35, 35))) + "</Boundary>"
)
ASTER = (
    HEAD.format("AST_L1T")
    + "<SingleDateTime><TimeofDay>08:12:11.534000</TimeofDay><CalendarDate>2024-12-13</CalendarDate></SingleDateTime>"
    + BOUNDARY
    + "<QAPercentCloudCover>57</QAPercentCloudCover></GranuleURMetaData></GranuleMetaDataFile>"
).encode()
MODIS = (
    HEAD.format("MYD13Q1")
    + "<RangeDateTime><RangeEndingTime>23:59:59.000000</RangeEndingTime><RangeEndingDate>2024-12-16</RangeEndingDate>"
    "<RangeBeginningTime>00:00:00.000000</RangeBeginningTime><RangeBeginningDate>2024-12-01</RangeBeginningDate>"
    "</RangeDateTime>" + BOUNDARY + "<Platform><PlatformShortName>Aqua</PlatformShortName><Instrument>"
    "<InstrumentShortName>MODIS</InstrumentShortName></Instrument></Platform></GranuleURMetaData></GranuleMetaDataFile>"
).encode()
MODIS_NAME = "MYD13Q1.A2024336.h21v05.061.2024353071925.hdf.xml"


def test_novasar_is_dated_by_the_earlier_of_its_ends_and_outlined_by_its_grid() -> None:
    claim = novasar.read(FolderOfBytes({"metadata.xml": NOVASAR}), "metadata.xml")
    assert claim is not None and claim.when is not None and claim.footprint is not None
    assert str(claim.when.earliest) == "2024-12-13 10:00:01.500000+00:00"
    assert (claim.footprint.bbox, claim.fields["platform"]) == ((35, 35.5, 36, 36), "novasar-1")


def test_any_other_metadata_xml_is_not_novasars() -> None:
    assert novasar.read(FolderOfBytes({"metadata.xml": b"<metadata/>"}), "metadata.xml") is None


def test_an_aster_scene_is_dated_by_its_instant() -> None:
    name = "AST_L1T_00312132024081211_20241214135350_78838.hdf.xml"
    claim = nasa_granule.read(FolderOfBytes({name: ASTER}), name)
    assert claim is not None and claim.when is not None and claim.footprint is not None
    assert str(claim.when.earliest) == "2024-12-13 08:12:11.534000+00:00"
    assert (claim.fields["platform"], claim.fields["cloud_fraction"]) == ("terra", pytest.approx(0.57))
    assert claim.footprint.bbox == (35, 35, 36, 36)


def test_a_product_of_many_days_is_dated_by_the_time_it_covers() -> None:
    claim = nasa_granule.read(FolderOfBytes({MODIS_NAME: MODIS}), MODIS_NAME)
    assert claim is not None and claim.when is not None
    assert claim.when.precision is Precision.INTERVAL
    assert (str(claim.when.earliest), str(claim.when.latest)) == (
        "2024-12-01 00:00:00+00:00",
        "2024-12-16 23:59:59+00:00",
    )
    assert claim.fields["platform"] == "aqua"


def test_a_tile_is_placed_by_its_number() -> None:
    claim = nasa_granule.read(FolderOfBytes({MODIS_NAME: MODIS}), MODIS_NAME)
    assert claim is not None and claim.footprint is not None
    assert claim.footprint.bbox == pytest.approx((34.641, 30, 52.2163, 40), abs=1e-3)


@FUZZING
@given(mutated([NOVASAR, ASTER, MODIS]))
def test_damage_never_does_more_than_refuse(data: bytes) -> None:
    tried(novasar.FORMATS[0], "metadata.xml", data)
    tried(nasa_granule.FORMATS[0], MODIS_NAME, data)
