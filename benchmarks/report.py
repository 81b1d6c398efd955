"""How long reports take: a site-year with 20 chips, and a summary of 200 sites, beside a bare jinja2 page of the same data.

Run `make bench-report`, or `python benchmarks/report.py [--looks N] [--sites N] [--runs N] [--keep DIR]`. The site-year
is two images a month, drawn 2000 x 2000 pixels with aircraft on them, each imported, looked at and marked; its report
shows before and after of ten changes. The summary is of sites with a look a month. Printed are whole processes of
`obslog report` (median), what the forms cost once the log is read, and the peer: the JSON form of the same report read
back and put through a jinja2 template that prints every value of it and every picture, escaped, and does nothing else.
"""

from __future__ import annotations

import argparse
import base64
import json
import random
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import rasterio
from rasterio.transform import Affine

import obslog
from obslog.model.counts import Count
from obslog.model.images import Identity, Image
from obslog.model.looks import Look, Scope, Sighting, Visible
from obslog.model.marks import MarkKind, NewMark
from obslog.model.places import ELSEWHERE, Site
from obslog.model.when import at
from obslog.places.catalogue import load_types
from obslog.places.ground import box
from obslog.store import queries, rows
from obslog.store.ids import new_id
from obslog.store.journal import Actor
from obslog.store.workspace import Workspace

SIDE, PIXEL_DEG = 2000, 0.00001
WEST, NORTH = 35.93, 35.41
SITE = "Testfield"
TYPES = ("An-124", "Il-76", "An-72", "Su-24", "Su-34", "Su-35", "Ka-52", "Mi-8")
PEER = """<html><body>{% macro all(x) %}{% if x is mapping %}<dl>{% for k, v in x.items() %}<dt>{{ k }}</dt>
<dd>{{ all(v) }}</dd>{% endfor %}</dl>{% elif x is string or x is number or x is none or x is boolean %}{{ x }}
{% else %}<ul>{% for v in x %}<li>{{ all(v) }}</li>{% endfor %}</ul>{% endif %}{% endmacro %}{{ all(data) }}
{% for p in pictures %}<img src="data:image/png;base64,{{ p }}">{% endfor %}</body></html>"""


