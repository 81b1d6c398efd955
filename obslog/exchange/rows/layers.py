"""The sheets that leave the log and their columns; `docs/exchange.md` lists them, and what is read back knows them."""

from __future__ import annotations

from obslog.exchange.rows.sheets import Column, Kind, Sheet

_DATE = (
    Column("when", means="the date in EDTF"),
    Column("when_text", means="the date as it was written"),
    Column("earliest", Kind.INSTANT, "first instant that it can mean, UTC"),
    Column("latest", Kind.INSTANT, "last instant that it can mean, UTC"),
    Column("precision", means="the unit that it was stated in"),
    Column("basis", means="where the date is from"),
)
_HEAD = Column("journal_head", means="the state of the log that this is from: sequence:hash")

OBSERVATIONS = Sheet(
    "observations",
    (
        Column("observation", means="the look and the place of the row in it"),
        Column("site"),
        Column("icao"),
        Column("area", means="the part of the site; empty where the look does not say"),
        Column("kind", means="seen, total, none, complete for, or look where it says none of these"),
        Column("types", means="a type, or a candidate set joined by |"),
        Column("certain", means="the most specific type that was said to be certain"),
        Column("confidence", means="how sure the type is: confirmed, probable, possible"),
        Column("count_min", Kind.WHOLE, "at least so many"),
        Column("count_max", Kind.WHOLE, "at most so many; empty is open"),
        Column("count", means="the count as it was written"),
        Column("estimate", Kind.FLAG, "the bounds are from a word such as about or several"),
        Column("count_unknown", Kind.FLAG, "the count was said to be unknown"),
        Column("state", means="nose raised, dismantled, ..."),
        Column("because", means="why"),
        *_DATE,
        Column("look_state", means="OBSERVED, NOT SEEN, NOT OBSERVABLE, NO CHANGE SINCE"),
        Column("status", means="closed, or draft"),
        Column("visible", means="how much of each area could be seen, and on what basis (JSON)"),
        Column("not_observable", means="areas that could not be seen, and why (JSON)"),
        Column("resolves_m", Kind.REAL, "the smallest object in metres that the image can clear"),
        Column("no_change_since", means="the look whose items this one repeats"),
        Column("analyst"),
        Column("analyst_basis"),
        Column("remarks"),
        Column("look"),
        Column("image", means="sha256 of the image"),
        Column("image_name"),
        Column("acquisition"),
        Column("platform"),
        Column("lon", Kind.REAL, "degrees WGS 84, of the area or the site"),
        Column("lat", Kind.REAL, "degrees WGS 84"),
        _HEAD,
    ),
)

MARKS = Sheet(
    "marks",
    (
        Column("mark"),
        Column("site"),
        Column("area"),
        Column("types"),
        Column("confidence"),
        Column("status", means="standing, or carried where nobody confirmed it yet"),
        Column("kind", means="point, box, oriented, diamond"),
        Column("points", means="pixels [column, row] from the upper left corner (JSON)"),
        Column("state"),
        Column("remarks"),
        *_DATE,
        Column("look"),
        Column("image", means="sha256 of the image"),
        Column("image_name"),
        Column("carried_from"),
        Column("analyst"),
        Column("lon", Kind.REAL, "degrees WGS 84, of the middle of the mark"),
        Column("lat", Kind.REAL, "degrees WGS 84"),
        _HEAD,
    ),
)

SITES = Sheet(
    "sites",
    (
        Column("id"),
        Column("kind", means="site or area"),
        Column("site"),
        Column("area"),
        Column("icao"),
        Column("aliases", means="other names, joined by |"),
        Column("timezone"),
        Column("country"),
        Column("cadence_days", Kind.REAL, "stale when not seen for longer"),
        Column("capacity", means="how many of a type the area can hold: An-124=4 | Il-76=9"),
        Column("lon", Kind.REAL, "degrees WGS 84"),
        Column("lat", Kind.REAL, "degrees WGS 84"),
        _HEAD,
    ),
)

IMAGES = Sheet(
    "images",
    (
        Column("image", means="sha256"),
        Column("name"),
        Column("size", Kind.WHOLE, "bytes"),
        Column("sites", means="the sites that it shows, joined by |"),
        *_DATE,
        Column("provider"),
        Column("platform"),
        Column("instrument"),
        Column("gsd_m", Kind.REAL, "metres a pixel on the ground"),
        Column("off_nadir_deg", Kind.REAL),
        Column("incidence_deg", Kind.REAL),
        Column("sun_elevation_deg", Kind.REAL),
        Column("cloud_fraction", Kind.REAL, "0 to 1"),
        Column("width", Kind.WHOLE, "pixels"),
        Column("height", Kind.WHOLE, "pixels"),
        Column("bands", Kind.WHOLE),
        Column("dtype"),
        Column("crs"),
        Column("georeference"),
        Column("valid_share", Kind.REAL, "share of the pixels that hold data, 0 to 1"),
        Column("drawn", Kind.FLAG, "a drawing, not a photograph"),
        Column("acquisition"),
        Column("licence"),
        _HEAD,
    ),
)

#: What can leave, by the word that asks for it.
LAYERS: dict[str, Sheet] = {
    "observations": OBSERVATIONS,
    "marks": MARKS,
    "sites": SITES,
    "images": IMAGES,
}
