"""Which column of a sheet is what, how its dates are written, and what its words mean: given, or proposed by names."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from obslog.exchange.files import json_in, read_file, text_in
from obslog.model.errors import FileRefusedError, RefusedError, WordError
from obslog.model.text import fold

#: What a column can be: what it means, and the (folded) headers that propose it.
FIELDS: dict[str, tuple[str, tuple[str, ...]]] = {
    "site": ("the site, by any of its names", ("site", "base", "airbase", "airfield", "facility", "location", "place")),
    "when": ("the date of the image", ("when", "date", "image date", "imagery date", "datetime", "acquired", "day")),
    "time": ("the clock time, where it has its own column", ("time", "time utc", "utc")),
    "type": ("the type that was seen", ("type", "aircraft", "object", "ship", "vehicle", "class", "model", "equipment")),
    "count": ("how many: 2, 2+, 2-4, ~40, 0, ?", ("count", "number", "no.", "no", "qty", "quantity", "how many", "n")),
    "count_min": ("at least so many, where bounds have their own columns", ("count min", "min", "at least", "minimum")),
    "count_max": ("at most so many; empty is open", ("count max", "max", "at most", "maximum")),
    "area": ("the part of the site", ("area", "apron", "pier", "ramp", "sector")),
    "confidence": ("confirmed, probable or possible", ("confidence", "certainty", "how sure", "sure")),
    "certain": ("the most specific type that is certain", ("certain", "certain type")),
    "state": ("nose raised, dismantled, ...", ("state", "condition", "activity")),
    "because": ("why", ("because", "reason", "rationale")),
    "visible": ("how much could be seen: 0.7, or north=0.7; south=1", ("visible", "coverage", "visibility")),
    "not_observable": ("why nothing could be seen: cloud, ...", ("not observable", "not seen because", "obscured")),
    "resolves": ("the smallest object in metres that it can clear", ("resolves", "resolves m")),
    "image": ("the image: its sha256 or its file name", ("image", "file", "filename", "file name", "image id", "sha256")),
    "analyst": ("who looked", ("analyst", "observer", "author", "by", "counted by")),
    "source": ("where the picture is from; kept in the remarks", ("source", "provider", "imagery", "url", "link")),
    "remarks": ("anything else", ("remarks", "notes", "note", "comment", "comments", "description")),
    "look": ("lines of one number are one look", ("look", "observation", "record", "id")),
}  # fmt: skip
#: How days and months in figures follow each other.
ORDERS = ("dmy", "mdy", "ymd")
_LARGEST = 4 << 20
_TABLES = ("columns", "fixed", "types", "sites", "confidence", "dates")


@dataclass(frozen=True)
class SheetMapping:
    """What a sheet means: field -> header, field -> a value for all lines, words -> words of the log.

    `order` is how dates in figures are read (`dmy`, `mdy`), None where nobody said; `zone` what clock times are
    (`UTC`, `+03:00`, `Asia/Damascus`); `sheet` the name of a sheet of a workbook; `header` the line of the headers.
    """

    columns: Mapping[str, str] = field(default_factory=dict)
    fixed: Mapping[str, str] = field(default_factory=dict)
    types: Mapping[str, str] = field(default_factory=dict)
    sites: Mapping[str, str] = field(default_factory=dict)
    confidence: Mapping[str, str] = field(default_factory=dict)
    order: str | None = None
    zone: str | None = None
    sheet: str | None = None
    header: int | None = None

    def has(self, name: str) -> bool:
        """Whether a column or a fixed value says this field."""
        return name in self.columns or name in self.fixed

    def missing(self) -> tuple[str, ...]:
        """What no look can do without and nothing says, in words."""
        gone = [name for name in ("site", "type") if not self.has(name)]
        if not (self.has("when") or self.has("image")):
            gone.append("when or image")
        if not (self.has("count") or self.has("count_min")):
            gone.append("count")
        return tuple(gone)

    def to_toml(self) -> str:
        """The mapping as the file that `read_mapping` reads."""
        lines = []
        if self.sheet is not None:
            lines.append(f"sheet = {_quoted(self.sheet)}")
        if self.header is not None:
            lines.append(f"header = {self.header}")
        dates = {name: said for name, said in (("order", self.order), ("zone", self.zone)) if said}
        tables = zip(
            _TABLES, (self.columns, self.fixed, self.types, self.sites, self.confidence, dates), strict=True
        )
        for name, table in tables:
            if table:
                lines += [
                    "",
                    f"[{name}]",
                    *(f"{_quoted(key)} = {_quoted(said)}" for key, said in table.items()),
                ]
        return "\n".join(lines).lstrip("\n") + "\n"


def _quoted(text: str) -> str:
    """A text as TOML writes it: JSON's escapes, and those of the one control character that JSON leaves."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")


