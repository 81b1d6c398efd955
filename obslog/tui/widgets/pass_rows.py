"""The table of passes over a site: as many columns as there is room for, those first that decide."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from textual.message import Message

from obslog.tui.cells.sky_glyphs import ASCII, UNICODE
from obslog.tui.tasking.passing import PassView, clock, mark_of
from obslog.tui.text import joined
from obslog.tui.widgets.rows import RowsPane

if TYPE_CHECKING:
    from collections.abc import Callable

    from obslog.orbits.pass_words import Pass


@dataclass(frozen=True)
class _Column:
    """`rank` says which columns go first where there is no room: the highest."""

    name: str
    wide: int
    rank: int
    text: Callable[[Pass], str]
    right: bool = True


def _or_dash(text: str | None) -> str:
    return text or "-"


_COLUMNS = (
    _Column("satellite", 14, 0, lambda one: one.satellite, right=False),
    _Column("UTC", 13, 0, lambda one: f"{one.tca.day:>2} {one.tca:%b %H:%M}", right=False),
    _Column("local", 12, 1, lambda one: _or_dash(one.local_text), right=False),
    _Column("solar", 5, 3, lambda one: clock(one.solar_hour)),
    _Column("elev.", 5, 2, lambda one: f"{one.max_elevation_deg:.0f}°"),
    _Column("off-nadir", 9, 0, lambda one: f"{one.off_nadir_deg:.1f}°"),
    _Column("pixel m", 7, 1, lambda one: "-" if one.gsd_m is None else f"{one.gsd_m:.2f}"),
    _Column("sun", 4, 0, lambda one: f"{one.sun_elevation_deg:.0f}°"),
    _Column("look", 5, 4, lambda one: one.look, right=False),
    _Column("node", 10, 5, lambda one: one.node, right=False),
    _Column("age d", 5, 3, lambda one: f"{abs(one.element_age_days):.1f}"),
    _Column("visible", 17, 6, lambda one: f"{one.rise:%H:%M:%S}-{one.set:%H:%M:%S}", right=False),
    _Column("azimuth", 7, 7, lambda one: f"{one.azimuth_deg:.0f}°"),
    _Column("incidence", 9, 7, lambda one: f"{one.incidence_deg:.1f}°"),
    _Column("cut", 5, 6, lambda one: one.clipped or "", right=False),
)


class PassesPane(RowsPane):
    """The chosen pass is told by `Pointed`, Enter by `Opened`."""

    area = "passes_table"
    jump = "t"
    title_text = "Passes"
    about = (
        "One row a pass, by its highest point. off-nadir and pixel are those there; age is how old the elements are "
        "then; look is the side on which the site lies. Dim: beyond what the sensor can do, or an optical one by night."
    )
    DEFAULT_CSS = "PassesPane { height: 1fr; min-height: 4; }"

    class Pointed(Message):
        """Another pass is chosen (None: there is none)."""

        def __init__(self, one: Pass | None) -> None:
            super().__init__()
            self.one = one

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._view = PassView()
        self.passes: tuple[Pass, ...] = ()

    def show(self, view: PassView, empty: str) -> None:
        """Show the passes of a view; the chosen one stays chosen where it is still there, else the next in time."""
        before = self.one
        self._view, self._empty, self.passes = view, empty, view.shown
        hidden = len(view.passes) - len(self.passes)
        self.name_pane(
            f"{len(self.passes)}, by {view.sort}" + (f"; {hidden} others filtered out" if hidden else "")
        )
        self.laid_out()
        if before is not None and before in self.passes:
            self.cursor = self.passes.index(before)
        self.post_message(self.Pointed(self.one))

    @property
    def one(self) -> Pass | None:
        """The chosen pass."""
        return self.passes[self.cursor] if self.cursor < len(self.passes) else None

    def choose(self, one: Pass) -> None:
        """Choose a pass, as the picture of the sky asks for it."""
        if one in self.passes:
            self.cursor = self.passes.index(one)

    def _columns(self) -> list[_Column]:
        left = self.room - 2
        kept = []
        names = max((len(one.satellite) for one in self.passes), default=8)
        first = replace(_COLUMNS[0], wide=max(9, min(names, 14 if left < 90 else 24)))
        columns = (first, *_COLUMNS[1:])
        for column in sorted(columns, key=lambda one: one.rank):
            if column.wide + 2 <= left + 2:
                kept.append(column)
                left -= column.wide + 2
        return [column for column in columns if column in kept]

    def laid_out(self) -> None:
        columns = self._columns()
        glyphs = ASCII if self.plain else UNICODE
        head = "  ".join(_set(column, column.name) for column in columns)
        self.head = joined("  ", (head, "dim")) if self.passes else None
        rows = []
        for one in self.passes:
            mark = mark_of(one)
            line = "  ".join(_set(column, column.text(one)) for column in columns)
            rows.append(
                [joined(glyphs.marks[mark], " ", (line, "dim" if mark in ("beyond", "night") else ""))]
            )
        self.put(rows or [[joined((self._empty, "dim"))]])

    _empty = ""

    def moved(self, old: int, new: int) -> None:
        self.post_message(self.Pointed(self.one))


def _set(column: _Column, text: str) -> str:
    cut = text if len(text) <= column.wide else f"{text[: column.wide - 1]}…"
    return cut.rjust(column.wide) if column.right else cut.ljust(column.wide)
