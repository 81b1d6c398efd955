"""How long the reading commands take as a log grows from 10,000 to 1,000,000 sightings.

Run `make bench`, or `python benchmarks/growth.py [--large N] [--keep DIR]`. Each log is built once: 500 sites, about
14 sightings a look, some 20 types a site, an image for every look, one site with 5,000 looks at full size. Each command
then runs in a fresh process: once on the other log, so that all imports are done, then on the log that is measured.
Printed are the medians of that second run, which is what the command costs beyond its imports, the growth from the
small to the large log, and the whole process on the large log.
"""

from __future__ import annotations

import argparse
import random
import statistics
import subprocess
import sys
import tempfile
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

from obslog.model.counts import Count
from obslog.model.images import Identity, Image
from obslog.model.looks import Look, Scope, Sighting, Visible
from obslog.model.places import ELSEWHERE, Site
from obslog.model.when import at
from obslog.places.catalogue import load_types
from obslog.places.ground import box
from obslog.store import queries, rows
from obslog.store.ids import new_id
from obslog.store.journal import Actor
from obslog.store.workspace import Workspace

SITES = 500
PER_LOOK = 14
COMMANDS = {
    "site list": ["site", "list"],
    "timeline (newest 40)": ["timeline", "site 0"],
    "timeline one type": ["timeline", "site 0", "--type", "An-124"],
    "matrix": ["matrix", "site 0"],
    "diff prev last": ["diff", "site 0", "prev", "last"],
    "diff of two months": ["diff", "site 0", "2021-03", "2021-06"],
    "last of a site": ["last", "site 0"],
    "find at least 2": ["find", "--at-least", "2", "An-124", "--since", "2024-12-01"],
    "find at least 30": ["find", "--at-least", "30", "An-124"],
    "find none": ["find", "--none", "bomber", "--since", "2024-12-01"],
    "search": ["search", "northern revetment"],
    "look list": ["look", "list", "site 0"],
    "image list": ["image", "list", "site 0"],
    "journal": ["journal"],
}
MEASURE = """
import contextlib, io, sys, time
from obslog.cli.main import run
warm, cold, *command = sys.argv[1:]
with contextlib.redirect_stdout(io.StringIO()):
    assert run(["--log", warm, *command]) == 0
    begin = time.perf_counter()
    assert run(["--log", cold, *command]) == 0
    spent = time.perf_counter() - begin
print(spent)
"""


def build(where: str, sightings: int, seed: int = 1) -> None:
    """A log with about so many sightings: the same for the same arguments."""
    draw = random.Random(seed)
    tree = load_types()
    leaves = [name for name in tree.names if not tree.children(name)]
    actor = Actor("benchmark")
    looks = sightings // PER_LOOK
    heavy = min(5_000, looks // 3)
    start = datetime(2020, 1, 1, tzinfo=UTC)
    with Workspace.create(where, actor) as ws:
        sites = [
            Site(new_id(), f"site {n}", n % 25, n // 25, box(n % 25, n // 25, n % 25 + 0.05, n // 25 + 0.05))
            for n in range(SITES)
        ]
        palette = {site.id: draw.sample(leaves, 20) for site in sites}
        ws.write("site add", actor, [op for site in sites for op in rows.site_ops(site)], {})
        batch = []
        for number in range(looks):
            site = sites[0] if number < heavy else sites[1 + number % (SITES - 1)]
            moment = start + timedelta(minutes=(number * 7919) % (5 * 365 * 24 * 60))
            digest = f"{draw.getrandbits(256):064x}"
            identity = Identity(f"{digest[:8]}.tif", at(moment), footprint=site.geometry, gsd_m=0.5)
            image = Image(digest, f"/evidence/{digest[:8]}.tif", 1_000_000, identity, sites=((site.id, 1.0),))
            seen = tuple(
                Sighting((kind,), Count(n, None if draw.random() < 0.3 else n, str(n)))
                for kind, n in ((k, draw.randint(1, 6)) for k in draw.sample(palette[site.id], PER_LOOK - 1))
            )
            look = Look(
                new_id(), at(moment), {ELSEWHERE: Visible(1.0 if draw.random() < 0.7 else 0.5)}, seen,
                none=(Scope("bomber"),) if draw.random() < 0.2 else (), min_resolved_m=2.5, site_id=site.id,
                image_id=digest, analyst="benchmark", parts=(ELSEWHERE,),
                remarks="northern revetment" if draw.random() < 0.001 else None,
            )  # fmt: skip
            shown = queries.link_op(digest, site.id, 1.0)
            batch += [rows.image_op(image, identity.path), shown, *rows.look_ops(look, tree)]
            if number % 500 == 499 or number == looks - 1:
                ws.write("bulk", actor, batch, {})
                batch = []


def beyond_imports(warm: Path, cold: Path, command: list[str], runs: int) -> float:
    """Median seconds of a command on the log `cold`, in processes that have run it on `warm` already."""
    argv = [sys.executable, "-c", MEASURE, str(warm), str(cold), *command]
    return statistics.median(
        float(subprocess.run(argv, check=True, capture_output=True, text=True).stdout) for _ in range(runs)
    )


def whole(log: Path, command: list[str], runs: int) -> float:
    """Median wall seconds of a whole process."""
    spent = []
    for _ in range(runs):
        begin = time.perf_counter()
        argv = [sys.executable, "-m", "obslog", "--log", str(log), *command]
        subprocess.run(argv, check=True, stdout=subprocess.DEVNULL)
        spent.append(time.perf_counter() - begin)
    return statistics.median(spent)


def main() -> None:
    """Build both logs and print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--small", type=int, default=10_000)
    parser.add_argument("--large", type=int, default=1_000_000)
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument(
        "--keep", type=Path, help="keep the logs in this folder, and use those that are there"
    )
    options = parser.parse_args()
    folder = options.keep or Path(tempfile.mkdtemp())
    folder.mkdir(parents=True, exist_ok=True)
    logs = {}
    for size in (options.small, options.large):
        logs[size] = folder / f"growth-{size}.db"
        if not logs[size].exists():
            begin = time.perf_counter()
            build(str(logs[size]), size)
            spent = time.perf_counter() - begin
            print(
                f"built {size:,} sightings in {spent:.0f} s ({size / spent:,.0f} a second), "
                f"{logs[size].stat().st_size / 1e6:,.0f} MB"
            )
    small, large = logs[options.small], logs[options.large]
    print(f"{'beyond imports':<22} {options.small:>12,} {options.large:>12,}   growth   whole process")
    for name, command in COMMANDS.items():
        few = beyond_imports(large, small, command, options.runs)
        many = beyond_imports(small, large, command, options.runs)
        process = whole(large, command, options.runs)
        print(
            f"{name:<22} {few * 1000:>9.0f} ms {many * 1000:>9.0f} ms   x{many / few:<6.2f} {process * 1000:>8.0f} ms",
            flush=True,
        )


if __name__ == "__main__":
    main()
