"""Looks for tests, written in the analyst's own shorthand over one small tree."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, timedelta

from obslog.change.bounds import Zone
from obslog.model.looks import Look, Scope, Sighting, Visible
from obslog.model.notation import Notation
from obslog.model.types import TypeTree
from obslog.model.when import When, at

TREE = TypeTree.from_hierarchy(
    {
        "aircraft": "object",
        "fixed-wing": "aircraft",
        "helicopter": "aircraft",
        "transport": "fixed-wing",
        "heavy transport": "transport",
        "An-124": "heavy transport",
        "Il-76": "heavy transport",
        "tactical transport": "transport",
        "An-26": "tactical transport",
        "An-32": "tactical transport",
        "fighter": "fixed-wing",
        "Su-34": "fighter",
        "Su-35": "fighter",
        "Mi-8": "helicopter",
        "ship": "object",
        "frigate": "ship",
        "destroyer": "ship",
    },
    {"An-124": 69.1, "Il-76": 46.6, "Su-34": 23.3, "fighter": 15.0, "Mi-8": 18.2},
)
SAID = Notation(TREE, lambda name: name)
MORNING = datetime(2024, 12, 13, 8, 0, tzinfo=UTC)

APRON = Zone(("apron",))
TWO_APRONS = Zone(("north", "south"))


def moment(minutes: float = 0.0) -> When:
    """An instant so many minutes after the morning of the 13th."""
    return at(MORNING + timedelta(minutes=minutes))


def look(
    visible: Mapping[str, float | None],
    *saw: str,
    none: Iterable[str] = (),
    complete_for: Iterable[str] = (),
    total: Iterable[str] = (),
    id: str = "look",
    when: When | None = None,
    resolved: float | None = None,
    image: str | None = None,
    acquisition: str | None = None,
    hidden: Mapping[str, str] | None = None,
    parts: tuple[str, ...] = (),
    no_change_since: str | None = None,
) -> Look:
    """A look: shares of parts seen, then sightings as the analyst writes them (`An-124=2+@north; probable`)."""
    said = [SAID.sighting(text) for text in saw]
    return Look(
        id=id,
        when=when or moment(),
        visible={part: Visible(share) for part, share in visible.items()},
        seen=tuple(s for s in said if isinstance(s, Sighting)),
        totals=tuple(SAID.total(text) for text in total),
        none=(*(SAID.scope(text) for text in none), *(s for s in said if isinstance(s, Scope))),
        complete_for=tuple(SAID.scope(text) for text in complete_for),
        min_resolved_m=resolved,
        image_id=image,
        acquisition_id=acquisition,
        not_observable=hidden or {},
        parts=parts or tuple(visible),
        no_change_since=no_change_since,
    )
