"""The part of `Log` that is about marks: drafts begun, objects marked, carried forward, counted; what waits."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from obslog.model.looks import Confidence, Look, Scope, Sighting, Total, Visible
    from obslog.model.marks import Carried, Mark, MarkKind, NewMark, Point, QueueLine, TallyRow
    from obslog.observing.desk import Desk


class MarkMethods:
    """What can be done with marks; `Log` is this and the rest."""

    _desk: Desk

    def look_begin(self, site: str, image: str) -> Look:
        """This analyst's draft for that image and site, else a new, empty one.

        Raises `NotFoundError`, `AmbiguousError`, and `RefusedError` where the image does not show the site.
        """
        from obslog.observing import looks

        return looks.look_begin(self._desk, site, image)

    def look_blank(self, site: str, image: str) -> Look:
        """As `look_begin`, but nothing is written: a look that is not in the log yet where there is no draft."""
        from obslog.observing import looks

        return looks.look_blank(self._desk, site, image)

    def look_visibility(self, site: str, image: str) -> Mapping[str, Visible]:
        """How much of each area (id) the image shows by footprint, valid pixels and cloud; missing: not covered."""
        from obslog.observing import looks

        return looks.look_visibility(self._desk, site, image)

    def look_set(
        self,
        look: str | Look,
        *,
        seen: Iterable[Sighting] | None = None,
        totals: Iterable[Total] | None = None,
        none: Iterable[Scope] | None = None,
        complete_for: Iterable[Scope] | None = None,
        visible: Mapping[str, Visible] | None = None,
        not_observable: Mapping[str, str] | None = None,
        remarks: str | None = None,
        resolves: float | None = None,
    ) -> Look:
        """Replace what a look says, also by nothing; None keeps, and a `Look` itself gives all that it says.

        Areas are ids or names, `resolves` metres; one entry of the journal, none where nothing differs. Raises
        `WordError`, `NotFoundError`, and `RefusedError` for a retracted look, or one that contradicts itself or
        its marks.
        """
        from obslog.observing import setting

        return setting.look_set(
            self._desk, look, seen=seen, totals=totals, none=none, complete_for=complete_for, visible=visible,
            not_observable=not_observable, remarks=remarks, resolves=resolves,
        )  # fmt: skip

    def mark_add(
        self,
        image: str,
        points: Sequence[Point],
        types: str,
        *,
        kind: MarkKind | str = "point",
        look: str | None = None,
        confidence: Confidence | str = "confirmed",
        state: str | None = None,
        remarks: str | None = None,
        area: str | None = None,
    ) -> Mark:
        """Mark one object: `points` are (column, row) pixels as `MarkKind` says, `types` such as `An-26|An-32`.

        It counts for `look`; without one it is a mark on the image alone. Its area is told by the ground of the
        image, unless `area` names one. Raises `WordError`, `NotFoundError`, `RefusedError`, and
        `FileRefusedError` where the image's file is gone.
        """
        from obslog.model.marks import NewMark
        from obslog.observing import marking

        new = NewMark(points, types, kind, confidence, state, remarks, area)
        return marking.marks_add(self._desk, image, [new], look=look)[0]

    def marks_add(self, image: str, marks: Iterable[NewMark], *, look: str | None = None) -> tuple[Mark, ...]:
        """Mark several objects of one image in one entry of the journal; all of them or none. See `mark_add`."""
        from obslog.observing import marking

        return marking.marks_add(self._desk, image, marks, look=look)

    def mark_list(self, image: str | None = None, *, look: str | None = None) -> tuple[Mark, ...]:
        """Marks in the order they were made: of an image (without those of retracted looks), of a look, or all."""
        from obslog.observing import marking

        return marking.mark_list(self._desk, image, look=look)

    def mark_edit(
        self,
        mark: str,
        *,
        points: Sequence[Point] | None = None,
        types: str | None = None,
        confidence: Confidence | str | None = None,
        state: str | None = None,
        remarks: str | None = None,
        area: str | None = None,
    ) -> Mark:
        """Change a mark; an empty `state`, `remarks` or `area` takes away what was stated. Raises as `mark_add`."""
        from obslog.observing import marking

        changes = marking.Changes(points, types, confidence, state, remarks, area)
        return marking.marks_edit(self._desk, [mark], changes)[0]

    def marks_edit(
        self,
        marks: Sequence[str],
        *,
        types: str | None = None,
        confidence: Confidence | str | None = None,
        state: str | None = None,
        remarks: str | None = None,
        area: str | None = None,
    ) -> tuple[Mark, ...]:
        """Change several marks of one look alike, in one entry of the journal. See `mark_edit`."""
        from obslog.observing import marking

        changes = marking.Changes(None, types, confidence, state, remarks, area)
        return marking.marks_edit(self._desk, marks, changes)

    def mark_remove(self, mark: str, *, reason: str | None = None) -> Mark:
        """Take a mark away; one carried forward is not carried into that look again. Raises `NotFoundError`."""
        from obslog.observing import marking

        return marking.mark_remove(self._desk, mark, reason=reason)

    def mark_confirm(self, marks: Sequence[str]) -> tuple[Mark, ...]:
        """Marks carried forward stand from now on, and count. Raises `NotFoundError`, `RefusedError`."""
        from obslog.observing import marking

        return marking.mark_confirm(self._desk, marks)

    def mark_carry(self, look: str, since: str = "last") -> Carried:
        """The marks of an earlier look placed on this look's image as proposals; one entry of the journal.

        `since` names the earlier look as `no_change_since` does. They are placed by the alignment stored for the
        two images, else by the ground of both; those outside the image are left out, and none is carried twice.
        Gives the new marks, and how many were `left_out`. Raises `RefusedError` where nothing relates the two images.
        """
        from obslog.observing import carrying

        return carrying.mark_carry(self._desk, look, since)

    def counted(self, look: Look, marks: Iterable[Mark]) -> Look:
        """The look as closing it would leave it: what is marked and not stated becomes a sighting. No database."""
        from obslog.model import counting

        return counting.counted(look, marks)

    def tally(self, look: Look, marks: Iterable[Mark]) -> tuple[TallyRow, ...]:
        """What is stated, what is marked and what counts, a row for each sighting. No database."""
        from obslog.model import counting

        return counting.tally(look, marks)

    def marks_wire(self, marks: Iterable[Mark]) -> list[dict[str, Any]]:
        """Marks as JSON, their areas by name (docs/wire.md)."""
        from obslog.observing import mark_wire

        return mark_wire.marks_wire(self._desk, marks)

    def tally_wire(self, look: Look, marks: Iterable[Mark]) -> list[dict[str, Any]]:
        """The tally of a look as JSON, its areas by name (docs/wire.md)."""
        from obslog.model import counting
        from obslog.observing import looks, mark_wire

        names = looks.area_names(self._desk, look.site_id)
        return [
            mark_wire.tally_wire(row, lambda area: None if area is None else names.get(area, area))
            for row in counting.tally(look, marks)
        ]

    def queue(self, site: str | None = None, *, limit: int = 200) -> tuple[QueueLine, ...]:
        """Images that nobody has looked at (no closed look) at a site that they show, newest first, undated last."""
        from obslog.observing import queueing

        return queueing.queue(self._desk, site, limit=limit)
