"""Windows of a raster read in any of the ways there are agree with the library that reads it, and with one another."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from obslog.imagery import view_copy, view_reading
from obslog.imagery.opening import open_evidence
from obslog.imagery.reducing import reduced, resampled
from obslog.imagery.stretch import percentiles, to_rgb
from obslog.imagery.view_bands import band_names, default_bands
from obslog.imagery.view_reading import Answer, ViewReader
from obslog.imagery.view_source import ViewSource
from obslog.imagery.window import Window
from realdata import shared_data

RNG = np.random.default_rng(3)


def scene(
    path: Path, width: int = 700, height: int = 500, bands: int = 3, dtype: str = "uint8", **profile: Any
) -> Any:
    """A raster of soft hills and some noise; gives its values (band, row, column)."""
    import rasterio

    y, x = np.mgrid[0:height, 0:width]
    values = np.stack([90 + 60 * np.sin(x / (31 + 7 * b)) * np.cos(y / 43) for b in range(bands)])
    values = (values + RNG.integers(0, 40, values.shape)).astype(dtype)
    with rasterio.open(
        path, "w", driver="GTiff", width=width, height=height, count=bands, dtype=dtype, **profile
    ) as out:
        out.write(values)
    return values


@contextmanager
def reader_of(path: Path) -> Iterator[ViewReader]:
    with open_evidence(path) as evidence, evidence.dataset() as source:
        reader = ViewReader(ViewSource(evidence, source))
        yield reader
        reader.close()


def read(
    reader: ViewReader, window: Any, columns: int, rows: int, bands: Any = (1,), wait: bool = True
) -> Answer:
    return reader.read(
        Window(*window), rows, columns, bands, lambda: None, (lambda share: None) if wait else None
    )


def means(values: Any, factor: int) -> Any:
    """Means over whole cells, the slow and plain way."""
    rows, columns = values.shape[1] // factor, values.shape[2] // factor
    cells = values[:, : rows * factor, : columns * factor].reshape(-1, rows, factor, columns, factor)
    return cells.mean(axis=(2, 4))


TILED: dict[str, Any] = {"tiled": True, "blockxsize": 128, "blockysize": 128, "compress": "deflate"}
LAYOUTS: list[dict[str, Any]] = [
    {},
    TILED,
    TILED | {"interleave": "band"},
    {"compress": "lzw", "blockysize": 7},
    {"compress": "deflate", "blockysize": 500},
]


@pytest.mark.parametrize("layout", LAYOUTS)
def test_at_full_size_the_values_are_those_of_the_file(tmp_path: Path, layout: dict[str, Any]) -> None:
    values = scene(tmp_path / "a.tif", **layout)
    with reader_of(tmp_path / "a.tif") as reader:
        answer = read(reader, (37, 41, 300, 200), 300, 200, (3, 1))
        assert (answer.data == values[[2, 0], 41:241, 37:337]).all()
        assert answer.valid.all() and answer.share == 1 and answer.known is None
        within = read(reader, (100.5, 200.5, 4, 4), 16, 16)
        assert (within.data[0, ::4, ::4] == values[0, 200:204, 100:104]).all()
        assert (within.data[0, 2::4, 2::4] == values[0, 201:205, 101:105]).all()


@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize("copied", [False, True])
def test_made_smaller_each_pixel_is_the_mean_of_those_it_covers(
    tmp_path: Path, layout: dict[str, Any], copied: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    values = scene(tmp_path / "a.tif", **layout)
    if copied:
        monkeypatch.setattr(view_reading, "BUDGET", 1)
        monkeypatch.setattr(view_reading, "QUICK", 1)
        monkeypatch.setattr(view_reading, "_IN_ORDER_BUDGET", 1)
        monkeypatch.setattr(view_copy, "_SMALLEST", 60)
    with reader_of(tmp_path / "a.tif") as reader:
        for factor in (2, 4, 8):
            columns, rows = 640 // factor, 480 // factor
            answer = read(reader, (0, 0, 640, 480), columns, rows, (1, 2, 3))
            expected = means(values[:, :480, :640], factor)
            # Each level of a copy is rounded once more.
            assert abs(answer.data - expected).max() <= (1.6 if copied else 0.51)
            assert answer.valid.all() and answer.share == 1
        odd = read(reader, (13.7, 20.2, 601, 433), 97, 71, (2,))
        y, x = 20.2 + (np.arange(71) + 0.5) * 433 / 71, 13.7 + (np.arange(97) + 0.5) * 601 / 97
        soft = 109.5 + 60 * np.sin(x / 38) * np.cos(y / 43)[:, None]
        assert abs(odd.data[0] - soft).mean() < 4


def test_beyond_the_image_nothing_is_valid_and_what_is_within_lies_in_its_place(tmp_path: Path) -> None:
    values = scene(tmp_path / "a.tif")
    with reader_of(tmp_path / "a.tif") as reader:
        answer = read(reader, (-50, 400, 200, 200), 200, 200)
        assert (answer.valid[:100, 50:]).all() and answer.valid.sum() == 100 * 150
        assert (answer.data[0, :100, 50:] == values[0, 400:, :150]).all()
        assert not answer.data[0, 100:].any()
        assert not read(reader, (5000, 5000, 10, 10), 5, 5).valid.any()
        far = read(reader, (-7000, -5000, 14_700, 10_500), 147, 105)
        assert far.valid[50:55, 70:77].all() and far.valid.sum() == 35


def test_overviews_of_the_file_are_used_and_those_of_a_trap_are_not(tmp_path: Path) -> None:
    import rasterio
    from rasterio.enums import Resampling

    values = scene(tmp_path / "a.tif", **TILED)
    with rasterio.open(tmp_path / "a.tif", "r+") as out:
        out.build_overviews([2, 4], Resampling.average)
    with reader_of(tmp_path / "a.tif") as reader:
        assert reader.source.overviews == (2, 4)
        answer = read(reader, (0, 0, 640, 480), 160, 120, (1, 2, 3), wait=False)
        assert answer.share == 1
        assert abs(answer.data - means(values[:, :480, :640], 4)).mean() < 2
        beside = read(reader, (-640, -480, 1280, 960), 320, 240, (1,), wait=False)
        assert not beside.valid[:120].any() and beside.valid[120:, 160:].all()
        assert abs(beside.data[0, 120:, 160:] - answer.data[0]).mean() < 2
    with rasterio.open(tmp_path / "a.tif", "r+") as out:
        out.update_tags(note="&overviews;")
    with reader_of(tmp_path / "a.tif") as reader:
        assert reader.source.overviews == ()
        assert read(reader, (0, 0, 640, 480), 160, 120, (1, 2, 3)).valid.all()


def test_a_large_image_is_answered_by_drafts_until_its_copy_is_made(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(view_reading, "BUDGET", 1000)
    monkeypatch.setattr(view_reading, "QUICK", 1000)
    monkeypatch.setattr(view_copy, "_SMALLEST", 60)
    monkeypatch.setattr(view_copy, "_STEP_VALUES", 1)
    values = scene(tmp_path / "a.tif", **TILED)
    with reader_of(tmp_path / "a.tif") as reader:
        whole = (0, 0, 700, 500)
        first = read(reader, whole, 70, 50, wait=False)
        assert first.share < 1 and first.known is not None and not first.known.any() and not first.valid.any()
        shares = [first.share]
        while reader.work is not None:
            reader.work.step(lambda: None)
            answer = read(reader, whole, 70, 50, wait=False)
            shares.append(answer.share)
            if answer.known is not None:
                made = int(answer.known[:, 0].sum())
                assert answer.known[:made].all() and not answer.known[made:].any()
                assert (answer.valid == answer.known).all()
        assert shares == sorted(shares) and shares[-1] == 1 and len(shares) == 5
        done = read(reader, whole, 70, 50, wait=False)
        assert done.known is None and abs(done.data[0] - means(values[:1], 10)[0]).max() < 12
        # Between the file and the copy: first a coarser answer, then the true one.
        fine = (99, 99, 300, 300)
        monkeypatch.setattr(view_copy.ReducedCopy, "factor", 4)
        coarse = read(reader, fine, 100, 100, wait=False)
        assert coarse.share == view_reading.DRAFT and coarse.known is None
        true = read(reader, fine, 100, 100, wait=False)
        assert true.share == 1 and abs(true.data[0] - means(values[:1, 99:399, 99:399], 3)[0]).max() < 1


def test_strips_are_sampled_at_once_while_the_copy_is_made(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(view_reading, "BUDGET", 100_000)
    values = scene(tmp_path / "a.tif", blockysize=1, bands=1, compress="deflate")
    with reader_of(tmp_path / "a.tif") as reader:
        draft = read(reader, (0, 0, 700, 500), 70, 50, wait=False)
        assert draft.share < 1 and draft.valid.all() and draft.known is None
        assert np.isin(draft.data, values).all()


def test_work_on_a_copy_can_be_cancelled_and_goes_on_where_it_was(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(view_reading, "BUDGET", 1)
    monkeypatch.setattr(view_copy, "_STEP_VALUES", 1)
    scene(tmp_path / "a.tif", **TILED)

    class StopError(Exception):
        pass

    def stop_at(share: float) -> None:
        if share > 0.4:
            raise StopError

    with reader_of(tmp_path / "a.tif") as reader:
        with pytest.raises(StopError):
            reader.read(Window(0, 0, 700, 500), 50, 70, (1,), lambda: None, stop_at)
        assert reader.work is not None and 0.4 < reader.work.share < 1
        assert read(reader, (0, 0, 700, 500), 70, 50).share == 1


def test_a_copy_without_room_for_a_file_is_a_coarser_one_in_memory(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(fd: int, at: int, size: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(view_reading, "BUDGET", 1)
    monkeypatch.setattr(view_copy, "MEMORY_BYTES", 100_000)
    monkeypatch.setattr("os.posix_fallocate", full)
    values = scene(tmp_path / "a.tif", **TILED)
    with reader_of(tmp_path / "a.tif") as reader:
        answer = read(reader, (0, 0, 640, 480), 80, 60)
        assert abs(answer.data[0] - means(values[:1, :480, :640], 8)[0]).max() <= 1.6
        (copy,) = reader._copies
        assert copy.factor == 4 and copy.size <= 100_000


@pytest.mark.parametrize("copied", [False, True])
def test_nodata_alpha_masks_and_nan_are_not_valid_and_do_not_darken_their_neighbours(
    tmp_path: Path, copied: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    import rasterio
    from rasterio.enums import ColorInterp

    if copied:
        monkeypatch.setattr(view_reading, "BUDGET", 1)
    hole = np.zeros((400, 400), bool)
    hole[101:203, 77:301] = True
    for kind in ("nodata", "alpha", "mask", "nan"):
        path = tmp_path / f"{kind}.tif"
        dtype = "float32" if kind == "nan" else "uint16"
        values = np.full((1, 400, 400), 1000, dtype)
        profile: dict[str, Any] = {"nodata": 0} if kind == "nodata" else {}
        if kind in ("nodata", "nan"):
            values[0, hole] = 0 if kind == "nodata" else np.nan
        count = 2 if kind == "alpha" else 1
        with (
            rasterio.Env(GDAL_TIFF_INTERNAL_MASK=True),
            rasterio.open(
                path, "w", driver="GTiff", width=400, height=400, count=count, dtype=dtype, **profile
            ) as out,
        ):
            out.write(values[0], 1)
            if kind == "alpha":
                out.write(np.where(hole, 0, 65535).astype(dtype), 2)
                out.colorinterp = (ColorInterp.gray, ColorInterp.alpha)
            if kind == "mask":
                out.write_mask(np.where(hole, 0, 255).astype("uint8"))
        with reader_of(path) as reader:
            full = read(reader, (0, 0, 400, 400), 400, 400)
            assert (full.valid == ~hole).all(), kind
            small = read(reader, (0, 0, 400, 400), 61, 53)
            assert np.allclose(small.data[0][small.valid], 1000), kind
            assert 0.8 < small.valid.mean() / (1 - hole.mean()) < 1.2, kind
            assert small.valid[0, 0] and not small.valid[20, 30], kind


def test_complex_values_are_amplitudes_also_in_means(tmp_path: Path) -> None:
    import rasterio

    values = (RNG.normal(size=(64, 64)) + 1j * RNG.normal(size=(64, 64))).astype("complex64")
    path = tmp_path / "a.tif"
    with rasterio.open(path, "w", driver="GTiff", width=64, height=64, count=1, dtype="complex64") as out:
        out.write(values, 1)
    with reader_of(path) as reader:
        assert reader.source.describe()["dtype"] == "float32"
        assert np.allclose(read(reader, (0, 0, 64, 64), 64, 64).data[0], abs(values), rtol=1e-6)
        small = read(reader, (0, 0, 64, 64), 16, 16)
        assert np.allclose(small.data, means(abs(values)[None], 4), rtol=1e-5)


def test_a_palette_is_three_colours(tmp_path: Path) -> None:
    import rasterio

    path = tmp_path / "a.tif"
    values = RNG.integers(0, 3, (40, 40)).astype("uint8")
    table = {0: (255, 0, 0), 1: (0, 200, 0), 2: (0, 0, 90)}
    with rasterio.open(path, "w", driver="GTiff", width=40, height=40, count=1, dtype="uint8") as out:
        out.write(values, 1)
        out.write_colormap(1, table)
    with reader_of(path) as reader:
        told = reader.source.describe()
        assert (told["bands"], told["names"]) == (3, ["red", "green", "blue"])
        answer = read(reader, (0, 0, 40, 40), 40, 40, (1, 2, 3))
        colours = np.array([table[each] for each in range(3)])
        assert (np.moveaxis(answer.data, 0, 2) == colours[values]).all()


@pytest.mark.parametrize("name", ["rasterio/RGB.byte.tif", "rio_tiler/cog_rgb_mask.tif", "rasterio/alpha.tif",
    "rasterio/float_nan.tif", "rasterio/389225main_sw_1965_1024.jpg", "rio_tiler/cog_scale.tif"])  # fmt: skip
def test_real_files_give_what_rasterio_gives(name: str) -> None:
    import rasterio
    from rasterio.windows import Window as Rectangle

    path = shared_data() / "rasters" / name
    with reader_of(path) as reader, rasterio.open(path) as source:
        wide, high = min(200, source.width), min(150, source.height)
        place = (source.width - wide) // 2, (source.height - high) // 2, wide, high
        answer = read(reader, place, wide, high)
        expected = source.read(1, window=Rectangle(*place))
        same = (answer.data[0] == expected) | ~answer.valid | np.isnan(expected.astype(float))
        assert same.all()
        masked = source.dataset_mask(window=Rectangle(*place)) > 0
        assert (answer.valid & ~masked).mean() < 0.2 and answer.valid.any() == masked.any()


def test_ranges_come_from_a_sample_near_the_truth_however_the_file_is_laid_out(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    layouts: list[dict[str, Any]] = [*LAYOUTS, TILED | {"dtype": "uint16"}]
    for budget in (view_reading.BUDGET, 2000):
        monkeypatch.setattr(view_reading, "BUDGET", budget)
        monkeypatch.setattr(view_reading, "_SAMPLE_VALUES", max(40_000, budget // 6))
        for layout in layouts:
            values = scene(tmp_path / "a.tif", **layout)
            with reader_of(tmp_path / "a.tif") as reader:
                found, _ = reader.ranges((1, 2), 2, 98, lambda: None)
                true = np.percentile(values[:2], [2, 98])
                assert np.allclose(found, [true, true], atol=25), (budget, layout, found)


def test_cells_are_exact_means_whatever_their_size_and_type() -> None:
    for dtype in ("uint8", "int16", "uint16", "int32", "float32", "float64"):
        for shape, factor in (((2, 37, 53), 4), ((1, 8, 8), 8), ((3, 5, 5), 7), ((1, 300, 300), 256)):
            values = RNG.integers(0, 255, shape).astype(dtype)
            if dtype == "uint16":
                values = values * np.uint16(257)
            found, seen = reduced(values, None, factor)
            rows = range(0, shape[1], factor)
            columns = range(0, shape[2], factor)
            slow = np.array([
                [[plane[r : r + factor, c : c + factor].astype(float).mean() for c in columns] for r in rows]
                for plane in values
            ])  # fmt: skip
            assert found.shape == slow.shape and seen is None
            assert abs(found - slow).max() <= (0.51 if found.dtype.kind in "iu" else 1e-3)


def test_negative_values_round_as_others_do() -> None:
    values = np.array([[[-3, -4], [-4, -4]]], np.int16)
    assert reduced(values, None, 2)[0][0, 0, 0] == -4


def test_between_cells_only_the_seen_count() -> None:
    planes = np.array([[[10, 99], [10, 99]]], np.uint8)
    seen = np.array([[True, False], [True, False]])
    data, valid = resampled(planes, seen, (0, 0, 2, 2), 1, 1)
    assert data[0, 0, 0] == 10 and valid.all()
    data, valid = resampled(planes, seen, (-1, 0, 3, 2), 2, 3)
    assert valid.tolist() == [[False, True, False]] * 2


def test_a_stretch_spreads_values_over_eight_bits() -> None:
    values = np.arange(0, 1000, dtype=np.uint16).reshape(1, 20, 50)
    found = to_rgb(values, None, [(100.0, 900.0)])
    assert found.shape == (20, 50, 3) and (found[..., 0] == found[..., 2]).all()
    assert found[0, 0, 0] == 0 and found[-1, -1, 0] == 255 and abs(int(found[10, 0, 0]) - 127) <= 1
    for dtype in ("uint8", "int16", "float32", "uint16"):
        small = np.array([[[10, 20, 30]]]).astype(dtype)
        assert to_rgb(small, None, [(10, 30)])[0, :, 0].tolist() == [0, 128, 255]
        assert to_rgb(small, None, [(10, 30)], gamma=2)[0, 1, 0] == 180
        assert to_rgb(small, None, [(5, 5)])[0, :, 0].tolist() == [128] * 3
    holed = to_rgb(small, np.array([[True, False, True]]), [(10, 30)], fill=(1, 2, 3))
    assert holed[0, 1].tolist() == [1, 2, 3]
    assert to_rgb(np.array([[[np.nan, np.inf]]]), None, [(0, 1)])[0, :, 0].tolist() == [0, 255]
    colours = to_rgb(np.array([[[0]], [[5]], [[10]], [[7]]]), None, [(0, 10)])
    assert colours[0, 0].tolist() == [0, 128, 255]


def test_percentiles_leave_out_what_is_not_valid() -> None:
    values = np.zeros((2, 10, 10), np.float32)
    values[0, 5:] = 7
    values[1] = np.nan
    valid = np.zeros((10, 10), bool)
    valid[5:] = True
    assert percentiles(values, valid, 2, 98) == ((7.0, 7.0), (0.0, 0.0))
    assert percentiles(values.astype("uint8")[:1], np.zeros((10, 10), bool), 2, 98) == ((0.0, 0.0),)


@pytest.mark.parametrize(
    ("names", "kinds", "dtype", "maker", "display", "bands", "called"),
    [
        ("", "red green blue", "uint8", "", (1, 2, 3), (1, 2, 3), "red green blue"),
        ("", "blue green red", "uint8", "", (1, 2, 3), (3, 2, 1), "blue green red"),
        ("", "gray undefined undefined undefined", "uint16", "Planet planetscope", (3, 2, 1), (3, 2, 1), "blue"),
        ("", "gray" + 7 * " undefined", "uint16", "Maxar worldview-3", (1, 2, 3), (5, 3, 2), "coastal"),
        ("", "gray" + 7 * " undefined", "uint16", "Planet", (1, 2, 3), (7, 4, 2), "coastal blue"),
        ("", "gray" + 7 * " undefined", "uint16", "", (1, 2, 3), (1, 2, 3), "band 1"),
        ("B1_blue B2_green B3_red B8_nir", "gray" + 3 * " undefined", "uint16", "", (3, 2, 1), (3, 2, 1), "B1_blue"),
        ("", "gray", "uint16", "Maxar worldview-3", (1,), (1,), "band 1"),
    ],
)  # fmt: skip
def test_red_green_and_blue_are_found_by_what_says_so(
    names: str, kinds: str, dtype: str, maker: str, display: Any, bands: Any, called: str
) -> None:
    kind = kinds.split()
    name = names.split() or [""] * len(kind)
    expected = (6, 4, 2) if maker == "Planet" else bands
    assert default_bands(name, kind, dtype, maker, display) == expected
    assert " ".join(band_names(name, kind, dtype, maker)).startswith(called)


def test_a_picture_drawn_in_parts_is_the_picture_drawn_at_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    scene(tmp_path / "a.tif", **TILED)
    windows = [((-20, 30.5, 800, 400), 333, 222), ((3, 3, 100, 100), 400, 300), ((0, 0, 700, 500), 70, 50)]
    for window, columns, rows in windows:
        with reader_of(tmp_path / "a.tif") as reader:
            whole = read(reader, window, columns, rows, (1, 2))
            monkeypatch.setattr(view_reading, "_DRAWN_VALUES", 2000)
            parts = read(reader, window, columns, rows, (1, 2))
            monkeypatch.undo()
        assert (whole.valid == parts.valid).all()
        assert (whole.data[:, whole.valid] == parts.data[:, whole.valid]).all()