class MappingNeededError(RefusedError):
    """Nobody said which column is what; `proposed` is what the headers suggest, `headers` are those there are."""

    def __init__(
        self, name: str, proposed: SheetMapping, headers: Sequence[str], missing: Sequence[str]
    ) -> None:
        self.proposed, self.headers = proposed, tuple(headers)
        told = f"no column says the {' or the '.join(missing)}" if missing else "say which column is what"
        near = ", ".join(f"{key} = {said!r}" for key, said in proposed.columns.items())
        hint = f" (its headers suggest {near})" if near else f" (its headers: {', '.join(headers)[:200]})"
        super().__init__(f"{name}: {told}: --mapping FILE, or --ask; --propose writes a first mapping{hint}")


def propose(headers: Sequence[str]) -> SheetMapping:
    """The mapping that headers suggest: each column for one field, each field by one column."""
    columns: dict[str, str] = {}
    folded = {fold(header): header for header in reversed(headers) if header.strip()}
    for name, (_, guesses) in FIELDS.items():
        found = next((folded[fold(guess)] for guess in guesses if fold(guess) in folded), None)
        if found is not None and found not in columns.values():
            columns[name] = found
    return SheetMapping(columns)


def read_mapping(path: str | Path) -> SheetMapping:
    """The mapping in a TOML or JSON file (docs/exchange.md). Raises `FileRefusedError`, one line."""
    name = str(path)
    data = read_file(path, _LARGEST)
    if name.lower().endswith(".json"):
        document = json_in(data, name)
    else:
        try:
            document = tomllib.loads(text_in(data, name))
        except tomllib.TOMLDecodeError as error:
            raise FileRefusedError(name, f"it is no TOML ({error})") from None
    try:
        return _mapping(document)
    except WordError as error:
        raise FileRefusedError(name, str(error)) from None


def _mapping(document: object) -> SheetMapping:
    if not isinstance(document, dict):
        raise WordError("mapping", str(document)[:40], "it has a table [columns]")
    tables = {name: _table(document.get(name, {}), name) for name in _TABLES}
    odd = next((key for key in document if key not in (*_TABLES, "sheet", "header")), None)
    if odd is not None:
        raise WordError("mapping", str(odd)[:40], f"it can hold sheet, header, [{'], ['.join(_TABLES)}]")
    for name in (*tables["columns"], *tables["fixed"]):
        if name not in FIELDS:
            raise WordError("field", name[:40], f"it can be {', '.join(FIELDS)}")
    dates, header, sheet = tables.pop("dates"), document.get("header"), document.get("sheet")
    if header is not None and (not isinstance(header, int) or isinstance(header, bool) or header < 1):
        raise WordError("header", str(header)[:40], "it is the number of a line, from 1")
    if sheet is not None and not isinstance(sheet, str):
        raise WordError("sheet", str(sheet)[:40], "it is the name of a sheet")
    made = SheetMapping(
        tables["columns"], tables["fixed"], tables["types"], tables["sites"], tables["confidence"],
        zone=dates.get("zone"), sheet=sheet, header=header,
    )  # fmt: skip
    return with_order(made, dates.get("order"))


def with_order(mapping: SheetMapping, order: str | None) -> SheetMapping:
    """The mapping with that order of dates. Raises `WordError`."""
    if order is not None and order not in ORDERS:
        raise WordError("order of dates", order[:20], f"write one of {', '.join(ORDERS)}")
    return replace(mapping, order=order)


def _table(given: object, name: str) -> dict[str, str]:
    if not isinstance(given, dict):
        raise WordError("mapping", name, f"[{name}] is a table")
    for key, said in given.items():
        if not isinstance(said, (str, int, float)) or isinstance(said, bool):
            raise WordError(f"[{name}]", str(key)[:40], "its value is a text in quotes")
    return {str(key): str(said) for key, said in given.items()}


def columns_of(mapping: SheetMapping, headers: Sequence[str], name: str) -> dict[str, int]:
    """Field -> place of its column. Raises `FileRefusedError` for a header that is not there, or is there twice."""
    places = {}
    for key, header in mapping.columns.items():
        found = [place for place, each in enumerate(headers) if each == header]
        found = found or [place for place, each in enumerate(headers) if fold(each) == fold(header)]
        if len(found) != 1:
            why = "no column" if not found else f"{len(found)} columns"
            raise FileRefusedError(
                name, f"{why} called {header!r} ({key}); there are {', '.join(headers)[:200]}"
            )
        places[key] = found[0]
    return places
