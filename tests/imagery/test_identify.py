"""What a file is, when and where, each field on its basis; witnesses that disagree are named."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

import pytest

from making_rasters import geotiff, jpeg, png
from obslog.imagery.identify import identify, identify_unread
from obslog.model.errors import FileRefusedError
from obslog.model.when import Basis, Precision
from realdata import shared_data


def stac_item(path: Path, **properties: Any) -> Path:
    """A STAC item at `path`; `assets` and `geometry` may be given."""
    item = {
        "type": "Feature",
        "stac_version": "1.0.0",
        "id": "scene-1",
        "geometry": properties.pop("geometry", None),
        "assets": {"a": {"href": properties.pop("href", "x.tif")}},
        "properties": {"datetime": "2024-12-13T08:12:11Z", **properties},
    }
    path.write_text(json.dumps(item))
    return path


def test_a_stac_item_beside_the_file_comes_first(tmp_path: Path) -> None:
    path = geotiff(tmp_path / "20241213_scene.tif", tags={"ACQUISITION_DATETIME": "2024-12-13T08:12:00Z"})
    stac_item(
        tmp_path / "20241213_scene.json",
        platform="worldview-3",
        instruments=["pan", "msi"],
        **{"view:off_nadir": 21.5, "view:sun_elevation": 29.8, "eo:cloud_cover": 12.5},
    )
    answer = identify(path)
    found = answer.identity
    assert (found.when.edtf, found.when.basis) == ("2024-12-13T08:12:11Z", Basis.STAC)
    assert (found.platform, found.instrument, found.off_nadir_deg) == ("worldview-3", "pan, msi", 21.5)
    assert found.cloud_fraction == pytest.approx(0.125)
    assert found.basis["platform"] == "stac"
    assert found.basis["footprint"] == found.basis["gsd_m"] == "transform"
    assert found.warnings == ()
    assert answer.sha256 == hashlib.sha256(path.read_bytes()).hexdigest()


def test_an_item_is_found_by_the_name_of_its_asset_never_by_its_path(tmp_path: Path) -> None:
    path = png(tmp_path / "crop.png")
    stac_item(tmp_path / "other.json", href="../../../../etc/crop.png?x=1")
    assert identify(path).identity.when.basis is Basis.STAC
    assert identify(path, sidecars=False).identity.when.basis is Basis.UNKNOWN


def test_the_place_of_a_stac_item_serves_where_the_file_has_none(tmp_path: Path) -> None:
    ring = [[35.9, 35.3], [36.0, 35.3], [36.0, 35.5], [35.9, 35.5], [35.9, 35.3]]
    stac_item(tmp_path / "crop.json", geometry={"type": "Polygon", "coordinates": [ring]}, gsd=0.5)
    found = identify(png(tmp_path / "crop.png")).identity
    assert found.footprint is not None
    assert found.footprint.bbox == (35.9, 35.3, 36.0, 35.5)
    assert (found.georeference, found.gsd_m) == ("stac", 0.5)


def test_start_and_end_are_an_interval(tmp_path: Path) -> None:
    times = {"start_datetime": "2024-12-13T08:00:00Z", "end_datetime": "2024-12-13T08:30:00Z"}
    stac_item(tmp_path / "a.json", datetime=None, **times)
    assert identify(geotiff(tmp_path / "a.tif")).identity.when.precision is Precision.INTERVAL


def test_dates_that_disagree_are_both_named_and_the_first_is_kept(tmp_path: Path) -> None:
    path = geotiff(tmp_path / "khmeimim_20241210.tif", tags={"ACQUISITION_DATETIME": "2024-12-13T08:12:00Z"})
    found = identify(path).identity
    assert found.when.basis is Basis.TAGS
    assert [w for w in found.warnings if "10 Dec 2024" in w and "13 Dec 2024" in w]


def test_the_time_a_tiff_was_written_dates_nothing(tmp_path: Path) -> None:
    found = identify(geotiff(tmp_path / "a.tif", tags={"TIFFTAG_DATETIME": "2024:12:16 10:00:00"})).identity
    assert not found.when.is_dated
    assert "when the file was written" in found.warnings[0]


def test_exif_gives_a_date_with_its_own_basis_and_an_unknown_zone(tmp_path: Path) -> None:
    found = identify(jpeg(tmp_path / "a.jpg", exif={36867: "2024:12:13 11:12:00"})).identity
    assert (found.when.basis, found.when.zone) == (Basis.EXIF, "unknown")


def test_a_name_dates_a_file_that_says_nothing_itself(tmp_path: Path) -> None:
    found = identify(png(tmp_path / "tartus_13dec2024.png")).identity
    assert (found.when.edtf, found.when.basis) == ("2024-12-13", Basis.FILE_NAME)
    assert found.basis["when"] == "file_name"


def test_an_undated_file_is_kept_undated(tmp_path: Path) -> None:
    found = identify(png(tmp_path / "crop.png")).identity
    assert (found.when.describe(), found.when.basis) == ("undated", Basis.UNKNOWN)


def test_a_drawn_scene_is_known_as_drawn(tmp_path: Path) -> None:
    mark = "DRAWN, NOT A PHOTOGRAPH: Khmeimim"
    assert identify(geotiff(tmp_path / "a.tif", tags={"TIFFTAG_IMAGEDESCRIPTION": mark})).identity.drawn
    assert identify(jpeg(tmp_path / "b.jpg", comment=mark)).identity.drawn
    assert not identify(geotiff(tmp_path / "c.tif")).identity.drawn


def test_a_pixel_size_in_degrees_is_not_believed(tmp_path: Path) -> None:
    path = geotiff(tmp_path / "a.tif")
    stac_item(tmp_path / "a.json", gsd=0.003)
    found = identify(path).identity
    assert found.gsd_m == pytest.approx(1.0, rel=0.01)
    assert "the file's is kept" in found.warnings[0]


@pytest.mark.parametrize(
    "text",
    [
        "[" * 200_000,
        '{"type": "Feature", "stac_version": "1.0.0", "properties": {"gsd": NaN}}',
        '{"type": "Feature", "stac_version": "1.0.0", "properties": {"gsd": 1e999}}',
        '{"a": ' + "9" * 6000 + "}",
        '{"a": ' + "9" * 30 + "}",
        "not json",
        "\xff\xfe",
    ],
)
def test_a_hostile_sidecar_costs_a_warning_and_nothing_else(tmp_path: Path, text: str) -> None:
    (tmp_path / "a.json").write_text(text, "latin-1")
    found = identify(geotiff(tmp_path / "a.tif")).identity
    assert len(found.warnings) == 1
    assert "a.json" in found.warnings[0]


def test_odd_values_in_a_stac_item_are_told_and_left_out(tmp_path: Path) -> None:
    stac_item(
        tmp_path / "a.json", datetime="2024-13-45", gsd=True, **{"view:off_nadir": 400, "eo:cloud_cover": "x"}
    )
    found = identify(geotiff(tmp_path / "a.tif")).identity
    assert not found.when.is_dated
    assert found.off_nadir_deg is None and found.cloud_fraction is None
    assert len(found.warnings) >= 3


def test_control_characters_from_outside_are_escaped_in_warnings(tmp_path: Path) -> None:
    stac_item(tmp_path / "a.json", datetime="\x1b[2J2024")
    found = identify(geotiff(tmp_path / "a.tif")).identity
    assert all("\x1b" not in warning for warning in found.warnings)


def test_a_sidecar_that_is_a_link_or_a_pipe_is_not_opened(tmp_path: Path) -> None:
    import os

    outside = stac_item(tmp_path / "outside.txt")
    folder = tmp_path / "in"
    folder.mkdir()
    path = geotiff(folder / "a.tif")
    (folder / "a.json").symlink_to(outside)
    os.mkfifo(folder / "b.json")
    assert not identify(path).identity.when.is_dated


def test_what_neighbours_say_of_a_file_that_cannot_be_read_is_still_known(tmp_path: Path) -> None:
    path = tmp_path / "20241213_075512_42_24b5_3B_Visual.tif"
    path.write_bytes(b"")
    with pytest.raises(FileRefusedError, match="empty"):
        identify(path)
    unread = identify_unread(path)
    assert (unread.when.edtf, unread.platform) == ("2024-12-13T07:55:12Z", "planetscope")


def test_real_planet_scenes_agree_with_their_own_items() -> None:
    root = shared_data() / "products" / "planet"
    compared = 0
    for path in sorted(root.rglob("SkySat*.tif")):
        found = identify(path).identity
        item = json.loads(next(path.parent.glob("*.json")).read_text())
        assert found.when.basis is Basis.STAC
        assert found.when.earliest is not None
        assert found.when.earliest.strftime("%Y-%m-%dT%H:%M") == item["properties"]["datetime"][:16]
        compared += 1
    assert compared == 3


def test_no_real_raster_gives_a_traceback() -> None:
    for path in sorted(shared_data().rglob("*")):
        if path.suffix.lower() in (".tif", ".png", ".jpg", ".vrt", ".h5"):
            try:
                identify(path)
            except FileRefusedError as error:
                assert "\n" not in error.reason
