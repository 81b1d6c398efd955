"""Sidecars, tags and dates that attack their reader, or that claim what cannot be."""

from __future__ import annotations

import json
from typing import Any

from hostile.cases import IMPORTED, Corpus
from making_rasters import geotiff, jpeg

_LAUGHS = '<!DOCTYPE l [<!ENTITY a "ha">{}]><isd>&j;</isd>'.format(
    "".join(
        f'<!ENTITY {name} "{f"&{before};" * 10}">'
        for before, name in zip("abcdefghi", "bcdefghij", strict=True)
    )
)
XML = {
    "laughs": _LAUGHS,
    "external": '<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><isd><IMD>&x;</IMD></isd>',
    "network": '<!DOCTYPE a SYSTEM "http://127.0.0.1:9/a.dtd"><isd/>',
    "deep": "<a>" * 100_000 + "</a>" * 100_000,
    "cut": "<isd><IMD><IMAGE>",
    "nul": "<isd>\0</isd>",
    "latin": b"<isd>\xff\xfe</isd>",
    "empty": "",
    "include": '<isd xmlns:xi="http://www.w3.org/2001/XInclude"><xi:include href="/etc/passwd"/></isd>',
    "wide": "<isd " + " ".join(f'a{i}="1"' for i in range(20_000)) + "/>",
}
JSON = {
    "deep": "[" * 200_000,
    "objects": '{"a":' * 100_000,
    "nan": '{"type":"Feature","stac_version":"1.0.0","properties":{"gsd":NaN}}',
    "infinite": '{"type":"Feature","stac_version":"1.0.0","properties":{"gsd":1e999}}',
    "huge_number": '{"type":"Feature","stac_version":"1.0.0","properties":{"gsd":' + "9" * 6000 + "}}",
    "surrogate": '{"type":"Feature","stac_version":"1.0.0","properties":{"platform":"\\ud800"}}',
    "nul": '{"type":"Feature","stac_version":"1.0.0","properties":{"platform":"a\\u0000b"}}',
    "array": "[]",
    "text": '"just a text"',
    "bytes": b"\xff\xfe\x00",
    "twice": '{"type":"Feature","type":"Feature","stac_version":"1.0.0","properties":{"datetime":"2024-12-13T08:00:00Z"}}',
}
#: What a STAC item states as its date, and what an import has to say of it ("" for nothing).
DATES = {
    "year_0": "0000-01-01T00:00:00Z", "year_9999": "9999-12-31T23:59:59-12:00", "year_1": "0001-01-01T00:00:00+14:00",
    "second_60": "2016-12-31T23:59:60Z", "hour_24": "2024-12-13T24:00:00Z", "arabic": "٢٠٢٤-١٢-١٣T08:00:00Z",
    "naive": "2024-12-13T08:00:00", "last_day": "2023-12-31T00:00:00Z", "words": "yesterday", "number": 20241213,
    "none": None, "list": ["2024-12-13"], "long": "2" * 10_000, "feb_30": "2024-02-30T00:00:00Z", "nine_digits":
    "2024-12-13T08:12:11.123456789Z", "month_13": "2024-13-01", "escape": "2024-12-13\u001b[2J", "negative": "-0044-03-15",
}  # fmt: skip
GEOMETRIES: dict[str, Any] = {
    "bow_tie": [[[0, 0], [1, 1], [1, 0], [0, 1], [0, 0]]],
    "out_of_range": [[[999, 999], [1000, 999], [1000, 1000], [999, 999]]],
    "antimeridian": [[[179, 0], [-179, 0], [-179, 2], [179, 2], [179, 0]]],
    "pole": [[[0, 89], [90, 89], [180, 89], [-90, 89], [0, 89]]],
    "line": [[[0, 0], [1, 1], [0, 0]]],
    "strings": [[["a", "b"], ["c", "d"]]],
    "deep": [[[[[[0]]]]]],
    "empty": [],
    "many": [[[i / 1000, 0] for i in range(100_000)]],
    "null": None,
}


