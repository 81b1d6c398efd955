"""An image looked at through its child process: quickly, by drafts, given up, killed, changed, gone."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from imagery.test_viewing_reading import TILED, scene
from making_rasters import geotiff
from obslog.imagery import view_spare
from obslog.imagery.limits import Limits
from obslog.imagery.viewing import CancelledError, ImageView, Subject
from obslog.model.errors import FileRefusedError, RefusedError, WordError


def view_of(path: Path, limits: Limits | None = None, **known: Any) -> ImageView:
    """The file open to be looked at, as if the log knew no more than its size."""
    size = known.pop("size", None) or path.stat().st_size
    subject = Subject("0" * 64, os.fsencode(path), path.name, size, **{"width": 0, "height": 0, **known})
    return ImageView(subject, limits or Limits())


def is_gone(pid: int) -> bool:
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0]
    except (FileNotFoundError, ProcessLookupError):
        return True
    return state == "Z"


def until(true: Callable[[], bool], seconds: float = 20.0) -> None:
    """Wait for it, or fail."""
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end
        time.sleep(0.01)


@pytest.fixture(scope="module")
def large(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """9000 x 9000 in one band, too much to be decoded for each look at it, in a file of a megabyte or so."""
    import rasterio

    path = tmp_path_factory.mktemp("large") / "large.tif"
    with rasterio.open(
        path, "w", driver="GTiff", width=9000, height=9000, count=1, dtype="uint8", tiled=True, compress="deflate",
        blockxsize=512, blockysize=512, predictor=2,
    ) as out:  # fmt: skip
        rows = np.arange(9000, dtype=np.uint32)
        for top in range(0, 9000, 1500):
            part = rows[top : top + 1500, None] // 36 + (rows % 7)[None] * 0
            out.write(part.astype("uint8"), 1, window=rasterio.windows.Window(0, top, 9000, len(part)))
    return path


def test_what_there_is_to_know_and_pixels_as_they_are(tmp_path: Path) -> None:
    values = scene(tmp_path / "a.tif", dtype="uint16", **TILED)
    with closing(view_of(tmp_path / "a.tif", maker="Maxar worldview-2")) as view:
        assert (view.bands, view.dtype, view.has_overviews) == (3, "uint16", False)
        assert (view.width, view.height) == (700, 500)
        assert view.default_bands == (1, 2, 3) and len(view.band_names) == 3
        assert view.ground is None and view.preview() is None
        pixels = view.read((10, 20, 300, 200), 300, 200, (2,))
        assert (pixels.data[0] == values[1, 20:220, 10:310]).all() and pixels.valid.all() and pixels.complete
        assert pixels.data.dtype == np.uint16 and pixels.bands == (2,)
        usual = view.read((0, 0, 700, 500), 70, 50)
        assert usual.data.shape == (3, 50, 70)
        (low, high), *_ = view.ranges()
        assert 0 < low < high < 300 and len(view.ranges((2,), 0, 100)) == 1
        picture = view.rgb(usual)
        assert picture.shape == (50, 70, 3) and picture.dtype == np.uint8 and picture.std() > 30


@pytest.mark.parametrize(
    ("window", "size", "bands"),
    [
        ((0, 0, 0, 5), (5, 5), (1,)),
        ((0, 0, float("nan"), 5), (5, 5), (1,)),
        ((0, 0, 5, 5), (0, 5), (1,)),
        ((0, 0, 5, 5), (50_000, 50_000), (1,)),
        ((0, 0, 5, 5), (5, 5), (4,)),
        ((0, 0, 5, 5), (5, 5), ()),
    ],
)
def test_what_cannot_be_asked_is_said(tmp_path: Path, window: Any, size: Any, bands: Any) -> None:
    with closing(view_of(geotiff(tmp_path / "a.tif"))) as view, pytest.raises(WordError):
        view.read(window, *size, bands)


def test_the_ground_is_that_of_the_file_or_of_its_ties(tmp_path: Path) -> None:
    from obslog.model.images import Tie

    path = geotiff(tmp_path / "a.tif", size=80)
    with closing(view_of(path)) as view:
        grid = view.ground
        assert grid is not None and grid.metres_per_pixel(40, 40) == pytest.approx(1, rel=1e-3)
    ties = (Tie(0, 0, 35.0, 36.0), Tie(80, 0, 35.001, 36.0))
    with closing(view_of(path, width=80, height=80, ties=ties)) as view:
        assert view.ground is not None and view.ground.how == "ties"


def test_a_large_image_shows_its_preview_at_once_and_then_itself(large: Path, tmp_path: Path) -> None:
    from PIL import Image

    preview = tmp_path / "preview.jpg"
    Image.fromarray(np.full((512, 512), 77, np.uint8)).save(preview)
    with closing(view_of(large, width=9000, height=9000, preview=os.fsencode(preview))) as view:
        small = view.preview()
        assert small is not None and small.shape == (512, 512, 3)
        first = view.read((0, 0, 9000, 9000), 90, 90)
        assert not first.complete and first.known is not None and first.backdrop is not None
        shown = view.rgb(first)
        assert (abs(shown[~first.known].astype(int) - 77) < 3).all()
        found: list[Any] = [first]

        def is_whole() -> bool:
            found.append(view.read((0, 0, 9000, 9000), 90, 90))
            return bool(found[-1].complete)

        until(is_whole)
        assert found[-1].known is None and found[-1].backdrop is None and found[-1].valid.all()
        expected = (np.arange(90) * 100 + 50) / 36
        assert abs(found[-1].data[0] - expected[:, None]).max() < 3
        assert [each.share for each in found] == sorted(each.share for each in found)
        assert view.memory < 250 << 20


def test_whoever_waits_is_told_how_far_it_is(large: Path) -> None:
    shares: list[float] = []
    with closing(view_of(large)) as view:
        assert view.read((0, 0, 9000, 9000), 90, 90, wait=True, on_progress=shares.append).complete
    assert shares and shares == sorted(shares) and 0 < shares[0] <= shares[-1] <= 1


def test_a_question_given_up_from_another_thread_ends_and_the_next_is_answered(large: Path) -> None:
    with closing(view_of(large)) as view:
        assert view.bands == 1
        for _ in range(3):
            with pytest.raises(CancelledError):
                view.read((0, 0, 9000, 9000), 90, 90, wait=True, on_progress=lambda share: view.cancel())
            assert view.read((0, 0, 64, 64), 64, 64).complete
        view.cancel()  # nothing is pending: nothing happens
        assert view.read((0, 0, 64, 64), 64, 64).complete


def test_a_file_that_ends_its_process_is_one_line_and_can_be_opened_again(large: Path) -> None:
    with closing(view_of(large)) as view:
        assert view.bands == 1
        process = view._process
        assert process is not None

        def kill(share: float) -> None:
            os.kill(process.pid, signal.SIGKILL)

        with pytest.raises(FileRefusedError, match=r"large.tif: .*signal 9"):
            view.read((0, 0, 9000, 9000), 90, 90, wait=True, on_progress=kill)
        assert view.read((0, 0, 64, 64), 64, 64).complete
        assert view._process is not None
        os.kill(view._process.pid, signal.SIGKILL)
        until(lambda: view._process is not None and not view._process.is_alive)
        assert view.read((0, 0, 64, 64), 64, 64).complete


def test_a_process_that_does_not_answer_is_ended(large: Path) -> None:
    with closing(view_of(large, Limits(wall_s=0.5))) as view:
        assert view.bands == 1 and view._process is not None
        pid = view._process.pid
        os.kill(pid, signal.SIGSTOP)
        with pytest.raises(FileRefusedError, match="too long"):
            view.read((0, 0, 64, 64), 64, 64)
        assert is_gone(pid)


def test_closing_ends_the_process_whatever_it_does(large: Path) -> None:
    view = view_of(large)
    assert view.bands == 1 and view._process is not None
    pid = view._process.pid
    raised: list[BaseException] = []

    def ask() -> None:
        try:
            view.read((0, 0, 9000, 9000), 90, 90, wait=True, on_progress=lambda share: begun.set())
        except BaseException as error:
            raised.append(error)

    begun = threading.Event()
    thread = threading.Thread(target=ask)
    thread.start()
    assert begun.wait(20)
    view.close()
    thread.join(20)
    assert not thread.is_alive() and isinstance(raised[0], CancelledError)
    assert is_gone(pid)
    view.close()
    with pytest.raises(RefusedError, match="closed"):
        view.read((0, 0, 64, 64), 64, 64)


def test_a_forgotten_view_and_a_killed_parent_leave_no_process_behind(large: Path) -> None:
    view = view_of(large)
    assert view.bands == 1 and view._process is not None
    pid = view._process.pid
    del view
    until(lambda: is_gone(pid))
    program = (
        "import os, sys, time\n"
        "from obslog.imagery.viewing import ImageView, Subject\n"
        "path = sys.argv[1]\n"
        "view = ImageView(Subject('0', os.fsencode(path), 'a', os.stat(path).st_size, 0, 0))\n"
        "view.read((0, 0, 9000, 9000), 90, 90)\n"
        "print(view._process.pid, flush=True)\n"
        "time.sleep(60)\n"
    )
    parent = subprocess.Popen([sys.executable, "-c", program, str(large)], stdout=subprocess.PIPE, text=True)
    assert parent.stdout is not None
    child = int(parent.stdout.readline())
    parent.kill()
    parent.wait()
    parent.stdout.close()
    until(lambda: is_gone(child))


def test_a_file_that_changes_while_it_is_looked_at_is_not_shown_as_evidence(tmp_path: Path) -> None:
    path = geotiff(tmp_path / "a.tif")
    with closing(view_of(path)) as view:
        assert view.read((0, 0, 64, 64), 64, 64).complete
        data = path.read_bytes()
        path.write_bytes(data[:-1] + b"\x01")
        os.utime(path, (1, 1))
        with pytest.raises(FileRefusedError, match=r"changed since.*image relocate"):
            view.read((0, 0, 64, 64), 64, 64)
    with closing(view_of(path, size=17)) as view, pytest.raises(FileRefusedError, match=r"image relocate"):
        view.read((0, 0, 64, 64), 64, 64)
    path.unlink()
    with (
        closing(view_of(path, size=17)) as view,
        pytest.raises(FileRefusedError, match=r"no longer there.*relocate"),
    ):
        view.read((0, 0, 64, 64), 64, 64)


@pytest.mark.skipif(not Path("/proc/self/fd").is_dir(), reason="only Linux shows what a process holds open")
def test_a_process_started_ahead_serves_one_view_after_the_other(tmp_path: Path) -> None:
    view_spare.end_spare()
    view_spare.warm()
    (spare,) = view_spare._spare
    view_spare.warm()
    assert view_spare._spare == [spare]
    for value in (40, 41):
        path = geotiff(tmp_path / f"{value}.tif", value=value)
        with closing(view_of(path)) as view, closing(view_of(path)) as beside:
            assert (view.read((0, 0, 64, 64), 9, 9).data == value).all() and view._process is spare
            assert beside.bands == 3 and beside._process is not None
            other = beside._process.pid
            assert str(path) in _open_files(spare.pid)
            beside.close()  # the first to be closed is kept for the next view
        assert is_gone(spare.pid) and not is_gone(other)
        (spare,) = view_spare._spare
        until(lambda path=path, spare=spare: str(path) not in _open_files(spare.pid))
    view_spare.end_spare()
    assert view_spare._spare == [] and is_gone(spare.pid)


def _open_files(pid: int) -> list[str]:
    return [str(each.readlink()) for each in Path(f"/proc/{pid}/fd").iterdir()]


@pytest.fixture
def trapped(tmp_path: Path) -> Iterator[Path]:
    """A file whose metadata lead to another's overviews."""
    from making_rasters import inject_metadata

    canary = geotiff(tmp_path / "canary.tif", value=213, size=600)
    path = geotiff(tmp_path / "trap.tif", size=600, tags={"a": "b"})
    xml = f'<GDALMetadata><Item name="OVERVIEW_FILE" domain="OVERVIEWS">{canary}</Item></GDALMetadata>'
    yield inject_metadata(path, xml.encode())


