"""The change screen's table: each verdict as a row, what it rests on, and the site's passes to choose from."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from obslog.change.diff import Verdict
from obslog.change.passes import Pass, group_passes

if TYPE_CHECKING:
    from obslog.log import Log
    from obslog.model.types import TypeTree
    from obslog.observing.comparison import Comparison

#: Looks from which the passes to step through are made.
LOOKS = 400

#: What stands before a verdict, by shape; and its ASCII twin.
SIGNS = {
    Verdict.INCREASE: "▲", Verdict.DECREASE: "▼", Verdict.POSSIBLE_INCREASE: "△", Verdict.POSSIBLE_DECREASE: "▽",
    Verdict.UNCHANGED: "=", Verdict.UNKNOWN: "?", Verdict.UNDETERMINED: "~", Verdict.CONFLICT: "!",
}  # fmt: skip
ASCII_SIGNS = {
    **SIGNS, Verdict.INCREASE: "^", Verdict.DECREASE: "v", Verdict.POSSIBLE_INCREASE: "'",
    Verdict.POSSIBLE_DECREASE: ",",
}  # fmt: skip


@dataclass(frozen=True)
class Row:
    """One verdict: `cells` as the log prints them (type, before, after, net, arrived, left, verdict, as labelled),
    then statements and looks; `depth` is how many of the types above it are rows too."""

    verdict: Verdict
    depth: int
    cells: tuple[str, ...]
    statements: str
    rests_on: str
    sentence: str
    testimony: tuple[str, ...]


@dataclass(frozen=True)
class Changes:
    """The change of a site between two passes as it is shown, and what a reader must know of it.

    `footnotes` name the looks (`L1`) that rows rest on; `images` are those of the two passes, None where a look has
    none.
    """

    site_id: str
    header: str
    rows: tuple[Row, ...] = ()
    footnotes: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    assumed: tuple[str, ...] = ()
    before: str = ""
    after: str = ""
    images: tuple[str | None, str | None] = (None, None)


@dataclass(frozen=True)
class PassLine:
    """One pass of the site to choose: its date in words, and its looks."""

    name: str
    looks: tuple[str, ...]


def passes_of(log: Log, site: str) -> tuple[PassLine, ...]:
    """The passes of the newest looks at a site, in order of time."""
    found = group_passes(log.look_list(site, status="closed", limit=LOOKS))
    return tuple(PassLine(_name(one), one.ids) for one in found)


def _name(one: Pass) -> str:
    return one.looks[0].when.describe()


def changes(log: Log, site: str, before: str, after: str, *, with_statements: bool = False) -> Changes:
    """What changed between two WHENs. Raises `WordError`, `NotFoundError`, `RefusedError`."""
    found = log.diff(site, before, after, with_statements=with_statements)
    looks = [*found.before.chosen.looks, *found.after.chosen.looks]
    numbers = {look.id: f"L{number}" for number, look in enumerate(looks, 1)}
    assumed = [
        f"{numbers[look.id]} assumed: {', '.join(said)}" for look in looks if (said := log.assumptions(look))
    ]
    return Changes(
        found.site.id,
        found.header,
        _rows(log.types(), found, numbers),
        tuple(f"{numbers[look.id]} look {look.id[-8:]}, {look.when.describe()}" for look in looks),
        (*found.with_statements, *(c.sentence for c in found.contradictions), *found.notes()),
        tuple(assumed),
        found.before.chosen.looks[-1].id,
        found.after.chosen.looks[-1].id,
        (found.before.chosen.looks[-1].image_id, found.after.chosen.looks[-1].image_id),
    )


def _rows(tree: TypeTree, found: Comparison, numbers: dict[str, str]) -> tuple[Row, ...]:
    _, cells = found.rows()
    above: list[str] = []
    rows = []
    for change, row in zip(found.changes, cells, strict=True):
        query = change.diff.query
        above = [name for name in above if all(tree.is_at_or_below(one, name) for one in query)]
        stands = Counter(one.stands for one in change.statements)
        rows.append(
            Row(
                change.diff.verdict,
                len(above),
                row,
                ", ".join(f"{word} {stands[word]}" for word in ("contradicts", "agrees", "adds") if stands[word]),
                " ".join(numbers.get(look, look[-8:]) for look in change.diff.looks),
                change.sentence,
                tuple(one.sentence for one in change.statements),
            )
        )  # fmt: skip
        if len(query) == 1:
            above.append(query[0])
    return tuple(rows)


def stepped(
    passes: Sequence[PassLine], ends: tuple[str, str], by: int, *, later: bool
) -> tuple[str, str] | None:
    """Looks of both passes after one of them moved `by` steps; the other gives way. None beyond the ends."""
    places = [next((n for n, one in enumerate(passes) if look in one.looks), None) for look in ends]
    first, last = places
    if first is None or last is None:
        return None
    if later:
        last += by
        first = min(first, last - 1)
    else:
        first += by
        last = max(last, first + 1)
    if first < 0 or last >= len(passes):
        return None
    return passes[first].looks[-1], passes[last].looks[-1]
