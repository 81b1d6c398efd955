"""How quickly a large image is there to be looked at, and what that takes, beside bare decimated reads by rasterio.

Run `make bench-viewing`, or `python benchmarks/viewing.py [--folder DIR] [--quick]`. It makes its files (3 GB; with
`--quick` a quarter of their sides), imports them into a log, and looks at each from a process of its own, as a
canvas of 200 x 60 cells does (340 x 204 pixels a read). Then the same windows are read by rasterio alone, by average,
with the same cache for GDAL. Times are in milliseconds (median and largest of the movements), memory is the most that
the looking process and the one behind the view have taken (VmHWM).

- opened: from asking the log for the image to knowing its bands, with a process started ahead (`Log.view_warm`);
- preview, first view: until the import's small picture, and until the whole image in its own values is there, be it
  as a draft; whole: until that is final (all of a file without overviews has been decoded once);
- movements at 1:1, 1:3, 1:12 and whole; `wait` where drafts are waited for.
"""

from __future__ import annotations

import argparse
import json
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import rasterio
from rasterio.enums import Resampling
from rasterio.transform import from_origin
from rasterio.windows import Window

WIDE, HIGH = 340, 204
STEPS = 12
ZOOMS = (1, 3, 12)
FILES: dict[str, tuple[int, dict[str, Any], bool]] = {
    "tiled, overviews": (16_000, {"count": 3, "tiled": True, "compress": "deflate", "zlevel": 1}, True),
    "tiled, none": (16_000, {"count": 3, "tiled": True, "compress": "deflate", "zlevel": 1}, False),
    "striped, none": (16_000, {"count": 3}, False),
    "striped gigapixel": (32_000, {"count": 1, "compress": "lzw"}, False),
    "striped gigapixel, 16 bit": (32_000, {"count": 1, "compress": "deflate", "zlevel": 1, "dtype": "uint16"}, False),
}  # fmt: skip


def make(path: Path, side: int, profile: dict[str, Any], overviews: bool) -> Path:
    """A scene of hills and noise, which packs to about half."""
    if path.exists():
        return path
    rng = np.random.default_rng(5)
    kind = np.dtype(profile.get("dtype", "uint8"))
    shape = {
        "driver": "GTiff",
        "width": side,
        "height": side,
        "dtype": "uint8",
        "BIGTIFF": "IF_SAFER",
    } | profile
    if profile.get("tiled"):
        shape |= {"blockxsize": 512, "blockysize": 512}
    x = np.arange(side)
    corner = from_origin(300_000, 4_000_000, 0.5, 0.5)
    with rasterio.open(path, "w", crs="EPSG:32636", transform=corner, **shape) as out:
        for top in range(0, side, 512):
            rows = min(512, side - top)
            hills = 100 + 60 * np.sin(x / 900)[None] * np.cos((np.arange(rows) + top) / 700)[:, None]
            for band in range(1, profile["count"] + 1):
                values = hills + rng.integers(0, 16, hills.shape, dtype=np.uint8)
                values = values * (40 if kind.itemsize > 1 else 1)
                out.write(values.astype(kind), band, window=Window(0, top, side, rows))
        if overviews:
            out.build_overviews([2, 4, 8, 16, 32, 64], Resampling.average)
    return path


def timed(call: Callable[[], Any]) -> tuple[float, Any]:
    """Milliseconds, and what the call gave."""
    begin = time.perf_counter()
    found = call()
    return (time.perf_counter() - begin) * 1000, found


def peak() -> int:
    """The most memory that this process has taken, in MB; not that of who started it."""
    lines = Path("/proc/self/status").read_text("ascii").splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmHWM:")) // 1024


def movements(side: int, zoom: int) -> list[tuple[float, float, float, float]]:
    """Windows of a walk over the image."""
    wide, high = min(side, WIDE * zoom), min(side, HIGH * zoom)
    return [
        ((side - wide) * step / STEPS, (side - high) * (0.2 + 0.5 * step / STEPS), wide, high)
        for step in range(STEPS)
    ]


