"""What one sidecar says, gathered field by field: bounded texts, numbers that can be, a claim in the end."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from obslog.imagery.claims import Claim, clean_text
from obslog.imagery.ground import LonLat
from obslog.imagery.sidecars.reading import number
from obslog.model.places import Geometry
from obslog.model.when import Basis, When

#: What a numeric field can be, in our unit: metres, degrees, a fraction.
_RANGES = {
    "gsd_m": (1e-3, 1e5),
    "off_nadir_deg": (-90.0, 90.0),
    "incidence_deg": (0.0, 90.0),
    "sun_elevation_deg": (-90.0, 90.0),
    "cloud_fraction": (0.0, 1.0),
}
_MAX_TAGS = 20
_MAX_NUMBERS = 40_000


@dataclass
class Said:
    """The statements of one sidecar; `witness` is what it is called in warnings."""

    witness: str
    when: When | None = None
    footprint: Geometry | None = None
    fields: dict[str, str | float] = field(default_factory=dict)
    tags: dict[str, str] = field(default_factory=dict)
    warnings: list[str] = field(default_factory=list)

    @classmethod
    def of(cls, kind: str, name: str) -> Said:
        """Nothing yet of the file `name`, which is of that kind."""
        return cls(f"{kind} {clean_text(name, 200)}")

    def text(self, key: str, value: object) -> None:
        """Take a text field, unless there is no text or it was stated before."""
        found = clean_text(value, 120).strip() if isinstance(value, str) else ""
        if found:
            self.fields.setdefault(key, found)

    def number(self, key: str, value: object, factor: float = 1.0, plus: float = 0.0) -> None:
        """Take the number `value * factor + plus`, unless it is absent or was stated before.

        One that cannot be (no number, out of the field's range) is left out with a warning.
        """
        if value is None or value == "" or key in self.fields:
            return
        least, most = _RANGES[key]
        found = number(value)
        scaled = None if found is None else number(found * factor + plus, least, most)
        if scaled is None:
            self.warnings.append(f"{self.witness}: {key} {clean_text(value, 40)} cannot be")
        else:
            self.fields[key] = scaled

    def tag(self, key: str, value: object) -> None:
        """Keep a text as it stands, at most twenty of them."""
        if isinstance(value, bool) or not isinstance(value, str | int | float):
            return
        found = clean_text(value, 512).strip()
        if found and len(self.tags) < _MAX_TAGS:
            self.tags.setdefault(key, found)

    def claim(self) -> Claim:
        """All of it as the claim of a sidecar, with a warning where it has no usable time."""
        if self.when is None:
            self.warnings.append(f"{self.witness} states no usable time")
        return Claim(
            Basis.SIDECAR,
            self.witness,
            self.when,
            self.fields,
            self.footprint,
            self.tags,
            tuple(self.warnings),
        )


def numbers(text: object) -> list[float]:
    """The numbers of a text, parted by blanks or commas; empty if any part is no finite number."""
    parts = text.replace(",", " ").split() if isinstance(text, str) else []
    found = [number(part) for part in parts[: _MAX_NUMBERS + 1]]
    if len(found) > _MAX_NUMBERS:
        return []
    return [] if None in found else [each for each in found if each is not None]


def lat_lon_pairs(text: object) -> list[LonLat]:
    """The (longitude, latitude) points of a text `lat lon lat lon …` or `lat,lon lat,lon …`; empty if odd."""
    found = numbers(text)
    if len(found) % 2:
        return []
    return [(found[at + 1], found[at]) for at in range(0, len(found), 2)]


def member(value: Any, *keys: str) -> Any:
    """What lies under these keys of nested JSON objects; None where one is not there."""
    for key in keys:
        if not isinstance(value, dict):
            return None
        value = value.get(key)
    return value


def texts(root: Any, tag: str, most: int = 1000) -> Iterator[str]:
    """The stripped texts of all elements of that tag in an XML element, in order, empty ones passed over."""
    for element in root.iter(tag):
        if most <= 0:
            return
        if isinstance(element.text, str) and element.text.strip():
            most -= 1
            yield element.text.strip()


def joined(parts: list[Geometry | None]) -> Geometry | None:
    """Several pieces of ground as one; None if there is none."""
    polygons = tuple(polygon for part in parts if part is not None for polygon in part.polygons)
    return Geometry(polygons) if polygons else None
