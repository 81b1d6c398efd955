"""The analyst's shorthand for what was seen: `An-124=2+@north; probable; state nose raised` becomes a value.

The grammar is DESIGN section 6, "Sightings in text". Types are resolved through the tree, areas through the
site; whatever cannot be read is a `WordError` that says which part was wrong.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from obslog.model.counts import parse_count
from obslog.model.errors import WordError
from obslog.model.looks import Confidence, Scope, Sighting, Total
from obslog.model.types import TypeTree

#: Turns the name of an area into its id; raises `WordError` where the site has no such area.
AreaResolver = Callable[[str], str]

_FORM = (
    "write TYPE=COUNT[@AREA][; certain TYPE][; confirmed|probable|possible][; state STATE][; because REASON]"
)


@dataclass(frozen=True)
class Notation:
    """Reads the shorthand with the types and the areas that hold for one site."""

    tree: TypeTree
    area_id: AreaResolver

    def sighting(self, text: str) -> Sighting | Scope:
        """Read one `--saw`; `TYPE=0` is a `Scope` of none (the same as `--none TYPE`).

        Raises `WordError` for a bad form, count, certain type or a `?` without a reason, and `NotFoundError`
        for a type that the tree does not know.
        """
        head, *clauses = [part.strip() for part in text.split(";")]
        names, equals, rest = head.partition("=")
        if not equals or not names.strip() or not rest.strip():
            raise WordError("sighting", text, _FORM)
        count_text, area = self._split_area(rest)
        types = self.type_set(names)
        count = parse_count(count_text)
        said = self._clauses(text, clauses)
        if count.unknown and not said.get("because"):
            raise WordError("sighting", text, "a ? needs its reason: add '; because REASON'")
        if count.is_zero:
            if len(types) > 1:
                raise WordError("sighting", text, "none of a candidate set: write one --none for each type")
            return Scope(types[0], area)
        certain = said.get("certain")
        if certain is not None:
            certain = self.tree.resolve(certain)
            if not all(self.tree.is_at_or_below(name, certain) for name in types):
                raise WordError("sighting", text, f"certain {certain} must be {' and '.join(types)} or above")
        return Sighting(
            types=types,
            count=count,
            certain=certain,
            confidence=Confidence(said.get("confidence", "confirmed")),
            area=area,
            state=said.get("state"),
            because=said.get("because"),
        )

    def total(self, text: str) -> Total:
        """Read one `--total TYPE=COUNT[@AREA]`. Raises `WordError`, `NotFoundError`."""
        names, equals, rest = text.partition("=")
        if not equals or not names.strip() or not rest.strip():
            raise WordError("total", text, "write TYPE=COUNT[@AREA], such as aircraft=12@north")
        count_text, area = self._split_area(rest)
        return Total(self.tree.resolve(names), parse_count(count_text), area)

    def scope(self, text: str) -> Scope:
        """Read one `--none` or `--complete-for`: TYPE[@AREA]. Raises `WordError`, `NotFoundError`."""
        name, area = self._split_area(text)
        if not name:
            raise WordError("type", text, "write TYPE or TYPE@AREA, such as fighter@north")
        return Scope(self.tree.resolve(name), area)

    def type_set(self, text: str) -> tuple[str, ...]:
        """Read `TYPE` or a candidate set `TYPE|TYPE`, in the tree's names and order, each once."""
        names = tuple(dict.fromkeys(self.tree.resolve(name) for name in text.split("|") if name.strip()))
        if not names:
            raise WordError("type", text, "write a type such as An-124, or a candidate set An-26|An-32")
        for name in names:
            for other in names:
                if name != other and self.tree.is_at_or_below(name, other):
                    raise WordError("candidate set", text, f"{name} is a kind of {other}: name one of them")
        return tuple(sorted(names))

    def _split_area(self, text: str) -> tuple[str, str | None]:
        what, at, area = text.rpartition("@")
        if not at:
            return text.strip(), None
        if not area.strip():
            raise WordError("area", text, "name an area after @, or leave the @ out")
        return what.strip(), self.area_id(area.strip())

    def _clauses(self, text: str, clauses: list[str]) -> dict[str, str]:
        said: dict[str, str] = {}
        for clause in clauses:
            if not clause:
                continue
            word, _, rest = clause.partition(" ")
            word = word.casefold()
            if word in set(Confidence) and not rest.strip():
                key, value = "confidence", word
            elif word in ("certain", "state", "because") and rest.strip():
                key, value = word, rest.strip()
            else:
                raise WordError("sighting", text, f"{clause!r} is not understood; {_FORM}")
            if key in said:
                raise WordError("sighting", text, f"{key} is said twice")
            said[key] = value
        return said


def parse_fraction(text: str) -> float:
    """Read a visible fraction: `0.7`, `70%`, `70 %`, 0 to 1. Raises `WordError`."""
    word = text.strip()
    percent = word.endswith("%")
    try:
        value = float(word.rstrip("%").strip()) / (100.0 if percent else 1.0)
    except ValueError:
        value = float("nan")
    if not 0.0 <= value <= 1.0 or not word.isascii() or "_" in word:
        raise WordError("visible fraction", text, "write a number from 0 to 1, such as 0.7, or 70%")
    return value
