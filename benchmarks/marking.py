"""What one mark and one undo cost on an image of 5,000 marks, and what the queue costs on 72,000 images.

Run `python benchmarks/marking.py [--entries N] [--marks N] [--images N] [--rounds N]`. The log is built once, with so
many entries in its journal; then marks are made and taken back, one at a time, as the terminal UI does it. Beside them
one bare INSERT and COMMIT of the same row into a table of its own, in the same folder with the same settings of SQLite
(WAL, synchronous=FULL): what any program must pay for a change that a power cut does not take back. Printed are medians
and 95th percentiles in milliseconds, and the ratio of the medians.
"""

from __future__ import annotations

import argparse
import hashlib
import random
import sqlite3
import statistics
import tempfile
import time
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

from obslog.log import Log
from obslog.model.images import Identity, Image, Tie
from obslog.model.looks import Look, LookStatus, Visible
from obslog.model.marks import NewMark
from obslog.model.places import ELSEWHERE, Area, Site
from obslog.model.when import at
from obslog.observing.desk import Desk
from obslog.places.catalogue import load_types
from obslog.places.ground import box
from obslog.store import queries, rows
from obslog.store.canonical import canonical, instant_text
from obslog.store.ids import new_id
from obslog.store.journal import Actor, Insert, append, last_link, next_entry
from obslog.store.workspace import Workspace

ANALYST, OTHER = Actor("bench"), Actor("another")
WEST, NORTH, DEGREES = 35.9, 35.5, 5e-6
PIXELS = 16_000
SITES = 500
START = datetime(2020, 1, 1, tzinfo=UTC)


def scene(ws: Workspace) -> tuple[Site, Image]:
    """A site of twenty areas and a large image of it, placed by ties."""
    site_id, wide = new_id(), PIXELS * DEGREES
    areas = tuple(
        Area(
            new_id(), site_id, f"apron {number}",
            box(WEST + wide * number / 20, NORTH - wide, WEST + wide * (number + 0.9) / 20, NORTH - wide / 2),
        )
        for number in range(20)
    )  # fmt: skip
    ground = box(WEST, NORTH - wide, WEST + wide, NORTH)
    site = Site(site_id, "base", WEST + wide / 2, NORTH - wide / 2, geometry=ground, areas=areas)
    identity = Identity(
        "large.tif", at(START), driver="GTiff", width=PIXELS, height=PIXELS, bands=1, footprint=ground, gsd_m=0.5,
        georeference="ties",
    )  # fmt: skip
    ties = tuple(
        Tie(c, r, WEST + c * DEGREES, NORTH - r * DEGREES)
        for c, r in ((0, 0), (PIXELS, 0), (0, PIXELS), (9000, 8000))
    )
    image = Image(hashlib.sha256(b"large").hexdigest(), "large.tif", 1, identity, ties=ties, decoded=True)
    made = Insert("images", {**rows.image_op(image, "large.tif").row, **rows.placement_row(image)})
    ops = [*rows.site_ops(site), made, queries.link_op(image.id, site_id, 1.0)]
    ws.write("site add", ANALYST, ops)
    return site, queries.image(ws, image.id)


def lengthen(ws: Workspace, entries: int) -> None:
    """Other entries in the journal, such as a year of marks leaves; chained as any, of no rows."""
    rng = random.Random(3)
    look = new_id()
    with ws.transaction() as connection:
        link = last_link(connection)
        for number in range(entries):
            if number % 40 == 0:
                look = new_id()
            point = [round(rng.uniform(0, PIXELS), 3), round(rng.uniform(0, PIXELS), 3)]
            note = {"look": look, "image": "0" * 12, "what": "An-124", "points": [point], "rest": "x" * 400}
            payload = canonical({"note": note, "ops": []})
            entry = next_entry(
                link, instant_text(START + timedelta(seconds=number)), OTHER, "mark add", payload, None
            )
            append(connection, entry)
            link = entry.seq, entry.hash


