"""Sentinel-1: a product is dated by the start of its acquisition, wherever that is stated."""

from __future__ import annotations

import json

from hypothesis import given

from imagery.sidecars.fuzzing import FUZZING, FolderOfBytes, mutated, tried
from obslog.imagery.sidecars.registry import sidecars_of
from obslog.imagery.sidecars.sentinel1 import FORMATS, read_annotation, read_info, read_manifest

MANIFEST = b"""<?xml version="1.0"?>
<xfdu:XFDU xmlns:xfdu="urn:ccsds:schema:xfdu:1" xmlns:safe="urn:safe" xmlns:s1="urn:s1" xmlns:gml="urn:gml">
 <metadataSection>
  <safe:platform><safe:familyName>SENTINEL-1</safe:familyName><safe:number>C</safe:number>
   <safe:instrument><safe:familyName abbreviation="SAR">Synthetic Aperture Radar</safe:familyName>
   <s1:instrumentMode><s1:mode>IW</s1:mode></s1:instrumentMode></safe:instrument></safe:platform>
  <s1:productType>GRD</s1:productType>
  <s1:transmitterReceiverPolarisation>VV</s1:transmitterReceiverPolarisation>
  <s1:transmitterReceiverPolarisation>VH</s1:transmitterReceiverPolarisation>
  <safe:acquisitionPeriod><safe:startTime>2024-12-13T03:45:12.368922</safe:startTime>
   <safe:stopTime>2024-12-13T03:45:37.368201</safe:stopTime></safe:acquisitionPeriod>
  <safe:frame><safe:footPrint srsName="EPSG:4326">
   <gml:coordinates>36.9,33.2 37.3,36.1 35.6,36.5 35.2,33.7</gml:coordinates></safe:footPrint></safe:frame>
 </metadataSection>
</xfdu:XFDU>"""
POINT = (
    "<geolocationGridPoint><line>{}</line><pixel>{}</pixel><latitude>{}</latitude>"
    "<longitude>{}</longitude></geolocationGridPoint>"
)
ANNOTATION = (
    "<product><adsHeader><missionId>S1A</missionId><productType>GRD</productType><polarisation>VV</polarisation>"
    "<mode>IW</mode><startTime>2024-12-13T03:45:12.368922</startTime></adsHeader>"
    "<incidenceAngleMidSwath>39.1</incidenceAngleMidSwath><geolocationGrid>"
    + POINT.format(0, 0, 37, 33)
    + POINT.format(0, 10, 37.4, 36)
    + POINT.format(10, 0, 35.2, 33.6)
    + POINT.format(10, 10, 35.6, 36.5)
    + "</geolocationGrid></product>"
).encode()
ANNOTATION_NAME = "s1a-iw-grd-vv-20241213t034512-20241213t034537-056973-06ff0a-001.xml"
INFO = json.dumps(
    {
        "id": "S1A_EW_GRDM_1SDH_20241213T014342_20241213T014446_046117_058549_BB15",
        "missionId": "S1A",
        "productType": "GRD",
        "mode": "EW",
        "startTime": "2024-12-13T01:43:42",
        "footprint": {"type": "Polygon", "coordinates": [[[75, 76], [95, 77], [90, 80], [75, 76]]]},
    }
).encode()


def test_a_product_is_dated_by_its_start_and_outlined_by_its_frame() -> None:
    claim = read_manifest(FolderOfBytes({"manifest.safe": MANIFEST}), "manifest.safe")
    assert claim is not None and claim.when is not None and claim.footprint is not None
    assert claim.when.edtf == "2024-12-13T03:45:12.368922Z"
    assert claim.footprint.bbox == (33.2, 35.2, 36.5, 37.3)
    assert (claim.fields["platform"], claim.fields["instrument"]) == ("sentinel-1c", "c-sar")
    assert claim.tags["sentinel1:polarisations"] == "VV VH"


def test_the_manifest_of_another_mission_is_not_ours() -> None:
    other = MANIFEST.replace(b"SENTINEL-1", b"SENTINEL-2")
    assert read_manifest(FolderOfBytes({"manifest.safe": other}), "manifest.safe") is None


def test_the_manifest_speaks_for_the_measurements_of_its_folder() -> None:
    images = FolderOfBytes({"ew-hh.tiff": b""})
    annotations = FolderOfBytes({ANNOTATION_NAME: ANNOTATION})
    parts = {"measurement": images, "annotation": annotations}
    safe = FolderOfBytes({"manifest.safe": MANIFEST, "productInfo.json": INFO}, parts)
    assert [s.name for s in sidecars_of(images, b"ew-hh.tiff") if s.claim() is not None] == ["manifest.safe"]
    assert read_annotation(annotations, ANNOTATION_NAME) is None
    assert read_info(safe, "productInfo.json") is None


def test_an_annotation_beside_its_image_is_enough() -> None:
    claim = read_annotation(FolderOfBytes({ANNOTATION_NAME: ANNOTATION}), ANNOTATION_NAME)
    assert claim is not None and claim.when is not None and claim.footprint is not None
    assert claim.when.edtf == "2024-12-13T03:45:12.368922Z"
    assert claim.fields["incidence_deg"] == 39.1
    assert claim.footprint.bbox == (33, 35.2, 36.5, 37.4)


def test_a_product_description_on_aws_is_enough() -> None:
    claim = read_info(FolderOfBytes({"productInfo.json": INFO}), "productInfo.json")
    assert claim is not None and claim.when is not None and claim.footprint is not None
    assert (claim.fields["platform"], claim.when.edtf) == ("sentinel-1a", "2024-12-13T01:43:42Z")


@FUZZING
@given(mutated([MANIFEST, INFO, ANNOTATION]))
def test_damage_never_does_more_than_refuse(data: bytes) -> None:
    for form, name in zip(FORMATS, ("manifest.safe", "productInfo.json", ANNOTATION_NAME), strict=True):
        tried(form, name, data)
