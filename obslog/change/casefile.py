"""Reading a count-diff case file into zones and looks, with errors that name the case."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from math import isfinite
from typing import Any

from obslog.change.bounds import Zone
from obslog.model.counts import Count, parse_count
from obslog.model.edtf import parse_edtf
from obslog.model.errors import ObslogError, WordError
from obslog.model.looks import Confidence, Look, Scope, Sighting, Total, Visible
from obslog.model.types import TypeTree
from obslog.model.when import UNDATED, Basis, When, at

FORMAT = "obslog-count-diff-cases/1"


@dataclass(frozen=True)
class CaseReader:
    """Reads one case; every error is a `WordError` that names the case."""

    tree: TypeTree
    case_id: str
    case: Mapping[str, Any]

    def fail(self, hint: str) -> WordError:
        """The error for this case."""
        return WordError("case", self.case_id, hint)

    def zone(self) -> Zone:
        """The zone: its parts, and the capacity of parts by type."""
        zone = self._mapping(self.case.get("zone"), "zone")
        parts = zone.get("parts")
        if not isinstance(parts, list) or not parts or not all(isinstance(p, str) and p for p in parts):
            raise self.fail("zone needs parts, such as {'parts': ['A', 'B']}")
        if len(set(parts)) < len(parts):
            raise self.fail("zone names a part twice")
        capacity: dict[str, dict[str, int]] = {}
        for part, by_type in self._mapping(zone.get("capacity", {}), "capacity").items():
            if part not in parts:
                raise self.fail(f"capacity names {part!r}, which is no part of the zone")
            capacity[part] = {
                self.type(name): self._whole(n, f"capacity of {part}")
                for name, n in self._mapping(by_type, f"capacity of {part}").items()
            }
        return Zone(tuple(parts), capacity)

    def query(self) -> tuple[str, ...]:
        """The type or set asked for, `A|B` or a list."""
        query = self.case.get("query")
        if isinstance(query, list) and all(isinstance(name, str) for name in query):
            query = "|".join(query)
        if not isinstance(query, str):
            raise self.fail("query needs a type, or a set A|B")
        return self.types(query)

    def k(self) -> int:
        """How many make a presence in a timeline; 1 unless the case says so."""
        k = self._whole(self.case.get("k", 1), "k")
        if k < 1:
            raise self.fail("k is 1 or more")
        return k

    def looks(self, key: str, *, dated: bool = False) -> tuple[Look, ...]:
        """The looks listed under `key`; with `dated` each needs a time."""
        looks = self.case.get(key)
        if not isinstance(looks, list):
            raise self.fail(f"{key} needs a list of looks")
        return tuple(
            self._look(self._mapping(look, f"{key}[{i}]"), f"{key}[{i}]", dated)
            for i, look in enumerate(looks)
        )

    def type(self, name: object) -> str:
        """A type as the file's hierarchy spells it."""
        if not isinstance(name, str):
            raise self.fail(f"{name!r} is no type")
        if name in self.tree:
            return name
        try:
            return self.tree.resolve(name)
        except ObslogError as error:
            raise self.fail(f"{error}; the file's hierarchy does not hold it") from None

    def types(self, text: str) -> tuple[str, ...]:
        """A type, or the members of a set `A|B`."""
        names = tuple(dict.fromkeys(self.type(name.strip()) for name in text.split("|") if name.strip()))
        if not names:
            raise self.fail(f"{text!r} names no type")
        return names

    def _look(self, look: Mapping[str, Any], name: str, dated: bool) -> Look:
        when = self._when(look.get("time"), name)
        if dated and not when.is_dated:
            raise self.fail(f"{name} needs a time")
        resolved = look.get("min_resolved_m")
        if resolved is not None and not (_is_number(resolved) and resolved >= 0):
            raise self.fail(f"min_resolved_m of {name} is a length in metres")
        visible = self._mapping(look.get("visible", {}), f"visible of {name}")
        return Look(
            id=str(look.get("id", name)),
            when=when,
            visible={part: Visible(self._fraction(share, part, name)) for part, share in visible.items()},
            seen=tuple(self._sighting(item, name) for item in self._list(look, "seen", name)),
            totals=tuple(self._totals(look.get("total", {}), name)),
            none=self._scopes(look, "none", name),
            complete_for=self._scopes(look, "complete_for", name),
            min_resolved_m=resolved,
            image_id=_text_or_none(look.get("image")),
            acquisition_id=_text_or_none(look.get("acquisition")),
            analyst=str(look.get("analyst", "")),
        )

    def _sighting(self, item: object, name: str) -> Sighting:
        seen = self._mapping(item, f"an item of {name}")
        text = seen.get("type")
        if not isinstance(text, str):
            raise self.fail(f"an item of {name} needs a type")
        types = self.types(text)
        certain = None if seen.get("certain") is None else self.type(seen["certain"])
        if certain is not None and not all(self.tree.is_at_or_below(t, certain) for t in types):
            raise self.fail(f"certain {certain} must be {text} or a type above it")
        try:
            confidence = Confidence(seen.get("confidence") or "confirmed")
        except ValueError:
            raise self.fail(
                f"confidence is confirmed, probable or possible, not {seen['confidence']!r}"
            ) from None
        return Sighting(types, self._count(seen.get("count"), name), certain, confidence, self._area(seen))

    def _totals(self, totals: object, name: str) -> list[Total]:
        if isinstance(totals, list):
            rows = [self._mapping(row, f"a total of {name}") for row in totals]
            return [
                Total(self.type(r.get("type")), self._count(r.get("count"), name), self._area(r))
                for r in rows
            ]
        found = []
        for text, count in self._mapping(totals, f"total of {name}").items():
            kind, area = self._placed(text)
            found.append(Total(kind, self._count(count, name), area))
        return found

    def _scopes(self, look: Mapping[str, Any], key: str, name: str) -> tuple[Scope, ...]:
        found: list[Scope] = []
        for entry in self._list(look, key, name):
            if not isinstance(entry, str):
                raise self.fail(f"{key} of {name} lists types, not {entry!r}")
            # `none A|B` looked for both.
            what, at_sign, area = entry.rpartition("@") if "@" in entry else (entry, "", "")
            found += [Scope(kind, area.strip() if at_sign else None) for kind in self.types(what)]
        return tuple(found)

    def _placed(self, text: object) -> tuple[str, str | None]:
        if isinstance(text, str) and "@" in text and text not in self.tree:
            what, _, area = text.rpartition("@")
            return self.type(what.strip()), area.strip()
        return self.type(text), None

    def _area(self, item: Mapping[str, Any]) -> str | None:
        return _text_or_none(item.get("area", item.get("part")))

    def _count(self, text: object, name: str) -> Count:
        if isinstance(text, int) and not isinstance(text, bool):
            text = str(text)
        if not isinstance(text, str):
            raise self.fail(f"a count of {name} is text, such as '2' or 'at least 2', not {text!r}")
        try:
            return parse_count(text)
        except WordError as error:
            raise self.fail(f"{name}: {error}") from None

    def _when(self, text: object, name: str) -> When:
        if text is None:
            return UNDATED
        if not isinstance(text, str):
            raise self.fail(f"time of {name} is text, not {text!r}")
        try:
            return read_time(text)
        except WordError as error:
            raise self.fail(f"{name}: {error}") from None

    def _fraction(self, share: object, part: str, name: str) -> float | None:
        if share is not None and not (_is_number(share) and 0 <= share <= 1):  # type: ignore[operator]
            raise self.fail(
                f"visible {part} of {name} is a share from 0 to 1, or null if not known, not {share!r}"
            )
        return None if share is None else float(share)  # type: ignore[arg-type]

    def _whole(self, n: object, what: str) -> int:
        if not isinstance(n, int) or isinstance(n, bool) or n < 0:
            raise self.fail(f"{what} is a whole number from 0 up, not {n!r}")
        return n

    def _list(self, look: Mapping[str, Any], key: str, name: str) -> list[Any]:
        found = look.get(key, [])
        if not isinstance(found, list):
            raise self.fail(f"{key} of {name} is a list")
        return found

    def _mapping(self, value: object, what: str) -> Mapping[str, Any]:
        if not isinstance(value, dict):
            raise self.fail(f"{what} is an object in braces, not {value!r:.60}")
        return value


def read_time(text: str) -> When:
    """A time of a case file; a clock time without zone is taken as UTC, since a file has one clock.

    Raises `WordError`.
    """
    if "T" in text or " " in text.strip():
        try:
            instant = datetime.fromisoformat(text.strip())
        except ValueError:
            raise WordError("time", text, "write 2024-03-01T08:00:00") from None
        return at(instant if instant.tzinfo else instant.replace(tzinfo=UTC), text=text)
    return parse_edtf(text, Basis.ANALYST)


def as_written(instant: datetime | None, looks: tuple[Look, ...]) -> str | None:
    """An instant in the way the case writes its times: the text of the look that has it, else like it."""
    if instant is None:
        return None
    for look in looks:
        if instant in (look.when.earliest, look.when.latest) and look.when.earliest == look.when.latest:
            return look.when.text
    plain = instant.replace(tzinfo=None).isoformat()
    zoned = any(look.when.text.endswith("Z") for look in looks)
    return f"{plain}Z" if zoned else plain


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and isfinite(value)


def _text_or_none(value: object) -> str | None:
    return None if value is None else str(value)
