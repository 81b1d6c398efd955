"""Satellogic: an item, or a collection with the item of the whole capture, speaks for the images of its folder."""

from __future__ import annotations

import json

from hypothesis import given

from imagery.sidecars.fuzzing import FUZZING, FolderOfBytes, mutated, tried
from obslog.imagery.sidecars.satellogic import FORMATS, read_beside, read_own, scene

NAME = "20241213_081211_SN48_L1D_SR_MS_metadata_stac.geojson"
ITEM = {
    "type": "Feature", "id": "20241213_081211_SN48_L1D_SR_MS_1",
    "geometry": {"type": "Polygon", "coordinates": [[[35.9, 35.4], [36, 35.4], [36, 35.5], [35.9, 35.4]]]},
    "properties": {
        "datetime": "2024-12-13T08:12:11.208450Z", "platform": "NewSat", "instruments": ["MS"], "gsd": "Non defined",
        "satl:sat_id": "SN48", "eo:cloud_cover": 22.4, "view:off_nadir": 16.6, "created": "2024-12-14",
    },
}  # fmt: skip
DATA = json.dumps(ITEM).encode()
COLLECTION = json.dumps({"type": "FeatureCollection", "features": [{"properties": {}}, ITEM]}).encode()


def test_an_item_alone_or_in_a_collection_says_the_same() -> None:
    one = read_beside(FolderOfBytes({NAME: DATA}), NAME)
    other = read_beside(FolderOfBytes({NAME: COLLECTION}), NAME)
    assert one is not None and one == other
    assert one.when is not None and one.when.edtf == "2024-12-13T08:12:11.208450Z"
    assert one.fields["platform"] == "newsat"
    assert one.tags["satellogic:satellite"] == "SN48"
    assert "gsd_m" not in one.fields


def test_in_a_folder_of_its_own_it_speaks_for_the_rasters_below() -> None:
    own = FolderOfBytes({NAME: DATA}, {"rasters": FolderOfBytes({})})
    assert read_own(own, NAME) is not None and read_beside(own, NAME) is None
    assert read_own(FolderOfBytes({NAME: DATA}), NAME) is None


def test_levels_of_a_capture_share_its_instant_and_satellite() -> None:
    assert scene(NAME) == scene("20241213_081211_SN48_L3_SR_MS_0.tif") == "20241213_081211_SN48"


@FUZZING
@given(mutated([DATA, COLLECTION]))
def test_damage_harms_nothing(data: bytes) -> None:
    tried(FORMATS[1], NAME, data)
