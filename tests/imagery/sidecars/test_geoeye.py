"""GeoEye, Ikonos, OrbView: an order is dated by its first image."""

from __future__ import annotations

from hypothesis import given

from imagery.sidecars.fuzzing import FUZZING, FolderOfBytes, mutated, tried
from obslog.imagery.sidecars.geoeye import FORMATS, read_pvl, read_text, scene_of_text
from obslog.imagery.sidecars.listing import Folder
from realdata import shared_data

NAME = "po_000001_metadata.txt"
TEXT = b"""==============================================================
Product Order Metadata

Creation Date: 12/20/24
Sensor Name: IKONOS-2
Processing Level: Standard Geometrically Corrected
==============================================================
Source Image ID: 2
Sensor: IKONOS-2
Acquisition Date/Time: 2008-12-14 08:20 GMT
Percent Cloud Cover: 16
Sun Angle Elevation: 31.5 degrees
Source Image ID: 1
Acquisition Date/Time: 2008-12-13 08:12 GMT
==============================================================
Pixel Size X: 1.0000000000 meters
Component ID: 0000000
Component Geographic Corner Coordinates
   Number of Coordinates: 4
   Coordinate: 1
     Latitude: 35.5 degrees
     Longitude: 35.9 degrees
   Coordinate: 2
     Latitude: 35.5 degrees
     Longitude: 36.0 degrees
   Coordinate: 3
     Latitude: 35.4 degrees
     Longitude: 36.0 degrees
   Coordinate: 4
     Latitude: 35.4 degrees
     Longitude: 35.9 degrees
Component Map Coordinates (in Map Units)
   UL Map X (Easting): 449755.21 meters
==============================================================
"""
PVL = b"""BEGIN_GROUP = productInfo;
  productCloudCoverPercentage = 999;
  pixelSpacing =   1.1076250000e+00;
  BEGIN_GROUP = geodeticCorners;
""" + b"".join(
    b"BEGIN_GROUP = %bCorner;\n latitude = %b;\n longitude = %b;\nEND_GROUP = %bCorner;\n" % (name, lat, lon, name)
    for name, lat, lon in (
        (b"upperLeft", b"35.5", b"35.9"), (b"upperRight", b"35.5", b"36.0"),
        (b"lowerRight", b"35.4", b"36.0"), (b"lowerLeft", b"35.4", b"35.9"),
    )
) + b"""  END_GROUP = geodeticCorners;
END_GROUP = productInfo;
BEGIN_GROUP = sensorInfo;
  satelliteName = "OV-3";
  sensorName = "PAN";
END_GROUP = sensorInfo;
BEGIN_GROUP = inputImageInfo;
  firstLineAcquisitionDateTime = 2005-12-13T08:12:11.000000Z;
END_GROUP = inputImageInfo;
END;
"""  # fmt: skip


def test_an_order_is_dated_by_its_first_image_and_covers_its_components() -> None:
    claim = read_text(FolderOfBytes({NAME: TEXT}), NAME)
    assert claim is not None and claim.when is not None and claim.footprint is not None
    assert claim.when.edtf == "2008-12-13T08:12:00Z"
    assert claim.fields["platform"] == "ikonos-2"
    assert claim.fields["gsd_m"] == 1.0
    assert claim.fields["sun_elevation_deg"] == 31.5
    assert claim.footprint.bbox == (35.9, 35.4, 36.0, 35.5)
    assert scene_of_text(NAME) == "po_000001"


def test_orbview_is_dated_by_its_first_line_and_999_percent_is_no_cloud() -> None:
    claim = read_pvl(FolderOfBytes({"a.pvl": PVL}), "a.pvl")
    assert claim is not None and claim.when is not None and claim.footprint is not None
    assert claim.when.edtf == "2005-12-13T08:12:11.000000Z"
    assert claim.fields["platform"] == "orbview-3"
    assert "cloud_fraction" not in claim.fields and claim.warnings == ()
    assert claim.footprint.bbox == (35.9, 35.4, 36.0, 35.5)


def test_other_texts_are_none_of_ours() -> None:
    assert read_text(FolderOfBytes({NAME: b"Other: text"}), NAME) is None
    assert read_pvl(FolderOfBytes({"a.pvl": b"a = b;"}), "a.pvl") is None


def test_real_texts_are_read() -> None:
    folder = Folder.of(str(shared_data() / "products" / "sidecars_small" / "md_ov.pvl"))
    ikonos, orbview = read_text(folder, "md_ge_metadata.txt"), read_pvl(folder, "md_ov.pvl")
    assert ikonos is not None and orbview is not None
    assert ikonos.fields["platform"] == "ikonos-2" and orbview.fields["platform"] == "orbview-3"


@FUZZING
@given(mutated([TEXT]))
def test_damage_to_the_text_harms_nothing(data: bytes) -> None:
    tried(FORMATS[0], NAME, data)


@FUZZING
@given(mutated([PVL]))
def test_damage_to_the_pvl_harms_nothing(data: bytes) -> None:
    tried(FORMATS[1], "a.pvl", data)
