"""Chips: the same bytes each time, of the very file that was imported, with the record by which they can be cut again."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from commandline import obslog
from obslog.model.errors import FileRefusedError, RefusedError, WordError
from report.pictured import BEFORE, OBJECT, SITE, Base, ground, place_of

MIDDLE = (BEFORE[0][0] + OBJECT / 2, BEFORE[0][1] + OBJECT / 2)


@pytest.fixture
def base(tmp_path: Path) -> Base:
    return Base(str(tmp_path / "obslog.db"), tmp_path / "images")


def pixels(png: bytes) -> np.ndarray:
    """The grey picture of a chip, without the strip."""
    whole = np.asarray(Image.open(io.BytesIO(png)).convert("L"))
    return whole[: whole.shape[1]]


def test_the_same_image_gives_the_same_bytes_on_any_locale_and_in_any_zone(base: Base) -> None:
    code = (
        "import sys; from obslog.log import open_log; log = open_log(sys.argv[1], read_only=True); "
        "print(log.image_chip(sys.argv[2], around=(35.941, 35.401), size_m=150).sha256)"
    )
    digests = {base.log.image_chip(base.before, around=(35.941, 35.401), size_m=150).sha256}
    for locale, zone, seed in (("C", "Asia/Tokyo", "1"), ("tr_TR.UTF-8", "America/New_York", "2")):
        environment = {**os.environ, "LC_ALL": locale, "LANG": locale, "TZ": zone, "PYTHONHASHSEED": seed}
        done = subprocess.run(
            [sys.executable, "-c", code, base.where, base.before], env=environment, capture_output=True, text=True,
            check=True,
        )  # fmt: skip
        digests.add(done.stdout.strip())
    assert len(digests) == 1


@pytest.mark.parametrize("turned", [False, True])
def test_north_is_up_and_places_are_where_they_are_however_the_file_lies(base: Base, turned: bool) -> None:
    image = base.image("other.tif", "2024-12-14T08:00:00Z", BEFORE[:1], turned=turned)
    chip = base.log.image_chip(image, around=place_of(*MIDDLE), size_m=100, with_marks=False)
    shown = pixels(chip.png)
    assert chip.derivation.ground is not None and chip.derivation.metres_per_pixel == pytest.approx(
        100 / 480, rel=1e-5
    )
    # The white object, about 27 by 33 m, in the middle; ground around it.
    white = np.argwhere(shown[150:330, 150:330] > 240)
    assert white.mean(axis=0) == pytest.approx([90, 90], abs=4)
    assert shown[240, 30] < 240 and shown[30, 240] < 240


def test_a_chip_can_be_cut_again_from_its_record(base: Base) -> None:
    first = base.log.image_chip(base.before, around=(35.941, 35.401), size_m=150)
    record = first.to_wire()
    again = base.log.image_chip(
        record["image"], around=(record["ground"]["lon"], record["ground"]["lat"]), size_m=record["ground"]["size_m"],
        side=record["size"][0], with_marks=False,
    )  # fmt: skip
    assert again.derivation.pixels_sha256 == record["pixels_sha256"]
    assert again.sha256 != first.sha256, "the marks are burnt in"
    assert len(record["marks"]) == 2 and record["stretch"]["percentiles"] == [2.0, 98.0]


def test_a_file_that_changed_is_not_shown(base: Base) -> None:
    path = base.folder / "before.tif"
    data = bytearray(path.read_bytes())
    data[-1] ^= 1
    stamp = path.stat()
    path.write_bytes(data)
    # Even with its size and its time as they were.
    os.utime(path, ns=(stamp.st_atime_ns, stamp.st_mtime_ns))
    with pytest.raises(FileRefusedError, match="changed since it was imported"):
        base.log.image_chip(base.before, around=(35.941, 35.401))


def test_a_file_that_is_gone_is_said_to_be(base: Base) -> None:
    (base.folder / "before.tif").unlink()
    with pytest.raises(FileRefusedError, match="relocate"):
        base.log.image_chip(base.before, around=(35.941, 35.401))


def test_ground_that_the_image_does_not_show_is_refused(base: Base) -> None:
    with pytest.raises(RefusedError, match="shows nothing"):
        base.log.image_chip(base.before, around=(35.9445, 35.401), size_m=50)
    with pytest.raises(RefusedError, match="does not reach"):
        base.log.image_chip(base.before, around=(36.9, 35.401))


def test_where_the_image_ends_the_chip_is_hatched(base: Base) -> None:
    chip = base.log.image_chip(base.before, around=(35.939, 35.401), size_m=100, with_marks=False)
    shown = np.asarray(Image.open(io.BytesIO(chip.png)))[:480]
    outside = {tuple(value) for value in shown[:, :200].reshape(-1, 3)}
    assert outside == {(70, 72, 76), (110, 112, 118)}


def test_much_enlarged_pixels_are_shown_as_they_are(base: Base) -> None:
    chip = base.log.image_chip(base.before, around=place_of(*MIDDLE), size_m=36, with_marks=False)
    assert chip.derivation.resampling == "pixels as they are, enlarged"
    # White object, ground beside it: nothing in between was made up.
    assert {int(v) for v in np.unique(pixels(chip.png))} <= {
        int(v)
        for v in np.unique(pixels(base.log.image_chip(base.before, window=(0, 0, 400, 400), side=400).png))
    } | {255}


def test_one_way_to_say_which_part_is_asked_for(base: Base) -> None:
    for options in ({}, {"around": (35.941, 35.401), "window": (0, 0, 10, 10)}):
        with pytest.raises(WordError, match="say one of"):
            base.log.image_chip(base.before, **options)
    for window in ((0, 0, 0, 5), (900, 0, 5, 5)):
        with pytest.raises(WordError):
            base.log.image_chip(base.before, window=window)


def test_the_command_writes_the_picture_and_its_record_beside_it(base: Base, tmp_path: Path) -> None:
    target = tmp_path / "chip.png"
    told = obslog(
        "image", "chip", base.before[:12], "--window", "100,100,200,150", "-o", target, log=base.where
    ).ok()
    assert "wrote" in told.out and "m a pixel" in told.out
    record = json.loads((tmp_path / "chip.png.json").read_text())
    assert record["format"] == "obslog-chip/1" and record["image"] == base.before
    assert record["ground"] is None and record["size"] == [480, 360]
    assert Image.open(target).size == (480, 360 + 104)
    assert obslog("image", "chip", base.before, "--window", "1,2,3", "-o", target, log=base.where).code == 2
    assert (
        obslog(
            "image", "chip", base.before, "--window", "0,0,9,9", "-o", tmp_path / "x.jpg", log=base.where
        ).code
        == 2
    )


def test_an_area_is_shown_whole(base: Base) -> None:
    base.log.area_add(SITE, "apron", polygon=ground((35.9403, 35.4009, 35.9413, 35.4019)))
    chip = base.log.image_chip(base.before, area="apron")
    assert chip.derivation.ground is not None
    lon, lat, size = chip.derivation.ground
    assert (lon, lat) == pytest.approx((35.9408, 35.4014), abs=1e-5)
    assert 111 <= size <= 140
