"""ALOS's cameras: the summary dates a scene; that of a radar is read elsewhere."""

from __future__ import annotations

from hypothesis import given

from imagery.sidecars.fuzzing import FUZZING, FolderOfBytes, mutated, tried
from obslog.imagery.sidecars.alos import FORMATS, read
from obslog.imagery.sidecars.listing import Folder
from realdata import shared_data

SUMMARY = b"""Scs_SceneID="ALAV2A000000000"
Pds_PixelSpacing="10.000000"
Img_SceneCenterDateTime="20081213 08:12:11.457"
Img_ImageSceneLeftTopLatitude="35.500"
Img_ImageSceneLeftTopLongitude="35.900"
Img_ImageSceneRightTopLatitude="35.500"
Img_ImageSceneRightTopLongitude="36.000"
Img_ImageSceneLeftBottomLatitude="35.400"
Img_ImageSceneLeftBottomLongitude="35.900"
Img_ImageSceneRightBottomLatitude="35.400"
Img_ImageSceneRightBottomLongitude="36.000"
Img_PointingAngle="-21.5"
Lbi_Satellite="ALOS"
Lbi_Sensor="AVNIR-2"
Lbi_ObservationDate="20081213"
"""


def test_a_scene_is_dated_by_its_centre() -> None:
    claim = read(FolderOfBytes({"summary.txt": SUMMARY}), "summary.txt")
    assert claim is not None and claim.when is not None and claim.footprint is not None
    assert claim.when.edtf == "2008-12-13T08:12:11.457Z"
    assert (claim.fields["platform"], claim.fields["instrument"]) == ("alos", "avnir-2")
    assert claim.fields["off_nadir_deg"] == 21.5
    assert claim.footprint.bbox == (35.9, 35.4, 36.0, 35.5)


def test_a_radars_summary_is_none_of_ours() -> None:
    assert read(FolderOfBytes({"summary.txt": SUMMARY.replace(b"AVNIR-2", b"PALSAR")}), "summary.txt") is None


def test_a_real_summary_dates_to_the_day() -> None:
    folder = Folder.of(str(shared_data() / "products" / "sidecars_small" / "alos" / "summary.txt"))
    claim = read(folder, "summary.txt")
    assert claim is not None and claim.when is not None
    assert claim.when.edtf == "2010-07-01"


@FUZZING
@given(mutated([SUMMARY]))
def test_damage_harms_nothing(data: bytes) -> None:
    tried(FORMATS[0], "summary.txt", data)
