"""Orbit mean-elements messages (CCSDS 502.0-B): JSON, CSV, XML and KVN, each record refused for itself."""

from __future__ import annotations

import csv
import io
import json
import math
import re
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import Any

from obslog.model.errors import WordError
from obslog.orbits.elements import ElementSet, checked
from obslog.orbits.tle import Refused

#: What a message must say where it says it at all: everything else is another theory, frame or clock.
_MUST = {
    "CENTER_NAME": ("EARTH",),
    "REF_FRAME": ("TEME",),
    "TIME_SYSTEM": ("UTC",),
    "MEAN_ELEMENT_THEORY": ("SGP4", "SGP/SGP4"),
}
#: Key of a message -> field, what it is called.
_NUMBERS = {
    "ECCENTRICITY": "eccentricity", "INCLINATION": "inclination_deg", "RA_OF_ASC_NODE": "raan_deg",
    "ARG_OF_PERICENTER": "arg_perigee_deg", "MEAN_ANOMALY": "mean_anomaly_deg", "MEAN_MOTION": "mean_motion",
}  # fmt: skip
_MAY = {"BSTAR": "bstar", "MEAN_MOTION_DOT": "ndot", "MEAN_MOTION_DDOT": "nddot"}
_KVN = re.compile(r"([A-Z][A-Z0-9_]*)\s*=\s*(.*?)\s*(?:\[.*\])?\s*")
_EPOCH = re.compile(r"(\d{4})-(\d\d)-(\d\d)[T ](\d\d):(\d\d):(\d\d)(?:\.(\d{1,9}))?(Z|\+00:?00)?")
_EPOCH_DAY = re.compile(r"(\d{4})-(\d{3})[T ](\d\d):(\d\d):(\d\d)(?:\.(\d{1,9}))?Z?")
_DEEPEST = 64

Record = Mapping[str, Any]


def read_json(text: str) -> Iterator[ElementSet | Refused]:
    """A list of messages, or one. Raises `WordError` for what is no JSON."""
    try:
        whole = json.loads(text, parse_constant=_no_constant)
    except (ValueError, RecursionError) as error:
        raise WordError("JSON", text[:40], f"cannot be read: {str(error)[:80]}") from None
    records = whole if isinstance(whole, list) else [whole]
    yield from _records(records)


def _no_constant(name: str) -> float:
    raise ValueError(f"{name} is no number of JSON")


def read_csv(text: str) -> Iterator[ElementSet | Refused]:
    """One message a row, under a row of keys. Raises `WordError` for a table that cannot be read."""
    try:
        rows = list(csv.DictReader(io.StringIO(text)))
    except csv.Error as error:
        raise WordError("CSV", text[:40], f"cannot be read: {error}") from None
    yield from _records([{k: v for k, v in row.items() if k} for row in rows])


def read_xml(text: str) -> Iterator[ElementSet | Refused]:
    """One message an `omm` element. Raises `WordError` for XML that cannot be read or that declares entities."""
    from defusedxml import DefusedXmlException
    from defusedxml.ElementTree import ParseError, fromstring

    try:
        root = fromstring(text, forbid_dtd=True)
    except (ParseError, DefusedXmlException, ValueError) as error:
        raise WordError("XML", text[:40], f"cannot be read: {type(error).__name__}") from None
    messages = [root] if _tag(root) == "omm" else [e for e in root.iter() if _tag(e) == "omm"]
    yield from _records([{_tag(e): (e.text or "") for e in message.iter()} for message in messages])


def _tag(element: Any) -> str:
    return str(element.tag).rpartition("}")[2]


def read_kvn(text: str) -> Iterator[ElementSet | Refused]:
    """Keys and values, a line each; a message begins at `CCSDS_OMM_VERS` (or at a second `OBJECT_NAME`)."""
    records: list[dict[str, str]] = []
    for line in text.splitlines():
        if (found := _KVN.fullmatch(line.strip())) is None:
            continue
        name, value = found.groups()
        fresh = not records or name == "CCSDS_OMM_VERS"
        if fresh or (name == "OBJECT_NAME" and "OBJECT_NAME" in records[-1]):
            records.append({})
        records[-1][name] = value
    yield from _records(records)


