"""An import in a process of its own, as a shell starts it: its folder, its end, what its log says afterwards."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from making_rasters import geotiff, jpeg, png
from obslog.model.places import Geometry, Site
from obslog.store import queries
from obslog.store.ids import new_id
from obslog.store.journal import Actor
from obslog.store.rows import site_ops
from obslog.store.workspace import Workspace

#: The command as it ships, and with so small batches that its work is many transactions.
AS_SHIPPED = ("-m", "obslog")
MANY_BATCHES = (
    "-c",
    "from obslog.ingest import pixels, run; run._BATCH = pixels._BATCH = 7; pixels._CHUNK = 9; "
    "from obslog.cli.main import main; main()",
)


@dataclass(frozen=True)
class Ended:
    """How an import ended: its exit code (negative for a signal) and what it printed."""

    code: int
    out: bytes
    err: str

    @property
    def told(self) -> list[dict[str, Any]]:
        """The outcome lines that came out whole; a last one may have been cut off."""
        lines = [json.loads(line) for line in self.out.splitlines(keepends=True) if line.endswith(b"\n")]
        return [line for line in lines if "outcome" in line]


def folder_of_imagery(root: Path, days: int) -> Path:
    """A folder for each of some days: images with and without date and place, copies, cut and empty files."""
    for day in range(1, days + 1):
        _one_day(root, root / f"day{day:02}", day)
    return root


def _one_day(root: Path, folder: Path, day: int) -> None:
    folder.mkdir(parents=True)
    at = f"2024-12-{day:02}T08:12:11Z"
    tags = {"ACQUISITION_DATETIME": at, "PLATFORM": "worldview-3"}
    geotiff(folder / "apron_north.tif", value=day, tags=tags, size=256)
    geotiff(folder / "apron_south.tif", value=100 + day, tags=tags)
    geotiff(folder / "item.tif", value=200 + day)
    (folder / "item.json").write_text(json.dumps(_stac("item.tif", at)))
    picture = png(folder / f"press_{day}dec2024.png", value=day)
    (folder / "repost.png").write_bytes(picture.read_bytes())
    (folder / "again.png").write_bytes((root / "day01" / "press_1dec2024.png").read_bytes())
    jpeg(folder / "undated.jpg", size=48 + day)
    whole = png(folder / "cut.png", value=1000 + day).read_bytes()
    (folder / "cut.png").write_bytes(whole[: len(whole) // 2])
    (folder / "cut_again.png").write_bytes((root / "day01" / "cut.png").read_bytes())
    (folder / "noise.tif").write_bytes(b"II*\0" + bytes(range(day, 200)))
    (folder / "empty.jpg").write_bytes(b"")


def _stac(name: str, at: str) -> dict[str, Any]:
    return {
        "type": "Feature",
        "stac_version": "1.0.0",
        "id": name,
        "properties": {"datetime": at, "platform": "skysat-c10"},
        "geometry": None,
        "links": [],
        "assets": {"visual": {"href": name}},
    }


def new_log(where: str) -> None:
    """Make a log with one site, of which the images of `folder_of_imagery` cover a part or the whole."""
    west, south, east, north = 35.9630, 35.4125, 35.9634, 35.4128
    ring = ((west, south), (east, south), (east, north), (west, north), (west, south))
    site = Site(new_id(), "Khmeimim", 35.9632, 35.41265, Geometry(((ring,),)))
    with Workspace.create(where) as made:
        made.write("site add", Actor("test"), site_ops(site))


def command(
    log: str, folder: Path, *options: str, program: Sequence[str] = AS_SHIPPED, before: Sequence[str] = ()
) -> list[str]:
    """The words that import `folder`; `before` stands before them (a tracer, say)."""
    words = ["--log", log, "import", str(folder), "--json", "--jobs", "2", *options]
    return [*before, sys.executable, *program, *words]


def started(words: Sequence[str], place: Path, **more: Any) -> subprocess.Popen[bytes]:
    """Start it; what it prints goes to `place`/out and `place`/err."""
    with (place / "out").open("wb") as out, (place / "err").open("wb") as err:
        return subprocess.Popen(words, stdout=out, stderr=err, stdin=subprocess.DEVNULL, **more)


def ended(process: subprocess.Popen[bytes], place: Path, timeout_s: float = 60) -> Ended:
    """Wait for its end, and read what it printed; how far it came, told on a slow machine, is no complaint."""
    try:
        process.wait(timeout_s)
    finally:
        process.kill()
        process.wait()
    told = (place / "err").read_text().splitlines(keepends=True)
    complaints = "".join(line for line in told if not line.startswith('{"progress"'))
    return Ended(process.returncode, (place / "out").read_bytes(), complaints)


def children(pid: int) -> list[int]:
    """The processes that a process has started and that live (Linux)."""
    try:
        return [int(word) for word in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
    except OSError:
        return []


def lives(pid: int) -> bool:
    """True for a process that runs; not for one whose end nobody has taken note of."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] not in "ZX"
    except OSError:
        return False


def not_in_the_log(workspace: Workspace, told: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """The outcome lines of which the log does not say the same."""
    rows = {row.path: row for row in queries.ledger(workspace)}
    return [line for line in told if not _recorded(rows.get(line["path"]), line)]


def _recorded(row: queries.Seen | None, line: dict[str, Any]) -> bool:
    if row is None:
        return False
    if line["image"] is not None:
        return (row.sha256, row.live, row.decoded) == (line["image"], 1, 1)
    return (row.outcome, row.reason) == (line["outcome"], line["reason"])


def state_of(workspace: Workspace) -> dict[str, Any]:
    """All that an import brought into the log, without what tells one import from another (ids, instants)."""
    images = workspace.fetch(
        "SELECT id, name, decoded, phash, valid_share, valid_area, earliest, latest, basis, platform, footprint, "
        "acquisition_id FROM images WHERE live = 1 ORDER BY id"
    )
    acquisitions = defaultdict(set)
    for row in images:
        acquisitions[row[-1]].add(row[0])
    names = queries.site_names(workspace)
    sites = workspace.fetch("SELECT image_id, site_id, covered_share, basis FROM image_sites WHERE live = 1")
    files = workspace.fetch("SELECT image_id, path, role FROM image_files WHERE live = 1 ORDER BY path")
    rows = list(queries.ledger(workspace))
    return {
        "ledger": {
            row.path: (row.outcome, row.reason, row.sha256, row.image_id, row.decoded) for row in rows
        },
        "images": [row[:-1] for row in images],
        "acquisitions": sorted(sorted(each) for key, each in acquisitions.items() if key is not None),
        "sites": sorted((image, names[site], share, basis) for image, site, share, basis in sites),
        "files": sorted(files),
        "runs under way": len(queries.open_runs(workspace)),
    }


def environment(place: Path) -> dict[str, str]:
    """Ours, with the user's caches and settings in an empty folder."""
    return os.environ | {"XDG_CACHE_HOME": str(place / "cache"), "XDG_CONFIG_HOME": str(place / "config")}
