"""USGS HDDS: its text speaks where the vendor's own metadata are not delivered."""

from __future__ import annotations

from hypothesis import given

from imagery.sidecars.fuzzing import FUZZING, FolderOfBytes, mutated, tried
from obslog.imagery.sidecars.usgs_hdds import FORMATS, corners_of_rectified, holds_rectified, read, scene

BASE = "BS01N47_769636E107_2567602024121300000000MS03"
NAME = f"{BASE}_DG000000001.txt"
TEXT = b"""EVENT=202412_Flood
ENTITY_ID=BS01N47_769636E107_2567602024121300000000MS03
PLATFORM=BLACKSKY
PLATFORM_NUMBER=1
SENSOR=MSI
ACQUISITION_DATE=20241213
ACQUISITION_TIME=
UL_LAT=47.80
UL_LONG=107.20
UR_LAT=47.80
UR_LONG=107.31
LR_LAT=47.74
LR_LONG=107.31
LL_LAT=47.74
LL_LONG=107.20
PIXEL_SIZE_X=1.000000
PIX_SIZE_UNITS=M
SUN_ELEVATION=
CLOUD_COVER=0.12
VENDOR=BlackSky
"""


def test_a_day_without_a_time_is_a_day() -> None:
    claim = read(FolderOfBytes({NAME: TEXT}), NAME)
    assert claim is not None and claim.when is not None
    assert claim.when.edtf == "2024-12-13"
    assert claim.fields["platform"] == "global-1"
    assert claim.fields["provider"] == "BlackSky"
    assert claim.fields["gsd_m"] == 1.0
    assert claim.fields["cloud_fraction"] == 0.12
    assert claim.footprint is not None
    assert claim.footprint.bbox == (107.2, 47.74, 107.31, 47.8)


def test_a_time_of_day_dates_to_the_second() -> None:
    claim = read(FolderOfBytes({NAME: TEXT.replace(b"TIME=", b"TIME=025047")}), NAME)
    assert claim is not None and claim.when is not None
    assert claim.when.edtf == "2024-12-13T02:50:47Z"


def test_a_platform_it_does_not_know_is_kept_as_written() -> None:
    claim = read(FolderOfBytes({NAME: TEXT.replace(b"BLACKSKY", b"{}X{")}), NAME)
    assert claim is not None and claim.fields["platform"] == "{}x{-1"


def test_it_is_silent_where_the_vendor_speaks() -> None:
    vendor = FolderOfBytes({"a.IMD": b""})
    assert read(FolderOfBytes({NAME: TEXT}, {"vendor_metadata": vendor}), NAME) is None


def test_text_image_and_browse_image_share_their_base_name() -> None:
    assert scene(NAME) == BASE
    assert FORMATS[0].bare(f"{BASE}_GG000000001.tif") == BASE
    assert FORMATS[0].bare(f"{BASE}_BG000000001.jpg") == BASE


def test_only_level_r_is_rectified() -> None:
    assert holds_rectified(FolderOfBytes({f"{BASE}_GR000000001.tif": b""}))
    assert not holds_rectified(FolderOfBytes({f"{BASE}_GU000000001.tif": b""}))


def test_corners_of_two_images_are_of_neither() -> None:
    assert corners_of_rectified(FolderOfBytes({NAME: TEXT, NAME.replace("BS01", "BS02"): TEXT})) is None


@FUZZING
@given(mutated([TEXT]))
def test_damage_harms_nothing(data: bytes) -> None:
    tried(FORMATS[0], NAME, data)
