"""KML 2.2 (OGC 07-147r2) and KMZ: a folder a sheet, each row with its TimeSpan and its columns as data."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape as html_escape
from io import BytesIO
from typing import TYPE_CHECKING
from xml.sax.saxutils import escape
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

from obslog.exchange.files import member, open_zip, xml_in
from obslog.exchange.rows.layers import LAYERS
from obslog.exchange.rows.sheets import Kind, Parcel, Place, Row, Sheet, cell_of, text_of
from obslog.exchange.showing import meant, shown
from obslog.model.errors import FileRefusedError, WordError
from obslog.model.places import Polygon, Ring

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

_TYPES = {
    Kind.TEXT: "string", Kind.WHOLE: "int", Kind.REAL: "double", Kind.FLAG: "bool", Kind.INSTANT: "string",
}  # fmt: skip
_STYLES = (
    ("observations", "ff00a5ff", "00ffffff"), ("marks", "ff00ffff", "00ffffff"), ("sites", "ffffffff", "22ffffff"),
    ("images", "ffb0b0b0", "00ffffff"),
)  # fmt: skip
_SLIDER = "Open the time slider to its full width: Google Earth shows only the first day at first."


def write(parcel: Parcel) -> bytes:
    """The KML file."""
    about = parcel.about()
    said = " ".join(f"{name}: {text}." for name, text in about.items())
    lines = [
        '<?xml version="1.0" encoding="UTF-8"?>',
        '<kml xmlns="http://www.opengis.net/kml/2.2">',
        "<Document>",
        f"<name>{_xml('obslog: ' + ', '.join(sheet.name for sheet in parcel.sheets))}</name>",
        f"<description>{_balloon([said, _SLIDER])}</description>",
        *_look_at(parcel.sheets),
        *(_style(*style) for style in _STYLES if any(sheet.name == style[0] for sheet in parcel.sheets)),
        *(_schema(sheet) for sheet in parcel.sheets),
        "<ExtendedData>",
        *(f'<Data name="{_xml(name)}"><value>{_xml(text)}</value></Data>' for name, text in about.items()),
        "</ExtendedData>",
    ]
    for sheet in parcel.sheets:
        lines += [f"<Folder><name>{sheet.name}</name>", *_folders(sheet, parcel), "</Folder>"]
    return "\n".join([*_ordered(lines), "</Document>", "</kml>", ""]).encode()


def _ordered(lines: Sequence[str]) -> Iterable[str]:
    """The schema of KML wants data before schemas, and both before folders."""
    start, end = lines.index("<ExtendedData>"), lines.index("</ExtendedData>") + 1
    first = next((number for number, line in enumerate(lines) if line.startswith("<Schema ")), start)
    return [*lines[:first], *lines[start:end], *lines[first:start], *lines[end:]]


def write_kmz(parcel: Parcel) -> bytes:
    """The same as one archive, whose times are fixed."""
    out = BytesIO()
    with ZipFile(out, "w") as archive:
        for name, data in (("doc.kml", write(parcel)), *sorted(parcel.files.items())):
            inside = ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            inside.compress_type = ZIP_STORED if name.endswith(".png") else ZIP_DEFLATED
            inside.external_attr = 0o644 << 16
            archive.writestr(inside, data)
    return out.getvalue()


def _xml(text: str) -> str:
    return escape(shown(text), {'"': "&quot;"})


def _balloon(lines: Iterable[str]) -> str:
    """Lines for a description, which globes show as HTML: so the text is escaped for HTML first."""
    return escape("<br/>".join(html_escape(shown(line)) for line in lines))


def _style(name: str, line: str, fill: str) -> str:
    icon = f"<IconStyle><color>{line}</color><scale>0.8</scale></IconStyle>"
    drawn = f"<LineStyle><color>{line}</color><width>2</width></LineStyle><PolyStyle><color>{fill}</color></PolyStyle>"
    return f'<Style id="{name}">{icon}<LabelStyle><scale>0.7</scale></LabelStyle>{drawn}</Style>'


def _schema(sheet: Sheet) -> str:
    fields = "".join(
        f'<SimpleField type="{_TYPES[column.kind]}" name="{column.name}"></SimpleField>'
        for column in sheet.columns
    )
    return f'<Schema name="{sheet.name}" id="schema_{sheet.name}">{fields}</Schema>'


def _look_at(sheets: Sequence[Sheet]) -> list[str]:
    points = [point for sheet in sheets for row in sheet.rows for point in _corners(row.place)]
    if not points:
        return []
    lons, lats = [point[0] for point in points], [point[1] for point in points]
    lon, lat = (min(lons) + max(lons)) / 2, (min(lats) + max(lats)) / 2
    away = max(3000.0, 150_000.0 * max(max(lons) - min(lons), max(lats) - min(lats)))
    return [
        f"<LookAt><longitude>{lon!r}</longitude><latitude>{lat!r}</latitude><altitude>0</altitude>"
        f"<heading>0</heading><tilt>0</tilt><range>{min(away, 20_000_000.0)!r}</range></LookAt>"
    ]


def _corners(place: Place) -> list[tuple[float, float]]:
    if place is None:
        return []
    if isinstance(place, tuple):
        return [place]
    return [point for polygon in place.polygons for point in polygon[0]]


def _folders(sheet: Sheet, parcel: Parcel) -> list[str]:
    """The rows; observations in folders by site and date, as the rows come."""
    if sheet.name != "observations":
        return [_placemark(sheet, row, parcel) for row in sheet.rows]
    by_site: dict[str, dict[str, list[Row]]] = {}
    for row in sheet.rows:
        day = str(row.cells.get("earliest") or "undated")[:10]
        by_site.setdefault(str(row.cells.get("site") or ""), {}).setdefault(day, []).append(row)
    lines = []
    for site, days in by_site.items():
        lines.append(f"<Folder><name>{_xml(site)}</name>")
        for day, rows in days.items():
            lines += [
                f"<Folder><name>{_xml(day)}</name>",
                *(_placemark(sheet, row, parcel) for row in rows),
                "</Folder>",
            ]
        lines.append("</Folder>")
    return lines


def _placemark(sheet: Sheet, row: Row, parcel: Parcel) -> str:
    cells = {
        column.name: text_of(cell)
        for column in sheet.columns
        if (cell := row.cells.get(column.name)) is not None
    }
    span = "".join(
        f"<{tag}>{_xml(cells[name])}</{tag}>"
        for tag, name in (("begin", "earliest"), ("end", "latest"))
        if name in cells
    )
    data = "".join(f'<SimpleData name="{name}">{_xml(text)}</SimpleData>' for name, text in cells.items())
    told = [f"{name}: {text}" for name, text in cells.items() if name in _TOLD]
    picture = parcel.pictures.get((cells.get("look", ""), cells.get("area", "")))
    # The names of pictures are ours: nothing in them needs to be escaped.
    shows = (
        escape(f'<img src="{picture}" width="480"/><br/>') if picture and sheet.name == "observations" else ""
    )
    return "".join(
        (
            "<Placemark>",
            f"<name>{_xml(row.title)}</name>" if row.title else "",
            f"<description>{shows}{_balloon(told)}</description>" if told or shows else "",
            f"<TimeSpan>{span}</TimeSpan>" if span else "",
            f"<styleUrl>#{sheet.name}</styleUrl>",
            f'<ExtendedData><SchemaData schemaUrl="#schema_{sheet.name}">{data}</SchemaData></ExtendedData>',
            _shape(row.place),
            "</Placemark>",
        )
    )


#: What a balloon tells; the rest is in the data.
_TOLD = frozenset(
    ("types", "count", "confidence", "state", "because", "when", "basis", "remarks", "image_name", "analyst", "look",
     "image", "journal_head", "aliases", "capacity", "platform", "licence", "gsd_m")
)  # fmt: skip


def _shape(place: Place) -> str:
    if place is None:
        return ""
    if isinstance(place, tuple):
        return f"<Point><coordinates>{_pair(place)}</coordinates></Point>"
    parts = "".join(_polygon(polygon) for polygon in place.polygons)
    return parts if len(place.polygons) == 1 else f"<MultiGeometry>{parts}</MultiGeometry>"


def _polygon(polygon: Polygon) -> str:
    outer, *holes = (_ring(ring) for ring in polygon)
    inner = "".join(f"<innerBoundaryIs>{hole}</innerBoundaryIs>" for hole in holes)
    return f"<Polygon><outerBoundaryIs>{outer}</outerBoundaryIs>{inner}</Polygon>"


def _ring(ring: Ring) -> str:
    return f"<LinearRing><coordinates>{' '.join(_pair(point) for point in ring)}</coordinates></LinearRing>"


def _pair(point: tuple[float, float]) -> str:
    return f"{float(point[0])!r},{float(point[1])!r}"


# -- reading ---------------------------------------------------------------------------------------------------


def document(data: bytes, name: str) -> Element:
    """The root of a KML file, or of the first KML in a KMZ. Raises `FileRefusedError`."""
    if data[:2] == b"PK":
        with open_zip(data, name) as archive:
            inside = [each for each in archive.namelist() if each.lower().endswith(".kml")]
            if not inside:
                raise FileRefusedError(name, "it is an archive without a .kml")
            first = (
                "doc.kml" if "doc.kml" in inside else min(inside, key=lambda each: (each.count("/"), each))
            )
            data = member(archive, first, name)
    root = xml_in(data, name)
    if tag(root) != "kml":
        raise FileRefusedError(name, f"it is no KML: its root is {shown(tag(root))[:40]!r}")
    return root


def tag(element: Element) -> str:
    """The name of an element without its namespace: files give several for one KML."""
    return str(element.tag).rpartition("}")[2]


def child(element: Element, name: str) -> Element | None:
    """The first child of that name."""
    return next((each for each in element if tag(each) == name), None)


def text_in_child(element: Element, name: str) -> str:
    """The text of the first child of that name, stripped; empty without one."""
    found = child(element, name)
    return (found.text or "").strip() if found is not None else ""


def place_in(placemark: Element) -> Place:
    """Where a placemark lies: a point, or all its polygons. None for a line or nothing. Raises `WordError`."""
    from obslog.exchange.rows.geojson import place_of

    points, polygons = [], []
    for element in placemark.iter():
        if tag(element) == "Point":
            points.append(_positions(text_in_child(element, "coordinates")))
        elif tag(element) == "Polygon":
            rings = [
                _positions(text_in_child(ring, "coordinates"))
                for kind in ("outerBoundaryIs", "innerBoundaryIs")
                for boundary in element
                if tag(boundary) == kind
                for ring in boundary
                if tag(ring) == "LinearRing"
            ]
            polygons.append(rings)
    if polygons:
        return place_of(
            {"type": "MultiPolygon", "coordinates": polygons}
            if len(polygons) > 1
            else {"type": "Polygon", "coordinates": polygons[0]}
        )
    if points and points[0]:
        return place_of({"type": "Point", "coordinates": points[0][0]})
    return None


def _positions(text: str) -> list[list[float]]:
    positions = []
    for word in text.split():
        try:
            positions.append([float(number) for number in word.split(",")][:2])
        except ValueError:
            raise WordError("coordinates", word[:60], "they are longitude,latitude[,height]") from None
        if len(positions[-1]) != 2:
            raise WordError("coordinates", word[:60], "they are longitude,latitude[,height]")
    return positions


def read(data: bytes, name: str) -> tuple[Sheet, ...]:
    """The sheets of a file that obslog wrote. Raises `FileRefusedError`."""
    rows: dict[str, list[Row]] = {}
    for number, mark in enumerate((x for x in document(data, name).iter() if tag(x) == "Placemark"), 1):
        held = next((x for x in mark.iter() if tag(x) == "SchemaData"), None)
        layer = (
            LAYERS.get((held.get("schemaUrl") or "").removeprefix("#schema_")) if held is not None else None
        )
        if layer is None or held is None:
            raise FileRefusedError(name, f"placemark {number}: it holds no layer of obslog")
        given = {x.get("name"): x.text or "" for x in held if tag(x) == "SimpleData"}
        try:
            cells = {
                column.name: cell_of(column.kind, meant(given[column.name]), column.name)
                for column in layer.columns
                if column.name in given
            }
            place = place_in(mark)
        except WordError as error:
            raise FileRefusedError(name, f"placemark {number}: {error}") from None
        kept = {key: cell for key, cell in cells.items() if cell is not None}
        title = child(mark, "name")
        row_id = str(kept.get(layer.columns[0].name, number))
        rows.setdefault(layer.name, []).append(
            Row(row_id, kept, place, meant(title.text or "") if title is not None else "")
        )
    return tuple(Sheet(key, LAYERS[key].columns, tuple(found)) for key, found in rows.items())