def build_year(where: Path, looks: int, seed: int = 1) -> None:
    """A log of one site looked at so many times in a year, with marks on every image."""
    draw = random.Random(seed)
    clock = datetime(2025, 1, 1, tzinfo=UTC)
    log = obslog.create(where, analyst="benchmark", clock=lambda: clock)
    west, south = WEST + 0.002, NORTH - SIDE * PIXEL_DEG + 0.002
    east, north = WEST + SIDE * PIXEL_DEG - 0.002, NORTH - 0.002
    ring = [[west, south], [east, south], [east, north], [west, north], [west, south]]
    log.site_add(SITE, polygon={"type": "Polygon", "coordinates": [ring]})
    ground = np.random.default_rng(seed).integers(60, 120, (SIDE // 20, SIDE // 20))
    counts = dict.fromkeys(TYPES, 2)
    for number in range(looks):
        when = datetime(2024, 1, 3, 8, tzinfo=UTC) + timedelta(days=365 * number / looks)
        counts = {name: max(0, n + draw.choice((-1, 0, 0, 1))) for name, n in counts.items()}
        picture = np.kron(ground, np.ones((20, 20))).astype("uint8")
        stands = [(300 + 140 * (i % 10), 300 + 220 * (i // 10)) for i in range(60)]
        marks = []
        for name, n in counts.items():
            for _ in range(n):
                column, row = stands.pop(draw.randrange(len(stands)))
                picture[row : row + 60, column : column + 60] = 240
                marks.append(NewMark(((column, row), (column + 60, row + 60)), name, MarkKind.BOX))
        path = where.parent / f"scene_{when:%Y%m%dT%H%M%SZ}.tif"
        place = Affine(PIXEL_DEG, 0, WEST, 0, -PIXEL_DEG, NORTH)
        shape = {"driver": "GTiff", "width": SIDE, "height": SIDE, "count": 1, "dtype": "uint8"}
        with rasterio.open(path, "w", **shape, crs="EPSG:4326", transform=place, tiled=True) as out:
            out.write(picture[None])
            out.update_tags(TIFFTAG_DATETIME=f"{when:%Y:%m:%d %H:%M:%S}", SERIAL=str(number))
        found: list[dict[str, Any]] = []
        instant = f"{when:%Y-%m-%dT%H:%M:%SZ}"
        log.import_images([path], on_outcome=found.append, set_fields={"when": instant})
        saw = [f"{name}={n}" for name, n in counts.items() if n]
        look = log.look_add(
            SITE, image=found[0]["image"], saw=saw, visible={"elsewhere": 1.0}, complete_for=["aircraft"]
        )
        log.marks_add(str(found[0]["image"]), marks, look=look.id)


def build_sites(where: Path, sites: int, seed: int = 1) -> None:
    """A log of so many sites, each looked at once a month for a year, with about eight types a look."""
    draw = random.Random(seed)
    tree = load_types()
    leaves = [name for name in tree.names if not tree.children(name)]
    actor = Actor("benchmark")
    with Workspace.create(str(where), actor) as ws:
        for number in range(sites):
            lon, lat = number % 25, number // 25
            place = Site(new_id(), f"site {number:03}", lon, lat, box(lon, lat, lon + 0.05, lat + 0.05))
            palette = draw.sample(leaves, 12)
            batch = [*rows.site_ops(place)]
            for month in range(1, 13):
                when = at(datetime(2024, month, draw.randint(1, 28), 8, draw.randint(0, 59), tzinfo=UTC))
                digest = f"{draw.getrandbits(256):064x}"
                identity = Identity(f"{digest[:8]}.tif", when, footprint=place.geometry, gsd_m=0.5)
                image = Image(
                    digest, f"/evidence/{digest[:8]}.tif", 1_000_000, identity, sites=((place.id, 1.0),)
                )
                seen = tuple(
                    Sighting((name,), Count(n, None if draw.random() < 0.3 else n, str(n)))
                    for name, n in ((name, draw.randint(1, 6)) for name in draw.sample(palette, 8))
                )
                look = Look(
                    new_id(), when, {ELSEWHERE: Visible(1.0 if draw.random() < 0.7 else 0.5)}, seen,
                    complete_for=(Scope("aircraft"),), min_resolved_m=2.5, site_id=place.id, image_id=digest,
                    analyst="benchmark", parts=(ELSEWHERE,),
                )  # fmt: skip
                shown = queries.link_op(digest, place.id, 1.0)
                batch += [rows.image_op(image, identity.path), shown, *rows.look_ops(look, tree)]
            ws.write("look add", actor, batch, {})


def timed(run: Callable[[], object], runs: int) -> float:
    """Median seconds."""
    spent = []
    for _ in range(runs):
        begin = time.perf_counter()
        run()
        spent.append(time.perf_counter() - begin)
    return statistics.median(spent)


def process(log: Path, *command: object, runs: int) -> tuple[float, float]:
    """Median wall and processor seconds of `obslog report ...` as a process of its own."""
    argv = [sys.executable, "-m", "obslog", "--log", str(log), "report", *map(str, command)]
    spent: list[float] = []

    def run() -> None:
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        subprocess.run(argv, check=True, stdout=subprocess.DEVNULL)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        spent.append(after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)

    return timed(run, runs), statistics.median(spent)


def peer(text: str, pictures: list[bytes], runs: int) -> float:
    """The same data read from JSON and printed by a jinja2 page that decides nothing."""
    from jinja2 import Environment

    page = Environment(autoescape=True).from_string(PEER)

    def run() -> str:
        coded = [base64.b64encode(one).decode("ascii") for one in pictures]
        return page.render(data=json.loads(text), pictures=coded)

    return timed(run, runs)


def year(folder: Path, looks: int, runs: int) -> None:
    """The site-year."""
    from obslog.report.assembling import make
    from obslog.report.forms.rendering import render, render_bytes
    from obslog.report.recipe import Recipe

    where = folder / f"year-{looks}" / "obslog.db"
    if not where.exists():
        where.parent.mkdir(parents=True, exist_ok=True)
        build_year(where, looks)
    log = obslog.open(where)
    desk = log._desk
    recipe = Recipe(desk.site(SITE).id, pictures=10)
    made = make(desk, recipe).report
    pictures = [p.png for f in made.figures for p in f.pictures if p.missing is None]
    print(
        f"site-year: {looks} looks, {len(made.claims)} claims, {len(made.charts.drawn)} charts, {len(pictures)} chips"
    )
    bare = peer(render(made, "json"), pictures, runs)
    print(f"  peer, jinja2 of the same JSON and pictures   {bare * 1000:8.0f} ms")
    print(
        f"  read, compared, worded, chips cut            {timed(lambda: make(desk, recipe), runs) * 1000:8.0f} ms"
    )
    for form in ("html", "md", "json", "text", "chat"):
        spent = timed(lambda form=form: render_bytes(made, form), runs)  # type: ignore[misc]
        print(f"  {form:<44} {spent * 1000:8.0f} ms   x{spent / bare:.2f} of the peer")
    for form in ("html", "pdf"):
        wall, cpu = process(where, SITE, "--pictures", 10, "-o", folder / f"year.{form}", runs=runs)
        size = (folder / f"year.{form}").stat().st_size / 1e6
        print(
            f"  whole process, {form:<29} {wall:6.1f} s wall, {cpu:.1f} s processor, {size:.1f} MB (aim: 5 s)"
        )


def summary(folder: Path, sites: int, runs: int) -> None:
    """The summary of many sites."""
    where = folder / f"sites-{sites}.db"
    if not where.exists():
        build_sites(where, sites)
    log = obslog.open(where)
    names = [line.name for line in log.site_list()][:sites]
    text = log.report(names, form="json")
    found = json.loads(text)
    looks = sum(line["passes"] for line in found["sites"])
    print(f"summary: {len(names)} sites, {looks} passes, {len(text) / 1e6:.1f} MB of JSON")
    bare = peer(text, [], runs)
    print(f"  peer, jinja2 of the same JSON                {bare * 1000:8.0f} ms")
    for form in ("html", "md", "text", "chat"):
        wall, cpu = process(where, *names, "--form", form, "-o", folder / f"summary.{form}", runs=runs)
        print(f"  whole process, {form:<29} {wall:6.1f} s wall, {cpu:.1f} s processor (aim: 20 s)")


def main() -> None:
    """Build both logs and print the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--looks", type=int, default=24)
    parser.add_argument("--sites", type=int, default=200)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument(
        "--keep", type=Path, help="keep the logs in this folder, and use those that are there"
    )
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        folder = options.keep or Path(temporary)
        folder.mkdir(parents=True, exist_ok=True)
        year(folder, options.looks, options.runs)
        summary(folder, options.sites, options.runs)


if __name__ == "__main__":
    main()
