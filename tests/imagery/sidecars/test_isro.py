"""ISRO: dated by the middle of the scene, however its day and clock are written."""

from __future__ import annotations

from hypothesis import given

from imagery.sidecars.fuzzing import FUZZING, FolderOfBytes, mutated, tried
from obslog.imagery.sidecars.isro import FORMATS, read, scene_of_met

_CORNERS = b"".join(
    b"Image%bLat= %b\nImage%bLon= %b\n" % (corner, lat, corner, lon)
    for corner, lat, lon in (
        (b"UL", b"35.5", b"35.9"), (b"UR", b"35.5", b"36.0"), (b"LR", b"35.4", b"36.0"), (b"LL", b"35.4", b"35.9"),
    )
)  # fmt: skip
BAND_META = (
    b"""ProductID= 1
SatID= IRS-R2A
Sensor= L3
DateOfPass= 13-DEC-2024
GenerationDateTime= 14-JAN-2025 16:11:49
OutputResolutionAcross=   5.00
ProcessingLevel= STD
SceneCenterTime= 13-DEC-2024 08:12:11.043361
"""
    + _CORNERS
)
MET = (
    b"""SatID=CARTOSAT-2
Sensor=PAN
DateOfPass=13DEC24
SceneCenterTime=08:12:11:0151
AngleIncidence=-15.7
"""
    + _CORNERS
)


def test_resourcesat_is_dated_by_the_middle_of_its_scene() -> None:
    claim = read(FolderOfBytes({"BAND_META.txt": BAND_META}), "BAND_META.txt")
    assert claim is not None and claim.when is not None and claim.footprint is not None
    assert claim.when.edtf == "2024-12-13T08:12:11.043361Z"
    assert (claim.fields["platform"], claim.fields["instrument"]) == ("resourcesat-2a", "l3")
    assert claim.footprint.bbox == (35.9, 35.4, 36.0, 35.5)


def test_cartosat_keeps_day_and_clock_apart() -> None:
    claim = read(FolderOfBytes({"1_P_MET.TXT": MET}), "1_P_MET.TXT")
    assert claim is not None and claim.when is not None
    assert claim.when.edtf == "2024-12-13T08:12:11.0151Z"
    assert claim.fields["platform"] == "cartosat-2"
    assert claim.fields["incidence_deg"] == 15.7
    assert scene_of_met("1_P_MET.TXT") == "1"


def test_another_text_is_none_of_ours() -> None:
    assert read(FolderOfBytes({"a_MET.TXT": b"a=b\n"}), "a_MET.TXT") is None


@FUZZING
@given(mutated([BAND_META, MET]))
def test_damage_harms_nothing(data: bytes) -> None:
    tried(FORMATS[0], "BAND_META.txt", data)
