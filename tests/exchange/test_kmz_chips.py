"""A KMZ may hold pictures of what was looked at: each from a verified file, with its record, and none that may not leave."""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
from pathlib import Path

import pytest

from exchange.conftest import Filled
from obslog.exchange.rows.kml import read
from obslog.model.errors import WordError


def members(path: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(path) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def test_each_area_that_something_was_seen_in_has_its_picture_and_its_record(
    filled: Filled, tmp_path: Path
) -> None:
    from PIL import Image

    done = filled.log.export(tmp_path / "out.kmz", chips=True)
    held = members(tmp_path / "out.kmz")
    pictures = [name for name in held if name.endswith(".png")]
    assert done.rows["chips"] == len(pictures) == 3, (
        "north and south of the first look, the whole of the second"
    )
    balloons = held["doc.kml"].decode()
    for name in pictures:
        assert balloons.count(f'&lt;img src="{name}" width="480"/&gt;') >= 1
        record = json.loads(held[f"{name}.json"])
        assert record["sha256"] == hashlib.sha256(held[name]).hexdigest()
        assert record["image"] in {look.image_id for look in filled.days}
        assert Image.open(io.BytesIO(held[name])).size[0] == 480
    assert read((tmp_path / "out.kmz").read_bytes(), "out") == read(held["doc.kml"], "doc"), (
        "it still reads back"
    )
    filled.log.export(tmp_path / "again.kmz", chips=True)
    assert (tmp_path / "again.kmz").read_bytes() == (tmp_path / "out.kmz").read_bytes()


def test_no_pixels_leave_of_an_image_that_may_only_be_credited_or_whose_file_changed(
    filled: Filled, tmp_path: Path
) -> None:
    first, second, _ = filled.days
    filled.log.image_publish(str(first.image_id), "credit", reason="the provider's terms")
    Path(filled.log.image_show(str(second.image_id)).path).write_bytes(b"other bytes")
    done = filled.log.export(tmp_path / "out.kmz", chips=True)
    assert done.rows["chips"] == 0 and done.rows["observations"] == 5
    assert f"image {str(first.image_id)[:12]}, which may be credited but not shown" in done.left_out[0]
    assert f"image {str(second.image_id)[:12]}" in done.left_out[1]


def test_only_an_archive_holds_pictures(filled: Filled, tmp_path: Path) -> None:
    with pytest.raises(WordError, match=r"only a \.kmz holds pictures"):
        filled.log.export(tmp_path / "out.kml", chips=True)
