"""Element sets from the text of a file, whatever it is written in: OMM first, two lines where it is none."""

from __future__ import annotations

from collections.abc import Iterator

from obslog.model.errors import WordError
from obslog.orbits import omm, tle
from obslog.orbits.elements import ElementSet
from obslog.orbits.tle import Refused

#: A whole catalogue of the day is some 15 MB of JSON; more than this is none.
LARGEST_BYTES = 256 << 20


def read_elements(data: bytes) -> Iterator[ElementSet | Refused]:
    """Element sets and refusals, in the order of the file. Raises `WordError` where it holds neither form."""
    if len(data) > LARGEST_BYTES:
        raise WordError(
            "elements", f"{len(data)} bytes", f"more than {LARGEST_BYTES >> 20} MB is no element file"
        )
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = data.decode("latin-1")
    head = text.lstrip()[:2000]
    if not head:
        raise WordError("elements", "", "the file is empty")
    if "\0" in head:
        raise WordError(
            "elements", head[:20], "this is no text: give OMM (JSON, CSV, XML, KVN) or two-line elements"
        )
    if head[0] in "[{":
        yield from omm.read_json(text)
    elif head[:200].lower().lstrip("<!").startswith(("html", "doctype html")):
        raise WordError("elements", head[:20], "this is a web page, no element file")
    elif head[0] == "<":
        yield from omm.read_xml(text)
    elif "NORAD_CAT_ID" in head.splitlines()[0].upper() and "," in head.splitlines()[0]:
        yield from omm.read_csv(text)
    elif "CCSDS_OMM_VERS" in head or ("OBJECT_NAME" in head and "=" in head):
        yield from omm.read_kvn(text)
    else:
        yield from _two_lines(text)


def _two_lines(text: str) -> Iterator[ElementSet | Refused]:
    any_found = False
    for found in tle.read_tles(text.splitlines()):
        any_found = True
        yield found
    if not any_found:
        raise WordError(
            "elements",
            text.strip()[:30],
            "neither OMM (JSON, CSV, XML, KVN) nor two-line elements stand in it",
        )
