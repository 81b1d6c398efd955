"""VRSS: dated by the start of the scene; corners of zero are no corners."""

from __future__ import annotations

from hypothesis import given

from imagery.sidecars.fuzzing import FUZZING, FolderOfBytes, mutated, tried
from obslog.imagery.sidecars.vrss import FORMATS, read

NAME = "VRSS-1_PAN-2_0698_0240_20241213_L2B_1.xml"
_CORNERS = "".join(
    f"<{kind}{corner}Lat>{lat}</{kind}{corner}Lat><{kind}{corner}Long>{lon}</{kind}{corner}Long>"
    for kind, scale in (("data", 1), ("product", 0))
    for corner, lat, lon in (
        ("UpperLeft", 35.5 * scale, 35.9 * scale), ("UpperRight", 35.5 * scale, 36.0 * scale),
        ("LowerLeft", 35.4 * scale, 35.9 * scale), ("LowerRight", 35.4 * scale, 36.0 * scale),
    )
)  # fmt: skip
XML = f"""<?xml version="1.0"?><productMeta><productDate>2024 12 14 17:41:58.1</productDate><satelliteId>VRSS-1</satelliteId>
<sensorId>PAN-2</sensorId>{_CORNERS}<Scene_imagingStartTime>2024 12 13 08:12:11.087512</Scene_imagingStartTime>
<sensorGSD>2.5</sensorGSD><satOffNadir>-21.3</satOffNadir><sunElevation>36.6</sunElevation><cloudCoverage>NULL</cloudCoverage>
</productMeta>""".encode()


def test_a_scene_is_dated_by_its_start() -> None:
    claim = read(FolderOfBytes({NAME: XML}), NAME)
    assert claim is not None and claim.when is not None and claim.footprint is not None
    assert claim.when.edtf == "2024-12-13T08:12:11.087512Z"
    assert claim.fields["off_nadir_deg"] == -21.3
    assert "cloud_fraction" not in claim.fields and claim.warnings == ()
    assert claim.footprint.bbox == (35.9, 35.4, 36.0, 35.5)


def test_corners_of_zero_are_no_ground() -> None:
    claim = read(FolderOfBytes({NAME: XML.replace(b"data", b"none")}), NAME)
    assert claim is not None and claim.footprint is None


@FUZZING
@given(mutated([XML]))
def test_damage_harms_nothing(data: bytes) -> None:
    tried(FORMATS[0], NAME, data)
