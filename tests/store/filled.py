"""A log with at least one row in every table, and the values that went in."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from obslog.model.counts import Count
from obslog.model.images import Identity, Image
from obslog.model.looks import Confidence, Look, LookStatus, Scope, Sighting, Total, Visible
from obslog.model.marks import Alignment, Mark, MarkKind, MarkStatus
from obslog.model.orders import Order, OrderStatus
from obslog.model.places import ELSEWHERE, Area, Geometry, Site
from obslog.model.requirements import Evidence, Needs, Requirement
from obslog.model.sources import AdmiraltyCode, Claim, Source, Statement
from obslog.model.types import ObjectType
from obslog.model.when import Basis, Precision, When
from obslog.orbits.elements import ElementSet
from obslog.orbits.reading import read_elements
from obslog.places.catalogue import load_types
from obslog.store import queries, rows
from obslog.store.exporting import record_export
from obslog.store.ids import new_id
from obslog.store.journal import Actor, Insert
from obslog.store.rows.elements import element_set_ops
from obslog.store.rows.orders import order_ops
from obslog.store.rows.requirements import requirement_ops
from obslog.store.workspace import Workspace

ANALYST = Actor("analyst one")
OTHER = Actor("analyst two")
TREE = load_types()


def ground(west: float = 35.90, south: float = 35.38, east: float = 35.98, north: float = 35.43) -> Geometry:
    """A rectangle in degrees."""
    return Geometry((((((west, south), (east, south), (east, north), (west, north), (west, south))),),))


def moment(day: int = 13, hour: int = 8, minute: int = 12) -> When:
    """A minute of December 2024 as a STAC item would give it."""
    instant = datetime(2024, 12, day, hour, minute, tzinfo=UTC)
    text = f"2024-12-{day:02d}T{hour:02d}:{minute:02d}:00Z"
    return When(text, instant, instant, Precision.SECOND, Basis.STAC, text, "", "utc", ("a warning",))


def site(name: str = "Khmeimim", aliases: tuple[str, ...] = ("Hmeimim",), icao: str | None = "OSLK") -> Site:
    """A site with one area."""
    site_id = new_id()
    area = Area(new_id(), site_id, "north", ground(35.92, 35.40, 35.94, 35.42), {"An-124": 4})
    return Site(site_id, name, 35.948, 35.401, ground(), aliases, icao, "Asia/Damascus", "SY", (area,))


def image(
    path: Path | str, sha256: str = "ab" * 32, footprint: Geometry | None = None, when: When | None = None
) -> Image:
    """An image with everything said of it."""
    identity = Identity(
        str(path), when or moment(), "GTiff", 4096, 4096, 3, "uint8", "EPSG:32636", "crs",
        footprint or ground(), 0.5, "Planet", "skysat-c12", "camera", 12.5, 13.0, 28.0, 0.1, True,
        {"TIFFTAG_SOFTWARE": "x"}, {"when": "stac"}, ("drawn",), 4.5,
    )  # fmt: skip
    return Image(sha256, str(path), 5, identity, None, "CC-BY-4.0")


def look(place: Site, evidence: Image | None = None, **changes: object) -> Look:
    """Two or more An-124 on the north apron, 70 % of it visible."""
    north = place.areas[0].id
    made = Look(
        id=new_id(), when=moment(), visible={north: Visible(0.7, "stated", "cloud"), ELSEWHERE: Visible(1.0)},
        seen=(
            Sighting(("An-124",), Count(2, None, "2+"), None, Confidence.CONFIRMED, north, "nose raised"),
            Sighting(("An-26", "An-32"), Count(1, 1, "1"), because="wing seen only in part"),
        ),
        totals=(Total("aircraft", Count(5, 8, "5-8")),), none=(Scope("fighter", north),),
        complete_for=(Scope("helicopter"),), min_resolved_m=2.5, site_id=place.id,
        image_id=evidence.id if evidence else None, analyst="analyst one", parts=(north, ELSEWHERE),
        not_observable={"pier": "shadow"}, remarks="T-72 beside the revetment",
    )  # fmt: skip
    return replace(made, **changes)  # type: ignore[arg-type]


def mark(seen: Look, **changes: object) -> Mark:
    """An An-26 or An-32 on the north apron, by four clicks."""
    made = Mark(
        id=new_id(), image_id=seen.image_id or "", kind=MarkKind.DIAMOND,
        points=((100.5, 200.0), (90.25, 220.0), (100.5, 247.5), (110.75, 220.0)), types=("An-26", "An-32"),
        confidence=Confidence.PROBABLE, status=MarkStatus.STANDING, look_id=seen.id, area=seen.parts[0],
        lon=35.93, lat=35.41, state="dismantled", remarks="wing off", analyst="analyst one",
    )  # fmt: skip
    return replace(made, **changes)  # type: ignore[arg-type]


def requirement(place: Site) -> Requirement:
    """Are the An-124 still on the north apron? Any image of three days may tell."""
    needs = Needs(
        datetime(2024, 12, 14, tzinfo=UTC), datetime(2024, 12, 17, tzinfo=UTC),
        datetime(2024, 12, 18, tzinfo=UTC), max_gsd_m=0.7, max_off_nadir_deg=30.0, min_sun_deg=10.0, max_cloud=0.2,
    )  # fmt: skip
    return Requirement(
        new_id(), place.id, "Are the An-124 still on the north apron?", "seen once", needs,
        area_id=place.areas[0].id, geometry=ground(), types=("An-124",), evidence=Evidence(("a look",)),
        subject="a proposal", asked_by="the editor", analyst="analyst one",
    )  # fmt: skip


def order(asked: Requirement) -> Order:
    """An order that its provider has accepted."""
    said = OrderStatus(
        "accepted", datetime(2024, 12, 14, 9, tzinfo=UTC), "queue", "in the queue",
        datetime(2024, 12, 14, 10, tzinfo=UTC), (("self", "https://example.com/orders/1"),),
    )  # fmt: skip
    return Order(
        new_id(), asked.id, "obslog-1", "a provider", "https://example.com", "optical", {"datetime": "2024-12-14/.."},
        ("max_cloud",), {"id": "one"}, "1", statuses=(said,), cost=100.0, currency="EUR", analyst="analyst one",
    )  # fmt: skip


def elements() -> ElementSet:
    """Two lines of a satellite that nobody flies."""
    (one,) = read_elements(
        b"DEMO-9\n"
        b"1 90009U          24352.00000000  .00000000  00000+0  00000+0 0    05\n"
        b"2 90009  97.8000 100.0000 0001000   0.0000   0.0000 14.90000000    00\n"
    )
    assert isinstance(one, ElementSet), one
    return one


@dataclass(frozen=True)
class Filled:
    """What `fill` put in."""

    site: Site
    image: Image
    look: Look
    source: Source
    statement: Statement
    file: Path


def fill(ws: Workspace, folder: Path) -> Filled:
    """At least one row in every table of the log, each through the doors that the program uses."""
    file = folder / "evidence.tif"
    file.write_bytes(b"II*\0 pixels")
    place = site()
    evidence = image(file, hashlib.sha256(file.read_bytes()).hexdigest())
    acquisition = new_id()
    ws.write("site add", ANALYST, rows.site_ops(place))
    run = new_id()
    ws.write(
        "import", ANALYST,
        [
            Insert("import_items", {
                "id": new_id(), "run_id": run, "path": str(file), "outcome": "imported",
                "image_id": evidence.id,
                "sha256": evidence.id, "size": 5, "mtime_ns": 1, "device": 1, "inode": 2, "reason": "new",
            }),
            rows.image_op(replace(evidence, acquisition_id=acquisition), "evidence.tif"),
            Insert("image_files", {
                "id": new_id(), "image_id": evidence.id, "path": str(file), "role": "original", "size": 5,
            }),
            queries.link_op(evidence.id, place.id, 1.0),
            Insert("acquisitions", {"id": acquisition, "platform": "skysat-c12"}),
            Insert("import_runs", {"id": run, "started_at": "2024-12-14T00:00:00.000000Z", "pid": 7}),
        ],
    )  # fmt: skip
    seen = look(place, evidence)
    ws.write("look add", ANALYST, rows.look_ops(seen, TREE, "2024-12-14T00:00:00.000000Z"))
    ws.write("mark add", ANALYST, rows.mark_ops(mark(seen), "stated", "2024-12-14T00:00:00.000000Z"))
    pairs = (((10.0, 20.5), (12.0, 19.5)), ((4000.25, 30.0), (4002.25, 29.0)))
    askew = Alignment(
        new_id(), evidence.id, evidence.id, 1.0, 0.0, 2.0, -1.0, pairs, "runway ends", ANALYST.name
    )
    ws.write("image align", ANALYST, rows.alignment_ops(askew))
    source = Source(new_id(), "A newspaper", "news", "B")
    ws.write("source add", ANALYST, rows.source_ops(source))
    claim = Claim(("An-124",), Count(2, 2, "2"))
    said = Statement(
        new_id(), place.id, source.id, moment(), "two An-124", (claim,), AdmiraltyCode("B", "2"), "agency"
    )
    ws.write("statement add", ANALYST, rows.statement_ops(said))
    concluded = {"id": new_id(), "site_id": place.id, "text": "Equipment is likely being flown out."}
    ws.write("assessment add", ANALYST, [Insert("assessments", concluded)])
    kind = ObjectType(
        "Il-76 fire fighter", "Il-76", ("Il-76P",), None, 46.6, 50.5, 14.8, "", "", "the maker", False
    )
    ws.write("type add", ANALYST, rows.type_ops(kind))
    ws.write("set", ANALYST, [queries.setting_op(ws, "pass_minutes", 10)])
    ws.write("elements import", ANALYST, element_set_ops([elements()]))
    asked = requirement(place)
    ws.write("requirement add", ANALYST, requirement_ops(asked, "stated", "2024-12-14T00:00:00.000000Z"))
    sent = order(asked)
    ws.write("order prepare", ANALYST, order_ops(sent, "stated", "2024-12-14T00:00:00.000000Z"))
    judged = {
        "id": new_id(), "requirement_id": asked.id, "image_id": evidence.id, "order_id": sent.id,
        "decision": "in part", "checks": "[]", "reason": "half of the apron", "analyst": ANALYST.name,
    }  # fmt: skip
    ws.write("requirement satisfy", ANALYST, [Insert("answers", judged)])
    record_export(ws, "report.html", "html", "cd" * 32, ws.head())
    evidence = queries.image(ws, evidence.id)
    return Filled(place, evidence, seen, source, said, file)


def closed(one: Look) -> Look:
    """The same look, closed."""
    return replace(one, status=LookStatus.CLOSED)
