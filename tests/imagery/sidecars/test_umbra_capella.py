"""Umbra and Capella: dated by the start of the collect."""

from __future__ import annotations

import json

import pytest
from hypothesis import given

from imagery.sidecars.fuzzing import FUZZING, FolderOfBytes, mutated, tried
from obslog.imagery.sidecars import capella, umbra
from obslog.imagery.sidecars.registry import sidecars_of

UMBRA_NAME = "2024-12-13-02-35-00_UMBRA-04_METADATA.json"
RING = [[35.9, 35.3, 40.0], [36.0, 35.3, 40.0], [36.0, 35.4, 41.0], [35.9, 35.4, 41.0], [35.9, 35.3, 40.0]]
UMBRA = json.dumps(
    {
        "vendor": "Umbra Space",
        "umbraSatelliteName": "UMBRA_04",
        "imagingMode": "SPOTLIGHT",
        "productSku": "UMB-SPOTLIGHT",
        "collects": [
            {
                "id": "4c29",
                "startAtUTC": "2024-12-13T02:35:00.123000+00:00",
                "endAtUTC": "2024-12-13T02:35:04+00:00",
                "polarizations": ["VV"],
                "angleIncidenceDegrees": 45.5,
                "observationDirection": "LEFT",
                "footprintPolygonLla": {"type": "Polygon", "coordinates": [RING]},
            }
        ],
    }
).encode()
CAPELLA_NAME = "CAPELLA_C14_SP_GEO_HH_20241213040329_20241213040358_extended.json"
WKT = 'PROJCS["WGS 84 / UTM zone 36N",GEOGCS["WGS 84",AUTHORITY["EPSG","4326"]],AUTHORITY["EPSG","32636"]]'
CAPELLA = json.dumps(
    {
        "product_type": "GEO",
        "collect": {
            "start_timestamp": "2024-12-13T04:03:29.010153366Z",
            "stop_timestamp": "2024-12-13T04:03:57.901172422Z",
            "local_datetime": "2024-12-13T06:03:43.455662+0200",
            "platform": "capella-14",
            "mode": "spotlight",
            "radar": {"pointing": "left"},
            "state": {"direction": "ascending"},
            "image": {
                "rows": 1000,
                "columns": 2000,
                "pixel_spacing_column": 0.5,
                "center_pixel": {"incidence_angle": 38.2, "look_angle": 35.1},
                "image_geometry": {
                    "type": "geotransform",
                    "geotransform": [766000.0, 0.5, 0.0, 3923000.0, 0.0, -0.5],
                    "coordinate_system": {"type": "wkt", "wkt": WKT},
                },
            },
        },
    }
).encode()


def test_an_umbra_collect_is_dated_by_its_start() -> None:
    claim = umbra.read(FolderOfBytes({UMBRA_NAME: UMBRA}), UMBRA_NAME)
    assert claim is not None and claim.when is not None and claim.footprint is not None
    assert str(claim.when.earliest) == "2024-12-13 02:35:00.123000+00:00"
    assert claim.footprint.bbox == (35.9, 35.3, 36.0, 35.4)
    assert (claim.fields["platform"], claim.fields["incidence_deg"]) == ("umbra-04", 45.5)


def test_umbra_metadata_describe_the_images_of_their_collect() -> None:
    folder = FolderOfBytes({UMBRA_NAME: UMBRA, "2024-12-13-02-35-00_UMBRA-04_GEC.tif": b"", "other.tif": b""})
    said = [s for s in sidecars_of(folder, b"2024-12-13-02-35-00_UMBRA-04_GEC.tif") if s.claim() is not None]
    assert [s.format.name for s in said] == ["Umbra"]
    assert sidecars_of(folder, b"other.tif") == []


def test_metadata_of_anybody_else_are_not_umbras() -> None:
    data = b'{"collects": [{"startAtUTC": "2024-12-13"}]}'
    assert umbra.read(FolderOfBytes({"METADATA.json": data}), "METADATA.json") is None


def test_a_capella_collect_is_dated_by_its_start_not_by_its_local_time() -> None:
    claim = capella.read(FolderOfBytes({CAPELLA_NAME: CAPELLA}), CAPELLA_NAME)
    assert claim is not None and claim.when is not None and claim.footprint is not None
    assert str(claim.when.earliest) == "2024-12-13 04:03:29.010153+00:00"
    assert (claim.fields["platform"], claim.fields["gsd_m"]) == ("capella-14", 0.5)
    assert claim.footprint.bbox == pytest.approx((35.9293, 35.4101, 35.9405, 35.4149), abs=0.001)


def test_a_reference_system_that_is_no_utm_zone_gives_no_outline() -> None:
    data = CAPELLA.replace(b"32636", b"27700")
    claim = capella.read(FolderOfBytes({CAPELLA_NAME: data}), CAPELLA_NAME)
    assert claim is not None and claim.footprint is None


@FUZZING
@given(mutated([UMBRA, CAPELLA]))
def test_damage_never_does_more_than_refuse(data: bytes) -> None:
    tried(umbra.FORMATS[0], UMBRA_NAME, data)
    tried(capella.FORMATS[0], CAPELLA_NAME, data)
