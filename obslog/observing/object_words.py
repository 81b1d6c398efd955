"""The comparison of two looks object by object, as lines, as sentences and on the wire."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from obslog.change.marks import MarkDiff, ObjectChange, ObjectState, Registration
from obslog.change.shift import Shift
from obslog.model.looks import Look
from obslog.model.marks import Mark
from obslog.places.plane import bearing_deg

#: Shifts below this are none worth a word, in metres.
_NO_SHIFT_M = 0.05


@dataclass(frozen=True)
class ObjectLine:
    """One object: its state, the marks it rests on (ids), and the sentence for it.

    `what` is its label, or both where they differ. `residual_m` is how far its two marks lie apart after the shift.
    `alternatives` are ids of marks of the other look that an ambiguous object may be; `alone` is True where it may
    be none of them. `margin` is what the nearest rival of an ambiguous choice costs more (below 2), `reason` why the
    absence of a lone object could not be told.
    """

    state: ObjectState
    what: str
    before: str | None
    after: str | None
    residual_m: float | None
    margin: float | None
    alternatives: tuple[str, ...]
    alone: bool
    reason: str | None
    sentence: str

    def wire(self) -> dict[str, Any]:
        """One line of `mark diff --json`."""
        return {
            "state": str(self.state),
            "what": self.what,
            "before": self.before,
            "after": self.after,
            "residual_m": None if self.residual_m is None else round(self.residual_m, 2),
            "margin": None if self.margin is None else round(self.margin, 2),
            "alternatives": list(self.alternatives),
            "alone": self.alone,
            "reason": self.reason,
            "sentence": self.sentence,
        }


@dataclass(frozen=True)
class ObjectDiff:
    """Two looks at one site, object by object.

    `before_marks` and `after_marks` are the standing marks of either look; `diff` is the comparison by their ids.
    `north_up` says whether a shift's direction is one on the ground, or one on the later image. `notes` are what
    was assumed.
    """

    site: str
    before: Look
    after: Look
    before_marks: tuple[Mark, ...]
    after_marks: tuple[Mark, ...]
    diff: MarkDiff
    north_up: bool
    notes: tuple[str, ...] = ()

    @property
    def registration(self) -> Registration:
        """How the two images were laid on one another."""
        return self.diff.registration

    @property
    def shift(self) -> Shift | None:
        """The shift of the earlier look that was used, None where rivals disagree."""
        return self.diff.shift

    @cached_property
    def lines(self) -> tuple[ObjectLine, ...]:
        """A line an object: differences first, then what is open, then what stayed."""
        order = (
            ObjectState.NEW, ObjectState.GONE, ObjectState.MOVED, ObjectState.AMBIGUOUS, ObjectState.NOT_COMPARABLE,
            ObjectState.STILL_OCCUPIED,
        )  # fmt: skip
        labels = {mark.id: label(mark) for mark in (*self.before_marks, *self.after_marks)}
        made = [_line(change, labels) for change in self.diff.changes]
        return tuple(line for state in order for line in made if line.state is state)

    @property
    def sentences(self) -> tuple[str, ...]:
        """What became of the objects, how the images lie, and what is never claimed."""
        return (self._summary(), self._laid(), *self._claim())

    def rows(self) -> list[tuple[str | None, ...]]:
        """A row a line for a table: state, what, the ends of both ids, metres apart, note."""
        return [
            (
                str(line.state),
                line.what,
                line.before and line.before[-8:],
                line.after and line.after[-8:],
                None if line.residual_m is None else f"{line.residual_m:.1f}",
                "; ".join(text for text in (_alternatives(line), line.reason) if text),
            )
            for line in self.lines
        ]

    def wire(self) -> Iterable[dict[str, Any]]:
        """The lines of `mark diff --json`: one an object, then one of the comparison as a whole."""
        yield from (line.wire() for line in self.lines)
        yield {
            "summary": {
                "site": self.site,
                "before": self.before.id,
                "after": self.after.id,
                "states": {str(state): len(self.diff.of(state)) for state in ObjectState},
                "registration": str(self.registration),
                "shift": None if self.shift is None else _shift_wire(self.shift),
                "rivals": [_shift_wire(shift) for shift in self.diff.rivals],
                "north_up": self.north_up,
                "sentences": list(self.sentences),
                "notes": list(self.notes),
            }
        }

    def _summary(self) -> str:
        words = (
            (ObjectState.STILL_OCCUPIED, "position still occupied by a compatible type", "positions still occupied by"
             " a compatible type"),
            (ObjectState.MOVED, "moved within its stand", "moved within their stands"),
            (ObjectState.NEW, "new", "new"),
            (ObjectState.GONE, "gone", "gone"),
            (ObjectState.AMBIGUOUS, "ambiguous", "ambiguous"),
            (ObjectState.NOT_COMPARABLE, "not comparable", "not comparable"),
        )  # fmt: skip
        parts = []
        for state, one, many in words:
            lines = [line for line in self.lines if line.state is state]
            if lines:
                kinds = Counter(line.what for line in lines)
                listed = ", ".join(f"{n} {what}" for what, n in kinds.most_common(6))
                more = f" and {len(kinds) - 6} other labels" if len(kinds) > 6 else ""
                parts.append(f"{len(lines)} {one if len(lines) == 1 else many} ({listed}{more})")
        dates = f"{self.before.when.describe()} to {self.after.when.describe()}"
        return f"{self.site}, {dates}: {', '.join(parts) if parts else 'no marks on either look'}."

    def _laid(self) -> str:
        registration, shift = self.registration, self.shift
        if registration is Registration.SAME_IMAGE:
            return "Both looks are of one image."
        if registration is Registration.TWO_POINTS:
            return "The images were laid on one another by two stored points."
        if registration is Registration.AS_PLACED:
            return "Too few objects agree on a shift: the images are taken to lie where their placement says."
        if registration is Registration.AMBIGUOUS or shift is None:
            fits = " and ".join(self._shifted(s) for s in self.diff.rivals[:3])
            ids = f"{(self.before.image_id or '')[:12]} {(self.after.image_id or '')[:12]}"
            return (
                f"Registration ambiguous: {fits} fit nearly as well. Lay the images on one another by two fixed points: "
                f"obslog image align {ids} PAIR PAIR"
            )
        return f"The objects lie best on one another with {self._shifted(shift)}, ±{2 * shift.sigma_m:.1f} m."

    def _shifted(self, shift: Shift) -> str:
        if shift.length_m < _NO_SHIFT_M:
            return "no shift"
        towards = bearing_deg(shift.east_m, shift.north_m)
        where = "" if self.north_up else " from the top of the image"
        return f"a shift of {shift.length_m:.1f} m towards {towards:03.0f}°{where}"

    def _claim(self) -> tuple[str, ...]:
        if not (self.diff.of(ObjectState.STILL_OCCUPIED) or self.diff.of(ObjectState.MOVED)):
            return ()
        told = "Still occupied speaks of a place and a type, not of the same object"
        first, second = sorted((self.before.when, self.after.when), key=lambda when: str(when.latest))
        if first.earliest is None or second.latest is None:
            return (f"{told}.",)
        hours = (second.latest - first.earliest).total_seconds() / 3600
        return (f"{told}: up to {hours:.0f} h lie between the looks.",)


def label(mark: Mark) -> str:
    """What a mark is called: `Il-76`, `An-26 or An-32`, `probable Il-76`."""
    named = " or ".join(mark.types)
    return named if mark.confidence == "confirmed" else f"{mark.confidence} {named}"


def _line(change: ObjectChange, labels: dict[str, str]) -> ObjectLine:
    named = [labels[each] for each in (change.before, change.after) if each is not None]
    what = " then ".join(dict.fromkeys(named))
    return ObjectLine(
        change.state, what, change.before, change.after, change.residual_m, change.margin, change.alternatives,
        change.alone, change.reason, _sentence(change, what),
    )  # fmt: skip


def _sentence(change: ObjectChange, what: str) -> str:
    if change.state is ObjectState.STILL_OCCUPIED:
        return f"{what}: position still occupied, compatible type, {change.residual_m or 0:.1f} m apart."
    if change.state is ObjectState.MOVED:
        return f"{what}: {change.residual_m or 0:.1f} m from where one stood, moved within its stand."
    if change.state is ObjectState.NEW:
        return f"{what}: new at this place."
    if change.state is ObjectState.GONE:
        return f"{what}: gone from this place."
    if change.state is ObjectState.NOT_COMPARABLE:
        return f"{what}: not comparable, {change.reason}."
    return f"{what}: ambiguous, {_open(change)}."


def _open(change: ObjectChange) -> str:
    """What an ambiguous object may be, as a person says it."""
    number = len(change.alternatives)
    other = "later" if change.before is not None else "earlier"
    alone = _alone(change.before, change.reason)
    if not number:
        return f"perhaps {alone}"
    one = (
        f"it may be one of the {other} look"
        if number == 1
        else f"it may be any of {number} of the {other} look"
    )
    return f"{one}, or {alone}" if change.alone else one


def _alone(before: str | None, reason: str | None) -> str:
    """What an object is that is none of the other look's: gone or new only where that could be told."""
    if reason is not None:
        return "out of sight there"
    return "gone" if before is not None else "new"


def _alternatives(line: ObjectLine) -> str:
    if not line.alternatives:
        return ""
    named = ", ".join(each[-8:] for each in line.alternatives[:4])
    more = " ..." if len(line.alternatives) > 4 else ""
    return f"may be {named}{more}{f' or {_alone(line.before, line.reason)}' if line.alone else ''}"


def _shift_wire(shift: Shift) -> dict[str, float]:
    return {
        "east_m": round(shift.east_m, 3),
        "north_m": round(shift.north_m, 3),
        "sigma_m": round(shift.sigma_m, 3),
        "votes": round(shift.votes, 2),
    }
