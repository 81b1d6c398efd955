"""PALSAR is dated by its start; PALSAR-2's summaries state no measured start, only the centre."""

from __future__ import annotations

from hypothesis import given

from imagery.sidecars.fuzzing import FUZZING, FolderOfBytes, mutated, tried
from obslog.imagery.sidecars.palsar import FORMATS, read, read_normalised

NAME = "summary.txt"
SECOND = b"""Scs_SceneID="ALOS2146686640-241213"
Pds_ProductID="FBDR1.5GUA"
Pds_PixelSpacing="6.250000"
Img_SceneCenterDateTime="20241213 05:11:03.457"
Img_SceneStartDateTime="20241213 05:10:58.457"
Img_SceneEndDateTime="20241213 05:11:08.457"
Img_ImageSceneLeftTopLatitude="35.9"
Img_ImageSceneLeftTopLongitude="35.3"
Img_ImageSceneRightTopLatitude="36.1"
Img_ImageSceneRightTopLongitude="36.0"
Img_ImageSceneLeftBottomLatitude="35.3"
Img_ImageSceneLeftBottomLongitude="35.5"
Img_ImageSceneRightBottomLatitude="35.5"
Img_ImageSceneRightBottomLongitude="36.2"
Img_OffNadirAngle="28.6"
Lbi_Satellite="ALOS2"
Lbi_ProcessLevel="1.5"
"""
FIRST = SECOND.replace(b"ALOS2146686640-241213", b"ALPSRP057160820").replace(b'"ALOS2"', b'"ALOS"')
XML_NAME = "ALOS2437590500-241213_WWDR2.2GUA_summary.xml"
XML = b"""<Product type="Normalised Radar Backscatter"><SourceAttributes acqID="1"><Satellite>ALOS2</Satellite>
<SourceDataAcquisitionTime><StartTime>2024-12-13T15:58:00.078Z</StartTime></SourceDataAcquisitionTime>
<SourceDataAcquisitionParameters><Polarizations>HH HV</Polarizations></SourceDataAcquisitionParameters>
</SourceAttributes><CARD4LProductAttributes><ProductColumnSpacing units="m">25.0</ProductColumnSpacing>
<ProductGeographicalExtent type="WKT">Polygon ((35.0 37.0, 35.1 34.0, 38.0 34.1, 38.1 37.1, 35.0 37.0))
</ProductGeographicalExtent></CARD4LProductAttributes></Product>"""


def test_palsar_2_is_dated_by_the_centre_of_its_scene() -> None:
    claim = read(FolderOfBytes({NAME: SECOND}), NAME)
    assert claim is not None and claim.when is not None and claim.footprint is not None
    assert str(claim.when.earliest) == "2024-12-13 05:11:03.457000+00:00"
    assert (claim.fields["platform"], claim.fields["instrument"]) == ("alos-2", "palsar-2")
    assert (claim.fields["gsd_m"], claim.fields["off_nadir_deg"]) == (6.25, 28.6)
    assert claim.footprint.bbox == (35.3, 35.3, 36.2, 36.1)
    assert claim.tags["jaxa:start"] == "20241213 05:10:58.457"


def test_palsar_is_dated_by_the_start_of_its_scene() -> None:
    claim = read(FolderOfBytes({NAME: FIRST}), NAME)
    assert claim is not None and claim.when is not None
    assert str(claim.when.earliest) == "2024-12-13 05:10:58.457000+00:00"
    assert (claim.fields["platform"], claim.fields["instrument"]) == ("alos", "palsar")


def test_the_summary_of_a_camera_is_left_to_others() -> None:
    assert read(FolderOfBytes({NAME: b'Scs_SceneID="ALPSMF013934330"\n'}), NAME) is None


def test_normalised_scansar_is_dated_by_its_start() -> None:
    claim = read_normalised(FolderOfBytes({XML_NAME: XML}), XML_NAME)
    assert claim is not None and claim.when is not None and claim.footprint is not None
    assert str(claim.when.earliest) == "2024-12-13 15:58:00.078000+00:00"
    assert (claim.footprint.bbox, claim.fields["gsd_m"]) == ((35.0, 34.0, 38.1, 37.1), 25.0)


@FUZZING
@given(mutated([FIRST, SECOND, XML]))
def test_damage_never_does_more_than_refuse(data: bytes) -> None:
    tried(FORMATS[0], NAME, data)
    tried(FORMATS[1], XML_NAME, data)