def _records(records: list[Any]) -> Iterator[ElementSet | Refused]:
    if not records:
        yield Refused(1, "no element set stands in it")
    for number, record in enumerate(records, 1):
        try:
            if not isinstance(record, Mapping):
                raise WordError("record", str(number), "is no orbit mean-elements message")
            yield checked(_element_set({str(k).strip().upper(): v for k, v in record.items()}, number))
        except WordError as error:
            yield Refused(number, f"record {number}: {error}")


def _element_set(record: Record, number: int) -> ElementSet:
    for name, allowed in _MUST.items():
        said = str(record.get(name) or allowed[0]).strip().upper()
        if said not in allowed:
            raise WordError(name, said, f"only {allowed[0]} can be used")
    if record.get("SEMI_MAJOR_AXIS") and not record.get("MEAN_MOTION"):
        raise WordError("SEMI_MAJOR_AXIS", str(record["SEMI_MAJOR_AXIS"])[:40], "SGP4 needs MEAN_MOTION")
    values = {field: _number(record, name, None) for name, field in _NUMBERS.items()}
    values |= {field: _number(record, name, 0.0) for name, field in _MAY.items()}
    found = ElementSet(
        norad_id=_identity(record.get("NORAD_CAT_ID")),
        name=str(record.get("OBJECT_NAME") or "").strip()[:80],
        epoch=_epoch(str(record.get("EPOCH") or "")),
        cospar=str(record.get("OBJECT_ID") or "").strip()[:20],
        origin=f"omm {number}",
        **values,
    )
    axis = _number(record, "SEMI_MAJOR_AXIS", 0.0)
    if axis and abs(axis - found.semi_major_axis_km) > 0.01 * axis:
        raise WordError(
            "SEMI_MAJOR_AXIS", f"{axis:g}",
            f"does not belong to a mean motion of {found.mean_motion:g}: that is {found.semi_major_axis_km:.0f} km",
        )  # fmt: skip
    return found


def _number(record: Record, name: str, default: float | None) -> float:
    raw = record.get(name)
    if raw is None or (isinstance(raw, str) and not raw.strip()):
        if default is None:
            raise WordError(name, "", "is missing")
        return default
    try:
        if isinstance(raw, bool) or (isinstance(raw, str) and "_" in raw):
            raise ValueError
        value = float(raw)
    except (TypeError, ValueError, OverflowError):
        raise WordError(name, str(raw)[:40], "is no number") from None
    if not math.isfinite(value):
        raise WordError(name, str(raw)[:40], "is no number")
    return value


def _identity(raw: object) -> int:
    word = str(raw if raw is not None else "").strip()
    if isinstance(raw, bool) or not (word.isascii() and word.isdigit() and len(word) <= 18):
        raise WordError("NORAD_CAT_ID", word[:40], "write the catalogue number in digits")
    return int(word)


def _epoch(text: str) -> datetime:
    word = text.strip()
    try:
        if found := _EPOCH.fullmatch(word):
            year, month, day, hour, minute, second = (int(x) for x in found.groups()[:6])
            return datetime(year, month, day, hour, minute, second, _micro(found[7]), tzinfo=UTC)
        if found := _EPOCH_DAY.fullmatch(word):
            year, day, hour, minute, second = (int(x) for x in found.groups()[:5])
            date = datetime.strptime(f"{year} {day:03d}", "%Y %j").replace(tzinfo=UTC)
            return date.replace(hour=hour, minute=minute, second=second, microsecond=_micro(found[6]))
    except (ValueError, OverflowError):
        pass
    raise WordError("EPOCH", text[:40], "write it in UTC as 2024-12-13T08:12:00.000000")


def _micro(fraction: str | None) -> int:
    return int(((fraction or "0") + "000000")[:6])
