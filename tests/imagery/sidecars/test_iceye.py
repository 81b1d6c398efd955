"""ICEYE: XML and JSON say the same; an image is dated by the start of its acquisition."""

from __future__ import annotations

import json

import pytest
from hypothesis import given

from imagery.sidecars.fuzzing import FUZZING, FolderOfBytes, mutated, tried
from obslog.imagery.sidecars.iceye import FORMATS, read, scene
from obslog.imagery.sidecars.listing import Folder
from obslog.imagery.sidecars.registry import sidecars_of
from realdata import shared_data

VALUES = {
    "product_name": "ICEYE_X7_GRD_SM_154171_20241213T183203",
    "product_level": "GRD",
    "satellite_name": "ICEYE-X7",
    "acquisition_mode": "stripmap",
    "look_side": "right",
    "satellite_look_angle": "15.57",
    "acquisition_start_utc": "2024-12-13T18:32:03.611924",
    "zerodoppler_start_utc": "2024-12-13T18:32:04.000000",
    "polarization": "VV",
    "range_spacing": "2.5",
    "azimuth_spacing": "2.5",
    "coord_first_near": "1 1 36.5 35.8",
    "coord_first_far": "100 1 36.6 35.4",
    "coord_last_near": "1 200 36.0 35.7",
    "coord_last_far": "100 200 36.1 35.3",
    "incidence_center": "17.0",
}
NAME = "ICEYE_X7_GRD_SM_154171_20241213T183203.xml"
XML = ("<Metadata>" + "".join(f"<{k}>{v}</{k}>" for k, v in VALUES.items()) + "</Metadata>").encode()
JSON = json.dumps(
    {k: [float(x) for x in v.split()] if k.startswith("coord") else v for k, v in VALUES.items()}
).encode()


@pytest.mark.parametrize(("ending", "data"), [("xml", XML), ("json", JSON)])
def test_xml_and_json_say_the_same(ending: str, data: bytes) -> None:
    name = NAME.replace("xml", ending)
    claim = read(FolderOfBytes({name: data}), name)
    assert claim is not None and claim.when is not None and claim.footprint is not None
    assert claim.when.edtf == "2024-12-13T18:32:03.611924Z"
    assert claim.footprint.bbox == (35.3, 36.0, 35.8, 36.6)
    assert claim.fields["platform"] == "iceye-x7"
    assert (claim.fields["gsd_m"], claim.fields["incidence_deg"]) == (2.5, 17.0)


def test_the_spacing_of_an_image_in_slant_range_is_no_distance_on_the_ground() -> None:
    data = XML.replace(b"<product_level>GRD", b"<product_level>SLC")
    claim = read(FolderOfBytes({NAME: data}), NAME)
    assert claim is not None and "gsd_m" not in claim.fields


def test_a_stac_item_of_that_name_is_left_to_its_reader() -> None:
    folder = FolderOfBytes({"ICEYE_X.json": b'{"stac_version": "1.0.0", "satellite_name": "ICEYE-X7"}'})
    assert read(folder, "ICEYE_X.json") is None


def test_the_base_name_is_that_of_the_images() -> None:
    assert scene("ICEYE_X7_GRD_metadata.json") == scene("ICEYE_X7_GRD.xml") == "ICEYE_X7_GRD"


def test_a_quick_look_belongs_to_its_image() -> None:
    quick = NAME.replace("_GRD_", "_QUICKLOOK_").replace(".xml", ".png")
    folder = FolderOfBytes({NAME: XML, quick: b"", NAME.replace("xml", "tif"): b""})
    image = NAME.replace("xml", "tif")
    products = [
        {s.product for s in sidecars_of(folder, each.encode()) if s.claim() is not None}
        for each in (quick, image)
    ]
    assert products[0] == products[1] and len(products[0]) == 1


def test_a_real_product_agrees_with_its_independent_item() -> None:
    home = shared_data() / "products" / "iceye"
    item = json.loads(next(home.glob("MetadataExtractorsTests_*.json")).read_text("utf-8"))
    [found] = home.glob("ICEYE_*/*.xml")
    claim = read(Folder.of(str(found)), found.name)
    assert claim is not None and claim.when is not None and claim.footprint is not None
    assert claim.fields["platform"] == item["properties"]["platform"]
    assert claim.when.edtf == item["properties"]["datetime"]
    assert claim.footprint.bbox == pytest.approx(tuple(item["bbox"]), abs=1e-3)


@FUZZING
@given(mutated([XML, JSON]))
def test_damage_never_does_more_than_refuse(data: bytes) -> None:
    tried(FORMATS[0], NAME.replace("xml", "json") if data.startswith(b"{") else NAME, data)
