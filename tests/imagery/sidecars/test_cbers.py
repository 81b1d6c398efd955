"""INPE: a scene is dated by its middle; its bands are one product."""

from __future__ import annotations

import pytest
from hypothesis import given

from imagery.sidecars.fuzzing import FUZZING, FolderOfBytes, mutated, tried
from obslog.imagery.sidecars.cbers import FORMATS, read_csv, read_prdf, scene_of_csv, scene_of_prdf

NAME = "CBERS_4A_WPM_20241213_209_139_L4_BAND2.xml"


def _corner(name: str, lat: float, lon: float) -> str:
    return f"<{name}><latitude>{lat}</latitude><longitude>{lon}</longitude></{name}>"


_BOX = (
    _corner("UL", 35.5, 35.9)
    + _corner("UR", 35.5, 36.0)
    + _corner("LR", 35.4, 36.0)
    + _corner("LL", 35.4, 35.9)
)
PRDF = f"""<?xml version="1.0"?><prdf xmlns="http://example.org/prdf"><satellite><name>CBERS</name><number>4A</number>
<instrument channel="1">WPM</instrument></satellite><image><processingTime>2024-12-14T04:49:26</processingTime>
<level>4</level><horizontalPixelSize>8.0</horizontalPixelSize><timeStamp><begin>2024-12-13T13:51:17.286563</begin>
<center>2024-12-13T13:51:24.147711</center></timeStamp><path>209</path><row>139</row>
<sunPosition><elevation>44.3</elevation></sunPosition><boundingBox>{_BOX}</boundingBox></image></prdf>""".encode()
CSV_NAME = "urn_ogc_def_eop_inpe_amazonia_1_wfi_20241213_029_010_l4_compose-metadata.csv"
CSV = (
    b"AGENCY,SATELLITE,INSTRUMENT,IDENTIFIER,START_DATE,COMPLETE_DATE,FOOTPRINT,OFF_NADIR,SUN_ELEVATION\n"
    b"INPE,AMAZONIA1,WFI,urn,2024-12-13T11:16:51+0000,2024-12-13T11:18:46+0000,"
    b'" 35.5 35.9 35.5 36.0 35.4 36.0 35.5 35.9",0,71.4'
)


def test_a_band_is_dated_by_the_middle_of_its_scene() -> None:
    claim = read_prdf(FolderOfBytes({NAME: PRDF}), NAME)
    assert claim is not None and claim.when is not None and claim.footprint is not None
    assert claim.when.edtf == "2024-12-13T13:51:24.147711Z"
    assert claim.fields["platform"] == "cbers-4a"
    assert claim.fields["instrument"] == "wpm"
    assert claim.footprint.bbox == (35.9, 35.4, 36.0, 35.5)


def test_bands_of_a_scene_are_one_product() -> None:
    assert (
        scene_of_prdf(NAME)
        == scene_of_prdf(NAME.replace("BAND2", "BAND4"))
        == "CBERS_4A_WPM_20241213_209_139_L4"
    )


def test_a_composition_is_dated_between_its_start_and_its_end() -> None:
    claim = read_csv(FolderOfBytes({CSV_NAME: CSV}), CSV_NAME)
    assert claim is not None and claim.when is not None and claim.footprint is not None
    assert claim.when.edtf == "2024-12-13T11:17:48Z"
    assert claim.fields["platform"] == "amazonia-1"
    assert claim.footprint.bbox == (35.9, 35.4, 36.0, 35.5)


@pytest.mark.parametrize(("written", "platform"), [("CBERS4A", "cbers-4a"), ("CBERS-4", "cbers-4")])
def test_satellites_are_named_alike_however_written(written: str, platform: str) -> None:
    claim = read_csv(FolderOfBytes({CSV_NAME: CSV.replace(b"AMAZONIA1", written.encode())}), CSV_NAME)
    assert claim is not None and claim.fields["platform"] == platform


def test_the_composition_loses_the_catalogues_prefix() -> None:
    name = "amazonia_1_wfi_20241213_029_010_l4_compose"
    assert scene_of_csv(CSV_NAME) == name
    assert FORMATS[1].bare(f"urn_ogc_def_EOP_INPE_{name}-icon.jpg").startswith(name)


def test_another_table_is_none_of_ours() -> None:
    assert read_csv(FolderOfBytes({"a-metadata.csv": b"a,b\n1,2\n"}), "a-metadata.csv") is None


@FUZZING
@given(mutated([PRDF]))
def test_damage_to_the_xml_harms_nothing(data: bytes) -> None:
    tried(FORMATS[0], NAME, data)


@FUZZING
@given(mutated([CSV]))
def test_damage_to_the_table_harms_nothing(data: bytes) -> None:
    tried(FORMATS[1], CSV_NAME, data)
