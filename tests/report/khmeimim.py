"""A site, five passes and what sources say, built by hand: the material of the report tests."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from obslog.change.passes import group_passes
from obslog.change.wording import look_sentence
from obslog.model.counts import parse_count
from obslog.model.edtf import parse_edtf
from obslog.model.estimates import Assessment, ConfidenceLevel
from obslog.model.images import Identity, Image
from obslog.model.looks import Confidence, Look, Scope, Sighting, Visible
from obslog.model.places import Area, Site
from obslog.model.sources import AdmiraltyCode, Claim, Source, Statement
from obslog.model.types import TypeTree
from obslog.model.when import Basis
from obslog.observing.comparison import Material as Compared
from obslog.observing.comparison import compare
from obslog.observing.overview import matrix, timeline
from obslog.observing.sides import Side
from obslog.observing.testimony import contradictions
from obslog.places.catalogue import load_types
from obslog.report.material import Material

PARTS = ("a-north", "a-south", "elsewhere")
NAMES = {"a-north": "north apron", "a-south": "south apron", "elsewhere": "elsewhere"}
SITE = Site(
    "site-1",
    "Khmeimim air base",
    35.949,
    35.401,
    aliases=("Hmeimim", "Xmeimim"),
    icao="OSLK",
    country="SY",
    areas=(Area("a-north", "site-1", "north apron"), Area("a-south", "site-1", "south apron")),
)


def tree() -> TypeTree:
    """The catalogue that ships."""
    return load_types()


def image(
    number: int, date: str, *, drawn: bool = True, name: str | None = None, acquisition: str | None = None
) -> Image:
    """An image of the site; its sha256 is made of its number."""
    path = name or f"/somewhere/scenes/khmeimim_{date[:10]}.tif"
    identity = Identity(
        path,
        parse_edtf(date, Basis.STAC),
        gsd_m=0.5,
        platform="drawn-1",
        drawn=drawn,
        width=4000,
        height=4000,
    )
    return Image(f"{number:x}" * 64, path, 1_000_000, identity, acquisition, None, (("site-1", 0.987),))


def whole(**parts: float | None) -> dict[str, Visible]:
    """Every part seen whole, but those given."""
    fractions: dict[str, float | None] = {"north": 1.0, "south": 1.0, "elsewhere": 1.0, **parts}
    ids = {"north": "a-north", "south": "a-south", "elsewhere": "elsewhere"}
    return {
        ids[name]: Visible(share, "stated", "cloud" if share is not None and share < 1 else None)
        for name, share in fractions.items()
    }


def sighting(kind: str, count: str, area: str | None = None, confidence: str = "confirmed") -> Sighting:
    """One line of what was seen."""
    return Sighting(tuple(kind.split("|")), parse_count(count), confidence=Confidence(confidence), area=area)


def look_id(number: int) -> str:
    """The id of the look of that number: as long as a ULID."""
    return f"01JEXAMPLE00000000000000{number:02}"


def look(number: int, date: str, picture: Image | None, **fields: object) -> Look:
    """A closed look of an analyst who is named by a role."""
    base: dict[str, object] = {
        "visible": whole(),
        "site_id": "site-1",
        "image_id": picture.id if picture else None,
        "analyst": "analyst one",
        "parts": PARTS,
        "min_resolved_m": 2.5,
    }
    return Look(look_id(number), parse_edtf(date, Basis.STAC), **{**base, **fields})  # type: ignore[arg-type]


IMAGES = (
    image(1, "2024-12-08T08:10:00Z"),
    image(2, "2024-12-13T08:12:00Z", acquisition="acq-13"),
    image(3, "2024-12-15T08:05:00Z"),
    image(4, "2024-12-16T08:20:00Z"),
    image(5, "2024-12-18T08:11:00Z"),
)
WAITING = (image(6, "2024-12-17T10:00:00Z", drawn=False, name="/somewhere/else/20241217_pan.tif"),)
CROP = image(7, "2024-12-13", name="press crop.jpg", acquisition="acq-13")


def looks() -> tuple[Look, ...]:
    """Five looks: before, two An-124 under part cloud, one with all in view, cloud, one apron only."""
    return (
        look(
            1,
            "2024-12-08T08:10:00Z",
            IMAGES[0],
            seen=(sighting("Il-76", "1", "a-north"), sighting("fighter", "4", "a-south", "probable")),
            none=(Scope("An-124"), Scope("helicopter")),
            complete_for=(Scope("transport"),),
        ),
        look(
            2,
            "2024-12-13T08:12:00Z",
            IMAGES[1],
            visible=whole(south=0.8),
            seen=(
                sighting("An-124", "2+", "a-north"),
                sighting("Il-76", "1", "a-north"),
                sighting("An-26|An-32", "~3", "a-south"),
                Sighting(("Ka-52",), parse_count("1"), area="a-south", state="being dismantled"),
            ),
            none=(Scope("fighter"),),
        ),
        look(
            3,
            "2024-12-15T08:05:00Z",
            IMAGES[2],
            seen=(sighting("An-124", "1", "a-north"), sighting("An-26|An-32", "2", "a-south")),
            none=(Scope("fighter"), Scope("Il-76")),
            complete_for=(Scope("transport"),),
        ),
        look(
            4,
            "2024-12-16T08:20:00Z",
            IMAGES[3],
            visible={},
            not_observable=dict.fromkeys(PARTS, "cloud"),
        ),
        look(
            5,
            "2024-12-18T08:11:00Z",
            IMAGES[4],
            visible={"a-north": Visible(1.0)},
            seen=(sighting("An-124", "2", "a-north", "possible"),),
            analyst="analyst two",
            analyst_basis="os",
        ),
    )


SOURCES = (
    Source("src-1", "news agency", "news report", "B", "https://example.org/a?b=1&c=2"),
    Source("src-2", "imagery provider", "imagery provider", "B"),
    Source("src-3", "official at the base", "official", "F", notes="spoke to the news agency"),
)


def statements() -> tuple[tuple[Statement, Source], ...]:
    """Two of one acquisition, two of one origin that disagree, one of a departure."""

    def said(
        number: int, source: int, date: str, text: str, kind: str, count: str, **fields: object
    ) -> tuple[Statement, Source]:
        when = parse_edtf(date, Basis.CAPTION)
        claims = (Claim(tuple(kind.split("|")), parse_count(count)),)
        code = AdmiraltyCode(SOURCES[source].reliability, "3" if source < 2 else "6")
        one = Statement(f"st-{number}", "site-1", SOURCES[source].id, when, text, claims, code, **fields)  # type: ignore[arg-type]
        return one, SOURCES[source]

    return (
        said(
            1,
            0,
            "2024-12-13",
            "heavy transports, nose raised",
            "An-124",
            "at least two",
            acquisition_id="acq-13",
        ),
        said(2, 1, "2024-12-13", "two heavy transports", "An-124", "two", acquisition_id="acq-13"),
        said(5, 2, "2024-12-14", "at least one flew off", "aircraft", "at least one", movement="left"),
        said(7, 1, "2024-12-10", "frigates off the port", "frigate", "two", origin="port note"),
        said(8, 0, "2024-12-10", "destroyers off the port", "destroyer", "two", origin="port note"),
    )


ASSESSMENTS = (
    Assessment(
        "as-1",
        "site-1",
        "Heavy equipment is likely being withdrawn by air.",
        "likely",
        ConfidenceLevel.MODERATE,
        (look_id(2), look_id(3)),
        parse_edtf("2024-12-16", Basis.ANALYST),
    ),
)


def material(
    seen: Sequence[Look] | None = None,
    *,
    site: Site = SITE,
    said: tuple[tuple[Statement, Source], ...] | None = None,
    waiting: tuple[Image, ...] = WAITING,
    images: Sequence[Image] = (*IMAGES, CROP),
    assessments: tuple[Assessment, ...] = ASSESSMENTS,
    sentences: dict[str, str] | None = None,
    names: dict[str, str] | None = None,
) -> Material:
    """What a report is made from, put together as the log does it."""
    kinds, chosen = tree(), looks() if seen is None else tuple(seen)
    told = statements() if said is None else said
    passes = group_passes(chosen)
    compared = Compared(kinds, site, chosen, told, None)
    sides = [Side(one.looks[0].when.describe(), one) for one in passes]
    pairs = tuple(compare(compared, a, b) for a, b in pairwise(sides))
    return Material(
        site=site,
        since="2024-12-01",
        until="2024-12-20",
        comparisons=pairs,
        overall=compare(compared, sides[0], sides[-1]) if len(sides) > 1 else None,
        matrix=matrix(kinds, site, passes, ()),
        timeline=timeline(kinds, site, passes, (), (), 0),
        looks={one.id: one for one in chosen},
        sentences=sentences or {one.id: look_sentence(one, NAMES, kinds) for one in chosen},
        area_names=names or NAMES,
        images={one.id: one for one in images},
        statements=told,
        contradictions=contradictions(kinds, told),
        assessments=assessments,
        waiting=waiting,
        head="42:9f2c0c8a5d1e",
        entries={one.id: number for number, one in enumerate(chosen, start=11)},
        version="0.1.0",
        tree=kinds,
    )