def test_no_file_leads_a_view_to_another(trapped: Path) -> None:
    with closing(view_of(trapped)) as view:
        assert not view.has_overviews
        pixels = view.read((0, 0, 600, 600), 20, 20)
        assert (pixels.data == 40).all()


@pytest.mark.parametrize("kind", ["a.jp2", "a.ntf", "a.png", "a.jpg", "a.zip"])
def test_every_format_of_evidence_is_looked_at_also_in_an_archive(tmp_path: Path, kind: str) -> None:
    import rasterio

    import making_formats
    from making_archives import zip_of
    from making_rasters import jpeg, png

    inner = tmp_path / ("a.png" if kind == "a.zip" else kind)
    if kind == "a.jp2":
        making_formats.jp2(inner, QUALITY="100", REVERSIBLE="YES")
    elif kind == "a.ntf":
        making_formats.nitf(inner)
    else:
        (jpeg if kind == "a.jpg" else png)(inner)
    with rasterio.open(inner) as source:
        expected = source.read(1)
    path, size = inner, inner.stat().st_size
    if kind == "a.zip":
        data = inner.read_bytes()
        inner.unlink()
        (tmp_path / kind).write_bytes(zip_of({b"in/a.png": data}))
        path = tmp_path / f"{kind}!/in/a.png"
    high, wide = expected.shape
    with closing(view_of(path, size=size)) as view:
        found = view.read((0, 0, wide, high), wide, high, (1,))
        assert (found.data[0] == expected).all()
        assert view.read((0, 0, wide, high), max(1, wide // 4), max(1, high // 4)).complete
