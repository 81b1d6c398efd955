"""Rows of every sheet with hostile text in them, as hypothesis draws them."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from obslog.exchange.rows.layers import LAYERS
from obslog.exchange.rows.sheets import Column, Kind, Parcel, Row, Sheet
from obslog.model.places import Geometry
from obslog.places.ground import box

HEAD = "51:84713b3c4ba4ae433e5720ae07f5047caa2ac42bad45cbc60b7e9f1fb90f0927"

#: What outsiders put into names and notes, hoping that a program acts on it.
HOSTILE = (
    "=HYPERLINK(\"http://x\",\"y\")", "+1+1", "-2+3", "@SUM(A1)", "'=1", "''", "\t=1", "\r\n=1", "<script>alert(1)</script>",
    "]]><b>", "&lt;b&gt; &amp;", "\u202egpj.exe", "\x1b[2J", "\x00", "\\u202e", "\\", "a\\nb", "\ud800", "\ufffe", "\ufeff",
    "$[name]", "{{7*7}}", " leading and trailing ", "  ", "'; DROP TABLE looks; --", "12", "true", "0.5", "2024-12-13",
    "База Хмеймим", "قاعدة حميميم", "a | b", '["x"]', '"quoted", twice', "\u2028", "_x0041_", "\uff1d1", "https://x.example/=",
)  # fmt: skip

texts = st.sampled_from(HOSTILE) | st.text(min_size=1, max_size=40)
wholes = st.integers(min_value=-(2**53), max_value=2**53)
reals = st.floats(allow_nan=False, allow_infinity=False, width=64)
instants = st.datetimes().map(lambda instant: f"{instant.replace(microsecond=0).isoformat()}Z")
positions = st.tuples(st.floats(min_value=-180, max_value=180), st.floats(min_value=-90, max_value=90))


@st.composite
def grounds(draw: Any) -> Geometry:
    """A box of ground, some of them across the antimeridian."""
    west = draw(st.floats(min_value=-179, max_value=179).map(lambda lon: round(lon, 6)))
    south = draw(st.floats(min_value=-80, max_value=79).map(lambda lat: round(lat, 6)))
    east = round(west + draw(st.floats(min_value=0.01, max_value=2)), 6)
    return box(west, south, east - 360 if east > 180 else east, round(south + 0.5, 6))


_CELLS = {
    Kind.TEXT: texts,
    Kind.WHOLE: wholes,
    Kind.REAL: reals,
    Kind.FLAG: st.booleans(),
    Kind.INSTANT: instants,
}


def _cells(columns: tuple[Column, ...]) -> Any:
    """Some of the cells of a row; the others are empty."""
    one = st.sampled_from(columns[1:]).flatmap(
        lambda column: st.tuples(st.just(column.name), _CELLS[column.kind])
    )
    return st.lists(one, max_size=8).map(dict)


@st.composite
def sheets(draw: Any, name: str | None = None) -> Sheet:
    """One sheet of a layer with up to three rows."""
    layer = LAYERS[name or draw(st.sampled_from(sorted(LAYERS)))]
    rows = [
        Row(
            f"row{number}",
            {layer.columns[0].name: f"row{number}", **draw(_cells(layer.columns))},
            draw(st.none() | positions | grounds()),
            draw(st.just("") | texts),
        )
        for number in range(draw(st.integers(min_value=1, max_value=3)))
    ]
    return Sheet(layer.name, layer.columns, tuple(rows))


one_sheet = sheets().map(lambda sheet: Parcel((sheet,), HEAD))
all_sheets = st.tuples(*(sheets(name) for name in LAYERS)).map(lambda found: Parcel(found, HEAD))


def same(sheets: Any, digits: int | None = None) -> Any:
    """Sheets in a form in which equal ground is equal: where a ring begins, and which part is first, says nothing.

    Rows are taken in the order of their ids. With `digits`, numbers are rounded to so many.
    """

    def cell(value: Any) -> Any:
        return float(f"{value:.{digits}G}") if digits and isinstance(value, float) else value

    return [
        (
            sheet.name,
            [
                (row.id, {k: cell(v) for k, v in row.cells.items()}, _normal(row.place), row.title)
                for row in sorted(sheet.rows, key=lambda row: row.id)
            ],
        )
        for sheet in sheets
    ]


def _normal(place: Any) -> Any:
    if not isinstance(place, Geometry):
        return place
    return sorted([_turned(ring) for ring in polygon] for polygon in place.polygons)


def _turned(ring: Any) -> Any:
    open_ring = list(ring[:-1])
    first = open_ring.index(min(open_ring))
    return open_ring[first:] + open_ring[:first]
