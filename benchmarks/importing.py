"""How fast an import is, beside the tools that do a part of its work, all in one run on one machine.

Run `make bench-import`, or `python benchmarks/importing.py [--folder DIR] [--quick]`. Each peer runs on the same files as
obslog, in turns, and the medians of whole processes are compared: above 1 obslog takes longer, below 1 it takes less.

- evidence pass (`import --no-pixels`: identify, hash, footprint, sites, journal) of 2,000 GeoTIFFs of 512 x 512 against
  `gdaltindex -t_srs EPSG:4326 -f GPKG` (Debian's gdal-bin), whose exit code and rows are checked, and against
  `rio stac` (rio-stac) run once a file, on 5 of them, times 400;
- pixel pass (`image prepare --all`) against one core that only decodes every pixel with rasterio;
- one file of 3 GB against `sha256sum`;
- 20,000 unchanged files against `find -printf`, with the start of obslog (`site list`) taken off beside it;
- growth: time a file and memory from 2,000 to 20,000 files.
"""

from __future__ import annotations

import argparse
import os
import shutil
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
import rasterio
from rasterio.transform import from_origin
from rasterio.windows import Window

OBSLOG = [sys.executable, "-m", "obslog"]
DECODE = """
import sys, rasterio
for line in open(sys.argv[1]):
    with rasterio.open(line.rstrip("\\n")) as source:
        source.read()
"""


