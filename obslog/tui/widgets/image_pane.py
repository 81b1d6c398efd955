"""The image of the scene: the canvas with the marks of the look, and the keys that mark on it."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

import numpy as np
from textual.binding import Binding, BindingType
from textual.message import Message

from obslog.model.marks import Mark, MarkKind, Point
from obslog.model.text import safe
from obslog.places.coordinates import format_position
from obslog.tui.cells.overlay import Overlay, Shape
from obslog.tui.keys import key
from obslog.tui.scene.outlines import outlines
from obslog.tui.scene.state import nearest
from obslog.tui.scene.words import gsd_words, when_words
from obslog.tui.widgets.acting import Acting
from obslog.tui.widgets.canvas_messages import CrosshairMoved, Opened
from obslog.tui.widgets.raster_canvas import RasterCanvas

if TYPE_CHECKING:
    from obslog.tui.scene.state import SceneState


class ImagePane(Acting, RasterCanvas):
    """What the analyst looks at and marks on. It says what was meant; the screen does it."""

    area = "marking"
    title_text = "Image"
    about = (
        "Put the crosshair on an object (arrows, hjkl, or f and two letters) and mark it: Space a point, b a box, "
        "o an oriented box, x four points: nose, left wing tip, tail, right wing tip. Digits choose the type."
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(str(digit), f"pick({digit})", show=False) for digit in range(1, 10)
    ]

    class Marked(Message):
        """An object is to be marked; where `there` is given, that mark stands there already and is meant."""

        def __init__(self, kind: MarkKind, points: tuple[Point, ...], there: str | None = None) -> None:
            super().__init__()
            self.kind, self.points, self.there = kind, points, there

    class Pressed(Message):
        """A key of the image that the screen acts on; `what` names it, `digit` is the palette's."""

        def __init__(self, what: str, digit: int = 0) -> None:
            super().__init__()
            self.what, self.digit = what, digit

    def __init__(self, *, id: str | None = None, style: str = "dd", plain: bool = False) -> None:
        """`style` is how positions are written (`places.coordinates`), `plain` asks for ASCII signs."""
        super().__init__(id=id)
        self._style, self._plain = style, plain
        self._state: SceneState | None = None
        self._shapes: tuple[Shape, ...] = ()
        self._shapes_of: object = None

    def ground_at(self, point: Point) -> tuple[float, float] | None:
        """(longitude, latitude) of a pixel; None where the image knows none."""
        return None if self.ground is None else self.ground.to_ground(*point)

    def show_state(self, state: SceneState) -> None:
        """Draw marks and areas as they are now; outlines are made anew only where what they show has changed."""
        fresh = self._state is None or self._state.image is not state.image or self._shapes_of is None
        self._state = state
        objects = id(state.site), id(state.image), id(self.ground)
        shown = (dict(state.look.visible), dict(state.look.not_observable), objects)
        if shown != self._shapes_of:
            self._shapes, self._shapes_of = outlines(state, self.ground), shown
        self.overlay = Overlay(state.marks, state.selected, self._shapes, plain=self._plain)
        if fresh:
            self.show_place()

    def near(self, point: Point, reach: float) -> Mark | None:
        """The mark nearest to a pixel, at most `reach` pixels away; the whole of a box is near."""
        arrays = self._arrays
        if not len(arrays.centres):
            return None
        close = np.flatnonzero(np.abs(arrays.centres - np.asarray(point)).max(axis=1) <= reach).tolist()
        # A box is near wherever it reaches to.
        asked = dict.fromkeys((*close, *arrays.owners.tolist()))
        return nearest((arrays.marks[n] for n in asked), *point, reach)

    def show_place(self) -> None:
        """Write into the corner where the crosshair stands, the GSD, and when with its basis."""
        if self._state is None:
            return
        image = self._state.image
        where = self.ground_at(self.crosshair)
        if where is None:
            position = f"pixel {self.crosshair[0]:.0f}, {self.crosshair[1]:.0f}"
        else:
            position = format_position(*where, self._style)
        north = "" if self.ground is None else self._north()
        first = f"{position}{north}  {gsd_words(image)}"
        self.corner = (safe(f"{when_words(image.identity.when, short=True)}  {self.shown_as}"), first)

    def _north(self) -> str:
        ground = self.ground
        north = None if ground is None else ground.north_deg(*self.crosshair)
        if north is None:
            return ""
        # Of the eight arrows the one nearest to where north is on the canvas.
        turn = (north + self.view.turn_deg) % 360
        arrows = "^>v<" if self._plain else "↑↗→↘↓↙←↖"
        return f"  N{arrows[round(turn / (360 / len(arrows))) % len(arrows)]}"

    def on_raster_canvas_opened(self, message: Opened) -> None:
        if self._state is not None:
            self.show_state(self._state)
            self.show_place()

    def on_raster_canvas_crosshair_moved(self, message: CrosshairMoved) -> None:
        self.show_place()

    async def action_pick(self, digit: int) -> None:
        """A digit of the palette."""
        await self.act(self.Pressed("digit", digit))

    @key("space", "mark", "Mark the object at the crosshair; on a mark, select it.")
    async def action_mark(self) -> None:
        # A mark under the crosshair's own dot is meant; the next dot may be the next aircraft of a row.
        there = self.near(self.crosshair, self.reach / 2)
        await self.act(self.Marked(MarkKind.POINT, (self.crosshair,), None if there is None else there.id))

    # The digits themselves are bound above, each with its number; this is their help.
    @key(
        "1,2,3,4,5,6,7,8,9",
        "type",
        "The type of the next mark (of the selected mark, if one is), by its digit.",
    )
    def action_types(self) -> None: ...

    @key("slash", "type", "Find a type by name, alias or NATO name.")
    async def action_search(self) -> None:
        await self.act(self.Pressed("search"))

    @key("b", "box", "Mark by a box: Space at one corner, then at the opposite one, or drag.", show=False)
    def action_box(self) -> None:
        self.begin("box")

    @key(
        "o",
        "oriented box",
        "Mark by a box at an angle: Space at both ends of a side, then across.",
        show=False,
    )
    def action_oriented(self) -> None:
        self.begin("oriented")

    @key(
        "x",
        "nose, wings, tail",
        "Mark by four points, which give length, span, heading and the types that fit.",
    )
    def action_diamond(self) -> None:
        self.begin("diamond")

    @key("r", "ruler", "Measure a line: Space at its start, then at its end.")
    def action_ruler(self) -> None:
        self.begin("line")

    @key("full_stop", "how sure", "Then 1 confirmed, 2 probable, 3 possible.", show=False)
    async def action_sure(self) -> None:
        await self.act(self.Pressed("sure"))

    @key("semicolon", "next mark", "Select the next mark; those carried forward first.", show=False)
    async def action_next_mark(self) -> None:
        await self.act(self.Pressed("next"))

    @key("comma", "previous mark", "Select the mark before.", show=False)
    async def action_previous_mark(self) -> None:
        await self.act(self.Pressed("previous"))

    @key("enter", "confirm", "Confirm the selected mark that was carried forward.", show=False)
    async def action_confirm(self) -> None:
        await self.act(self.Pressed("confirm"))

    @key("C", "confirm all", "Confirm every mark that was carried forward.", show=False)
    async def action_confirm_all(self) -> None:
        await self.act(self.Pressed("confirm all"))

    @key("delete,backspace", "remove", "Remove the selected mark.", show=False)
    async def action_remove(self) -> None:
        await self.act(self.Pressed("remove"))

    @key("e", "state", "The state of the selected mark: nose raised, dismantled.", show=False)
    async def action_edit(self) -> None:
        await self.act(self.Pressed("edit"))

    @key("v", "supported level", "Mark with the level that the image can support.", show=False)
    async def action_level(self) -> None:
        await self.act(self.Pressed("level"))
