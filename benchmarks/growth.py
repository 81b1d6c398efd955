"""How long the reading commands take as a log grows from 10,000 to 1,000,000 sightings.

Run `make bench`, or `python benchmarks/growth.py [--large N] [--keep DIR] [--url URL]`. Each size is built once
(500 sites, about 14 sightings a look, one site with 5,000 looks at full size, an image for every look) and then
asked in a fresh process a question, so that imports are counted; the imports alone are timed beside it, and what
is printed is the median, the median of the imports, the difference, and its growth from the small to the large log.
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
from obslog.store import rows
from obslog.store.ids import new_id
from obslog.store.journal import Actor
from obslog.store.workspace import Workspace

SITES = 500
PER_LOOK = 14
COMMANDS = {
    "site list": ["site", "list"],
    "timeline (newest 60)": ["timeline", "site 0"],
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
IMPORTS = "import obslog.cli.compare, obslog.log, obslog.observing.questions, sqlalchemy.dialects.sqlite"


def build(where: str, sightings: int, seed: int = 1) -> None:
    """A log with about so many sightings: the same for the same arguments."""
    draw = random.Random(seed)
    tree = load_types()
    kinds = [name for name in tree.names if not tree.children(name)]
    actor = Actor("benchmark")
    looks = sightings // PER_LOOK
    heavy = min(5_000, looks // 3)
    start = datetime(2020, 1, 1, tzinfo=UTC)
    with Workspace.create(where, actor) as ws:
        sites = [
            Site(new_id(), f"site {n}", n % 25, n // 25, box(n % 25, n // 25, n % 25 + 0.05, n // 25 + 0.05))
            for n in range(SITES)
        ]
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
                for kind, n in ((draw.choice(kinds), draw.randint(1, 6)) for _ in range(PER_LOOK - 1))
            )
            look = Look(
                new_id(), at(moment), {ELSEWHERE: Visible(1.0 if draw.random() < 0.7 else 0.5)}, seen,
                none=(Scope("bomber"),) if draw.random() < 0.2 else (), min_resolved_m=2.5, site_id=site.id,
                image_id=digest, analyst="benchmark", parts=(ELSEWHERE,),
                remarks="northern revetment" if draw.random() < 0.001 else None,
            )  # fmt: skip
            batch += [rows.image_op(image, identity.path), *rows.look_ops(look, tree)]
            if number % 500 == 499 or number == looks - 1:
                ws.write("bulk", actor, batch, {})
                batch = []


def timed(argv: list[str], runs: int) -> float:
    """Median wall time of a process, in seconds; raises where it fails."""
    spent = []
    for _ in range(runs):
        begin = time.perf_counter()
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
    base = timed([sys.executable, "-c", IMPORTS], options.runs)
    print(f"imports alone: {base * 1000:.0f} ms")
    print(f"{'command':<22} {options.small:>12,} {options.large:>12,}   over imports   growth")
    for name, command in COMMANDS.items():
        spent = [
            timed([sys.executable, "-m", "obslog", "--log", str(logs[s]), *command], options.runs)
            for s in logs
        ]
        over = [max(0.0, one - base) for one in spent]
        growth = spent[1] / spent[0]
        print(
            f"{name:<22} {spent[0] * 1000:>9.0f} ms {spent[1] * 1000:>9.0f} ms   {over[1] * 1000:>9.0f} ms   x{growth:.2f}"
        )


if __name__ == "__main__":
    main()