def run(command: Sequence[str | Path], codes: Sequence[int] = (0,)) -> float:
    """Seconds that one command took, its output thrown away; a code not expected ends the benchmark."""
    begin = time.perf_counter()
    done = subprocess.run([str(each) for each in command], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    spent = time.perf_counter() - begin
    if done.returncode not in codes:
        raise SystemExit(f"{command[0]} ended with {done.returncode}: {done.stderr.decode()[-400:]}")
    return spent


def in_turns(times: int, *each: Callable[[], float]) -> list[float]:
    """The median of each, measured one after the other so that a busy minute falls on all."""
    found = [[one() for one in each] for _ in range(times)]
    return [statistics.median(column) for column in zip(*found, strict=True)]


def scenes(folder: Path, count: int, side: int) -> list[Path]:
    """`count` GeoTIFFs of side x side x 3 bytes in UTM, no two alike."""
    folder.mkdir(parents=True, exist_ok=True)
    pixels = np.random.default_rng(1).integers(0, 255, (3, side, side), dtype=np.uint8)
    shape = {"driver": "GTiff", "width": side, "height": side, "count": 3, "dtype": "uint8"}
    made = []
    for number in range(count):
        path = folder / f"{number // 1000:02d}" / f"scene_{number:05d}.tif"
        path.parent.mkdir(exist_ok=True)
        made.append(path)
        if path.exists():
            continue
        pixels[0, 0, :4] = np.frombuffer(number.to_bytes(4, "big"), dtype=np.uint8)
        zone = 32637 if number % 7 else 32601 + number % 60
        corner = from_origin(300_000 + number * 10, 4_000_000 + number * 7, 0.5, 0.5)
        with rasterio.open(path, "w", crs=f"EPSG:{zone}", transform=corner, **shape) as out:
            out.write(np.roll(pixels, number, axis=2))
    return made


def large(path: Path, bytes_: int) -> Path:
    """One tiled GeoTIFF of about that size, of noise."""
    if not path.exists():
        side = int((bytes_ / 3) ** 0.5) // 512 * 512
        row = np.random.default_rng(2).integers(0, 255, (3, 512, side), dtype=np.uint8)
        shape = {"driver": "GTiff", "width": side, "height": side, "count": 3, "dtype": "uint8"}
        grid = {"crs": "EPSG:32637", "transform": from_origin(300_000, 4_000_000, 0.5, 0.5)}
        layout = {"tiled": True, "blockxsize": 512, "blockysize": 512, "BIGTIFF": "YES"}
        with rasterio.open(path, "w", **shape, **grid, **layout) as out:
            for top in range(0, side, 512):
                out.write(np.roll(row, top // 512, axis=1), window=Window(0, top, side, 512))
    return path


class Log:
    """A log of its own for one measurement."""

    def __init__(self, folder: Path) -> None:
        self.file = folder / "bench.db"
        self.folder = folder

    def fresh(self) -> None:
        """An empty log in the place of the last."""
        for left in self.folder.glob("bench.db*"):
            shutil.rmtree(left) if left.is_dir() else left.unlink()
        run([*OBSLOG, "--log", self.file, "init"])

    def __call__(self, *words: str | Path, codes: Sequence[int] = (0, 3)) -> float:
        """Seconds of one obslog command on this log."""
        return run([*OBSLOG, "--log", self.file, *words], codes)


def evidence(files: list[Path], folder: Path, log: Log, times: int) -> None:
    """The evidence pass beside gdaltindex and rio stac."""
    listed, index = folder / "files.txt", folder / "index.gpkg"
    listed.write_text("".join(f"{path}\n" for path in files))

    def ours() -> float:
        log.fresh()
        return log("import", files[0].parents[1], "--no-pixels")

    def gdal() -> float:
        index.unlink(missing_ok=True)
        spent = run(["gdaltindex", "-t_srs", "EPSG:4326", "-f", "GPKG", index, "--optfile", listed])
        rows = sqlite3.connect(index).execute("SELECT count(*) FROM gpkg_contents").fetchone()[0]
        table = sqlite3.connect(index).execute("SELECT table_name FROM gpkg_contents").fetchone()[0]
        held = sqlite3.connect(index).execute(f'SELECT count(*) FROM "{table}"').fetchone()[0]
        if rows != 1 or held != len(files):
            raise SystemExit(f"gdaltindex indexed {held} of {len(files)} files")
        return spent

    if shutil.which("gdaltindex"):
        mine, peer = in_turns(times, ours, gdal)
        say(f"evidence pass, {len(files):,} files", mine, "gdaltindex", peer)
    else:
        (mine,) = in_turns(times, ours)
        print(f"evidence pass, {len(files):,} files: {mine:.2f} s (gdaltindex is not installed: gdal-bin)")
    rio = shutil.which("rio", path=f"{Path(sys.executable).parent}:{os.environ['PATH']}")
    if rio and not subprocess.run([rio, "stac", "--help"], capture_output=True).returncode:
        part = files[:5]
        peer = sum(run([rio, "stac", path]) for path in part) * len(files) / len(part)
        say(f"evidence pass, {len(files):,} files", mine, f"rio stac a file (from {len(part)})", peer)
    else:
        print("rio stac is not installed: pip install rio-stac")


def pixels(files: list[Path], folder: Path, log: Log, times: int) -> None:
    """The pixel pass beside one core that decodes."""
    listed = folder / "files.txt"

    def ours() -> float:
        log.fresh()
        log("import", files[0].parents[1], "--no-pixels")
        return log("image", "prepare", "--all")

    mine, peer = in_turns(times, ours, lambda: run([sys.executable, "-c", DECODE, listed]))
    say(f"pixel pass, {len(files):,} files", mine, "decoding on one core", peer)


def one_large(folder: Path, log: Log, times: int, bytes_: int) -> None:
    """One large file beside sha256sum."""
    (folder / "large").mkdir(exist_ok=True)
    path = large(folder / "large" / "large.tif", bytes_)

    def ours() -> float:
        log.fresh()
        return log("import", path.parent, "--no-pixels")

    mine, peer = in_turns(times, ours, lambda: run(["sha256sum", path]))
    say(f"one file of {path.stat().st_size / 1e9:.1f} GB", mine, "sha256sum", peer)


def unchanged(files: list[Path], log: Log, times: int) -> None:
    """A folder in which nothing changed beside find; the log holds it already."""
    folder = files[0].parents[1]
    find = ["find", folder, "-type", "f", "-printf", "%s %T@ %D %i %p\\n"]
    mine, start, peer = in_turns(
        times,
        lambda: log("import", folder, "--no-pixels"),
        lambda: log("site", "list"),
        lambda: run(find),
    )
    say(f"{len(files):,} unchanged files", mine, "find", peer)
    beyond = max(mine - start, 1e-6)
    print(
        f"    beyond the start of obslog ({start:.2f} s): {beyond:.2f} s, {len(files) / beyond:,.0f} files/s"
    )


def growth(small: list[Path], big: list[Path], log: Log) -> None:
    """Time a file and peak memory of the importing process; leaves the log with the larger folder in it."""
    told = []
    for files in (small, big):
        log.fresh()
        spent = log("import", files[0].parents[1], "--no-pixels")
        peak = peak_mb(files, log)
        told.append((len(files), spent / len(files) * 1000, peak))
    for count, each, peak in told:
        print(f"growth: {count:,} files of 128 x 128: {each:.2f} ms a file, peak {peak:.0f} MB")
    print(f"    a file takes x{told[1][1] / told[0][1]:.2f}, memory x{told[1][2] / told[0][2]:.2f}")


def peak_mb(files: list[Path], log: Log) -> float:
    """The peak memory of an import in MB, from the kernel's own mark of that process."""
    where = log.file.with_name("peak.db")
    for left in where.parent.glob("peak.db*"):
        left.unlink()
    run([*OBSLOG, "--log", where, "init"])
    script = (
        "import sys; from obslog.cli.main import run\n"
        "code = run(sys.argv[1:])\n"
        "text = open('/proc/self/status').read()\n"
        "print(text.split('VmHWM:')[1].split()[0], file=sys.stderr)\n"
    )
    words = ["--log", str(where), "import", str(files[0].parents[1]), "--no-pixels"]
    done = subprocess.run([sys.executable, "-c", script, *words], capture_output=True, text=True)
    return int(done.stderr.split()[-1]) / 1024


def say(what: str, mine: float, peer_name: str, peer: float) -> None:
    """One line of the table."""
    print(f"{what}: obslog {mine:.2f} s, {peer_name} {peer:.2f} s, ratio {mine / peer:.2f}", flush=True)


def main() -> None:
    """Make the files, run all, print the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--folder", type=Path, help="where the files are made, and kept for the next run")
    parser.add_argument("--times", type=int, default=3)
    parser.add_argument("--quick", action="store_true", help="a tenth of everything, to see that it runs")
    asked = parser.parse_args()
    part = 10 if asked.quick else 1
    with tempfile.TemporaryDirectory() as made:
        folder = asked.folder or Path(made)
        folder.mkdir(parents=True, exist_ok=True)
        log = Log(Path(made))
        print(f"{os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}, medians of {asked.times}", flush=True)
        files = scenes(folder / "scenes", 2000 // part, 512)
        evidence(files, folder, log, asked.times)
        pixels(files, folder, log, asked.times)
        one_large(folder, log, asked.times, 3_000_000_000 // part)
        small, big = scenes(folder / "small", 2000 // part, 128), scenes(folder / "big", 20_000 // part, 128)
        growth(small, big, log)
        unchanged(big, log, asked.times)


if __name__ == "__main__":
    main()
