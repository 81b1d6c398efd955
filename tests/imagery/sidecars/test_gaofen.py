"""Gaofen: the clock of its files is Beijing's."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given

from imagery.sidecars.fuzzing import FUZZING, FolderOfBytes, mutated, tried
from obslog.imagery.sidecars.gaofen import FORMATS, read, scene

NAME = "GF2_PMS1_E35.9_N35.4_20241213_L1A0000000001-PAN1.xml"
XML = b"""<?xml version="1.0"?><ProductMetaData><SatelliteID>GF2</SatelliteID><SensorID>PMS1</SensorID>
<ReceiveTime>2024-12-13 08:12:13</ReceiveTime><StartTime>2024-12-13 16:12:11</StartTime>
<CenterTime>2024-12-13 16:12:13</CenterTime><ProductLevel>LEVEL1A</ProductLevel><ImageGSD>0.81</ImageGSD>
<CloudPercent>2</CloudPercent><TopLeftLatitude>35.5</TopLeftLatitude><TopLeftLongitude>35.9</TopLeftLongitude>
<TopRightLatitude>35.5</TopRightLatitude><TopRightLongitude>36.0</TopRightLongitude>
<BottomRightLatitude>35.4</BottomRightLatitude><BottomRightLongitude>36.0</BottomRightLongitude>
<BottomLeftLatitude>35.4</BottomLeftLatitude><BottomLeftLongitude>35.9</BottomLeftLongitude></ProductMetaData>"""


def test_the_start_of_the_scene_is_told_in_beijing_time() -> None:
    claim = read(FolderOfBytes({NAME: XML}), NAME)
    assert claim is not None and claim.when is not None and claim.footprint is not None
    assert claim.when.edtf == "2024-12-13T16:12:11+08:00"
    assert claim.when.earliest == datetime(2024, 12, 13, 8, 12, 11, tzinfo=UTC)
    assert claim.fields["platform"] == "gaofen-2"
    assert claim.fields["instrument"] == "pms1"
    assert claim.footprint.bbox == (35.9, 35.4, 36.0, 35.5)


@pytest.mark.parametrize(
    ("written", "platform"),
    [("GF1", "gaofen-1"), ("GF1B", "gaofen-1b"), ("ZY3-02", "ziyuan-3-2"), ("ZY3", "ziyuan-3"), ("HJ2A", "huanjing-2a"),
     ("CB04A", "cbers-4a"), ("JL1KF01", "jilin-1kf01"), ("XX9", "xx9")],
)  # fmt: skip
def test_satellites_are_named_in_full(written: str, platform: str) -> None:
    claim = read(FolderOfBytes({NAME: XML.replace(b">GF2<", f">{written}<".encode())}), NAME)
    assert claim is not None and claim.fields["platform"] == platform


def test_panchromatic_and_colour_are_one_product() -> None:
    assert scene(NAME) == scene(NAME.replace("PAN1", "MSS1")) == NAME[:-9]
    assert read(FolderOfBytes({NAME: b"<other/>"}), NAME) is None


@FUZZING
@given(mutated([XML]))
def test_damage_harms_nothing(data: bytes) -> None:
    tried(FORMATS[0], NAME, data)