def look(database: str, image: str) -> dict[str, Any]:
    """What a canvas does: open, preview, whole image, movements."""
    from obslog.log import open_log

    found: dict[str, Any] = {}
    with open_log(database) as log:
        log.view_warm()
        time.sleep(1.5)

        def opened() -> Any:
            view = log.image_view(image)
            assert view.bands
            return view

        begin = time.perf_counter()
        found["opened"], view = timed(opened)
        side = view.width
        whole = (0, 0, side, side)
        found["preview"], preview = timed(view.preview)
        assert preview is not None
        found["preview"] = (time.perf_counter() - begin) * 1000

        def read(window: Any, wait: bool = False) -> Any:
            return view.read(window, WIDE, HIGH, wait=wait)

        pixels = read(whole)
        view.rgb(pixels)
        while pixels.known is not None and not pixels.complete:
            if pixels.known.any():
                break
            time.sleep(0.02)
            pixels = read(whole)
        found["first view"] = (time.perf_counter() - begin) * 1000
        while not pixels.complete:
            time.sleep(0.05)
            pixels = read(whole)
        found["whole"] = (time.perf_counter() - begin) * 1000
        for zoom in ZOOMS:
            for wait in (False, True):
                spent = [timed(lambda w=window, x=wait: read(w, x))[0] for window in movements(side, zoom)]  # type: ignore[misc]
                found[f"1:{zoom}{' wait' if wait else ''}"] = [statistics.median(spent), max(spent)]
        spent = [timed(lambda: read(whole))[0] for _ in range(STEPS)]
        found["1:all"] = [statistics.median(spent), max(spent)]
        found["memory"] = [peak(), view.memory >> 20]
        view.close()
    return found


def bare(path: str) -> dict[str, Any]:
    """The same windows by rasterio alone."""
    found: dict[str, Any] = {}
    with rasterio.Env(GDAL_CACHEMAX=24 << 20):
        begin = time.perf_counter()
        source = rasterio.open(path)
        found["opened"] = (time.perf_counter() - begin) * 1000
        bands = [1, 2, 3] if source.count >= 3 else [1]

        def read(window: Any) -> Any:
            shape = (len(bands), HIGH, WIDE)
            return source.read(bands, window=Window(*window), out_shape=shape, resampling=Resampling.average)

        whole = (0, 0, source.width, source.height)
        read(whole)
        found["first view"] = found["whole"] = (time.perf_counter() - begin) * 1000
        for zoom in ZOOMS:
            spent = [timed(lambda w=window: read(w))[0] for window in movements(source.width, zoom)]  # type: ignore[misc]
            found[f"1:{zoom}"] = found[f"1:{zoom} wait"] = [statistics.median(spent), max(spent)]
        spent = [timed(lambda: read(whole))[0] for _ in range(2)]
        found["1:all"] = [statistics.median(spent), max(spent)]
        found["memory"] = [peak(), 0]
        source.close()
    return found


def part(*words: str) -> dict[str, Any]:
    """One part of the benchmark in a process of its own."""
    done = subprocess.run([sys.executable, __file__, *words], capture_output=True, text=True)
    if done.returncode:
        raise SystemExit(done.stderr[-2000:])
    answer: dict[str, Any] = json.loads(done.stdout)
    return answer


def shown(value: Any) -> str:
    """Milliseconds of one event, or of many as median and largest."""
    if isinstance(value, list):
        return f"{value[0]:.0f} ({value[1]:.0f})"
    return "-" if value is None else f"{value:.0f}"


def main() -> None:
    """Make, import, look, compare, print."""
    reading = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    reading.add_argument("--folder", type=Path, help="where the files are made and kept")
    reading.add_argument("--quick", action="store_true", help="images of a quarter of the side")
    reading.add_argument("--look", nargs=2, help=argparse.SUPPRESS)
    reading.add_argument("--bare", help=argparse.SUPPRESS)
    given = reading.parse_args()
    if given.look or given.bare:
        print(json.dumps(look(*given.look) if given.look else bare(given.bare)))
        return
    with tempfile.TemporaryDirectory(prefix="obslog-viewing-") as made:
        folder = given.folder or Path(made)
        folder.mkdir(parents=True, exist_ok=True)
        from obslog.log import create, open_log

        database = folder / "obslog.db"
        with open_log(database) if database.exists() else create(database) as log:
            for name, (full, profile, overviews) in FILES.items():
                side = full // 4 if given.quick else full
                path = folder / f"{name.replace(', ', '_').replace(' ', '_')}.tif"
                make(path, side, profile, overviews)
                log.import_images([path])
                image = next(each.id for each in log.image_list() if each.path == str(path))
                ours, theirs = part("--look", str(database), image), part("--bare", str(path))
                print(f"{name}, {side} x {side} x {profile['count']}, {path.stat().st_size / 1e6:.0f} MB")
                keys = [key for key in ours if key != "memory"]
                print("".join(f"{each:>14}" for each in ["", *keys]), flush=True)
                for who, row in (("obslog", ours), ("rasterio", theirs)):
                    print("".join(f"{each:>14}" for each in [who, *(shown(row.get(key)) for key in keys)]))
                there, behind = ours["memory"]
                print(
                    f"memory MB: obslog {there} + {behind} = {there + behind}, rasterio {theirs['memory'][0]}\n"
                )


if __name__ == "__main__":
    main()
