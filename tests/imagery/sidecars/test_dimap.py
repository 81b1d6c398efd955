"""DIMAP: a strip dates an image, a mosaic is dated by its first; names tell which images a document describes."""

from __future__ import annotations

import pytest
from hypothesis import given

from imagery.sidecars.fuzzing import FUZZING, FolderOfBytes, mutated, tried
from obslog.imagery.sidecars.dimap import FORMATS, read, scene
from obslog.imagery.sidecars.listing import Folder
from realdata import shared_data

NAME = "DIM_PHR1A_P_202412130812115_ORT_1-1.XML"
SECOND = b"""<?xml version="1.0"?><Dimap_Document>
<Metadata_Identification><METADATA_FORMAT version="2.15">DIMAP</METADATA_FORMAT></Metadata_Identification>
<Dataset_Identification><DATASET_NAME>DS_PHR1A_1</DATASET_NAME></Dataset_Identification>
<Dataset_Content><CLOUD_COVERAGE unit="percent">12.5</CLOUD_COVERAGE>
 <Dataset_Extent><Vertex><LON>35.9</LON><LAT>35.5</LAT></Vertex><Vertex><LON>36.0</LON><LAT>35.5</LAT></Vertex>
 <Vertex><LON>36.0</LON><LAT>35.4</LAT></Vertex><Vertex><LON>35.9</LON><LAT>35.4</LAT></Vertex>
 <Center><LON>35.95</LON><LAT>35.45</LAT></Center></Dataset_Extent></Dataset_Content>
<Processing_Information><Product_Settings><PROCESSING_LEVEL>ORTHO</PROCESSING_LEVEL>
 <Sampling_Settings><RESAMPLING_SPACING unit="m">0.5</RESAMPLING_SPACING></Sampling_Settings>
</Product_Settings></Processing_Information>
<Geometric_Data><Use_Area>
 <Located_Geometric_Values><LOCATION_TYPE>Top Center</LOCATION_TYPE>
  <Acquisition_Angles><INCIDENCE_ANGLE>1</INCIDENCE_ANGLE></Acquisition_Angles></Located_Geometric_Values>
 <Located_Geometric_Values><LOCATION_TYPE>Center</LOCATION_TYPE>
  <Acquisition_Angles><VIEWING_ANGLE>25.5</VIEWING_ANGLE><INCIDENCE_ANGLE>28.5</INCIDENCE_ANGLE></Acquisition_Angles>
  <Solar_Incidences><SUN_ELEVATION>31</SUN_ELEVATION></Solar_Incidences></Located_Geometric_Values>
</Use_Area></Geometric_Data>
<Dataset_Sources>
 <Source_Identification><Strip_Source><MISSION>PHR</MISSION><MISSION_INDEX>1B</MISSION_INDEX>
  <IMAGING_DATE>2024-12-14</IMAGING_DATE><IMAGING_TIME>08:05:01.0Z</IMAGING_TIME></Strip_Source></Source_Identification>
 <Source_Identification><Strip_Source><MISSION>PHR</MISSION><MISSION_INDEX>1A</MISSION_INDEX>
  <INSTRUMENT>PHR</INSTRUMENT><INSTRUMENT_INDEX>1A</INSTRUMENT_INDEX>
  <IMAGING_DATE>2024-12-13</IMAGING_DATE><IMAGING_TIME>08:12:11.5Z</IMAGING_TIME></Strip_Source></Source_Identification>
</Dataset_Sources></Dimap_Document>"""
FIRST = b"""<?xml version="1.0"?><Dimap_Document><Metadata_Id><METADATA_FORMAT version="1.1">DIMAP</METADATA_FORMAT>
</Metadata_Id><Dataset_Frame>
<Vertex><FRAME_LON unit="DEG">35.9</FRAME_LON><FRAME_LAT>35.5</FRAME_LAT></Vertex>
<Vertex><FRAME_LON>36.0</FRAME_LON><FRAME_LAT>35.5</FRAME_LAT></Vertex>
<Vertex><FRAME_LON>36.0</FRAME_LON><FRAME_LAT>35.4</FRAME_LAT></Vertex>
</Dataset_Frame><Dataset_Sources><Source_Information><Scene_Source><MISSION>%s</MISSION>
<MISSION_INDEX>%s</MISSION_INDEX><INSTRUMENT>X</INSTRUMENT><IMAGING_DATE>2024-12-13</IMAGING_DATE>
<IMAGING_TIME>08:12:30</IMAGING_TIME><IMAGING_START_TIME>2024-12-13T08:12:11Z</IMAGING_START_TIME>
<INCIDENCE_ANGLE>-8.5</INCIDENCE_ANGLE><THEORETICAL_RESOLUTION>22.0</THEORETICAL_RESOLUTION></Scene_Source>
</Source_Information></Dataset_Sources></Dimap_Document>"""


