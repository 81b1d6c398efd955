"""Sentinel-3: an image of minutes is dated by the middle of what it covers."""

from __future__ import annotations

from hypothesis import given

from imagery.sidecars.fuzzing import FUZZING, FolderOfBytes, mutated, tried
from obslog.imagery.sidecars.sentinel3 import FORMATS, read

NAME = "xfdumanifest.xml"
XML = b"""<xfdu:XFDU xmlns:xfdu="urn:x" xmlns:s="urn:s" xmlns:gml="urn:g"><metadataSection>
<s:acquisitionPeriod><s:startTime>2024-12-13T07:38:00.000000Z</s:startTime>
<s:stopTime>2024-12-13T07:41:00.000000Z</s:stopTime></s:acquisitionPeriod>
<s:platform><s:familyName>Sentinel-3</s:familyName><s:number>B</s:number><s:instrument>
<s:familyName abbreviation="OLCI">Ocean Land Colour Instrument</s:familyName></s:instrument></s:platform>
<s:footPrint><gml:posList>30 30 40 30 40 45 30 45 30 30</gml:posList></s:footPrint>
<s:productType>OL_1_EFR___</s:productType></metadataSection></xfdu:XFDU>"""


def test_the_instant_is_the_middle() -> None:
    claim = read(FolderOfBytes({NAME: XML}), NAME)
    assert claim is not None and claim.when is not None and claim.footprint is not None
    assert claim.when.edtf == "2024-12-13T07:39:30Z"
    assert "07:41:00" in claim.when.text, "what is stated is kept as it stands"
    assert claim.footprint.bbox == (30, 30, 45, 40)
    assert (claim.fields["platform"], claim.fields["instrument"]) == ("sentinel-3b", "olci")


def test_a_stop_before_the_start_leaves_the_start() -> None:
    claim = read(FolderOfBytes({NAME: XML.replace(b"07:41", b"06:41")}), NAME)
    assert claim is not None and claim.when is not None
    assert str(claim.when.earliest) == "2024-12-13 07:38:00+00:00"


def test_an_outline_round_the_pole_holds_the_pole() -> None:
    ring = b"70 0 70 90 70 180 70 -90 70 0"
    claim = read(FolderOfBytes({NAME: XML.replace(b"30 30 40 30 40 45 30 45 30 30", ring)}), NAME)
    assert claim is not None and claim.footprint is not None
    assert claim.footprint.bbox == (-180, 70, 180, 90)


def test_the_manifest_of_another_mission_is_not_ours() -> None:
    assert read(FolderOfBytes({NAME: XML.replace(b"Sentinel-3", b"Sentinel-6")}), NAME) is None


@FUZZING
@given(mutated([XML]))
def test_damage_never_does_more_than_refuse(data: bytes) -> None:
    tried(FORMATS[0], NAME, data)
