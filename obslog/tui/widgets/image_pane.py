"""The image of the scene: a canvas of pixels with its marks and areas, and the keys that mark on it."""

from __future__ import annotations

from typing import ClassVar

from rich.text import Text
from textual.binding import Binding, BindingType
from textual.message import Message
from textual.widget import Widget

from obslog.model.marks import MarkKind, Point
from obslog.tui.keys import key
from obslog.tui.panes import Pane
from obslog.tui.scene.state import SceneState


class ImagePane(Pane, Widget, can_focus=True):
    """What the analyst looks at."""

    area = "image"
    jump = "i"
    title_text = "Image"
    about = (
        "Put the crosshair on an object (arrows, hjkl, or f and two letters) and mark it: Space a point, b a box, "
        "o an oriented box, x four points: nose, left wing tip, tail, right wing tip. Digits choose the type."
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(str(digit), f"pick({digit})", show=False) for digit in range(1, 10)
    ]

    class Marked(Message):
        """A gesture of marking was finished; `reach` is how far in pixels a mark is still the one pointed at."""

        def __init__(self, kind: MarkKind, points: tuple[Point, ...], reach: float) -> None:
            super().__init__()
            self.kind, self.points, self.reach = kind, points, reach

    class Ruled(Message):
        """A line was drawn with the ruler."""

        def __init__(self, start: Point, end: Point) -> None:
            super().__init__()
            self.start, self.end = start, end

    class Chosen(Message):
        """A mark was chosen by its label."""

        def __init__(self, mark: str | None) -> None:
            super().__init__()
            self.mark = mark

    class Pressed(Message):
        """A key of the image that the screen acts on; `what` names it, `digit` is the palette's."""

        def __init__(self, what: str, digit: int = 0) -> None:
            super().__init__()
            self.what, self.digit = what, digit

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id, classes="pane")
        self._at = (0.0, 0.0)
        self._extent = (1, 1)
        self._state: SceneState | None = None

    def on_mount(self) -> None:
        self.name_pane()

    async def open_image(self, state: SceneState) -> None:
        """Show the pixels of the image."""
        known = state.image.identity
        self._extent = known.width or 1, known.height or 1
        self._at = self._extent[0] / 2, self._extent[1] / 2
        self.refresh()

    def show_state(self, state: SceneState) -> None:
        """Draw marks and areas as they are now."""
        self._state = state
        self.refresh()

    @property
    def crosshair(self) -> Point:
        """Where the crosshair is, (column, row)."""
        return self._at

    def ground_at(self, point: Point) -> tuple[float, float] | None:
        """(longitude, latitude) of a pixel; None without a georeference."""
        return None

    def go_to(self, point: Point) -> None:
        """Put the crosshair on a pixel."""
        self._at = point
        self.refresh()

    def render(self) -> Text:
        return Text(f"crosshair {self._at[0]:.0f},{self._at[1]:.0f}")

    def action_pick(self, digit: int) -> None:
        """A digit of the palette."""
        self.post_message(self.Pressed("digit", digit))

    @key("left,h", "left", "left.", show=False)
    def action_left(self) -> None:
        self.go_to((self._at[0] - 8, self._at[1]))

    @key("right,l", "right", "right.", show=False)
    def action_right(self) -> None:
        self.go_to((self._at[0] + 8, self._at[1]))

    @key("space", "mark", "Mark the object at the crosshair; on a mark, select it.")
    def action_mark(self) -> None:
        self.post_message(self.Marked(MarkKind.POINT, (self._at,), 4))

    # The digits themselves are bound above, each with its number; this is their help.
    @key(
        "1,2,3,4,5,6,7,8,9",
        "type",
        "The type of the next mark (of the selected mark, if one is), by its digit.",
    )
    def action_types(self) -> None: ...

    @key("slash", "type", "Find a type by name, alias or NATO name.")
    def action_search(self) -> None:
        self.post_message(self.Pressed("search"))

    @key("full_stop", "how sure", "Then 1 confirmed, 2 probable, 3 possible.", show=False)
    def action_sure(self) -> None:
        self.post_message(self.Pressed("sure"))

    @key("semicolon", "next mark", "Select the next mark; those carried forward first.", show=False)
    def action_next_mark(self) -> None:
        self.post_message(self.Pressed("next"))

    @key("comma", "previous mark", "Select the mark before.", show=False)
    def action_previous_mark(self) -> None:
        self.post_message(self.Pressed("previous"))

    @key("enter", "confirm", "Confirm the selected mark that was carried forward.", show=False)
    def action_confirm(self) -> None:
        self.post_message(self.Pressed("confirm"))

    @key("C", "confirm all", "Confirm every mark that was carried forward.", show=False)
    def action_confirm_all(self) -> None:
        self.post_message(self.Pressed("confirm all"))

    @key("delete,backspace", "remove", "Remove the selected mark.", show=False)
    def action_remove(self) -> None:
        self.post_message(self.Pressed("remove"))

    @key("e", "state", "The state of the selected mark: nose raised, dismantled.", show=False)
    def action_edit(self) -> None:
        self.post_message(self.Pressed("edit"))

    @key("v", "supported level", "Mark with the level that the image can support.", show=False)
    def action_level(self) -> None:
        self.post_message(self.Pressed("level"))