def fill(corpus: Corpus) -> None:
    """Add all cases of this kind."""
    for number, (name, text) in enumerate(XML.items()):
        geotiff(corpus.add(f"xml/{name}.tif", IMPORTED), value=number + 1, size=40)
        corpus.beside(f"xml/{name}.xml", text)
    for number, (name, text) in enumerate(JSON.items()):
        geotiff(corpus.add(f"json/{name}.tif", IMPORTED), value=number + 21, size=41)
        corpus.beside(f"json/{name}.json", text)
    for number, (name, said) in enumerate(DATES.items()):
        _item(corpus, f"dates/{name}", {"datetime": said}, number, None)
    for number, (name, rings) in enumerate(GEOMETRIES.items()):
        geometry = None if rings is None else {"type": "Polygon", "coordinates": rings}
        _item(corpus, f"shapes/{name}", {"datetime": "2024-12-13T08:00:00Z"}, number + 60, geometry)
    _fields(corpus)
    _tags(corpus)


def _item(
    corpus: Corpus, name: str, properties: dict[str, Any], value: int, geometry: Any, **more: Any
) -> None:
    geotiff(corpus.add(f"{name}.tif", IMPORTED), value=value + 1, size=42)
    item = {
        "type": "Feature",
        "stac_version": "1.0.0",
        "id": name,
        "geometry": geometry,
        "properties": properties,
    }
    item |= {"links": [], "assets": {"data": {"href": f"./{name.rsplit('/', 1)[-1]}.tif"}}} | more
    corpus.beside(f"{name}.json", json.dumps(item))


def _fields(corpus: Corpus) -> None:
    """Fields with escapes, markup, formulas, endless texts; assets that point elsewhere."""
    when = {"datetime": "2024-12-13T08:00:00Z"}
    texts = {
        "escape": "\u001b[2J\u001b]0;owned\u0007", "markup": "[red]x[/red] [@click=app.quit]y", "formula": "=1+1",
        "html": "<script>alert(1)</script>", "right_to_left": "a\u202eb", "long": "x" * 100_000, "half": "\ud800",
    }  # fmt: skip
    for number, (name, text) in enumerate(texts.items()):
        properties = {**when, "platform": text, "providers": [{"name": text}], "instruments": [text] * 50}
        _item(corpus, f"fields/{name}", properties, number + 90, None)
    for number, (name, value) in enumerate(
        {"gsd": -5, "eo:cloud_cover": 4000, "view:off_nadir": "a lot", "view:sun_elevation": True}.items()
    ):
        _item(corpus, f"fields/odd_{number}", {**when, name: value}, number + 110, None)
    for number, href in enumerate(
        ("/etc/passwd", "http://127.0.0.1:9/x.tif", "../../outside/canary.tif", "file:///etc/passwd")
    ):
        _item(corpus, f"fields/href_{number}", when, number + 120, None, assets={"data": {"href": href}})


def _tags(corpus: Corpus) -> None:
    """Tags of the files themselves, and coordinate systems that name other files or other worlds."""
    for number, text in enumerate(
        ("\x1b[2J", "[/x]", "=1+1", "A" * 60_000, "0000:00:00 00:00:00", "9999:99:99 99:99:99")
    ):
        geotiff(corpus.add(f"tags/{number}.tif", IMPORTED), value=number + 1, size=43,
                tags={"TIFFTAG_DATETIME": text[:19], "PLATFORM": text, "ACQUISITION_DATETIME": text})  # fmt: skip
    for number, text in enumerate(("0000:00:00 00:00:00", "2024:12:13 25:61:61", "2024:12:13", "\x1b[2J")):
        jpeg(
            corpus.add(f"tags/{number}.jpg", IMPORTED),
            size=64 + number,
            exif={0x9003: text, 0x9011: "+99:99"},
        )
    systems = {
        "moon": "+proj=longlat +R=1737400 +no_defs", "grid": "+proj=longlat +ellps=bessel +nadgrids=/etc/passwd +no_defs",
        "grids": "+proj=longlat +datum=WGS84 +geoidgrids=http://127.0.0.1:9/g.gtx +vunits=m +no_defs",
    }  # fmt: skip
    for number, (name, system) in enumerate(systems.items()):
        geotiff(
            corpus.add(f"systems/{name}.tif", IMPORTED, "Earth|outside|place|file"),
            value=number + 1,
            size=44,
            crs=system,
        )
    local = 'LOCAL_CS["here",UNIT["metre",1]]'
    geotiff(corpus.add("systems/local.tif", IMPORTED, "local|place"), value=9, size=44, crs=local)
