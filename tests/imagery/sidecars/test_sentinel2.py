"""Sentinel-2: a product is dated by its datatake and outlined by its footprint; a tile alone speaks for itself."""

from __future__ import annotations

import json

import pytest
from hypothesis import given

from imagery.sidecars.fuzzing import FUZZING, FolderOfBytes, mutated, tried
from obslog.imagery.sidecars.bounded import SidecarError
from obslog.imagery.sidecars.registry import homed, sidecars_of
from obslog.imagery.sidecars.sentinel2 import FORMATS, read_product, read_tile, read_tile_info

PRODUCT_NAME = "MTD_MSIL2A.xml"
PRODUCT = b"""<?xml version="1.0" encoding="UTF-8"?>
<n1:Level-2A_User_Product xmlns:n1="https://example.org/User_Product_Level-2A.xsd">
 <n1:General_Info><Product_Info>
  <PRODUCT_START_TIME>2024-12-13T08:13:21.024Z</PRODUCT_START_TIME>
  <PRODUCT_URI>S2A_MSIL2A_20241213T081321_N0511_R078_T36SYE_20241213T110000.SAFE</PRODUCT_URI>
  <PROCESSING_LEVEL>Level-2A</PROCESSING_LEVEL><PROCESSING_BASELINE>05.11</PROCESSING_BASELINE>
  <Datatake><SPACECRAFT_NAME>Sentinel-2A</SPACECRAFT_NAME>
   <DATATAKE_SENSING_START>2024-12-13T08:13:21.024Z</DATATAKE_SENSING_START>
   <SENSING_ORBIT_NUMBER>78</SENSING_ORBIT_NUMBER></Datatake>
 </Product_Info></n1:General_Info>
 <n1:Geometric_Info><Product_Footprint><Product_Footprint><Global_Footprint>
  <EXT_POS_LIST>36.0 35.5 36.0 36.5 35.0 36.5 35.0 35.5 36.0 35.5 </EXT_POS_LIST>
 </Global_Footprint></Product_Footprint></Product_Footprint></n1:Geometric_Info>
 <n1:Quality_Indicators_Info><Cloud_Coverage_Assessment>12.5</Cloud_Coverage_Assessment>
 </n1:Quality_Indicators_Info>
</n1:Level-2A_User_Product>"""
TILE = b"""<?xml version="1.0"?>
<n1:Level-2A_Tile_ID xmlns:n1="https://example.org/S2_PDI_Level-2A_Tile_Metadata.xsd">
 <n1:General_Info><TILE_ID>S2B_OPER_MSI_L2A_TL_2APS_20241213T110000_A026649_T33XWJ_N05.11</TILE_ID>
  <SENSING_TIME>2024-12-13T08:20:33.758475Z</SENSING_TIME></n1:General_Info>
 <n1:Geometric_Info><Tile_Geocoding><HORIZONTAL_CS_CODE>EPSG:32636</HORIZONTAL_CS_CODE>
  <Size resolution="10"><NROWS>10980</NROWS><NCOLS>10980</NCOLS></Size>
  <Geoposition resolution="10"><ULX>699960</ULX><ULY>4000020</ULY><XDIM>10</XDIM><YDIM>-10</YDIM></Geoposition>
  </Tile_Geocoding><Tile_Angles><Mean_Sun_Angle><ZENITH_ANGLE unit="deg">60.5</ZENITH_ANGLE></Mean_Sun_Angle>
  </Tile_Angles></n1:Geometric_Info>
 <n1:Quality_Indicators_Info><CLOUDY_PIXEL_PERCENTAGE>0.5</CLOUDY_PIXEL_PERCENTAGE></n1:Quality_Indicators_Info>
</n1:Level-2A_Tile_ID>"""
CRS = {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG:8.8.1:32636"}}
DATA = [[[720000.0, 3950000.0], [740000.0, 3950000.0], [740000.0, 3930000.0], [720000.0, 3950000.0]]]
INFO = json.dumps(
    {
        "timestamp": "2024-12-13T08:20:33.758Z",
        "utmZone": 36,
        "productName": "S2C_MSIL1C_20241213T081321_N0511_R078_T36SYE_20241213T110000",
        "cloudyPixelPercentage": 3.5,
        "tileDataGeometry": {"type": "Polygon", "crs": CRS, "coordinates": DATA},
    }
).encode()


def test_a_product_is_dated_by_the_start_of_its_datatake_not_by_the_sensing_of_its_tile() -> None:
    granule = FolderOfBytes({"MTD_TL.xml": TILE})
    safe = FolderOfBytes({PRODUCT_NAME: PRODUCT}, {"GRANULE": FolderOfBytes({}, {"L2A_T36SYE": granule})})
    claim = read_product(safe, PRODUCT_NAME)
    assert claim is not None and claim.when is not None and claim.footprint is not None
    assert claim.when.edtf == "2024-12-13T08:13:21.024Z"
    assert claim.footprint.bbox == (35.5, 35.0, 36.5, 36.0)
    assert claim.fields == {
        "provider": "ESA",
        "platform": "sentinel-2a",
        "instrument": "msi",
        "product_level": "L2A",
        "cloud_fraction": 0.125,
        "sun_elevation_deg": 29.5,
    }
    assert claim.tags["sentinel2:product"].endswith("20241213T110000")
    assert read_tile(granule, "MTD_TL.xml") is None


def test_the_images_of_a_granule_are_described_by_the_product_above_them() -> None:
    images = FolderOfBytes({"T36SYE_B04_10m.jp2": b""})
    tile = FolderOfBytes({"MTD_TL.xml": TILE}, {"IMG_DATA": FolderOfBytes({}, {"R10m": images})})
    safe = FolderOfBytes({PRODUCT_NAME: PRODUCT}, {"GRANULE": FolderOfBytes({}, {"L2A_T36SYE": tile})})
    said = [each for each in sidecars_of(images, b"T36SYE_B04_10m.jp2") if each.claim() is not None]
    assert [(each.home, each.name) for each in said] == [(safe, PRODUCT_NAME)]


def test_a_tile_that_lies_alone_is_dated_by_its_sensing_and_outlined_by_its_grid() -> None:
    claim = read_tile(FolderOfBytes({"metadata.xml": TILE}), "metadata.xml")
    assert claim is not None and claim.when is not None and claim.footprint is not None
    assert claim.when.edtf == "2024-12-13T08:20:33.758475Z"
    assert claim.fields["platform"] == "sentinel-2b"
    assert claim.footprint.bbox == pytest.approx((35.1947, 35.1085, 36.4404, 36.1243), abs=0.002)


def test_a_tile_on_aws_is_outlined_by_where_it_has_data() -> None:
    folder = FolderOfBytes({"metadata.xml": TILE, "tileInfo.json": INFO})
    claim = read_tile(folder, "metadata.xml")
    assert claim is not None and claim.footprint is not None
    assert claim.footprint.bbox == pytest.approx((35.4306, 35.4865, 35.6506, 35.6694), abs=0.002)
    assert read_tile_info(folder, "tileInfo.json") is None, "the XML speaks for the tile"
    assert (
        len(
            [
                s
                for scenes in homed(folder).values()
                for each in scenes.values()
                for s in each
                if s.claim() is not None
            ]
        )
        == 1
    )


def test_a_tile_description_alone_is_enough() -> None:
    claim = read_tile_info(FolderOfBytes({"tileInfo.json": INFO}), "tileInfo.json")
    assert claim is not None and claim.when is not None
    assert (claim.fields["platform"], claim.fields["product_level"]) == ("sentinel-2c", "L1C")
    assert claim.fields["cloud_fraction"] == pytest.approx(0.035)


def test_a_footprint_over_the_antimeridian_stays_two_parts() -> None:
    text = b"65.7 180 65.6 178.5 66.7 178.5 66.7 180 66.7 -179.0 65.7 -179.0 65.7 180"
    data = PRODUCT.replace(b"36.0 35.5 36.0 36.5 35.0 36.5 35.0 35.5 36.0 35.5", text)
    claim = read_product(FolderOfBytes({PRODUCT_NAME: data}), PRODUCT_NAME)
    assert claim is not None and claim.footprint is not None
    assert claim.footprint.bbox == (178.5, 65.6, -179.0, 66.7)


def test_a_metadata_file_of_another_maker_is_none_of_these() -> None:
    folder = FolderOfBytes({"metadata.xml": b"<metadata><x/></metadata>", "tileInfo.json": b"[1]"})
    assert read_tile(folder, "metadata.xml") is None
    assert read_tile_info(folder, "tileInfo.json") is None


def test_broken_xml_is_refused_in_words() -> None:
    with pytest.raises(SidecarError, match="not usable XML"):
        read_product(FolderOfBytes({PRODUCT_NAME: b"<a>"}), PRODUCT_NAME)


@FUZZING
@given(mutated([PRODUCT, TILE, INFO]))
def test_damage_never_does_more_than_refuse(data: bytes) -> None:
    for form, name in zip(FORMATS, (PRODUCT_NAME, "metadata.xml", "tileInfo.json"), strict=True):
        tried(form, name, data)