def test_a_mosaic_is_dated_by_its_first_strip_and_angles_are_those_of_its_centre() -> None:
    claim = read(FolderOfBytes({NAME: SECOND}), NAME)
    assert claim is not None and claim.when is not None and claim.footprint is not None
    assert claim.when.edtf == "2024-12-13T08:12:11.5Z"
    assert claim.fields == {
        "platform": "pleiades-1a", "provider": "Airbus", "instrument": "phr-1a", "gsd_m": 0.5,
        "incidence_deg": 28.5, "off_nadir_deg": 25.5, "sun_elevation_deg": 31.0, "cloud_fraction": 0.125,
        "product_level": "ORTHO",
    }  # fmt: skip
    assert claim.footprint.bbox == (35.9, 35.4, 36.0, 35.5)


@pytest.mark.parametrize(
    ("mission", "index", "platform"),
    [
        (b"SPOT", b"7", "spot-7"), (b"SPOT", b"5", "spot-5"), (b"PNEO", b"4", "pneo4"), (b"S1", b"4", "vision-1"),
        (b"Vision-1", b"", "vision-1"), (b"UK-DMC", b"2", "uk-dmc-2"), (b"Deimos 2", b"0001", "geosat-2"),
        (b"PER", b"1", "perusat-1"), (b"FORMOSAT", b"2", "formosat-2"), (b"Some Sat", b"9", "some-sat-9"),
    ],
)  # fmt: skip
def test_missions_are_named_as_items_name_them(mission: bytes, index: bytes, platform: str) -> None:
    claim = read(FolderOfBytes({"a.dim": FIRST % (mission, index)}), "a.dim")
    assert claim is not None
    assert claim.fields["platform"] == platform


def test_the_start_of_imaging_dates_before_its_middle() -> None:
    claim = read(FolderOfBytes({"a.dim": FIRST % (b"SPOT", b"5")}), "a.dim")
    assert claim is not None and claim.when is not None
    assert claim.when.edtf == "2024-12-13T08:12:11Z"
    assert claim.fields["incidence_deg"] == 8.5
    assert claim.fields["gsd_m"] == 22.0


def test_a_volume_and_another_xml_say_nothing() -> None:
    assert read(FolderOfBytes({"DIM_A.XML": b"<Dimap_Document/>"}), "DIM_A.XML") is None
    assert read(FolderOfBytes({"DIM_A.XML": b"<other/>"}), "DIM_A.XML") is None


def test_document_and_images_share_their_base_name() -> None:
    assert scene(NAME) == "PHR1A_P_202412130812115_ORT_1-1"
    assert FORMATS[0].bare("IMG_PHR1A_P_202412130812115_ORT_1-1_R1C1.JP2").startswith(scene(NAME))
    assert scene("DIM_VIS1_PAN_1_Meta.xml") == scene("VIS1_PAN_1_Meta.xml") == "VIS1_PAN_1"
    assert not FORMATS[0].fits("PROCESSING_PHR1A_DIM.XML") and not FORMATS[0].fits("VOL_PHR.XML")


def test_a_real_spot_scene_is_dated() -> None:
    folder = shared_data() / "products" / "sidecars_small" / "spot"
    claim = read(Folder.of(str(folder / "METADATA.DIM")), "METADATA.DIM")
    assert claim is not None and claim.when is not None
    assert claim.fields["platform"] == "spot-4"
    assert claim.when.edtf == "2001-03-01T00:00:00Z"


@FUZZING
@given(mutated([SECOND, FIRST % (b"SPOT", b"5")]))
def test_damage_harms_nothing(data: bytes) -> None:
    tried(FORMATS[0], NAME, data)
