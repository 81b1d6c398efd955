"""What the scene screen knows, frozen, and the steps that make the next state of it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from obslog.model.counting import Group
from obslog.model.images import Image
from obslog.model.looks import Confidence, Look, LookStatus, Visible
from obslog.model.marks import Mark, MarkStatus, TallyRow
from obslog.model.places import Site
from obslog.model.types import TypeTree
from obslog.tui.scene.palette import Types, extended


@dataclass(frozen=True)
class Brush:
    """What the next mark will be: `types` empty until one was chosen."""

    types: Types = ()
    confidence: Confidence = Confidence.CONFIRMED

    @property
    def name(self) -> str:
        """The type, or the members of the candidate set."""
        return "|".join(self.types)


@dataclass(frozen=True)
class LastLook:
    """The look at this site that the image is compared with, its tally, and how long before it was (words)."""

    look: Look
    rows: tuple[TallyRow, ...]
    marks: int
    ago: str


@dataclass(frozen=True)
class SceneState:
    """One image of one site, the look at it, and what the next key would do.

    `look` is the draft as the log has it, or, while `recorded` is False, the look that would be begun. `marks`
    are those of the look. `counted` is the look as closing would leave it, `rows` its tally. `automatic` is
    how much of each part the image itself shows. `opened` are rows of the tally that say nothing yet, `waiting` how
    many marks carried forward wait for a word in each row.
    """

    image: Image
    site: Site
    tree: TypeTree
    area_names: Mapping[str, str]
    look: Look
    recorded: bool = False
    marks: tuple[Mark, ...] = ()
    counted: Look | None = None
    rows: tuple[TallyRow, ...] = ()
    automatic: Mapping[str, Visible] = field(default_factory=dict)
    palette: tuple[Types, ...] = ()
    brush: Brush = Brush()
    selected: str | None = None
    opened: tuple[Group, ...] = ()
    last: LastLook | None = None
    waiting: Mapping[Group, int] = field(default_factory=dict)

    @property
    def said(self) -> Look:
        """The look whose sentence is shown: as closing would leave it."""
        return self.counted or self.look

    @property
    def is_draft(self) -> bool:
        """True while the look can be changed by marking and counting."""
        return self.look.status is LookStatus.DRAFT

    @property
    def mark(self) -> Mark | None:
        """The selected mark."""
        return self.find(self.selected) if self.selected else None

    def find(self, mark_id: str) -> Mark | None:
        """The mark of that id."""
        return next((mark for mark in self.marks if mark.id == mark_id), None)

    @property
    def proposals(self) -> tuple[Mark, ...]:
        """Marks carried forward that nobody has confirmed or removed yet."""
        return tuple(mark for mark in self.marks if mark.status is MarkStatus.CARRIED)


def recorded(state: SceneState, look: Look, marks: Iterable[Mark] | None = None) -> SceneState:
    """The look as the log has it now, with its marks where they changed too."""
    kept = state.marks if marks is None else tuple(marks)
    selected = state.selected
    if selected is not None and kept is not state.marks and not any(mark.id == selected for mark in kept):
        selected = None
    return replace(state, look=look, recorded=True, marks=kept, selected=selected)


def tallied(
    state: SceneState, counted: Look, rows: Iterable[TallyRow], waiting: Mapping[Group, int] | None = None
) -> SceneState:
    """With what the marks and the stated counts come to; rows that say something now are no longer only open."""
    rows = tuple(rows)
    there = {(row.types, row.confidence) for row in rows}
    there |= {((scope.type,), Confidence.CONFIRMED) for scope in counted.none}
    still = tuple(key for key in state.opened if (key.types, key.confidence) not in there)
    return replace(state, counted=counted, rows=rows, opened=still, waiting=dict(waiting or {}))


def added(state: SceneState, mark: Mark) -> SceneState:
    """With a mark that was not there."""
    return replace(state, marks=(*state.marks, mark))


def marked(state: SceneState, *marks: Mark) -> SceneState:
    """With new marks, or with marks that were changed in the place of what they were."""
    new = {mark.id: mark for mark in marks}
    kept = tuple(new.pop(mark.id, mark) for mark in state.marks)
    return replace(state, marks=(*kept, *new.values()))


def unmarked(state: SceneState, mark_id: str) -> SceneState:
    """Without a mark; the next one in order is selected if it was."""
    marks = tuple(mark for mark in state.marks if mark.id != mark_id)
    selected = None if state.selected == mark_id else state.selected
    return replace(state, marks=marks, selected=selected)


def selected(state: SceneState, mark_id: str | None) -> SceneState:
    """With another mark selected, or (None) no mark."""
    return replace(state, selected=mark_id)


def stepped(state: SceneState, step: int) -> SceneState:
    """The next mark (`step` 1) or the one before (-1), around; proposals first while there are any.

    In reading order: from the upper left to the lower right, by rows of the image a twentieth of its height deep.
    """
    marks = in_reading_order(state.proposals or state.marks, state.image.identity.height or 1)
    if not marks:
        return replace(state, selected=None)
    places = [mark.id for mark in marks]
    if state.selected in places:
        return replace(state, selected=places[(places.index(state.selected) + step) % len(places)])
    return replace(state, selected=places[0 if step > 0 else -1])


def in_reading_order(marks: Iterable[Mark], height: int) -> list[Mark]:
    """Marks as one reads them: bands of a twentieth of the image's `height` (pixels), left to right in each."""
    band = max(1.0, height / 20)
    return sorted(marks, key=lambda mark: (int(mark.centre[1] // band), mark.centre[0], mark.id))


def picked(state: SceneState, types: Types) -> SceneState:
    """With another type for the next mark; the palette holds it from now on."""
    return replace(state, brush=replace(state.brush, types=types), palette=extended(state.palette, types))


def sure(state: SceneState, confidence: Confidence) -> SceneState:
    """With another certainty for the next mark."""
    return replace(state, brush=replace(state.brush, confidence=confidence))


def opened(state: SceneState, row: Group) -> SceneState:
    """With a row in the tally that says nothing yet."""
    there = any(Group(r.types, r.confidence, r.area, r.state) == row for r in state.rows)
    return state if there or row in state.opened else replace(state, opened=(*state.opened, row))


def closed_row(state: SceneState, row: Group) -> SceneState:
    """Without a row that was only opened."""
    return replace(state, opened=tuple(key for key in state.opened if key != row))


def nearest(marks: Iterable[Mark], column: float, row: float, reach: float) -> Mark | None:
    """The mark nearest to a pixel, at most `reach` pixels away (0 inside a box); None where there is none."""
    best, found = reach * reach, None
    for mark in marks:
        away = _squared(mark, column, row)
        if away <= best:
            best, found = away, mark
    return found


def _squared(mark: Mark, column: float, row: float) -> float:
    if len(mark.points) == 1:
        ((at_column, at_row),) = mark.points
        return (at_column - column) * (at_column - column) + (at_row - row) * (at_row - row)
    columns, rows = [point[0] for point in mark.points], [point[1] for point in mark.points]
    beside = max(min(columns) - column, column - max(columns), 0.0)
    below = max(min(rows) - row, row - max(rows), 0.0)
    return beside * beside + below * below