def waiting(ws: Workspace, images: int, share_read: float) -> None:
    """Images of many sites, most of them read by a closed look."""
    rng = random.Random(4)
    tree = load_types()
    sites = [Site(new_id(), f"site {number}", 30.0, 30.0) for number in range(SITES)]
    ws.write("site add", ANALYST, [op for site in sites for op in rows.site_ops(site)])
    ops: list[Insert] = []
    for number in range(images):
        when, site = at(START + timedelta(minutes=30 * number)), rng.choice(sites)
        identity = Identity(f"{number}.tif", when, driver="GTiff", width=100, height=100, gsd_m=0.5)
        image = Image(hashlib.sha256(str(number).encode()).hexdigest(), f"{number}.tif", 1, identity)
        ops += [rows.image_op(image, f"{number}.tif"), queries.link_op(image.id, site.id, 1.0)]
        if rng.random() < share_read:
            look = Look(
                new_id(), when, {ELSEWHERE: Visible(1.0)}, site_id=site.id, image_id=image.id,
                analyst=ANALYST.name, status=LookStatus.CLOSED, parts=(ELSEWHERE,), remarks=None,
            )  # fmt: skip
            ops += rows.look_ops(look, tree)
        if len(ops) > 20_000:
            ws.write("import", ANALYST, ops)
            ops.clear()
    ws.write("import", ANALYST, ops)


def bare(folder: Path, rounds: int) -> list[float]:
    """One INSERT and COMMIT of a row such as a mark's and its entry's, by nothing but SQLite."""
    db = sqlite3.connect(folder / "bare.db", isolation_level=None)
    db.execute("PRAGMA journal_mode=WAL")
    db.execute("PRAGMA synchronous=FULL")
    db.execute("CREATE TABLE marks (id TEXT PRIMARY KEY, row TEXT)")

    def insert() -> None:
        db.execute("BEGIN IMMEDIATE")
        db.execute("INSERT INTO marks VALUES (?, ?)", (new_id(), "x" * 1200))
        db.execute("COMMIT")

    spent = timed(insert, rounds)
    db.close()
    return spent


def timed(act: Callable[[], object], rounds: int) -> list[float]:
    """Milliseconds of each of so many rounds."""
    spent = []
    for _ in range(rounds):
        begin = time.perf_counter()
        act()
        spent.append((time.perf_counter() - begin) * 1000)
    return spent


def told(name: str, spent: Sequence[float], peer: Sequence[float]) -> None:
    """Print one line of figures."""
    median, high = statistics.median(spent), sorted(spent)[int(0.95 * (len(spent) - 1))]
    print(f"{name:<44} {median:8.2f} ms  {high:8.2f} ms  {median / statistics.median(peer):7.1f}x")


def main() -> None:
    """Build the log, measure, print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--entries", type=int, default=200_000)
    parser.add_argument("--marks", type=int, default=5_000)
    parser.add_argument("--images", type=int, default=72_000)
    parser.add_argument("--rounds", type=int, default=200)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as where:
        folder = Path(where)
        ws = Workspace.create(folder / "obslog.db", ANALYST)
        log = Log(Desk(ws, ANALYST))
        site, image = scene(ws)
        lengthen(ws, asked.entries)
        look = log.look_begin(site.id, image.id)
        rng = random.Random(5)

        def point() -> list[tuple[float, float]]:
            return [(rng.uniform(0, PIXELS), rng.uniform(0, PIXELS))]

        kinds = ("An-124", "Il-76", "Su-34", "An-26|An-32")
        begin = time.perf_counter()
        log.marks_add(
            image.id, [NewMark(point(), rng.choice(kinds)) for _ in range(asked.marks)], look=look.id
        )
        print(f"{asked.marks} marks in one entry: {time.perf_counter() - begin:.2f} s; "
              f"{asked.entries} entries in the journal\n")  # fmt: skip
        peer = bare(folder, asked.rounds)
        print(f"{'':<44} {'median':>11}  {'95 %':>11}  {'ratio':>8}")
        told("bare INSERT and COMMIT", peer, peer)
        told(
            "one mark",
            timed(lambda: log.mark_add(image.id, point(), "An-124", look=look.id), asked.rounds),
            peer,
        )
        told("one undo in the look", timed(lambda: log.undo(look=look.id), asked.rounds // 2), peer)
        told("one redo in the look", timed(lambda: log.redo(look=look.id), asked.rounds // 4), peer)
        told("one undo of the newest entry", timed(log.undo, asked.rounds // 4), peer)
        marks = log.mark_list(look=look.id)
        told(f"mark list ({len(marks)})", timed(lambda: log.mark_list(look=look.id), 20), peer)
        told("counted and tally", timed(lambda: (log.counted(look, marks), log.tally(look, marks)), 20), peer)
        told("look closed", timed(lambda: log.look_close(look.id), 1), peer)
        for share, name in ((0.0, "none looked at"), (0.999, "nearly all looked at")):
            other = Workspace.create(folder / f"queue{share}.db", ANALYST)
            waiting(other, asked.images, share)
            there = Log(Desk(other, ANALYST))
            told(f"queue of {asked.images} images, {name}", timed(there.queue, 20), peer)
            there.close()
        log.close()


if __name__ == "__main__":
    main()
