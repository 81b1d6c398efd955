"""Whether pixels decode is found out in other processes: one bad file costs its own rejection only."""

from __future__ import annotations

import os
import time
from pathlib import Path

import pytest

from making_rasters import geotiff, jpeg, png, png_bomb
from obslog.imagery.decoding import decode_check, worker_environment
from obslog.imagery.limits import Limits


def reasons(*paths: Path, limits: Limits = Limits(), jobs: int = 2) -> list[str | None]:
    found = dict(decode_check([os.fsencode(path) for path in paths], limits, jobs))
    return [found[index] for index in range(len(paths))]


def cut(path: Path, share: float) -> Path:
    data = path.read_bytes()
    path.write_bytes(data[: int(len(data) * share)])
    return path


def test_good_files_decode(tmp_path: Path) -> None:
    good = [geotiff(tmp_path / "a.tif"), png(tmp_path / "b.png"), jpeg(tmp_path / "c.jpg")]
    assert reasons(*good) == [None, None, None]


@pytest.mark.parametrize("share", [0.25, 0.5, 0.9])
def test_a_png_cut_short_is_refused_although_gdal_reads_it(tmp_path: Path, share: float) -> None:
    whole, broken = png(tmp_path / "a.png"), cut(png(tmp_path / "b.png"), share)
    first, second = reasons(whole, broken)
    assert first is None
    assert second is not None
    assert "decoded" in second


def test_a_tiff_and_a_jpeg_cut_short_are_refused_in_one_line(tmp_path: Path) -> None:
    found = reasons(cut(geotiff(tmp_path / "a.tif", size=256), 0.5), cut(jpeg(tmp_path / "b.jpg", 256), 0.5))
    assert all(reason is not None and "\n" not in reason and len(reason) < 300 for reason in found)


def test_a_file_that_takes_too_long_is_killed_and_the_next_still_decodes(tmp_path: Path) -> None:
    bomb = png_bomb(tmp_path / "a.png", 16_000)
    patient = Limits(allow_dense=True, wall_s=0.6, cpu_s=60)
    began = time.monotonic()
    slow, good = reasons(bomb, geotiff(tmp_path / "b.tif"), limits=patient, jobs=1)
    assert slow is not None
    assert "took over 0.6 s" in slow
    assert time.monotonic() - began < 30
    assert good is None or "took over" in good  # a loaded machine may need longer to start the second child


def test_a_file_that_needs_too_much_memory_is_refused_alone(tmp_path: Path) -> None:
    bomb = png_bomb(tmp_path / "a.png", 7_000)
    heavy, good = reasons(
        bomb, png(tmp_path / "b.png"), limits=Limits(allow_dense=True, memory=350 << 20), jobs=1
    )
    assert heavy is None or "memory" in heavy or "stopped" in heavy or "decoded" in heavy
    assert good is None


def test_a_stop_leaves_the_rest_undone(tmp_path: Path) -> None:
    paths = [os.fsencode(geotiff(tmp_path / f"{i}.tif")) for i in range(4)]
    assert list(decode_check(paths, should_stop=lambda: True)) == []


def test_nothing_of_the_callers_gdal_settings_reaches_a_worker(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GDAL_DRIVER_PATH", "/tmp/evil")
    monkeypatch.setenv("PROJ_NETWORK", "ON")
    monkeypatch.setenv("CPL_CURL_VERBOSE", "YES")
    environment = worker_environment()
    assert environment["PROJ_NETWORK"] == "OFF"
    assert environment["GDAL_DRIVER_PATH"] == "disable"
    assert "CPL_CURL_VERBOSE" not in environment
    assert "VRT" in environment["GDAL_SKIP"].split()


def test_a_module_lying_in_the_working_folder_is_not_run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "json.py").write_text("open('ran', 'w').close()")
    (tmp_path / "obslog.py").write_text("open('ran', 'w').close()")
    monkeypatch.chdir(tmp_path)
    assert reasons(geotiff(tmp_path / "a.tif")) == [None]
    assert not (tmp_path / "ran").exists()
