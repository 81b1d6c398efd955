"""Russian passports: the session in UTC dates an image; less than a degree south is written without its sign."""

from __future__ import annotations

import struct

import pytest
from hypothesis import given

from imagery.sidecars.fuzzing import FUZZING, FolderOfBytes, mutated, tried
from obslog.imagery.sidecars.listing import Folder
from obslog.imagery.sidecars.russian import FORMATS, read_beside, read_of_folder
from realdata import shared_data

NAME = "KV5_1_S_1.xml"
KANOPUS = """<?xml version ="1.0" encoding="windows-1251"?>
<PASP_ROOT>
cModelTxtName = "Канопус-В №5"
tSessionTime = 11:12:11.000000
dSessionDate = 13/12/2024
dSessionDateUTC = 13/12/2024
tSessionTimeUTC = 8:2:1.000000
cDataFileName = "KV5_1_S_1.tiff"
bSunAngle = 31.5, 149.8
<Device>
cDeviceName = "MSS1"
</Device>
<Geo>
<CSGeoRef>
nLUpLat = 35.6
nLUpLon = 35.8
nRUpLat = 35.6
nRUpLon = 36.1
nRDownLat = 35.3
nRDownLon = 36.1
nLDownLat = 35.3
nLDownLon = 35.8
</CSGeoRef>
</Geo>
<Polygon>
bLat = 35.5, 35.5, 35.4, 35.4
bLon = 35.9, 36.0, 36.0, 35.9
nPnt = 4
</Polygon>
</PASP_ROOT>
""".encode("cp1251")
RESURS = b"""<?xml version="1.0" encoding="Windows-1251"?>
<SPP_ROOT>
    <cCodeKA>RSP</cCodeKA>
    <Passport>
        <cDeviceName>GEOTONP</cDeviceName>
    </Passport>
    <Geographic>
        <aNWLat>0:15:00.0</aNWLat>
        <aNWLong>119:30:0</aNWLong>
        <aNELat>0:15:00.0</aNELat>
        <aNELong>120:0:0</aNELong>
        <aSELat>-1:15:00.0</aSELat>
        <aSELong>120:0:0</aSELong>
        <aSWLat>-1:15:00.0</aSWLat>
        <aSWLong>119:30:0</aSWLong>
    </Geographic>
    <CoordinateSystem>
        <nFalsNord>10000000</nFalsNord>
    </CoordinateSystem>
    <Normal>
        <dSceneDate>13/12/2024</dSceneDate>
        <tSceneTime>08:12:11.375333</tSceneTime>
        <aSunElevC>65:30:00.0</aSunElevC>
        <nPixelImg>2.26</nPixelImg>
    </Normal>
</SPP_ROOT>
"""


def _shape(points: list[tuple[float, float]]) -> bytes:
    """A shapefile of one polygon."""
    content = struct.pack("<i4d2ii", 5, 0, 0, 0, 0, 1, len(points), 0)
    content += b"".join(struct.pack("<2d", *point) for point in points)
    header = struct.pack(">7i", 9994, 0, 0, 0, 0, 0, 0) + b"\0" * 72
    return header + struct.pack(">2i", 1, len(content) // 2) + content


SHAPE = _shape([(119.6, -0.3), (119.9, -0.3), (119.9, -1.2), (119.6, -1.2), (119.6, -0.3)])


def _bbox(files: dict[str, bytes], name: str = NAME) -> tuple[float, ...]:
    claim = read_of_folder(FolderOfBytes(files), name)
    assert claim is not None and claim.footprint is not None
    return tuple(round(value, 4) for value in claim.footprint.bbox)


def test_a_session_in_utc_dates_a_kanopus_within_its_polygon() -> None:
    claim = read_of_folder(FolderOfBytes({NAME: KANOPUS}), NAME)
    assert claim is not None and claim.when is not None
    assert claim.when.edtf == "2024-12-13T08:02:01.000000Z"
    assert claim.fields["platform"] == "kanopus-v"
    assert claim.fields["instrument"] == "mss"
    assert claim.fields["sun_elevation_deg"] == 31.5
    assert claim.tags["roscosmos:model"] == "Канопус-В №5"
    assert _bbox({NAME: KANOPUS}) == (35.9, 35.4, 36.0, 35.5)


def test_without_a_polygon_the_raster_is_the_ground() -> None:
    assert _bbox({NAME: KANOPUS.replace(b"Polygon", b"Other")}) == (35.8, 35.3, 36.1, 35.6)


@pytest.mark.parametrize(
    "data",
    [KANOPUS.replace("№5".encode("cp1251"), "ИК".encode("cp1251")),
     KANOPUS.replace("Канопус".encode("cp1251"), b"???").replace(b"KV5_1_S_1.tiff", b"KVIK_1_S_1.tiff")],
)  # fmt: skip
def test_the_infrared_kanopus_is_known_by_its_model_or_its_file(data: bytes) -> None:
    claim = read_of_folder(FolderOfBytes({NAME: data}), NAME)
    assert claim is not None and claim.fields["platform"] == "kanopus-v-ik"


def test_resurs_is_dated_by_its_scene_and_less_than_a_degree_south_is_south() -> None:
    claim = read_of_folder(FolderOfBytes({NAME: RESURS}), NAME)
    assert claim is not None and claim.when is not None
    assert claim.when.edtf == "2024-12-13T08:12:11.375333Z"
    assert claim.fields["platform"] == "resurs-p"
    assert claim.fields["sun_elevation_deg"] == 65.5
    assert _bbox({NAME: RESURS}) == (119.5, -1.25, 120.0, -0.25)


def test_the_shape_beside_a_passport_is_the_outline_of_the_data() -> None:
    assert _bbox({NAME: RESURS, NAME.replace("xml", "shp"): SHAPE}) == (119.6, -1.2, 119.9, -0.3)


def test_a_passport_speaks_for_its_own_image_else_for_the_folder_in_which_it_is_alone() -> None:
    own = FolderOfBytes({NAME: KANOPUS, NAME.replace("xml", "tiff"): b""})
    assert read_beside(own, NAME) is not None and read_of_folder(own, NAME) is None
    two = FolderOfBytes({NAME: KANOPUS, "other.xml": KANOPUS})
    assert read_beside(two, NAME) is not None and read_of_folder(two, NAME) is None


def test_other_xml_is_none_of_ours() -> None:
    assert read_of_folder(FolderOfBytes({NAME: b"<PASP/>"}), NAME) is None
    assert not FORMATS[0].fits("to_download_KV5.xml")


def test_a_real_passport_is_read() -> None:
    folder = Folder.of(str(shared_data() / "products" / "sidecars_small" / "md_rdk1.xml"))
    claim = read_beside(folder, "md_rdk1.xml")
    assert claim is not None and claim.when is not None and claim.footprint is not None
    assert claim.fields["platform"] == "resurs-dk1"
    assert claim.when.edtf == "2014-08-01T19:00:00.000000Z"


@FUZZING
@given(mutated([KANOPUS, RESURS]))
def test_damage_harms_nothing(data: bytes) -> None:
    tried(FORMATS[1], NAME, data)


@FUZZING
@given(mutated([SHAPE]))
def test_damage_to_the_shape_harms_nothing(data: bytes) -> None:
    files = {NAME: RESURS, NAME.replace("xml", "shp"): data}
    claim = read_of_folder(FolderOfBytes(files), NAME)
    assert claim is not None and claim.footprint is not None
