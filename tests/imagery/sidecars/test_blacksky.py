"""BlackSky: one capture, its instant and its angles."""

from __future__ import annotations

import json

from hypothesis import given

from imagery.sidecars.fuzzing import FUZZING, FolderOfBytes, mutated, tried
from obslog.imagery.sidecars.blacksky import FORMATS, read, scene

NAME = "BSG-108-20241213-081211-10000000_metadata.json"
DATA = json.dumps(
    {
        "id": "BSG-108-20241213-081211-10000000", "acquisitionDate": "2024-12-13T08:12:11.707", "sensorName": "Global-8",
        "gsd": 0.86, "cloudCoverPercent": 12.0, "offNadirAngle": 13.2, "sunElevation": 20.9, "satelliteElevation": 78.0,
        "orthorectified": True, "estimatedCE90": 6.2,
        "geometry": {"type": "Polygon", "coordinates": [[[35.9, 35.4], [36, 35.4], [36, 35.5], [35.9, 35.4]]]},
    }
).encode()  # fmt: skip


def test_a_capture_is_dated_to_the_instant() -> None:
    claim = read(FolderOfBytes({NAME: DATA}), NAME)
    assert claim is not None and claim.when is not None and claim.footprint is not None
    assert claim.when.edtf == "2024-12-13T08:12:11.707Z"
    assert claim.fields["platform"] == "global-8"
    assert claim.fields["incidence_deg"] == 12.0
    assert claim.fields["cloud_fraction"] == 0.12
    assert claim.footprint.bbox == (35.9, 35.4, 36.0, 35.5)


def test_its_images_begin_with_its_identifier() -> None:
    assert scene(NAME) == "BSG-108-20241213-081211-10000000"
    assert read(FolderOfBytes({NAME: b"[]"}), NAME) is None


@FUZZING
@given(mutated([DATA]))
def test_damage_harms_nothing(data: bytes) -> None:
    tried(FORMATS[0], NAME, data)
